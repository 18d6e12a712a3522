"""A job with a journal is killed at many moments and resumed until it is finished: nothing is lost, no false
outcome is reported, and nothing that is done is sent again.

The truth is the state of the simulator.
"""

from __future__ import annotations

import json
import os
import signal
import time
import unittest
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from webexrec import Client, JournalContents, Report, Result, read_journal

from . import simulator
from .processes import fork, wait
from .simulator import USER_TOKEN

WRONG = [f"{number:032x}" for number in range(3)]
# How a service may handle a wrong id among others, and a recording that is already in the bin.
SERVICES = [
    {"batch": batch, "alreadyStatus": status}
    for batch in ("atomic", "untilFirstBad", "allOthers")
    for status in (204, 404)
]


def kill_before(write: int) -> None:
    """Makes this process kill itself at its write of that number, before the flush to the disk."""
    sync, left = os.fsync, write

    def flush_or_die(file: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        sync(file)

    patch.object(os, "fsync", flush_or_die).start()


@unittest.skipUnless(hasattr(os, "fork"), "there is no fork")
class Crashes(simulator.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.path = self.make_folder() / "moved.jsonl"
        ids = simulator.ids(130)
        self.ids = [*ids[:30], WRONG[0], *ids[30:110], WRONG[1], *ids[110:], WRONG[2]]

    def prepare(self, service: dict[str, Any]) -> None:
        super().setUp()
        simulator.behave(**service)
        # If the service refuses recordings that are in the bin, only a look-up can confirm them.
        self.verify = service["alreadyStatus"] != 204
        self.path.unlink(missing_ok=True)

    def move(self, ids: list[str]) -> Report:
        return Client(USER_TOKEN).move_to_recycle_bin(ids, journal=self.path, verify=self.verify)

    def run_until(self, is_time: Callable[[], bool]) -> bool:
        """Starts the job and kills it when it is time. Returns whether it was still running."""
        process = fork(lambda: self.move(self.ids) is not None)
        while not is_time() and os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            time.sleep(0.001)
        os.kill(process, signal.SIGKILL)
        return wait(process) == -signal.SIGKILL

    def assert_truthful(self, results: Report | JournalContents) -> None:
        """The outcomes agree with the state of the simulator."""
        in_bin = simulator.ids_with_status("deleted")
        self.assertLessEqual({each.id for each in results.done}, in_bin)
        for each in (*results.rejected, *results.failed, *results.not_sent):
            self.assertNotIn(each.id, in_bin)

    def resume(self, ids: list[str]) -> None:
        """Finishes the job with calls that are passed these ids.

        If the service refuses recordings that are in the bin, that may take several calls, because a
        call that meets only refusals stops early.
        """
        for _ in range(4):
            report = self.resume_once(ids)
            if set(self.in_doubt(report)) <= set(WRONG):
                break
        self.assertEqual(read_journal(self.path).finished, not report.unknown)
        # A wrong id in doubt is refused like a moved one.
        self.assertLessEqual(set(self.in_doubt(report)), set(WRONG))
        self.assertEqual(
            {*WRONG}, {each.id for each in (*report.rejected, *report.inferred, *report.unknown)}
        )
        # All others are in the bin, even those that were not passed.
        self.assert_in_bin([each for each in self.ids if each not in WRONG])

    def in_doubt(self, report: Report) -> list[str | None]:
        return [each.id for each in (*report.inferred, *report.unknown)]

    def resume_once(self, ids: list[str]) -> Report:
        done = {each.id for each in self.journal_so_far()}
        sent_before = len(simulator.requests())
        report = self.move(ids)
        self.assert_truthful(report)
        self.assert_truthful(read_journal(self.path))
        self.assertEqual([each.id for each in report.results[: len(ids)]], ids)
        self.assertEqual(report.counts.total, len(report.results))
        self.assertEqual((report.failed, report.not_sent), ((), ()))
        for request in simulator.requests()[sent_before:]:
            if request["body"]:
                self.assertFalse(done & set(json.loads(request["body"])["recordingIds"]))
        return report

    def journal_so_far(self) -> tuple[Result, ...]:
        """Checks the journal, and returns its recordings that are done. Without one nothing was sent."""
        if not self.path.exists() or not self.path.stat().st_size:
            self.assert_in_bin([])
            return ()
        contents = read_journal(self.path)
        self.assert_truthful(contents)
        self.assertLessEqual(simulator.ids_with_status("deleted"), {each.id for each in contents.results})
        return contents.done

    def test_a_job_survives_a_kill_at_each_write_of_its_journal(self) -> None:
        for write in range(1, 26):
            service = SERVICES[write % len(SERVICES)]
            with self.subTest(write=write, **service):
                self.prepare(service)

                def run(write: int = write) -> bool:
                    kill_before(write)
                    return bool(self.move(self.ids))

                self.assertEqual(wait(fork(run)), -signal.SIGKILL)
                self.resume(self.ids)

    def test_a_job_survives_a_kill_after_any_number_of_requests_and_resumes_with_a_new_list(self) -> None:
        killed = 0
        for number in range(25):
            service = SERVICES[number % len(SERVICES)]
            with self.subTest(requests=number, **service):
                self.prepare({"latencyMs": 5, **service})
                killed_now = self.run_until(lambda: len(simulator.requests()) >= number)
                killed += killed_now
                simulator.behave(latencyMs=0)
                available = simulator.ids_with_status("available")
                if killed_now:
                    self.resume([each for each in self.ids if each in available or each in WRONG])
        self.assertGreater(killed, 15)
