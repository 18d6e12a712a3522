"""The objects of the native library, as Python classes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from typing import Any

from ._library import HANDLE, OUTCOME_FUNCTION, PROGRESS_FUNCTION, TEXT, TOKEN_FUNCTION, load
from .codes import ResultCode
from .progress import Progress
from .report import error_for

ERROR_SIZE = 2048


class Monitor:
    """Progress, outcomes and cancellation of one call.

    The callbacks run on the thread of the native call, must not raise, and cancel the call by returning
    False. ``on_outcomes`` gets a JSON array of results.
    """

    def __init__(
        self,
        on_progress: Callable[[Progress], bool] | None = None,
        on_outcomes: Callable[[bytes], bool] | None = None,
    ) -> None:
        library = load()
        self._cancel, self._free = library.webexrec_monitor_cancel, library.webexrec_monitor_free
        self._handle = library.webexrec_monitor_new()
        # ctypes keeps no reference to the functions that the native library calls.
        self._functions: list[Any] = []
        if on_progress is not None:
            self._functions.append(_progress_function(on_progress))
            library.webexrec_monitor_set_progress(self._handle, self._functions[-1], None)
        if on_outcomes is not None:
            self._functions.append(_outcome_function(on_outcomes))
            library.webexrec_monitor_set_outcome(self._handle, self._functions[-1], None)

    def cancel(self) -> None:
        """Cancels the call, even if it has not started. Any thread may call this, any number of times."""
        self._cancel(self._handle)

    def __del__(self) -> None:
        # Ctrl-C may have interrupted __init__.
        if hasattr(self, "_handle"):
            self._free(self._handle)


class Client:
    """A client of the native library, freed with the last reference to it.

    Each running call holds a reference, so a client can be dropped at any time.
    """

    def __init__(
        self,
        token: bytes | None,
        options: Mapping[str, bytes | int],
        fetch_token: Callable[[], bytes | None] | None,
    ) -> None:
        """``options`` have the names of their setter functions. ``fetch_token`` runs on the thread of a
        native call, must not raise, and ends the call by returning None."""
        library = self._library = load()
        self._handle = HANDLE()
        native_options = library.webexrec_options_new()
        try:
            for name, value in options.items():
                _call(f"webexrec_options_set_{name}", native_options, value)
            if fetch_token is not None:
                self._token_function = _token_function(fetch_token)
                _call("webexrec_options_set_token_provider", native_options, self._token_function, None)
            _call("webexrec_client_new", token, native_options, ctypes.byref(self._handle))
        finally:
            library.webexrec_options_free(native_options)

    def change(
        self,
        operation: str,
        recordings_json: bytes | None,
        site_url: bytes | None,
        host_email: bytes | None,
        flags: int,
        monitor: Monitor,
    ) -> str:
        """Returns the report. Raises an error only if there is none."""
        parameters = (self._handle, recordings_json, site_url, host_email, flags, monitor._handle)
        result, message, report = _call_for_text(f"webexrec_client_{operation}", *parameters)
        if report is None:
            raise error_for(result, message)
        return report

    def list(self, what: str, query: bytes | None, flags: int, monitor: Monitor) -> str:
        """Returns a JSON array."""
        parameters = (self._handle, query, flags, monitor._handle)
        result, message, items = _call_for_text(f"webexrec_client_list_{what}", *parameters)
        if result != ResultCode.OK or items is None:
            raise error_for(result, message)
        return items

    def __del__(self) -> None:
        # Without a library there is no handle.
        if hasattr(self, "_handle"):
            self._library.webexrec_client_free(self._handle)


def _progress_function(on_progress: Callable[[Progress], bool]) -> Any:
    get = load().webexrec_progress_get

    def notify(_: None, progress: int) -> int:
        return not on_progress(Progress(*(get(progress, field) for field in range(len(Progress._fields)))))

    return PROGRESS_FUNCTION(notify)


def _outcome_function(on_outcomes: Callable[[bytes], bool]) -> Any:
    def notify(_: None, results: bytes) -> int:
        return not on_outcomes(results)

    return OUTCOME_FUNCTION(notify)


def _token_function(fetch_token: Callable[[], bytes | None]) -> Any:
    def write_token(_: None, buffer: int, size: int) -> int:
        token = fetch_token()
        if token is None or len(token) >= size:
            return 1
        ctypes.memmove(buffer, token + b"\0", len(token) + 1)
        return 0

    return TOKEN_FUNCTION(write_token)


def _call(function: str, *parameters: Any) -> None:
    """Calls a function of the library, and raises an error if it fails."""
    result, message = _result_of(function, *parameters)
    if result != ResultCode.OK:
        raise error_for(result, message)


def _call_for_text(function: str, *parameters: Any) -> tuple[int, str, str | None]:
    """Calls a function that writes a string: the result code, the message and the string."""
    free = load().webexrec_string_free
    # This holds the pointer to be freed; its value is a copy.
    text = TEXT()
    try:
        result, message = _result_of(function, *parameters, ctypes.byref(text))
        return result, message, None if text.value is None else text.value.decode()
    finally:
        free(text)


def _result_of(function: str, *parameters: Any) -> tuple[int, str]:
    error = ctypes.create_string_buffer(ERROR_SIZE)
    result: int = getattr(load(), function)(*parameters, error, ERROR_SIZE)
    message = error.value or load().webexrec_result_text(result)
    return result, message.decode(errors="replace")
