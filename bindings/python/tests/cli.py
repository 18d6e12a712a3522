"""Runs the command line for tests."""

from __future__ import annotations

import io
import json
import signal
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, NamedTuple
from unittest import mock

from webexrec.cli import main

from . import processes, simulator
from .simulator import USER_TOKEN


class Completed(NamedTuple):
    status: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


def command(*arguments: object) -> list[str]:
    return processes.python("-m", "webexrec", *arguments)


def environment(**variables: str | None) -> dict[str, str]:
    return processes.environment(**{"WEBEX_ACCESS_TOKEN": USER_TOKEN, **variables})


def start(*arguments: object, **variables: str | None) -> subprocess.Popen[bytes]:
    """Starts a command without a terminal."""
    return subprocess.Popen(
        command(*arguments),
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


class TestCase(simulator.TestCase):
    """Runs commands, and checks that their output contains no token and no traceback."""

    def setUp(self) -> None:
        super().setUp()
        self.secrets = [USER_TOKEN, simulator.admin_token()]

    def run_cli(self, *arguments: object, stdin: str | bytes = "", **variables: str | None) -> Completed:
        """Runs a command without a terminal."""
        completed = subprocess.run(
            command(*arguments),
            env=environment(**variables),
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            check=False,
            timeout=60,
        )
        return self.checked(completed.returncode, completed.stdout, completed.stderr)

    def run_in_process(self, *arguments: object, stdin: str = "") -> Completed:
        """Runs a command in this process, which is faster."""
        stdout, stderr = io.StringIO(), io.StringIO()
        fake_stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()))
        handler = signal.getsignal(signal.SIGTERM)
        with redirect_stdout(stdout), redirect_stderr(stderr), mock.patch("sys.stdin", fake_stdin):
            try:
                status = main([*map(str, arguments)])
            except SystemExit as error:
                status = int(error.code or 0)
            finally:
                signal.signal(signal.SIGTERM, handler)
        return self.checked(status, stdout.getvalue().encode(), stderr.getvalue().encode())

    def interrupt(self, process: subprocess.Popen[bytes], number: int = signal.SIGINT) -> Completed:
        """Sends a signal to a command, and waits until it has ended."""
        process.send_signal(number)
        stdout, stderr = process.communicate()
        return self.checked(process.returncode, stdout, stderr)

    def checked(self, status: int, stdout: bytes, stderr: bytes) -> Completed:
        completed = Completed(status, stdout.decode(), stderr.decode())
        for secret in self.secrets:
            self.assertNotIn(secret, completed.stdout + completed.stderr)
        self.assertNotIn("Traceback", completed.stderr)
        return completed
