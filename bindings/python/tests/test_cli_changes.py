"""``webexrec move``, ``restore`` and ``purge`` without a terminal: input, effect, output and exit status."""

from __future__ import annotations

import json
import signal

from . import simulator
from .cli import TestCase, start
from .simulator import OTHER_SITE, SITE, WRONG_ID


class Input(TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.file = self.make_folder() / "recordings"

    def test_ids_are_moved(self) -> None:
        ids = simulator.ids(3)
        completed = self.run_cli("move", *ids)
        self.assertEqual((completed.status, completed.stderr), (0, ""))
        self.assertRegex(completed.stdout, r"^3 recordings moved in [\d.]+ s\.\n$")
        self.assert_in_bin(ids)

    def test_an_admin_moves_ids_of_another_host_on_another_site(self) -> None:
        ids = simulator.ids(1, "bob@example.com", OTHER_SITE)
        where = ("--site", OTHER_SITE, "--host", "bob@example.com")
        completed = self.run_cli("move", *ids, *where, WEBEX_ACCESS_TOKEN=simulator.admin_token())
        self.assertEqual(completed.status, 0)
        self.assert_in_bin(ids)

    def test_a_file_may_have_one_id_per_line(self) -> None:
        ids = simulator.ids(2)
        self.file.write_text(f"# to move\n\n  {ids[0]}  \n{ids[1]}\n")
        self.assertEqual(self.run_cli("move", "--from-file", self.file).status, 0)
        self.assert_in_bin(ids)

    def test_a_file_may_have_the_encodings_of_windows(self) -> None:
        ids = simulator.ids(2)
        for encoding in ("utf-16", "utf-8-sig"):
            self.file.write_bytes("\r\n".join(ids).encode(encoding))
            self.assertEqual(self.run_cli("move", "--from-file", self.file).status, 0, encoding)
        self.assert_in_bin(ids)

    def test_the_output_of_list_can_be_piped_into_move(self) -> None:
        token = simulator.admin_token()
        listed = self.run_cli("list", "--admin", "--from", "2020-01-01", "--json", WEBEX_ACCESS_TOKEN=token)
        completed = self.run_cli("move", "--from-file", "-", stdin=listed.stdout, WEBEX_ACCESS_TOKEN=token)
        self.assertEqual(completed.status, 0, completed)
        self.assert_in_bin([each["id"] for each in simulator.recordings()])

    def test_standard_input_is_not_read_by_default(self) -> None:
        completed = self.run_cli("move", stdin="\n".join(simulator.ids(1)))
        self.assertEqual(completed.status, 2)
        self.assertIn("no recordings specified", completed.stderr)

    def test_a_selection_skips_recordings_of_others(self) -> None:
        completed = self.run_cli("move", "--from", "2020-01-01")
        self.assertEqual(completed.status, 0, completed)
        own = {each["id"] for each in simulator.recordings() if each["hostEmail"] == "alice@example.com"}
        self.assertEqual(simulator.ids_with_status("deleted"), own)
        note = r"\d+ recordings skipped: only shared with you; only their host can move them\."
        self.assertRegex(completed.stderr, note)
        self.assertRegex(completed.stdout, r"^\d+ recordings moved \([\d.]+ GiB\)")

    def test_an_admin_may_select_recordings_of_the_organization(self) -> None:
        token = simulator.admin_token()
        completed = self.run_cli("move", "--admin", "--older-than", "80d", WEBEX_ACCESS_TOKEN=token)
        self.assertEqual(completed.status, 0, completed)
        moved = [each for each in simulator.recordings() if each["status"] == "deleted"]
        self.assertGreater(len({(each["hostEmail"], each["siteUrl"]) for each in moved}), 6)

    def test_restore_and_purge_select_from_the_recycle_bin(self) -> None:
        ids = simulator.ids(250)[-4:]
        self.run_cli("move", *ids)
        in_bin = [each for each in simulator.recordings() if each["id"] in ids]
        by_size = sorted(in_bin, key=lambda each: int(each["sizeBytes"]))
        size = str(by_size[1]["sizeBytes"])
        self.assertEqual(self.run_cli("restore", "--larger-than", size).status, 0)
        self.assertEqual(simulator.ids_with_status("deleted"), {each["id"] for each in by_size[:2]})
        self.assertEqual(self.run_cli("purge", "--older-than", "1d", "--yes").status, 0)
        self.assertEqual(simulator.ids_with_status("purged"), {each["id"] for each in by_size[:2]})

    def test_all_restores_or_purges_the_recycle_bin_of_a_site(self) -> None:
        here, there = simulator.ids(2), simulator.ids(1, site_url=OTHER_SITE)
        self.run_cli("move", *here)
        self.run_cli("move", *there, "--site", OTHER_SITE)
        completed = self.run_cli("restore", "--all", "--site", SITE, "--yes")
        self.assertRegex(completed.stdout, rf"^Everything in the recycle bin on {SITE} was restored in ")
        self.assert_in_bin(there)
        self.assertEqual(self.run_cli("purge", "--all", "--site", OTHER_SITE, "--yes").status, 0)
        self.assertEqual(simulator.ids_with_status("purged"), set(there))

    def test_all_is_not_repeated_if_in_doubt_and_names_the_recycle_bin(self) -> None:
        simulator.respond(503, apply=True)
        completed = self.run_cli("restore", "--all", "--site", SITE, "--yes")
        self.assertEqual(completed.status, 1)
        self.assertIn(f"look at the recycle bin: webexrec list --deleted --site {SITE}", completed.stdout)
        self.assertNotIn("To continue", completed.stdout)

    def test_an_empty_selection_is_not_a_failure(self) -> None:
        completed = self.run_cli("purge", "--older-than", "1d", "--yes")
        self.assertEqual((completed.status, completed.stdout), (0, ""))
        self.assertIn("nothing to purge", completed.stderr)
        in_json = self.run_cli("purge", "--older-than", "1d", "--yes", "--json")
        self.assertEqual(in_json.json["counts"]["total"], 0)
        self.assertEqual(in_json.json["results"], [])

    def test_invalid_input_is_refused_with_a_remedy_and_nothing_is_sent(self) -> None:
        self.file.write_bytes(b"\xff\xff")
        cases: list[tuple[list[object], str, str]] = [
            ([], "", "no recordings specified"),
            (["x", "--from-file", "-"], "", "use only one of IDs and --from-file"),
            (["x", "--older-than", "1d"], "", "use only one of"),
            (["--older-than", "soon"], "", "invalid age 'soon'; use one such as 365d"),
            (["--larger-than", "big"], "", "invalid size 'big'; use one such as 500M"),
            (["--from", "yesterday"], "", "invalid date 'yesterday'; use one such as 2026-01-31"),
            (["--admin", "x"], "", "--admin needs a selection"),
            (["--admin", "--host", "a@example.com", "--from", "2020-01-01"], "", "not allowed with"),
            (["--older", "1d"], "", "unrecognized arguments"),
            (["x", "--dry-run", "--verify"], "", "nothing to verify"),
            (["x", "--dry-run", "--journal", "j"], "", "keeps no journal"),
            (["x", "--concurrency", "99"], "", "32"),
            (["x", "--base-url", "http://example.com"], "", "http"),
            ([""], "", "id"),
            (["--from-file", "nowhere"], "", "nowhere can't be read: No such file"),
            (["--from-file", self.file], "", "is not UTF-8 text; use one ID per line"),
            (["--from-file", "-"], "# none\n", "standard input contains no recordings"),
            (["--from-file", "-"], "[1, 2", "standard input is invalid JSON"),
            (["--from-file", "-"], "{}", "use an array"),
            (["--from-file", "-"], "[1]", "recordings"),
        ]
        for arguments, stdin, message in cases:
            with self.subTest(arguments=arguments, stdin=stdin):
                completed = self.run_in_process("move", *arguments, stdin=stdin)
                self.assertEqual((completed.status, completed.stdout), (2, ""))
                self.assertIn(message, completed.stderr)
        self.assert_nothing_was_sent()

    def test_all_needs_a_site(self) -> None:
        completed = self.run_in_process("restore", "--all", "--yes")
        self.assertEqual(completed.status, 2)
        self.assertIn("--all needs --site", completed.stderr)

    def test_without_a_terminal_the_option_yes_replaces_the_confirmation(self) -> None:
        everything = ["--all", "--site", SITE]
        for arguments in (["purge", WRONG_ID], ["purge", *everything], ["restore", *everything]):
            completed = self.run_in_process(*arguments)
            self.assertEqual((completed.status, completed.stdout), (2, ""))
            self.assertIn("to confirm, use --yes", completed.stderr)
        self.assert_nothing_was_sent()


class Output(TestCase):
    def test_a_dry_run_shows_the_plan(self) -> None:
        completed = self.run_cli("move", "--from", "2020-01-01", "--dry-run")
        self.assertEqual(completed.status, 0, completed)
        header, *rows, total, last = completed.stdout.splitlines()
        self.assertRegex(total, r"^To move: \d+ recordings \([\d.]+ GiB\), in \d requests\.$")
        self.assertEqual(header.split(), ["SITE", "HOST", "RECORDINGS", "SIZE", "REQUESTS"])
        self.assertRegex("\n".join(rows), rf"(?m)^{SITE} +\(own\) +250 +[\d.]+ GiB +3$")
        self.assertEqual(last, "Nothing was changed.")
        self.assert_in_bin([])

    def test_a_dry_run_in_json_is_the_plan(self) -> None:
        completed = self.run_cli("move", *simulator.ids(101), "--dry-run", "--json")
        self.assertEqual([len(request["ids"]) for request in completed.json["plan"]], [100, 1])
        self.assert_nothing_was_sent()

    def test_a_dry_run_of_all_shows_the_recycle_bin(self) -> None:
        self.run_cli("move", *simulator.ids(2))
        completed = self.run_cli("purge", "--all", "--site", SITE, "--dry-run")
        shown = rf"everything in the recycle bin on {SITE}, at present 2 recordings \([\d.]+ MiB\)"
        self.assertRegex(completed.stdout, shown)
        self.assertEqual(simulator.ids_with_status("purged"), set())

    def test_each_recording_that_is_not_moved_is_shown_with_topic_and_reason(self) -> None:
        ids = simulator.ids(2)
        recordings = [*ids, {"id": WRONG_ID, "topic": "Weekly\x1bplanning"}]
        completed = self.run_cli("move", "--from-file", "-", stdin=json.dumps(recordings))
        self.assertEqual(completed.status, 3)
        lines = completed.stdout.splitlines()
        self.assertRegex(lines[0], r"^2 of 3 recordings moved in ")
        self.assertEqual(lines[1], "The others: 1 rejected.")
        self.assertRegex(lines[2], f'^  rejected {WRONG_ID} "Weekly\ufffdplanning": .*404')
        self.assert_in_bin(ids)

    def test_json_prints_the_report_and_the_summary_goes_to_standard_error(self) -> None:
        ids = simulator.ids(2)
        completed = self.run_cli("move", *ids, WRONG_ID, "--json")
        self.assertEqual(completed.status, 3)
        outcomes = [each["outcome"] for each in completed.json["results"]]
        self.assertEqual(outcomes, ["done", "done", "rejected"])
        self.assertIn("2 of 3 recordings moved", completed.stderr)

    def test_a_move_of_nothing_is_a_failure(self) -> None:
        completed = self.run_cli("move", WRONG_ID)
        self.assertEqual(completed.status, 1)
        self.assertIn("0 of 1 recording moved", completed.stdout)

    def test_a_move_that_stops_early_shows_the_reason_and_the_remedy(self) -> None:
        simulator.respond(401)
        completed = self.run_cli("move", *simulator.ids(150))
        self.assertEqual(completed.status, 1)
        self.assertRegex(completed.stdout, r"(?m)^Stopped early: .*401")
        self.assertIn("Use a new token", completed.stdout)
        self.assertRegex(completed.stdout, r"(?m)^The others: .*150 not sent\.$")
        self.assertLess(len(completed.stdout.splitlines()), 6)

    def test_a_rate_limit_that_is_too_long_shows_when_to_continue(self) -> None:
        simulator.respond(429, headers={"Retry-After": "3600"})
        completed = self.run_cli("move", *simulator.ids(1))
        self.assertEqual(completed.status, 1)
        self.assertIn("To continue, run the same command again in 1 h 0 min.", completed.stdout)

    def test_a_warning_of_the_service_is_shown(self) -> None:
        simulator.behave(warning="use another API")
        self.assertIn("Warning from Webex: use another API", self.run_cli("move", *simulator.ids(1)).stdout)

    def test_verify_looks_up_recordings_in_doubt(self) -> None:
        ids = simulator.ids(1)
        self.run_cli("move", *ids)
        simulator.behave(alreadyStatus=404)
        recordings = json.dumps([{"id": ids[0], "outcome": "unknown"}])
        self.assertEqual(self.run_cli("move", "--from-file", "-", stdin=recordings).status, 3)
        self.assertEqual(self.run_cli("move", "--from-file", "-", "--verify", stdin=recordings).status, 0)

    def test_closed_pipes_do_not_end_a_job(self) -> None:
        ids = simulator.ids(150)
        process = start("move", *ids, "--concurrency", "1")
        assert process.stdout and process.stderr
        process.stdout.close()
        process.stderr.close()
        self.assertEqual(process.wait(), 0)
        self.assert_in_bin(ids)

    def test_sigterm_ends_a_job_with_its_results(self) -> None:
        simulator.behave(latencyMs=20_000)
        process = start("move", *simulator.ids(1))
        simulator.wait_for_requests(1)
        completed = self.interrupt(process, signal.SIGTERM)
        self.assertEqual(completed.status, 143)
        self.assertIn("The others: 1 unknown (may have been moved).", completed.stdout)
        self.assertIn("SIGTERM", completed.stderr)


class Token(TestCase):
    def test_without_a_token_and_without_a_terminal_an_error_names_both_sources(self) -> None:
        for value in (None, " "):
            completed = self.run_cli("sites", WEBEX_ACCESS_TOKEN=value)
            self.assertEqual((completed.status, completed.stdout), (2, ""))
            self.assertIn("set WEBEX_ACCESS_TOKEN or use --token-command", completed.stderr)

    def test_a_token_command_prints_the_token(self) -> None:
        command = "echo; echo $TOKEN_OF_TEST; echo hello >&2"
        completed = self.run_cli(
            "sites", "--token-command", command, WEBEX_ACCESS_TOKEN=None, TOKEN_OF_TEST=simulator.USER_TOKEN
        )
        self.assertEqual(completed.status, 0, completed)
        self.assertTrue(completed.stderr.startswith("hello\n"))

    def test_the_token_command_is_run_again_when_the_token_has_expired(self) -> None:
        file = self.make_folder() / "token"
        file.write_text(simulator.USER_TOKEN)
        new = simulator.replace_token()
        self.secrets.append(new)
        command = f"cat {file}; printf %s $NEW > {file}"
        ids = simulator.ids(1)
        self.assertEqual(self.run_cli("move", *ids, "--token-command", command, NEW=new).status, 0)
        self.assert_in_bin(ids)

    def test_an_error_of_the_token_command_does_not_show_its_output(self) -> None:
        self.secrets.append("secret")
        for command, message in (
            ("echo secret; exit 7", "the token command failed with exit status 7"),
            ("true", "the token command printed no token"),
            ("echo secret; echo secret", "token"),
        ):
            for arguments in (["sites"], ["move", *simulator.ids(1)]):
                completed = self.run_cli(*arguments, "--token-command", command)
                self.assertEqual(completed.status, 1, completed)
                self.assertIn(message, completed.stdout + completed.stderr)
        self.assert_nothing_was_sent()
