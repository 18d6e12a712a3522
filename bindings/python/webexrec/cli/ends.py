"""How a command ends: its exit status, and failures that get a message instead of a traceback."""

from __future__ import annotations

from .. import Report

DONE, FAILED, UNUSABLE, PARTIAL, CANCELLED, TERMINATED = 0, 1, 2, 3, 130, 143


class UsageError(Exception):
    """What was given can't be used, and nothing was changed."""


class TokenCommandError(Exception):
    """The token command failed."""


class Terminated(BaseException):
    """The process is to end (SIGTERM)."""


def status_of(report: Report) -> int:
    """The exit status of a change."""
    if report.ok:
        return DONE
    return PARTIAL if report.done or report.inferred else FAILED
