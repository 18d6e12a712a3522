"""A client across os.fork, and calls at the end of the interpreter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

from webexrec import Client, JournalError, Progress

from . import simulator
from .processes import fork, wait
from .simulator import USER_TOKEN

BINDING = Path(__file__).resolve().parents[1]


@unittest.skipUnless(hasattr(os, "fork"), "there is no fork")
class Fork(simulator.TestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def test_a_child_uses_its_parents_client_and_drops_it(self) -> None:
        client, ids = Client(lambda: USER_TOKEN), simulator.ids(2)
        self.assertTrue(client.list_sites())

        def run() -> bool:
            nonlocal client
            done = client.move_to_recycle_bin(ids[:1]).ok
            del client
            return done

        self.assertEqual(wait(fork(run)), 0)
        self.assertTrue(client.move_to_recycle_bin(ids[1:]).ok)
        self.assert_in_bin(ids)

    def test_a_child_that_is_forked_amid_a_call_of_another_thread_does_the_same(self) -> None:
        simulator.behave(latencyMs=300)
        client, ids = Client(USER_TOKEN), simulator.ids(2)
        client.list_sites()
        under_way = threading.Event()
        ended: list[bool] = []

        def look(progress: Progress) -> None:
            if progress.in_flight:
                under_way.set()

        moving = threading.Thread(
            target=lambda: ended.append(client.move_to_recycle_bin(ids[:1], on_progress=look).ok)
        )
        moving.start()
        under_way.wait(10)

        def run() -> bool:
            nonlocal client
            done = client.move_to_recycle_bin(ids[1:]).ok
            del client
            return done

        self.assertEqual(wait(fork(run)), 0)
        moving.join()
        self.assertEqual(ended, [True])
        self.assert_in_bin(ids)

    def test_a_child_that_lives_on_does_not_keep_a_journal_locked(self) -> None:
        path = Path(self.folder) / "moved.jsonl"
        client, ids = Client(USER_TOKEN), simulator.ids(2)
        children: list[int] = []

        def live_on() -> bool:
            signal.pause()
            return True

        def look(progress: Progress) -> None:
            if not children:
                children.append(fork(live_on))

        try:
            client.move_to_recycle_bin([ids[0], "0" * 32], journal=path, on_progress=look)
            self.assertTrue(children)
            # Finished, not in use.
            with self.assertRaisesRegex(JournalError, "finished"):
                client.move_to_recycle_bin(ids, journal=path)
        finally:
            for child in children:
                os.kill(child, signal.SIGKILL)
                wait(child)


class Exit(simulator.TestCase):
    def test_the_interpreter_ends_at_once_although_a_daemon_thread_is_in_a_call(self) -> None:
        simulator.behave(latencyMs=30_000)
        program = """
import atexit, os, threading
# Runs after what the package does at the exit.
atexit.register(lambda: print([each.name for each in threading.enumerate() if "webexrec" in each.name]))
import webexrec
under_way = threading.Event()
report = lambda progress: progress.in_flight and under_way.set()
move = webexrec.Client(os.environ["WEBEX_ACCESS_TOKEN"]).move_to_recycle_bin
threading.Thread(target=move, args=[["a"]], kwargs={"on_progress": report}, daemon=True).start()
under_way.wait()
"""
        ended = subprocess.run(
            [sys.executable, "-W", "error", "-c", program],
            env={**os.environ, "PYTHONPATH": str(BINDING)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=10,
            check=False,
        )
        self.assertEqual((ended.returncode, ended.stdout), (0, b"[]\n"))
