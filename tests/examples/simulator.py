"""The control interface of the simulator, for the tests of the examples."""

import json
import os
import time
import urllib.request

TOKEN = os.environ["WEBEX_ACCESS_TOKEN"]
TIME_LIMIT = 20  # seconds that any condition may take


def control(method, path, body=None):
    """A request to the control interface."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{os.environ['WEBEXREC_SIMULATOR_URL']}/simulator/{path}", data, method=method)
    with urllib.request.urlopen(request) as response:
        text = response.read()
    return json.loads(text) if text else None


def purge_from_outside(recording_id):
    """Purges a recording of Alice without the tested program."""
    for operation in ("softDelete", "purge"):
        request = urllib.request.Request(
            f"{os.environ['WEBEXREC_BASE_URL']}/recordings/{operation}?hostEmail=alice@example.com",
            json.dumps({"recordingIds": [recording_id], "siteUrl": "example.webex.com"}).encode(),
            {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
        )
        urllib.request.urlopen(request).close()


def ids(status, **members):
    """The recordings with this status ("available" or "deleted") and these members, newest first."""
    wanted = {"status": status, **members}.items()
    recordings = [recording for recording in control("GET", "recordings") if wanted <= recording.items()]
    return [recording["id"] for recording in sorted(recordings, key=lambda one: one["createTime"], reverse=True)]


def completed_changes():
    return sum(request["status"] == 204 for request in control("GET", "requests"))


def wait_until(condition, what):
    """Polls until the condition returns something true, and returns that."""
    end = time.monotonic() + TIME_LIMIT
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not true within {TIME_LIMIT} s: {what() if callable(what) else what}")
