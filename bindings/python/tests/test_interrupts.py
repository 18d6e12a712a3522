"""Ctrl-C: a true SIGINT to a process of its own, in every state that a call can be in."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path
from typing import Any

from . import simulator

BINDING = Path(__file__).resolve().parents[1]

# Says when it is in the state wanted, and how the call ended.
PROGRAM = """
import json, os, signal, sys, threading, time, webexrec
from webexrec import Client

token, ids = os.environ["WEBEX_ACCESS_TOKEN"], json.loads(sys.argv[1])

def ready():
    print("ready", flush=True)

def ready_when(is_so):
    told = []
    def look(progress):
        if is_so(progress) and not told:
            told.append(True)
            ready()
    return look

def hang():
    ready()
    # Python misses a signal that comes just before a sleep.
    while True:
        time.sleep(0.01)

def interrupt_waiting_alone(number, frame):
    while frame is not None:
        if frame.f_code.co_name in ("attend", "end"):
            raise KeyboardInterrupt
        frame = frame.f_back

try:
    %s
    print("not interrupted")
except webexrec.Interrupted as interrupted:
    ended = time.monotonic()
    report = interrupted.report
    print(json.dumps({
        "ended": ended,
        "result": report and report.result,
        "outcomes": report and [each.outcome for each in report.results],
        "threads": threading.active_count(),
    }), flush=True)
# Signals that come as late as this would end the process.
sys.stdin.read()
"""


@unittest.skipIf(sys.platform == "win32", "there is no SIGINT for one process alone")
class CtrlC(simulator.TestCase):
    def interrupt(self, call: str, count: int = 1, signals: int = 1) -> dict[str, Any]:
        """How the call ended, which it did soon after the first of the signals."""
        program = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", PROGRAM % call, json.dumps(simulator.ids(count))],
            env={**os.environ, "PYTHONPATH": str(BINDING)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with program:
            assert program.stdout
            self.assertEqual(program.stdout.readline(), "ready\n")
            sent = time.monotonic()
            for _ in range(signals):
                program.send_signal(signal.SIGINT)
                time.sleep(0.0001)
            output, errors = program.communicate()
        self.assertEqual((program.returncode, errors), (0, ""))
        ended: dict[str, Any] = json.loads(output)
        self.assertLess(ended["ended"] - sent, 0.3)
        return ended

    def test_with_a_request_under_way(self) -> None:
        simulator.behave(latencyMs=30_000)
        ended = self.interrupt(
            "Client(token).move_to_recycle_bin(ids, on_progress=ready_when(lambda p: p.in_flight))"
        )
        self.assertEqual((ended["result"], ended["outcomes"]), (42, ["unknown"]))

    def test_without_any_callback(self) -> None:
        simulator.behave(latencyMs=30_000)
        ended = self.interrupt("threading.Timer(0.2, ready).start(); Client(token).move_to_recycle_bin(ids)")
        self.assertEqual(ended["result"], 42)

    def test_while_it_waits_for_the_rate_limit(self) -> None:
        simulator.answer(429, headers={"Retry-After": "60"})
        ended = self.interrupt(
            "Client(token).move_to_recycle_bin(ids, on_progress=ready_when(lambda p: p.wait_reason))"
        )
        self.assertEqual((ended["result"], ended["outcomes"]), (42, ["notSent"]))

    def test_amid_a_callback(self) -> None:
        simulator.behave(latencyMs=30_000)
        ended = self.interrupt(
            "Client(token).move_to_recycle_bin(ids, on_progress=lambda p: p.in_flight and hang())"
        )
        self.assertEqual((ended["result"], ended["outcomes"]), (42, ["unknown"]))

    def test_while_a_function_fetches_the_token(self) -> None:
        ended = self.interrupt("Client(hang).move_to_recycle_bin(ids)")
        self.assertEqual(ended["outcomes"], ["notSent"])
        self.assert_nothing_was_sent()

    def test_in_a_list(self) -> None:
        simulator.behave(latencyMs=30_000)
        ended = self.interrupt("Client(token).list_recordings(on_progress=ready_when(lambda p: p.in_flight))")
        self.assertIsNone(ended["outcomes"])

    def test_when_a_part_is_done_the_report_says_which(self) -> None:
        simulator.script(path="/recordings/softDelete", skip=1, status=204, delayMs=30_000)
        one_by_one = "Client(token, concurrency=1).move_to_recycle_bin"
        ended = self.interrupt(
            f"{one_by_one}(ids, on_progress=ready_when(lambda p: p.done and p.in_flight))", 250
        )
        self.assertEqual(ended["outcomes"], ["done"] * 100 + ["unknown"] * 100 + ["notSent"] * 50)
        self.assert_in_bin(simulator.ids(100))

    def test_again_and_again_while_it_ends(self) -> None:
        simulator.behave(latencyMs=30_000)
        for look in ("ready_when(lambda p: p.in_flight)", "lambda p: p.in_flight and hang()"):
            handler = "signal.signal(signal.SIGINT, interrupt_waiting_alone)"
            ended = self.interrupt(
                f"{handler}; Client(token).move_to_recycle_bin(ids, on_progress={look})", signals=20
            )
            self.assertEqual((ended["result"], ended["outcomes"]), (42, ["unknown"]))
            self.assertEqual(ended["threads"], 1)
