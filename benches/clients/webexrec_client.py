"""This library from Python: one call that moves the ids of a file."""

import json
import os
import sys

import webexrec

with open(sys.argv[1]) as file:
    ids = json.load(file)
with webexrec.Client(os.environ["WEBEX_ACCESS_TOKEN"]) as client:
    report = client.move_to_recycle_bin(ids, site_url="example.webex.com")
print(len(report.done))
