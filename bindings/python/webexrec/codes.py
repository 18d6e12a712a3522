"""The numbers of the C interface, under the names of its header: result codes and flags."""

from enum import IntEnum, IntFlag


class ResultCode(IntEnum):
    """What ``WebexrecError.code`` can be.

    An HTTP status that has no name here comes through as its number. Codes are only ever added:
    treat one that you don't know as a failure.
    """

    OK = 0

    # A parameter or setting can't be used; nothing was sent.
    NULL_POINTER = 1
    NOT_UTF8 = 2
    NOT_JSON = 3
    INVALID_RECORDINGS = 4
    NO_RECORDINGS = 5
    TOO_MANY_RECORDINGS = 6
    INVALID_TOKEN = 7
    INVALID_SITE_URL = 8
    INVALID_HOST_EMAIL = 9
    INVALID_FLAGS = 10
    INVALID_QUERY = 11
    INVALID_OPTION = 12
    INSECURE_URL = 13
    BUSY = 14

    # No connection, or none that lasted.
    RESOLVE = 20
    CONNECT = 21
    TLS = 22
    PROXY = 23
    TIMEOUT = 24
    IO = 25
    BAD_RESPONSE = 26

    # How a call with several recordings ended.
    PARTIAL = 40
    UNCERTAIN = 41
    CANCELLED = 42
    DEADLINE = 43
    RATE_LIMITED = 44
    TOKEN_PROVIDER = 45

    # A fault in the native library.
    INTERNAL = 90
    PANIC = 99

    # The HTTP status with which the service answered.
    BAD_REQUEST = 400
    UNAUTHORIZED = 401
    FORBIDDEN = 403
    NOT_FOUND = 404
    METHOD_NOT_ALLOWED = 405
    CONFLICT = 409
    GONE = 410
    UNSUPPORTED_MEDIA_TYPE = 415
    LOCKED = 423
    PRECONDITION_REQUIRED = 428
    TOO_MANY_REQUESTS = 429
    INTERNAL_SERVER_ERROR = 500
    BAD_GATEWAY = 502
    SERVICE_UNAVAILABLE = 503
    GATEWAY_TIMEOUT = 504


class Flag(IntFlag):
    """What the functions' keyword arguments of the same names stand for."""

    ALL = 1
    DRY_RUN = 2
    SINGLE_REQUEST = 4
    VERIFY = 8
    ADMIN = 16
    INCLUDE_SECRETS = 32
