"""The native library: where it is, its functions, and how they are called. All of ctypes is here."""

from __future__ import annotations

import ctypes
import functools
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .codes import ResultCode
from .errors import error_for
from .progress import Progress

_VARIABLE = "WEBEXREC_LIBRARY"
_FILE = {"win32": "webexrec.dll", "darwin": "libwebexrec.dylib"}.get(sys.platform, "libwebexrec.so")
_ABI_MAJOR, _ABI_MINOR = 0, 1
_ERROR_SIZE = 2048

_OBJECT = ctypes.c_void_p
_TEXT = ctypes.c_char_p
_NUMBER = ctypes.c_uint32
_ERROR = (ctypes.c_char_p, ctypes.c_size_t)
_WRITTEN = ctypes.POINTER(_TEXT)
_TOKEN_FUNCTION = ctypes.CFUNCTYPE(ctypes.c_int, _OBJECT, _OBJECT, ctypes.c_size_t)
_PROGRESS_FUNCTION = ctypes.CFUNCTYPE(ctypes.c_int, _OBJECT, _OBJECT)
_OUTCOME_FUNCTION = ctypes.CFUNCTYPE(ctypes.c_int, _OBJECT, _TEXT)

_SET_TEXT = (ctypes.c_int, _OBJECT, _TEXT, *_ERROR)
_SET_NUMBER = (ctypes.c_int, _OBJECT, _NUMBER, *_ERROR)
_CHANGE = (ctypes.c_int, _OBJECT, _TEXT, _TEXT, _TEXT, _NUMBER, _OBJECT, _WRITTEN, *_ERROR)
_LIST = (ctypes.c_int, _OBJECT, _TEXT, _NUMBER, _OBJECT, _WRITTEN, *_ERROR)
# Result type, then parameter types. The first function tells whether the others are these.
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "webexrec_abi_version": (ctypes.c_uint32,),
    "webexrec_version": (_TEXT,),
    "webexrec_result_text": (_TEXT, ctypes.c_int),
    "webexrec_string_free": (None, _TEXT),
    "webexrec_options_new": (_OBJECT,),
    "webexrec_options_set_base_url": _SET_TEXT,
    "webexrec_options_set_ca_file": _SET_TEXT,
    "webexrec_options_set_proxy": _SET_TEXT,
    "webexrec_options_set_user_agent": _SET_TEXT,
    "webexrec_options_set_concurrency": _SET_NUMBER,
    "webexrec_options_set_connect_timeout_ms": _SET_NUMBER,
    "webexrec_options_set_request_timeout_ms": _SET_NUMBER,
    "webexrec_options_set_deadline_ms": _SET_NUMBER,
    "webexrec_options_set_max_attempts": _SET_NUMBER,
    "webexrec_options_set_max_wait_seconds": _SET_NUMBER,
    "webexrec_options_set_token_provider": (ctypes.c_int, _OBJECT, _TOKEN_FUNCTION, _OBJECT, *_ERROR),
    "webexrec_options_free": (None, _OBJECT),
    "webexrec_monitor_new": (_OBJECT,),
    "webexrec_monitor_set_progress": (ctypes.c_int, _OBJECT, _PROGRESS_FUNCTION, _OBJECT),
    "webexrec_monitor_set_outcome": (ctypes.c_int, _OBJECT, _OUTCOME_FUNCTION, _OBJECT),
    "webexrec_monitor_cancel": (None, _OBJECT),
    "webexrec_monitor_free": (None, _OBJECT),
    "webexrec_progress_get": (ctypes.c_uint64, _OBJECT, _NUMBER),
    "webexrec_client_new": (ctypes.c_int, _TEXT, _OBJECT, ctypes.POINTER(_OBJECT), *_ERROR),
    "webexrec_client_move_to_recycle_bin": _CHANGE,
    "webexrec_client_restore_from_recycle_bin": _CHANGE,
    "webexrec_client_purge_from_recycle_bin": _CHANGE,
    "webexrec_client_list_recordings": _LIST,
    "webexrec_client_list_sites": _LIST,
    "webexrec_client_free": (None, _OBJECT),
}


def library_path() -> str:
    """The file from which the native library was loaded."""
    return _library()._name


def version() -> str:
    """The version of the native library, such as "0.1.0"."""
    return str(_library().webexrec_version().decode())


class Monitor:
    """Watches and stops one call. Its callbacks run on the thread of the call and must not raise.

    ``on_progress`` and ``on_outcomes``, which is given a JSON array, cancel the call with False.
    """

    def __init__(
        self,
        on_progress: Callable[[Progress], bool] | None = None,
        on_outcomes: Callable[[bytes], bool] | None = None,
    ) -> None:
        library = _library()
        self._cancel, self._free = library.webexrec_monitor_cancel, library.webexrec_monitor_free
        self._pointer = library.webexrec_monitor_new()
        # What the native library calls has to live as long as it may be called.
        self._functions: list[Any] = []
        if on_progress is not None:
            get = library.webexrec_progress_get

            def tell_progress(_: None, progress: int) -> int:
                fields = range(len(Progress._fields))
                return not on_progress(Progress(*(get(progress, field) for field in fields)))

            self._functions.append(_PROGRESS_FUNCTION(tell_progress))
            library.webexrec_monitor_set_progress(self._pointer, self._functions[-1], None)
        if on_outcomes is not None:

            def tell_outcomes(_: None, results: bytes) -> int:
                return not on_outcomes(results)

            self._functions.append(_OUTCOME_FUNCTION(tell_outcomes))
            library.webexrec_monitor_set_outcome(self._pointer, self._functions[-1], None)

    def cancel(self) -> None:
        """Cancels its call, or the one that is to come. Any thread may do that, any number of times."""
        self._cancel(self._pointer)

    def __del__(self) -> None:
        # There is none if Ctrl-C came first.
        if hasattr(self, "_pointer"):
            self._free(self._pointer)


