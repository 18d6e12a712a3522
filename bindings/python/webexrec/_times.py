"""Dates and times in ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime, timezone

# Date arithmetic near the first and last year that Python knows would overflow.
_FIRST_YEAR = 1900


def parse_time(text: str) -> datetime:
    """Reads a date or time, in UTC unless it states an offset. Decimals beyond microseconds are dropped.

    Raises:
        ValueError: the text is not a date or time, or is before 1900.
    """
    with_offset = re.sub("[zZ]$", "+00:00", text)
    # Before Python 3.11 fromisoformat takes 3 or 6 decimals only.
    with_microseconds = re.sub(r"\.([0-9]+)", lambda decimals: f".{decimals[1][:6]:0<6}", with_offset)
    time = datetime.fromisoformat(with_microseconds)
    if time.year < _FIRST_YEAR:
        raise ValueError(f"{text!r} is before {_FIRST_YEAR}")
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def format_time(time: datetime, precision: str = "seconds") -> str:
    """Writes a time in UTC, such as "2026-01-31T08:00:00Z". ``precision`` is a timespec of ``isoformat``."""
    return time.astimezone(timezone.utc).isoformat(timespec=precision).replace("+00:00", "Z")
