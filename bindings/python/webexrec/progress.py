"""How far a call is."""

from __future__ import annotations

from typing import NamedTuple


class Progress(NamedTuple):
    """How far a call is: what ``on_progress`` is given. Its fields have the order of the C header's."""

    total: int
    """Recordings of the job in all, which are those read so far as long as a large job is read and nothing
    is sent; 0 for a list, whose length is not known beforehand."""
    done: int
    """Recordings confirmed done; for a list those listed so far."""
    not_done: int
    """Recordings settled otherwise."""
    in_flight: int
    """Requests under way."""
    requests: int
    """Requests sent so far."""
    retries: int
    """Those of them that had been sent before."""
    wait_ms: int
    """Milliseconds until the next request can be sent; 0 if nothing has to be waited for."""
    wait_reason: int
    """What is waited out: 429 (rate limit), 423 (locked), another status or a result code (20 to
    39) after which a request is tried again; 0 if nothing is."""
