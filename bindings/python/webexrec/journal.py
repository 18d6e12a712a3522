"""Journals: files that say what became of each recording of a job, so that it can go on after a crash.

A journal is lines of JSON. The first says what job it is. Then there is a line for each recording
whenever something becomes of it, in the form of a report's results: before a request goes out each
recording in it is "sending", and later it has its outcome. The last line says that nothing is left.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from types import TracebackType
from typing import Any, Optional

from .codes import ResultCode
from .errors import JournalError
from .report import Result, Results, parse_time

_FORMAT = 1
_FIRST = b'{"webexrecJournal":'
_NOTHING_LEFT = frozenset({"done", "inferred", "rejected"})

# A recording: its id, and its site and host, which Webex doesn't tell by case.
Key = tuple[str, Optional[str], Optional[str]]
Entry = Mapping[str, Any]


def key_of(entry: Entry) -> Key:
    site_url, host_email = entry.get("siteUrl"), entry.get("hostEmail")
    return entry["id"], site_url and site_url.lower(), host_email and host_email.lower()


@dataclass(frozen=True, repr=False)
class JournalContents(Results):
    """What a journal says: which job it is, and the last word on each of its recordings."""

    operation: str
    """"moveToRecycleBin", "restoreFromRecycleBin" or "purgeFromRecycleBin"."""
    base_url: str
    """Where the service is."""
    started_at: datetime
    finished_at: datetime | None
    """When nothing was left to do; None as long as something is."""
    results: tuple[Result, ...]
    """The last word on each recording, in the order in which they were first sent."""

    @property
    def sending(self) -> tuple[Result, ...]:
        """What was about to be sent when the process ended, and may have been done."""
        return self._with("sending")

    @property
    def finished(self) -> bool:
        """Whether nothing of the job was left to do. Such a journal takes no more."""
        return self.finished_at is not None

    def __repr__(self) -> str:
        state = "finished" if self.finished else "unfinished"
        return f"<JournalContents {self.operation}: {len(self.done)} of {len(self.results)} done; {state}>"


def read_journal(path: str | os.PathLike[str]) -> JournalContents:
    """What a journal says, be it in use or not. The file stays as it is.

    ``client.restore_from_recycle_bin(read_journal("moved.jsonl").done)`` undoes a move.

    Raises:
        JournalError: it is no journal, or a damaged one.
        OSError: it can't be read.
    """
    with open(path, "rb") as file:
        lines = _Lines.parse(file.read(), os.fspath(path))
    if lines.job is None:
        raise _error(os.fspath(path), "has nothing in it")
    return JournalContents(
        operation=lines.job["operation"],
        base_url=lines.job["baseUrl"],
        started_at=parse_time(lines.job["startedAt"]),
        finished_at=parse_time(lines.finished_at) if lines.finished_at else None,
        results=tuple(map(Result.from_dict, lines.entries.values())),
    )


class Journal:
    """The journal of a job that is under way, locked until it is closed."""

    entries: dict[Key, Entry]
    """The last word on each recording."""

    def __init__(self, path: str | os.PathLike[str], operation: str, base_url: str) -> None:
        self._path = os.fspath(path)
        self._file = _open(self._path)
        self._is_whole = True
        try:
            self._begin({"webexrecJournal": _FORMAT, "operation": operation, "baseUrl": base_url})
        except BaseException:
            self.close()
            raise

    def _begin(self, job: dict[str, Any]) -> None:
        try:
            _lock(self._file.fileno())
        except (BlockingIOError, PermissionError):
            raise _error(self._path, "is in use by another call; wait for its end") from None
        data = self._file.read()
        lines = _Lines.parse(data, self._path)
        self.entries = lines.entries
        if lines.finished_at is not None:
            raise _error(self._path, "is that of a job that is finished; give the name of a new file")
        if lines.job is not None:
            for name, value in job.items():
                if lines.job[name] != value:
                    what = f"is that of another job ({name} is {lines.job[name]}, not {value})"
                    raise _error(self._path, f"{what}; give the name of a new file")
        if lines.length < len(data):
            # A line that was being written when the process ended.
            self._file.truncate(lines.length)
        if lines.job is None:
            self._append([{**job, "startedAt": _now()}])
            _sync_folder(self._path)

    def write(self, results_json: bytes) -> None:
        """Adds results. When it returns they are on the disk."""
        results = json.loads(results_json)
        self._append(results)
        self.entries.update((key_of(result), result) for result in results)

    def finish(self) -> None:
        """Adds the last line, unless something is left to do."""
        if self._is_whole and all(entry["outcome"] in _NOTHING_LEFT for entry in self.entries.values()):
            self._append([{"finishedAt": _now()}])

    def _append(self, lines: Iterable[Entry]) -> None:
        text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
        data = memoryview(text.encode())
        # Until all of it is there; nothing may follow a part of a line.
        self._is_whole = False
        while data:
            data = data[self._file.write(data) :]
        os.fsync(self._file.fileno())
        self._is_whole = True

    def close(self) -> None:
        if not self._file.closed:
            _unlock(self._file.fileno())
            self._file.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


@dataclass
class _Lines:
    """The lines of a journal that are whole; one at the end that isn't was never written to the end."""

    job: Mapping[str, Any] | None = None
    entries: dict[Key, Entry] = field(default_factory=dict)
    finished_at: str | None = None
    length: int = 0

    @classmethod
    def parse(cls, data: bytes, path: str) -> _Lines:
        lines = cls(length=data.rfind(b"\n") + 1)
        if not (data.startswith(_FIRST) or _FIRST.startswith(data)):
            raise _error(path, "is no journal; give the name of a new file")
        for number, line in enumerate(data[: lines.length].splitlines(), start=1):
            try:
                lines._take(json.loads(line))
            except (ValueError, TypeError, KeyError, AttributeError):
                what = f"is damaged in line {number}"
                raise _error(path, f"{what}; mend that line, or give the name of a new file") from None
        if lines.job is not None and lines.job["webexrecJournal"] != _FORMAT:
            raise _error(path, "is of a later version of webexrec; use that")
        return lines

    def _take(self, line: Any) -> None:
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


def _open(path: str) -> io.FileIO:
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    return io.FileIO(os.open(path, flags, 0o600), "r+")


if sys.platform == "win32":
    import msvcrt

    # Others can't read what is locked; so that is a byte which is never there.
    _FAR = 2**31 - 2

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

    def _unlock(descriptor: int) -> None:
        """Closing does that."""

    def _sync_folder(path: str) -> None:
        """Windows has no such thing."""

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        """Closing is not enough if a child was forked meanwhile, which has the file open too."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)

    def _sync_folder(path: str) -> None:
        """So that the new file's name is on the disk too."""
        descriptor = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _error(path: str, what: str) -> JournalError:
    return JournalError(ResultCode.INVALID_OPTION, f"{path} {what}")
