"""Lets an independent client, the Python SDK wxc_sdk, use the simulator: lists, moves, restores and purges.

Needs the package wxc_sdk. (It stops listing at an empty page, so this fails with --empty-pages.) Run it as the
simulator's command, over http or https:

    cargo run -p webexrec-simulator -- [--tls] -- python3 simulator/wxc_sdk_check.py
"""

import os
from datetime import datetime, timedelta, timezone

from wxc_sdk import WebexSimpleApi
from wxc_sdk.rest import RestError, RestSession

SITE = "example.webex.com"
COUNT = 100


def main():
    RestSession.BASE = os.environ["WEBEXREC_BASE_URL"]
    with WebexSimpleApi(
        tokens=os.environ["WEBEX_ACCESS_TOKEN"], verify=os.environ.get("WEBEXREC_CA_FILE")
    ) as api:
        # Uses no proxy: the simulator is on this machine.
        api.session.trust_env = False
        check(api.meetings.recordings)


def check(recordings):
    available = listed(recordings, "available")
    ids = [item.id for item in available if not item.share_to_me][:COUNT]
    expect(len(ids) == COUNT, f"lists {len(available)} recordings on {SITE}, page by page")

    recordings.move_recordings_into_the_recycle_bin(recording_ids=ids, site_url=SITE)
    expect(in_bin(recordings) == set(ids), f"moves {COUNT} into the recycle bin")

    recordings.restore_recordings_from_recycle_bin(
        restore_all=False, recording_ids=ids[1:], site_url=SITE
    )
    expect(in_bin(recordings) == {ids[0]}, f"restores {COUNT - 1} of them")

    details = recordings.get_recording_details(recording_id=ids[1])
    expect(details.status == "available", "shows the details of one")

    recordings.purge_recordings_from_recycle_bin(purge_all=True, recording_ids=[], site_url=SITE)
    expect(in_bin(recordings) == set(), "empties the bin")
    expect(
        len(listed(recordings, "available")) == len(available) - 1, "leaves all others available"
    )

    try:
        recordings.move_recordings_into_the_recycle_bin(recording_ids=["unknown"], site_url=SITE)
    except RestError as error:
        expect(error.response.status_code == 404, f"understands an error: {error.description}")
    else:
        expect(False, "gets an error for an unknown recording")


def listed(recordings, status):
    now = datetime.now(timezone.utc)
    return list(
        recordings.list_recordings(
            from_=now - timedelta(days=365), to_=now, status=status, site_url=SITE
        )
    )


def in_bin(recordings):
    return {item.id for item in listed(recordings, "deleted")}


def expect(holds, what):
    print(("ok     " if holds else "FAILED ") + what)
    if not holds:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
