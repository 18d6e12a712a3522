"""Writing for people: text that is safe for a terminal, tables that fit it, questions."""

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
_LEAST_CUT = 10
_USUAL_WIDTH = 80


def prepare() -> None:
    """Lets no character fail that the encoding of the terminal or the log doesn't have."""
    for stream in (sys.stdout, sys.stderr):
        _set_encoding(stream, errors="replace")


def say(text: str) -> None:
    """Writes a line of the result to standard output. That its reader has gone is no failure."""
    try:
        print(text, flush=True)
    except OSError as error:
        _silence(sys.stdout)
        # EINVAL is how Windows calls it.
        if error.errno not in (errno.EPIPE, errno.EINVAL):
            raise


def say_json(json: str) -> None:
    """Writes JSON to standard output: in UTF-8, whatever the locale."""
    _set_encoding(sys.stdout, encoding="utf-8")
    say(json)


def note(text: str, end: str = "\n") -> None:
    """Writes a line to standard error: what is going on. That it can't be written never ends a job."""
    try:
        print(text, end=end, file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person is there; None is a stream that the process was started without."""
    return stream is not None and stream.isatty()


def can_ask() -> bool:
    """Whether there is a person to ask."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def ask(question: str) -> bool:
    """Whether the person says yes."""
    note(f"{question} [y/N] ", end="")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def columns(stream: TextIO) -> int:
    """The width of a terminal."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or _USUAL_WIDTH
    except OSError:
        return _USUAL_WIDTH


def printable(text: object) -> str:
    """The text with nothing in it that a terminal could obey."""
    string = str(text)
    if string.isprintable():
        return string
    return "".join(
        each if each.isprintable() else " " if each.isspace() else _REPLACEMENT for each in string
    )


def table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = (), cut: Sequence[int] = ()
) -> str:
    """Lines with aligned columns. Text is made printable.

    ``right``: columns aligned to the right. ``cut``: those that give way, one after the other, if
    lines don't fit the terminal; where standard output is none, nothing is cut.
    """
    lines = [[printable(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(_width, column)) for column in zip(*lines)]
    if is_terminal(sys.stdout):
        for at in cut:
            excess = sum(widths) + len(_GAP) * (len(widths) - 1) - columns(sys.stdout)
            widths[at] -= max(0, min(excess, widths[at] - _LEAST_CUT))

    def fit(at: int, cell: str) -> str:
        shown = _shorten(cell, widths[at])
        space = " " * (widths[at] - _width(shown))
        return space + shown if at in right else shown + space

    return "\n".join(_GAP.join(map(fit, range(len(widths)), line)).rstrip() for line in lines)


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
    """Columns on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 1 + (unicodedata.east_asian_width(each) in "WF")
        for each in text
    )


def _set_encoding(stream: TextIO, **settings: str) -> None:
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(**settings)  # type: ignore[arg-type]


def _silence(stream: TextIO) -> None:
    """What is left is dropped, or the interpreter would complain when it flushes it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
