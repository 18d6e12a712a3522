"""The access token: from a command, from the environment, or from the person at the terminal."""

from __future__ import annotations

import getpass
import os
import subprocess
from collections.abc import Callable

from .ends import TokenCommandError, UsageError
from .terminal import can_ask

_VARIABLE = "WEBEX_ACCESS_TOKEN"


def find_token(command: str | None) -> str | Callable[[], str]:
    """The token, or if there is a command, what runs it each time a token is needed."""
    if command is not None:
        return lambda: _run(command)
    token = os.environ.get(_VARIABLE, "").strip()
    if token:
        return token
    if not can_ask():
        raise UsageError(f"there is no access token: set {_VARIABLE}, or give --token-command")
    token = getpass.getpass("Access token (not shown): ").strip()
    if not token:
        raise UsageError("no access token was given")
    return token


def _run(command: str) -> str:
    # Its standard error is ours. What it prints may hold a token, also when it fails, and is never shown.
    ended = subprocess.run(command, shell=True, stdout=subprocess.PIPE, check=False)
    if ended.returncode != 0:
        raise TokenCommandError(f"the token command ended with exit status {ended.returncode}")
    token = ended.stdout.decode(errors="replace").strip()
    if not token:
        raise TokenCommandError("the token command printed nothing")
    return token
