//! The numbers of the C interface: result codes, flags, sizes and versions. They are only ever
//! appended to; cbindgen copies them, with their comments, into the header.

use std::ffi::CStr;

/// Major version of the binary interface. It changes when a program built against an older
/// header would no longer work.
pub const WEBEXREC_ABI_VERSION_MAJOR: u32 = 0;
/// Minor version of the binary interface. It grows when something is added.
pub const WEBEXREC_ABI_VERSION_MINOR: u32 = 1;

/// A size for the `error` buffer that every message fits in, or most of a very long one.
pub const WEBEXREC_ERROR_SIZE: usize = 512;

/// Restore, purge: everything in the recycle bin (of the site and host given) instead of a list.
/// `recordings_json` must then be NULL or `[]`, and a purge needs `site_url`. Nothing but this
/// flag ever empties a recycle bin.
pub const WEBEXREC_ALL: u32 = 1;
/// Move, restore, purge: check and plan everything, send nothing.
pub const WEBEXREC_DRY_RUN: u32 = 2;
/// Move, restore, purge: allow one request only. More than 100 recordings, or recordings of more
/// than one site or host, are then an error instead of several requests.
pub const WEBEXREC_SINGLE_REQUEST: u32 = 4;
/// Move, restore, purge: look up afterwards what stayed in_doubt. What is seen where it was meant to
/// go becomes "done"; of the rest the report says where it was seen. Without effect on
/// `WEBEXREC_ALL`.
pub const WEBEXREC_VERIFY: u32 = 8;
/// List: the organization's recordings (`GET /admin/recordings`) instead of one user's.
pub const WEBEXREC_ADMIN: u32 = 16;
/// List: keep `password`, `downloadUrl`, `playbackUrl` and `temporaryDirectDownloadLinks`.
pub const WEBEXREC_INCLUDE_SECRETS: u32 = 32;

/// Progress: recordings of the job in all, which are those read so far as long as a large job is
/// read and nothing is sent; 0 for a list, whose length is not known beforehand.
pub const WEBEXREC_PROGRESS_TOTAL: u32 = 0;
/// Progress: recordings confirmed done; for a list those listed so far.
pub const WEBEXREC_PROGRESS_DONE: u32 = 1;
/// Progress: recordings settled otherwise.
pub const WEBEXREC_PROGRESS_NOT_DONE: u32 = 2;
/// Progress: requests under way.
pub const WEBEXREC_PROGRESS_IN_FLIGHT: u32 = 3;
/// Progress: requests sent so far.
pub const WEBEXREC_PROGRESS_REQUESTS: u32 = 4;
/// Progress: those of them that had been sent before.
pub const WEBEXREC_PROGRESS_RETRIES: u32 = 5;
/// Progress: milliseconds until the next request can be sent; 0 if nothing has to be waited for.
pub const WEBEXREC_PROGRESS_WAIT_MS: u32 = 6;
/// Progress: what is waited out: 429 (rate limit), 423 (locked), another status or a result code
/// (20 to 39) after which a request is tried again; 0 if nothing is.
pub const WEBEXREC_PROGRESS_WAIT_REASON: u32 = 7;

/// Everything asked for was done.
pub const WEBEXREC_OK: i32 = 0;
/// A required pointer was NULL. Nothing was sent (nor for any other code from 1 to 19).
pub const WEBEXREC_E_NULL_POINTER: i32 = 1;
/// A string was not UTF-8.
pub const WEBEXREC_E_NOT_UTF8: i32 = 2;
/// A JSON parameter was not JSON.
pub const WEBEXREC_E_NOT_JSON: i32 = 3;
/// `recordings_json` was not an array of recording ids and recording objects, or one of them
/// can't be used.
pub const WEBEXREC_E_INVALID_RECORDINGS: i32 = 4;
/// `recordings_json` had no recordings in it.
pub const WEBEXREC_E_NO_RECORDINGS: i32 = 5;
/// The recordings don't fit into the one request that `WEBEXREC_SINGLE_REQUEST` allows.
pub const WEBEXREC_E_TOO_MANY_RECORDINGS: i32 = 6;
/// The token was empty or not an access token.
pub const WEBEXREC_E_INVALID_TOKEN: i32 = 7;
/// `site_url` was not a plain site name such as `example.webex.com`.
pub const WEBEXREC_E_INVALID_SITE_URL: i32 = 8;
/// `host_email` or `user_email` was not an email address.
pub const WEBEXREC_E_INVALID_HOST_EMAIL: i32 = 9;
/// A flag that is unknown, or that this function or the other flags exclude.
pub const WEBEXREC_E_INVALID_FLAGS: i32 = 10;
/// `query_json` had an unknown name or a value out of range.
pub const WEBEXREC_E_INVALID_QUERY: i32 = 11;
/// A setting (such as the environment variable `WEBEXREC_CA_FILE`) can't be used.
pub const WEBEXREC_E_INVALID_OPTION: i32 = 12;
/// The base URL would send the token over plain http, or to a host not allowed.
pub const WEBEXREC_E_INSECURE_URL: i32 = 13;
/// The monitor has served a call already; it serves one.
pub const WEBEXREC_E_BUSY: i32 = 14;

