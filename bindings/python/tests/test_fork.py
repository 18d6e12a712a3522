"""A client in a forked child, and calls at the exit of the interpreter."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import unittest

from webexrec import Client, JournalError, Progress

from . import simulator
from .processes import environment, fork, python, wait
from .simulator import USER_TOKEN, WRONG_ID


@unittest.skipUnless(hasattr(os, "fork"), "there is no fork")
class Fork(simulator.TestCase):
    def test_a_child_may_use_and_drop_the_client_of_its_parent(self) -> None:
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

    def test_a_child_forked_during_a_call_may_use_and_drop_the_client(self) -> None:
        simulator.behave(latencyMs=300)
        client, ids = Client(USER_TOKEN), simulator.ids(2)
        client.list_sites()
        results: list[bool] = []
        moving = threading.Thread(target=lambda: results.append(client.move_to_recycle_bin(ids[:1]).ok))
        moving.start()
        simulator.wait_for_requests(1)

        def run() -> bool:
            nonlocal client
            done = client.move_to_recycle_bin(ids[1:]).ok
            del client
            return done

        self.assertEqual(wait(fork(run)), 0)
        moving.join()
        self.assertEqual(results, [True])
        self.assert_in_bin(ids)

    def test_a_surviving_child_does_not_keep_a_journal_locked(self) -> None:
        path = self.make_folder() / "moved.jsonl"
        client, ids = Client(USER_TOKEN), simulator.ids(2)
        children: list[int] = []

        def survive() -> bool:
            signal.pause()
            return True

        def fork_once(_: Progress) -> None:
            if not children:
                children.append(fork(survive))

        try:
            client.move_to_recycle_bin([ids[0], WRONG_ID], journal=path, on_progress=fork_once)
            self.assertTrue(children)
            # Finished, and no longer in use.
            with self.assertRaisesRegex(JournalError, "finished"):
                client.move_to_recycle_bin(ids, journal=path)
        finally:
            for child in children:
                os.kill(child, signal.SIGKILL)
                wait(child)


class Exit(simulator.TestCase):
    def test_the_interpreter_exits_at_once_during_a_call_of_a_daemon_thread(self) -> None:
        simulator.behave(latencyMs=30_000)
        program = """
import atexit, os, threading
# Runs after the exit function of the package.
atexit.register(lambda: print([each.name for each in threading.enumerate() if "webexrec" in each.name]))
import webexrec
in_flight = threading.Event()
notify = lambda progress: progress.in_flight and in_flight.set()
move = webexrec.Client(os.environ["WEBEX_ACCESS_TOKEN"]).move_to_recycle_bin
threading.Thread(target=move, args=[["a"]], kwargs={"on_progress": notify}, daemon=True).start()
in_flight.wait()
"""
        completed = subprocess.run(
            python("-c", program),
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=10,
            check=False,
        )
        self.assertEqual((completed.returncode, completed.stdout), (0, b"[]\n"))
