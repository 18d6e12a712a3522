"""Checks the types of parameters and converts them for the native library, which checks their values."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from .codes import Flag, ResultCode
from .recordings import AnyRecording
from .report import error_for
from .results import Result

_MAX_NUMBER = 2**32 - 1


def flags(**selected: bool) -> int:
    return sum(Flag[name.upper()] for name, is_selected in selected.items() if is_selected)


def text(parameter: str, value: str | None, code: ResultCode) -> bytes | None:
    """Encodes a C string. Errors never contain the value, which may be the token."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{parameter} must be a str, not {type(value).__name__}")
    _refuse_nul(parameter, value, code)
    # The library refuses a lone surrogate. Python's own error would contain the value.
    return value.encode(errors="surrogatepass")


def number(parameter: str, value: int | None) -> int | None:
    """Checks that a number fits into the library's type. The library knows the valid range."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{parameter} must be an int, not {type(value).__name__}")
    return _in_range(parameter, value)


def seconds(parameter: str, value: float | None, units_per_second: int = 1) -> int | None:
    """Converts seconds into the library's units. Rounds up, because 0 has a special meaning."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{parameter} must be a number of seconds, not {type(value).__name__}")
    return _in_range(parameter, math.ceil(value * units_per_second) if 0 <= value < math.inf else -1)


def query(members: Mapping[str, object] | None) -> bytes | None:
    if members is None:
        return None
    for value in members.values():
        if isinstance(value, str):
            _refuse_nul("query", value, ResultCode.INVALID_QUERY)
    return as_json(dict(members))


def recordings(values: Iterable[AnyRecording] | None) -> list[Any] | None:
    """Converts recordings into values for ``as_json``."""
    if values is None:
        return None
    # A single recording is iterable too: its characters or members are not recordings.
    if isinstance(values, (str, Mapping, Result)):
        raise TypeError("recordings is a single recording; put it into a list: [recording]")
    return [_recording(value) for value in values]


def as_json(value: Any) -> bytes | None:
    return None if value is None else json.dumps(value).encode()


def _recording(value: AnyRecording) -> Any:
    if isinstance(value, Result):
        return value.as_dict()
    return dict(value) if isinstance(value, Mapping) else value


def _in_range(parameter: str, value: int) -> int:
    if not 0 <= value <= _MAX_NUMBER:
        raise error_for(
            ResultCode.INVALID_OPTION, f"{parameter} is out of range; help(webexrec.Client) has the range"
        )
    return value


def _refuse_nul(parameter: str, value: str, code: ResultCode) -> None:
    if "\0" in value:
        raise error_for(code, f"{parameter} contains a NUL character; remove it")
