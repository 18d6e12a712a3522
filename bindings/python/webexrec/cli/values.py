"""Sizes, ages, dates and durations, as people write and read them."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from datetime import timedelta

from .._times import parse_time

_SIZE_UNITS = "KMGT"
_DAYS_PER_UNIT = {"d": 1, "w": 7, "y": 365}
# No recording is a century old, and date arithmetic would overflow.
_MAX_DAYS = 36_500


def parse_size(text: str) -> int:
    """Reads a size such as "500M" or "1.5G", in bytes."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?([KMGT]?)(?:iB)?", text, re.ASCII | re.IGNORECASE)
    if not match:
        raise ArgumentTypeError(f"invalid size {text!r}; use one such as 500M or 1.5G")
    number, unit = match.groups()
    power = _SIZE_UNITS.index(unit.upper()) + 1 if unit else 0
    return int(float(number) * 1024**power)


def parse_age(text: str) -> timedelta:
    """Reads an age such as "365d", "8w" or "2y"."""
    match = re.fullmatch(r"(\d{1,5})([dwy])", text, re.ASCII | re.IGNORECASE)
    days = int(match[1]) * _DAYS_PER_UNIT[match[2].lower()] if match else _MAX_DAYS
    if days >= _MAX_DAYS:
        raise ArgumentTypeError(f"invalid age {text!r}; use one such as 365d, 8w or 2y")
    return timedelta(days=days)


def check_date(text: str) -> str:
    """Returns the text if it is a date or time in ISO 8601."""
    try:
        parse_time(text)
    except ValueError:
        raise ArgumentTypeError(
            f"invalid date {text!r}; use one such as 2026-01-31 or 2026-01-31T08:00:00Z"
        ) from None
    return text


def format_size(size: int) -> str:
    """Writes bytes as "12.3 GiB"."""
    if size < 1024:
        return f"{size} B"
    amount = size / 1024
    for unit in _SIZE_UNITS:
        # From here on .1f would round up to 1024.0, which is 1.0 of the next unit.
        if amount < 1023.95 or unit == _SIZE_UNITS[-1]:
            break
        amount /= 1024
    return f"{amount:,.1f} {unit}iB"


def format_duration(seconds: float) -> str:
    """Writes a duration as "0.04 s", "12 s", "2 min 5 s" or "3 h 20 min"."""
    if seconds < 9.95 and seconds % 1:
        return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds:.2f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600:,} h {whole % 3600 // 60} min"


def format_count(number: int, noun: str = "recording") -> str:
    """Writes a count as "1 recording" or "10,000 recordings"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
