"""A list of recordings as a table for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .. import Recording
from .terminal import table
from .values import format_size, parse_time


def recordings_table(recordings: Sequence[Recording]) -> str:
    """With the site if there are several, and the host if it is known; the id is the last column."""
    several = len({each.get("siteUrl") for each in recordings}) > 1
    hosts = any(each.get("hostEmail") for each in recordings)
    columns: list[tuple[str, Callable[[Recording], str]]] = [
        ("RECORDED", _recorded),
        ("SIZE", _size),
        *([("SITE", _site)] if several else []),
        *([("HOST", _host)] if hosts else []),
        ("TOPIC", _topic),
        ("ID", _id),
    ]
    header = [name for name, _ in columns]
    rows = ([show(each) for _, show in columns] for each in recordings)
    return table(header, rows, right=[1], cut=range(len(columns) - 2, 1, -1))


def _recorded(recording: Recording) -> str:
    time = parse_time(recording.get("timeRecorded") or "")
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
