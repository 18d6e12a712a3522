//! The numbers of the C interface: result codes, flags, progress fields, sizes and versions. Numbers are
//! only ever added.
//!
//! The comments of the constants are the one place for their texts. cbindgen copies them into the
//! header, build.rs makes [`result_text`] from them, and `src/tests/knowledge/` writes the tables of
//! docs/result-codes.md and the constants of the Python and C# bindings. So a result code always has
//! three paragraphs: its short text as a sentence, its meaning, and what to do. A flag begins with the
//! operations that accept it, a progress field with "Progress:".

use std::ffi::CStr;

/// Major version of the binary interface. It changes when programs that were built with an older
/// header no longer work.
pub const WEBEXREC_ABI_VERSION_MAJOR: u32 = 0;
/// Minor version of the binary interface. It grows when something is added.
pub const WEBEXREC_ABI_VERSION_MINOR: u32 = 1;

/// Recommended size of an `error` buffer, in bytes. Longer messages are cut.
pub const WEBEXREC_ERROR_SIZE: usize = 512;

/// Restore, purge: everything in the recycle bin of the given site and host, instead of a list of
/// recordings, which must then be empty or NULL. A purge also needs the site. Nothing but this flag
/// ever empties a recycle bin.
pub const WEBEXREC_ALL: u32 = 1;
/// Move, restore, purge: check and plan everything, and send nothing. The report has the planned
/// requests.
pub const WEBEXREC_DRY_RUN: u32 = 2;
/// Move, restore, purge: send one request only. More than 100 recordings, or recordings of more than
/// one site or host, are then an error. A rejected request is not divided to find out which recordings
/// the service rejects.
pub const WEBEXREC_SINGLE_REQUEST: u32 = 4;
/// Move, restore, purge: look up the recordings that are in doubt at the end. One that is found where
/// it should be becomes "done"; for the others, the report says where they were seen. No effect on a
/// whole recycle bin.
pub const WEBEXREC_VERIFY: u32 = 8;
/// List: the recordings of the organization (`GET /admin/recordings`) instead of one user's.
pub const WEBEXREC_ADMIN: u32 = 16;
/// List: keep `password`, `downloadUrl`, `playbackUrl` and `temporaryDirectDownloadLinks`, which are
/// removed otherwise.
pub const WEBEXREC_INCLUDE_SECRETS: u32 = 32;

/// Progress: number of recordings in the job. While a large job is read, before anything is sent:
/// those read so far. 0 for a list, whose length is not known in advance.
pub const WEBEXREC_PROGRESS_TOTAL: u32 = 0;
/// Progress: number of recordings confirmed done; for a list, those listed so far.
pub const WEBEXREC_PROGRESS_DONE: u32 = 1;
/// Progress: number of recordings with another final outcome.
pub const WEBEXREC_PROGRESS_NOT_DONE: u32 = 2;
/// Progress: number of requests in flight.
pub const WEBEXREC_PROGRESS_IN_FLIGHT: u32 = 3;
/// Progress: number of requests sent so far.
pub const WEBEXREC_PROGRESS_REQUESTS: u32 = 4;
/// Progress: number of those requests that repeated an earlier one.
pub const WEBEXREC_PROGRESS_RETRIES: u32 = 5;
/// Progress: time until the next request can be sent, in milliseconds; 0 if the call is not waiting.
pub const WEBEXREC_PROGRESS_WAIT_MS: u32 = 6;
/// Progress: why the call is waiting: 429 (rate limit), 423 (locked), or the other HTTP status or
/// result code (20 to 39) after which a request is sent again; 0 if the call is not waiting.
pub const WEBEXREC_PROGRESS_WAIT_REASON: u32 = 7;

/// Success.
///
/// Everything requested was done, or it was a dry run.
///
/// Nothing to do.
pub const WEBEXREC_OK: i32 = 0;

