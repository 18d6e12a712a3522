"""Moves Webex meeting recordings into the recycle bin, restores, purges and lists them.

A thin layer over the native library webexrec, which is loaded at the first use of anything:
from the file named by the environment variable WEBEXREC_LIBRARY, else from beside this package,
else from the build tree that this package lies in.

Every function blocks until it is done, and may be called from any number of threads at once.

What fails by chance (no connection, no answer, 408, a status of 500 or more) is tried again, six
times in all, with waits that grow to at most 8 seconds; one try takes 60 seconds at most. The
service's rate limit (429) is waited out as long as no more than 15 minutes pass without a success,
and what it has locked (423) is asked for ten times, as late as it says. So a call at a service
that doesn't answer ends after some six minutes; one that gets on takes as long as it needs, and
has no time limit of its own.

Settings, such as WEBEXREC_BASE_URL and WEBEXREC_CA_FILE, are environment variables, read at each
call; don't change the environment while a call is running.
"""

from ._native import library_path, version
from .codes import ResultCode
from .errors import (
    ForbiddenError,
    HttpStatusError,
    InternalError,
    InvalidInputError,
    NotFoundError,
    PartialError,
    RateLimitedError,
    TransportError,
    UnauthorizedError,
    UncertainError,
    WebexrecError,
)
from .operations import (
    list_recordings,
    list_sites,
    move_to_recycle_bin,
    purge_from_recycle_bin,
    restore_from_recycle_bin,
)

__version__ = "0.1.0"

__all__ = [
    "ForbiddenError",
    "HttpStatusError",
    "InternalError",
    "InvalidInputError",
    "NotFoundError",
    "PartialError",
    "RateLimitedError",
    "ResultCode",
    "TransportError",
    "UnauthorizedError",
    "UncertainError",
    "WebexrecError",
    "library_path",
    "list_recordings",
    "list_sites",
    "move_to_recycle_bin",
    "purge_from_recycle_bin",
    "restore_from_recycle_bin",
    "version",
]
