/* SPDX-License-Identifier: MIT OR Apache-2.0
 * Made by cbindgen from the Rust sources; change it there. */

/** @file
 * Moves Webex meeting recordings into the recycle bin, restores, purges and lists them.
 *
 * Webex reference: https://developer.webex.com/meeting/docs/api/v1/recordings
 *
 * # Example
 *
 * Moves the recordings of the last seven days into the recycle bin. Compile it with
 * `cc move.c -lwebexrec`.
 *
 * @code{.c}
 * #include <stdio.h>
 * #include <stdlib.h>
 * #include <webexrec.h>
 *
 * int main(void)
 * {
 *     const char *token = getenv("WEBEX_ACCESS_TOKEN");
 *     char error[WEBEXREC_ERROR_SIZE];
 *     char *recordings;
 *     int result = webexrec_list_recordings(token, NULL, 0, &recordings, error, sizeof error);
 *
 *     if (result == WEBEXREC_OK)
 *         result = webexrec_move_to_recycle_bin(token, recordings, NULL, NULL, 0, error, sizeof error);
 *     if (result != WEBEXREC_OK)
 *         fprintf(stderr, "result %d: %s\n", result, error);
 *     webexrec_string_free(recordings);
 *     return result == WEBEXREC_OK ? EXIT_SUCCESS : EXIT_FAILURE;
 * }
 * @endcode
 *
 * # Two APIs
 *
 * Simple API: one function does the job, such as webexrec_move_to_recycle_bin.
 *
 * Client API: webexrec_client_new and the functions that take a client. It adds options, a report with
 * the outcome of each recording, progress, cancellation, and tokens that expire. A call sends, retries
 * and waits in the same way in both; the Simple API has the default options.
 *
 * # Conventions
 *
 * Strings are UTF-8 and NUL-terminated. NULL is valid only where the parameter says so; "" is never
 * valid.
 *
 * Results: a function that can fail returns an int. Treat a code that you do not know as a failure.
 *
 *     0            WEBEXREC_OK
 *     1 to 19      input is invalid; nothing was sent
 *     20 to 39     no connection to the service, or it broke
 *     40 to 59     how a call with several recordings ended
 *     90 to 99     a bug in this library
 *     400 to 599   HTTP status of the service; one without a constant is returned as its number
 *
 * A move, restore or purge returns the first of these that applies: invalid input; a bug in this
 * library; 0 if everything is done, or it was a dry run; what ended the call early (such as 401,
 * WEBEXREC_E_CANCELLED, WEBEXREC_E_RATE_LIMITED); if nothing was done, and for one cause, that cause's
 * code; WEBEXREC_E_UNCERTAIN if a recording is in doubt; WEBEXREC_E_PARTIAL.
 *
 * Messages: `error` receives a message for people, whose wording may change. It is emptied on entry,
 * always NUL-terminated, cut between characters if it is too small, and empty after success. It may be
 * NULL, or `error_size` 0. webexrec_result_text has a short text for every code. No message and no report
 * contains the token.
 *
 * Memory: the library keeps no pointer after a function has returned, except callbacks and their
 * user_data. Strings that it returns belong to the caller: free them with webexrec_string_free, and each
 * object with its own function. These functions accept NULL. An output parameter is NULL unless something
 * was written to it.
 *
 * Threads: every function may be called from any thread, and one client by any number of threads at the
 * same time. Only an options object is for one thread at a time. Calls block until they have ended.
 * Callbacks run on the calling thread; those of a monitor may call this library. A calling thread needs
 * 64 KiB of stack, and what its callbacks use. A call may start threads, which block the program's
 * signals, and ends them before it returns. One exception: a thread that is stuck in a name lookup or in
 * connecting, when the call is cancelled or its time is over, sends nothing any more and ends later by
 * itself. The library installs no signal handlers and prints nothing, except for Rust's own note on
 * standard error after a bug in the library (WEBEXREC_E_PANIC). Do not change the environment during a
 * call: setenv is not thread-safe.
 *
 * fork: a child may call every function, and use and free the clients of its parent; it opens its own
 * connections. Fork while no call is running. A child that was forked during the first call to a service,
 * or during a name lookup of the C library, may hang, since it inherits what was half initialized.
 * Between fork and exec call nothing.
 *
 * Unloading: on Linux the library stays loaded once it is loaded, on Windows once it is called; dlclose
 * and FreeLibrary have no effect. Do not unload it on other systems.
 *
 * # What a call does
 *
 * Requests: it sends several at the same time, each with at most 100 recordings of one site and host.
 *
 * Rate limit: after a 429, all calls of the process with this token wait as long as the service says, or
 * 15 seconds and then longer, and then send as fast as the service has been seen to accept. A call that
 * would wait too long without a success ends with WEBEXREC_E_RATE_LIMITED and says how long to wait.
 *
 * Temporary failures (408, 500 and above, no connection, a lost response): the request is sent again
 * after a random pause, at first up to half a second, a limit that doubles up to 20 seconds. That is safe,
 * since moving, restoring and purging set a state. A request with WEBEXREC_ALL is the exception: it is
 * not sent again once it may have been processed. 423 (locked) has its own limit of ten attempts. A call
 * has a budget of 20 temporary failures, and each success gives one back; a failure beyond it ends the call.
 *
 * Rejected requests (400, 403, 404 and most other 4xx): the service rejects a request as a whole, without
 * naming the recording. The call divides such a request until it knows which recordings the service
 * rejects; all others are done. WEBEXREC_SINGLE_REQUEST prevents this.
 *
 * In doubt: a recording is in doubt after a request that may have been processed: the response was lost,
 * or rejected several recordings as a whole. The call resolves this where it can; a recording that stays
 * in doubt has the outcome "inferred" or "unknown" in the report.
 *
 * Limits, which options change: 4 requests at the same time, 10 seconds to connect, 60 seconds for a
 * request, 6 attempts, 900 seconds of waiting without a success, no time limit for a call.
 *
 * # Environment
 *
 * Every call of the Simple API and webexrec_client_new read these variables. Options of the client have
 * precedence. An empty variable counts as unset. A set-uid process ignores all of them.
 *
 * - `WEBEXREC_BASE_URL`: URL of the service; default https://webexapis.com/v1 (US government:
 *   https://api-usgov.webex.com/v1). Only the hosts webexapis.com, `*.webexapis.com`, `*.webex.com` and
 *   this machine are accepted, and http for this machine only.
 * - `WEBEXREC_CA_FILE`: PEM file with certificates to trust in addition to the system's. Read once.
 * - `SSL_CERT_FILE`, `SSL_CERT_DIR`: where the system's certificates are, if not in their usual place.
 * - `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`: proxy (http, https, socks4, socks5), never used
 *   for this machine. An invalid one is an error. Proxy scripts (PAC) and the system's proxy settings
 *   are not read.
 */

#ifndef WEBEXREC_H
#define WEBEXREC_H

#include <stddef.h>
#include <stdint.h>

/**
 * Major version of this header.
 */
#define WEBEXREC_VERSION_MAJOR 0

/**
 * Minor version of this header.
 */
#define WEBEXREC_VERSION_MINOR 1

/**
 * Patch version of this header.
 */
#define WEBEXREC_VERSION_PATCH 0

/**
 * Version of this header; webexrec_version gives the library's.
 */
#define WEBEXREC_VERSION "0.1.0"

/* On Windows: define WEBEXREC_DLL before including this header if the program links the DLL. */
#ifndef WEBEXREC_API
#if defined(_WIN32) && defined(WEBEXREC_DLL)
#define WEBEXREC_API __declspec(dllimport)
#else
#define WEBEXREC_API
#endif
#endif


/**
 * Major version of the binary interface. It changes when programs that were built with an older
 * header no longer work.
 */
#define WEBEXREC_ABI_VERSION_MAJOR 0

/**
 * Minor version of the binary interface. It grows when something is added.
 */
#define WEBEXREC_ABI_VERSION_MINOR 1

/**
 * Recommended size of an `error` buffer, in bytes. Longer messages are cut.
 */
#define WEBEXREC_ERROR_SIZE 512

/**
 * Restore, purge: everything in the recycle bin of the given site and host, instead of a list of
 * recordings, which must then be empty or NULL. A purge also needs the site. Nothing but this flag
 * ever empties a recycle bin.
 */
#define WEBEXREC_ALL 1

/**
 * Move, restore, purge: check and plan everything, and send nothing. The report has the planned
 * requests.
 */
#define WEBEXREC_DRY_RUN 2

/**
 * Move, restore, purge: send one request only. More than 100 recordings, or recordings of more than
 * one site or host, are then an error. A rejected request is not divided to find out which recordings
 * the service rejects.
 */
