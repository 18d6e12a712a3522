"""A change with a journal: starts or resumes the journal's job, and reports the whole job."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from . import _native
from ._interruptible import capture_error, run_interruptible
from .codes import ResultCode
from .journal import Entry, Journal, Key, key_of, read_journal
from .progress import Progress
from .report import Report

_IN_DOUBT = frozenset({"sending", "unknown", "inferred"})
_OUTCOMES = ("done", "inferred", "rejected", "failed", "unknown", "notSent")

# Sends recordings to the native library and returns its report.
Send = Callable[[list[Any], _native.Monitor], str]


def change_with_journal(
    path: str | os.PathLike[str],
    recordings: list[Any],
    dry_run: Send,
    send: Send,
    on_progress: Callable[[Progress], bool] | None,
    cancel: threading.Event | None,
) -> Report:
    """Resumes the unfinished job of a journal, or starts one.

    ``recordings`` are values for the native library. ``dry_run`` uses the call's default site and host.
    ``send`` does not: they must not apply to recordings that the journal adds.
    """
    # Checks all input before the file is created.
    idle = _native.Monitor()
    checked = recordings or _recordings_of(path)
    planned: dict[str, Any] = run_interruptible(lambda: json.loads(dry_run(checked, idle)), idle.cancel)
    with Journal(path, planned["operation"], planned["baseUrl"]) as journal:
        job = _Job(recordings, planned["results"], journal.entries)
        # The journal is written on the thread of the native call: no signal handler interrupts it there.
        monitor = _native.Monitor(on_progress, lambda results: capture_error(lambda: journal.write(results)))

        def change() -> Report:
            text = send(job.to_send, monitor) if job.to_send else _empty_report(planned)
            report = job.report(text)
            capture_error(journal.finish)
            return report

        return run_interruptible(change, monitor.cancel, cancel)


def _recordings_of(path: str | os.PathLike[str]) -> list[Any]:
    """The recordings of the journal; none if there is no file yet."""
    try:
        return [result.as_dict() for result in read_journal(path).results]
    except FileNotFoundError:
        return []


def _empty_report(planned: dict[str, Any]) -> str:
    """Makes the report of a call without anything to send from the report of its dry run."""
    report = {name: value for name, value in planned.items() if name != "plan"}
    return json.dumps({**report, "counts": _counts([]), "bytes": {"total": 0, "done": 0}, "results": []})


class _Job:
    """The recordings of the call, combined with those of the journal.

    ``planned`` are the results of a dry run: each recording of the call with its site and host.
    """

    to_send: list[dict[str, Any]]
    """First those of the call, then those of the journal alone. Each has its own site and host."""

    def __init__(
        self, recordings: Sequence[Any], planned: Sequence[Entry], entries: Mapping[Key, Entry]
    ) -> None:
        # For each recording of the call: its result if it is done already, else None.
        self._done_before: list[Entry | None] = []
        self.to_send = []
        for recording, result in zip(recordings, planned):
            self._add(recording, result, entries.get(key_of(result), {}))
        # Without recordings of its own the call planned those of the journal.
        keys = set(map(key_of, planned[: len(recordings)]))
        self.to_send += [
            dict(entry) for key, entry in entries.items() if entry["outcome"] in _IN_DOUBT and key not in keys
        ]

    def _add(self, recording: Any, planned: Entry, entry: Entry) -> None:
        if entry.get("outcome") == "done":
            known = {name: entry[name] for name in ("outcome", "trackingId") if name in entry}
            self._done_before.append({**planned, **known})
            return
        self._done_before.append(None)
        own = {"id": recording} if isinstance(recording, str) else dict(recording)
        own.update(siteUrl=planned.get("siteUrl"), hostEmail=planned.get("hostEmail"))
        if entry.get("outcome") in _IN_DOUBT:
            own["outcome"] = entry["outcome"]
        self.to_send.append(own)

    def report(self, text: str) -> Report:
        """Makes the report of the whole job from the report of what was sent."""
        sent = json.loads(text)
        before = [entry for entry in self._done_before if entry is not None]
        if not before:
            return Report.from_dict(sent, text)
        others: Iterator[Entry] = iter(sent["results"])
        results = [entry or next(others) for entry in self._done_before]
        results += others
        size_before = sum({key_of(entry): entry.get("sizeBytes") or 0 for entry in before}.values())
        whole = {
            **sent,
            "counts": _counts(results),
            "bytes": {name: size + size_before for name, size in sent["bytes"].items()},
            "results": results,
        }
        if sent["result"] != ResultCode.OK:
            whole["result"] = _result_code(whole)
            whole["message"] = f"{len(before)} done in an earlier call; in this call: {sent['message']}"
        return Report.from_dict(whole, json.dumps(whole, ensure_ascii=False, separators=(",", ":")))


def _counts(results: Sequence[Entry]) -> dict[str, int]:
    counts = {"total": len(results), **dict.fromkeys(_OUTCOMES, 0)}
    for result in results:
        counts[result["outcome"]] += 1
    return counts


def _result_code(report: Mapping[str, Any]) -> int:
    """The result code of a report in which something is done, but not everything."""
    if "stoppedBy" in report:
        return int(report["result"])
    counts = report["counts"]
    in_doubt = counts["unknown"] or counts["inferred"]
    return ResultCode.UNCERTAIN if in_doubt else ResultCode.PARTIAL
