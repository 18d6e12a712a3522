"""A job with a journal is killed at many moments, and goes on until it is finished: nothing is lost, nothing
is said that is not so, and nothing that is done is sent again.

The truth is the simulator's own state.
"""

from __future__ import annotations

import json
import os
import signal
import tempfile
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from webexrec import Client, JournalContents, Report, Result, read_journal

from . import simulator
from .processes import fork, wait
from .simulator import USER_TOKEN

WRONG = [f"{number:032x}" for number in range(3)]
# What the service may do with a wrong id among others, and with what is done already.
SERVICES = [
    {"batch": batch, "alreadyStatus": status}
    for batch in ("atomic", "untilFirstBad", "allOthers")
    for status in (204, 404)
]


def kill_before(write: int) -> None:
    """Lets this process die before what it writes for that time is certain to be on the disk."""
    sync, left = os.fsync, write

    def sync_or_die(file: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        sync(file)

    patch.object(os, "fsync", sync_or_die).start()


@unittest.skipUnless(hasattr(os, "fork"), "there is no fork")
class Crashes(simulator.TestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "moved.jsonl"
        ids = simulator.ids(130)
        self.ids = [*ids[:30], WRONG[0], *ids[30:110], WRONG[1], *ids[110:], WRONG[2]]

    def begin(self, service: dict[str, Any]) -> None:
        super().setUp()
        simulator.behave(**service)
        # Looking up is the one way to be certain where the service refuses what is done already.
        self.verify = service["alreadyStatus"] != 204
        self.path.unlink(missing_ok=True)

    def move(self, ids: list[str]) -> Report:
        return Client(USER_TOKEN).move_to_recycle_bin(ids, journal=self.path, verify=self.verify)

    def run_until(self, is_time: Callable[[], bool]) -> bool:
        """Kills the job when it is time; whether it was still running."""
        process = fork(lambda: self.move(self.ids) is not None)
        while not is_time() and os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            time.sleep(0.001)
        os.kill(process, signal.SIGKILL)
        return wait(process) == -signal.SIGKILL

    def assert_true(self, said: Report | JournalContents) -> None:
        """What is said is so; what is not certain is said to be so."""
        in_bin = simulator.ids_with_status("deleted")
        self.assertLessEqual({each.id for each in said.done}, in_bin)
        for each in (*said.rejected, *said.failed, *said.not_sent):
            self.assertNotIn(each.id, in_bin)

    def go_on(self, ids: list[str]) -> None:
        """Finishes the job, to which only these are given now. Where the service refuses what is done
        already, that may take several calls: one that only meets refusals doesn't try everything."""
        for _ in range(4):
            report = self.go_on_once(ids)
            if set(self.unclear(report)) <= set(WRONG):
                break
        self.assertEqual(read_journal(self.path).finished, not report.unknown)
        # A wrong one that may have been sent is refused like one that was moved.
        self.assertLessEqual(set(self.unclear(report)), set(WRONG))
        self.assertEqual(
            {*WRONG}, {each.id for each in (*report.rejected, *report.inferred, *report.unknown)}
        )
        # All but the wrong ones, whether they were given now or not.
        self.assert_in_bin([each for each in self.ids if each not in WRONG])

    def unclear(self, report: Report) -> list[str | None]:
        return [each.id for each in (*report.inferred, *report.unknown)]

    def go_on_once(self, ids: list[str]) -> Report:
        done = {each.id for each in self.journal_so_far()}
        sent_before = len(simulator.requests())
        report = self.move(ids)
        self.assert_true(report)
        self.assert_true(read_journal(self.path))
        self.assertEqual([each.id for each in report.results[: len(ids)]], ids)
        self.assertEqual(report.counts.total, len(report.results))
        self.assertEqual((report.failed, report.not_sent), ((), ()))
        for request in simulator.requests()[sent_before:]:
            if request["body"]:
                self.assertFalse(done & set(json.loads(request["body"])["recordingIds"]))
        return report

    def journal_so_far(self) -> tuple[Result, ...]:
        """What the journal says is done, if there is one. It is true, and nothing was sent that it lacks."""
        if not self.path.exists() or not self.path.stat().st_size:
            self.assert_in_bin([])
            return ()
        contents = read_journal(self.path)
        self.assert_true(contents)
        self.assertLessEqual(simulator.ids_with_status("deleted"), {each.id for each in contents.results})
        return contents.done

    def test_killed_at_each_write_of_its_journal(self) -> None:
        for write in range(1, 26):
            service = SERVICES[write % len(SERVICES)]
            with self.subTest(write=write, **service):
                self.begin(service)

                def run(write: int = write) -> bool:
                    kill_before(write)
                    return bool(self.move(self.ids))

                self.assertEqual(wait(fork(run)), -signal.SIGKILL)
                self.go_on(self.ids)

    def test_killed_after_any_number_of_requests_and_going_on_with_a_list_made_anew(self) -> None:
        killed = 0
        for number in range(25):
            service = SERVICES[number % len(SERVICES)]
            with self.subTest(requests=number, **service):
                self.begin({"latencyMs": 5, **service})
                killed_now = self.run_until(lambda: len(simulator.requests()) >= number)
                killed += killed_now
                simulator.behave(latencyMs=0)
                available = simulator.ids_with_status("available")
                if killed_now:
                    self.go_on([each for each in self.ids if each in available or each in WRONG])
        self.assertGreater(killed, 15)
