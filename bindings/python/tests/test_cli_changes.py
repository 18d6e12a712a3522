"""``webexrec move``, ``restore`` and ``purge`` without a terminal: what they take, do, say and return."""

from __future__ import annotations

import json
import signal
import tempfile
from pathlib import Path

from . import simulator
from .simulator import OTHER_SITE, SITE
from .test_cli import TestCase, start, wait_for_changes

WRONG = "0" * 32


class WhichRecordings(TestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name, "recordings")

    def test_ids(self) -> None:
        ids = simulator.ids(3)
        ended = self.run_cli("move", *ids)
        self.assertEqual((ended.status, ended.stderr), (0, ""))
        self.assertRegex(ended.stdout, r"^3 recordings moved in [\d.]+ s\.\n$")
        self.assert_in_bin(ids)

    def test_ids_of_another_host_on_another_site(self) -> None:
        ids = simulator.ids(1, "bob@example.com", OTHER_SITE)
        where = ("--site", OTHER_SITE, "--host", "bob@example.com")
        self.assertEqual(self.run_cli("move", *ids, *where, WEBEX_ACCESS_TOKEN=simulator.admin_token()).status, 0)
        self.assert_in_bin(ids)

    def test_a_file_with_an_id_a_line(self) -> None:
        ids = simulator.ids(2)
        self.file.write_text(f"# to move\n\n  {ids[0]}  \n{ids[1]}\n")
        self.assertEqual(self.run_cli("move", "--from-file", self.file).status, 0)
        self.assert_in_bin(ids)

    def test_a_file_as_windows_writes_it(self) -> None:
        ids = simulator.ids(2)
        for encoding in ("utf-16", "utf-8-sig"):
            self.file.write_bytes("\r\n".join(ids).encode(encoding))
            self.assertEqual(self.run_cli("move", "--from-file", self.file).status, 0, encoding)
        self.assert_in_bin(ids)

    def test_what_list_prints_on_standard_input_with_site_and_host(self) -> None:
        token = simulator.admin_token()
        listed = self.run_cli("list", "--admin", "--from", "2020-01-01", "--json", WEBEX_ACCESS_TOKEN=token)
        ended = self.run_cli("move", "--from-file", "-", stdin=listed.stdout, WEBEX_ACCESS_TOKEN=token)
        self.assertEqual(ended.status, 0, ended)
        self.assert_in_bin([each["id"] for each in simulator.recordings()])

    def test_standard_input_is_not_read_unless_asked_for(self) -> None:
        ended = self.run_cli("move", stdin="\n".join(simulator.ids(1)))
        self.assertEqual(ended.status, 2)
        self.assertIn("say which recordings", ended.stderr)

    def test_a_selection_is_of_what_can_be_moved(self) -> None:
        ended = self.run_cli("move", "--from", "2020-01-01")
        self.assertEqual(ended.status, 0, ended)
        own = {each["id"] for each in simulator.recordings() if each["hostEmail"] == "alice@example.com"}
        self.assertEqual(simulator.ids_with_status("deleted"), own)
        self.assertRegex(ended.stderr, r"\d+ recordings left out: only shared with you")
        self.assertRegex(ended.stdout, r"^\d+ recordings moved \([\d.]+ GiB\)")

    def test_a_selection_of_the_organization(self) -> None:
        token = simulator.admin_token()
        ended = self.run_cli("move", "--admin", "--older-than", "80d", WEBEX_ACCESS_TOKEN=token)
        self.assertEqual(ended.status, 0, ended)
        moved = [each for each in simulator.recordings() if each["status"] == "deleted"]
        self.assertGreater(len({(each["hostEmail"], each["siteUrl"]) for each in moved}), 6)

    def test_a_selection_to_restore_or_purge_is_of_the_recycle_bin(self) -> None:
        ids = simulator.ids(250)[-4:]
        self.run_cli("move", *ids)
        large = sorted(
            (each for each in simulator.recordings() if each["id"] in ids), key=lambda each: int(each["sizeBytes"])
        )
        size = str(large[1]["sizeBytes"])
        self.assertEqual(self.run_cli("restore", "--larger-than", size).status, 0)
        self.assertEqual(simulator.ids_with_status("deleted"), {each["id"] for each in large[:2]})
        self.assertEqual(self.run_cli("purge", "--older-than", "1d", "--yes").status, 0)
        self.assertEqual(simulator.ids_with_status("purged"), {each["id"] for each in large[:2]})

    def test_everything_in_the_recycle_bin_of_a_site(self) -> None:
        here, there = simulator.ids(2), simulator.ids(1, site_url=OTHER_SITE)
        self.run_cli("move", *here)
        self.run_cli("move", *there, "--site", OTHER_SITE)
        ended = self.run_cli("restore", "--all", "--site", SITE, "--yes")
        self.assertRegex(ended.stdout, rf"^Everything in the recycle bin on {SITE} was restored in ")
        self.assert_in_bin(there)
        self.assertEqual(self.run_cli("purge", "--all", "--site", OTHER_SITE, "--yes").status, 0)
        self.assertEqual(simulator.ids_with_status("purged"), set(there))

    def test_everything_is_not_asked_for_again_when_it_is_not_known_whether_it_was_done(self) -> None:
        simulator.answer(503, apply=True)
        ended = self.run_cli("restore", "--all", "--site", SITE, "--yes")
        self.assertEqual(ended.status, 1)
        self.assertIn("may or may not", ended.stdout)
        self.assertIn(f"look at what is in the recycle bin: webexrec list --deleted --site {SITE}", ended.stdout)
        self.assertNotIn("To go on", ended.stdout)

    def test_nothing_found_is_no_failure(self) -> None:
        ended = self.run_cli("purge", "--older-than", "1d", "--yes")
        self.assertEqual((ended.status, ended.stdout), (0, ""))
        self.assertIn("nothing to purge", ended.stderr)
        in_json = self.run_cli("purge", "--older-than", "1d", "--yes", "--json")
        self.assertEqual(in_json.json["counts"]["total"], 0)
        self.assertEqual(in_json.json["results"], [])

    def test_what_can_not_be_used_is_said_and_nothing_sent(self) -> None:
        self.file.write_bytes(b"\xff\xff")
        cases: list[tuple[list[object], str, str]] = [
            ([], "", "say which recordings"),
            (["x", "--from-file", "-"], "", "only one of IDs and --from-file"),
            (["x", "--older-than", "1d"], "", "only one of"),
            (["--older-than", "soon"], "", "'soon' is no age; give one such as 365d"),
            (["--larger-than", "big"], "", "'big' is no size"),
            (["--from", "yesterday"], "", "'yesterday' is no date"),
            (["--admin", "x"], "", "--admin goes with a selection"),
            (["--admin", "--host", "a@example.com", "--from", "2020-01-01"], "", "not allowed with"),
            (["--older", "1d"], "", "unrecognized arguments"),
            (["x", "--dry-run", "--verify"], "", "nothing to verify"),
            (["x", "--dry-run", "--journal", "j"], "", "keeps no journal"),
            (["x", "--concurrency", "99"], "", "32"),
            (["x", "--base-url", "http://example.com"], "", "http"),
            ([""], "", "id"),
            (["--from-file", "nowhere"], "", "nowhere can't be read: No such file"),
            (["--from-file", self.file], "", "is no text in UTF-8"),
            (["--from-file", "-"], "# none\n", "standard input has no recordings in it"),
            (["--from-file", "-"], "[1, 2", "begins like JSON, but is none"),
            (["--from-file", "-"], "{}", "give an array"),
            (["--from-file", "-"], "[1]", "recordings"),
        ]
        for arguments, stdin, message in cases:
            with self.subTest(arguments=arguments, stdin=stdin):
                ended = self.run_here("move", *arguments, stdin=stdin)
                self.assertEqual((ended.status, ended.stdout), (2, ""))
                self.assertIn(message, ended.stderr)
        self.assert_nothing_was_sent()

    def test_all_needs_a_site(self) -> None:
        ended = self.run_here("restore", "--all", "--yes")
        self.assertEqual(ended.status, 2)
        self.assertIn("--all needs --site", ended.stderr)

    def test_what_asks_first_needs_yes_without_a_terminal(self) -> None:
        everything = ["--all", "--site", SITE]
        for arguments in (["purge", WRONG], ["purge", *everything], ["restore", *everything]):
            ended = self.run_here(*arguments)
            self.assertEqual((ended.status, ended.stdout), (2, ""))
            self.assertIn("give --yes", ended.stderr)
        self.assert_nothing_was_sent()