class Client:
    """A client of the native library, freed with the last reference to it.

    Each call that is running holds one, so that it can be dropped at any time.
    """

    def __init__(
        self,
        token: bytes | None,
        settings: Mapping[str, bytes | int],
        fetch_token: Callable[[], bytes | None] | None,
    ) -> None:
        """``settings`` are named like the functions that set them. ``fetch_token`` runs on the
        thread of a call, must not raise, and ends the call with None."""
        library = self._library = _library()
        self._pointer = _OBJECT()
        options = library.webexrec_options_new()
        try:
            for name, value in settings.items():
                _call(f"webexrec_options_set_{name}", options, value)
            if fetch_token is not None:
                self._token_function = _token_function(fetch_token)
                _call("webexrec_options_set_token_provider", options, self._token_function, None)
            _call("webexrec_client_new", token, options, ctypes.byref(self._pointer))
        finally:
            library.webexrec_options_free(options)

    def change(
        self,
        operation: str,
        recordings_json: bytes | None,
        site_url: bytes | None,
        host_email: bytes | None,
        flags: int,
        monitor: Monitor,
    ) -> str:
        """Returns the report, whatever became of the recordings."""
        parameters = (self._pointer, recordings_json, site_url, host_email, flags, monitor._pointer)
        result, message, report = _run(f"webexrec_client_{operation}", *parameters)
        if report is None:
            raise error_for(result, message)
        return report

    def list(self, what: str, of: bytes | None, flags: int, monitor: Monitor) -> str:
        """Returns a JSON array."""
        parameters = (self._pointer, of, flags, monitor._pointer)
        result, message, items = _run(f"webexrec_client_list_{what}", *parameters)
        if result != ResultCode.OK or items is None:
            raise error_for(result, message)
        return items

    def __del__(self) -> None:
        # There is none if no library was found.
        if hasattr(self, "_pointer"):
            self._library.webexrec_client_free(self._pointer)


def _token_function(fetch_token: Callable[[], bytes | None]) -> Any:
    def write_token(_: None, buffer: int, size: int) -> int:
        token = fetch_token()
        if token is None or len(token) >= size:
            return 1
        ctypes.memmove(buffer, token + b"\0", len(token) + 1)
        return 0

    return _TOKEN_FUNCTION(write_token)


def _run(function: str, *parameters: Any) -> tuple[int, str, str | None]:
    """Calls a function that also writes a string: its result, its message, and the string."""
    free = _library().webexrec_string_free
    # It holds the pointer, which is to be freed; its value is a copy.
    text = _TEXT()
    try:
        result, message = _result(function, *parameters, ctypes.byref(text))
        return result, message, None if text.value is None else text.value.decode()
    finally:
        free(text)


def _call(function: str, *parameters: Any) -> None:
    """Calls a function that says with its result and its last two parameters how it went."""
    result, message = _result(function, *parameters)
    if result != ResultCode.OK:
        raise error_for(result, message)


def _result(function: str, *parameters: Any) -> tuple[int, str]:
    error = ctypes.create_string_buffer(_ERROR_SIZE)
    result: int = getattr(_library(), function)(*parameters, error, _ERROR_SIZE)
    message = error.value or _library().webexrec_result_text(result)
    return result, message.decode(errors="replace")


# A failure isn't kept: the next use looks again.
@functools.cache
def _library() -> ctypes.CDLL:
    path = _find()
    try:
        library = ctypes.CDLL(str(path))
    except OSError as error:
        raise _unusable(path, f"could not be loaded: {error}") from error
    for name, signature in _SIGNATURES.items():
        function = getattr(library, name, None)
        if function is None:
            raise _unusable(path, f"is another one, or broken: it has no {name}")
        function.restype, *function.argtypes = signature
        if name == "webexrec_abi_version":
            _check_abi_version(path, function())
    return library


def _find() -> Path:
    places = list(_places())
    for place in places:
        if place.is_file():
            return place
    raise ImportError(
        f"The native library webexrec is not there: looked for {', '.join(map(str, places))}. "
        f"Build it, or name its file in the environment variable {_VARIABLE}.",
        name="webexrec",
    )


def _places() -> Iterator[Path]:
    named = os.environ.get(_VARIABLE)
    if named:
        # Not as it is: the system would search for a bare name.
        yield Path(named).absolute()
        return
    package = Path(__file__).resolve().parent
    yield package / _FILE
    if package.parts[-3:] == ("bindings", "python", "webexrec"):
        repository = package.parents[2]
        target = repository / (os.environ.get("CARGO_TARGET_DIR") or "target")
        yield target / "release" / _FILE
        yield target / "debug" / _FILE


def _check_abi_version(path: Path, found: int) -> None:
    major, minor = found >> 16, found & 0xFFFF
    if major != _ABI_MAJOR or minor < _ABI_MINOR:
        raise _unusable(
            path,
            f"has binary interface {major}.{minor}, but this package needs {_ABI_MAJOR}.{_ABI_MINOR} "
            f"or a later {_ABI_MAJOR}.x; install versions that belong together",
        )


def _unusable(path: Path, why: str) -> ImportError:
    return ImportError(f"The native library {path} {why}.", name="webexrec", path=str(path))
