"""What became of the recordings of a call: the report, and a result for each of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, NamedTuple

from .codes import ResultCode
from .errors import error_for


class Result(NamedTuple):
    """What became of one recording. It can be given to the functions of a client as it is.

    ``site_url``, ``host_email``, ``size_bytes`` and ``share_to_me`` are as they were given, the first
    two perhaps for all recordings of the call.
    """

    id: str | None
    """None: everything in the recycle bin (``all``)."""
    outcome: str
    """
    - "done": the service confirmed it.
    - "inferred": refused, after a try that may have done it: most likely it did.
    - "rejected": the service refused this recording; ``status`` and ``message`` say why.
    - "failed": not done: no request for it got there, or the service does not take such requests.
    - "unknown": sent, and may have been done; give it again.
    - "notSent": left as it was: not sent, or sent and not processed (429, 401).
    - "sending": in a journal alone: a request with it was about to be sent when the process ended.
    """
    site_url: str | None = None
    host_email: str | None = None
    size_bytes: int | None = None
    share_to_me: bool | None = None
    status: int | None = None
    """The HTTP status of the service's answer."""
    message: str | None = None
    """Why it is not done, for people."""
    tracking_id: str | None = None
    """Names the request to Webex's support."""
    seen: str | None = None
    """Where it was seen, with ``verify``: "available", "deleted", "purged", "missing", "error"."""
    all: bool = False
    """Whether it stands for everything in a recycle bin."""

    @classmethod
    def from_dict(cls, members: Mapping[str, Any]) -> Result:
        """A result of a report as the native library wrote it."""
        get = members.get
        return cls(
            get("id"),
            members["outcome"],
            get("siteUrl"),
            get("hostEmail"),
            get("sizeBytes"),
            get("shareToMe"),
            get("status"),
            get("message"),
            get("trackingId"),
            get("seen"),
            get("all", False),
        )

    def as_dict(self) -> dict[str, Any]:
        """The members that the native library looks at."""
        return {
            "id": self.id,
            "siteUrl": self.site_url,
            "hostEmail": self.host_email,
            "sizeBytes": self.size_bytes,
            "shareToMe": self.share_to_me,
            "outcome": self.outcome,
            "all": self.all,
        }


class Counts(NamedTuple):
    """Recordings of a report by outcome; they add up to ``total``."""

    total: int
    done: int
    inferred: int
    rejected: int
    failed: int
    unknown: int
    not_sent: int


class StoppedBy(NamedTuple):
    """What ended a call early."""

    code: int
    message: str
    retry_after_seconds: int | None
    """How long to wait before going on, if that is known."""


class PlannedRequest(NamedTuple):
    """A request that a dry run would have made."""

    path: str
    site_url: str | None
    host_email: str | None
    ids: tuple[str, ...]


class Results:
    """Results by their outcomes."""

    results: tuple[Result, ...]

    def _with(self, outcome: str) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.outcome == outcome)

    @property
    def done(self) -> tuple[Result, ...]:
        """What the service confirmed."""
        return self._with("done")

    @property
    def inferred(self) -> tuple[Result, ...]:
        """What is most likely done, by a try whose answer was lost."""
        return self._with("inferred")

    @property
    def rejected(self) -> tuple[Result, ...]:
        """What the service refused."""
        return self._with("rejected")

    @property
    def failed(self) -> tuple[Result, ...]:
        """What is certainly not done: no request for it got there, or the service takes none."""
        return self._with("failed")

    @property
    def unknown(self) -> tuple[Result, ...]:
        """What was sent, and may have been done."""
        return self._with("unknown")

    @property
    def not_sent(self) -> tuple[Result, ...]:
        """What was left as it was."""
        return self._with("notSent")


@dataclass(frozen=True, repr=False)
class Report(Results):
    """What became of each recording of a call that changes recordings."""

    operation: str
    """"moveToRecycleBin", "restoreFromRecycleBin" or "purgeFromRecycleBin"."""
    result: int
    """0 if everything asked for was done (or it was a dry run); else a ``ResultCode`` or an HTTP status."""
    message: str
    """What was not done and why, for people; empty if ``result`` is 0."""
    version: str
    """The version of the native library."""
    base_url: str
    """Where the service is."""
    started_at: datetime
    finished_at: datetime
    counts: Counts
    bytes_total: int
    """The sum of the recordings' sizes, as far as they were given."""
    bytes_done: int
    """The same of those that are done."""
    requests: int
    """Requests sent."""
    retries: int
    """Those of them that had been sent before."""
    waited_seconds: float
    """Time in which no request was under way."""
    stopped_by: StoppedBy | None
    """What ended the call early, if anything did."""
    warnings: tuple[str, ...]
    """What the service warned of."""
    plan: tuple[PlannedRequest, ...] | None
    """The requests that would have been made; of a dry run alone."""
    results: tuple[Result, ...]
    """One for each recording given, in that order."""
    json: str
    """The report as the native library wrote it: a JSON object."""

    @classmethod
    def from_json(cls, text: str) -> Report:
        """A report as the native library wrote it."""
        return cls.from_dict(json.loads(text), text)

    @classmethod
    def from_dict(cls, members: Mapping[str, Any], text: str) -> Report:
        """The same, read already."""
        counts, sizes, stop = members["counts"], members["bytes"], members.get("stoppedBy")
        return cls(
            operation=members["operation"],
            result=members["result"],
            message=members["message"],
            version=members["version"],
            base_url=members["baseUrl"],
            started_at=parse_time(members["startedAt"]),
            finished_at=parse_time(members["finishedAt"]),
            counts=Counts(
                counts["total"],
                counts["done"],
                counts["inferred"],
                counts["rejected"],
                counts["failed"],
                counts["unknown"],
                counts["notSent"],
            ),
            bytes_total=sizes["total"],
            bytes_done=sizes["done"],
            requests=members["requests"],
            retries=members["retries"],
            waited_seconds=members["waitedSeconds"],
            stopped_by=stop and StoppedBy(stop["code"], stop["message"], stop.get("retryAfterSeconds")),
            warnings=tuple(members["warnings"]),
            plan=tuple(map(_planned, members["plan"])) if "plan" in members else None,
            results=tuple(map(Result.from_dict, members["results"])),
            json=text,
        )

    @property
    def ok(self) -> bool:
        """Whether everything asked for was done (or it was a dry run)."""
        return self.result == ResultCode.OK

    def raise_for_failures(self) -> None:
        """Raises the error of the result, with this report, unless everything asked for was done."""
        if not self.ok:
            raise error_for(self.result, self.message, self)

    def __repr__(self) -> str:
        counts = self.counts
        others = [f"{number} {name}" for name, number in zip(counts._fields[2:], counts[2:]) if number]
        done = f"{counts.done} of {counts.total} done"
        return f"<Report {self.operation}: {', '.join([done, *others])}; result {self.result}>"


def parse_time(text: str) -> datetime:
    """A time as the native library writes it: in UTC, with as many decimals as there are."""
    whole, _, decimals = text.rstrip("Z").partition(".")
    microsecond = int(decimals[:6].ljust(6, "0"))
    return datetime.fromisoformat(whole).replace(microsecond=microsecond, tzinfo=timezone.utc)


def _planned(request: Mapping[str, Any]) -> PlannedRequest:
    host_email = request["query"].get("hostEmail")
    return PlannedRequest(request["path"], request.get("siteUrl"), host_email, tuple(request["ids"]))
