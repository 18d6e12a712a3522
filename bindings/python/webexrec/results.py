"""The result of a change for each recording."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Result(NamedTuple):
    """The result for one recording. It can be passed to the methods of a client as it is.

    ``site_url``, ``host_email``, ``size_bytes`` and ``share_to_me`` are those of the input; the first two
    may come from the defaults of the call.
    """

    id: str | None
    """None: everything in the recycle bin (``all``)."""
    outcome: str
    """
    - "done": the service confirmed it.
    - "inferred": refused after an attempt that may have done it; most likely it did.
    - "rejected": the service refused this recording; ``status`` and ``message`` say why.
    - "failed": not done: no request for it reached the service, or the service does not accept such requests.
    - "unknown": in doubt: sent, and may have been done; pass it again.
    - "notSent": unchanged: not sent, or sent and not processed (429, 401).
    - "sending": only in a journal: the process ended while a request with it was about to be sent.
    """
    site_url: str | None = None
    host_email: str | None = None
    size_bytes: int | None = None
    share_to_me: bool | None = None
    status: int | None = None
    """The HTTP status of the response."""
    message: str | None = None
    """Why it is not done, for people."""
    tracking_id: str | None = None
    """Identifies the request to Webex support."""
    seen: str | None = None
    """Where ``verify`` found it: "available", "deleted", "purged", "missing", "error"."""
    all: bool = False
    """Whether it stands for everything in a recycle bin."""

    @classmethod
    def from_dict(cls, members: Mapping[str, Any]) -> Result:
        """Makes a result from an entry of a report of the native library."""
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
        """The members that the native library reads."""
        return {
            "id": self.id,
            "siteUrl": self.site_url,
            "hostEmail": self.host_email,
            "sizeBytes": self.size_bytes,
            "shareToMe": self.share_to_me,
            "outcome": self.outcome,
            "all": self.all,
        }


class Results:
    """Results grouped by outcome."""

    results: tuple[Result, ...]

    def _with_outcome(self, outcome: str) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.outcome == outcome)

    @property
    def done(self) -> tuple[Result, ...]:
        """Confirmed by the service."""
        return self._with_outcome("done")

    @property
    def inferred(self) -> tuple[Result, ...]:
        """Most likely done, by an attempt whose response was lost."""
        return self._with_outcome("inferred")

    @property
    def rejected(self) -> tuple[Result, ...]:
        """Refused by the service."""
        return self._with_outcome("rejected")

    @property
    def failed(self) -> tuple[Result, ...]:
        """Certainly not done: no request reached the service, or it does not accept such requests."""
        return self._with_outcome("failed")

    @property
    def unknown(self) -> tuple[Result, ...]:
        """In doubt: sent, and may have been done."""
        return self._with_outcome("unknown")

    @property
    def not_sent(self) -> tuple[Result, ...]:
        """Unchanged."""
        return self._with_outcome("notSent")
