"""What a change would do, and what it did, for people."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .. import Report, Result, ResultCode
from .terminal import is_terminal, note, printable, say, table
from .values import format_count, format_duration, format_size

PAST = {"move": "moved", "restore": "restored", "purge": "purged"}

_MOST_LINES = 20
# Outcomes other than done, those first that tell most, and what they mean where it isn't plain.
_OTHERS = {
    "rejected": ("rejected", ""),
    "failed": ("failed", ""),
    "unknown": ("unknown", "may have been {done}"),
    "inferred": ("inferred", "most likely {done}"),
    "notSent": ("not sent", ""),
}
_ADVICE = {
    22: "If a firewall inspects the traffic here, give its certificate with --ca-file.",
    23: "The proxy comes from HTTPS_PROXY or ALL_PROXY.",
    401: "Give a new token; with --token-command a new one is fetched when the old one expires.",
    403: "The token needs the scopes meeting:recordings_read and meeting:recordings_write, for other hosts "
    "meeting:admin_recordings_read and meeting:admin_recordings_write, and to see the sites "
    "meeting:preferences_read or meeting:admin_preferences_read.",
}

Write = Callable[[str], None]


def advice(code: int) -> str | None:
    """What to do about a result, if there is more to say than its message does."""
    return _ADVICE.get(code)


def preview(report: Report, options: Namespace, write: Write) -> None:
    """What a dry run found that would be done, by site and host."""
    sizes = {result.id: result.size_bytes for result in report.results}
    rows: dict[tuple[str, str], list[int]] = {}
    for request in report.plan or ():
        row = rows.setdefault((request.site_url or "(preferred site)", request.host_email or "(own)"), [0, 0, 0])
        row[0] += len(request.ids)
        row[1] += sum(sizes.get(id) or 0 for id in request.ids)
        row[2] += 1
    write(
        table(
            ["SITE", "HOST", "RECORDINGS", "SIZE", "REQUESTS"],
            (
                [site, host, f"{number:,}", format_size(bytes) if bytes else "?", f"{requests:,}"]
                for (site, host), (number, bytes, requests) in rows.items()
            ),
            right=[2, 3, 4],
        )
    )
    recordings, size, requests = (sum(row[at] for row in rows.values()) for at in range(3))
    sized = f" ({format_size(size)})" if size else ""
    write(f"To {options.operation}: {format_count(recordings)}{sized}, in {format_count(requests, 'request')}.")


def preview_all(listed: Iterable[Mapping[str, Any]], options: Namespace, write: Write) -> None:
    """What a change of everything in a recycle bin would do, by a list of the bin."""
    sizes = [each.get("sizeBytes") or 0 for each in listed]
    whose = f" of {printable(options.host)}" if options.host else ""
    write(
        f"To {options.operation}: everything in the recycle bin{whose} on {printable(options.site)}, "
        f"at present {format_count(len(sizes))} ({format_size(sum(sizes))})."
    )


def summarize(report: Report, options: Namespace, topics: Mapping[str, str]) -> None:
    """What was done, what wasn't, and how to go on. ``topics``: of the recordings, as far as known."""
    write = note if options.json else say
    _count(report, options, write)
    for warning in report.warnings:
        write(f"Webex warns: {printable(warning)}")
    # That it was cancelled, whoever cancelled it says.
    if report.stopped_by is not None and report.stopped_by.code != ResultCode.CANCELLED:
        write(f"Ended early: {printable(report.stopped_by.message)}")
    advised = advice(report.result)
    if advised is not None:
        write(advised)
    if options.all:
        if not report.ok:
            deleted = f"webexrec list --deleted --site {options.site}"
            write(f"Before you repeat it, look at what is in the recycle bin: {printable(deleted)}")
        return
    if not report.ok and not options.json:
        _list_others(report, topics)
    if report.stopped_by is not None or report.failed or report.unknown:
        wait = report.stopped_by.retry_after_seconds if report.stopped_by else None
        when = f" in {format_duration(wait)}" if wait else ""
        by = f"it goes by the journal {options.journal}" if options.journal else "what is done takes no harm"
        write(f"To go on, give the same command again{when}; {by}.")
    if options.journal and options.operation == "move" and report.done:
        write(f"To undo it: webexrec restore --journal {shlex.quote(options.journal)}")


def _count(report: Report, options: Namespace, write: Write) -> None:
    done = PAST[options.operation]
    took = format_duration((report.finished_at - report.started_at).total_seconds())
    if options.all:
        what = f"Everything in the recycle bin on {printable(options.site)} was {done} in {took}."
        write(what if report.ok else printable(report.message))
        return
    total = format_count(report.counts.total)
    amount = total if report.ok else f"{report.counts.done:,} of {total}"
    size = f" ({format_size(report.bytes_done)})" if report.bytes_done else ""
    write(f"{amount} {done}{size} in {took}.")
    if not report.ok:
        numbers = Counter(result.outcome for result in report.results)
        others = (
            f"{numbers[outcome]:,} {name}" + (f" ({meaning.format(done=done)})" if meaning else "")
            for outcome, (name, meaning) in _OTHERS.items()
            if numbers[outcome]
        )
        write(f"The others: {', '.join(others)}.")


def _list_others(report: Report, topics: Mapping[str, str]) -> None:
    """A line for each recording that is not done, but for those that were left when the call ended early."""
    listed = [
        result
        for outcome in _OTHERS
        if not (outcome == "notSent" and report.stopped_by)
        for result in report.results
        if result.outcome == outcome
    ]
    most = _MOST_LINES if is_terminal(sys.stdout) else len(listed)
    for result in listed[:most]:
        say(_line(result, topics))
    if len(listed) > most:
        say(f"  and {len(listed) - most:,} more; --json lists all")


def _line(result: Result, topics: Mapping[str, str]) -> str:
    name, _ = _OTHERS[result.outcome]
    topic = topics.get(result.id or "")
    shown = f' "{topic}"' if topic else ""
    seen = f" (looked up: {result.seen})" if result.seen else ""
    return printable(f"  {name} {result.id}{shown}: {result.message}{seen}")
