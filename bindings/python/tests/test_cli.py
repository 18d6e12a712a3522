"""How the other tests of the command line run it; and what holds for all commands."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import webexrec
from webexrec.cli import main

from . import simulator
from .simulator import USER_TOKEN

BINDING = Path(__file__).resolve().parents[1]


class Ended(NamedTuple):
    status: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


def environment(**variables: str | None) -> dict[str, str]:
    """That of the tests, with what the command line needs, and changed as given."""
    changed = {**os.environ, "PYTHONPATH": str(BINDING), "WEBEX_ACCESS_TOKEN": USER_TOKEN, **variables}
    return {name: value for name, value in changed.items() if value is not None}


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "webexrec", *map(str, arguments)]


def start(*arguments: object, **variables: str | None) -> subprocess.Popen[bytes]:
    """Starts it without a terminal."""
    return subprocess.Popen(
        command(*arguments),
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


class TestCase(simulator.TestCase):
    """Runs it, and looks into all that it prints for the tokens."""

    def setUp(self) -> None:
        super().setUp()
        self.secrets = [USER_TOKEN, simulator.admin_token()]

    def run_cli(self, *arguments: object, stdin: str | bytes = "", **variables: str | None) -> Ended:
        """Runs it without a terminal."""
        ended = subprocess.run(
            command(*arguments),
            env=environment(**variables),
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            check=False,
            timeout=60,
        )
        return self.checked(ended.returncode, ended.stdout, ended.stderr)

    def run_here(self, *arguments: object, stdin: str = "") -> Ended:
        """Runs it in this process, which is quicker."""
        stdout, stderr = io.StringIO(), io.StringIO()
        there = io.TextIOWrapper(io.BytesIO(stdin.encode()))
        handler = signal.getsignal(signal.SIGTERM)
        with redirect_stdout(stdout), redirect_stderr(stderr), mock.patch("sys.stdin", there):
            try:
                status = main([*map(str, arguments)])
            except SystemExit as end:
                status = int(end.code or 0)
            finally:
                signal.signal(signal.SIGTERM, handler)
        return self.checked(status, stdout.getvalue().encode(), stderr.getvalue().encode())

    def checked(self, status: int, stdout: bytes, stderr: bytes) -> Ended:
        ended = Ended(status, stdout.decode(), stderr.decode())
        for secret in self.secrets:
            self.assertNotIn(secret, ended.stdout + ended.stderr)
        self.assertNotIn("Traceback", ended.stderr)
        return ended


def wait_for_changes(count: int = 1) -> None:
    """Returns when that many requests that change something are under way or answered."""
    while sum(request["method"] == "POST" for request in simulator.requests()) < count:
        pass


class Everywhere(TestCase):
    def test_help_fits_a_terminal(self) -> None:
        with mock.patch.dict(os.environ, COLUMNS="80"):
            for name in ([], ["list"], ["move"], ["restore"], ["purge"], ["sites"]):
                ended = self.run_here(*name, "--help")
                self.assertEqual((ended.status, ended.stderr), (0, ""))
                self.assertLessEqual(max(map(len, ended.stdout.splitlines())), 80)
                self.assertIn("usage: webexrec", ended.stdout)

    def test_the_version_names_the_native_library_and_its_file(self) -> None:
        ended = self.run_cli("--version")
        self.assertEqual(ended.status, 0)
        version, file = webexrec.__version__, re.escape(webexrec.library_path())
        self.assertRegex(ended.stdout, rf"^webexrec {version} \(native library \d+\.\d+\.\d+, {file}\)\n$")

    def test_without_the_native_library_it_says_where_it_was_looked_for(self) -> None:
        self.assertEqual(self.run_cli("--help", WEBEXREC_LIBRARY="/nowhere/at/all").status, 0)
        for arguments in (["--version"], ["move", "x"]):
            ended = self.run_cli(*arguments, WEBEXREC_LIBRARY="/nowhere/at/all")
            self.assertEqual((ended.status, ended.stdout), (1, ""))
            self.assertIn("/nowhere/at/all", ended.stderr)

    def test_no_command_is_said_to(self) -> None:
        ended = self.run_here()
        self.assertEqual((ended.status, ended.stdout), (2, ""))
        self.assertIn("COMMAND", ended.stderr)