/// The service's name could not be looked up.
pub const WEBEXREC_E_RESOLVE: i32 = 20;
/// No connection to the service.
pub const WEBEXREC_E_CONNECT: i32 = 21;
/// No secure connection: the TLS handshake or the check of the certificate failed.
pub const WEBEXREC_E_TLS: i32 = 22;
/// The proxy was not found, could not be reached, or refused (407 among others).
pub const WEBEXREC_E_PROXY: i32 = 23;
/// No answer in time.
pub const WEBEXREC_E_TIMEOUT: i32 = 24;
/// The connection broke before the answer was complete.
pub const WEBEXREC_E_IO: i32 = 25;
/// The answer was not one of this service: not HTTP, a redirect, or a body of another form.
pub const WEBEXREC_E_BAD_RESPONSE: i32 = 26;

/// Not everything was done, and what was not is certain.
pub const WEBEXREC_E_PARTIAL: i32 = 40;
/// For some recordings it is not known whether they were done.
pub const WEBEXREC_E_UNCERTAIN: i32 = 41;
/// The call was cancelled.
pub const WEBEXREC_E_CANCELLED: i32 = 42;
/// The deadline passed.
pub const WEBEXREC_E_DEADLINE: i32 = 43;
/// The service's rate limit left no room for longer than the call may wait.
pub const WEBEXREC_E_RATE_LIMITED: i32 = 44;
/// The token provider failed.
pub const WEBEXREC_E_TOKEN_PROVIDER: i32 = 45;

/// A fault in this library.
pub const WEBEXREC_E_INTERNAL: i32 = 90;
/// A fault in this library that stopped the call halfway; what was done is not known.
pub const WEBEXREC_E_PANIC: i32 = 99;

/// 400: the service found the request invalid; its message says why.
pub const WEBEXREC_E_BAD_REQUEST: i32 = 400;
/// 401: the token is wrong, expired or revoked.
pub const WEBEXREC_E_UNAUTHORIZED: i32 = 401;
/// 403: the token's scopes or its user's role don't allow this.
pub const WEBEXREC_E_FORBIDDEN: i32 = 403;
/// 404: a recording, site or user does not exist (for this token).
pub const WEBEXREC_E_NOT_FOUND: i32 = 404;
/// 405: the service does not support the method.
pub const WEBEXREC_E_METHOD_NOT_ALLOWED: i32 = 405;
/// 409: the request conflicts with a rule of the service.
pub const WEBEXREC_E_CONFLICT: i32 = 409;
/// 410: no longer available.
pub const WEBEXREC_E_GONE: i32 = 410;
/// 415: the service does not take this form of request.
pub const WEBEXREC_E_UNSUPPORTED_MEDIA_TYPE: i32 = 415;
/// 423: temporarily unavailable, and still so after at most ten tries.
pub const WEBEXREC_E_LOCKED: i32 = 423;
/// 428: a file that can't be scanned for malware.
pub const WEBEXREC_E_PRECONDITION_REQUIRED: i32 = 428;
/// 429: too many requests. It is waited out, and a call that may not wait so long ends with
/// `WEBEXREC_E_RATE_LIMITED`.
pub const WEBEXREC_E_TOO_MANY_REQUESTS: i32 = 429;
/// 500: the service failed.
pub const WEBEXREC_E_INTERNAL_SERVER_ERROR: i32 = 500;
/// 502: the service got no valid answer from behind it.
pub const WEBEXREC_E_BAD_GATEWAY: i32 = 502;
/// 503: the service is overloaded.
pub const WEBEXREC_E_SERVICE_UNAVAILABLE: i32 = 503;
/// 504: the service got no answer from behind it in time.
pub const WEBEXREC_E_GATEWAY_TIMEOUT: i32 = 504;

