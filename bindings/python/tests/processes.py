"""Runs a part of a test in a process of its own, to see it die."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Callable


def fork(run: Callable[[], bool]) -> int:
    """A forked child that runs this and then ends, with exit status 0 if it was true. It has ten seconds."""
    with warnings.catch_warnings():
        # That there are other threads.
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
    """The exit status of a child; of one that a signal ended the signal's number, negative."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
