"""The Python SDK wxc_sdk, used as its documentation shows. It retries after a 429. It does not make batches, so this
program does. After any other failure it continues with the next batch."""

import json
import os
import sys
import time

from wxc_sdk import WebexSimpleApi
from wxc_sdk.rest import RestError, RestSession

imported = time.process_time()
RestSession.BASE = os.environ["WEBEXREC_BASE_URL"]
if "WEBEXREC_CA_FILE" in os.environ:
    os.environ["REQUESTS_CA_BUNDLE"] = os.environ["WEBEXREC_CA_FILE"]
with open(sys.argv[1]) as file:
    ids = json.load(file)

moved, failures = 0, []
with WebexSimpleApi() as api:
    for start in range(0, len(ids), 100):
        batch = ids[start : start + 100]
        try:
            api.meetings.recordings.move_recordings_into_the_recycle_bin(
                recording_ids=batch, site_url="example.webex.com"
            )
            moved += len(batch)
        except RestError as error:
            failures.append(error)

print(moved)
if failures:
    print(f"{len(failures)} batches failed; the first with: {failures[0]}")
print(f"{imported:.2f} s of CPU time for the start of Python and its imports")
