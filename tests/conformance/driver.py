"""Makes the call of one case over the Python binding; see README.md."""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

import webexrec
from webexrec.codes import Flag

OPTIONS = {
    "concurrency": ("concurrency", 1),
    "max_attempts": ("max_attempts", 1),
    "deadline_ms": ("deadline", 1000),
    "request_timeout_ms": ("request_timeout", 1000),
}


def client(given: dict[str, str]) -> webexrec.Client:
    tokens = os.environ["TOKENS"].split(",")
    options: dict[str, Any] = {
        OPTIONS[name][0]: int(value) / OPTIONS[name][1] if OPTIONS[name][1] > 1 else int(value)
        for name, value in given.items()
        if name in OPTIONS
    }
    return webexrec.Client(tokens[0] if len(tokens) == 1 else lambda: tokens.pop(0), **options)


def call(operation: str, given: dict[str, str], input: Any) -> tuple[int, str, Any]:
    flags: dict[str, Any] = {flag.name.lower(): True for flag in Flag if flag & int(given["flags"]) and flag.name}
    cancel = threading.Event()
    if "cancelled" in given:
        cancel.set()
    with client(given) as webex:
        if operation == "list":
            return 0, "", webex.list_recordings(input, cancel=cancel, **flags)
        if operation == "sites":
            return 0, "", webex.list_sites(given.get("user_email"), cancel=cancel)
        change = getattr(webex, {"move": "move_to_recycle_bin"}.get(operation, f"{operation}_from_recycle_bin"))
        where = {name: given[name] for name in ("site_url", "host_email") if name in given}
        report: webexrec.Report = change(input, cancel=cancel, **where, **flags)
    return report.result, report.message, from_attributes(report)


def from_attributes(report: webexrec.Report) -> dict[str, Any]:
    """The report rebuilt from its attributes instead of the JSON that it came from."""
    results = [{"id": each.id, "outcome": each.outcome, "status": each.status} for each in report.results]
    counts = {
        "total": len(report.results),
        "done": len(report.done),
        "inferred": len(report.inferred),
        "rejected": len(report.rejected),
        "failed": len(report.failed),
        "unknown": len(report.unknown),
        "notSent": len(report.not_sent),
    }
    return {"result": report.result, "requests": report.requests, "counts": counts, "results": results}


def main() -> None:
    operation, *arguments = sys.argv[1:]
    given = dict(argument.split("=", 1) for argument in arguments)
    text = sys.stdin.read()
    try:
        result, message, output = call(operation, given, json.loads(text) if text else None)
    except webexrec.WebexrecError as error:
        result, message, output = error.code, str(error), None
    print(result, message, "" if output is None else json.dumps(output), sep="\n")


if __name__ == "__main__":
    main()