#define WEBEXREC_SINGLE_REQUEST 4

/**
 * Move, restore, purge: look up the recordings that are in doubt at the end. One that is found where
 * it should be becomes "done"; for the others, the report says where they were seen. No effect on a
 * whole recycle bin.
 */
#define WEBEXREC_VERIFY 8

/**
 * List: the recordings of the organization (`GET /admin/recordings`) instead of one user's.
 */
#define WEBEXREC_ADMIN 16

/**
 * List: keep `password`, `downloadUrl`, `playbackUrl` and `temporaryDirectDownloadLinks`, which are
 * removed otherwise.
 */
#define WEBEXREC_INCLUDE_SECRETS 32

/**
 * Progress: number of recordings in the job. While a large job is read, before anything is sent:
 * those read so far. 0 for a list, whose length is not known in advance.
 */
#define WEBEXREC_PROGRESS_TOTAL 0

/**
 * Progress: number of recordings confirmed done; for a list, those listed so far.
 */
#define WEBEXREC_PROGRESS_DONE 1

/**
 * Progress: number of recordings with another final outcome.
 */
#define WEBEXREC_PROGRESS_NOT_DONE 2

/**
 * Progress: number of requests in flight.
 */
#define WEBEXREC_PROGRESS_IN_FLIGHT 3

/**
 * Progress: number of requests sent so far.
 */
#define WEBEXREC_PROGRESS_REQUESTS 4

/**
 * Progress: number of those requests that repeated an earlier one.
 */
#define WEBEXREC_PROGRESS_RETRIES 5

/**
 * Progress: time until the next request can be sent, in milliseconds; 0 if the call is not waiting.
 */
#define WEBEXREC_PROGRESS_WAIT_MS 6

/**
 * Progress: why the call is waiting: 429 (rate limit), 423 (locked), or the other HTTP status or
 * result code (20 to 39) after which a request is sent again; 0 if the call is not waiting.
 */
#define WEBEXREC_PROGRESS_WAIT_REASON 7

/**
 * Success.
 *
 * Everything requested was done, or it was a dry run.
 *
 * Nothing to do.
 */
#define WEBEXREC_OK 0

/**
 * A required parameter is NULL.
 *
 * The message names it. Nothing was sent, as for every code from 1 to 19.
 *
 * Pass a value.
 */
#define WEBEXREC_E_NULL_POINTER 1

/**
 * A string is not UTF-8.
 *
 * The message names the parameter and the first invalid byte.
 *
 * Encode the string as UTF-8; if it comes from UTF-16, remove unpaired surrogates.
 */
#define WEBEXREC_E_NOT_UTF8 2

/**
 * A parameter is not JSON.
 *
 * The message says where the JSON is wrong.
 *
 * Correct the JSON.
 */
#define WEBEXREC_E_NOT_JSON 3

/**
 * The recordings are invalid.
 *
 * They are not an array of recording ids and recording objects, or one of these is invalid: without an
 * id, for example, or the same id with two sites. The message names its position.
 *
 * Correct that recording or leave it out.
 */
#define WEBEXREC_E_INVALID_RECORDINGS 4

/**
 * No recordings were given.
 *
 * An empty list never means everything.
 *
 * Give at least one recording. To restore or purge a whole recycle bin, request exactly that.
 */
#define WEBEXREC_E_NO_RECORDINGS 5

/**
 * The recordings do not fit into a single request.
 *
 * A single request was required (`WEBEXREC_SINGLE_REQUEST`), but there are more than 100 recordings, or
 * recordings of more than one site or host.
 *
 * Allow several requests, or make several calls.
 */
#define WEBEXREC_E_TOO_MANY_RECORDINGS 6

/**
 * The access token is invalid.
 *
 * It is empty, or has characters that no access token has, such as a space or a line end.
 *
 * Give the access token alone, without "Bearer".
 */
#define WEBEXREC_E_INVALID_TOKEN 7

/**
 * The site URL is invalid.
 *
 * It is not a plain host name, or it is missing where a whole recycle bin is to be purged.
 *
 * Give a site such as example.webex.com, without scheme and path.
 */
#define WEBEXREC_E_INVALID_SITE_URL 8

/**
 * The email address is invalid.
 *
 * The host or user is not an email address.
 *
 * Give an address such as host@example.com, or none for the user of the token.
 */
#define WEBEXREC_E_INVALID_HOST_EMAIL 9

/**
 * The flags are invalid.
 *
 * A flag is unknown, not accepted by this function, or excluded by another flag. The message names it.
 *
 * Remove that flag.
 */
#define WEBEXREC_E_INVALID_FLAGS 10

/**
 * The query is invalid.
 *
 * It has an unknown member, or a value out of range. The message names it.
 *
 * Correct that member or leave it out.
 */
#define WEBEXREC_E_INVALID_QUERY 11

/**
 * A setting is invalid.
 *
 * An option of the client or an environment variable, such as `WEBEXREC_CA_FILE`, has an invalid value.
 * The message names it.
 *
 * Correct the value or unset it.
 */
#define WEBEXREC_E_INVALID_OPTION 12

/**
 * The base URL is not safe for a token.
 *
 * It is plain http to another machine, or it comes from the environment and its host is not one of
 * Webex.
 *
 * Use https. Set another host as an option of the client, not in the environment.
 */
#define WEBEXREC_E_INSECURE_URL 13

/**
 * The monitor has already served a call.
 *
 * Each call needs a monitor of its own.
 *
 * Make a new monitor.
 */
#define WEBEXREC_E_BUSY 14

/**
 * The name of the service could not be looked up.
 *
 * The host of the base URL has no known address.
 *
 * Check the base URL, the network and DNS.
 */
#define WEBEXREC_E_RESOLVE 20

/**
 * No connection to the service.
 *
 * Connecting was refused or took too long.
 *
 * Check the network, the firewall and the proxy settings.
 */
#define WEBEXREC_E_CONNECT 21

/**
 * No secure connection to the service.
 *
 * The TLS handshake failed, or the certificate is not trusted.
 *
 * If a proxy or firewall inspects traffic, trust its certificate authority too (`WEBEXREC_CA_FILE`).
 */
#define WEBEXREC_E_TLS 22

/**
 * The proxy failed or refused.
 *
 * It was not found, could not be reached, or rejected the connection (407 among others).
 *
 * Check the proxy's URL, user and password.
 */
#define WEBEXREC_E_PROXY 23

/**
 * No response in time.
 *
 * A request took longer than the request timeout, and may have been processed.
 *
 * Call again later, or set a longer request timeout.
 */
#define WEBEXREC_E_TIMEOUT 24

/**
 * The connection broke before the response was complete.
 *
 * The request may have been processed.
 *
 * Call again; giving a recording again is safe.
 */
#define WEBEXREC_E_IO 25

/**
 * The response is not one of this service.
 *
 * It is not HTTP, a redirect, or its status or body is not what this service sends.
 *
 * Check the base URL, and whether a proxy responds instead of the service.
 */
#define WEBEXREC_E_BAD_RESPONSE 26

/**
 * Not everything was done.
 *
 * For each recording it is certain whether it was done.
 *
 * See the report for the cause of each recording that was not done.
 */
#define WEBEXREC_E_PARTIAL 40

/**
 * Some recordings are in doubt.
 *
 * They may have been done: a response was lost, the service failed, or it rejected a request without
 * naming the recording.
 *
 * Call again with the results of the report, or let the call look them up (`WEBEXREC_VERIFY`).
 */
#define WEBEXREC_E_UNCERTAIN 41

/**
 * The call was cancelled.
 *
 * The report says what was done by then.
 *
 * To continue, call again with the results that are not done.
 */
#define WEBEXREC_E_CANCELLED 42

/**
 * The deadline passed.
 *
 * The report says what was done by then.
 *
 * Call again with the results that are not done, or set a longer deadline.
 */
#define WEBEXREC_E_DEADLINE 43

/**
 * Rate limited for longer than the call may wait.
 *
 * The service accepted no request within the maximum wait, or asked for a longer one. The message says
 * how long to wait.
 *
 * Call again after that time.
 */
#define WEBEXREC_E_RATE_LIMITED 44

/**
 * The token provider failed.
 *
 * It reported an error, or what it returned is not an access token.
 *
 * Correct the token provider.
 */
#define WEBEXREC_E_TOKEN_PROVIDER 45

/**
 * A bug in this library.
 *
 * The message describes it.
 *
 * Report it, with the message.
 */
#define WEBEXREC_E_INTERNAL 90

/**
 * A bug in this library stopped the call halfway.
 *
 * The report says what is known of each recording.
 *
 * Report it. Calling again is safe.
 */
