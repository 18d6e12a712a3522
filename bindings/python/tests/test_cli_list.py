"""``webexrec list`` and ``sites``."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta, timezone

from . import simulator
from .simulator import OTHER_SITE, SITE
from .test_cli import TestCase, command, environment, start


def recorded_since(days: int) -> datetime:
    return datetime.now(timezone.utc) - timedelta(days=days)


def time_of(recording: dict[str, str]) -> datetime:
    return datetime.fromisoformat(recording["timeRecorded"].replace("Z", "+00:00"))


class List(TestCase):
    def test_it_shows_the_last_seven_days_and_says_so(self) -> None:
        ended = self.run_cli("list", "--json")
        self.assertEqual(ended.status, 0)
        self.assertTrue(ended.json)
        for each in ended.json:
            self.assertGreater(time_of(each), recorded_since(8))
        self.assertRegex(ended.stderr, r"Looking back to .* \(7 days; --from DATE shows more\)")

    def test_from_shows_more(self) -> None:
        ended = self.run_cli("list", "--from", "2020-01-01", "--site", SITE, "--json")
        own = simulator.ids(250)
        listed = [each["id"] for each in ended.json if not each["shareToMe"]]
        self.assertEqual(set(listed), set(own))
        self.assertNotIn("Looking back", ended.stderr)

    def test_older_than_goes_by_the_time_recorded_and_looks_back_ten_years(self) -> None:
        ended = self.run_cli("list", "--older-than", "60d", "--site", SITE, "--json")
        cutoff = recorded_since(60)
        expected = {
            each["id"]
            for each in simulator.recordings()
            if each["siteUrl"] == SITE and each["hostEmail"] == "alice@example.com" and time_of(each) < cutoff
        }
        self.assertTrue(expected)
        self.assertEqual({each["id"] for each in ended.json if not each["shareToMe"]}, expected)
        self.assertRegex(ended.stderr, r"Looking back to .* \(ten years; --from DATE sets another day\)")

    def test_larger_than_is_in_powers_of_1024(self) -> None:
        ended = self.run_cli("list", "--larger-than", "0.25G", "--json")
        own = {each["id"]: each["sizeBytes"] for each in ended.json}
        expected = {
            each["id"]
            for each in simulator.recordings()
            if each["sizeBytes"] > 2**28
            and (each["hostEmail"] == "alice@example.com" or "alice@example.com" in each["sharedWith"])
        }
        self.assertTrue(expected)
        self.assertEqual(set(own), expected)

    def test_the_topic_is_matched_by_the_service(self) -> None:
        ended = self.run_cli("list", "--topic", "Weekly planning", "--json")
        self.assertEqual({each["topic"] for each in ended.json}, {"Weekly planning"})

    def test_deleted_shows_the_recycle_bin_as_far_back_as_it_goes(self) -> None:
        ids = simulator.ids(250)[-3:]
        self.run_cli("move", *ids)
        ended = self.run_cli("list", "--deleted", "--json")
        self.assertEqual({each["id"] for each in ended.json}, set(ids))

    def test_an_admin_sees_each_site_and_whose_each_recording_is(self) -> None:
        ended = self.run_cli(
            "list", "--admin", "--from", "2020-01-01", "--json", WEBEX_ACCESS_TOKEN=simulator.admin_token()
        )
        everything = {each["id"]: each["hostEmail"] for each in simulator.recordings()}
        self.assertEqual({each["id"]: each["hostEmail"] for each in ended.json}, everything)
        self.assertRegex(ended.stderr, f"Sites: {SITE}, {OTHER_SITE}, emea.example.webex.com")

    def test_an_admin_may_name_a_site_or_a_host(self) -> None:
        token = simulator.admin_token()
        on_site = self.run_cli("list", "--admin", "--site", OTHER_SITE, "--json", WEBEX_ACCESS_TOKEN=token)
        self.assertEqual({each["siteUrl"] for each in on_site.json}, {OTHER_SITE})
        of_host = self.run_cli(
            "list", "--host", "carol@example.com", "--from", "2020-01-01", "--json", WEBEX_ACCESS_TOKEN=token
        )
        self.assertEqual({each["hostEmail"] for each in of_host.json}, {"carol@example.com"})

    def test_json_has_no_secrets_and_nothing_beside_it(self) -> None:
        ended = self.run_cli("list", "--json")
        for name in ("password", "downloadUrl", "playbackUrl"):
            self.assertNotIn(name, ended.stdout)
        self.assertEqual(len(ended.json), len(ended.stdout.splitlines()) - 2)

    def test_nothing_found_is_an_empty_array_or_nothing(self) -> None:
        self.assertEqual(self.run_cli("list", "--deleted", "--json").json, [])
        ended = self.run_cli("list", "--deleted")
        self.assertEqual((ended.status, ended.stdout), (0, ""))
        self.assertIn("0 recordings", ended.stderr)

    def test_the_table_is_whole_where_there_is_no_terminal_and_ends_with_the_id(self) -> None:
        ended = self.run_cli("list", "--from", "2020-01-01", "--site", SITE)
        header, *lines = ended.stdout.splitlines()
        self.assertEqual(header.split(), ["RECORDED", "SIZE", "TOPIC", "ID"])
        ids = [line.split()[-1] for line in lines]
        self.assertTrue(set(simulator.ids(250)) <= set(ids))
        self.assertIn("Customer call: renewal", ended.stdout)
        self.assertRegex(ended.stderr, r"(?m)^2\d\d recordings, [\d.]+ GiB\.$")

    def test_recordings_that_are_only_shared_are_marked(self) -> None:
        ended = self.run_cli("list", "--from", "2020-01-01")
        shared = [each["id"] for each in simulator.recordings() if each["sharedWith"]]
        marked = [line.split()[-1] for line in ended.stdout.splitlines() if "(shared with you)" in line]
        self.assertEqual(set(marked), set(shared))

    def test_what_a_terminal_could_obey_is_replaced(self) -> None:
        evil = {"id": "1", "topic": "a\x1b]0;b\x07c\u202ed\u009be\nf\tg"}
        simulator.answer(200, {"items": [evil]})
        ended = self.run_cli("list")
        self.assertIn("a\ufffd]0;b\ufffdc\ufffdd\ufffde f g", ended.stdout)

    def test_what_does_not_say_how_old_or_large_it_is_is_left_out_and_noted(self) -> None:
        simulator.answer(200, {"items": [{"id": "1"}, {"id": "2", "sizeBytes": 1, "timeRecorded": "2020-01-01"}]})
        for option in (["--older-than", "1d"], ["--larger-than", "0"]):
            ended = self.run_cli("list", "--json", *option)
            self.assertEqual([each["id"] for each in ended.json], ["2"])
            self.assertRegex(ended.stderr, "1 recording left out")

    def test_a_reader_that_has_gone_is_no_failure(self) -> None:
        process = start("list", "--from", "2020-01-01")
        assert process.stdout and process.stderr
        process.stdout.close()
        error = process.stderr.read().decode()
        process.stderr.close()
        self.assertEqual(process.wait(), 0)
        self.assertNotIn("roken pipe", error)

    def test_a_result_that_can_not_be_written_is_a_failure(self) -> None:
        with open("/dev/full", "w") as full:
            ended = subprocess.run(
                command("list", "--from", "2020-01-01"),
                env=environment(),
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
            )
        self.assertEqual(ended.returncode, 1)
        self.assertRegex(ended.stderr.decode(), r"No space left on device\n$")

    def test_a_topic_that_the_locale_can_not_write_is_no_failure(self) -> None:
        ended = self.run_cli("list", "--from", "2020-01-01", PYTHONIOENCODING="ascii")
        self.assertEqual(ended.status, 0)
        in_json = self.run_cli("list", "--from", "2020-01-01", "--json", PYTHONIOENCODING="ascii")
        self.assertIn("週次ミーティング", {each["topic"] for each in in_json.json})

    def test_a_failure_says_what_to_do(self) -> None:
        for status, text in ((401, "Give a new token"), (403, "scopes")):
            simulator.answer(status, count=1)
            ended = self.run_cli("list")
            self.assertEqual((ended.status, ended.stdout), (1, ""))
            self.assertIn(text, ended.stderr)


class Sites(TestCase):
    def test_they_are_shown_with_the_preferred_one(self) -> None:
        ended = self.run_cli("sites")
        self.assertEqual(ended.status, 0)
        self.assertRegex(ended.stdout, rf"(?m)^{SITE} +preferred *$")
        self.assertIn(f"\n{OTHER_SITE}", ended.stdout)
        self.assertIn("3 sites", ended.stderr)

    def test_json_is_what_the_service_says(self) -> None:
        sites = self.run_cli("sites", "--json").json
        self.assertIn({"siteUrl": SITE, "default": True}, sites)
        self.assertEqual(len(sites), 3)
