"""Journals: files that record the state of each recording of a job, so that it can resume after a crash.

A journal is JSON Lines. The first line describes the job. Then each recording has a line for each change
of its state, in the form of a report's results: "sending" before the request that contains it, its
outcome afterwards. The last line states that the job is finished.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from types import TracebackType
from typing import Any, Optional

from . import _files
from ._times import format_time, parse_time
from .codes import ResultCode
from .report import JournalError
from .results import Result, Results

_FORMAT = 1
_FIRST_BYTES = b'{"webexrecJournal":'
_FINAL_OUTCOMES = frozenset({"done", "inferred", "rejected"})
_NEW_FILE = "use a new file name"

# Identifies a recording: its id, site and host. Webex ignores the case of the last two.
Key = tuple[str, Optional[str], Optional[str]]
Entry = Mapping[str, Any]


def key_of(entry: Entry) -> Key:
    site_url, host_email = entry.get("siteUrl"), entry.get("hostEmail")
    return entry["id"], site_url and site_url.lower(), host_email and host_email.lower()


@dataclass(frozen=True, repr=False)
class JournalContents(Results):
    """The contents of a journal: the job, and the latest state of each of its recordings."""

    operation: str
    """"moveToRecycleBin", "restoreFromRecycleBin" or "purgeFromRecycleBin"."""
    base_url: str
    """The URL of the service."""
    started_at: datetime
    finished_at: datetime | None
    """None while the job is unfinished."""
    results: tuple[Result, ...]
    """The latest state of each recording, in the order in which they were first sent."""

    @property
    def sending(self) -> tuple[Result, ...]:
        """In doubt: about to be sent when the process ended, and may have been done."""
        return self._with_outcome("sending")

    @property
    def finished(self) -> bool:
        """Whether nothing of the job is left to do. A finished journal can't be used for another call."""
        return self.finished_at is not None

    def __repr__(self) -> str:
        state = "finished" if self.finished else "unfinished"
        return f"<JournalContents {self.operation}: {len(self.done)} of {len(self.results)} done; {state}>"


def read_journal(path: str | os.PathLike[str]) -> JournalContents:
    """Reads a journal, even one in use. The file is not changed.

    ``client.restore_from_recycle_bin(read_journal("moved.jsonl").done)`` undoes a move.

    Raises:
        JournalError: the file is not a journal, or is damaged.
        OSError: the file can't be read.
    """
    with open(path, "rb") as file:
        lines = _Lines.parse(file.read(), os.fspath(path))
    if lines.job is None:
        raise _error(os.fspath(path), "is empty")
    return JournalContents(
        operation=lines.job["operation"],
        base_url=lines.job["baseUrl"],
        started_at=parse_time(lines.job["startedAt"]),
        finished_at=parse_time(lines.finished_at) if lines.finished_at else None,
        results=tuple(map(Result.from_dict, lines.entries.values())),
    )


class Journal:
    """The journal of a running job, locked until it is closed."""

    entries: dict[Key, Entry]
    """The latest state of each recording."""

    def __init__(self, path: str | os.PathLike[str], operation: str, base_url: str) -> None:
        self._path = os.fspath(path)
        self._file = _files.open_private(self._path)
        self._last_line_is_whole = True
        try:
            self._lock()
            self._start({"webexrecJournal": _FORMAT, "operation": operation, "baseUrl": base_url})
        except BaseException:
            self.close()
            raise

    def _lock(self) -> None:
        try:
            _files.lock(self._file.fileno())
        except (BlockingIOError, PermissionError):
            raise _error(self._path, "is in use by another call; wait until that has ended") from None

    def _start(self, job: dict[str, Any]) -> None:
        """Reads the unfinished job of the file, or starts one in an empty file."""
        data = self._file.read()
        lines = _Lines.parse(data, self._path)
        self._check_job(lines, job)
        self.entries = lines.entries
        if lines.whole_bytes < len(data):
            # The process ended while it wrote the last line.
            self._file.truncate(lines.whole_bytes)
        if lines.job is None:
            self._append([{**job, "startedAt": _now()}])
            _files.sync_folder(self._path)

    def _check_job(self, lines: _Lines, job: dict[str, Any]) -> None:
        if lines.finished_at is not None:
            raise _error(self._path, f"belongs to a finished job; {_NEW_FILE}")
        if lines.job is None:
            return
        for name, value in job.items():
            if lines.job[name] != value:
                difference = f"{name} is {lines.job[name]}, not {value}"
                raise _error(self._path, f"belongs to another job ({difference}); {_NEW_FILE}")

    def write(self, results_json: bytes) -> None:
        """Adds results. They are on the disk when it returns."""
        results = json.loads(results_json)
        self._append(results)
        self.entries.update((key_of(result), result) for result in results)

    def finish(self) -> None:
        """Adds the last line, unless something is left to do."""
        is_done = all(entry["outcome"] in _FINAL_OUTCOMES for entry in self.entries.values())
        if is_done and self._last_line_is_whole:
            self._append([{"finishedAt": _now()}])

    def _append(self, lines: Iterable[Entry]) -> None:
        text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
        data = memoryview(text.encode())
        # If writing fails, nothing may follow the torn line.
        self._last_line_is_whole = False
        while data:
            data = data[self._file.write(data) :]
        os.fsync(self._file.fileno())
        self._last_line_is_whole = True

    def close(self) -> None:
        if not self._file.closed:
            _files.unlock(self._file.fileno())
            self._file.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


@dataclass
class _Lines:
    """The parsed lines of a journal, without a torn line at its end."""

    job: Mapping[str, Any] | None = None
    entries: dict[Key, Entry] = field(default_factory=dict)
    finished_at: str | None = None
    whole_bytes: int = 0
    """The size of the file without a torn line."""

    @classmethod
    def parse(cls, data: bytes, path: str) -> _Lines:
        lines = cls(whole_bytes=data.rfind(b"\n") + 1)
        if not (data.startswith(_FIRST_BYTES) or _FIRST_BYTES.startswith(data)):
            raise _error(path, f"is not a journal; {_NEW_FILE}")
        for number, line in enumerate(data[: lines.whole_bytes].splitlines(), start=1):
            try:
                lines._add(json.loads(line))
            except (ValueError, TypeError, KeyError, AttributeError):
                remedy = f"repair that line, or {_NEW_FILE}"
                raise _error(path, f"is damaged in line {number}; {remedy}") from None
        if lines.job is not None and lines.job["webexrecJournal"] != _FORMAT:
            raise _error(path, "was written by a later version of webexrec; use that version")
        return lines

    def _add(self, line: Any) -> None:
        if self.job is None:
            if not all(isinstance(line[name], str) for name in ("operation", "baseUrl", "startedAt")):
                raise ValueError
            parse_time(line["startedAt"])
            self.job = line
        elif self.finished_at is not None:
            raise ValueError
        elif "finishedAt" in line:
            parse_time(line["finishedAt"])
            self.finished_at = line["finishedAt"]
        else:
            if not (isinstance(line["id"], str) and isinstance(line["outcome"], str)):
                raise ValueError
            self.entries[key_of(line)] = line


def _now() -> str:
    return format_time(datetime.now(timezone.utc), "milliseconds")


def _error(path: str, problem: str) -> JournalError:
    return JournalError(ResultCode.INVALID_OPTION, f"{path} {problem}")
