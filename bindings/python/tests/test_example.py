"""The example program and the programs of the README, run as their reader would run them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import SimpleNamespace

import webexrec
from webexrec import Client, read_journal

from . import simulator
from .simulator import USER_TOKEN

BINDING = Path(__file__).resolve().parents[1]
EXAMPLE = BINDING / "examples" / "move.py"
README = re.findall(r"```python\n(.*?)```", (BINDING / "README.md").read_text("utf-8"), re.DOTALL)


class Example(simulator.TestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.journal = Path(folder.name) / "moved.jsonl"
        self.own = [each["id"] for each in simulator.recordings() if each["hostEmail"] == "alice@example.com"]

    def start(self, *arguments: str, token: str = USER_TOKEN) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", EXAMPLE, self.journal, *arguments],
            env={**os.environ, "PYTHONPATH": str(BINDING), "WEBEX_ACCESS_TOKEN": token},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run_example(self, *arguments: str, token: str = USER_TOKEN) -> tuple[int, str, str]:
        with self.start(*arguments, token=token) as program:
            output, errors = program.communicate()
        return program.returncode, output, errors

    def test_it_moves_what_is_old_enough_and_says_so(self) -> None:
        status, output, errors = self.run_example("--days", "30")
        self.assertEqual((status, errors), (0, ""))
        moved = simulator.ids_with_status("deleted")
        self.assertTrue(0 < len(moved) < len(self.own))
        self.assertRegex(output, f"^{len(moved)} of {len(moved)} moved, [0-9.]+ GiB\n$")
        self.assertTrue(read_journal(self.journal).finished)

    def test_it_says_when_there_is_nothing(self) -> None:
        self.assertEqual(self.run_example(), (0, "There is nothing to move.\n", ""))
        self.assertFalse(self.journal.exists())

    def test_it_names_what_is_not_moved(self) -> None:
        simulator.answer(403, {"message": "Not you."}, path="/recordings/softDelete")
        status, output, _ = self.run_example("--days", "80")
        self.assertEqual(status, 1)
        self.assertRegex(
            output, r"^0 of \d+ moved, 0.0 GiB\n(\w+: [0-9a-f]{32}: 403 Forbidden: Not you\..*\n)+"
        )

    def test_it_says_what_went_wrong(self) -> None:
        status, output, errors = self.run_example(token="wrong-token")
        self.assertEqual((status, output), (1, ""))
        self.assertRegex(errors, r"^\nUnauthorizedError: 401 .*\n$")
        self.assertNotIn("wrong-token", errors)

    def test_it_goes_on_after_ctrl_c(self) -> None:
        # Of the first four requests, which go out at once, one is answered.
        simulator.script(path="/recordings/softDelete", skip=1, count=3, status=204, delayMs=30_000)
        with self.start("--days", "0") as program:
            while self.moves() < 4 or b'"done"' not in self.journal.read_bytes():
                threading.Event().wait(0.01)
            program.send_signal(signal.SIGINT)
            output, errors = program.communicate()
        self.assertEqual((program.returncode, output), (130, ""))
        moved = len(read_journal(self.journal).done)
        self.assertEqual(errors, f"\n{moved} moved; start again to go on.\n")
        status, output, errors = self.run_example("--days", "0")
        self.assertEqual((status, errors), (0, ""))
        self.assert_in_bin(self.own)

    @staticmethod
    def moves() -> int:
        """How many requests to move something have come."""
        return sum(each["path"].endswith("/softDelete") for each in simulator.requests())


class Readme(simulator.TestCase):
    def test_its_first_program_moves_recordings(self) -> None:
        ended = subprocess.run(
            [sys.executable, "-W", "error", "-c", README[0]],
            env={**os.environ, "PYTHONPATH": str(BINDING)},
            capture_output=True,
            check=False,
            text=True,
        )
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        moved = len(simulator.ids_with_status("deleted"))
        self.assertTrue(ended.stdout.startswith(f"{moved} of "))
        self.assertNotEqual(moved, 0)

    def test_the_others_do_what_they_say(self) -> None:
        client, ids = Client(USER_TOKEN), simulator.ids(2)
        with tempfile.TemporaryDirectory() as folder:
            names = {
                "client": client,
                "recordings": ids,
                "report": client.move_to_recycle_bin([*ids, "0" * 32]),
                "keyring": SimpleNamespace(get_password=lambda *_: USER_TOKEN),
                "print": lambda *_: None,
                "threading": threading,
                "webexrec": webexrec,
            }
            before = os.getcwd()
            os.chdir(folder)
            try:
                for program in README[1:]:
                    exec(program, names)
            finally:
                os.chdir(before)
        self.assert_in_bin(ids)
