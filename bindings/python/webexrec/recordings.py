"""Recordings and sites as the service shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, Union

from .report import Result

# What names a recording: its id, an object of a list, or what became of it in another call.
AnyRecording = Union[str, Mapping[str, object], Result]


class DownloadLinks(TypedDict, total=False):
    """Links that work for a while without signing in."""

    recordingDownloadLink: str
    audioDownloadLink: str
    transcriptDownloadLink: str
    expiration: str


class Recording(TypedDict, total=False):
    """A recording in a list: a plain dict with the members that the service gives it.

    Times are ISO 8601 in UTC. ``shareToMe``: it is only shared with the user, and its host alone can
    move it. The last four members are there only when a list was asked to include secrets.
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
    """A site of a user; the preferred one is the ``default``."""

    siteUrl: str
    default: bool
