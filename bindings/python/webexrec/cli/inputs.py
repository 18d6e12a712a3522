"""Recordings from a file, from standard input, or from the journal of a move."""

from __future__ import annotations

import codecs
import json
import sys
from pathlib import Path

from .. import AnyRecording, JournalContents, read_journal
from .exit_status import UsageError

# Outcomes of recordings that a move has moved or may have moved.
_MOVED = ("done", "inferred", "unknown", "sending")


def read_file(name: str) -> list[AnyRecording]:
    """Reads ids and recording objects from a file; "-" is standard input."""
    shown = "standard input" if name == "-" else name
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{shown} can't be read: {error.strerror}") from None
    text = _decode(data, shown)
    recordings = _parse_json(text, shown) if text.lstrip()[:1] in ("[", "{") else _parse_lines(text)
    if not recordings:
        raise UsageError(f"{shown} contains no recordings")
    return recordings


def read_moved(journal: str) -> list[AnyRecording]:
    """Reads from a journal the recordings that its move has moved or may have moved."""
    contents = _read_journal(journal)
    if contents.operation != "moveToRecycleBin":
        raise UsageError(f"{journal} is not the journal of a move; restore can undo moves only")
    # Without the outcome, which is that of the move and not of a restore.
    return [
        {"id": each.id, "siteUrl": each.site_url, "hostEmail": each.host_email, "sizeBytes": each.size_bytes}
        for each in contents.results
        if each.outcome in _MOVED
    ]


def base_url_of(journal: str) -> str:
    """The URL of the service in a journal."""
    return _read_journal(journal).base_url


def _read_journal(journal: str) -> JournalContents:
    try:
        return read_journal(journal)
    except OSError as error:
        raise UsageError(f"{journal} can't be read: {error.strerror}") from None


def _decode(data: bytes, shown: str) -> str:
    # Windows PowerShell redirects output as UTF-16.
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{shown} is not UTF-8 text; use one ID per line, or JSON") from None


def _parse_lines(text: str) -> list[AnyRecording]:
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _parse_json(text: str, shown: str) -> list[AnyRecording]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{shown} is invalid JSON: {error}") from None
    if not isinstance(value, list):
        raise UsageError(
            f"{shown} is a JSON object; use an array of ids and recording objects, such as "
            "'webexrec list --json' prints, or the results of a report"
        )
    return value
