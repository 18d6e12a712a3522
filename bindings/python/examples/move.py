"""Moves your recordings of the last seven days into the recycle bin."""

import os

import webexrec

token = os.environ["WEBEX_ACCESS_TOKEN"]
try:
    # What is only shared with you, only its host can move.
    recordings = [each for each in webexrec.list_recordings(token) if not each.get("shareToMe")]
    webexrec.move_to_recycle_bin(token, recordings)
    print(f"In the recycle bin: {len(recordings)}")
except webexrec.WebexrecError as error:
    raise SystemExit(f"{type(error).__name__} {error.code}: {error}")
