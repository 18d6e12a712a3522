"""Moves Webex meeting recordings into the recycle bin, restores, purges and lists them.

    with webexrec.Client(token) as client:
        recordings = client.list_recordings({"from": "2025-01-01"})
        report = client.move_to_recycle_bin(recordings, journal="moved.jsonl")
        report.raise_for_failures()

A thin layer over the native library webexrec. The library is loaded at its first use: from the file that
the environment variable WEBEXREC_LIBRARY names, else from this package's folder, else from the build tree
around this package.
"""

# tests/test_layout.py has the order of the modules, and checks that they import downwards only.

from ._library import library_path, version
from .client import Client
from .codes import ResultCode
from .journal import JournalContents, read_journal
from .progress import Progress
from .recordings import AnyRecording, DownloadLinks, Recording, Site
from .report import (
    CancelledError,
    Counts,
    DeadlineError,
    ForbiddenError,
    HttpStatusError,
    InternalError,
    Interrupted,
    InvalidInputError,
    JournalError,
    NotFoundError,
    PartialError,
    PlannedRequest,
    RateLimitedError,
    Report,
    StoppedBy,
    TransportError,
    UnauthorizedError,
    UncertainError,
    WebexrecError,
)
from .results import Result

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
