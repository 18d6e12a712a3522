"""Moves your recordings that are older than a year into the recycle bin, as a nightly job.

Usage: move.py [--days DAYS] JOURNAL

The token comes from WEBEX_ACCESS_TOKEN. The file JOURNAL records the state of each recording: after a crash,
Ctrl-C or an expired token, run it again with the same file, and it resumes the job.
Exit status: 0 if all recordings are moved, 1 if not, 130 after Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import datetime, timedelta, timezone

import webexrec


def main() -> int:
    parser = argparse.ArgumentParser(description="Moves your old recordings into the recycle bin.")
    parser.add_argument("journal", metavar="JOURNAL", help="a new file, or the journal of a job to resume")
    parser.add_argument("--days", type=int, default=365, help="how old a recording must be (default: 365)")
    options = parser.parse_args()
    try:
        with webexrec.Client(os.environ["WEBEX_ACCESS_TOKEN"]) as client:
            return move(client, options.days, options.journal)
    except webexrec.Interrupted as interrupted:
        if interrupted.report:
            print(f"\n{len(interrupted.report.done)} moved; run it again to continue.", file=sys.stderr)
        return 130
    except (webexrec.WebexrecError, OSError) as error:
        print(f"\n{type(error).__name__}: {error}", file=sys.stderr)
        return 1


def move(client: webexrec.Client, days: int, journal: str) -> int:
    latest = datetime.now(timezone.utc) - timedelta(days)
    window = {"from": f"{latest - timedelta(3650):%Y-%m-%dT%H:%M:%SZ}", "to": f"{latest:%Y-%m-%dT%H:%M:%SZ}"}
    # Only the host can move a recording; some are only shared with you.
    recordings = [each for each in client.list_recordings(window) if not each.get("shareToMe")]
    if not recordings and not os.path.exists(journal):
        print("There is nothing to move.")
        return 0
    report = client.move_to_recycle_bin(recordings, on_progress=show, journal=journal)
    print(f"{report.counts.done} of {report.counts.total} moved, {report.bytes_done / 2**30:.1f} GiB")
    for result in report.results:
        if result.outcome != "done":
            print(f"{result.outcome}: {result.id}: {result.message}")
    if report.stopped_by:
        print(f"Stopped early: {report.stopped_by.message}")
    return 0 if report.ok else 1


def show(progress: webexrec.Progress) -> None:
    if sys.stderr.isatty():
        waiting = f", waiting {progress.wait_ms / 1000:.0f} s" if progress.wait_reason else ""
        print(f"\r{progress.done} of {progress.total} moved{waiting}\033[K", end="", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