#define WEBEXREC_E_PANIC 99

/**
 * 400 Bad Request.
 *
 * The service found the request invalid; its message says why.
 *
 * Check the recording id, the site and the host.
 */
#define WEBEXREC_E_BAD_REQUEST 400

/**
 * 401 Unauthorized.
 *
 * The access token is wrong, expired or revoked.
 *
 * Get a new token. A token provider does so during the call.
 */
#define WEBEXREC_E_UNAUTHORIZED 401

/**
 * 403 Forbidden.
 *
 * The scopes of the token or the role of its user do not allow this.
 *
 * Use a token with the scopes that the operation needs.
 */
#define WEBEXREC_E_FORBIDDEN 403

/**
 * 404 Not Found.
 *
 * A recording, site or user does not exist, or not for this token.
 *
 * Check the recording id, and whether it belongs to the site and host.
 */
#define WEBEXREC_E_NOT_FOUND 404

/**
 * 405 Method Not Allowed.
 *
 * The service does not support this request.
 *
 * Check the base URL.
 */
#define WEBEXREC_E_METHOD_NOT_ALLOWED 405

/**
 * 409 Conflict.
 *
 * The request conflicts with a rule of the service; its message says which.
 *
 * Follow the service's message.
 */
#define WEBEXREC_E_CONFLICT 409

/**
 * 410 Gone.
 *
 * The recording is no longer available.
 *
 * Leave it out.
 */
#define WEBEXREC_E_GONE 410

/**
 * 415 Unsupported Media Type.
 *
 * The service does not accept the form of this request.
 *
 * Check the base URL, and whether a proxy changes requests.
 */
#define WEBEXREC_E_UNSUPPORTED_MEDIA_TYPE 415

/**
 * 423 Locked.
 *
 * Temporarily unavailable, in ten attempts or for longer than the call may wait.
 *
 * Call again later.
 */
#define WEBEXREC_E_LOCKED 423

/**
 * 428 Precondition Required.
 *
 * The recording's file can't be scanned for malware.
 *
 * Follow the service's message.
 */
#define WEBEXREC_E_PRECONDITION_REQUIRED 428

/**
 * 429 Too Many Requests.
 *
 * The rate limit of the service. A call waits and sends the request again, or ends with
 * `WEBEXREC_E_RATE_LIMITED`.
 *
 * Call again later.
 */
#define WEBEXREC_E_TOO_MANY_REQUESTS 429

/**
 * 500 Internal Server Error.
 *
 * The service failed, in every attempt.
 *
 * Call again later.
 */
#define WEBEXREC_E_INTERNAL_SERVER_ERROR 500

/**
 * 502 Bad Gateway.
 *
 * The service got no valid response from a server behind it, in every attempt.
 *
 * Call again later.
 */
#define WEBEXREC_E_BAD_GATEWAY 502

/**
 * 503 Service Unavailable.
 *
 * The service is overloaded or down, in every attempt.
 *
 * Call again later.
 */
#define WEBEXREC_E_SERVICE_UNAVAILABLE 503

/**
 * 504 Gateway Timeout.
 *
 * The service got no response from a server behind it in time, in every attempt.
 *
 * Call again later.
 */
#define WEBEXREC_E_GATEWAY_TIMEOUT 504

/**
 * A client of the Webex service: its options, the access token, and connections that stay open from
 * call to call.
 *
 * Thread-safe: any number of threads may make calls with one client at the same time.
 */
typedef struct webexrec_client webexrec_client;

/**
 * A monitor observes and cancels one call of a client. It serves one call: a second one refuses it with
 * `WEBEXREC_E_BUSY`, whatever the result of the first.
 *
 * Set its callbacks before the call. They run only on the thread that makes the call. They may call this
 * library, but must not unwind (throw, longjmp) and must not free the client. Their arguments are valid
 * until they return. A call takes as much longer as its callbacks take.
 *
 * Any thread may call `webexrec_monitor_cancel` until the monitor is freed. It may be freed while its
 * call is running, which then goes on.
 */
typedef struct webexrec_monitor webexrec_monitor;

/**
 * Options of a client. `webexrec_client_new` copies them: afterwards the object can be changed, used for
 * another client, or freed.
 *
 * Not thread-safe: one thread at a time may use an object.
 */
typedef struct webexrec_options webexrec_options;

/**
 * The progress of a call, for `webexrec_progress_get`.
 */
typedef struct webexrec_progress webexrec_progress;

/**
 * Token provider: fetches an access token.
 *
 * Called on the thread of a call of the client, one call at a time while the others wait: before the
 * client's first request, and after each response 401. The call ends with 401 if the token is the same
 * as before, or after ten new tokens without a success. The function may block. It must not unwind
 * (throw, longjmp), and must not use or free the client.
 *
 * @param user_data pointer given to `webexrec_options_set_token_provider`.
 * @param token buffer for the token: write it without "Bearer", NUL-terminated. Wiped after the call.
 * @param token_size size of the buffer: 16384 bytes.
 *
 * @return 0; any other value ends the call with `WEBEXREC_E_TOKEN_PROVIDER`.
 */
typedef int (*webexrec_token_fn)(void *user_data, char *token, size_t token_size);

/**
 * Progress callback: called at least every 250 milliseconds, also while the call waits, and at most 20
 * times a second. Not called again after it has cancelled.
 *
 * @param user_data pointer given to `webexrec_monitor_set_progress`.
 * @param progress progress for `webexrec_progress_get`; valid until the function returns.
 *
 * @return 0 to go on; any other value cancels the call.
 */
typedef int (*webexrec_progress_fn)(void *user_data, const struct webexrec_progress *progress);

/**
 * Outcome callback, to keep a journal: called before a request is sent, with its recordings and the
 * outcome "sending" (the request is sent after the function has returned), and when recordings have the
 * outcome that the report will have.
 *
 * A recording can be reported as "sending" several times, and with `WEBEXREC_VERIFY` can get a second
 * outcome; the last one counts. A recording given twice is reported once. Not called again after it has
 * cancelled.
 *
 * @param user_data pointer given to `webexrec_monitor_set_outcome`.
 * @param results_json JSON array like the `results` of the report, UTF-8; valid until the function returns.
 *     To go on after a crash, give the results to the function that reported them.
 *
 * @return 0 to go on; any other value cancels the call.
 */
typedef int (*webexrec_outcome_fn)(void *user_data, const char *results_json);

