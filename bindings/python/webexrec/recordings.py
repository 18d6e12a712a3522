"""Recordings and sites, as the service lists them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, Union

from .results import Result

# A recording as input: its id, an object of a list, or its result in an earlier call.
AnyRecording = Union[str, Mapping[str, object], Result]


class DownloadLinks(TypedDict, total=False):
    """Links that work for some time without signing in."""

    recordingDownloadLink: str
    audioDownloadLink: str
    transcriptDownloadLink: str
    expiration: str


class Recording(TypedDict, total=False):
    """A recording in a list: a plain dict with the members that the service returns.

    Times are ISO 8601 in UTC. ``shareToMe``: the recording is only shared with the user, and only its host
    can move it. The last four members are present only if the list includes secrets.
    """

    id: str
    topic: str
    createTime: str
    timeRecorded: str
    durationSeconds: int
    sizeBytes: int
    status: str
    siteUrl: str
    hostEmail: str
    hostDisplayName: str
    shareToMe: bool
    format: str
    serviceType: str
    meetingId: str
    scheduledMeetingId: str
    meetingSeriesId: str
    integrationTags: list[str]
    password: str
    downloadUrl: str
    playbackUrl: str
    temporaryDirectDownloadLinks: DownloadLinks


class Site(TypedDict, total=False):
    """A site of a user. ``default`` is true for the preferred site."""

    siteUrl: str
    default: bool
