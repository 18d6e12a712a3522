"""The commands. Each takes the parsed arguments and returns the exit status."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Optional

from .. import AnyRecording, Client, Report
from .access_token import find_token
from .exit_status import CANCELLED, DONE, UsageError, status_of
from .inputs import base_url_of, read_file, read_moved
from .listing import recordings_table
from .preview import Write, preview, preview_all
from .progress import show_progress
from .selection import list_bin, select
from .summary import PAST, summarize
from .terminal import can_prompt, confirm, table, write_json, write_stderr, write_stdout
from .values import format_count, format_size

# None: not in the arguments.
Recordings = Optional[Sequence[AnyRecording]]


def list_recordings(options: Namespace) -> int:
    """``webexrec list``"""
    with _client(options) as client:
        recordings = select(client, options, deleted=options.deleted)
    if options.json:
        _write_array(recordings)
    elif recordings:
        write_stdout(recordings_table(recordings))
    size = sum(each.get("sizeBytes") or 0 for each in recordings)
    write_stderr(f"{format_count(len(recordings))}, {format_size(size)}.")
    return DONE


def list_sites(options: Namespace) -> int:
    """``webexrec sites``"""
    with _client(options) as client:
        sites = client.list_sites()
    if options.json:
        _write_array(sites)
    elif sites:
        rows = ([each["siteUrl"], "preferred" if each.get("default") else ""] for each in sites)
        write_stdout(table(["SITE", ""], rows))
    write_stderr(f"{format_count(len(sites), 'site')}.")
    return DONE


def change(options: Namespace) -> int:
    """``webexrec move``, ``restore`` and ``purge``"""
    needs_confirmation = (options.all or options.operation == "purge") and not (options.yes or options.dry_run)
    if needs_confirmation and not can_prompt():
        raise UsageError("this needs confirmation, and there is no terminal for it; to confirm, use --yes")
    recordings = _read_input(options)
    with _client(options, concurrency=options.concurrency) as client:
        if recordings is None and not options.all:
            recordings = _select(client, options)
        if not (recordings or options.all or _may_resume(options)):
            return _do_nothing(options)
        if options.undo is not None:
            _check_service(client, options, recordings)
        if options.dry_run:
            return _show_plan(client, options, recordings)
        if needs_confirmation and not _confirm(client, options, recordings):
            write_stderr("Nothing was changed.")
            return CANCELLED
        return _run(client, options, recordings)


def _read_input(options: Namespace) -> Recordings:
    """The recordings in the arguments; None if they have a selection."""
    if options.ids:
        ids: list[AnyRecording] = options.ids
        return ids
    if options.from_file is not None:
        return read_file(options.from_file)
    if options.undo is not None:
        return read_moved(options.undo)
    return None


def _select(client: Client, options: Namespace) -> list[AnyRecording]:
    found = select(client, options, deleted=options.operation != "move")
    own = [dict(each) for each in found if not each.get("shareToMe")]
    if len(own) < len(found):
        shared = format_count(len(found) - len(own))
        write_stderr(f"{shared} skipped: only shared with you; only their host can {options.operation} them.")
    return [*own]


def _may_resume(options: Namespace) -> bool:
    """Whether there is a journal, whose job may have recordings that the arguments lack."""
    return options.journal is not None and os.path.exists(options.journal)


def _do_nothing(options: Namespace) -> int:
    write_stderr(f"There is nothing to {options.operation}.")
    if options.json:
        # The library writes no report without recordings. This has the members that matter.
        outcomes = ("total", "done", "inferred", "rejected", "failed", "unknown", "notSent")
        write_json(json.dumps({"result": 0, "message": "", "counts": dict.fromkeys(outcomes, 0), "results": []}))
    return DONE


def _check_service(client: Client, options: Namespace, recordings: Recordings) -> None:
    """Refuses to restore at one service what was moved at another."""
    moved_at, current = base_url_of(options.undo), _call(client, options, recordings, dry_run=True).base_url
    if moved_at != current:
        raise UsageError(f"{options.undo} is of a move at {moved_at}, not {current}; use --base-url {moved_at}")


def _show_plan(client: Client, options: Namespace, recordings: Recordings) -> int:
    write = write_stderr if options.json else write_stdout
    plan = _preview(client, options, recordings, write)
    write("Nothing was changed.")
    if options.json:
        write_json(plan.json)
    return DONE


def _confirm(client: Client, options: Namespace, recordings: Recordings) -> bool:
    if recordings or options.all:
        _preview(client, options, recordings, write_stderr)
    else:
        write_stderr(f"To {options.operation}: the rest of the job of the journal {options.journal}.")
    if options.operation == "purge":
        write_stderr("A purge can't be undone.")
    return confirm("Continue?")


def _preview(client: Client, options: Namespace, recordings: Recordings, write: Write) -> Report:
    plan = _call(client, options, recordings, dry_run=True)
    if options.all:
        preview_all(list_bin(client, options), options, write)
    else:
        preview(plan, options, write)
    return plan


def _run(client: Client, options: Namespace, recordings: Recordings) -> int:
    settings = {"verify": options.verify, "journal": options.journal}
    report: Report | None = None
    try:
        with show_progress(PAST[options.operation]) as show:
            report = _call(client, options, recordings, on_progress=show, **settings)
        return status_of(report)
    except BaseException as error:
        report = getattr(error, "report", None)
        raise
    finally:
        if report is not None:
            summarize(report, options, _topics(recordings or ()))
            if options.json:
                write_json(report.json)


def _call(client: Client, options: Namespace, recordings: Recordings, **settings: Any) -> Report:
    methods: dict[str, Callable[..., Report]] = {
        "move": client.move_to_recycle_bin,
        "restore": client.restore_from_recycle_bin,
        "purge": client.purge_from_recycle_bin,
    }
    if options.all:
        settings["all"] = True
    return methods[options.operation](recordings, site_url=options.site, host_email=options.host, **settings)


def _topics(recordings: Iterable[AnyRecording]) -> dict[str, str]:
    """The topics of recordings that have one, by id."""
    objects = (each for each in recordings if isinstance(each, Mapping))
    return {str(each["id"]): str(each["topic"]) for each in objects if "id" in each and "topic" in each}


def _client(options: Namespace, **settings: Any) -> Client:
    token = find_token(options.token_command)
    return Client(token, base_url=options.base_url, ca_file=options.ca_file, **settings)


def _write_array(items: Sequence[Any]) -> None:
    """Writes a JSON array with one item per line."""
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    write_json(f"[\n{lines}\n]" if items else "[]")
