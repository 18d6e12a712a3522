"""The progress of a call."""

from __future__ import annotations

from typing import NamedTuple


class Progress(NamedTuple):
    """The progress of a call, passed to ``on_progress``. The fields are in the order of the C header."""

    total: int
    """Recordings of the job. While a large job is still being read, and nothing is sent, those read so far;
    0 for a list, whose length is not known in advance."""
    done: int
    """Recordings confirmed done; for a list, recordings listed so far."""
    not_done: int
    """Recordings with another final outcome."""
    in_flight: int
    """Requests that are waiting for a response."""
    requests: int
    """Requests sent so far."""
    retries: int
    """Requests that repeated an earlier one."""
    wait_ms: int
    """Milliseconds until the next request can be sent; 0 if the call is not waiting."""
    wait_reason: int
    """Why the call is waiting: 429 (rate limit), 423 (locked), or another status or result code (20 to 39)
    after which a request is retried; 0 if the call is not waiting."""
