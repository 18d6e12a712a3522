"""Runs native calls so that Ctrl-C can end them and callbacks run on the caller's thread.

A native call blocks its thread, and Python handles no signal meanwhile. So the call gets a thread of its
own. The caller's thread waits for it, runs its callbacks, and cancels it when an exception is raised.
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

from .report import Interrupted, Report

T = TypeVar("T")

# How soon the caller's thread notices a set event, and on Windows Ctrl-C.
_POLL_SECONDS = 0.05


def run_interruptible(
    native_call: Callable[[], T], cancel_native: Callable[[], None], cancel: threading.Event | None = None
) -> T:
    """Runs a native call on a thread of its own and returns its result.

    ``cancel_native`` makes the call end early. It is called when ``cancel`` is set, and when a callback or a
    signal handler raises an exception on this thread. That exception is raised from here after the
    call has ended, with the report so far.
    """
    thread = _CallThread(native_call, cancel_native, cancel)
    try:
        thread.cancel_if_requested()
        thread.start()
        thread.run_callbacks()
        return thread.outcome()
    except BaseException as error:
        raise thread.abort(error)


def run_on_caller_thread(callback: Callable[[], T]) -> T | None:
    """Called within a native call: runs a callback on the caller's thread and returns its result.

    None: the native call must end.
    """
    result: T | None = _current_call().request(callback)
    return result


def capture_error(action: Callable[[], object]) -> bool:
    """Called within a native call: runs an action, and returns whether it succeeded.

    An exception of the action is raised by ``run_interruptible`` after the call.
    """
    try:
        action()
        return True
    except BaseException as error:
        _current_call().callback_error = error
        return False


def _current_call() -> _CallThread[Any]:
    return cast("_CallThread[Any]", threading.current_thread())


class _Callback:
    """A callback that a native call waits for. Its first result counts."""

    def __init__(self, function: Callable[[], object]) -> None:
        self.function = function
        self.is_taken = False
        self.results: SimpleQueue[Any] = SimpleQueue()


class _CallThread(threading.Thread, Generic[T]):
    """The thread of one native call, and the state that it shares with the caller's thread.

    A signal handler may raise between any two steps on the caller's thread. So every step there can be
    repeated, and takes no lock that could stay locked.
    """

    def __init__(
        self, native_call: Callable[[], T], cancel_native: Callable[[], None], cancel: threading.Event | None
    ) -> None:
        super().__init__(name="webexrec call", daemon=True)
        self._native_call, self._cancel_native, self._cancel = native_call, cancel_native, cancel
        # A dict, because its setdefault is atomic.
        self._decision: dict[str, bool] = {}
        self._wakeups: SimpleQueue[None] = SimpleQueue()
        self._callback: _Callback | None = None
        self._has_ended = False
        self._error: BaseException | None = None
        self.callback_error: BaseException | None = None
        self.result: T | None = None

    # On the thread of the native call:

    def run(self) -> None:
        try:
            if self._decide(runs=True):
                self.result = self._native_call()
        except BaseException as error:
            self._error = error
        finally:
            del self._native_call
            self._has_ended = True
            self._wakeups.put(None)

    def request(self, function: Callable[[], Any]) -> Any:
        callback = self._callback = _Callback(function)
        self._wakeups.put(None)
        result = callback.results.get()
        self._callback = None
        return result

    # On the caller's thread:

    def cancel_if_requested(self) -> None:
        if self._cancel is not None and self._cancel.is_set():
            self._cancel_native()

    def run_callbacks(self) -> None:
        """Runs the callbacks of the call until it ends."""
        while not self._has_ended:
            callback = self._callback
            if callback is not None and not callback.is_taken:
                callback.is_taken = True
                result = callback.function()
                # The callback may have set the event.
                self.cancel_if_requested()
                callback.results.put(result)
            self._wait_for_wakeup()
            self.cancel_if_requested()
        self.join()

    def abort(self, error: BaseException) -> BaseException:
        """Ends the call early because of an exception, and returns the one to raise, with the report.

        Exceptions raised meanwhile, such as by another Ctrl-C, are ignored.
        """
        while True:
            try:
                self.cancel_and_join()
                return self._with_report(error)
            except BaseException:
                continue

    def cancel_and_join(self, seconds: float = math.inf) -> None:
        """Cancels the call and waits until it has ended."""
        latest = time.monotonic() + seconds
        while self._decide(runs=False) and time.monotonic() < latest:
            if self._has_ended:
                return self.join()
            self._cancel_native()
            callback = self._callback
            if callback is not None:
                callback.results.put(None)
            self._wait_for_wakeup()

    def outcome(self) -> T:
        error = self.callback_error or self._error
        # An exception and the frames it passed refer to each other. Without this the client would live
        # until the next garbage collection.
        self.callback_error = self._error = None
        try:
            if error is not None:
                raise error
            return cast(T, self.result)
        finally:
            del error

    def _with_report(self, error: BaseException) -> BaseException:
        report = self.result if isinstance(self.result, Report) else None
        if type(error) is KeyboardInterrupt:
            interrupted = Interrupted(report).with_traceback(error.__traceback__)
            # Both are the same interrupt: a traceback shows one of them.
            interrupted.__suppress_context__ = True
            return interrupted
        if report is not None:
            with suppress(AttributeError, TypeError):
                error.report = report  # type: ignore[attr-defined]
        return error

    # On both:

    def _decide(self, *, runs: bool) -> bool:
        """Decides whether the native call is made. The first decision counts: that of this thread when it
        starts, or that of a caller who gives up before."""
        return self._decision.setdefault("runs", runs)

    def _wait_for_wakeup(self) -> None:
        try:
            self._wakeups.get(timeout=_POLL_SECONDS)
        except Empty:
            pass


@atexit.register
def _cancel_all() -> None:
    """Ends the calls of daemon threads: a callback into an interpreter that is shut down would crash."""
    for thread in threading.enumerate():
        if isinstance(thread, _CallThread):
            thread.cancel_and_join(seconds=1)
