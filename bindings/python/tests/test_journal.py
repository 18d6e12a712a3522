"""Journals: what they contain at which time, how a job resumes, and which files are refused."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import unittest
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import webexrec
from webexrec import AnyRecording, Client, Progress, Report, Result, ResultCode, read_journal

from . import simulator
from .simulator import OTHER_SITE, SITE, USER_TOKEN, WRONG_ID

BASE_URL = os.environ["WEBEXREC_BASE_URL"]

class JournalTestCase(simulator.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.path = self.make_folder() / "moved.jsonl"
        self.client = Client(USER_TOKEN)

    def move(self, recordings: list[AnyRecording], **rest: Any) -> Report:
        return self.client.move_to_recycle_bin(recordings, journal=self.path, **rest)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]

    def write(self, *entries: dict[str, Any], **job: Any) -> None:
        """Writes the journal of an unfinished job."""
        first = {
            "webexrecJournal": 1,
            "operation": "moveToRecycleBin",
            "baseUrl": BASE_URL,
            "startedAt": "2026-01-02T03:04:05Z",
            **job,
        }
        text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in (first, *entries))
        self.path.write_text(text, "utf-8")

    def unfinish(self) -> None:
        """Removes the last line, as if the process had ended before it was written."""
        *lines, _ = self.path.read_bytes().splitlines(keepends=True)
        self.path.write_bytes(b"".join(lines))

    def assert_report_adds_up(self, report: Report) -> None:
        outcomes = ("done", "inferred", "rejected", "failed", "unknown", "notSent")
        numbers = [sum(each.outcome == outcome for each in report.results) for outcome in outcomes]
        self.assertEqual(report.counts, (len(report.results), *numbers))
        self.assertEqual(json.loads(report.json)["counts"]["total"], len(report.results))
        self.assertEqual(Report.from_json(report.json), report)


class Contents(JournalTestCase):
    def test_a_journal_has_the_job_and_each_state_of_each_recording(self) -> None:
        ids = simulator.ids(2)
        self.move([{"id": ids[0], "sizeBytes": 7, "siteUrl": SITE}, {"id": WRONG_ID, "siteUrl": SITE}])
        job, *entries, last = self.lines()
        self.assertEqual(
            list(job.items())[:3],
            [("webexrecJournal", 1), ("operation", "moveToRecycleBin"), ("baseUrl", BASE_URL)],
        )
        first = {"id": ids[0], "siteUrl": SITE, "sizeBytes": 7, "outcome": "sending"}
        self.assertEqual(entries[:2], [first, {"id": WRONG_ID, "siteUrl": SITE, "outcome": "sending"}])
        last_outcomes = {each["id"]: each["outcome"] for each in entries}
        self.assertEqual(last_outcomes, {ids[0]: "done", WRONG_ID: "rejected"})
        self.assertEqual(list(last), ["finishedAt"])

    @unittest.skipIf(sys.platform == "win32", "files have no mode")
    def test_only_the_owner_can_read_a_journal(self) -> None:
        self.move([*simulator.ids(1)])
        self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o600)

    def test_a_journal_has_no_token(self) -> None:
        self.move([*simulator.ids(1)])
        self.assertNotIn(USER_TOKEN, self.path.read_text("utf-8"))

    def test_a_recording_is_in_the_journal_before_its_request_is_sent(self) -> None:
        ids = simulator.ids(250)
        simulator.behave(latencyMs=100)
        checked = []

        def check(_: Progress) -> None:
            sent = sum(simulator.sent_ids(), [])
            checked.append(len(sent))
            self.assertLessEqual(set(sent), {each.id for each in read_journal(self.path).results})

        self.move([*ids], on_progress=check)
        self.assertIn(250, checked)

    def test_reading_a_journal_gives_the_last_outcome_of_each_recording(self) -> None:
        ids = simulator.ids(2)
        report = self.move([*ids, WRONG_ID])
        contents = read_journal(str(self.path))
        self.assertEqual((contents.operation, contents.base_url), ("moveToRecycleBin", BASE_URL))
        self.assertTrue(contents.finished)
        self.assertEqual(contents.done, report.done)
        self.assertEqual([each.id for each in contents.rejected], [WRONG_ID])
        self.assertEqual(repr(contents), "<JournalContents moveToRecycleBin: 2 of 3 done; finished>")
        self.assertLessEqual(contents.started_at, contents.finished_at or contents.started_at)

    def test_a_move_can_be_undone_from_its_journal(self) -> None:
        self.move([*simulator.ids(2), WRONG_ID])
        self.client.restore_from_recycle_bin(read_journal(self.path).done).raise_for_failures()
        self.assert_in_bin([])

    def test_each_operation_has_a_journal_of_its_own(self) -> None:
        ids = simulator.ids(2)
        self.client.move_to_recycle_bin(ids)
        for change, operation in (
            (self.client.restore_from_recycle_bin, "restoreFromRecycleBin"),
            (self.client.move_to_recycle_bin, "moveToRecycleBin"),
            (self.client.purge_from_recycle_bin, "purgeFromRecycleBin"),
        ):
            path = self.path.with_name(operation)
            self.assertTrue(change(ids, journal=path).ok)
            self.assertEqual(read_journal(path).operation, operation)
        self.assertEqual(simulator.ids_with_status("purged"), set(ids))

    def test_invalid_input_creates_no_file(self) -> None:
        self.assertRaises(webexrec.InvalidInputError, self.move, [])
        self.assertRaises(webexrec.InvalidInputError, self.move, ["a b"])
        self.assertRaises(webexrec.InvalidInputError, self.move, ["a"], site_url="a b")
        self.assertFalse(self.path.exists())

    def test_a_dry_run_and_a_change_of_everything_refuse_a_journal(self) -> None:
        with self.assertRaisesRegex(ValueError, "journal"):
            self.move(["a"], dry_run=True)
        for change in (self.client.restore_from_recycle_bin, self.client.purge_from_recycle_bin):
            with self.assertRaisesRegex(ValueError, "journal"):
                change(all=True, site_url=SITE, journal=self.path)
        self.assertFalse(self.path.exists())
        self.assert_nothing_was_sent()

    def test_a_job_resumes_after_an_exception_of_a_callback(self) -> None:
        ids = simulator.ids(250)
        simulator.script(path="/recordings/softDelete", skip=1, status=204, delayMs=30_000)

        def fail(progress: Progress) -> None:
            if progress.done and progress.in_flight:
                raise ZeroDivisionError

        client = Client(USER_TOKEN, concurrency=1)
        with self.assertRaises(ZeroDivisionError):
            client.move_to_recycle_bin(ids, journal=self.path, on_progress=fail)
        contents = read_journal(self.path)
        self.assertEqual(
            [len(contents.done), len(contents.unknown), len(contents.not_sent), contents.finished],
            [100, 100, 50, False],
        )
        self.assertTrue(self.move([*ids]).ok)
        self.assert_in_bin(ids)
        self.assertTrue(read_journal(self.path).finished)

    @unittest.skipIf(sys.platform == "win32", "files have no size limit")
    def test_a_journal_that_can_not_be_written_ends_the_call_before_the_next_request(self) -> None:
        import resource

        ids = simulator.ids(250)
        client = Client(USER_TOKEN, concurrency=1)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        # Enough for the first request and its outcomes, and for a part of the second request.
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
        try:
            with self.assertRaises(OSError) as caught:
                client.move_to_recycle_bin(ids, journal=self.path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        report: Report = caught.exception.report  # type: ignore[attr-defined]
        self.assertEqual(report.result, ResultCode.CANCELLED)
        self.assertEqual([len(each) for each in simulator.sent_ids()], [100])
        self.assert_in_bin([each.id or "" for each in report.done])
        # The torn line is removed.
        self.assertTrue(self.move([*ids]).ok)
        self.assert_in_bin(ids)

    def test_a_journal_that_can_not_be_written_once_is_not_written_again(self) -> None:
        ids = simulator.ids(250)
        sync, calls = os.fsync, 0

        def fail_once(file: Any) -> None:
            nonlocal calls
            calls += 1
            # In this order: the file, its folder, the first request, its outcomes, the second request.
            if calls == 5:
                raise OSError(errno.EIO, "the disk is broken")
            sync(file)

        with patch.object(os, "fsync", fail_once), self.assertRaisesRegex(OSError, "broken"):
            Client(USER_TOKEN, concurrency=1).move_to_recycle_bin(ids, journal=self.path)
        self.assertEqual([len(each) for each in simulator.sent_ids()], [100])
        self.assertFalse(read_journal(self.path).finished)
        self.assertTrue(self.move([*ids]).ok)
        self.assert_in_bin(ids)


class Resumed(JournalTestCase):
    def test_recordings_that_are_done_are_in_the_report_but_not_sent_again(self) -> None:
        ids = simulator.ids(3)
        self.write(
            {"id": ids[1], "sizeBytes": 5, "outcome": "sending"},
            {"id": ids[1], "outcome": "done", "trackingId": "T_1"},
        )
        recordings: list[AnyRecording] = [
            {"id": each, "sizeBytes": size} for each, size in zip(ids, (1, 10, 100))
        ]
        report = self.move([*recordings, recordings[1]])
        self.assertEqual(simulator.sent_ids(), [[ids[0], ids[2]]])
        self.assertEqual([each.id for each in report.results], [*ids, ids[1]])
        self.assertEqual(report.results[1], Result(ids[1], "done", size_bytes=10, tracking_id="T_1"))
        self.assertEqual((report.ok, report.message), (True, ""))
        self.assertEqual((report.bytes_total, report.bytes_done), (111, 111))
        self.assert_report_adds_up(report)
        self.assertTrue(read_journal(self.path).finished)

    def test_recordings_in_doubt_are_sent_as_such_even_if_they_are_not_passed(self) -> None:
        passed, *in_doubt = simulator.ids(4)
        self.client.move_to_recycle_bin(in_doubt)
        simulator.behave(alreadyStatus=404)
        outcomes = ("sending", "unknown", "inferred")
        self.write(*({"id": each, "outcome": outcome} for each, outcome in zip(in_doubt, outcomes)))
        report = self.move([passed])
        self.assertEqual([each.id for each in report.results], [passed, *in_doubt])
        # They are refused, but not reported as rejected: an earlier attempt may be the reason.
        self.assertEqual([each.outcome for each in report.results], ["done", *["inferred"] * 3])
        self.assertEqual(report.result, ResultCode.UNCERTAIN)
        self.assert_report_adds_up(report)
        self.assertTrue(read_journal(self.path).finished)

    def test_recordings_in_doubt_are_sent_as_such_if_they_are_passed(self) -> None:
        other, in_doubt = simulator.ids(2)
        self.client.move_to_recycle_bin([in_doubt])
        for recording in (in_doubt, {"id": in_doubt, "outcome": None}):
            with self.subTest(recording=recording):
                simulator.behave(alreadyStatus=404)
                self.write({"id": in_doubt, "outcome": "sending"})
                report = self.move([recording, other], verify=True)
                outcomes = [(each.id, each.outcome) for each in report.results]
                self.assertEqual(outcomes, [(in_doubt, "done"), (other, "done")])
                simulator.behave(alreadyStatus=204)
                self.client.restore_from_recycle_bin([other])

    def test_recordings_rejected_failed_or_not_sent_are_sent_only_if_they_are_passed(self) -> None:
        ids = simulator.ids(3)
        self.write(
            *(
                {"id": each, "outcome": outcome}
                for each, outcome in zip(ids, ("rejected", "failed", "notSent"))
            )
        )
        report = self.move([*ids[:2]])
        self.assertEqual(simulator.sent_ids(), [ids[:2]])
        self.assertTrue(report.ok)
        # The third recording is still to be done.
        self.assertFalse(read_journal(self.path).finished)

    def test_an_empty_list_resumes_the_recordings_in_doubt(self) -> None:
        ids = simulator.ids(2)
        self.write({"id": ids[0], "outcome": "sending"}, {"id": ids[1], "outcome": "done"})
        report = self.move([])
        self.assertEqual([(each.id, each.outcome) for each in report.results], [(ids[0], "done")])
        self.assert_report_adds_up(report)
        self.assertTrue(read_journal(self.path).finished)

    def test_a_job_with_nothing_left_is_finished_without_a_request(self) -> None:
        for recordings, total in (([], 0), (["a"], 1)):
            self.write({"id": "a", "outcome": "done"})
            report = self.move([*recordings])
            self.assertEqual((report.ok, report.counts.total, report.requests), (True, total, 0))
            self.assert_report_adds_up(report)
            self.assertTrue(read_journal(self.path).finished)
        self.assert_nothing_was_sent()

    def test_a_failure_is_reported_for_the_whole_job(self) -> None:
        simulator.behave(namesId=False)
        for outcome, code in (("rejected", ResultCode.PARTIAL), ("unknown", ResultCode.UNCERTAIN)):
            self.write({"id": "a", "outcome": "done"}, {"id": "b", "outcome": outcome})
            report = self.move(["a", "b"])
            self.assertEqual((report.result, report.counts.done, report.counts.total), (code, 1, 2))
            self.assertRegex(report.message, "^1 done in an earlier call; in this call: 0 of 1 ")
            self.assert_report_adds_up(report)
        self.write({"id": "a", "outcome": "done"})
        simulator.respond(401)
        self.assertEqual(self.move(["a", "b"]).result, 401)

    def test_recordings_are_identified_by_site_and_host_in_any_case(self) -> None:
        host = "Alice@Example.com"
        here, there = simulator.ids(1), simulator.ids(1, site_url=OTHER_SITE)
        self.write(
            {"id": here[0], "siteUrl": SITE.upper(), "hostEmail": host, "outcome": "done"},
            # The same id without its site may be another recording.
            {"id": there[0], "outcome": "done"},
        )
        recordings: list[AnyRecording] = [
            {"id": here[0], "siteUrl": SITE, "hostEmail": host.lower()},
            {"id": there[0], "siteUrl": OTHER_SITE},
        ]
        report = self.move(recordings)
        self.assertEqual(simulator.sent_ids(), [there])
        self.assertTrue(report.ok)

    def test_the_default_site_does_not_apply_to_recordings_of_the_journal(self) -> None:
        here, there = simulator.ids(2), simulator.ids(2, site_url=OTHER_SITE)
        self.write(
            {"id": there[0], "siteUrl": OTHER_SITE, "outcome": "done"},
            # On the preferred site.
            {"id": here[0], "outcome": "sending"},
        )
        report = self.move([*there], site_url=OTHER_SITE)
        self.assertEqual(
            [(each.id, each.site_url) for each in report.results],
            [(there[0], OTHER_SITE), (there[1], OTHER_SITE), (here[0], None)],
        )
        self.assertTrue(report.ok)
        bodies = [json.loads(each["body"]) for each in simulator.requests()]
        self.assertEqual(sorted(each.get("siteUrl", "") for each in bodies), ["", OTHER_SITE])
        self.assert_in_bin([there[1], here[0]])

    def test_recordings_with_the_default_site_and_host_are_recognized(self) -> None:
        there = simulator.ids(2, site_url=OTHER_SITE)
        self.client = Client(simulator.admin_token())
        for recordings in (there[:1], there):
            report = self.move([*recordings], site_url=OTHER_SITE, host_email="alice@example.com")
            self.assertEqual(report.results[0][:4], (there[0], "done", OTHER_SITE, "alice@example.com"))
            self.unfinish()
        self.assertEqual(simulator.sent_ids(), [there[:1], there[1:]])

    def test_a_torn_last_line_is_ignored(self) -> None:
        ids = simulator.ids(2)
        self.write(
            {"id": ids[0], "outcome": "done"},
            {"id": ids[1], "outcome": "sending", "siteUrl": "größe.webex.com"},
        )
        whole = self.path.read_bytes()
        start = whole.rstrip().rfind(b"\n") + 1
        for end in range(start, len(whole)):
            self.path.write_bytes(whole[:end])
            with self.subTest(torn=whole[start:end]):
                self.assertEqual([each.id for each in read_journal(self.path).results], ids[:1])
                self.assertEqual(self.path.stat().st_size, end)
                report = self.move([*ids])
                self.assertEqual([each.outcome for each in report.results], ["done", "done"])
                self.assertTrue(read_journal(self.path).finished)
        self.assert_in_bin(ids[1:])

    def test_a_torn_first_line_is_ignored(self) -> None:
        self.write()
        whole = self.path.read_bytes()
        for end in range(len(whole)):
            self.path.write_bytes(whole[:end])
            self.assertRaisesRegex(webexrec.JournalError, "is empty", read_journal, self.path)
            self.assertTrue(self.move([*simulator.ids(1)]).ok)
            self.assertTrue(read_journal(self.path).finished)


class Refused(JournalTestCase):
    @contextmanager
    def refused(self, pattern: str) -> Iterator[None]:
        """Expects a refusal with a message, and that neither the file nor the service changes."""
        before = self.path.read_bytes()
        with self.assertRaisesRegex(webexrec.JournalError, pattern) as caught:
            yield
        self.assertIn(str(self.path), str(caught.exception))
        self.assertTrue(1 <= caught.exception.code <= 19)
        self.assertEqual(self.path.read_bytes(), before)
        self.assert_nothing_was_sent()

    def test_the_journal_of_another_job_is_refused(self) -> None:
        for job in ({"operation": "purgeFromRecycleBin"}, {"baseUrl": "https://webexapis.com/v1"}):
            self.write({"id": "a", "outcome": "done"}, **job)
            ((name, value),) = job.items()
            with self.refused(f"another job \\({name} is {value}.*new file"):
                self.move(["a"])

    def test_a_finished_journal_is_refused(self) -> None:
        self.write({"id": "a", "outcome": "done"}, {"finishedAt": "2026-01-02T03:04:05Z"})
        with self.refused("finished.*new file"):
            self.move(["a"])

    def test_a_file_that_is_not_a_journal_is_refused(self) -> None:
        for text in ("a\nb\n", "{}", '["a"]', "\n", "\0" * 9):
            self.path.write_text(text, "utf-8")
            for use in self.uses():
                with self.subTest(text=text), self.refused("not a journal.*new file"):
                    use()

    def test_a_damaged_line_is_named(self) -> None:
        good = {"id": "a", "outcome": "done"}
        self.write(good, good, good)
        lines = self.path.read_bytes().splitlines(keepends=True)
        for damage in (
            b"\n",
            b"{\n",
            b"7\n",
            b"[]\n",
            b'{"id":"a"}\n',
            b'{"id":7,"outcome":"done"}\n',
            b'{"id":"a","outcome":"done","siteUrl":7}\n',
            b"\xff\n",
            b"\0\0\n",
        ):
            for number in (2, 3, 4):
                self.path.write_bytes(b"".join([*lines[: number - 1], damage, *lines[number:]]))
                for use in self.uses():
                    with self.subTest(damage=damage), self.refused(f"damaged in line {number};"):
                        use()

    def test_a_line_after_the_last_is_damage(self) -> None:
        self.write({"finishedAt": "2026-01-02T03:04:05Z"}, {"id": "a", "outcome": "done"})
        with self.refused("damaged in line 3;"):
            self.move(["a"])

    def test_an_incomplete_first_line_is_damage(self) -> None:
        for job in ({"operation": None}, {"baseUrl": 7}, {"startedAt": "yesterday"}):
            self.write(**job)
            for use in self.uses():
                with self.refused("damaged in line 1;"):
                    use()

    def test_a_journal_of_a_later_version_is_refused(self) -> None:
        self.write(webexrecJournal=2)
        for use in self.uses():
            with self.refused("later version"):
                use()

    def test_a_journal_in_use_is_refused(self) -> None:
        tried: list[Exception] = []

        def use_too(_: Progress) -> None:
            with self.assertRaisesRegex(webexrec.JournalError, "in use") as caught:
                self.move(["a"])
            tried.append(caught.exception)

        self.assertTrue(self.move([*simulator.ids(1)], on_progress=use_too).ok)
        self.assertTrue(tried)
        self.assertEqual(len(simulator.requests()), 1)

    def test_a_file_that_can_not_be_opened_is_an_os_error(self) -> None:
        self.assertRaises(FileNotFoundError, read_journal, self.path)
        self.assertRaises(OSError, self.client.move_to_recycle_bin, ["a"], journal=self.path.parent)
        self.assertRaises(OSError, self.client.move_to_recycle_bin, ["a"], journal=self.path / "a")
        self.assert_nothing_was_sent()

    def uses(self) -> tuple[Callable[[], object], ...]:
        return lambda: self.move(["a"]), lambda: read_journal(self.path)
