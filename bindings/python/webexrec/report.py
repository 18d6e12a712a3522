"""How a call ends: the report of a change, and the exceptions.

A report raises exceptions and an exception has a report, so the two share a module.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from ._times import parse_time
from .codes import ResultCode
from .results import Result, Results


class Counts(NamedTuple):
    """The recordings of a report, counted by outcome; they add up to ``total``."""

    total: int
    done: int
    inferred: int
    rejected: int
    failed: int
    unknown: int
    not_sent: int

    @classmethod
    def from_dict(cls, members: Mapping[str, Any]) -> Counts:
        return cls(*(members["notSent" if name == "not_sent" else name] for name in cls._fields))


class StoppedBy(NamedTuple):
    """What ended a call early."""

    code: int
    message: str
    retry_after_seconds: int | None
    """How long to wait before the next call, if known."""

    @classmethod
    def from_dict(cls, members: Mapping[str, Any]) -> StoppedBy:
        return cls(members["code"], members["message"], members.get("retryAfterSeconds"))


class PlannedRequest(NamedTuple):
    """A request that a dry run planned."""

    method: str
    path: str
    site_url: str | None
    host_email: str | None
    ids: tuple[str, ...]

    @classmethod
    def from_dict(cls, members: Mapping[str, Any]) -> PlannedRequest:
        return cls(
            members["method"],
            members["path"],
            members.get("siteUrl"),
            members["query"].get("hostEmail"),
            tuple(members["ids"]),
        )


@dataclass(frozen=True, repr=False)
class Report(Results):
    """The result of a change for each of its recordings."""

    operation: str
    """"moveToRecycleBin", "restoreFromRecycleBin" or "purgeFromRecycleBin"."""
    result: int
    """0 if everything was done (or it was a dry run); else a ``ResultCode`` or an HTTP status."""
    message: str
    """What was not done and why, for people; empty if ``result`` is 0."""
    version: str
    """The version of the native library."""
    base_url: str
    """The URL of the service."""
    started_at: datetime
    finished_at: datetime
    counts: Counts
    bytes_total: int
    """The total size of the recordings, as far as the input states sizes."""
    bytes_done: int
    """The total size of the recordings that are done."""
    requests: int
    """Requests sent."""
    retries: int
    """Requests that repeated an earlier one."""
    waited_seconds: float
    """Time in which no request was in flight."""
    stopped_by: StoppedBy | None
    """What ended the call early; None if nothing did."""
    warnings: tuple[str, ...]
    """Warnings of the service."""
    plan: tuple[PlannedRequest, ...] | None
    """The requests that a dry run planned."""
    results: tuple[Result, ...]
    """One for each recording, in the order of the input."""
    json: str
    """The report as the native library wrote it: a JSON object."""

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Reads a report of the native library."""
        return cls.from_dict(json.loads(text), text)

    @classmethod
    def from_dict(cls, members: Mapping[str, Any], text: str) -> Report:
        """Makes a report from its parsed ``text``."""
        stopped_by, plan = members.get("stoppedBy"), members.get("plan")
        return cls(
            operation=members["operation"],
            result=members["result"],
            message=members["message"],
            version=members["version"],
            base_url=members["baseUrl"],
            started_at=parse_time(members["startedAt"]),
            finished_at=parse_time(members["finishedAt"]),
            counts=Counts.from_dict(members["counts"]),
            bytes_total=members["bytes"]["total"],
            bytes_done=members["bytes"]["done"],
            requests=members["requests"],
            retries=members["retries"],
            waited_seconds=members["waitedSeconds"],
            stopped_by=stopped_by and StoppedBy.from_dict(stopped_by),
            warnings=tuple(members["warnings"]),
            plan=None if plan is None else tuple(map(PlannedRequest.from_dict, plan)),
            results=tuple(map(Result.from_dict, members["results"])),
            json=text,
        )

    @property
    def ok(self) -> bool:
        """Whether everything was done (or it was a dry run)."""
        return self.result == ResultCode.OK

    def raise_for_failures(self) -> None:
        """Raises the exception for ``result``, with this report, unless everything was done."""
        if not self.ok:
            raise error_for(self.result, self.message, self)

    def __repr__(self) -> str:
        counts = self.counts
        others = [f"{number} {name}" for name, number in zip(counts._fields[2:], counts[2:]) if number]
        done = f"{counts.done} of {counts.total} done"
        return f"<Report {self.operation}: {', '.join([done, *others])}; result {self.result}>"


class WebexrecError(Exception):
    """A call failed. Codes without a class below raise this class itself.

    ``code`` is one of ``ResultCode`` or the HTTP status of the response. ``report`` is the report of the
    call, if it changes recordings and was started. The message is for people: its wording may change. It
    never contains the token.
    """

    def __init__(self, code: int, message: str, report: Report | None = None) -> None:
        super().__init__(code, message, report)
        self.code = code
        self.report = report

    def __str__(self) -> str:
        return str(self.args[1])


class InvalidInputError(WebexrecError):
    """A parameter or setting is invalid, and nothing was sent: codes 1 to 19."""


class JournalError(InvalidInputError):
    """The journal file can't be used; the message says what to do. Nothing was sent."""


class TransportError(WebexrecError):
    """The service could not be reached, or the connection broke: codes 20 to 39."""


class PartialError(WebexrecError):
    """Not everything was done, and no recording is in doubt: code 40."""


class UncertainError(WebexrecError):
    """Some recordings are in doubt: code 41."""


class CancelledError(WebexrecError):
    """The call was cancelled: code 42."""


class DeadlineError(WebexrecError):
    """The deadline passed: code 43."""


class RateLimitedError(WebexrecError):
    """Rate limited (429) for longer than the call may wait: code 44.

    The message says how long to wait before the next call.
    """


class InternalError(WebexrecError):
    """A bug in the native library: codes 90 to 99."""


class HttpStatusError(WebexrecError):
    """The service responded with an HTTP status from 400 to 599, which is the code."""


class UnauthorizedError(HttpStatusError):
    """401: the token is wrong, expired or revoked."""


class ForbiddenError(HttpStatusError):
    """403: the token's scopes or its user's role don't allow this."""


class NotFoundError(HttpStatusError):
    """404: a recording, site or user does not exist (for this token)."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C ended a call. ``report`` is the report so far, if the call changes recordings."""

    def __init__(self, report: Report | None = None) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        return self.report.message if self.report else ""


# The first range with the code decides.
_CLASSES: tuple[tuple[range, type[WebexrecError]], ...] = (
    (range(1, 20), InvalidInputError),
    (range(20, 40), TransportError),
    (range(40, 41), PartialError),
    (range(41, 42), UncertainError),
    (range(42, 43), CancelledError),
    (range(43, 44), DeadlineError),
    (range(44, 45), RateLimitedError),
    (range(90, 100), InternalError),
    (range(401, 402), UnauthorizedError),
    (range(403, 404), ForbiddenError),
    (range(404, 405), NotFoundError),
    (range(400, 600), HttpStatusError),
)


def error_for(code: int, message: str, report: Report | None = None) -> WebexrecError:
    """Makes an exception of the class for a code."""
    error_class = next((error_class for codes, error_class in _CLASSES if code in codes), WebexrecError)
    return error_class(int(code), message, report)
