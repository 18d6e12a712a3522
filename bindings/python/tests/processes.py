"""Runs parts of a test in other processes."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

BINDING = Path(__file__).resolve().parents[1]


def python(*arguments: object) -> list[str]:
    """A command that runs Python, with warnings as errors."""
    return [sys.executable, "-W", "error", *map(str, arguments)]


def environment(**variables: str | None) -> dict[str, str]:
    """The environment of the tests, with the package in Python's path. None removes a variable."""
    changed = {**os.environ, "PYTHONPATH": str(BINDING), **variables}
    return {name: value for name, value in changed.items() if value is not None}


def fork(run: Callable[[], bool]) -> int:
    """Forks a child with exit status 0 if the function returns True. It is killed after ten seconds."""
    with warnings.catch_warnings():
        # Python warns of a fork while there are other threads.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process == 0:
        signal.alarm(10)
        status = 70
        try:
            status = 0 if run() else 1
        finally:
            os._exit(status)
    return process


def wait(process: int) -> int:
    """Waits for a child and returns its exit status, or the negative number of the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
