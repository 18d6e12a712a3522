"""Sizes, ages and times as people write and read them."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from datetime import datetime, timedelta, timezone

_SIZE_UNITS = "KMGT"
_DAYS = {"d": 1, "w": 7, "y": 365}
# Beyond a century, and before that one, nobody has recordings, and times can't be reckoned with.
_MOST_DAYS = 36_500
_FIRST_YEAR = 1900


def parse_size(text: str) -> int:
    """Bytes of a size such as "500M" or "1.5G"."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?([KMGT]?)(?:iB)?", text, re.ASCII | re.IGNORECASE)
    if not match:
        raise ArgumentTypeError(f"{text!r} is no size; give one such as 500M or 1.5G")
    number, unit = match.groups()
    power = _SIZE_UNITS.index(unit.upper()) + 1 if unit else 0
    return int(float(number) * 1024**power)


def parse_age(text: str) -> timedelta:
    """The time of an age such as "365d", "8w" or "2y"."""
    match = re.fullmatch(r"(\d{1,5})([dwy])", text, re.ASCII | re.IGNORECASE)
    days = int(match[1]) * _DAYS[match[2].lower()] if match else _MOST_DAYS
    if days >= _MOST_DAYS:
        raise ArgumentTypeError(f"{text!r} is no age; give one such as 365d, 8w or 2y")
    return timedelta(days=days)


def check_date(text: str) -> str:
    """The text itself if it is a date or time in ISO 8601."""
    if parse_time(text) is None:
        raise ArgumentTypeError(f"{text!r} is no date; give one such as 2026-01-31 or 2026-01-31T08:00:00Z")
    return text


def parse_time(text: str) -> datetime | None:
    """A time in ISO 8601, in UTC unless it says otherwise; None if it is none."""
    try:
        time = datetime.fromisoformat(re.sub("[zZ]$", "+00:00", text))
    except ValueError:
        return None
    if time.year < _FIRST_YEAR:
        return None
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def format_size(size: int) -> str:
    """Bytes as "12.3 GiB"."""
    if size < 1024:
        return f"{size} B"
    amount = size / 1024
    for unit in _SIZE_UNITS:
        # What would be shown as 1024.0 has the next unit.
        if amount < 1023.95 or unit == _SIZE_UNITS[-1]:
            break
        amount /= 1024
    return f"{amount:,.1f} {unit}iB"


def format_duration(seconds: float) -> str:
    """A duration as "0.04 s", "12 s", "2 min 5 s" or "3 h 20 min"."""
    if seconds < 9.95 and seconds % 1:
        return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds:.2f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600:,} h {whole % 3600 // 60} min"


def format_count(number: int, of: str = "recording") -> str:
    """A number of things as "1 recording" or "10,000 recordings"."""
    return f"{number:,} {of}" if number == 1 else f"{number:,} {of}s"
