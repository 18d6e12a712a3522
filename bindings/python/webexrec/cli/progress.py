"""Shows how far a call is: a bar on a terminal, and a line a minute in a log.

The bar is that of rich or tqdm where they are installed, and else a line of its own.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Protocol

from .. import Progress
from .terminal import columns, is_terminal, note
from .values import format_duration

_LOG_SECONDS = 60
_BAR_WIDTH = 20


class Meter(Protocol):
    """Shows the state of one call."""

    def show(self, progress: Progress) -> None: ...

    def close(self) -> None:
        """Leaves the terminal as it was."""


@contextmanager
def watch(done: str) -> Iterator[Callable[[Progress], None]]:
    """What to give a call as ``on_progress``. ``done``: what becomes of recordings, such as "moved"."""
    meter = _meter(done)
    try:
        yield meter.show
    finally:
        meter.close()


def _meter(done: str) -> Meter:
    if not is_terminal(sys.stderr):
        return Log(done)
    for kind in (_Rich, _Tqdm):
        try:
            return kind(done)
        except ImportError:
            pass
    return _Line(done)


def describe(progress: Progress, done: str) -> str:
    """Such as "4,200 of 10,000 moved, 3 not"."""
    of = f" of {progress.total:,}" if progress.total else ""
    return f"{progress.done:,}{of} {done}{_others(progress)}{_wait(progress)}"


def _others(progress: Progress) -> str:
    return f", {progress.not_done:,} not" if progress.not_done else ""


def _wait(progress: Progress) -> str:
    """Such as "; waiting 12 s: rate limit", or nothing if nothing is waited for."""
    if not progress.wait_reason:
        return ""
    reasons = {429: "rate limit", 423: "locked"}
    status = f"status {progress.wait_reason}" if progress.wait_reason >= 400 else "no connection"
    reason = reasons.get(progress.wait_reason, status)
    return f"; waiting {format_duration(math.ceil(progress.wait_ms / 1000))}: {reason}"


class _Line:
    def __init__(self, done: str) -> None:
        self._done = done
        self._length = 0

    def show(self, progress: Progress) -> None:
        bar = ""
        if progress.total:
            part = _BAR_WIDTH * (progress.done + progress.not_done) // progress.total
            bar = f"[{'#' * part}{'-' * (_BAR_WIDTH - part)}] "
        self._write(bar + describe(progress, self._done))

    def close(self) -> None:
        self._write("")
        note("\r", end="")

    def _write(self, text: str) -> None:
        # One that filled the line would begin a new one.
        text = text[: columns(sys.stderr) - 1]
        note("\r" + text.ljust(self._length), end="")
        self._length = len(text)


class Log:
    """Lines for a log, so few that a night's job can be read."""

    def __init__(self, done: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._done, self._clock = done, clock
        self._last = clock()

    def show(self, progress: Progress) -> None:
        if self._clock() - self._last >= _LOG_SECONDS:
            self._last = self._clock()
            note(describe(progress, self._done))

    def close(self) -> None:
        pass


class _Tqdm:
    def __init__(self, done: str) -> None:
        self._bar = import_module("tqdm").tqdm(desc=done, file=sys.stderr, leave=False, dynamic_ncols=True)

    def show(self, progress: Progress) -> None:
        self._bar.total = progress.total or None
        self._bar.n = progress.done + progress.not_done
        self._bar.set_postfix_str((_others(progress) + _wait(progress)).lstrip(",; "))

    def close(self) -> None:
        self._bar.close()


class _Rich:
    def __init__(self, done: str) -> None:
        kinds = import_module("rich.progress")
        self._bar = kinds.Progress(
            kinds.BarColumn(_BAR_WIDTH),
            kinds.TextColumn("{task.description}", markup=False),
            kinds.TimeRemainingColumn(),
            console=import_module("rich.console").Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._done = done
        self._task = self._bar.add_task(done, total=None)
        self._bar.start()

    def show(self, progress: Progress) -> None:
        self._bar.update(
            self._task,
            total=progress.total or None,
            completed=progress.done + progress.not_done,
            description=describe(progress, self._done),
        )

    def close(self) -> None:
        self._bar.stop()