#ifdef __cplusplus
extern "C" {
#endif /* __cplusplus */

/**
 * Frees a string that a function of this library wrote to an output parameter.
 *
 * Thread-safe. Returns at once.
 *
 * @param string the string. NULL: does nothing.
 *
 * @pre `string` is such a string and is not freed, by this function or another, or is NULL.
 */
WEBEXREC_API void webexrec_string_free(char *string);

/**
 * Returns a short English text for a result code, such as "404 Not Found".
 *
 * Thread-safe. Returns at once.
 *
 * @param result any number.
 *
 * @return a static string, never NULL: don't free it. An unknown code has a text that says so.
 */
WEBEXREC_API const char *webexrec_result_text(int result);

/**
 * Returns the version of the loaded library; `WEBEXREC_VERSION` is that of the header.
 *
 * Thread-safe. Returns at once.
 *
 * @return a static string such as "0.1.0": don't free it.
 */
WEBEXREC_API const char *webexrec_version(void);

/**
 * Returns the version of the binary interface of the loaded library.
 *
 * A program works with the library if the major version is the header's `WEBEXREC_ABI_VERSION_MAJOR`, and
 * the minor version is at least `WEBEXREC_ABI_VERSION_MINOR`. Thread-safe. Returns at once.
 *
 * @return major << 16 | minor.
 */
WEBEXREC_API
uint32_t webexrec_abi_version(void);

/**
 * Moves recordings into the recycle bin, where they stay for 30 days and can be restored.
 *
 * Webex reference: Move Recordings into the Recycle Bin, `POST /recordings/softDelete`.
 *
 * Checks all input first, then sends requests of at most 100 recordings of one site and host. "What a
 * call does", at the head of this header, describes retries, waits, and requests that the service
 * rejects. Thread-safe. Blocks until the call has ended.
 *
 * @param token access token with the scope `meeting:recordings_write`, or
 *     `meeting:admin_recordings_write` to act for other hosts; without "Bearer". UTF-8. Required.
 * @param recordings_json JSON array of recording ids (strings), recording objects, or both; UTF-8, of any
 *     length. A list of `webexrec_list_recordings` and the `results` of a report are accepted as they
 *     are. Read from an object: `id` (required); `siteUrl` and `hostEmail` (instead of `site_url` and
 *     `host_email`); `sizeBytes` (for the report); `shareToMe` (true: not sent, since only its host can
 *     change it); `status` (a purge refuses "available"); `outcome` ("unknown", "inferred" or
 *     "sending": in doubt, since an earlier call may have done it). Other members are ignored. A
 *     recording given twice is sent once. The same id with two sites or hosts is refused. Required.
 * @param site_url site of the recordings that name none: a host name such as "example.webex.com". NULL:
 *     the user's preferred site. "" is refused.
 * @param host_email email address of the host of the recordings that name none. Has an effect with an
 *     admin token only. NULL: the user of the token. "" is refused.
 * @param flags 0, or any of `WEBEXREC_DRY_RUN`, `WEBEXREC_SINGLE_REQUEST`, and `WEBEXREC_VERIFY` (not with
 *     a dry run).
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK` if the service confirmed every recording, or it was a dry run. 1 to 19 if
 * input is invalid; nothing was sent. Otherwise what ended the call early, or the only cause of all
 * failures: 20 to 39 (no connection) or an HTTP status; else `WEBEXREC_E_UNCERTAIN` or
 * `WEBEXREC_E_PARTIAL`. The message counts the confirmed recordings and names the first other one with
 * its cause; the functions of the Client API report every recording. Calling again with the same
 * recordings is safe.
 *
 * @pre Strings are NUL-terminated and stay unchanged during the call. `error` is writable for `error_size`
 * bytes, or NULL.
 */
WEBEXREC_API
int webexrec_move_to_recycle_bin(const char *token,
                                 const char *recordings_json,
                                 const char *site_url,
                                 const char *host_email,
                                 uint32_t flags,
                                 char *error,
                                 size_t error_size);

/**
 * Restores recordings from the recycle bin.
 *
 * Webex reference: Restore Recordings from Recycle Bin, `POST /recordings/restore`.
 *
 * Checks all input first, then sends requests of at most 100 recordings of one site and host. "What a
 * call does", at the head of this header, describes retries, waits, and requests that the service
 * rejects. Thread-safe. Blocks until the call has ended.
 *
 * @param token access token with the scope `meeting:recordings_write`, or
 *     `meeting:admin_recordings_write` to act for other hosts; without "Bearer". UTF-8. Required.
 * @param recordings_json JSON array of recording ids (strings), recording objects, or both; UTF-8, of any
 *     length. A list of `webexrec_list_recordings` and the `results` of a report are accepted as they
 *     are. Read from an object: `id` (required); `siteUrl` and `hostEmail` (instead of `site_url` and
 *     `host_email`); `sizeBytes` (for the report); `shareToMe` (true: not sent, since only its host can
 *     change it); `status` (a purge refuses "available"); `outcome` ("unknown", "inferred" or
 *     "sending": in doubt, since an earlier call may have done it). Other members are ignored. A
 *     recording given twice is sent once. The same id with two sites or hosts is refused. Required.
 *     With `WEBEXREC_ALL`: NULL or "[]" instead.
 * @param site_url site of the recordings that name none: a host name such as "example.webex.com". NULL:
 *     the user's preferred site. "" is refused.
 * @param host_email email address of the host of the recordings that name none. Has an effect with an
 *     admin token only. NULL: the user of the token. "" is refused.
 * @param flags 0, or any of `WEBEXREC_DRY_RUN`, `WEBEXREC_SINGLE_REQUEST`, `WEBEXREC_VERIFY` (not with a
 *     dry run), and `WEBEXREC_ALL` (not with a single request): everything in the recycle bin of the site
 *     and host. A request for everything is not sent again if its response is lost; list the recycle bin
 *     before you call again.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK` if the service confirmed every recording, or it was a dry run. 1 to 19 if
 * input is invalid; nothing was sent. Otherwise what ended the call early, or the only cause of all
 * failures: 20 to 39 (no connection) or an HTTP status; else `WEBEXREC_E_UNCERTAIN` or
 * `WEBEXREC_E_PARTIAL`. The message counts the confirmed recordings and names the first other one with
 * its cause; the functions of the Client API report every recording. Calling again with the same
 * recordings is safe.
 *
 * @pre Strings are NUL-terminated and stay unchanged during the call. `error` is writable for `error_size`
 * bytes, or NULL.
 */
WEBEXREC_API
int webexrec_restore_from_recycle_bin(const char *token,
                                      const char *recordings_json,
                                      const char *site_url,
                                      const char *host_email,
                                      uint32_t flags,
                                      char *error,
                                      size_t error_size);

/**
 * Purges recordings from the recycle bin. This can't be undone.
 *
 * Webex reference: Purge Recordings from Recycle Bin, `POST /recordings/purge`.
 *
 * Checks all input first, then sends requests of at most 100 recordings of one site and host. "What a
 * call does", at the head of this header, describes retries, waits, and requests that the service
 * rejects. Thread-safe. Blocks until the call has ended.
 *
 * @param token access token with the scope `meeting:recordings_write`, or
 *     `meeting:admin_recordings_write` to act for other hosts; without "Bearer". UTF-8. Required.
 * @param recordings_json JSON array of recording ids (strings), recording objects, or both; UTF-8, of any
 *     length. A list of `webexrec_list_recordings` and the `results` of a report are accepted as they
 *     are. Read from an object: `id` (required); `siteUrl` and `hostEmail` (instead of `site_url` and
 *     `host_email`); `sizeBytes` (for the report); `shareToMe` (true: not sent, since only its host can
 *     change it); `status` (a purge refuses "available"); `outcome` ("unknown", "inferred" or
 *     "sending": in doubt, since an earlier call may have done it). Other members are ignored. A
 *     recording given twice is sent once. The same id with two sites or hosts is refused. Required.
 *     With `WEBEXREC_ALL`: NULL or "[]" instead.
 * @param site_url site of the recordings that name none: a host name such as "example.webex.com". NULL:
 *     the user's preferred site. "" is refused.
 *     With `WEBEXREC_ALL`: required.
 * @param host_email email address of the host of the recordings that name none. Has an effect with an
 *     admin token only. NULL: the user of the token. "" is refused.
 * @param flags 0, or any of `WEBEXREC_DRY_RUN`, `WEBEXREC_SINGLE_REQUEST`, `WEBEXREC_VERIFY` (not with a
 *     dry run), and `WEBEXREC_ALL` (not with a single request): everything in the recycle bin of the site
 *     and host. A request for everything is not sent again if its response is lost; list the recycle bin
 *     before you call again.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK` if the service confirmed every recording, or it was a dry run. 1 to 19 if
 * input is invalid; nothing was sent. Otherwise what ended the call early, or the only cause of all
 * failures: 20 to 39 (no connection) or an HTTP status; else `WEBEXREC_E_UNCERTAIN` or
 * `WEBEXREC_E_PARTIAL`. The message counts the confirmed recordings and names the first other one with
 * its cause; the functions of the Client API report every recording. Calling again with the same
 * recordings is safe.
 *
 * @pre Strings are NUL-terminated and stay unchanged during the call. `error` is writable for `error_size`
 * bytes, or NULL.
 */
WEBEXREC_API
int webexrec_purge_from_recycle_bin(const char *token,
                                    const char *recordings_json,
                                    const char *site_url,
                                    const char *host_email,
                                    uint32_t flags,
                                    char *error,
                                    size_t error_size);

/**
 * Lists recordings: those that a user hosts or that are shared with the user, or with `WEBEXREC_ADMIN`
 * those of the organization.
 *
 * Webex reference: List Recordings, `GET /recordings`; List Recordings For an Admin or Compliance
 * Officer, `GET /admin/recordings`.
 *
 * Fetches all pages. Without `from` in the query the service lists the last seven days only, for the
 * recycle bin too. Thread-safe. Blocks until the call has ended.
 *
 * @param token access token with the scope `meeting:recordings_read`, or `meeting:admin_recordings_read`
 *     for `WEBEXREC_ADMIN` and `hostEmail`; without "Bearer". UTF-8. Required.
 * @param query_json JSON object, UTF-8, with any of these members: `from` and `to` (ISO 8601; `from` alone
 *     means until now, `to` alone is refused; any time span: with `WEBEXREC_ADMIN` the library sends one
 *     request for each 30 days of it); `status` ("available"; "deleted": in the recycle bin; "purged");
 *     `siteUrl`; `hostEmail` (not with `WEBEXREC_ADMIN`); `meetingId`; `topic`; `integrationTag`; `format`
 *     ("MP4", "ARF"); `serviceType` ("MeetingCenter", "EventCenter", "SupportCenter", "TrainingCenter");
 *     `max` (recordings per page, 1 to 100; default 100). An unknown member is refused. NULL: no
 *     restriction.
 * @param flags 0, or any of `WEBEXREC_ADMIN` and `WEBEXREC_INCLUDE_SECRETS`.
 * @param recordings_json receives a JSON array of the service's recording objects, UTF-8; free it with
 *     `webexrec_string_free`. NULL after a failure. An object without `hostEmail` gets that of the query,
 *     unless it is only shared with the host, so that the other functions accept the array as it is.
 *     Required.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`, or the code of the failure: 1 to 19 (input is invalid; nothing was sent), 20 to
 * 39 (no connection), 40 to 59 (such as `WEBEXREC_E_RATE_LIMITED`), or an HTTP status. A list is
 * complete or missing, and has each recording once.
 *
 * @pre Strings are NUL-terminated and stay unchanged during the call. `recordings_json` is writable, or NULL.
 * `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_list_recordings(const char *token,
                             const char *query_json,
                             uint32_t flags,
                             char **recordings_json,
                             char *error,
                             size_t error_size);

/**
 * Lists the sites of a user, of which the preferred one is used where no site is given.
 *
 * Webex reference: Get Site List, `GET /meetingPreferences/sites`.
 *
 * Thread-safe. Blocks until the call has ended.
 *
 * @param token access token with the scope `meeting:preferences_read`, or
 *     `meeting:admin_preferences_read` for other users; without "Bearer". UTF-8. Required.
 * @param user_email email address of the user whose sites to list. Has an effect with an admin token only.
 *     NULL: the user of the token. "" is refused.
 * @param flags 0.
 * @param sites_json receives a JSON array such as
 *     `[{"siteUrl":"example.webex.com","default":true}]`, UTF-8; free it with `webexrec_string_free`.
 *     NULL after a failure. Required.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`, or the code of the failure: 1 to 19 (input is invalid; nothing was sent), 20 to
 * 39 (no connection), 40 to 59 (such as `WEBEXREC_E_RATE_LIMITED`), or an HTTP status.
 *
 * @pre Strings are NUL-terminated and stay unchanged during the call. `sites_json` is writable, or NULL.
 * `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_list_sites(const char *token,
                        const char *user_email,
                        uint32_t flags,
                        char **sites_json,
                        char *error,
                        size_t error_size);

/**
 * Makes options with their default values.
 *
 * Thread-safe. Returns at once.
 *
 * @return the options, never NULL; free them with `webexrec_options_free`.
 */
WEBEXREC_API struct webexrec_options *webexrec_options_new(void);

/**
 * Sets the URL of the service.
 *
 * One thread at a time may use the options. Returns at once.
 *
 * @param options options of `webexrec_options_new`. Required.
 * @param value URL with https, or with http to this machine only, such as
 *     "https://api-usgov.webex.com/v1"; UTF-8; copied. NULL: the environment variable
 *     `WEBEXREC_BASE_URL`, or `https://webexapis.com/v1`.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_NOT_UTF8`;
 * `WEBEXREC_E_INVALID_OPTION` if it is not such a URL; `WEBEXREC_E_INSECURE_URL` if it is http to
 * another machine. After a failure the options are unchanged.
 *
 * @pre `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
 * `value` is NUL-terminated, or NULL. `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_options_set_base_url(struct webexrec_options *options,
                                  const char *value,
                                  char *error,
                                  size_t error_size);

/**
 * Sets a file with certificates to trust in addition to the system's, such as that of a firewall that
 * inspects traffic.
 *
 * One thread at a time may use the options. Returns at once.
 *
 * @param options options of `webexrec_options_new`. Required.
 * @param value path of a PEM file; UTF-8; copied. `webexrec_client_new` reads the file. NULL: the
 *     environment variable `WEBEXREC_CA_FILE`, or none.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_NOT_UTF8`;
 * `WEBEXREC_E_INVALID_OPTION` if the value is invalid. After a failure the options are unchanged.
 *
 * @pre `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
 * `value` is NUL-terminated, or NULL. `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_options_set_ca_file(struct webexrec_options *options,
                                 const char *value,
                                 char *error,
                                 size_t error_size);

/**
 * Sets the proxy for connections to the service. It is never used for this machine.
 *
 * One thread at a time may use the options. Returns at once.
 *
 * @param options options of `webexrec_options_new`. Required.
 * @param value URL such as "http://user:password@proxy.example.com:3128", with the scheme http, https,
 *     socks4, socks4a, socks5 or socks5h; UTF-8; copied. NULL: the environment variables `ALL_PROXY`,
 *     `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_NOT_UTF8`;
 * `WEBEXREC_E_INVALID_OPTION` if the value is invalid. After a failure the options are unchanged.
 *
 * @pre `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
 * `value` is NUL-terminated, or NULL. `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_options_set_proxy(struct webexrec_options *options,
                               const char *value,
                               char *error,
                               size_t error_size);

/**
 * Sets the header `User-Agent`, with which the program introduces itself.
 *
 * One thread at a time may use the options. Returns at once.
 *
 * @param options options of `webexrec_options_new`. Required.
 * @param value visible ASCII such as "example-tool/1.0"; copied. NULL: `webexrec/` and the version.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_NOT_UTF8`;
 * `WEBEXREC_E_INVALID_OPTION` if the value is invalid. After a failure the options are unchanged.
 *
 * @pre `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
 * `value` is NUL-terminated, or NULL. `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_options_set_user_agent(struct webexrec_options *options,
                                    const char *value,
                                    char *error,
                                    size_t error_size);

/**
 * Sets how many requests of one call may be in flight at the same time.
 *
 * One thread at a time may use the options. Returns at once.
 *
 * @param options options of `webexrec_options_new`. Required.
 * @param value requests, 1 to 32; default 4.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_INVALID_OPTION` if the value is out
 * of range. After a failure the options are unchanged.
 *
 * @pre `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
 * `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_options_set_concurrency(struct webexrec_options *options,
                                     uint32_t value,
                                     char *error,
                                     size_t error_size);

/**
 * Sets the time limit for connecting: the way through a proxy and the TLS handshake, but not the name
 * lookup.
 *
 * One thread at a time may use the options. Returns at once.
 *
 * @param options options of `webexrec_options_new`. Required.
 * @param value milliseconds, 1 to 86400000; default 10000.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_INVALID_OPTION` if the value is out
 * of range. After a failure the options are unchanged.
 *
 * @pre `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
 * `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_options_set_connect_timeout_ms(struct webexrec_options *options,
                                            uint32_t value,
                                            char *error,
                                            size_t error_size);

/**
 * Sets the time limit for one request, from the name lookup to the last byte of the response.
 *
 * One thread at a time may use the options. Returns at once.
 *
 * @param options options of `webexrec_options_new`. Required.
 * @param value milliseconds, 1 to 86400000; default 60000.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_INVALID_OPTION` if the value is out
 * of range. After a failure the options are unchanged.
 *
 * @pre `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
 * `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_options_set_request_timeout_ms(struct webexrec_options *options,
                                            uint32_t value,
                                            char *error,
                                            size_t error_size);

/**
 * Sets the time limit for a whole call; 0 is none.
 *
 * When it is over, nothing more is sent and the call ends with `WEBEXREC_E_DEADLINE`. A call whose wait
 * for the rate limit would exceed it ends at once with `WEBEXREC_E_RATE_LIMITED`.
 *
 * One thread at a time may use the options. Returns at once.
 *
 * @param options options of `webexrec_options_new`. Required.
 * @param value milliseconds, 0 to 4294967295; default 0.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_INVALID_OPTION` if the value is out
 * of range. After a failure the options are unchanged.
 *
 * @pre `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
 * `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_options_set_deadline_ms(struct webexrec_options *options,
                                     uint32_t value,
                                     char *error,
                                     size_t error_size);

/**
 * Sets how often one request is sent at most when it fails temporarily: with 408, with 500 or above,
 * without a connection, or with a lost response.
 *
 * The pauses between attempts are random: at first up to half a second, a limit that doubles up to 20
 * seconds. A call has a budget of 20 such failures, and each success gives one back; a failure beyond
 * it ends the call.
 *
 * One thread at a time may use the options. Returns at once.
 *
 * @param options options of `webexrec_options_new`. Required.
 * @param value attempts, 1 to 100; default 6. 1 is no retry.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_INVALID_OPTION` if the value is out
 * of range. After a failure the options are unchanged.
 *
 * @pre `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
 * `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_options_set_max_attempts(struct webexrec_options *options,
                                      uint32_t value,
                                      char *error,
                                      size_t error_size);

/**
 * Sets how long a call may wait for the rate limit without a success in between.
 *
 * After that, or at once if the service asks for a longer wait, the call ends with
 * `WEBEXREC_E_RATE_LIMITED` and says how long to wait. A locked recording (423) is waited for no longer
 * than that either. The pace of a call after a rate limit, which avoids the next one, does not count.
 *
 * One thread at a time may use the options. Returns at once.
 *
 * @param options options of `webexrec_options_new`. Required.
 * @param value seconds, 0 to 604800; default 900. 0 is no waiting.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_INVALID_OPTION` if the value is out
 * of range. After a failure the options are unchanged.
 *
 * @pre `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
 * `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_options_set_max_wait_seconds(struct webexrec_options *options,
                                          uint32_t value,
                                          char *error,
                                          size_t error_size);

/**
 * Sets a function that fetches the access token, for calls that may take longer than a token is valid.
 *
 * One thread at a time may use the options. Returns at once.
 *
 * @param options options of `webexrec_options_new`. Required.
 * @param function see `webexrec_token_fn`. NULL: the token given to `webexrec_client_new`.
 * @param user_data pointer for the function; may be NULL. It is used from every thread that makes a call
 *     with the client, until the client is freed.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`, or `WEBEXREC_E_NULL_POINTER`.
 *
 * @pre `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
 * `error` is writable for `error_size` bytes, or NULL.
 * `function` behaves as `webexrec_token_fn` says.
 */
WEBEXREC_API
int webexrec_options_set_token_provider(struct webexrec_options *options,
                                        webexrec_token_fn function,
                                        void *user_data,
                                        char *error,
                                        size_t error_size);

/**
 * Frees options. Clients that were made with them are not affected.
 *
 * Returns at once.
 *
 * @param options the options. NULL: does nothing.
 *
 * @pre `options` comes from `webexrec_options_new` and is not freed, or is NULL; no other thread uses it.
 */
WEBEXREC_API
void webexrec_options_free(struct webexrec_options *options);

/**
 * Makes a monitor, for one call.
 *
 * Thread-safe. Returns at once.
 *
 * @return the monitor, never NULL; free it with `webexrec_monitor_free`.
 */
WEBEXREC_API struct webexrec_monitor *webexrec_monitor_new(void);

/**
 * Sets the progress callback.
 *
 * Thread-safe. Returns at once.
 *
 * @param monitor monitor of `webexrec_monitor_new`, before its call. Required.
 * @param function see `webexrec_progress_fn`. NULL: none.
 * @param user_data pointer for the function, usable until the call has ended; may be NULL.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_BUSY` if the call has begun.
 *
 * @pre `monitor` comes from `webexrec_monitor_new` and is not freed, or is NULL. `function` behaves as its type
 * says.
 */
WEBEXREC_API
int webexrec_monitor_set_progress(struct webexrec_monitor *monitor,
                                  webexrec_progress_fn function,
                                  void *user_data);

/**
 * Sets the outcome callback.
 *
 * Thread-safe. Returns at once.
 *
 * @param monitor monitor of `webexrec_monitor_new`, before its call. Required.
 * @param function see `webexrec_outcome_fn`. NULL: none.
 * @param user_data pointer for the function, usable until the call has ended; may be NULL.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_BUSY` if the call has begun.
 *
 * @pre `monitor` comes from `webexrec_monitor_new` and is not freed, or is NULL. `function` behaves as its type
 * says.
 */
WEBEXREC_API
int webexrec_monitor_set_outcome(struct webexrec_monitor *monitor,
                                 webexrec_outcome_fn function,
                                 void *user_data);

/**
 * Cancels the call of a monitor: the one that is running, or the one that is still to come.
 *
 * The call returns `WEBEXREC_E_CANCELLED` within 200 milliseconds (with a million recordings a little
 * later, since it writes their report), and its report says what was done.
 *
 * Thread-safe, but not for signal handlers: set a flag there, and return it from the progress callback.
 * Returns at once.
 *
 * @param monitor the monitor. NULL: does nothing.
 *
 * @pre `monitor` comes from `webexrec_monitor_new` and is not freed, or is NULL.
 */
WEBEXREC_API
void webexrec_monitor_cancel(struct webexrec_monitor *monitor);

/**
 * Frees a monitor. If its call is running, the call goes on.
 *
 * Returns at once.
 *
 * @param monitor the monitor. NULL: does nothing.
 *
 * @pre `monitor` comes from `webexrec_monitor_new` and is not freed, or is NULL; only its call still uses it.
 */
WEBEXREC_API
void webexrec_monitor_free(struct webexrec_monitor *monitor);

/**
 * Reads a field of the progress of a call.
 *
 * For the progress callback, on its thread. Returns at once.
 *
 * @param progress progress that the callback was given. NULL: the result is 0.
 * @param field one of the `WEBEXREC_PROGRESS_` constants.
 *
 * @return the value; 0 for a field that this version of the library does not know.
 *
 * @pre `progress` is the argument of the callback that is running, or NULL.
 */
WEBEXREC_API
uint64_t webexrec_progress_get(const struct webexrec_progress *progress,
                               uint32_t field);

/**
 * Makes a client.
 *
 * Reads the environment variables and the CA file; sends nothing. Thread-safe. Returns at once.
 *
 * @param token access token, without "Bearer"; UTF-8. The scopes are those of the functions that the client
 *     is for. The client keeps a copy, which `webexrec_client_free` wipes. Required, unless the options
 *     have a token provider, which is then used instead.
 * @param options settings, which the client copies. NULL: the defaults.
 * @param client receives the client; free it with `webexrec_client_free`. NULL after a failure. Required.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_NOT_UTF8`;
 * `WEBEXREC_E_INVALID_TOKEN`; `WEBEXREC_E_INVALID_OPTION` or `WEBEXREC_E_INSECURE_URL` for an invalid
 * option or environment variable.
 *
 * @pre `token` is NUL-terminated, or NULL. `options` comes from `webexrec_options_new` and is not freed, or is
 * NULL. `client` is writable, or NULL. `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_client_new(const char *token,
                        const struct webexrec_options *options,
                        struct webexrec_client **client,
                        char *error,
                        size_t error_size);

/**
 * Moves recordings into the recycle bin, where they stay for 30 days and can be restored, and reports
 * each of them.
 *
 * Webex reference: Move Recordings into the Recycle Bin, `POST /recordings/softDelete`.
 *
 * Checks all input first, then sends requests of at most 100 recordings of one site and host. "What a
 * call does", at the head of this header, describes retries, waits, and requests that the service
 * rejects. Thread-safe. Blocks until the call has ended.
 *
 * @param client client of `webexrec_client_new`, not freed before the call has ended. Its token needs the
 *     scope `meeting:recordings_write`, or `meeting:admin_recordings_write` to act for other hosts.
 *     Required.
 * @param recordings_json JSON array of recording ids (strings), recording objects, or both; UTF-8, of any
 *     length. A list of `webexrec_list_recordings` and the `results` of a report are accepted as they
 *     are. Read from an object: `id` (required); `siteUrl` and `hostEmail` (instead of `site_url` and
 *     `host_email`); `sizeBytes` (for the report); `shareToMe` (true: not sent, since only its host can
 *     change it); `status` (a purge refuses "available"); `outcome` ("unknown", "inferred" or
 *     "sending": in doubt, since an earlier call may have done it). Other members are ignored. A
 *     recording given twice is sent once. The same id with two sites or hosts is refused. Required.
 * @param site_url site of the recordings that name none: a host name such as "example.webex.com". NULL:
 *     the user's preferred site. "" is refused.
 * @param host_email email address of the host of the recordings that name none. Has an effect with an
 *     admin token only. NULL: the user of the token. "" is refused.
 * @param flags 0, or any of `WEBEXREC_DRY_RUN`, `WEBEXREC_SINGLE_REQUEST`, and `WEBEXREC_VERIFY` (not with
 *     a dry run).
 * @param monitor monitor of `webexrec_monitor_new` that has served no call yet: its callbacks get progress
 *     and outcomes, and `webexrec_monitor_cancel` ends the call. NULL: no callbacks, no cancel.
 * @param report_json receives the report, a JSON object, UTF-8; free it with `webexrec_string_free`. Its
 *     `results` have one entry for each element of `recordings_json`, in that order, whatever happened.
 *     NULL after a result from 1 to 19. May be NULL if no report is needed.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK` if the service confirmed every recording, or it was a dry run. 1 to 19 if
 * input is invalid; nothing was sent (`WEBEXREC_E_BUSY`: the monitor has already served a call).
 * Otherwise what ended the call early, or the only cause of all failures: 20 to 39 (no connection) or
 * an HTTP status; else `WEBEXREC_E_UNCERTAIN` or `WEBEXREC_E_PARTIAL`. The message counts the confirmed
 * recordings and names the first other one with its cause. Calling again with the same recordings is
 * safe.
 *
 * @par The report
 * A JSON object with `operation`; `result` and `message` (of the call); `version`; `baseUrl`;
 * `startedAt` and `finishedAt` (ISO 8601, UTC); `counts` (`total`, and how many entries have which
 * outcome); `bytes` (`total` and `done`: sums of the `sizeBytes` that were given); `requests`;
 * `retries`; `waitedSeconds`; `stoppedBy` (`code`, `message`, `retryAfterSeconds`; only if the call
 * ended early); `warnings` (of the service); `plan` (only of a dry run: `method`, `path`, `query`,
 * `siteUrl` and `ids` of each request); `results`. Later versions may add members.
 *
 * @par A result
 * A JSON object with `id`, `siteUrl`, `hostEmail` and `sizeBytes` as given; `outcome`; where known,
 * `status` (the HTTP status), `message`, `trackingId`; with `WEBEXREC_VERIFY` also `seen`
 * ("available", "deleted", "purged", "missing", "error"). With `WEBEXREC_ALL` there is one result, with
 * `"all":true`. The functions of this library accept results as recordings. The outcomes, to which no
 * others will be added:
 * - "done": the service confirmed it.
 * - "inferred": rejected, after an attempt that may have been processed; most likely it was.
 * - "rejected": the service rejected this recording; `status` and `message` say why.
 * - "failed": not done; no request for it reached the service, or the service accepts no such requests.
 * - "unknown": sent, and may have been done. Give it again.
 * - "notSent": unchanged; not sent, or sent and not processed (429, 401).
 *
 * @pre `client` comes from `webexrec_client_new`, or is NULL. `monitor` comes from `webexrec_monitor_new`, or is
 * NULL. Strings are NUL-terminated and stay unchanged during the call. `report_json` is writable, or
 * NULL. `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_client_move_to_recycle_bin(const struct webexrec_client *client,
                                        const char *recordings_json,
                                        const char *site_url,
                                        const char *host_email,
                                        uint32_t flags,
                                        struct webexrec_monitor *monitor,
                                        char **report_json,
                                        char *error,
                                        size_t error_size);

/**
 * Restores recordings from the recycle bin, and reports each of them.
 *
 * Webex reference: Restore Recordings from Recycle Bin, `POST /recordings/restore`.
 *
 * Checks all input first, then sends requests of at most 100 recordings of one site and host. "What a
 * call does", at the head of this header, describes retries, waits, and requests that the service
 * rejects. Thread-safe. Blocks until the call has ended.
 *
 * @param client client of `webexrec_client_new`, not freed before the call has ended. Its token needs the
 *     scope `meeting:recordings_write`, or `meeting:admin_recordings_write` to act for other hosts.
 *     Required.
 * @param recordings_json JSON array of recording ids (strings), recording objects, or both; UTF-8, of any
 *     length. A list of `webexrec_list_recordings` and the `results` of a report are accepted as they
 *     are. Read from an object: `id` (required); `siteUrl` and `hostEmail` (instead of `site_url` and
 *     `host_email`); `sizeBytes` (for the report); `shareToMe` (true: not sent, since only its host can
 *     change it); `status` (a purge refuses "available"); `outcome` ("unknown", "inferred" or
 *     "sending": in doubt, since an earlier call may have done it). Other members are ignored. A
 *     recording given twice is sent once. The same id with two sites or hosts is refused. Required.
 *     With `WEBEXREC_ALL`: NULL or "[]" instead.
 * @param site_url site of the recordings that name none: a host name such as "example.webex.com". NULL:
 *     the user's preferred site. "" is refused.
 * @param host_email email address of the host of the recordings that name none. Has an effect with an
 *     admin token only. NULL: the user of the token. "" is refused.
 * @param flags 0, or any of `WEBEXREC_DRY_RUN`, `WEBEXREC_SINGLE_REQUEST`, `WEBEXREC_VERIFY` (not with a
 *     dry run), and `WEBEXREC_ALL` (not with a single request): everything in the recycle bin of the site
 *     and host. A request for everything is not sent again if its response is lost; list the recycle bin
 *     before you call again.
 * @param monitor monitor of `webexrec_monitor_new` that has served no call yet: its callbacks get progress
 *     and outcomes, and `webexrec_monitor_cancel` ends the call. NULL: no callbacks, no cancel.
 * @param report_json receives the report, a JSON object, UTF-8; free it with `webexrec_string_free`. Its
 *     `results` have one entry for each element of `recordings_json`, in that order, whatever happened.
 *     NULL after a result from 1 to 19. May be NULL if no report is needed.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK` if the service confirmed every recording, or it was a dry run. 1 to 19 if
 * input is invalid; nothing was sent (`WEBEXREC_E_BUSY`: the monitor has already served a call).
 * Otherwise what ended the call early, or the only cause of all failures: 20 to 39 (no connection) or
 * an HTTP status; else `WEBEXREC_E_UNCERTAIN` or `WEBEXREC_E_PARTIAL`. The message counts the confirmed
 * recordings and names the first other one with its cause. Calling again with the same recordings is
 * safe.
 *
 * @par The report
 * A JSON object with `operation`; `result` and `message` (of the call); `version`; `baseUrl`;
 * `startedAt` and `finishedAt` (ISO 8601, UTC); `counts` (`total`, and how many entries have which
 * outcome); `bytes` (`total` and `done`: sums of the `sizeBytes` that were given); `requests`;
 * `retries`; `waitedSeconds`; `stoppedBy` (`code`, `message`, `retryAfterSeconds`; only if the call
 * ended early); `warnings` (of the service); `plan` (only of a dry run: `method`, `path`, `query`,
 * `siteUrl` and `ids` of each request); `results`. Later versions may add members.
 *
 * @par A result
 * A JSON object with `id`, `siteUrl`, `hostEmail` and `sizeBytes` as given; `outcome`; where known,
 * `status` (the HTTP status), `message`, `trackingId`; with `WEBEXREC_VERIFY` also `seen`
 * ("available", "deleted", "purged", "missing", "error"). With `WEBEXREC_ALL` there is one result, with
 * `"all":true`. The functions of this library accept results as recordings. The outcomes, to which no
 * others will be added:
 * - "done": the service confirmed it.
 * - "inferred": rejected, after an attempt that may have been processed; most likely it was.
 * - "rejected": the service rejected this recording; `status` and `message` say why.
 * - "failed": not done; no request for it reached the service, or the service accepts no such requests.
 * - "unknown": sent, and may have been done. Give it again.
 * - "notSent": unchanged; not sent, or sent and not processed (429, 401).
 *
 * @pre `client` comes from `webexrec_client_new`, or is NULL. `monitor` comes from `webexrec_monitor_new`, or is
 * NULL. Strings are NUL-terminated and stay unchanged during the call. `report_json` is writable, or
 * NULL. `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_client_restore_from_recycle_bin(const struct webexrec_client *client,
                                             const char *recordings_json,
                                             const char *site_url,
                                             const char *host_email,
                                             uint32_t flags,
                                             struct webexrec_monitor *monitor,
                                             char **report_json,
                                             char *error,
                                             size_t error_size);

/**
 * Purges recordings from the recycle bin, and reports each of them. This can't be undone.
 *
 * Webex reference: Purge Recordings from Recycle Bin, `POST /recordings/purge`.
 *
 * Checks all input first, then sends requests of at most 100 recordings of one site and host. "What a
 * call does", at the head of this header, describes retries, waits, and requests that the service
 * rejects. Thread-safe. Blocks until the call has ended.
 *
 * @param client client of `webexrec_client_new`, not freed before the call has ended. Its token needs the
 *     scope `meeting:recordings_write`, or `meeting:admin_recordings_write` to act for other hosts.
 *     Required.
 * @param recordings_json JSON array of recording ids (strings), recording objects, or both; UTF-8, of any
 *     length. A list of `webexrec_list_recordings` and the `results` of a report are accepted as they
 *     are. Read from an object: `id` (required); `siteUrl` and `hostEmail` (instead of `site_url` and
 *     `host_email`); `sizeBytes` (for the report); `shareToMe` (true: not sent, since only its host can
 *     change it); `status` (a purge refuses "available"); `outcome` ("unknown", "inferred" or
 *     "sending": in doubt, since an earlier call may have done it). Other members are ignored. A
 *     recording given twice is sent once. The same id with two sites or hosts is refused. Required.
 *     With `WEBEXREC_ALL`: NULL or "[]" instead.
 * @param site_url site of the recordings that name none: a host name such as "example.webex.com". NULL:
 *     the user's preferred site. "" is refused.
 *     With `WEBEXREC_ALL`: required.
 * @param host_email email address of the host of the recordings that name none. Has an effect with an
 *     admin token only. NULL: the user of the token. "" is refused.
 * @param flags 0, or any of `WEBEXREC_DRY_RUN`, `WEBEXREC_SINGLE_REQUEST`, `WEBEXREC_VERIFY` (not with a
 *     dry run), and `WEBEXREC_ALL` (not with a single request): everything in the recycle bin of the site
 *     and host. A request for everything is not sent again if its response is lost; list the recycle bin
 *     before you call again.
 * @param monitor monitor of `webexrec_monitor_new` that has served no call yet: its callbacks get progress
 *     and outcomes, and `webexrec_monitor_cancel` ends the call. NULL: no callbacks, no cancel.
 * @param report_json receives the report, a JSON object, UTF-8; free it with `webexrec_string_free`. Its
 *     `results` have one entry for each element of `recordings_json`, in that order, whatever happened.
 *     NULL after a result from 1 to 19. May be NULL if no report is needed.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK` if the service confirmed every recording, or it was a dry run. 1 to 19 if
 * input is invalid; nothing was sent (`WEBEXREC_E_BUSY`: the monitor has already served a call).
 * Otherwise what ended the call early, or the only cause of all failures: 20 to 39 (no connection) or
 * an HTTP status; else `WEBEXREC_E_UNCERTAIN` or `WEBEXREC_E_PARTIAL`. The message counts the confirmed
 * recordings and names the first other one with its cause. Calling again with the same recordings is
 * safe.
 *
 * @par The report
 * A JSON object with `operation`; `result` and `message` (of the call); `version`; `baseUrl`;
 * `startedAt` and `finishedAt` (ISO 8601, UTC); `counts` (`total`, and how many entries have which
 * outcome); `bytes` (`total` and `done`: sums of the `sizeBytes` that were given); `requests`;
 * `retries`; `waitedSeconds`; `stoppedBy` (`code`, `message`, `retryAfterSeconds`; only if the call
 * ended early); `warnings` (of the service); `plan` (only of a dry run: `method`, `path`, `query`,
 * `siteUrl` and `ids` of each request); `results`. Later versions may add members.
 *
 * @par A result
 * A JSON object with `id`, `siteUrl`, `hostEmail` and `sizeBytes` as given; `outcome`; where known,
 * `status` (the HTTP status), `message`, `trackingId`; with `WEBEXREC_VERIFY` also `seen`
 * ("available", "deleted", "purged", "missing", "error"). With `WEBEXREC_ALL` there is one result, with
 * `"all":true`. The functions of this library accept results as recordings. The outcomes, to which no
 * others will be added:
 * - "done": the service confirmed it.
 * - "inferred": rejected, after an attempt that may have been processed; most likely it was.
 * - "rejected": the service rejected this recording; `status` and `message` say why.
 * - "failed": not done; no request for it reached the service, or the service accepts no such requests.
 * - "unknown": sent, and may have been done. Give it again.
 * - "notSent": unchanged; not sent, or sent and not processed (429, 401).
 *
 * @pre `client` comes from `webexrec_client_new`, or is NULL. `monitor` comes from `webexrec_monitor_new`, or is
 * NULL. Strings are NUL-terminated and stay unchanged during the call. `report_json` is writable, or
 * NULL. `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_client_purge_from_recycle_bin(const struct webexrec_client *client,
                                           const char *recordings_json,
                                           const char *site_url,
                                           const char *host_email,
                                           uint32_t flags,
                                           struct webexrec_monitor *monitor,
                                           char **report_json,
                                           char *error,
                                           size_t error_size);

/**
 * Lists recordings: those that a user hosts or that are shared with the user, or with `WEBEXREC_ADMIN`
 * those of the organization.
 *
 * Webex reference: List Recordings, `GET /recordings`; List Recordings For an Admin or Compliance
 * Officer, `GET /admin/recordings`.
 *
 * Fetches all pages. Without `from` in the query the service lists the last seven days only, for the
 * recycle bin too. Thread-safe. Blocks until the call has ended.
 *
 * @param client client of `webexrec_client_new`, not freed before the call has ended. Its token needs the
 *     scope `meeting:recordings_read`, or `meeting:admin_recordings_read` for `WEBEXREC_ADMIN` and
 *     `hostEmail`. Required.
 * @param query_json JSON object, UTF-8, with any of these members: `from` and `to` (ISO 8601; `from` alone
 *     means until now, `to` alone is refused; any time span: with `WEBEXREC_ADMIN` the library sends one
 *     request for each 30 days of it); `status` ("available"; "deleted": in the recycle bin; "purged");
 *     `siteUrl`; `hostEmail` (not with `WEBEXREC_ADMIN`); `meetingId`; `topic`; `integrationTag`; `format`
 *     ("MP4", "ARF"); `serviceType` ("MeetingCenter", "EventCenter", "SupportCenter", "TrainingCenter");
 *     `max` (recordings per page, 1 to 100; default 100). An unknown member is refused. NULL: no
 *     restriction.
 * @param flags 0, or any of `WEBEXREC_ADMIN` and `WEBEXREC_INCLUDE_SECRETS`.
 * @param monitor monitor of `webexrec_monitor_new` that has served no call yet: its progress callback gets
 *     the progress, and `webexrec_monitor_cancel` ends the call. NULL: no callbacks, no cancel.
 * @param recordings_json receives a JSON array of the service's recording objects, UTF-8; free it with
 *     `webexrec_string_free`. NULL after a failure. An object without `hostEmail` gets that of the query,
 *     unless it is only shared with the host, so that the other functions accept the array as it is.
 *     Required.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`, or the code of the failure: 1 to 19 (input is invalid; nothing was sent), 20 to
 * 39 (no connection), 40 to 59 (such as `WEBEXREC_E_RATE_LIMITED`), or an HTTP status. A list is
 * complete or missing, and has each recording once.
 *
 * @pre `client` comes from `webexrec_client_new`, or is NULL. `monitor` comes from `webexrec_monitor_new`, or is
 * NULL. Strings are NUL-terminated and stay unchanged during the call. `recordings_json` is writable, or
 * NULL. `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_client_list_recordings(const struct webexrec_client *client,
                                    const char *query_json,
                                    uint32_t flags,
                                    struct webexrec_monitor *monitor,
                                    char **recordings_json,
                                    char *error,
                                    size_t error_size);

/**
 * Lists the sites of a user, of which the preferred one is used where no site is given.
 *
 * Webex reference: Get Site List, `GET /meetingPreferences/sites`.
 *
 * Thread-safe. Blocks until the call has ended.
 *
 * @param client client of `webexrec_client_new`, not freed before the call has ended. Its token needs the
 *     scope `meeting:preferences_read`, or `meeting:admin_preferences_read` for other users. Required.
 * @param user_email email address of the user whose sites to list. Has an effect with an admin token only.
 *     NULL: the user of the token. "" is refused.
 * @param flags 0.
 * @param monitor monitor of `webexrec_monitor_new` that has served no call yet: its progress callback gets
 *     the progress, and `webexrec_monitor_cancel` ends the call. NULL: no callbacks, no cancel.
 * @param sites_json receives a JSON array such as
 *     `[{"siteUrl":"example.webex.com","default":true}]`, UTF-8; free it with `webexrec_string_free`.
 *     NULL after a failure. Required.
 * @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
 *     fit, empty after success. NULL: no message.
 * @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
 *
 * @return `WEBEXREC_OK`, or the code of the failure: 1 to 19 (input is invalid; nothing was sent), 20 to
 * 39 (no connection), 40 to 59 (such as `WEBEXREC_E_RATE_LIMITED`), or an HTTP status.
 *
 * @pre `client` comes from `webexrec_client_new`, or is NULL. `monitor` comes from `webexrec_monitor_new`, or is
 * NULL. Strings are NUL-terminated and stay unchanged during the call. `sites_json` is writable, or NULL.
 * `error` is writable for `error_size` bytes, or NULL.
 */
WEBEXREC_API
int webexrec_client_list_sites(const struct webexrec_client *client,
                               const char *user_email,
                               uint32_t flags,
                               struct webexrec_monitor *monitor,
                               char **sites_json,
                               char *error,
                               size_t error_size);

/**
 * Frees a client: closes its connections and wipes its token.
 *
 * Call it after all calls of the client have ended. A forked child may free a client of its parent, whose
 * connections stay open. Returns at once.
 *
 * @param client the client. NULL: does nothing.
 *
 * @pre `client` comes from `webexrec_client_new`, has no call running and is not freed, or is NULL.
 */
WEBEXREC_API
void webexrec_client_free(struct webexrec_client *client);

#ifdef __cplusplus
}  /* extern "C" */
#endif  /* __cplusplus */

#endif  /* WEBEXREC_H */
