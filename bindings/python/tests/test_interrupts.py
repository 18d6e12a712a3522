"""Ctrl-C: SIGINT to another process, in every state of a call."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import unittest
from typing import Any

from . import simulator
from .processes import environment, python

# What the documentation promises, in seconds.
LONGEST_INTERRUPT = 0.3

# Prints "ready" when the call is in the wanted state, and then how the call ended.
PROGRAM = """
import json, os, signal, sys, threading, time, webexrec
from webexrec import Client

token, ids = os.environ["WEBEX_ACCESS_TOKEN"], json.loads(sys.argv[1])

def ready():
    print("ready", flush=True)

def ready_when(condition):
    printed = []
    def notify(progress):
        if condition(progress) and not printed:
            printed.append(True)
            ready()
    return notify

def hang():
    ready()
    # Short sleeps, because Python does not notice a signal right before a sleep.
    while True:
        time.sleep(0.01)

def interrupt_only_the_wait(number, frame):
    while frame is not None:
        if frame.f_code.co_name in ("run_callbacks", "cancel_and_join"):
            raise KeyboardInterrupt
        frame = frame.f_back

try:
    %s
    print("not interrupted")
except webexrec.Interrupted as interrupted:
    ended_at = time.monotonic()
    report = interrupted.report
    print(json.dumps({
        "ended_at": ended_at,
        "result": report and report.result,
        "outcomes": report and [each.outcome for each in report.results],
        "threads": threading.active_count(),
    }), flush=True)
# A signal after the exit of the main thread would end the process.
sys.stdin.read()
"""


@unittest.skipIf(sys.platform == "win32", "SIGINT can't be sent to a single process")
class CtrlC(simulator.TestCase):
    def interrupt(
        self, call: str, count: int = 1, signals: int = 1, wait_for_request: bool = False
    ) -> dict[str, Any]:
        """Interrupts a call, which must end soon after the first signal. Returns how it ended."""
        program = subprocess.Popen(
            python("-c", PROGRAM % call, json.dumps(simulator.ids(count))),
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with program:
            assert program.stdout
            self.assertEqual(program.stdout.readline(), "ready\n")
            if wait_for_request:
                simulator.wait_for_requests(1)
            sent_at = time.monotonic()
            for _ in range(signals):
                program.send_signal(signal.SIGINT)
                # Signals at the same moment would arrive as one.
                time.sleep(0.0001)
            output, errors = program.communicate()
        self.assertEqual((program.returncode, errors), (0, ""))
        ended: dict[str, Any] = json.loads(output)
        self.assertLess(ended["ended_at"] - sent_at, LONGEST_INTERRUPT)
        return ended

    def test_ctrl_c_ends_a_call_with_a_request_in_flight(self) -> None:
        simulator.behave(latencyMs=30_000)
        ended = self.interrupt(
            "Client(token).move_to_recycle_bin(ids, on_progress=ready_when(lambda p: p.in_flight))"
        )
        self.assertEqual((ended["result"], ended["outcomes"]), (42, ["unknown"]))

    def test_ctrl_c_ends_a_call_without_callbacks(self) -> None:
        simulator.behave(latencyMs=30_000)
        ended = self.interrupt("ready(); Client(token).move_to_recycle_bin(ids)", wait_for_request=True)
        self.assertEqual(ended["result"], 42)

    def test_ctrl_c_ends_a_wait_for_the_rate_limit(self) -> None:
        simulator.respond(429, headers={"Retry-After": "60"})
        ended = self.interrupt(
            "Client(token).move_to_recycle_bin(ids, on_progress=ready_when(lambda p: p.wait_reason))"
        )
        self.assertEqual((ended["result"], ended["outcomes"]), (42, ["notSent"]))

    def test_ctrl_c_ends_a_callback_and_its_call(self) -> None:
        simulator.behave(latencyMs=30_000)
        ended = self.interrupt(
            "Client(token).move_to_recycle_bin(ids, on_progress=lambda p: p.in_flight and hang())"
        )
        self.assertEqual((ended["result"], ended["outcomes"]), (42, ["unknown"]))

    def test_ctrl_c_ends_a_token_function_and_its_call(self) -> None:
        ended = self.interrupt("Client(hang).move_to_recycle_bin(ids)")
        self.assertEqual(ended["outcomes"], ["notSent"])
        self.assert_nothing_was_sent()

    def test_ctrl_c_ends_a_list(self) -> None:
        simulator.behave(latencyMs=30_000)
        ended = self.interrupt("Client(token).list_recordings(on_progress=ready_when(lambda p: p.in_flight))")
        self.assertIsNone(ended["outcomes"])

    def test_the_report_of_an_interrupted_call_has_all_outcomes(self) -> None:
        simulator.script(path="/recordings/softDelete", skip=1, status=204, delayMs=30_000)
        move = "Client(token, concurrency=1).move_to_recycle_bin"
        ended = self.interrupt(
            f"{move}(ids, on_progress=ready_when(lambda p: p.done and p.in_flight))", 250
        )
        self.assertEqual(ended["outcomes"], ["done"] * 100 + ["unknown"] * 100 + ["notSent"] * 50)
        self.assert_in_bin(simulator.ids(100))

    def test_further_interrupts_do_no_harm(self) -> None:
        simulator.behave(latencyMs=30_000)
        for callback in ("ready_when(lambda p: p.in_flight)", "lambda p: p.in_flight and hang()"):
            handler = "signal.signal(signal.SIGINT, interrupt_only_the_wait)"
            ended = self.interrupt(
                f"{handler}; Client(token).move_to_recycle_bin(ids, on_progress={callback})", signals=20
            )
            self.assertEqual((ended["result"], ended["outcomes"]), (42, ["unknown"]))
            self.assertEqual(ended["threads"], 1)
