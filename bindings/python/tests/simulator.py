"""Controls the simulator of the service: its state, its log of requests, and its scripted responses."""

from __future__ import annotations

import json
import os
import ssl
import tempfile
import threading
import time
import unittest
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

for _variable in ("WEBEXREC_SIMULATOR_URL", "WEBEXREC_BASE_URL", "WEBEX_ACCESS_TOKEN"):
    if _variable not in os.environ:
        raise RuntimeError(f"{_variable} is not set: run the tests as the command of the simulator")

URL = os.environ["WEBEXREC_SIMULATOR_URL"]
USER_TOKEN = os.environ["WEBEX_ACCESS_TOKEN"]
SITE = "example.webex.com"
OTHER_SITE = "training.example.webex.com"
# An id that no recording has.
WRONG_ID = "0" * 32
# A query for all recordings of the simulator.
EVER = {"from": "2020-01-01"}

_opener = urllib.request.build_opener(
    urllib.request.ProxyHandler({}),
    urllib.request.HTTPSHandler(
        context=ssl.create_default_context(cafile=os.environ.get("WEBEXREC_CA_FILE"))
    ),
)


def _control(method: str, name: str, body: Any = None) -> Any:
    request = urllib.request.Request(
        f"{URL}/simulator/{name}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with _opener.open(request) as response:
        return json.loads(response.read() or b"null")


def behave(**settings: Any) -> None:
    """Changes settings of the simulator."""
    _control("PATCH", "behaviour", settings)


def script(**entry: Any) -> None:
    """Sets what the next request gets instead of the service's own response."""
    _control("POST", "script", entry)


def respond(status: int, body: Any = None, **rest: Any) -> None:
    """Sets the response to all requests, or to as many as ``count``."""
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    script(**{"status": status, "body": text, "count": 100_000, **rest})


def replace_token() -> str:
    """Replaces the user's token. The old one is refused from now on."""
    return str(_control("POST", "tokens/user")["token"])


def user_token() -> str:
    """The user's current token."""
    return str(_control("GET", "tokens")["user"])


def admin_token() -> str:
    return str(_control("GET", "tokens")["admin"])


def requests() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _control("GET", "requests")
    return found


def sent_ids() -> list[list[str]]:
    """The ids in each request so far that has a body."""
    return [json.loads(each["body"])["recordingIds"] for each in requests() if each["body"]]


def recordings() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _control("GET", "recordings")
    return found


def ids(count: int, host_email: str = "alice@example.com", site_url: str = SITE) -> list[str]:
    """The ids of so many recordings of a host on a site."""
    found = [
        each["id"] for each in recordings() if each["hostEmail"] == host_email and each["siteUrl"] == site_url
    ]
    assert len(found) >= count, f"{host_email} has only {len(found)} recordings on {site_url}"
    return found[:count]


def ids_with_status(status: str) -> set[str]:
    return {each["id"] for each in recordings() if each["status"] == status}


def wait_until(condition: Callable[[], bool]) -> None:
    """Returns when a condition is true, and fails after 30 seconds."""
    latest = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < latest, "the condition did not become true"
        threading.Event().wait(0.005)


def wait_for_requests(count: int, method: str = "POST") -> None:
    """Returns when so many requests with a method have arrived."""
    wait_until(lambda: sum(request["method"] == method for request in requests()) >= count)


class TestCase(unittest.TestCase):
    """Resets the simulator before each test."""

    def setUp(self) -> None:
        _control("POST", "reset")

    def make_folder(self) -> Path:
        """A folder that is removed after the test."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return Path(folder.name).resolve()

    def assert_in_bin(self, expected: list[str]) -> None:
        self.assertEqual(ids_with_status("deleted"), set(expected))

    def assert_nothing_was_sent(self) -> None:
        self.assertEqual(requests(), [])
