"""The exit status of a command, and the exceptions that end it with a message instead of a traceback."""

from __future__ import annotations

from .. import Report

DONE, FAILED, INVALID_INPUT, PARTIAL, CANCELLED, TERMINATED = 0, 1, 2, 3, 130, 143


class UsageError(Exception):
    """The arguments or the input are invalid, and nothing was changed."""


class TokenCommandError(Exception):
    """The token command failed."""


class Terminated(BaseException):
    """SIGTERM."""


def status_of(report: Report) -> int:
    """The exit status of a change."""
    if report.ok:
        return DONE
    return PARTIAL if report.done or report.inferred else FAILED
