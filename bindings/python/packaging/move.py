"""Moves recordings with an installed webexrec, and prints the path of its native library."""

import os

import webexrec

with webexrec.Client(os.environ["WEBEX_ACCESS_TOKEN"]) as client:
    client.move_to_recycle_bin(client.list_recordings()).raise_for_failures()
print(webexrec.library_path())
