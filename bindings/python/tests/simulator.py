"""The stand-in for the service: its true state, its log of requests, and what it is told to answer."""

from __future__ import annotations

import json
import os
import ssl
import unittest
import urllib.request
from typing import Any

for _variable in ("WEBEXREC_SIMULATOR_URL", "WEBEXREC_BASE_URL", "WEBEX_ACCESS_TOKEN"):
    if _variable not in os.environ:
        raise RuntimeError(f"{_variable} is not set: run the tests as the command of the simulator")

URL = os.environ["WEBEXREC_SIMULATOR_URL"]
USER_TOKEN = os.environ["WEBEX_ACCESS_TOKEN"]
SITE = "example.webex.com"
OTHER_SITE = "training.example.webex.com"
# From long ago to now: everything that the simulator has.
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
    with _opener.open(request) as answer:
        return json.loads(answer.read() or b"null")


def behave(**settings: Any) -> None:
    _control("PATCH", "behaviour", settings)


def answer(status: int, body: Any = None, **rest: Any) -> None:
    """For as long as it is asked, unless ``rest`` has a ``count``."""
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    _control("POST", "script", {"status": status, "body": text, "count": 100_000, **rest})


def script(**entry: Any) -> None:
    """What the next request gets instead of the service's own answer."""
    _control("POST", "script", entry)


def drop_every_request() -> None:
    script(drop="before", count=100_000)


def renew_token() -> str:
    """The user's new token; the old one is refused from now on."""
    return str(_control("POST", "tokens/user")["token"])


def user_token() -> str:
    """The user's token at the moment."""
    return str(_control("GET", "tokens")["user"])


def admin_token() -> str:
    return str(_control("GET", "tokens")["admin"])


def requests() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _control("GET", "requests")
    return found


def recordings() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _control("GET", "recordings")
    return found


def ids(count: int, host_email: str = "alice@example.com", site_url: str = SITE) -> list[str]:
    """Ids of that many recordings of a host on a site."""
    found = [
        each["id"] for each in recordings() if each["hostEmail"] == host_email and each["siteUrl"] == site_url
    ]
    assert len(found) >= count, f"{host_email} has only {len(found)} recordings on {site_url}"
    return found[:count]


def ids_with_status(status: str) -> set[str]:
    return {each["id"] for each in recordings() if each["status"] == status}


class TestCase(unittest.TestCase):
    """Each test starts with the simulator as it was at its start."""

    def setUp(self) -> None:
        _control("POST", "reset")

    def assert_in_bin(self, expected: list[str]) -> None:
        self.assertEqual(ids_with_status("deleted"), set(expected))

    def assert_nothing_was_sent(self) -> None:
        self.assertEqual(requests(), [])
