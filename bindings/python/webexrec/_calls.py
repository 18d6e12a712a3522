"""Runs native calls so that Ctrl-C works in them, and callbacks run on the thread that made the call.

A native call blocks, and with it the signals of its thread. So it gets a thread of its own, while the
one that made it waits, answers what the call asks, and stops it when anything is raised meanwhile.
"""

from __future__ import annotations

import atexit
import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar, cast

from .errors import Interrupted
from .report import Report

T = TypeVar("T")

# How long the thread that waits may not notice an event, or on Windows Ctrl-C.
_SLICE_SECONDS = 0.05


def carry_out(work: Callable[[], T], stop: Callable[[], None], cancel: threading.Event | None = None) -> T:
    """Returns what ``work`` returns, which runs on another thread; ``stop`` makes it end early.

    That happens when ``cancel`` is set, and when anything is raised on this thread, be it by what the
    call asks or by a signal: after the end of ``work`` it is raised here, with the report so far.
    """
    call = _Call(work, stop, cancel)
    try:
        call.stop_if_cancelled()
        call.start()
        call.attend()
        return call.outcome()
    except BaseException as error:
        raise call.wind_up(error)


def ask(question: Callable[[], T]) -> T | None:
    """In a native call: what the thread that waits for it answers. None: the call is to end."""
    answer: T | None = _current_call().ask(question)
    return answer


def attempt(action: Callable[[], object]) -> bool:
    """In a native call: whether it went well. What was raised is raised again after the call."""
    try:
        action()
        return True
    except BaseException as error:
        _current_call().fault = error
        return False


def _current_call() -> _Call[Any]:
    return cast("_Call[Any]", threading.current_thread())


class _Question:
    """What a call waits for. Its first answer counts."""

    def __init__(self, question: Callable[[], object]) -> None:
        self.question = question
        self.is_taken = False
        self.answers: SimpleQueue[Any] = SimpleQueue()


class _Call(threading.Thread, Generic[T]):
    """The thread of one native call, and what it shares with the one that waits for it.

    A signal may raise between any two steps of the latter. So each step is one that can be repeated,
    and no lock is taken that could stay held.
    """

    def __init__(
        self, work: Callable[[], T], stop: Callable[[], None], cancel: threading.Event | None
    ) -> None:
        super().__init__(name="webexrec call", daemon=True)
        self._work, self._stop_work, self._cancel = work, stop, cancel
        # Who came first: this thread, which then does the work, or one that gave it up.
        self._decided: dict[str, bool] = {}
        self._wakes: SimpleQueue[None] = SimpleQueue()
        self._question: _Question | None = None
        self._has_ended = False
        self._error: BaseException | None = None
        self.fault: BaseException | None = None
        self.result: T | None = None

    def run(self) -> None:
        try:
            if self._decided.setdefault("begin", True):
                self.result = self._work()
        except BaseException as error:
            self._error = error
        finally:
            del self._work
            self._has_ended = True
            self._wakes.put(None)

    def ask(self, question: Callable[[], Any]) -> Any:
        asked = self._question = _Question(question)
        self._wakes.put(None)
        answer = asked.answers.get()
        self._question = None
        return answer

    def stop_if_cancelled(self) -> None:
        if self._cancel is not None and self._cancel.is_set():
            self._stop_work()

    def attend(self) -> None:
        """Answers what the call asks until it ends."""
        while not self._has_ended:
            asked = self._question
            if asked is not None and not asked.is_taken:
                asked.is_taken = True
                answer = asked.question()
                # The answer may have been to cancel it.
                self.stop_if_cancelled()
                asked.answers.put(answer)
            self._nap()
            self.stop_if_cancelled()
        self.join()

    def wind_up(self, error: BaseException) -> BaseException:
        """Ends the call early because of an error, and returns that with the report.

        What is raised meanwhile is ignored: one interruption is enough.
        """
        while True:
            try:
                self.end()
                return self._with_report(error)
            except BaseException:
                continue

    def end(self, seconds: float = math.inf) -> None:
        """Stops the call and waits for its end, which is near."""
        latest = time.monotonic() + seconds
        while self._decided.setdefault("begin", False) and time.monotonic() < latest:
            if self._has_ended:
                return self.join()
            self._stop_work()
            asked = self._question
            if asked is not None:
                asked.answers.put(None)
            self._nap()

    def _with_report(self, error: BaseException) -> BaseException:
        report = self.result if isinstance(self.result, Report) else None
        if type(error) is KeyboardInterrupt:
            interrupted = Interrupted(report).with_traceback(error.__traceback__)
            # It is the same, and is not to be shown twice.
            interrupted.__suppress_context__ = True
            return interrupted
        if report is not None:
            with suppress(AttributeError, TypeError):
                error.report = report  # type: ignore[attr-defined]
        return error

    def outcome(self) -> T:
        error = self.fault or self._error
        # An error refers to the frames it went through, and they to it: the client would live on
        # with them until somebody collects garbage.
        self.fault = self._error = None
        try:
            if error is not None:
                raise error
            return cast(T, self.result)
        finally:
            del error

    def _nap(self) -> None:
        try:
            self._wakes.get(timeout=_SLICE_SECONDS)
        except Empty:
            pass


@atexit.register
def _end_all() -> None:
    """Ends the calls that daemon threads are still in: a callback into an interpreter that is gone
    would crash the process."""
    for thread in threading.enumerate():
        if isinstance(thread, _Call):
            thread.end(seconds=1)
