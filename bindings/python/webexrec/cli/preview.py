"""What a change would do, for people."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .. import Report
from .terminal import printable, table
from .values import format_count, format_size

Write = Callable[[str], None]


def preview(plan: Report, options: Namespace, write: Write) -> None:
    """Shows the plan of a dry run, by site and host."""
    sizes = {result.id: result.size_bytes or 0 for result in plan.results}
    totals: dict[tuple[str, str], list[int]] = {}
    for request in plan.plan or ():
        place = request.site_url or "(preferred site)", request.host_email or "(own)"
        total = totals.setdefault(place, [0, 0, 0])
        total[0] += len(request.ids)
        total[1] += sum(sizes.get(id, 0) for id in request.ids)
        total[2] += 1
    rows = (
        [site, host, f"{recordings:,}", format_size(size) if size else "?", f"{requests:,}"]
        for (site, host), (recordings, size, requests) in totals.items()
    )
    write(table(["SITE", "HOST", "RECORDINGS", "SIZE", "REQUESTS"], rows, align_right=[2, 3, 4]))
    recordings, size, requests = (sum(total[column] for total in totals.values()) for column in range(3))
    shown_size = f" ({format_size(size)})" if size else ""
    write(
        f"To {options.operation}: {format_count(recordings)}{shown_size}, in {format_count(requests, 'request')}."
    )


def preview_all(in_bin: Iterable[Mapping[str, Any]], options: Namespace, write: Write) -> None:
    """Shows what a change of everything in a recycle bin would do, from a list of the bin."""
    sizes = [each.get("sizeBytes") or 0 for each in in_bin]
    host = f" of {printable(options.host)}" if options.host else ""
    write(
        f"To {options.operation}: everything in the recycle bin{host} on {printable(options.site)}, "
        f"at present {format_count(len(sizes))} ({format_size(sum(sizes))})."
    )
