"""The command line: runs the command of the arguments and returns the exit status."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from .. import InvalidInputError, WebexrecError
from . import commands, exit_status
from .arguments import parse
from .summary import remedy_for
from .terminal import printable, replace_unencodable, write_stderr


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line, by default that of the process, and returns its exit status."""
    replace_unencodable()
    signal.signal(signal.SIGTERM, _terminate)
    try:
        options = parse(
            arguments,
            list_recordings=commands.list_recordings,
            list_sites=commands.list_sites,
            change=commands.change,
        )
        status: int = options.command(options)
        return status
    except KeyboardInterrupt:
        write_stderr("Cancelled.")
        return exit_status.CANCELLED
    except exit_status.Terminated:
        write_stderr("Terminated by SIGTERM.")
        return exit_status.TERMINATED
    except (exit_status.UsageError, InvalidInputError) as error:
        return _fail(error, exit_status.INVALID_INPUT)
    except WebexrecError as error:
        return _fail(error, exit_status.FAILED, remedy_for(error.code))
    except (exit_status.TokenCommandError, OSError) as error:
        return _fail(error, exit_status.FAILED)
    except ImportError as error:
        if error.name != "webexrec":
            raise
        return _fail(error, exit_status.FAILED)


def _fail(error: Exception, status: int, remedy: str | None = None) -> int:
    write_stderr(f"webexrec: {printable(error)}")
    if remedy:
        write_stderr(remedy)
    report = getattr(error, "report", None)
    return status if report is None else exit_status.status_of(report)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise exit_status.Terminated
