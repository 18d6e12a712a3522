"""A call that has a journal: what of its job is still to be sent, and the report of all of it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from . import _native
from ._calls import attempt, carry_out
from .codes import ResultCode
from .journal import Entry, Journal, Key, key_of, read_journal
from .progress import Progress
from .report import Report

_UNCLEAR = frozenset({"sending", "unknown", "inferred"})
_OUTCOMES = ("done", "inferred", "rejected", "failed", "unknown", "notSent")

# Sends some recordings to the native library, and returns its report.
Send = Callable[[list[Any], _native.Monitor], str]


def change_with_journal(
    path: str | os.PathLike[str],
    given: list[Any],
    rehearse: Send,
    send: Send,
    watch: Callable[[Progress], bool] | None,
    cancel: threading.Event | None,
) -> Report:
    """Goes on with the job that the journal has, or begins one.

    ``given`` are objects for the native library. ``rehearse`` is a dry run with the site and host for
    all; ``send`` is without them, since they are not meant for what the journal adds.
    """
    # This checks everything that is given before there is a file.
    idle = _native.Monitor()
    checked = given or _known(path)
    planned: dict[str, Any] = carry_out(lambda: json.loads(rehearse(checked, idle)), idle.cancel)
    with Journal(path, planned["operation"], planned["baseUrl"]) as journal:
        job = _Job(given, planned["results"], journal.entries)
        # The thread of the call, which no signal reaches, writes the journal: no line is left torn.
        monitor = _native.Monitor(watch, lambda results: attempt(lambda: journal.write(results)))

        def change() -> Report:
            text = send(job.recordings, monitor) if job.recordings else _nothing_sent(planned)
            report = job.report(text)
            attempt(journal.finish)
            return report

        return carry_out(change, monitor.cancel, cancel)


def _known(path: str | os.PathLike[str]) -> list[Any]:
    """The recordings of the journal, if there is one."""
    try:
        return [result.as_dict() for result in read_journal(path).results]
    except FileNotFoundError:
        return []


def _nothing_sent(planned: dict[str, Any]) -> str:
    """The report of a call that had nothing to send, made of the dry run's."""
    report = {name: value for name, value in planned.items() if name != "plan"}
    return json.dumps({**report, "counts": _counts([]), "bytes": {"total": 0, "done": 0}, "results": []})


class _Job:
    """What was given, beside what the journal says.

    ``planned`` are the results of a dry run: they have the site and host that count for each given.
    """

    def __init__(self, given: Sequence[Any], planned: Sequence[Entry], entries: Mapping[Key, Entry]) -> None:
        # For each given: its result, if it is done already.
        self._done: list[Entry | None] = []
        # What is to be sent of it, and then what the journal adds: each with its own site and host.
        self.recordings: list[dict[str, Any]] = []
        keys = set()
        for recording, result in zip(given, planned):
            key = key_of(result)
            keys.add(key)
            entry = entries.get(key, {})
            if entry.get("outcome") == "done":
                told = {name: entry[name] for name in ("outcome", "trackingId") if name in entry}
                self._done.append({**result, **told})
                continue
            self._done.append(None)
            own = {"id": recording} if isinstance(recording, str) else dict(recording)
            own.update(siteUrl=result.get("siteUrl"), hostEmail=result.get("hostEmail"))
            if entry.get("outcome") in _UNCLEAR:
                own["outcome"] = entry["outcome"]
            self.recordings.append(own)
        self.recordings += [
            dict(entry) for key, entry in entries.items() if entry["outcome"] in _UNCLEAR and key not in keys
        ]

    def report(self, text: str) -> Report:
        """The report of the whole job, made of that of what was sent."""
        sent = json.loads(text)
        before = [entry for entry in self._done if entry is not None]
        if not before:
            return Report.from_dict(sent, text)
        others: Iterator[Entry] = iter(sent["results"])
        results = [entry or next(others) for entry in self._done]
        results += others
        sizes = {key_of(entry): entry.get("sizeBytes") or 0 for entry in before}
        whole = {
            **sent,
            "counts": _counts(results),
            "bytes": {name: size + sum(sizes.values()) for name, size in sent["bytes"].items()},
            "results": results,
        }
        if sent["result"] != ResultCode.OK:
            whole["result"] = _result(whole)
            whole["message"] = f"done before: {len(before)}; of the others: {sent['message']}"
        return Report.from_dict(whole, json.dumps(whole, ensure_ascii=False, separators=(",", ":")))


def _counts(results: Sequence[Entry]) -> dict[str, int]:
    counts = {"total": len(results), **dict.fromkeys(_OUTCOMES, 0)}
    for result in results:
        counts[result["outcome"]] += 1
    return counts


def _result(report: Mapping[str, Any]) -> int:
    """The code of a report in which something is done, but not everything."""
    if "stoppedBy" in report:
        return int(report["result"])
    counts = report["counts"]
    is_open = counts["unknown"] or counts["inferred"]
    return ResultCode.UNCERTAIN if is_open else ResultCode.PARTIAL
