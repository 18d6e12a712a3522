"""What a change did, for people, and what to do next."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Mapping

from .. import Report, Result, ResultCode
from .terminal import is_terminal, printable, write_stderr, write_stdout
from .values import format_count, format_duration, format_size

PAST = {"move": "moved", "restore": "restored", "purge": "purged"}

_MAX_LINES_ON_TERMINAL = 20
# Outcomes other than done, the most important first: their names, and explanations where the name has none.
_OTHER_OUTCOMES = {
    "rejected": ("rejected", ""),
    "failed": ("failed", ""),
    "unknown": ("unknown", "may have been {done}"),
    "inferred": ("inferred", "most likely {done}"),
    "notSent": ("not sent", ""),
}
_REMEDIES = {
    22: "If a firewall inspects the traffic, pass its certificate with --ca-file.",
    23: "The proxy is set by HTTPS_PROXY or ALL_PROXY.",
    401: "Use a new token. With --token-command a new one is fetched when the old one expires.",
    403: "The token needs the scopes meeting:recordings_read and meeting:recordings_write, for other hosts "
    "meeting:admin_recordings_read and meeting:admin_recordings_write, and to list the sites "
    "meeting:preferences_read or meeting:admin_preferences_read.",
}

Write = Callable[[str], None]


def remedy_for(code: int) -> str | None:
    """What to do about a result, if the message does not say it."""
    return _REMEDIES.get(code)


def summarize(report: Report, options: Namespace, topics: Mapping[str, str]) -> None:
    """Shows what was done, what was not, and how to continue. ``topics``: those known, by id."""
    write = write_stderr if options.json else write_stdout
    _write_totals(report, options, write)
    _write_causes(report, write)
    if options.all:
        _write_repeat_of_all(report, options, write)
        return
    if not report.ok and not options.json:
        _write_others(report, topics)
    _write_next_steps(report, options, write)


def _write_totals(report: Report, options: Namespace, write: Write) -> None:
    done = PAST[options.operation]
    duration = format_duration((report.finished_at - report.started_at).total_seconds())
    if options.all:
        success = f"Everything in the recycle bin on {printable(options.site)} was {done} in {duration}."
        write(success if report.ok else printable(report.message))
        return
    total = format_count(report.counts.total)
    amount = total if report.ok else f"{report.counts.done:,} of {total}"
    size = f" ({format_size(report.bytes_done)})" if report.bytes_done else ""
    write(f"{amount} {done}{size} in {duration}.")
    if not report.ok:
        write(f"The others: {', '.join(_count_others(report, done))}.")


def _count_others(report: Report, done: str) -> list[str]:
    counts = Counter(result.outcome for result in report.results)
    return [
        f"{counts[outcome]:,} {name}" + (f" ({explanation.format(done=done)})" if explanation else "")
        for outcome, (name, explanation) in _OTHER_OUTCOMES.items()
        if counts[outcome]
    ]


def _write_causes(report: Report, write: Write) -> None:
    for warning in report.warnings:
        write(f"Warning from Webex: {printable(warning)}")
    # The exception of a cancelled call has its own message.
    if report.stopped_by is not None and report.stopped_by.code != ResultCode.CANCELLED:
        write(f"Stopped early: {printable(report.stopped_by.message)}")
    remedy = remedy_for(report.result)
    if remedy is not None:
        write(remedy)


def _write_repeat_of_all(report: Report, options: Namespace, write: Write) -> None:
    if not report.ok:
        command = f"webexrec list --deleted --site {options.site}"
        write(f"Before you repeat it, look at the recycle bin: {printable(command)}")


def _write_others(report: Report, topics: Mapping[str, str]) -> None:
    """A line for each recording that is not done, except those not sent because the call stopped early."""
    listed = [
        result
        for outcome in _OTHER_OUTCOMES
        if not (outcome == "notSent" and report.stopped_by)
        for result in report.results
        if result.outcome == outcome
    ]
    count = _MAX_LINES_ON_TERMINAL if is_terminal(sys.stdout) else len(listed)
    for result in listed[:count]:
        write_stdout(_line(result, topics))
    if len(listed) > count:
        write_stdout(f"  and {len(listed) - count:,} more; --json lists all")


def _line(result: Result, topics: Mapping[str, str]) -> str:
    name, _ = _OTHER_OUTCOMES[result.outcome]
    topic = topics.get(result.id or "")
    shown_topic = f' "{topic}"' if topic else ""
    seen = f" (looked up: {result.seen})" if result.seen else ""
    return printable(f"  {name} {result.id}{shown_topic}: {result.message}{seen}")


def _write_next_steps(report: Report, options: Namespace, write: Write) -> None:
    if report.stopped_by is not None or report.failed or report.unknown:
        seconds = report.stopped_by.retry_after_seconds if report.stopped_by else None
        when = f" in {format_duration(seconds)}" if seconds else ""
        resumes = f"It resumes from the journal {options.journal}."
        write(
            f"To continue, run the same command again{when}. "
            + (resumes if options.journal else "Repeating what is done does no harm.")
        )
    if options.journal and options.operation == "move" and report.done:
        write(f"To undo it: webexrec restore --journal {shlex.quote(options.journal)}")
