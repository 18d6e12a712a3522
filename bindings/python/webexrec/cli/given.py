"""Recordings that the caller gives: in a file, on standard input, or by the journal of a move."""

from __future__ import annotations

import codecs
import json
import sys
from pathlib import Path

from .. import AnyRecording, JournalContents, read_journal
from .ends import UsageError

# What the move did, or may have done.
_MOVED = ("done", "inferred", "unknown", "sending")


def read_file(name: str) -> list[AnyRecording]:
    """The ids and recording objects of a file; "-" is standard input."""
    shown = "standard input" if name == "-" else name
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{shown} can't be read: {error.strerror}") from None
    # What Windows PowerShell writes with > is UTF-16.
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{shown} is no text in UTF-8; give ids, one a line, or JSON") from None
    recordings = _json(text, shown) if text.lstrip()[:1] in ("[", "{") else _lines(text)
    if not recordings:
        raise UsageError(f"{shown} has no recordings in it")
    return recordings


def read_moved(journal: str) -> list[AnyRecording]:
    """What a journaled move moved or may have moved."""
    contents = _read_journal(journal)
    if contents.operation != "moveToRecycleBin":
        raise UsageError(f"{journal} is the journal of another operation; restore undoes a move")
    # Without the outcome: it is the move's, and would be taken for that of a restore.
    return [
        {"id": each.id, "siteUrl": each.site_url, "hostEmail": each.host_email, "sizeBytes": each.size_bytes}
        for each in contents.results
        if each.outcome in _MOVED
    ]


def base_url_of(journal: str) -> str:
    """Where the service of a journaled job is."""
    return _read_journal(journal).base_url


def _read_journal(journal: str) -> JournalContents:
    try:
        return read_journal(journal)
    except OSError as error:
        raise UsageError(f"{journal} can't be read: {error.strerror}") from None


def _lines(text: str) -> list[AnyRecording]:
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _json(text: str, shown: str) -> list[AnyRecording]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{shown} begins like JSON, but is none: {error}") from None
    if not isinstance(value, list):
        raise UsageError(
            f"{shown} is a JSON object; give an array of ids and recording objects, such as "
            "'webexrec list --json' prints, or the results of a report"
        )
    return value