/// A required parameter is NULL.
///
/// The message names it. Nothing was sent, as for every code from 1 to 19.
///
/// Pass a value.
pub const WEBEXREC_E_NULL_POINTER: i32 = 1;
/// A string is not UTF-8.
///
/// The message names the parameter and the first invalid byte.
///
/// Encode the string as UTF-8; if it comes from UTF-16, remove unpaired surrogates.
pub const WEBEXREC_E_NOT_UTF8: i32 = 2;
/// A parameter is not JSON.
///
/// The message says where the JSON is wrong.
///
/// Correct the JSON.
pub const WEBEXREC_E_NOT_JSON: i32 = 3;
/// The recordings are invalid.
///
/// They are not an array of recording ids and recording objects, or one of these is invalid: without an
/// id, for example, or the same id with two sites. The message names its position.
///
/// Correct that recording or leave it out.
pub const WEBEXREC_E_INVALID_RECORDINGS: i32 = 4;
/// No recordings were given.
///
/// An empty list never means everything.
///
/// Give at least one recording. To restore or purge a whole recycle bin, request exactly that.
pub const WEBEXREC_E_NO_RECORDINGS: i32 = 5;
/// The recordings do not fit into a single request.
///
/// A single request was required (`WEBEXREC_SINGLE_REQUEST`), but there are more than 100 recordings, or
/// recordings of more than one site or host.
///
/// Allow several requests, or make several calls.
pub const WEBEXREC_E_TOO_MANY_RECORDINGS: i32 = 6;
/// The access token is invalid.
///
/// It is empty, or has characters that no access token has, such as a space or a line end.
///
/// Give the access token alone, without "Bearer".
pub const WEBEXREC_E_INVALID_TOKEN: i32 = 7;
/// The site URL is invalid.
///
/// It is not a plain host name, or it is missing where a whole recycle bin is to be purged.
///
/// Give a site such as example.webex.com, without scheme and path.
pub const WEBEXREC_E_INVALID_SITE_URL: i32 = 8;
/// The email address is invalid.
///
/// The host or user is not an email address.
///
/// Give an address such as host@example.com, or none for the user of the token.
pub const WEBEXREC_E_INVALID_HOST_EMAIL: i32 = 9;
/// The flags are invalid.
///
/// A flag is unknown, not accepted by this function, or excluded by another flag. The message names it.
///
/// Remove that flag.
pub const WEBEXREC_E_INVALID_FLAGS: i32 = 10;
/// The query is invalid.
///
/// It has an unknown member, or a value out of range. The message names it.
///
/// Correct that member or leave it out.
pub const WEBEXREC_E_INVALID_QUERY: i32 = 11;
/// A setting is invalid.
///
/// An option of the client or an environment variable, such as `WEBEXREC_CA_FILE`, has an invalid value.
/// The message names it.
///
/// Correct the value or unset it.
pub const WEBEXREC_E_INVALID_OPTION: i32 = 12;
/// The base URL is not safe for a token.
///
/// It is plain http to another machine, or it comes from the environment and its host is not one of
/// Webex.
///
/// Use https. Set another host as an option of the client, not in the environment.
pub const WEBEXREC_E_INSECURE_URL: i32 = 13;
/// The monitor has already served a call.
///
/// Each call needs a monitor of its own.
///
/// Make a new monitor.
pub const WEBEXREC_E_BUSY: i32 = 14;

/// The name of the service could not be looked up.
///
/// The host of the base URL has no known address.
///
/// Check the base URL, the network and DNS.
pub const WEBEXREC_E_RESOLVE: i32 = 20;
/// No connection to the service.
///
/// Connecting was refused or took too long.
///
/// Check the network, the firewall and the proxy settings.
pub const WEBEXREC_E_CONNECT: i32 = 21;
/// No secure connection to the service.
///
/// The TLS handshake failed, or the certificate is not trusted.
///
/// If a proxy or firewall inspects traffic, trust its certificate authority too (`WEBEXREC_CA_FILE`).
pub const WEBEXREC_E_TLS: i32 = 22;
/// The proxy failed or refused.
///
/// It was not found, could not be reached, or rejected the connection (407 among others).
///
/// Check the proxy's URL, user and password.
pub const WEBEXREC_E_PROXY: i32 = 23;
/// No response in time.
///
/// A request took longer than the request timeout, and may have been processed.
///
/// Call again later, or set a longer request timeout.
pub const WEBEXREC_E_TIMEOUT: i32 = 24;
/// The connection broke before the response was complete.
///
/// The request may have been processed.
///
/// Call again; giving a recording again is safe.
pub const WEBEXREC_E_IO: i32 = 25;
/// The response is not one of this service.
///
/// It is not HTTP, a redirect, or its status or body is not what this service sends.
///
/// Check the base URL, and whether a proxy responds instead of the service.
pub const WEBEXREC_E_BAD_RESPONSE: i32 = 26;

