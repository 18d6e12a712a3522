"""Output for people: standard streams, prompts, tables, and text that is safe for a terminal."""

from __future__ import annotations

import errno
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from typing import TextIO

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_GAP = "  "
_MIN_SHRUNK_WIDTH = 10
_DEFAULT_WIDTH = 80


def replace_unencodable() -> None:
    """Makes the standard streams replace characters that their encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        _reconfigure(stream, errors="replace")


def write_stdout(text: str) -> None:
    """Writes a line of the result. A closed pipe is not an error."""
    try:
        print(text, flush=True)
    except OSError as error:
        _discard_output(sys.stdout)
        # Windows reports a closed pipe as EINVAL.
        if error.errno not in (errno.EPIPE, errno.EINVAL):
            raise


def write_json(json: str) -> None:
    """Writes JSON as the result, in UTF-8 for every locale."""
    _reconfigure(sys.stdout, encoding="utf-8")
    write_stdout(json)


def write_stderr(text: str, end: str = "\n") -> None:
    """Writes a line for people beside the result. If that fails, the job continues."""
    try:
        print(text, end=end, file=sys.stderr, flush=True)
    except OSError:
        _discard_output(sys.stderr)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal. None: the process was started without the stream."""
    return stream is not None and stream.isatty()


def can_prompt() -> bool:
    """Whether a person can read and answer a prompt."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def confirm(question: str) -> bool:
    """Asks a question. Only "y" and "yes" confirm."""
    write_stderr(f"{question} [y/N] ", end="")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def terminal_width(stream: TextIO) -> int:
    """The number of columns."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or _DEFAULT_WIDTH
    except OSError:
        return _DEFAULT_WIDTH


def printable(text: object) -> str:
    """Replaces characters that could control a terminal."""
    string = str(text)
    if string.isprintable():
        return string
    return "".join(
        each if each.isprintable() else " " if each.isspace() else _REPLACEMENT for each in string
    )


def table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    align_right: Sequence[int] = (),
    shrink: Sequence[int] = (),
) -> str:
    """Aligns columns of printable text.

    ``align_right``: columns aligned to the right. ``shrink``: columns to shorten, in this order, until
    the lines fit the terminal. If standard output is not a terminal, nothing is shortened.
    """
    lines = [[printable(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(_width, column)) for column in zip(*lines)]
    if is_terminal(sys.stdout):
        _shrink(widths, shrink, terminal_width(sys.stdout))

    def fit(column: int, cell: str) -> str:
        shown = _shorten(cell, widths[column])
        space = " " * (widths[column] - _width(shown))
        return space + shown if column in align_right else shown + space

    return "\n".join(_GAP.join(map(fit, range(len(widths)), line)).rstrip() for line in lines)


def _shrink(widths: list[int], columns: Sequence[int], total: int) -> None:
    for column in columns:
        excess = sum(widths) + len(_GAP) * (len(widths) - 1) - total
        widths[column] -= max(0, min(excess, widths[column] - _MIN_SHRUNK_WIDTH))


def _shorten(text: str, width: int) -> str:
    if _width(text) <= width:
        return text
    room, kept = width - 1, ""
    for each in text:
        room -= _width(each)
        if room < 0:
            break
        kept += each
    return kept + "…"


def _width(text: str) -> int:
    """The number of columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 1 + (unicodedata.east_asian_width(each) in "WF")
        for each in text
    )


def _reconfigure(stream: TextIO, **settings: str) -> None:
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(**settings)  # type: ignore[arg-type]


def _discard_output(stream: TextIO) -> None:
    """Discards further output; otherwise the interpreter would report an error when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
