"""The report of a change, its members and its uses."""

from __future__ import annotations

import json
import pickle
from datetime import datetime, timedelta, timezone
from typing import Any

import webexrec
from webexrec import Client, Counts, PlannedRequest, Report, Result, ResultCode, StoppedBy

from . import simulator
from .simulator import OTHER_SITE, SITE, USER_TOKEN

# A report with every member, and members that a later version could add.
REPORT: dict[str, Any] = {
    "operation": "moveToRecycleBin",
    "result": 44,
    "message": "1 of 7 recordings confirmed moved",
    "version": "0.9.0",
    "baseUrl": "https://webexapis.com/v1",
    "startedAt": "2026-01-02T03:04:05.123456789Z",
    "finishedAt": "2026-01-02T03:04:06Z",
    "counts": {
        "total": 7,
        "done": 1,
        "inferred": 1,
        "rejected": 1,
        "failed": 1,
        "unknown": 1,
        "notSent": 2,
        "later": 0,
    },
    "bytes": {"total": 2**63, "done": 2**53 + 1},
    "requests": 9,
    "retries": 2,
    "waitedSeconds": 3.125,
    "stoppedBy": {"code": 44, "message": "a rate limit", "retryAfterSeconds": 60, "later": 1},
    "warnings": ["Größe"],
    "later": {"more": True},
    "results": [
        {"id": "a", "siteUrl": SITE, "hostEmail": "a@example.com", "sizeBytes": 2**53 + 1, "outcome": "done"},
        {"id": "b", "outcome": "inferred", "status": 404, "message": "404", "trackingId": "T_1"},
        {"id": "c", "outcome": "rejected", "status": 404, "message": "404", "trackingId": "T_1"},
        {"id": "d", "outcome": "failed", "message": "no connection"},
        {"id": "e", "outcome": "unknown", "message": "no response", "seen": "missing", "later": None},
        {"id": "f", "outcome": "notSent", "message": "a rate limit"},
        {"id": "g", "outcome": "notSent", "shareToMe": True, "message": "only shared"},
    ],
}


