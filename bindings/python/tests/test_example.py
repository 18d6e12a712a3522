"""The example program, run as its reader would run it; and the README has it as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import webexrec

from . import simulator
from .simulator import USER_TOKEN

BINDING = Path(__file__).resolve().parents[1]
EXAMPLE = BINDING / "examples" / "move.py"


def run_example(token: str = USER_TOKEN) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, EXAMPLE],
        env={**os.environ, "PYTHONPATH": str(BINDING), "WEBEX_ACCESS_TOKEN": token},
        capture_output=True,
        check=False,
        text=True,
    )


class Example(simulator.TestCase):
    def test_it_moves_what_it_lists_and_says_so(self) -> None:
        listed = webexrec.list_recordings(USER_TOKEN)
        own = [each["id"] for each in listed if not each["shareToMe"]]
        ended = run_example()
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertEqual(ended.stdout, f"In the recycle bin: {len(own)}\n")
        self.assert_in_bin(own)

    def test_it_says_what_went_wrong(self) -> None:
        ended = run_example("wrong-token")
        self.assertEqual((ended.returncode, ended.stdout), (1, ""))
        self.assertRegex(ended.stderr, r"^UnauthorizedError 401: .*\n$")
        self.assertNotIn("wrong-token", ended.stderr)
        self.assert_in_bin([])

    def test_the_readme_shows_it(self) -> None:
        program = EXAMPLE.read_text("utf-8").partition("\n\n")[2]
        self.assertIn(f"```python\n{program}```\n", (BINDING / "README.md").read_text("utf-8"))