/// A short text for each result code, for when no message could be delivered.
pub(crate) fn result_text(result: i32) -> &'static CStr {
    match result {
        WEBEXREC_OK => c"success",
        WEBEXREC_E_NULL_POINTER => c"a required pointer is NULL",
        WEBEXREC_E_NOT_UTF8 => c"a string is not UTF-8",
        WEBEXREC_E_NOT_JSON => c"a parameter is not JSON",
        WEBEXREC_E_INVALID_RECORDINGS => c"the recordings are not usable as given",
        WEBEXREC_E_NO_RECORDINGS => c"no recordings were given",
        WEBEXREC_E_TOO_MANY_RECORDINGS => c"the recordings do not fit into a single request",
        WEBEXREC_E_INVALID_TOKEN => c"the token is not usable",
        WEBEXREC_E_INVALID_SITE_URL => c"the site URL is not usable",
        WEBEXREC_E_INVALID_HOST_EMAIL => c"the email address is not usable",
        WEBEXREC_E_INVALID_FLAGS => c"the flags are not allowed here",
        WEBEXREC_E_INVALID_QUERY => c"the query is not usable",
        WEBEXREC_E_INVALID_OPTION => c"a setting is not usable",
        WEBEXREC_E_INSECURE_URL => c"the base URL is not safe for a token",
        WEBEXREC_E_BUSY => c"the monitor has served a call already",
        WEBEXREC_E_RESOLVE => c"the name of the service could not be looked up",
        WEBEXREC_E_CONNECT => c"no connection to the service",
        WEBEXREC_E_TLS => c"no secure connection to the service",
        WEBEXREC_E_PROXY => c"the proxy failed or refused",
        WEBEXREC_E_TIMEOUT => c"no answer in time",
        WEBEXREC_E_IO => c"the connection broke before the answer was complete",
        WEBEXREC_E_BAD_RESPONSE => c"the answer was not one of this service",
        WEBEXREC_E_PARTIAL => c"not everything was done",
        WEBEXREC_E_UNCERTAIN => c"for some recordings it is not known whether they were done",
        WEBEXREC_E_CANCELLED => c"the call was cancelled",
        WEBEXREC_E_DEADLINE => c"the deadline passed",
        WEBEXREC_E_RATE_LIMITED => c"the rate limit left no room for too long",
        WEBEXREC_E_TOKEN_PROVIDER => c"the token provider failed",
        WEBEXREC_E_INTERNAL => c"a fault in this library",
        WEBEXREC_E_PANIC => c"a fault in this library stopped the call halfway",
        WEBEXREC_E_BAD_REQUEST => c"400 Bad Request",
        WEBEXREC_E_UNAUTHORIZED => c"401 Unauthorized",
        WEBEXREC_E_FORBIDDEN => c"403 Forbidden",
        WEBEXREC_E_NOT_FOUND => c"404 Not Found",
        WEBEXREC_E_METHOD_NOT_ALLOWED => c"405 Method Not Allowed",
        WEBEXREC_E_CONFLICT => c"409 Conflict",
        WEBEXREC_E_GONE => c"410 Gone",
        WEBEXREC_E_UNSUPPORTED_MEDIA_TYPE => c"415 Unsupported Media Type",
        WEBEXREC_E_LOCKED => c"423 Locked",
        WEBEXREC_E_PRECONDITION_REQUIRED => c"428 Precondition Required",
        WEBEXREC_E_TOO_MANY_REQUESTS => c"429 Too Many Requests",
        WEBEXREC_E_INTERNAL_SERVER_ERROR => c"500 Internal Server Error",
        WEBEXREC_E_BAD_GATEWAY => c"502 Bad Gateway",
        WEBEXREC_E_SERVICE_UNAVAILABLE => c"503 Service Unavailable",
        WEBEXREC_E_GATEWAY_TIMEOUT => c"504 Gateway Timeout",
        _ if (400..600).contains(&result) => {
            c"an HTTP error status that the service does not document"
        }
        _ => c"unknown result code",
    }
}
