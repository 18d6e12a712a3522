"""Finds and loads the native library, and declares its functions."""

from __future__ import annotations

import ctypes
import functools
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_VARIABLE = "WEBEXREC_LIBRARY"
FILE_NAME = {"win32": "webexrec.dll", "darwin": "libwebexrec.dylib"}.get(sys.platform, "libwebexrec.so")
ABI_MAJOR, ABI_MINOR = 0, 1

HANDLE = ctypes.c_void_p
TEXT = ctypes.c_char_p
_NUMBER = ctypes.c_uint32
_TEXT_OUT = ctypes.POINTER(TEXT)
_ERROR = (ctypes.c_char_p, ctypes.c_size_t)

TOKEN_FUNCTION = ctypes.CFUNCTYPE(ctypes.c_int, HANDLE, HANDLE, ctypes.c_size_t)
PROGRESS_FUNCTION = ctypes.CFUNCTYPE(ctypes.c_int, HANDLE, HANDLE)
OUTCOME_FUNCTION = ctypes.CFUNCTYPE(ctypes.c_int, HANDLE, TEXT)

_SET_TEXT = (ctypes.c_int, HANDLE, TEXT, *_ERROR)
_SET_NUMBER = (ctypes.c_int, HANDLE, _NUMBER, *_ERROR)
_CHANGE = (ctypes.c_int, HANDLE, TEXT, TEXT, TEXT, _NUMBER, HANDLE, _TEXT_OUT, *_ERROR)
_LIST = (ctypes.c_int, HANDLE, TEXT, _NUMBER, HANDLE, _TEXT_OUT, *_ERROR)
# Result type, then parameter types. The ABI version comes first: it tells whether the others are as declared.
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "webexrec_abi_version": (ctypes.c_uint32,),
    "webexrec_version": (TEXT,),
    "webexrec_result_text": (TEXT, ctypes.c_int),
    "webexrec_string_free": (None, TEXT),
    "webexrec_options_new": (HANDLE,),
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
    "webexrec_options_set_token_provider": (ctypes.c_int, HANDLE, TOKEN_FUNCTION, HANDLE, *_ERROR),
    "webexrec_options_free": (None, HANDLE),
    "webexrec_monitor_new": (HANDLE,),
    "webexrec_monitor_set_progress": (ctypes.c_int, HANDLE, PROGRESS_FUNCTION, HANDLE),
    "webexrec_monitor_set_outcome": (ctypes.c_int, HANDLE, OUTCOME_FUNCTION, HANDLE),
    "webexrec_monitor_cancel": (None, HANDLE),
    "webexrec_monitor_free": (None, HANDLE),
    "webexrec_progress_get": (ctypes.c_uint64, HANDLE, _NUMBER),
    "webexrec_client_new": (ctypes.c_int, TEXT, HANDLE, ctypes.POINTER(HANDLE), *_ERROR),
    "webexrec_client_move_to_recycle_bin": _CHANGE,
    "webexrec_client_restore_from_recycle_bin": _CHANGE,
    "webexrec_client_purge_from_recycle_bin": _CHANGE,
    "webexrec_client_list_recordings": _LIST,
    "webexrec_client_list_sites": _LIST,
    "webexrec_client_free": (None, HANDLE),
}


# An exception is not cached: the next use tries again.
@functools.cache
def load() -> ctypes.CDLL:
    """The native library, loaded at the first call.

    Raises:
        ImportError: there is no library, or its version does not match.
    """
    path = _find()
    try:
        library = ctypes.CDLL(str(path))
    except OSError as error:
        raise _unusable(path, f"could not be loaded: {error}") from error
    for name, signature in _SIGNATURES.items():
        function = getattr(library, name, None)
        if function is None:
            raise _unusable(path, f"is another library, or damaged: it has no {name}")
        function.restype, *function.argtypes = signature
        if name == "webexrec_abi_version":
            _check_abi_version(path, function())
    return library


def library_path() -> str:
    """The file from which the native library was loaded."""
    return load()._name


def version() -> str:
    """The version of the native library, such as "0.1.0"."""
    return str(load().webexrec_version().decode())


def _find() -> Path:
    candidates = list(_candidates())
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise ImportError(
        f"The native library webexrec was not found in: {', '.join(map(str, candidates))}. "
        f"Build it, or set the environment variable {_VARIABLE} to its path.",
        name="webexrec",
    )


def _candidates() -> Iterator[Path]:
    named = os.environ.get(_VARIABLE)
    if named:
        # Absolute, because the system would search its own folders for a bare name.
        yield Path(named).absolute()
        return
    package = Path(__file__).resolve().parent
    yield package / FILE_NAME
    if package.parts[-3:] == ("bindings", "python", "webexrec"):
        repository = package.parents[2]
        target = repository / (os.environ.get("CARGO_TARGET_DIR") or "target")
        yield target / "release" / FILE_NAME
        yield target / "debug" / FILE_NAME


def _check_abi_version(path: Path, found: int) -> None:
    major, minor = found >> 16, found & 0xFFFF
    if major != ABI_MAJOR or minor < ABI_MINOR:
        raise _unusable(
            path,
            f"has binary interface {major}.{minor}, but this package needs {ABI_MAJOR}.{ABI_MINOR} "
            f"or a later {ABI_MAJOR}.x; install matching versions",
        )


def _unusable(path: Path, why: str) -> ImportError:
    return ImportError(f"The native library {path} {why}.", name="webexrec", path=str(path))
