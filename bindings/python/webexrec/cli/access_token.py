"""The access token: from a command, from the environment, or from a prompt."""

from __future__ import annotations

import getpass
import os
import subprocess
from collections.abc import Callable

from .exit_status import TokenCommandError, UsageError
from .terminal import can_prompt

_VARIABLE = "WEBEX_ACCESS_TOKEN"


def find_token(command: str | None) -> str | Callable[[], str]:
    """The token; with a command, a function that runs it each time a token is needed."""
    if command is not None:
        return lambda: _run(command)
    token = os.environ.get(_VARIABLE, "").strip()
    if token:
        return token
    if not can_prompt():
        raise UsageError(f"no access token: set {_VARIABLE} or use --token-command")
    token = getpass.getpass("Access token (not shown): ").strip()
    if not token:
        raise UsageError("no access token entered")
    return token


def _run(command: str) -> str:
    # Standard output may contain a token even if the command fails, so it is never shown.
    completed = subprocess.run(command, shell=True, stdout=subprocess.PIPE, check=False)
    if completed.returncode != 0:
        raise TokenCommandError(f"the token command failed with exit status {completed.returncode}")
    token = completed.stdout.decode(errors="replace").strip()
    if not token:
        raise TokenCommandError("the token command printed no token")
    return token
