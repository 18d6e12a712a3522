"""The Python SDK wxc_sdk: moves the ids of a file, the given number of times, one call after another. Prints the wall
and CPU seconds per call, without the first one, which opens the connection."""

import json
import os
import sys
import time

from wxc_sdk import WebexSimpleApi
from wxc_sdk.rest import RestSession

RestSession.BASE = os.environ["WEBEXREC_BASE_URL"]
if "WEBEXREC_CA_FILE" in os.environ:
    os.environ["REQUESTS_CA_BUNDLE"] = os.environ["WEBEXREC_CA_FILE"]
with open(sys.argv[1]) as file:
    ids = json.load(file)
calls = int(sys.argv[2])
with WebexSimpleApi() as api:
    move = api.meetings.recordings.move_recordings_into_the_recycle_bin
    move(recording_ids=ids, site_url="example.webex.com")
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(1, calls):
        move(recording_ids=ids, site_url="example.webex.com")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
print(wall / (calls - 1), cpu / (calls - 1))
