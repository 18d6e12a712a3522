"""A list of recordings as a table for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from .. import Recording
from .._times import parse_time
from .terminal import table
from .values import format_size


def recorded_at(recording: Recording) -> datetime | None:
    """When a recording was made; None if the service doesn't state it."""
    try:
        return parse_time(str(recording.get("timeRecorded")))
    except ValueError:
        return None


def recordings_table(recordings: Sequence[Recording]) -> str:
    """A table with the site if there are several, the host if it is known, and the id as the last column."""
    several_sites = len({each.get("siteUrl") for each in recordings}) > 1
    has_hosts = any(each.get("hostEmail") for each in recordings)
    columns: list[tuple[str, Callable[[Recording], str]]] = [
        ("RECORDED", _recorded),
        ("SIZE", _size),
        *([("SITE", _site)] if several_sites else []),
        *([("HOST", _host)] if has_hosts else []),
        ("TOPIC", _topic),
        ("ID", _id),
    ]
    header = [name for name, _ in columns]
    rows = ([show(each) for _, show in columns] for each in recordings)
    return table(header, rows, align_right=[1], shrink=range(len(columns) - 2, 1, -1))


def _recorded(recording: Recording) -> str:
    time = recorded_at(recording)
    return f"{time:%Y-%m-%d}" if time else "?"


def _size(recording: Recording) -> str:
    size = recording.get("sizeBytes")
    return "?" if size is None else format_size(size)


def _site(recording: Recording) -> str:
    return recording.get("siteUrl") or "?"


def _host(recording: Recording) -> str:
    return recording.get("hostEmail") or "?"


def _topic(recording: Recording) -> str:
    topic = recording.get("topic") or ""
    return f"{topic} (shared with you)" if recording.get("shareToMe") else topic


def _id(recording: Recording) -> str:
    return recording["id"]