class WhatIsSaid(TestCase):
    def test_a_dry_run_shows_what_would_be_done(self) -> None:
        ended = self.run_cli("move", "--from", "2020-01-01", "--dry-run")
        self.assertEqual(ended.status, 0, ended)
        header, *rows, total, last = ended.stdout.splitlines()
        self.assertRegex(total, r"^To move: \d+ recordings \([\d.]+ GiB\), in \d requests\.$")
        self.assertEqual(header.split(), ["SITE", "HOST", "RECORDINGS", "SIZE", "REQUESTS"])
        self.assertRegex("\n".join(rows), rf"(?m)^{SITE} +\(own\) +250 +[\d.]+ GiB +3$")
        self.assertEqual(last, "Nothing was changed.")
        self.assert_in_bin([])

    def test_a_dry_run_in_json_is_the_plan(self) -> None:
        ended = self.run_cli("move", *simulator.ids(101), "--dry-run", "--json")
        self.assertEqual([len(request["ids"]) for request in ended.json["plan"]], [100, 1])
        self.assert_nothing_was_sent()

    def test_a_dry_run_of_everything_shows_what_the_recycle_bin_has(self) -> None:
        self.run_cli("move", *simulator.ids(2))
        ended = self.run_cli("purge", "--all", "--site", SITE, "--dry-run")
        what = rf"everything in the recycle bin on {SITE}, at present 2 recordings \([\d.]+ MiB\)"
        self.assertRegex(ended.stdout, what)
        self.assertEqual(simulator.ids_with_status("purged"), set())

    def test_each_recording_that_was_not_moved_is_named_with_its_topic_and_why(self) -> None:
        ids = simulator.ids(2)
        given = [*ids, {"id": WRONG, "topic": "Weekly\x1bplanning"}]
        ended = self.run_cli("move", "--from-file", "-", stdin=json.dumps(given))
        self.assertEqual(ended.status, 3)
        lines = ended.stdout.splitlines()
        self.assertRegex(lines[0], r"^2 of 3 recordings moved in ")
        self.assertEqual(lines[1], "The others: 1 rejected.")
        self.assertRegex(lines[2], f'^  rejected {WRONG} "Weekly\ufffdplanning": .*404')
        self.assert_in_bin(ids)

    def test_json_is_the_report_and_people_read_standard_error(self) -> None:
        ids = simulator.ids(2)
        ended = self.run_cli("move", *ids, WRONG, "--json")
        self.assertEqual(ended.status, 3)
        self.assertEqual([each["outcome"] for each in ended.json["results"]], ["done", "done", "rejected"])
        self.assertIn("2 of 3 recordings moved", ended.stderr)

    def test_nothing_done_is_a_failure(self) -> None:
        ended = self.run_cli("move", WRONG)
        self.assertEqual(ended.status, 1)
        self.assertIn("0 of 1 recording moved", ended.stdout)

    def test_what_ended_it_early_is_said_and_what_to_do(self) -> None:
        simulator.answer(401)
        ended = self.run_cli("move", *simulator.ids(150))
        self.assertEqual(ended.status, 1)
        self.assertRegex(ended.stdout, r"(?m)^Ended early: .*401")
        self.assertIn("Give a new token", ended.stdout)
        self.assertRegex(ended.stdout, r"(?m)^The others: .*150 not sent\.$")
        self.assertLess(len(ended.stdout.splitlines()), 6)

    def test_a_rate_limit_that_is_too_long_to_wait_for_is_said_with_when_to_go_on(self) -> None:
        simulator.answer(429, headers={"Retry-After": "3600"})
        ended = self.run_cli("move", *simulator.ids(1))
        self.assertEqual(ended.status, 1)
        self.assertIn("To go on, give the same command again in 1 h 0 min;", ended.stdout)

    def test_a_warning_of_the_service_is_passed_on(self) -> None:
        simulator.behave(warning="use another API")
        self.assertIn("Webex warns: use another API", self.run_cli("move", *simulator.ids(1)).stdout)

    def test_verify_looks_up_what_stayed_unclear(self) -> None:
        ids = simulator.ids(1)
        self.run_cli("move", *ids)
        simulator.behave(alreadyStatus=404)
        given = json.dumps([{"id": ids[0], "outcome": "unknown"}])
        self.assertEqual(self.run_cli("move", "--from-file", "-", stdin=given).status, 3)
        self.assertEqual(self.run_cli("move", "--from-file", "-", "--verify", stdin=given).status, 0)

    def test_a_reader_that_has_gone_ends_no_job(self) -> None:
        ids = simulator.ids(150)
        process = start("move", *ids, "--concurrency", "1")
        assert process.stdout and process.stderr
        process.stdout.close()
        process.stderr.close()
        self.assertEqual(process.wait(), 0)
        self.assert_in_bin(ids)

    def test_sigterm_ends_it_in_order(self) -> None:
        simulator.behave(latencyMs=20_000)
        process = start("move", *simulator.ids(1))
        wait_for_changes()
        process.send_signal(signal.SIGTERM)
        ended = self.checked(0, *process.communicate())
        self.assertEqual(process.returncode, 143)
        self.assertIn("The others: 1 unknown (may have been moved).", ended.stdout)
        self.assertIn("SIGTERM", ended.stderr)


