"""Shows the progress of a call on standard error: a bar on a terminal, a line per minute in a log."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .. import Progress
from .terminal import is_terminal, terminal_width, write_stderr
from .values import format_duration

_LOG_SECONDS = 60
_BAR_WIDTH = 20


@contextmanager
def show_progress(verb: str) -> Iterator[Callable[[Progress], None]]:
    """A function for ``on_progress``. ``verb``: what the call does to recordings, such as "moved"."""
    if not is_terminal(sys.stderr):
        yield Log(verb).show
        return
    bar = Bar(verb)
    try:
        yield bar.show
    finally:
        bar.clear()


class Bar:
    """A bar and a text on a single line, such as "[#####---------------] 100 of 400 moved"."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._shown_length = 0

    def show(self, progress: Progress) -> None:
        bar = ""
        if progress.total:
            filled = _BAR_WIDTH * (progress.done + progress.not_done) // progress.total
            bar = f"[{'#' * filled}{'-' * (_BAR_WIDTH - filled)}] "
        self._overwrite(bar + _describe(progress, self._verb))

    def clear(self) -> None:
        self._overwrite("")
        write_stderr("\r", end="")

    def _overwrite(self, text: str) -> None:
        # A text in the last column would wrap to the next line.
        text = text[: terminal_width(sys.stderr) - 1]
        write_stderr("\r" + text.ljust(self._shown_length), end="")
        self._shown_length = len(text)


class Log:
    """A line per minute, so that the log of a long job stays short."""

    def __init__(self, verb: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._verb, self._clock = verb, clock
        self._last = clock()

    def show(self, progress: Progress) -> None:
        now = self._clock()
        if now - self._last >= _LOG_SECONDS:
            self._last = now
            write_stderr(_describe(progress, self._verb))


def _describe(progress: Progress, verb: str) -> str:
    """Such as "4,200 of 10,000 moved, 3 not moved; waiting 12 s (rate limit)"."""
    total = f" of {progress.total:,}" if progress.total else ""
    not_done = f", {progress.not_done:,} not {verb}" if progress.not_done else ""
    wait = f"; {_describe_wait(progress)}" if progress.wait_reason else ""
    return f"{progress.done:,}{total} {verb}{not_done}{wait}"


def _describe_wait(progress: Progress) -> str:
    reasons = {429: "rate limit", 423: "locked"}
    default = f"status {progress.wait_reason}" if progress.wait_reason >= 400 else "no connection"
    seconds = math.ceil(progress.wait_ms / 1000)
    return f"waiting {format_duration(seconds)} ({reasons.get(progress.wait_reason, default)})"
