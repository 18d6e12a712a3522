"""``webexrec list`` and ``sites``."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta, timezone

from webexrec._times import parse_time

from . import simulator
from .cli import TestCase, command, environment, start
from .simulator import OTHER_SITE, SITE


def days_ago(days: int) -> datetime:
    return datetime.now(timezone.utc) - timedelta(days=days)


class List(TestCase):
    def test_it_lists_the_last_seven_days_and_says_so(self) -> None:
        completed = self.run_cli("list", "--json")
        self.assertEqual(completed.status, 0)
        self.assertTrue(completed.json)
        for each in completed.json:
            self.assertGreater(parse_time(each["timeRecorded"]), days_ago(8))
        self.assertRegex(completed.stderr, r"Looking back to .* \(7 days; use --from DATE for more\)")

    def test_from_lists_more(self) -> None:
        completed = self.run_cli("list", "--from", "2020-01-01", "--site", SITE, "--json")
        own = simulator.ids(250)
        listed = [each["id"] for each in completed.json if not each["shareToMe"]]
        self.assertEqual(set(listed), set(own))
        self.assertNotIn("Looking back", completed.stderr)

    def test_older_than_refers_to_the_time_recorded_and_looks_back_ten_years(self) -> None:
        completed = self.run_cli("list", "--older-than", "60d", "--site", SITE, "--json")
        cutoff = days_ago(60)
        expected = {
            each["id"]
            for each in simulator.recordings()
            if (each["siteUrl"], each["hostEmail"]) == (SITE, "alice@example.com")
            and parse_time(each["timeRecorded"]) < cutoff
        }
        self.assertTrue(expected)
        self.assertEqual({each["id"] for each in completed.json if not each["shareToMe"]}, expected)
        self.assertRegex(completed.stderr, r"Looking back to .* \(ten years; use --from DATE to change it\)")

    def test_larger_than_is_in_powers_of_1024(self) -> None:
        completed = self.run_cli("list", "--larger-than", "0.25G", "--json")
        expected = {
            each["id"]
            for each in simulator.recordings()
            if each["sizeBytes"] > 2**28
            and (each["hostEmail"] == "alice@example.com" or "alice@example.com" in each["sharedWith"])
        }
        self.assertTrue(expected)
        self.assertEqual({each["id"] for each in completed.json}, expected)

    def test_topic_lists_recordings_with_that_topic(self) -> None:
        completed = self.run_cli("list", "--topic", "Weekly planning", "--json")
        self.assertEqual({each["topic"] for each in completed.json}, {"Weekly planning"})

    def test_deleted_lists_the_whole_recycle_bin(self) -> None:
        ids = simulator.ids(250)[-3:]
        self.run_cli("move", *ids)
        completed = self.run_cli("list", "--deleted", "--json")
        self.assertEqual({each["id"] for each in completed.json}, set(ids))

    def test_an_admin_lists_all_sites_with_the_host_of_each_recording(self) -> None:
        completed = self.run_cli(
            "list", "--admin", "--from", "2020-01-01", "--json", WEBEX_ACCESS_TOKEN=simulator.admin_token()
        )
        everything = {each["id"]: each["hostEmail"] for each in simulator.recordings()}
        self.assertEqual({each["id"]: each["hostEmail"] for each in completed.json}, everything)
        self.assertRegex(completed.stderr, f"Sites: {SITE}, {OTHER_SITE}, emea.example.webex.com")

    def test_an_admin_may_name_a_site_or_a_host(self) -> None:
        token = simulator.admin_token()
        on_site = self.run_cli("list", "--admin", "--site", OTHER_SITE, "--json", WEBEX_ACCESS_TOKEN=token)
        self.assertEqual({each["siteUrl"] for each in on_site.json}, {OTHER_SITE})
        of_host = self.run_cli(
            "list", "--host", "carol@example.com", "--from", "2020-01-01", "--json", WEBEX_ACCESS_TOKEN=token
        )
        self.assertEqual({each["hostEmail"] for each in of_host.json}, {"carol@example.com"})

    def test_json_has_no_secrets_and_one_item_per_line(self) -> None:
        completed = self.run_cli("list", "--json")
        for name in ("password", "downloadUrl", "playbackUrl"):
            self.assertNotIn(name, completed.stdout)
        self.assertEqual(len(completed.json), len(completed.stdout.splitlines()) - 2)

    def test_an_empty_list_is_an_empty_array_or_no_output(self) -> None:
        self.assertEqual(self.run_cli("list", "--deleted", "--json").json, [])
        completed = self.run_cli("list", "--deleted")
        self.assertEqual((completed.status, completed.stdout), (0, ""))
        self.assertIn("0 recordings", completed.stderr)

    def test_without_a_terminal_the_table_is_complete_and_ends_with_the_id(self) -> None:
        completed = self.run_cli("list", "--from", "2020-01-01", "--site", SITE)
        header, *lines = completed.stdout.splitlines()
        self.assertEqual(header.split(), ["RECORDED", "SIZE", "TOPIC", "ID"])
        ids = [line.split()[-1] for line in lines]
        self.assertTrue(set(simulator.ids(250)) <= set(ids))
        self.assertIn("Customer call: renewal", completed.stdout)
        self.assertRegex(completed.stderr, r"(?m)^2\d\d recordings, [\d.]+ GiB\.$")

    def test_recordings_only_shared_with_the_user_are_marked(self) -> None:
        completed = self.run_cli("list", "--from", "2020-01-01")
        shared = [each["id"] for each in simulator.recordings() if each["sharedWith"]]
        marked = [line.split()[-1] for line in completed.stdout.splitlines() if "(shared with you)" in line]
        self.assertEqual(set(marked), set(shared))

    def test_characters_that_could_control_a_terminal_are_replaced(self) -> None:
        evil = {"id": "1", "topic": "a\x1b]0;b\x07c\u202ed\u009be\nf\tg"}
        simulator.respond(200, {"items": [evil]})
        completed = self.run_cli("list")
        self.assertIn("a\ufffd]0;b\ufffdc\ufffdd\ufffde f g", completed.stdout)

    def test_recordings_of_unknown_age_or_size_are_skipped_with_a_note(self) -> None:
        known = {"id": "2", "sizeBytes": 1, "timeRecorded": "2020-01-01"}
        simulator.respond(200, {"items": [{"id": "1"}, known]})
        for option in (["--older-than", "1d"], ["--larger-than", "0"]):
            completed = self.run_cli("list", "--json", *option)
            self.assertEqual([each["id"] for each in completed.json], ["2"])
            self.assertRegex(completed.stderr, "1 recording skipped")

    def test_a_closed_pipe_is_not_a_failure(self) -> None:
        process = start("list", "--from", "2020-01-01")
        assert process.stdout and process.stderr
        process.stdout.close()
        error = process.stderr.read().decode()
        process.stderr.close()
        self.assertEqual(process.wait(), 0)
        self.assertNotIn("roken pipe", error)

    def test_a_full_disk_is_a_failure(self) -> None:
        with open("/dev/full", "w") as full:
            completed = subprocess.run(
                command("list", "--from", "2020-01-01"),
                env=environment(),
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
            )
        self.assertEqual(completed.returncode, 1)
        self.assertRegex(completed.stderr.decode(), r"No space left on device\n$")

    def test_a_topic_that_the_locale_can_not_encode_is_not_a_failure(self) -> None:
        completed = self.run_cli("list", "--from", "2020-01-01", PYTHONIOENCODING="ascii")
        self.assertEqual(completed.status, 0)
        in_json = self.run_cli("list", "--from", "2020-01-01", "--json", PYTHONIOENCODING="ascii")
        self.assertIn("週次ミーティング", {each["topic"] for each in in_json.json})

    def test_a_failure_names_the_remedy(self) -> None:
        for status, text in ((401, "Use a new token"), (403, "scopes")):
            simulator.respond(status, count=1)
            completed = self.run_cli("list")
            self.assertEqual((completed.status, completed.stdout), (1, ""))
            self.assertIn(text, completed.stderr)


class Sites(TestCase):
    def test_the_preferred_site_is_marked(self) -> None:
        completed = self.run_cli("sites")
        self.assertEqual(completed.status, 0)
        self.assertRegex(completed.stdout, rf"(?m)^{SITE} +preferred *$")
        self.assertIn(f"\n{OTHER_SITE}", completed.stdout)
        self.assertIn("3 sites", completed.stderr)

    def test_json_is_the_response_of_the_service(self) -> None:
        sites = self.run_cli("sites", "--json").json
        self.assertIn({"siteUrl": SITE, "default": True}, sites)
        self.assertEqual(len(sites), 3)
