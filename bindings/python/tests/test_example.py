"""The example program and the programs of the README, run as a reader would run them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import threading

import webexrec
from webexrec import Client, read_journal

from . import simulator
from .processes import BINDING, environment, python
from .simulator import USER_TOKEN, WRONG_ID

EXAMPLE = BINDING / "examples" / "move.py"
README = re.findall(r"```python\n(.*?)```", (BINDING / "README.md").read_text("utf-8"), re.DOTALL)


class Example(simulator.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.journal = self.make_folder() / "moved.jsonl"
        self.own = [each["id"] for each in simulator.recordings() if each["hostEmail"] == "alice@example.com"]

    def start(self, *arguments: str, token: str = USER_TOKEN) -> subprocess.Popen[str]:
        return subprocess.Popen(
            python(EXAMPLE, self.journal, *arguments),
            env=environment(WEBEX_ACCESS_TOKEN=token),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run_example(self, *arguments: str, token: str = USER_TOKEN) -> tuple[int, str, str]:
        with self.start(*arguments, token=token) as program:
            output, errors = program.communicate()
        return program.returncode, output, errors

    def test_it_moves_old_recordings_and_prints_how_many(self) -> None:
        status, output, errors = self.run_example("--days", "30")
        self.assertEqual((status, errors), (0, ""))
        moved = simulator.ids_with_status("deleted")
        self.assertTrue(0 < len(moved) < len(self.own))
        self.assertRegex(output, f"^{len(moved)} of {len(moved)} moved, [0-9.]+ GiB\n$")
        self.assertTrue(read_journal(self.journal).finished)

    def test_it_says_that_there_is_nothing_to_move(self) -> None:
        self.assertEqual(self.run_example(), (0, "There is nothing to move.\n", ""))
        self.assertFalse(self.journal.exists())

    def test_it_prints_each_recording_that_is_not_moved(self) -> None:
        simulator.respond(403, {"message": "Not you."}, path="/recordings/softDelete")
        status, output, _ = self.run_example("--days", "80")
        self.assertEqual(status, 1)
        self.assertRegex(output, r"^0 of \d+ moved, 0.0 GiB\n(\w+: [0-9a-f]{32}: 403 .*Not you\..*\n)+")

    def test_it_prints_an_error_without_the_token(self) -> None:
        status, output, errors = self.run_example(token="wrong-token")
        self.assertEqual((status, output), (1, ""))
        self.assertRegex(errors, r"^\nUnauthorizedError: 401 .*\n$")
        self.assertNotIn("wrong-token", errors)

    def test_it_resumes_after_ctrl_c(self) -> None:
        # The service responds to one of the first four requests, which are in flight at the same time.
        simulator.script(path="/recordings/softDelete", skip=1, count=3, status=204, delayMs=30_000)
        with self.start("--days", "0") as program:
            simulator.wait_for_requests(4)
            simulator.wait_until(lambda: b'"done"' in self.journal.read_bytes())
            program.send_signal(signal.SIGINT)
            output, errors = program.communicate()
        self.assertEqual((program.returncode, output), (130, ""))
        moved = len(read_journal(self.journal).done)
        self.assertEqual(errors, f"\n{moved} moved; run it again to continue.\n")
        status, output, errors = self.run_example("--days", "0")
        self.assertEqual((status, errors), (0, ""))
        self.assert_in_bin(self.own)


class Readme(simulator.TestCase):
    def test_its_first_program_moves_recordings(self) -> None:
        completed = subprocess.run(
            python("-c", README[0]), env=environment(), capture_output=True, check=False, text=True
        )
        self.assertEqual((completed.returncode, completed.stderr), (0, ""))
        moved = len(simulator.ids_with_status("deleted"))
        self.assertTrue(completed.stdout.startswith(f"{moved} of "))
        self.assertNotEqual(moved, 0)

    def test_its_other_programs_run_and_the_last_ones_move_the_recordings(self) -> None:
        client, ids = Client(USER_TOKEN), simulator.ids(2)
        names = {
            "client": client,
            "recordings": ids,
            "report": client.move_to_recycle_bin([*ids, WRONG_ID]),
            "print": lambda *_: None,
            "threading": threading,
            "webexrec": webexrec,
        }
        with tempfile.TemporaryDirectory() as folder:
            before = os.getcwd()
            os.chdir(folder)
            try:
                for program in README[1:]:
                    exec(program, names)
            finally:
                os.chdir(before)
        self.assert_in_bin(ids)
