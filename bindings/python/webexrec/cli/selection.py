"""Recordings that the arguments select of those that the service has."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime, timedelta, timezone

from .. import Client, Recording
from .arguments import selects
from .progress import watch
from .terminal import note, printable
from .values import format_count, parse_time

_WEEK = timedelta(days=7)
_TEN_YEARS = timedelta(days=3653)
# The service's window may go by another time than that of the recording, such as when it was ready.
_MARGIN = timedelta(days=1)


def select(client: Client, options: Namespace, *, deleted: bool) -> list[Recording]:
    """Lists what is asked for, and notes what a person should know of where it was looked for."""
    now = datetime.now(timezone.utc)
    query = _window(options, now, deleted)
    query["status"] = "deleted" if deleted else "available"
    if options.topic is not None:
        query["topic"] = options.topic
    if options.host is not None:
        query["hostEmail"] = options.host
    found: list[Recording] = []
    for site in _sites(client, options):
        with watch("listed") as show:
            found += client.list_recordings({**query, "siteUrl": site}, admin=options.admin, on_progress=show)
    return _filter(found, options, now)


def list_bin(client: Client, options: Namespace) -> list[Recording]:
    """Lists the recycle bin of the site and host."""
    since = datetime.now(timezone.utc) - _TEN_YEARS
    query = {"status": "deleted", "siteUrl": options.site, "hostEmail": options.host, "from": _iso(since)}
    with watch("listed") as show:
        return client.list_recordings(query, on_progress=show)


def _window(options: Namespace, now: datetime, deleted: bool) -> dict[str, str | None]:
    """The times to look between; without a beginning the service would show seven days."""
    end = now
    if options.older_than is not None:
        end = now - options.older_than + _MARGIN
    elif options.until is not None:
        end = parse_time(options.until) or now
    window: dict[str, str | None] = {"from": options.since, "to": options.until}
    if end < now and options.until is None:
        window["to"] = _iso(end)
    if options.since is None:
        week = not deleted and not selects(options)
        since = end - (_WEEK if week else _TEN_YEARS)
        window["from"] = _iso(since)
        span = "7 days; --from DATE shows more" if week else "ten years; --from DATE sets another day"
        note(f"Looking back to {since:%Y-%m-%d} ({span}).")
    return window


def _sites(client: Client, options: Namespace) -> list[str | None]:
    """The site given, or for --admin, which lists one site at a time, each of them."""
    if options.site is not None or not options.admin:
        return [options.site]
    sites = [site["siteUrl"] for site in client.list_sites()]
    note(f"Sites: {', '.join(map(printable, sites))}.")
    return [*sites]


def _filter(recordings: list[Recording], options: Namespace, now: datetime) -> list[Recording]:
    """Those old and large enough. What doesn't say how old or large it is, is left out, and noted."""
    kept, unclear = [], 0
    for each in recordings:
        fits: list[bool | None] = []
        if options.older_than is not None:
            recorded = parse_time(str(each.get("timeRecorded")))
            fits.append(None if recorded is None else recorded < now - options.older_than)
        if options.larger_than is not None:
            size = each.get("sizeBytes")
            fits.append(None if size is None else size > options.larger_than)
        if all(fits):
            kept.append(each)
        elif False not in fits:
            unclear += 1
    if unclear:
        note(f"{format_count(unclear)} left out: the service doesn't say how old or large.")
    return kept


def _iso(time: datetime) -> str:
    return f"{time.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
