"""The native library: where it is, its functions, and how they are called. All of ctypes is here."""

from __future__ import annotations

import ctypes
import functools
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .codes import ResultCode
from .errors import error_for

_VARIABLE = "WEBEXREC_LIBRARY"
_FILE = {"win32": "webexrec.dll", "darwin": "libwebexrec.dylib"}.get(sys.platform, "libwebexrec.so")
_ABI_MAJOR, _ABI_MINOR = 0, 1
_ERROR_SIZE = 2048

_TEXT = ctypes.c_char_p
_FLAGS = ctypes.c_uint32
_ERROR = (ctypes.c_char_p, ctypes.c_size_t)
_CHANGE = (ctypes.c_int, _TEXT, _TEXT, _TEXT, _TEXT, _FLAGS, *_ERROR)
_LIST = (ctypes.c_int, _TEXT, _TEXT, _FLAGS, ctypes.POINTER(_TEXT), *_ERROR)
# Result type, then parameter types. The first function tells whether the others are these.
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "webexrec_abi_version": (ctypes.c_uint32,),
    "webexrec_version": (_TEXT,),
    "webexrec_result_text": (_TEXT, ctypes.c_int),
    "webexrec_string_free": (None, _TEXT),
    "webexrec_move_to_recycle_bin": _CHANGE,
    "webexrec_restore_from_recycle_bin": _CHANGE,
    "webexrec_purge_from_recycle_bin": _CHANGE,
    "webexrec_list_recordings": _LIST,
    "webexrec_list_sites": _LIST,
}


def library_path() -> str:
    """The file from which the native library was loaded."""
    return _library()._name


def version() -> str:
    """The version of the native library, such as "0.1.0"."""
    return str(_library().webexrec_version().decode())


def call(function: str, *parameters: Any) -> None:
    """Calls a function that says with its result and its last two parameters how it went."""
    error = ctypes.create_string_buffer(_ERROR_SIZE)
    result = getattr(_library(), function)(*parameters, error, _ERROR_SIZE)
    if result != ResultCode.OK:
        message = error.value or _library().webexrec_result_text(result)
        raise error_for(result, message.decode(errors="replace"))


def call_for_json(function: str, *parameters: Any) -> str:
    """Calls a function that also writes a string, which is returned."""
    free = _library().webexrec_string_free
    # It holds the pointer, which is to be freed; its value is a copy.
    text = _TEXT()
    try:
        call(function, *parameters, ctypes.byref(text))
        return (text.value or b"").decode()
    finally:
        free(text)


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