class Token(TestCase):
    def test_without_one_and_without_a_terminal_it_says_where_it_is_looked_for(self) -> None:
        for value in (None, " "):
            ended = self.run_cli("sites", WEBEX_ACCESS_TOKEN=value)
            self.assertEqual((ended.status, ended.stdout), (2, ""))
            self.assertIn("set WEBEX_ACCESS_TOKEN, or give --token-command", ended.stderr)

    def test_a_command_gives_it(self) -> None:
        command = "echo; echo $MINE; echo hello >&2"
        mine = simulator.USER_TOKEN
        ended = self.run_cli("sites", "--token-command", command, WEBEX_ACCESS_TOKEN=None, MINE=mine)
        self.assertEqual(ended.status, 0, ended)
        self.assertTrue(ended.stderr.startswith("hello\n"))

    def test_the_command_is_run_again_when_the_token_has_expired(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            token = Path(folder, "token")
            token.write_text(simulator.USER_TOKEN)
            new = simulator.renew_token()
            self.secrets.append(new)
            command = f"cat {token}; printf %s $NEW > {token}"
            ids = simulator.ids(1)
            self.assertEqual(self.run_cli("move", *ids, "--token-command", command, NEW=new).status, 0)
            self.assert_in_bin(ids)

    def test_a_command_that_fails_is_said_to_without_what_it_printed(self) -> None:
        self.secrets.append("secret")
        for command, message in (
            ("echo secret; exit 7", "the token command ended with exit status 7"),
            ("true", "the token command printed nothing"),
            ("echo secret; echo secret", "token"),
        ):
            for arguments in (["sites"], ["move", *simulator.ids(1)]):
                ended = self.run_cli(*arguments, "--token-command", command)
                self.assertEqual(ended.status, 1, ended)
                self.assertIn(message, ended.stdout + ended.stderr)
        self.assert_nothing_was_sent()