/// Not everything was done.
///
/// For each recording it is certain whether it was done.
///
/// See the report for the cause of each recording that was not done.
pub const WEBEXREC_E_PARTIAL: i32 = 40;
/// Some recordings are in doubt.
///
/// They may have been done: a response was lost, the service failed, or it rejected a request without
/// naming the recording.
///
/// Call again with the results of the report, or let the call look them up (`WEBEXREC_VERIFY`).
pub const WEBEXREC_E_UNCERTAIN: i32 = 41;
/// The call was cancelled.
///
/// The report says what was done by then.
///
/// To continue, call again with the results that are not done.
pub const WEBEXREC_E_CANCELLED: i32 = 42;
/// The deadline passed.
///
/// The report says what was done by then.
///
/// Call again with the results that are not done, or set a longer deadline.
pub const WEBEXREC_E_DEADLINE: i32 = 43;
/// Rate limited for longer than the call may wait.
///
/// The service accepted no request within the maximum wait, or asked for a longer one. The message says
/// how long to wait.
///
/// Call again after that time.
pub const WEBEXREC_E_RATE_LIMITED: i32 = 44;
/// The token provider failed.
///
/// It reported an error, or what it returned is not an access token.
///
/// Correct the token provider.
pub const WEBEXREC_E_TOKEN_PROVIDER: i32 = 45;

/// A bug in this library.
///
/// The message describes it.
///
/// Report it, with the message.
pub const WEBEXREC_E_INTERNAL: i32 = 90;
/// A bug in this library stopped the call halfway.
///
/// The report says what is known of each recording.
///
/// Report it. Calling again is safe.
pub const WEBEXREC_E_PANIC: i32 = 99;

/// 400 Bad Request.
///
/// The service found the request invalid; its message says why.
///
/// Check the recording id, the site and the host.
pub const WEBEXREC_E_BAD_REQUEST: i32 = 400;
/// 401 Unauthorized.
///
/// The access token is wrong, expired or revoked.
///
/// Get a new token. A token provider does so during the call.
pub const WEBEXREC_E_UNAUTHORIZED: i32 = 401;
/// 403 Forbidden.
///
/// The scopes of the token or the role of its user do not allow this.
///
/// Use a token with the scopes that the operation needs.
pub const WEBEXREC_E_FORBIDDEN: i32 = 403;
/// 404 Not Found.
///
/// A recording, site or user does not exist, or not for this token.
///
/// Check the recording id, and whether it belongs to the site and host.
pub const WEBEXREC_E_NOT_FOUND: i32 = 404;
/// 405 Method Not Allowed.
///
/// The service does not support this request.
///
/// Check the base URL.
pub const WEBEXREC_E_METHOD_NOT_ALLOWED: i32 = 405;
/// 409 Conflict.
///
/// The request conflicts with a rule of the service; its message says which.
///
/// Follow the service's message.
pub const WEBEXREC_E_CONFLICT: i32 = 409;
/// 410 Gone.
///
/// The recording is no longer available.
///
/// Leave it out.
pub const WEBEXREC_E_GONE: i32 = 410;
/// 415 Unsupported Media Type.
///
/// The service does not accept the form of this request.
///
/// Check the base URL, and whether a proxy changes requests.
pub const WEBEXREC_E_UNSUPPORTED_MEDIA_TYPE: i32 = 415;
/// 423 Locked.
///
/// Temporarily unavailable, in ten attempts or for longer than the call may wait.
///
/// Call again later.
pub const WEBEXREC_E_LOCKED: i32 = 423;
/// 428 Precondition Required.
///
/// The recording's file can't be scanned for malware.
///
/// Follow the service's message.
pub const WEBEXREC_E_PRECONDITION_REQUIRED: i32 = 428;
/// 429 Too Many Requests.
///
/// The rate limit of the service. A call waits and sends the request again, or ends with
/// `WEBEXREC_E_RATE_LIMITED`.
///
/// Call again later.
pub const WEBEXREC_E_TOO_MANY_REQUESTS: i32 = 429;
/// 500 Internal Server Error.
///
/// The service failed, in every attempt.
///
/// Call again later.
pub const WEBEXREC_E_INTERNAL_SERVER_ERROR: i32 = 500;
/// 502 Bad Gateway.
///
/// The service got no valid response from a server behind it, in every attempt.
///
/// Call again later.
pub const WEBEXREC_E_BAD_GATEWAY: i32 = 502;
/// 503 Service Unavailable.
///
/// The service is overloaded or down, in every attempt.
///
/// Call again later.
pub const WEBEXREC_E_SERVICE_UNAVAILABLE: i32 = 503;
/// 504 Gateway Timeout.
///
/// The service got no response from a server behind it in time, in every attempt.
///
/// Call again later.
pub const WEBEXREC_E_GATEWAY_TIMEOUT: i32 = 504;

// known_text(result), made from the comments above.
include!(concat!(env!("OUT_DIR"), "/known_text.rs"));

/// A short text for each result code, for a failure without a message.
pub(crate) fn result_text(result: i32) -> &'static CStr {
    known_text(result).unwrap_or(match result {
        400..600 => c"an HTTP error status that the service does not document",
        _ => c"unknown result code",
    })
}
