"""A script of a user, who has installed webexrec: moves what it lists, and says which native library did it."""

import os

import webexrec

with webexrec.Client(os.environ["WEBEX_ACCESS_TOKEN"]) as client:
    client.move_to_recycle_bin(client.list_recordings()).raise_for_failures()
print(webexrec.library_path())
