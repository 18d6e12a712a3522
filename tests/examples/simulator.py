"""The simulator that the examples work on, as their tests see it from behind."""

import json
import os
import time
import urllib.request

TOKEN = os.environ["WEBEX_ACCESS_TOKEN"]
TIME_LIMIT = 20  # seconds that anything may take to become so


def ask(method, path, body=None):
    """A request to /simulator, which needs no token."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{os.environ['WEBEXREC_SIMULATOR_URL']}/simulator/{path}", data, method=method)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def purge_as_somebody_else(recording_id):
    """Takes a recording of Alice's away for good, behind the back of the program that is tested."""
    for operation in ("softDelete", "purge"):
        request = urllib.request.Request(
            f"{os.environ['WEBEXREC_BASE_URL']}/recordings/{operation}?hostEmail=alice@example.com",
            json.dumps({"recordingIds": [recording_id], "siteUrl": "example.webex.com"}).encode(),
            {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
        )
        urllib.request.urlopen(request).close()


def ids(status, **members):
    """Of what is truly "available" or "deleted" and has these members, newest first."""
    wanted = {"status": status, **members}.items()
    recordings = [recording for recording in ask("GET", "recordings") if wanted <= recording.items()]
    return [recording["id"] for recording in sorted(recordings, key=lambda one: one["createTime"], reverse=True)]


def changes_answered():
    return sum(request["status"] == 204 for request in ask("GET", "requests"))


def wait_until(condition, what):
    """Polls until the condition gives something, and returns that."""
    end = time.monotonic() + TIME_LIMIT
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not so within {TIME_LIMIT} s: {what() if callable(what) else what}")
