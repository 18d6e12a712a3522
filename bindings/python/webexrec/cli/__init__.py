"""The command line: from arguments to an exit status. ``webexrec --help`` says what it does."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from .. import InvalidInputError, WebexrecError
from . import commands, ends
from .arguments import parse
from .summary import advice
from .terminal import note, prepare, printable


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line, that of the process unless another is given, and returns its exit status."""
    prepare()
    signal.signal(signal.SIGTERM, _terminate)
    try:
        options = parse(
            arguments, listing=commands.list_recordings, sites=commands.list_sites, change=commands.change
        )
        status: int = options.command(options)
        return status
    except KeyboardInterrupt:
        note("Cancelled.")
        return ends.CANCELLED
    except ends.Terminated:
        note("Ended by SIGTERM.")
        return ends.TERMINATED
    except (ends.UsageError, InvalidInputError) as error:
        return _fail(error, ends.UNUSABLE)
    except WebexrecError as error:
        return _fail(error, ends.FAILED, advice(error.code))
    except (ends.TokenCommandError, OSError) as error:
        return _fail(error, ends.FAILED)
    except ImportError as error:
        if error.name != "webexrec":
            raise
        return _fail(error, ends.FAILED)


def _fail(error: Exception, status: int, advised: str | None = None) -> int:
    note(f"webexrec: {printable(error)}")
    if advised:
        note(advised)
    report = getattr(error, "report", None)
    return status if report is None else ends.status_of(report)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise ends.Terminated
