"""Moves Webex meeting recordings into the recycle bin, restores, purges and lists them.

    with webexrec.Client(token) as client:
        recordings = client.list_recordings({"from": "2025-01-01"})
        report = client.move_to_recycle_bin(recordings, journal="moved.jsonl")
        report.raise_for_failures()

A thin layer over the native library webexrec, which is loaded at the first use of anything:
from the file named by the environment variable WEBEXREC_LIBRARY, else from beside this package,
else from the build tree that this package lies in.
"""

from ._native import library_path, version
from .client import Client
from .codes import ResultCode
from .errors import (
    CancelledError,
    DeadlineError,
    ForbiddenError,
    HttpStatusError,
    InternalError,
    Interrupted,
    InvalidInputError,
    JournalError,
    NotFoundError,
    PartialError,
    RateLimitedError,
    TransportError,
    UnauthorizedError,
    UncertainError,
    WebexrecError,
)
from .journal import JournalContents, read_journal
from .progress import Progress
from .recordings import AnyRecording, DownloadLinks, Recording, Site
from .report import Counts, PlannedRequest, Report, Result, StoppedBy

__version__ = "0.1.0"

__all__ = [
    "AnyRecording",
    "CancelledError",
    "Client",
    "Counts",
    "DeadlineError",
    "DownloadLinks",
    "ForbiddenError",
    "HttpStatusError",
    "InternalError",
    "Interrupted",
    "InvalidInputError",
    "JournalContents",
    "JournalError",
    "NotFoundError",
    "PartialError",
    "PlannedRequest",
    "Progress",
    "RateLimitedError",
    "Recording",
    "Report",
    "Result",
    "ResultCode",
    "Site",
    "StoppedBy",
    "TransportError",
    "UnauthorizedError",
    "UncertainError",
    "WebexrecError",
    "library_path",
    "read_journal",
    "version",
]
