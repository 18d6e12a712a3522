"""The Python SDK wxc_sdk: the ids of a file, moved in one call after another as often as asked. Prints how many seconds a
call took after the first, which makes the connection."""

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
    for call in range(calls):
        if call == 1:
            start = time.perf_counter()
        api.meetings.recordings.move_recordings_into_the_recycle_bin(recording_ids=ids, site_url="example.webex.com")
print((time.perf_counter() - start) / (calls - 1))
