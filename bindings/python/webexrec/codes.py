"""The numbers of the C interface, under the names of its header: result codes and flags."""

from enum import IntEnum, IntFlag


class ResultCode(IntEnum):
    """What ``WebexrecError.code`` can be.

    An HTTP status that has no name here comes through as its number. Codes are only ever added:
    treat one that you don't know as a failure.
    """

    # generated: result codes
    # 0: success.
    OK = 0
    """Success. Everything requested was done, or it was a dry run. Nothing to do."""

    # 1 to 19: input is invalid; nothing was sent.
    NULL_POINTER = 1
    """A required parameter is NULL. The message names it. Nothing was sent, as for every code from 1 to 19.
    Pass a value."""
    NOT_UTF8 = 2
    """A string is not UTF-8. The message names the parameter and the first invalid byte. Encode the string as
    UTF-8; if it comes from UTF-16, remove unpaired surrogates."""
    NOT_JSON = 3
    """A parameter is not JSON. The message says where the JSON is wrong. Correct the JSON."""
    INVALID_RECORDINGS = 4
    """The recordings are invalid. They are not an array of recording ids and recording objects, or one of
    these is invalid: without an id, for example, or the same id with two sites. The message names its
    position. Correct that recording or leave it out."""
    NO_RECORDINGS = 5
    """No recordings were given. An empty list never means everything. Give at least one recording. To restore
    or purge a whole recycle bin, request exactly that."""
    TOO_MANY_RECORDINGS = 6
    """The recordings do not fit into a single request. A single request was required (``single_request``),
    but there are more than 100 recordings, or recordings of more than one site or host. Allow several
    requests, or make several calls."""
    INVALID_TOKEN = 7
    """The access token is invalid. It is empty, or has characters that no access token has, such as a space
    or a line end. Give the access token alone, without "Bearer"."""
    INVALID_SITE_URL = 8
    """The site URL is invalid. It is not a plain host name, or it is missing where a whole recycle bin is to
    be purged. Give a site such as example.webex.com, without scheme and path."""
    INVALID_HOST_EMAIL = 9
    """The email address is invalid. The host or user is not an email address. Give an address such as
    host@example.com, or none for the user of the token."""
    INVALID_FLAGS = 10
    """The flags are invalid. A flag is unknown, not accepted by this function, or excluded by another flag.
    The message names it. Remove that flag."""
    INVALID_QUERY = 11
    """The query is invalid. It has an unknown member, or a value out of range. The message names it. Correct
    that member or leave it out."""
    INVALID_OPTION = 12
    """A setting is invalid. An option of the client or an environment variable, such as ``WEBEXREC_CA_FILE``,
    has an invalid value. The message names it. Correct the value or unset it."""
    INSECURE_URL = 13
    """The base URL is not safe for a token. It is plain http to another machine, or it comes from the
    environment and its host is not one of Webex. Use https. Set another host as an option of the client, not
    in the environment."""
    BUSY = 14
    """The monitor has already served a call. Each call needs a monitor of its own. Make a new monitor."""

    # 20 to 39: no connection to the service, or it broke.
    RESOLVE = 20
    """The name of the service could not be looked up. The host of the base URL or of the proxy has no known
    address. Check the base URL, the proxy, and the network."""
    CONNECT = 21
    """No connection to the service. Connecting was refused or took too long. Check the network, the firewall
    and the proxy settings."""
    TLS = 22
    """No secure connection to the service. The TLS handshake failed, or the certificate is not trusted. If a
    proxy or firewall inspects traffic, trust its certificate authority too (``WEBEXREC_CA_FILE``)."""
    PROXY = 23
    """The proxy failed or refused. It was not found, could not be reached, or rejected the connection (407
    among others). Check the proxy's URL, user and password."""
    TIMEOUT = 24
    """No response in time. A request took longer than the request timeout, and may have been processed. Call
    again later, or set a longer request timeout."""
    IO = 25
    """The connection broke before the response was complete. The request may have been processed. Call again;
    giving a recording again is safe."""
    BAD_RESPONSE = 26
    """The response is not one of this service. It is not HTTP, a redirect, or its status or body is not what
    this service sends. Check the base URL, and whether a proxy responds instead of the service."""

    # 40 to 59: how a call with several recordings ended.
    PARTIAL = 40
    """Not everything was done. For each recording it is certain whether it was done. See the report for the
    cause of each recording that was not done."""
    UNCERTAIN = 41
    """Some recordings are in doubt. They may have been done: a response was lost, the service failed, or it
    rejected a request without naming the recording. Call again with the results of the report, or let the
    call look them up (``verify``)."""
    CANCELLED = 42
    """The call was cancelled. The report says what was done by then. To continue, call again with the results
    that are not done."""
    DEADLINE = 43
    """The deadline passed. The report says what was done by then. Call again with the results that are not
    done, or set a longer deadline."""
    RATE_LIMITED = 44
    """Rate limited for longer than the call may wait. The service accepted no request within the maximum
    wait, or asked for a longer one. The message says how long to wait. Call again after that time."""
    TOKEN_PROVIDER = 45
    """The token provider failed. It reported an error, or what it returned is not an access token. Correct
    the token provider."""

    # 90 to 99: a bug in this library.
    INTERNAL = 90
    """A bug in this library. The message describes it. Report it, with the message."""
    PANIC = 99
    """A bug in this library stopped the call halfway. The report says what is known of each recording. Report
    it. Calling again is safe."""

    # 400 to 599: HTTP status of the service; one without a constant is returned as its number.
    BAD_REQUEST = 400
    """400 Bad Request. The service found the request invalid; its message says why. Check the recording id,
    the site and the host."""
    UNAUTHORIZED = 401
    """401 Unauthorized. The access token is wrong, expired or revoked. Get a new token. A token provider does
    so during the call."""
    FORBIDDEN = 403
    """403 Forbidden. The scopes of the token or the role of its user do not allow this. Use a token with the
    scopes that the operation needs."""
    NOT_FOUND = 404
    """404 Not Found. A recording, site or user does not exist, or not for this token. Check the recording id,
    and whether it belongs to the site and host."""
    METHOD_NOT_ALLOWED = 405
    """405 Method Not Allowed. The service does not support this request. Check the base URL."""
    CONFLICT = 409
    """409 Conflict. The request conflicts with a rule of the service; its message says which. Follow the
    service's message."""
    GONE = 410
    """410 Gone. The recording is no longer available. Leave it out."""
    UNSUPPORTED_MEDIA_TYPE = 415
    """415 Unsupported Media Type. The service does not accept the form of this request. Check the base URL,
    and whether a proxy changes requests."""
    LOCKED = 423
    """423 Locked. Temporarily unavailable, in ten attempts or for longer than the call may wait. Call again
    later."""
    PRECONDITION_REQUIRED = 428
    """428 Precondition Required. The recording's file can't be scanned for malware. Follow the service's
    message."""
    TOO_MANY_REQUESTS = 429
    """429 Too Many Requests. The rate limit of the service. A call waits and sends the request again, or ends
    with ``RATE_LIMITED``. Call again later."""
    INTERNAL_SERVER_ERROR = 500
    """500 Internal Server Error. The service failed, in every attempt. Call again later."""
    BAD_GATEWAY = 502
    """502 Bad Gateway. The service got no valid response from a server behind it, in every attempt. Call
    again later."""
    SERVICE_UNAVAILABLE = 503
    """503 Service Unavailable. The service is overloaded or down, in every attempt. Call again later."""
    GATEWAY_TIMEOUT = 504
    """504 Gateway Timeout. The service got no response from a server behind it in time, in every attempt.
    Call again later."""
    # end of generated


class Flag(IntFlag):
    """What the functions' keyword arguments of the same names stand for."""

    # generated: flags
    ALL = 1
    """Restore, purge: everything in the recycle bin of the given site and host, instead of a list of
    recordings, which must then be empty or NULL. A purge also needs the site. Nothing but this flag ever
    empties a recycle bin."""
    DRY_RUN = 2
    """Move, restore, purge: check and plan everything, and send nothing. The report has the planned
    requests."""
    SINGLE_REQUEST = 4
    """Move, restore, purge: send one request only. More than 100 recordings, or recordings of more than one
    site or host, are then an error. A rejected request is not divided to find out which recordings the
    service rejects."""
    VERIFY = 8
    """Move, restore, purge: look up the recordings that are in doubt at the end. One that is found where it
    should be becomes "done"; for the others, the report says where they were seen. No effect on a whole
    recycle bin."""
    ADMIN = 16
    """List: the recordings of the organization (``GET /admin/recordings``) instead of one user's."""
    INCLUDE_SECRETS = 32
    """List: keep ``password``, ``downloadUrl``, ``playbackUrl`` and ``temporaryDirectDownloadLinks``, which
    are removed otherwise."""
    # end of generated