class Reports(simulator.TestCase):
    def test_a_report_has_all_members_and_ignores_unknown_ones(self) -> None:
        text = json.dumps(REPORT)
        report = Report.from_json(text)
        self.assertEqual((report.operation, report.result, report.ok), ("moveToRecycleBin", 44, False))
        self.assertEqual(report.message, REPORT["message"])
        self.assertEqual((report.version, report.base_url), ("0.9.0", "https://webexapis.com/v1"))
        self.assertEqual(report.started_at, datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=timezone.utc))
        self.assertEqual(report.finished_at, datetime(2026, 1, 2, 3, 4, 6, tzinfo=timezone.utc))
        self.assertEqual(report.counts, Counts(7, 1, 1, 1, 1, 1, 2))
        self.assertEqual((report.bytes_total, report.bytes_done), (2**63, 2**53 + 1))
        self.assertEqual((report.requests, report.retries, report.waited_seconds), (9, 2, 3.125))
        self.assertEqual(report.stopped_by, StoppedBy(44, "a rate limit", 60))
        self.assertEqual((report.warnings, report.plan), (("Größe",), None))
        self.assertEqual(report.json, text)
        self.assertEqual(report.results[0], Result("a", "done", SITE, "a@example.com", 2**53 + 1))
        self.assertEqual(
            report.rejected, (Result("c", "rejected", status=404, message="404", tracking_id="T_1"),)
        )
        self.assertEqual((report.results[4].seen, report.results[6].share_to_me), ("missing", True))

    def test_results_are_grouped_by_outcome(self) -> None:
        report = Report.from_json(json.dumps(REPORT))
        by_outcome = (
            report.done,
            report.inferred,
            report.rejected,
            report.failed,
            report.unknown,
            report.not_sent,
        )
        self.assertEqual(
            [[each.id for each in results] for results in by_outcome],
            [[*"a"], [*"b"], [*"c"], [*"d"], [*"e"], [*"fg"]],
        )

    def test_a_report_is_shown_in_one_line(self) -> None:
        others = "1 inferred, 1 rejected, 1 failed, 1 unknown, 2 not_sent"
        shown = f"<Report moveToRecycleBin: 1 of 7 done, {others}; result 44>"
        report = Report.from_json(json.dumps(REPORT))
        self.assertEqual((repr(report), str(report)), (shown, shown))

    def test_a_report_is_immutable_and_can_be_pickled(self) -> None:
        report = Report.from_json(json.dumps(REPORT))
        for name in ("result", "results"):
            self.assertRaises(AttributeError, setattr, report, name, None)
        self.assertRaises(AttributeError, setattr, report.results[0], "outcome", "failed")
        self.assertEqual(pickle.loads(pickle.dumps(report)), report)

    def test_only_a_failure_is_raised_and_has_the_report(self) -> None:
        report = Report.from_json(json.dumps(REPORT))
        with self.assertRaisesRegex(
            webexrec.RateLimitedError, "^1 of 7 recordings confirmed moved$"
        ) as caught:
            report.raise_for_failures()
        self.assertIs(caught.exception.report, report)
        self.assertEqual(caught.exception.code, ResultCode.RATE_LIMITED)
        Report.from_json(json.dumps({**REPORT, "result": 0})).raise_for_failures()

    def test_a_report_of_the_library_is_read(self) -> None:
        start = datetime.now(timezone.utc)
        ids = simulator.ids(2)
        sized = {"id": ids[0], "sizeBytes": 7, "siteUrl": SITE, "hostEmail": "alice@example.com"}
        report = Client(USER_TOKEN).move_to_recycle_bin([sized, "0" * 32, sized, ids[1]], site_url=SITE)
        self.assertEqual(json.loads(report.json)["counts"]["total"], 4)
        self.assertEqual([each.outcome for each in report.results], ["done", "rejected", "done", "done"])
        self.assertEqual(report.results[0][:5], (ids[0], "done", SITE, "alice@example.com", 7))
        self.assertEqual(report.results[3].site_url, SITE)
        self.assertTrue(report.results[0].tracking_id)
        self.assertEqual((report.bytes_total, report.bytes_done), (7, 7))
        self.assertEqual((report.version, report.plan, report.stopped_by), (webexrec.version(), None, None))
        self.assertLessEqual(start - timedelta(milliseconds=1), report.started_at)
        self.assertLessEqual(report.started_at, report.finished_at)

    def test_a_warning_of_the_service_is_in_the_report(self) -> None:
        simulator.behave(warning='299 - "soon"')
        self.assertEqual(Client(USER_TOKEN).move_to_recycle_bin(simulator.ids(1)).warnings, ('299 - "soon"',))

    def test_a_dry_run_has_a_plan(self) -> None:
        recordings: list[webexrec.AnyRecording] = ["a", {"id": "b", "siteUrl": OTHER_SITE}, "c"]
        report = Client(USER_TOKEN).purge_from_recycle_bin(
            recordings, host_email="h@example.com", dry_run=True
        )
        path = "/recordings/purge"
        self.assertEqual(
            report.plan,
            (
                PlannedRequest("POST", path, None, "h@example.com", ("a", "c")),
                PlannedRequest("POST", path, OTHER_SITE, "h@example.com", ("b",)),
            ),
        )
        self.assertEqual(len(report.not_sent), 3)

    def test_results_can_be_passed_to_the_next_call(self) -> None:
        client, there = Client(USER_TOKEN), simulator.ids(1, site_url=OTHER_SITE)
        shared = {"id": "0" * 32, "shareToMe": True}
        report = client.move_to_recycle_bin([*there, shared], site_url=OTHER_SITE)
        again = client.move_to_recycle_bin(report.results)
        self.assertEqual([each[:7] for each in again.results], [each[:7] for each in report.results])
        client.restore_from_recycle_bin(report.done).raise_for_failures()
        self.assert_in_bin([])

    def test_a_report_of_everything_has_one_result_marked_all(self) -> None:
        report = Client(USER_TOKEN).restore_from_recycle_bin(all=True, site_url=SITE)
        self.assertEqual(
            [(each.id, each.all, each.outcome) for each in report.results], [(None, True, "done")]
        )
