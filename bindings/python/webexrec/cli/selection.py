"""Lists the recordings that the options select."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime, timedelta, timezone

from .. import Client, Recording
from .._times import format_time, parse_time
from .arguments import has_filter
from .listing import recorded_at
from .progress import show_progress
from .terminal import printable, write_stderr
from .values import format_count

_WEEK = timedelta(days=7)
_TEN_YEARS = timedelta(days=3653)
# The service may filter by another time than that of the recording, such as that of its processing.
_MARGIN = timedelta(days=1)


def select(client: Client, options: Namespace, *, deleted: bool) -> list[Recording]:
    """Lists the selected recordings, and notes on standard error which time span and sites it searches."""
    now = datetime.now(timezone.utc)
    query = _time_span(options, now, deleted)
    query["status"] = "deleted" if deleted else "available"
    query["topic"] = options.topic
    query["hostEmail"] = options.host
    found: list[Recording] = []
    for site in _sites(client, options):
        with show_progress("listed") as show:
            found += client.list_recordings({**query, "siteUrl": site}, admin=options.admin, on_progress=show)
    return _filter(found, options, now)


def list_bin(client: Client, options: Namespace) -> list[Recording]:
    """Lists the recycle bin of the site and host."""
    since = format_time(datetime.now(timezone.utc) - _TEN_YEARS)
    query = {"status": "deleted", "siteUrl": options.site, "hostEmail": options.host, "from": since}
    with show_progress("listed") as show:
        return client.list_recordings(query, on_progress=show)


def _time_span(options: Namespace, now: datetime, deleted: bool) -> dict[str, str | None]:
    """The members ``from`` and ``to``. Without ``from`` the service would list seven days only."""
    end = now
    if options.older_than is not None:
        end = now - options.older_than + _MARGIN
    elif options.until is not None:
        end = parse_time(options.until)
    span: dict[str, str | None] = {"from": options.since, "to": options.until}
    if end < now and options.until is None:
        span["to"] = format_time(end)
    if options.since is None:
        is_recent = not deleted and not has_filter(options)
        since = end - (_WEEK if is_recent else _TEN_YEARS)
        span["from"] = format_time(since)
        length = "7 days; use --from DATE for more" if is_recent else "ten years; use --from DATE to change it"
        write_stderr(f"Looking back to {since:%Y-%m-%d} ({length}).")
    return span


def _sites(client: Client, options: Namespace) -> list[str | None]:
    """The sites to list one by one: --site, or with --admin all sites of the user."""
    if options.site is not None or not options.admin:
        return [options.site]
    sites = [site["siteUrl"] for site in client.list_sites()]
    write_stderr(f"Sites: {', '.join(map(printable, sites))}.")
    return [*sites]


def _filter(recordings: list[Recording], options: Namespace, now: datetime) -> list[Recording]:
    """Keeps recordings that are old and large enough. Skips those of unknown age or size, and notes that."""
    kept, skipped = [], 0
    for each in recordings:
        matches: list[bool | None] = []
        if options.older_than is not None:
            recorded = recorded_at(each)
            matches.append(None if recorded is None else recorded < now - options.older_than)
        if options.larger_than is not None:
            size = each.get("sizeBytes")
            matches.append(None if size is None else size > options.larger_than)
        if all(matches):
            kept.append(each)
        elif False not in matches:
            skipped += 1
    if skipped:
        write_stderr(f"{format_count(skipped)} skipped: the service does not state their date or size.")
    return kept
