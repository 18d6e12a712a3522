"""Parameters as the native library takes them. Their values it checks itself, once they can get there."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from .codes import Flag, ResultCode
from .errors import error_for
from .recordings import AnyRecording
from .report import Result

_LARGEST_NUMBER = 2**32 - 1


def flags(**wanted: bool) -> int:
    return sum(Flag[name.upper()] for name, is_wanted in wanted.items() if is_wanted)


def text(parameter: str, value: str | None, code: ResultCode) -> bytes | None:
    """A C string. No error contains the value, which may be the token."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{parameter} must be a str, not {type(value).__name__}")
    _refuse_nul(parameter, value, code)
    # The library refuses half of a surrogate pair; Python's own error would contain the value.
    return value.encode(errors="surrogatepass")


def number(parameter: str, value: int | None) -> int | None:
    """A number that doesn't change on its way to the library, which knows its range."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{parameter} must be an int, not {type(value).__name__}")
    return _in_range(parameter, value)


def seconds(parameter: str, value: float | None, units: int = 1) -> int | None:
    """Seconds in the library's units, of which there are so many in one. Rounded up: 0 is special."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{parameter} must be a number of seconds, not {type(value).__name__}")
    return _in_range(parameter, math.ceil(value * units) if 0 <= value < math.inf else -1)


def _in_range(parameter: str, value: int) -> int:
    if not 0 <= value <= _LARGEST_NUMBER:
        raise error_for(
            ResultCode.INVALID_OPTION, f"{parameter} is out of range; help(webexrec.Client) has it"
        )
    return value


def query(members: Mapping[str, object] | None) -> bytes | None:
    if members is None:
        return None
    for value in members.values():
        if isinstance(value, str):
            _refuse_nul("query", value, ResultCode.INVALID_QUERY)
    return as_json(dict(members))


def recordings(given: Iterable[AnyRecording] | None) -> list[Any] | None:
    """What makes the library's recordings as JSON."""
    if given is None:
        return None
    # Each is an iterable itself, and would be taken for many recordings.
    if isinstance(given, (str, Mapping, Result)):
        raise TypeError("recordings is a single recording; put it into a list: [recording]")
    return [_recording(each) for each in given]


def as_json(value: Any) -> bytes | None:
    return None if value is None else json.dumps(value).encode()


def _recording(given: AnyRecording) -> Any:
    if isinstance(given, Result):
        return given.as_dict()
    return dict(given) if isinstance(given, Mapping) else given


def _refuse_nul(parameter: str, value: str, code: ResultCode) -> None:
    if "\0" in value:
        raise error_for(code, f"{parameter} contains a NUL character; remove it")
