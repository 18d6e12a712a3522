"""Moves Webex meeting recordings into the recycle bin, restores, purges and lists them.

A thin layer over the native library webexrec, which is loaded at the first use of anything:
from the file named by the environment variable WEBEXREC_LIBRARY, else from beside this package,
else from the build tree that this package lies in.

Every function blocks until it is done, and may be called from any number of threads at once.
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
    TooManyRequestsError,
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
    "ResultCode",
    "TooManyRequestsError",
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
