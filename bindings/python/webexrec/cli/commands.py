"""What each command does for the arguments given; each returns its exit status."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Optional

from .. import AnyRecording, Client, Report
from .access_token import find_token
from .ends import CANCELLED, DONE, UsageError, status_of
from .given import base_url_of, read_file, read_moved
from .listing import recordings_table
from .progress import watch
from .selection import list_bin, select
from .summary import PAST, preview, preview_all, summarize
from .terminal import ask, can_ask, note, say, say_json, table
from .values import format_count, format_size

# None: not named by the arguments.
Recordings = Optional[Sequence[AnyRecording]]


def list_recordings(options: Namespace) -> int:
    """``webexrec list``"""
    with _client(options) as client:
        recordings = select(client, options, deleted=options.deleted)
    if options.json:
        _say_array(recordings)
    elif recordings:
        say(recordings_table(recordings))
    size = sum(each.get("sizeBytes") or 0 for each in recordings)
    note(f"{format_count(len(recordings))}, {format_size(size)}.")
    return DONE


def list_sites(options: Namespace) -> int:
    """``webexrec sites``"""
    with _client(options) as client:
        sites = client.list_sites()
    if options.json:
        _say_array(sites)
    elif sites:
        say(table(["SITE", ""], ([each["siteUrl"], "preferred" if each.get("default") else ""] for each in sites)))
    note(f"{format_count(len(sites), 'site')}.")
    return DONE


def change(options: Namespace) -> int:
    """``webexrec move``, ``restore`` and ``purge``"""
    asks = (options.all or options.operation == "purge") and not (options.yes or options.dry_run)
    if asks and not can_ask():
        raise UsageError("this asks first, and there is no terminal to ask on; if you are sure, give --yes")
    recordings = _given(options)
    with _client(options, concurrency=options.concurrency) as client:
        if recordings is None and not options.all:
            recordings = _selected(client, options)
        if not (recordings or options.all or _goes_on(options)):
            return _do_nothing(options)
        if options.undo is not None:
            _check_service(client, options, recordings)
        if options.dry_run:
            return _show_plan(client, options, recordings)
        if asks and not _confirm(client, options, recordings):
            note("Nothing was changed.")
            return CANCELLED
        return _run(client, options, recordings)


def _given(options: Namespace) -> Recordings:
    """The recordings that the arguments name; None if they don't."""
    if options.ids:
        ids: list[AnyRecording] = options.ids
        return ids
    if options.from_file is not None:
        return read_file(options.from_file)
    if options.undo is not None:
        return read_moved(options.undo)
    return None


def _selected(client: Client, options: Namespace) -> list[AnyRecording]:
    found = select(client, options, deleted=options.operation != "move")
    own = [dict(each) for each in found if not each.get("shareToMe")]
    if len(own) < len(found):
        note(f"{format_count(len(found) - len(own))} left out: only shared with you; only the host can do that.")
    return [*own]


def _goes_on(options: Namespace) -> bool:
    """Whether there is a journal, of a job that may have recordings which are not given this time."""
    return options.journal is not None and os.path.exists(options.journal)


def _do_nothing(options: Namespace) -> int:
    note(f"There is nothing to {options.operation}.")
    if options.json:
        # The library makes no report of nothing; this is what it would have in it.
        outcomes = ("total", "done", "inferred", "rejected", "failed", "unknown", "notSent")
        say_json(json.dumps({"result": 0, "message": "", "counts": dict.fromkeys(outcomes, 0), "results": []}))
    return DONE


def _check_service(client: Client, options: Namespace, recordings: Recordings) -> None:
    """Refuses to restore at one service what was moved at another."""
    moved_at, here = base_url_of(options.undo), _call(client, options, recordings, dry_run=True).base_url
    if moved_at != here:
        raise UsageError(f"{options.undo} is of a move at {moved_at}, but this is {here}; give --base-url")


def _show_plan(client: Client, options: Namespace, recordings: Recordings) -> int:
    write = note if options.json else say
    plan = _preview(client, options, recordings, write)
    write("Nothing was changed.")
    if options.json:
        say_json(plan.json)
    return DONE


def _confirm(client: Client, options: Namespace, recordings: Recordings) -> bool:
    if recordings or options.all:
        _preview(client, options, recordings, note)
    else:
        note(f"To {options.operation}: what the job of the journal {options.journal} has left.")
    if options.operation == "purge":
        note("Purging can't be undone.")
    return ask("Go on?")


def _preview(client: Client, options: Namespace, recordings: Recordings, write: Callable[[str], None]) -> Report:
    plan = _call(client, options, recordings, dry_run=True)
    if options.all:
        preview_all(list_bin(client, options), options, write)
    else:
        preview(plan, options, write)
    return plan


def _run(client: Client, options: Namespace, recordings: Recordings) -> int:
    report: Report | None = None
    try:
        with watch(PAST[options.operation]) as show:
            report = _call(
                client,
                options,
                recordings,
                verify=options.verify,
                journal=options.journal,
                on_progress=show,
            )
        return status_of(report)
    except BaseException as error:
        report = getattr(error, "report", None)
        raise
    finally:
        if report is not None:
            summarize(report, options, _topics(recordings or ()))
            if options.json:
                say_json(report.json)


def _call(client: Client, options: Namespace, recordings: Recordings, **settings: Any) -> Report:
    functions: dict[str, Callable[..., Report]] = {
        "move": client.move_to_recycle_bin,
        "restore": client.restore_from_recycle_bin,
        "purge": client.purge_from_recycle_bin,
    }
    if options.all:
        settings["all"] = True
    return functions[options.operation](recordings, site_url=options.site, host_email=options.host, **settings)


def _topics(recordings: Iterable[AnyRecording]) -> dict[str, str]:
    """Of the recordings that have one, by id."""
    objects = (each for each in recordings if isinstance(each, Mapping))
    return {str(each["id"]): str(each["topic"]) for each in objects if "id" in each and "topic" in each}


def _client(options: Namespace, **settings: Any) -> Client:
    token = find_token(options.token_command)
    return Client(token, base_url=options.base_url, ca_file=options.ca_file, **settings)


def _say_array(items: Sequence[Any]) -> None:
    """A JSON array with an item a line."""
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    say_json(f"[\n{lines}\n]" if items else "[]")
