/* SPDX-License-Identifier: MIT OR Apache-2.0
 * Made by cbindgen from the Rust sources; changes belong there. */

/** @file
 * Moves Webex meeting recordings into the recycle bin, restores, purges and lists them.
 * Reference: https://developer.webex.com/meeting/docs/api/v1/recordings
 *
 * # Two tiers
 *
 * Simple: webexrec_move_to_recycle_bin and its neighbours, one call does the job. Client:
 * webexrec_client_new and what follows, for settings, a report with an outcome for each recording,
 * progress, cancel, and tokens that expire. The first is made of the second: what is sent, tried
 * again and waited for is the same, with the default settings.
 *
 * # Conventions
 *
 * Strings are UTF-8 and end with NUL. Those that may be NULL are called so; "" is refused where a
 * string is optional.
 *
 * Results: every function that can fail returns an int. 0 is WEBEXREC_OK. 1 to 19: a parameter or
 * setting can't be used, and nothing was sent. 20 to 39: no connection, or none that lasted. 40 to
 * 59: how a call with several recordings ended. 90 to 99: a fault in this library. 400 to 599: the
 * HTTP status with which the service answered; one without a constant comes through as its number.
 * Treat a code that you don't know as a failure.
 *
 * Which one a call that changes recordings returns is the first of these that applies: bad input; a
 * fault in this library; 0 if everything is done (or it was a dry run); what ended it early (such as
 * 401, WEBEXREC_E_CANCELLED, WEBEXREC_E_RATE_LIMITED); if nothing was done for one single cause, that
 * cause's code; WEBEXREC_E_UNCERTAIN if anything is not known; WEBEXREC_E_PARTIAL.
 *
 * Messages: `error` may be NULL or `error_size` 0. It is emptied on entry, always terminated, cut
 * between characters if it is too small, and empty after success. Messages are for people: their
 * wording changes. webexrec_result_text has a short text for every code. No message and no report
 * contains the token.
 *
 * Memory: the library keeps no pointer that it was given after a function returns, but for those
 * called user_data. A string that it hands out belongs to the caller, who frees it with
 * webexrec_string_free and nothing else. An object of this library is freed with its own function.
 * All of these take NULL, and do nothing then. An output parameter is NULL unless something was
 * written.
 *
 * Threads: every function may be called from any thread, any number of them at once, for one client
 * too; an options object by one thread at a time. A call starts the threads of its own that it needs
 * and ends them before it returns, except one that is stuck in looking up a name or in connecting
 * when its time is over or the call is cancelled: it can send nothing any more, and ends by itself.
 * They take no signals of the program's. (A request that is alone, on a connection that is there,
 * needs none, unless there are callbacks.) A thread that calls needs 64 KiB of stack, beside what
 * callbacks use.
 * Callbacks run on the thread of the call; those of a monitor may call this library. No signal
 * handler, nothing printed (but Rust's own note on standard error, should the library have a fault:
 * WEBEXREC_E_PANIC). Don't change the environment while a call is running (C's setenv is not
 * thread-safe).
 *
 * fork: a child may call every function, use a client of its parent's and free it; it starts with
 * connections of its own. It is best forked while no call is running: what the C library and others
 * set up once can't be used in a child that was forked in the middle of it. That is the first call to
 * a service, and with the C library's look-up of names any that opens a connection. Between fork and
 * exec call nothing (as for any function that is not async-signal-safe).
 *
 * Unloading: on Linux the library stays loaded once it is loaded, on Windows once it is called, and
 * dlclose and FreeLibrary have no effect. Don't unload it elsewhere.
 *
 * # What a call does
 *
 * It sends up to 4 requests at the same time, each with up to 100 recordings of one site and host.
 *
 * Rate limit: on a 429 all calls of the process with that token wait as long as the service says (or
 * 15 seconds, then longer), and afterwards send as much as it has shown to take. A wait of more than
 * 900 seconds in all without a success ends the call with WEBEXREC_E_RATE_LIMITED; it says how long
 * to wait.
 *
 * Failures by chance (408, 500 and above, no connection, a lost answer): tried again up to 5 times,
 * after random waits of at first up to half a second, a limit that doubles up to 20 seconds. Moving,
 * restoring and purging set a state, so that asking again does no harm; WEBEXREC_ALL is the
 * exception, and is not asked for again once it may have been done. 423 is tried up to ten times, and
 * for no more than 900 seconds in all without a success. If more fails than succeeds, the call ends.
 *
 * Refusals: the service answers for a request as a whole. One with several recordings that is refused
 * (400, 403, 404 and the like) is divided, down to single recordings, until it is known which of them
 * the service refuses and the others are done. With WEBEXREC_SINGLE_REQUEST it is not.
 *
 * Time: a call blocks until it is done. Connecting may take 10 seconds, a request 60 in all.
 *
 * The numbers are the defaults, which webexrec_options_set_concurrency and the like change.
 *
 * # Environment
 *
 * Looked at in each call of the Simple API and by webexrec_client_new, whose options win; all of it
 * ignored in a set-uid process. Empty counts as unset.
 *
 * - `WEBEXREC_BASE_URL`: where the service is; default https://webexapis.com/v1 (US government:
 *   https://api-usgov.webex.com/v1). Only webexapis.com, `*.webexapis.com`, `*.webex.com` and this
 *   machine are accepted, and plain http to this machine alone.
 * - `WEBEXREC_CA_FILE`: PEM file with certificates to trust beside the system's. A file is read once.
 * - `SSL_CERT_FILE`, `SSL_CERT_DIR`: where the system's certificates are, if not in their usual place.
 * - `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`: a proxy (http, https, socks4, socks5), never
 *   used for this machine; one that can't be used is an error. Proxy configuration scripts and the
 *   system's proxy settings are not read.
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
 * The version of this header; webexrec_version gives the library's.
 */
#define WEBEXREC_VERSION "0.1.0"

/* On Windows, a program that links the DLL defines WEBEXREC_DLL before including this. */
#ifndef WEBEXREC_API
#if defined(_WIN32) && defined(WEBEXREC_DLL)
#define WEBEXREC_API __declspec(dllimport)
#else
#define WEBEXREC_API
#endif
#endif


/**
 * Major version of the binary interface. It changes when a program built against an older
 * header would no longer work.
 */
#define WEBEXREC_ABI_VERSION_MAJOR 0

/**
 * Minor version of the binary interface. It grows when something is added.
 */
#define WEBEXREC_ABI_VERSION_MINOR 1

/**
 * A size for the `error` buffer that every message fits in, or most of a very long one.
 */
#define WEBEXREC_ERROR_SIZE 512

/**
 * Restore, purge: everything in the recycle bin (of the site and host given) instead of a list.
 * `recordings_json` must then be NULL or `[]`, and a purge needs `site_url`. Nothing but this
 * flag ever empties a recycle bin.
 */
#define WEBEXREC_ALL 1

/**
 * Move, restore, purge: check and plan everything, send nothing.
 */
#define WEBEXREC_DRY_RUN 2

/**
 * Move, restore, purge: allow one request only. More than 100 recordings, or recordings of more
 * than one site or host, are then an error instead of several requests.
 */
#define WEBEXREC_SINGLE_REQUEST 4

/**
 * Move, restore, purge: look up afterwards what stayed in_doubt. What is seen where it was meant to
 * go becomes "done"; of the rest the report says where it was seen. Without effect on
 * `WEBEXREC_ALL`.
 */
#define WEBEXREC_VERIFY 8

/**
 * List: the organization's recordings (`GET /admin/recordings`) instead of one user's.
 */
#define WEBEXREC_ADMIN 16

/**
 * List: keep `password`, `downloadUrl`, `playbackUrl` and `temporaryDirectDownloadLinks`.
 */
#define WEBEXREC_INCLUDE_SECRETS 32

/**
 * Progress: recordings of the job in all, which are those read so far as long as a large job is
 * read and nothing is sent; 0 for a list, whose length is not known beforehand.
 */
#define WEBEXREC_PROGRESS_TOTAL 0

/**
 * Progress: recordings confirmed done; for a list those listed so far.
 */
#define WEBEXREC_PROGRESS_DONE 1

/**
 * Progress: recordings settled otherwise.
 */
#define WEBEXREC_PROGRESS_NOT_DONE 2

/**
 * Progress: requests under way.
 */
#define WEBEXREC_PROGRESS_IN_FLIGHT 3

/**
 * Progress: requests sent so far.
 */
#define WEBEXREC_PROGRESS_REQUESTS 4

/**
 * Progress: those of them that had been sent before.
 */
#define WEBEXREC_PROGRESS_RETRIES 5

/**
 * Progress: milliseconds until the next request can be sent; 0 if nothing has to be waited for.
 */
#define WEBEXREC_PROGRESS_WAIT_MS 6

/**
 * Progress: what is waited out: 429 (rate limit), 423 (locked), another status or a result code
 * (20 to 39) after which a request is tried again; 0 if nothing is.
 */
#define WEBEXREC_PROGRESS_WAIT_REASON 7

/**
 * Everything asked for was done.
 */
#define WEBEXREC_OK 0

/**
 * A required pointer was NULL. Nothing was sent (nor for any other code from 1 to 19).
 */
#define WEBEXREC_E_NULL_POINTER 1

/**
 * A string was not UTF-8.
 */
#define WEBEXREC_E_NOT_UTF8 2

/**
 * A JSON parameter was not JSON.
 */
#define WEBEXREC_E_NOT_JSON 3

/**
 * `recordings_json` was not an array of recording ids and recording objects, or one of them
 * can't be used.
 */
#define WEBEXREC_E_INVALID_RECORDINGS 4

/**
 * `recordings_json` had no recordings in it.
 */
#define WEBEXREC_E_NO_RECORDINGS 5

/**
 * The recordings don't fit into the one request that `WEBEXREC_SINGLE_REQUEST` allows.
 */
#define WEBEXREC_E_TOO_MANY_RECORDINGS 6

/**
 * The token was empty or not an access token.
 */
#define WEBEXREC_E_INVALID_TOKEN 7

/**
 * `site_url` was not a plain site name such as `example.webex.com`.
 */
#define WEBEXREC_E_INVALID_SITE_URL 8

/**
 * `host_email` or `user_email` was not an email address.
 */
#define WEBEXREC_E_INVALID_HOST_EMAIL 9

/**
 * A flag that is unknown, or that this function or the other flags exclude.
 */
#define WEBEXREC_E_INVALID_FLAGS 10

/**
 * `query_json` had an unknown name or a value out of range.
 */
#define WEBEXREC_E_INVALID_QUERY 11

/**
 * A setting (such as the environment variable `WEBEXREC_CA_FILE`) can't be used.
 */
#define WEBEXREC_E_INVALID_OPTION 12

/**
 * The base URL would send the token over plain http, or to a host not allowed.
 */
#define WEBEXREC_E_INSECURE_URL 13

/**
 * The monitor has served a call already; it serves one.
 */
#define WEBEXREC_E_BUSY 14

/**
 * The service's name could not be looked up.
 */
#define WEBEXREC_E_RESOLVE 20

/**
 * No connection to the service.
 */
#define WEBEXREC_E_CONNECT 21

/**
 * No secure connection: the TLS handshake or the check of the certificate failed.
 */
#define WEBEXREC_E_TLS 22

/**
 * The proxy was not found, could not be reached, or refused (407 among others).
 */
#define WEBEXREC_E_PROXY 23

/**
 * No answer in time.
 */
#define WEBEXREC_E_TIMEOUT 24

/**
 * The connection broke before the answer was complete.
 */
#define WEBEXREC_E_IO 25

/**
 * The answer was not one of this service: not HTTP, a redirect, or a body of another form.
 */
#define WEBEXREC_E_BAD_RESPONSE 26

/**
 * Not everything was done, and what was not is certain.
 */
#define WEBEXREC_E_PARTIAL 40

/**
 * For some recordings it is not known whether they were done.
 */
#define WEBEXREC_E_UNCERTAIN 41

/**
 * The call was cancelled.
 */
#define WEBEXREC_E_CANCELLED 42

/**
 * The deadline passed.
 */
#define WEBEXREC_E_DEADLINE 43

/**
 * The service's rate limit left no room for longer than the call may wait.
 */
#define WEBEXREC_E_RATE_LIMITED 44

/**
 * The token provider failed.
 */
#define WEBEXREC_E_TOKEN_PROVIDER 45

/**
 * A fault in this library.
 */
#define WEBEXREC_E_INTERNAL 90

/**
 * A fault in this library that stopped the call halfway; what was done is not known.
 */
#define WEBEXREC_E_PANIC 99

/**
 * 400: the service found the request invalid; its message says why.
 */
#define WEBEXREC_E_BAD_REQUEST 400

/**
 * 401: the token is wrong, expired or revoked.
 */
#define WEBEXREC_E_UNAUTHORIZED 401

/**
 * 403: the token's scopes or its user's role don't allow this.
 */
#define WEBEXREC_E_FORBIDDEN 403

/**
 * 404: a recording, site or user does not exist (for this token).
 */
#define WEBEXREC_E_NOT_FOUND 404

/**
 * 405: the service does not support the method.
 */
#define WEBEXREC_E_METHOD_NOT_ALLOWED 405

/**
 * 409: the request conflicts with a rule of the service.
 */
#define WEBEXREC_E_CONFLICT 409

/**
 * 410: no longer available.
 */
#define WEBEXREC_E_GONE 410

/**
 * 415: the service does not take this form of request.
 */
#define WEBEXREC_E_UNSUPPORTED_MEDIA_TYPE 415

/**
 * 423: temporarily unavailable, and still so after at most ten tries.
 */
#define WEBEXREC_E_LOCKED 423

/**
 * 428: a file that can't be scanned for malware.
 */
#define WEBEXREC_E_PRECONDITION_REQUIRED 428

/**
 * 429: too many requests. It is waited out, and a call that may not wait so long ends with
 * `WEBEXREC_E_RATE_LIMITED`.
 */
#define WEBEXREC_E_TOO_MANY_REQUESTS 429

/**
 * 500: the service failed.
 */
#define WEBEXREC_E_INTERNAL_SERVER_ERROR 500

/**
 * 502: the service got no valid answer from behind it.
 */
#define WEBEXREC_E_BAD_GATEWAY 502

/**
 * 503: the service is overloaded.
 */
#define WEBEXREC_E_SERVICE_UNAVAILABLE 503

/**
 * 504: the service got no answer from behind it in time.
 */
#define WEBEXREC_E_GATEWAY_TIMEOUT 504

/**
 * The service as the owner of a token sees it: settings, connections that are kept, the token.
 *
 * Any number of threads may call the functions of one client at the same time.
 */
typedef struct webexrec_client webexrec_client;

/**
 * Watches and stops one call: it is given to a single function of a client's, and a second one
 * refuses it with `WEBEXREC_E_BUSY`, whatever became of the first.
 *
 * Callbacks are set before the call. They run on the thread of the call alone, must not unwind
 * (throw, longjmp), and must not free the client. Their arguments live until they return. Time
 * spent in them is the caller's: it is in no promise of this library's.
 *
 * `webexrec_monitor_cancel` may be called from any thread at any time until the object is freed.
 * It may be freed while its call is running: the call goes on without it.
 */
typedef struct webexrec_monitor webexrec_monitor;

/**
 * Settings for `webexrec_client_new`, which copies them.
 *
 * One thread at a time may use an object of this type; after `webexrec_client_new` it may be
 * changed and used for another client, or freed.
 */
typedef struct webexrec_options webexrec_options;

/**
 * How far a call is; see `webexrec_progress_get`.
 */
typedef struct webexrec_progress webexrec_progress;

/**
 * Fetches an access token.
 *
 * @param user_data what was given to `webexrec_options_set_token_provider`.
 * @param token buffer to write the token into, terminated, without "Bearer". It is wiped afterwards.
 * @param token_size the size of the buffer: 16384 bytes.
 *
 * @return 0, or anything else to end the call with `WEBEXREC_E_TOKEN_PROVIDER`.
 *
 * It is called on the thread of a call of the client's, and by one of them at a time: before the
 * client's first request, and each time the service answers 401, which ends the call if the token
 * is still the same, or after ten new ones without a success. Other calls of the client wait for it.
 * It must not unwind (throw, longjmp), and must not call or free the client.
 */
typedef int (*webexrec_token_fn)(void *user_data, char *token, size_t token_size);

/**
 * Is told how far the call is: at least every 250 milliseconds, also while the call waits, and at
 * most 20 times a second.
 *
 * @param user_data what was given to `webexrec_monitor_set_progress`.
 * @param progress for `webexrec_progress_get`, until the function returns.
 *
 * @return 0 to go on, anything else to cancel the call.
 */
typedef int (*webexrec_progress_fn)(void *user_data, const struct webexrec_progress *progress);

/**
 * Is told outcomes as they come, to keep a journal: before a request is sent, the recordings in it
 * with the outcome "sending" (the request waits until the function returns), and later each with
 * the outcome that it has in the report. A recording may be told as "sending" several times, and
 * with `WEBEXREC_VERIFY` settled twice: the last word counts. One given twice is told once. A
 * callback that cancelled is not called again.
 *
 * @param user_data what was given to `webexrec_monitor_set_outcome`.
 * @param results_json JSON array in the form of the report's `results`, until the function returns. It
 *     can be given to the function that made it, as it is, to go on after a crash.
 *
 * @return 0 to go on, anything else to cancel the call.
 */
typedef int (*webexrec_outcome_fn)(void *user_data, const char *results_json);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Frees a string that a function of this library wrote through an output parameter. May be called
 * from any thread.
 *
 * @param string the string. NULL is fine.
 *
 * @pre `string` is such a string, not freed before, or NULL; and no such string is freed in another way.
 */
WEBEXREC_API void webexrec_string_free(char *string);

/**
 * A short English text for a result code, such as "404 Not Found". May be called from any thread.
 *
 * @param result any number.
 * @return the text, which is static: don't free it. Never NULL: an unknown code has a text that says
 *     so.
 */
WEBEXREC_API
const char *webexrec_result_text(int result);

/**
 * The version of the library that is loaded; `WEBEXREC_VERSION` is that of the header. May be called
 * from any thread.
 *
 * @return a text such as "0.1.0", which is static: don't free it.
 */
WEBEXREC_API
const char *webexrec_version(void);

/**
 * The version of the binary interface of the library that is loaded. A program works with the same
 * major as its header's `WEBEXREC_ABI_VERSION_MAJOR` and a minor that is at least
 * `WEBEXREC_ABI_VERSION_MINOR`. May be called from any thread.
 *
 * @return major << 16 | minor.
 */
WEBEXREC_API uint32_t webexrec_abi_version(void);

/**
 * Moves recordings into the recycle bin, where they stay for 30 days and can be restored.
 * Reference: Move Recordings into the Recycle Bin, `POST /recordings/softDelete`.
 *
 * Any number of recordings may be given: everything is checked first, and then sent in requests of
 * at most 100 recordings of one site and host. See "What a call does" above for what is tried again,
 * waited for, and found out of a request that is refused.
 *
 * @param token access token with the scope `meeting:recordings_write`, or
 *     `meeting:admin_recordings_write` to act for other hosts; without "Bearer". Required.
 * @param recordings_json JSON array of recording ids (strings), of recording objects as
 *     `webexrec_list_recordings` gives them, or of both. Read from an object: `id`; `siteUrl`,
 *     `hostEmail`; `shareToMe` (if true it isn't sent, since only its host can move it); `status`
 *     (a purge refuses "available"); `outcome` ("unknown", "inferred" or "sending": an earlier call
 *     may have done it, so that a refusal now proves nothing); `sizeBytes`, for reports. Everything
 *     else is ignored, so that a list and a report's results can be given as they are. Duplicates
 *     are sent once; the same id with two sites or hosts is refused. Required.
 * @param site_url the site of those that name none, such as "example.webex.com". NULL: the preferred
 *     site of the user.
 * @param host_email the host of those that name none; has an effect with an admin token only. NULL:
 *     the user of the token.
 * @param flags 0, `WEBEXREC_DRY_RUN`, `WEBEXREC_SINGLE_REQUEST`, `WEBEXREC_VERIFY` (not with a dry run).
 * @param error buffer for a message, or NULL. Emptied on entry, always terminated.
 * @param error_size its size in bytes, such as `WEBEXREC_ERROR_SIZE`.
 *
 * @return `WEBEXREC_OK` if every recording is confirmed moved. 1 to 19: nothing was sent.
 * Otherwise: what ended the call early or was the one cause for all, be it a transport code or an
 * HTTP status; `WEBEXREC_E_UNCERTAIN`; `WEBEXREC_E_PARTIAL`. The message counts the recordings
 * confirmed moved, and names the first that is not and why; `webexrec_client_move_to_recycle_bin`
 * has a report of each. Calling again with the same recordings does no harm; a list of the recycle
 * bin (`{"status":"deleted","from":...}`) shows what is in it.
 *
 * Blocks until all is done. May be called from any number of threads at once.
 *
 * @pre Strings are NUL-terminated and stay unchanged during the call; `error` can be written to for
 * `error_size` bytes.
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
 * Reference: Restore Recordings from Recycle Bin, `POST /recordings/restore`.
 *
 * @param token as for `webexrec_move_to_recycle_bin`.
 * @param site_url as for `webexrec_move_to_recycle_bin`.
 * @param host_email as for `webexrec_move_to_recycle_bin`.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 * @param recordings_json as there; with `WEBEXREC_ALL` NULL or "[]".
 * @param flags as there, and `WEBEXREC_ALL`: everything in the recycle bin of the site and host. Such
 *     a request is not repeated when its answer is lost; look at the bin before you do.
 * @return as `webexrec_move_to_recycle_bin`, which it is like in all else too.
 *
 * @pre As for `webexrec_move_to_recycle_bin`.
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
 * Reference: Purge Recordings from Recycle Bin, `POST /recordings/purge`.
 *
 * @param token as for `webexrec_move_to_recycle_bin`.
 * @param host_email as for `webexrec_move_to_recycle_bin`.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 * @param recordings_json as there; with `WEBEXREC_ALL` NULL or "[]". An object whose `status` is
 *     "available" is refused: what is not in the recycle bin is not purged.
 * @param site_url as there; required with `WEBEXREC_ALL`.
 * @param flags as there, and `WEBEXREC_ALL`: everything in the recycle bin of the site and host. Such
 *     a request is not repeated when its answer is lost; look at the bin before you do.
 * @return as `webexrec_move_to_recycle_bin`, which it is like in all else too.
 *
 * @pre As for `webexrec_move_to_recycle_bin`.
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
 * Lists recordings: those hosted by or shared with a user, or with `WEBEXREC_ADMIN` those of the
 * organization.
 * Reference: List Recordings, `GET /recordings`; List Recordings For an Admin or Compliance
 * Officer, `GET /admin/recordings`.
 *
 * All pages are fetched. Without `from` the service shows the last seven days only, of the recycle
 * bin too: give `from` to see more.
 *
 * @param token access token with the scope `meeting:recordings_read`, or
 *     `meeting:admin_recordings_read` for `WEBEXREC_ADMIN` and `hostEmail`. Required.
 * @param query_json JSON object with any of `from`, `to` (ISO 8601; `from` alone runs to now, `to`
 *     alone is refused; any span: with `WEBEXREC_ADMIN`, for which the service shows at most 30
 *     days, it takes a request for each 30 days), `status` ("available",
 *     "deleted": in the recycle bin, "purged"), `siteUrl`, `hostEmail` (not with
 *     `WEBEXREC_ADMIN`), `meetingId`, `topic`, `integrationTag`, `format` ("MP4", "ARF"),
 *     `serviceType` ("MeetingCenter", "EventCenter", "SupportCenter", "TrainingCenter"), `max`
 *     (recordings a page: 1 to 100, default 100). NULL: no restriction.
 * @param flags 0, `WEBEXREC_ADMIN`, `WEBEXREC_INCLUDE_SECRETS`.
 * @param recordings_json receives a JSON array of the service's recording objects, to be freed with
 *     `webexrec_string_free`; NULL after any failure. Objects without a `hostEmail` get that of
 *     the query unless they are only shared with the host, so that the array can be given to the
 *     other functions as it is. Required.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 *
 * @return `WEBEXREC_OK`, or the code of what went wrong; there is no list of some of the pages. A
 * recording is listed once, on however many pages it was.
 *
 * Blocks until all is done. May be called from any number of threads at once.
 *
 * @pre As for `webexrec_move_to_recycle_bin`; `recordings_json` can be written to.
 */
WEBEXREC_API
int webexrec_list_recordings(const char *token,
                             const char *query_json,
                             uint32_t flags,
                             char **recordings_json,
                             char *error,
                             size_t error_size);

/**
 * Lists the sites of a user; the preferred one is used where no site is given.
 * Reference: Get Site List, `GET /meetingPreferences/sites`.
 *
 * @param token access token with the scope `meeting:preferences_read`, or
 *     `meeting:admin_preferences_read` for other users. Required.
 * @param user_email whose sites; has an effect with an admin token only. NULL: the user of the token.
 * @param flags 0.
 * @param sites_json receives a JSON array such as
 *     `[{"siteUrl":"example.webex.com","default":true}]`, to be freed with
 *     `webexrec_string_free`; NULL after any failure. Required.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 *
 * @return `WEBEXREC_OK`, or the code of what went wrong.
 *
 * Blocks until all is done. May be called from any number of threads at once.
 *
 * @pre As for `webexrec_move_to_recycle_bin`; `sites_json` can be written to.
 */
WEBEXREC_API
int webexrec_list_sites(const char *token,
                        const char *user_email,
                        uint32_t flags,
                        char **sites_json,
                        char *error,
                        size_t error_size);

/**
 * Makes an object with the default settings. May be called from any thread.
 *
 * @return the object, never NULL; to be freed with `webexrec_options_free`.
 */
WEBEXREC_API struct webexrec_options *webexrec_options_new(void);

/**
 * Where the service is.
 *
 * @param options the object to change. Required.
 * @param value URL such as "https://api-usgov.webex.com/v1"; https, or plain http to this machine
 *     alone. Copied. NULL: the environment's `WEBEXREC_BASE_URL`, or "https://webexapis.com/v1".
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`, `WEBEXREC_E_NOT_UTF8`;
 * `WEBEXREC_E_INVALID_OPTION` if it is no such URL; `WEBEXREC_E_INSECURE_URL` for plain http to
 * another machine. After a failure the object is unchanged.
 *
 * @pre `options` is NULL or an object of `webexrec_options_new` that is not freed; `value` is NULL or a
 * NUL-terminated string; `error` can be written to for `error_size` bytes.
 */
WEBEXREC_API
int webexrec_options_set_base_url(struct webexrec_options *options,
                                  const char *value,
                                  char *error,
                                  size_t error_size);

/**
 * Certificates to trust beside the system's.
 *
 * @param options the object to change. Required.
 * @param value path of a PEM file, read by `webexrec_client_new`. NULL: the environment's
 *     `WEBEXREC_CA_FILE`, or none.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 * @return as for `webexrec_options_set_base_url`, but for its last code.
 *
 * @pre As for `webexrec_options_set_base_url`.
 */
WEBEXREC_API
int webexrec_options_set_ca_file(struct webexrec_options *options,
                                 const char *value,
                                 char *error,
                                 size_t error_size);

/**
 * A proxy on the way to the service; never used for this machine.
 *
 * @param options the object to change. Required.
 * @param value URL such as "http://user:password@proxy.example.com:3128", with the scheme http, https,
 *     socks4, socks4a, socks5 or socks5h. NULL: the environment's `ALL_PROXY`, `HTTPS_PROXY`,
 *     `HTTP_PROXY` and `NO_PROXY`.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 * @return as for `webexrec_options_set_base_url`, but for its last code.
 *
 * @pre As for `webexrec_options_set_base_url`.
 */
WEBEXREC_API
int webexrec_options_set_proxy(struct webexrec_options *options,
                               const char *value,
                               char *error,
                               size_t error_size);

/**
 * What the program calls itself in the header `User-Agent`.
 *
 * @param options the object to change. Required.
 * @param value visible ASCII such as "example-tool/1.0". NULL: "webexrec/" and the library's version.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 * @return as for `webexrec_options_set_base_url`, but for its last code.
 *
 * @pre As for `webexrec_options_set_base_url`.
 */
WEBEXREC_API
int webexrec_options_set_user_agent(struct webexrec_options *options,
                                    const char *value,
                                    char *error,
                                    size_t error_size);

/**
 * Requests of one call that are under way at the same time.
 *
 * @param options the object to change. Required.
 * @param value 1 to 32; default 4.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 *
 * @return `WEBEXREC_OK`, `WEBEXREC_E_NULL_POINTER`, or `WEBEXREC_E_INVALID_OPTION` if the number is
 * out of range; then the object is unchanged.
 *
 * @pre As for `webexrec_options_set_base_url`.
 */
WEBEXREC_API
int webexrec_options_set_concurrency(struct webexrec_options *options,
                                     uint32_t value,
                                     char *error,
                                     size_t error_size);

/**
 * How long connecting may take: the way through a proxy and the TLS handshake included, looking up
 * the name not.
 *
 * @param options the object to change. Required.
 * @param value milliseconds, 1 to 86400000; default 10000.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 * @return as for `webexrec_options_set_concurrency`.
 *
 * @pre As for `webexrec_options_set_base_url`.
 */
WEBEXREC_API
int webexrec_options_set_connect_timeout_ms(struct webexrec_options *options,
                                            uint32_t value,
                                            char *error,
                                            size_t error_size);

/**
 * How long one request may take, from looking up the name to the last byte of the answer.
 *
 * @param options the object to change. Required.
 * @param value milliseconds, 1 to 86400000; default 60000.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 * @return as for `webexrec_options_set_concurrency`.
 *
 * @pre As for `webexrec_options_set_base_url`.
 */
WEBEXREC_API
int webexrec_options_set_request_timeout_ms(struct webexrec_options *options,
                                            uint32_t value,
                                            char *error,
                                            size_t error_size);

/**
 * How long a whole call may take. What is not done by then isn't sent any more
 * (`WEBEXREC_E_DEADLINE`). A call that would have to wait for the rate limit beyond it ends at once
 * (`WEBEXREC_E_RATE_LIMITED`).
 *
 * @param options the object to change. Required.
 * @param value milliseconds; 0, the default, is no deadline.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 * @return as for `webexrec_options_set_concurrency`.
 *
 * @pre As for `webexrec_options_set_base_url`.
 */
WEBEXREC_API
int webexrec_options_set_deadline_ms(struct webexrec_options *options,
                                     uint32_t value,
                                     char *error,
                                     size_t error_size);

/**
 * How often one request is tried that fails by chance: with 408, a status of 500 or more, no
 * connection, or an answer that gets lost. The waits between are random, at first of up to half a
 * second, a limit that doubles up to 20 seconds. A job in which more fails than succeeds ends sooner.
 *
 * @param options the object to change. Required.
 * @param value 1 (no retry) to 100; default 6.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 * @return as for `webexrec_options_set_concurrency`.
 *
 * @pre As for `webexrec_options_set_base_url`.
 */
WEBEXREC_API
int webexrec_options_set_max_attempts(struct webexrec_options *options,
                                      uint32_t value,
                                      char *error,
                                      size_t error_size);

/**
 * How long a call waits for the service's rate limit without one success between. When that is
 * over, or the service asks for a longer wait, the call ends with `WEBEXREC_E_RATE_LIMITED`, and
 * says how long to wait. Something locked (423) is waited for no longer either. The pace that a call
 * keeps after a rate limit, so as not to meet it again, is no such wait.
 *
 * @param options the object to change. Required.
 * @param value seconds, 0 (don't wait) to 604800 (a week); default 900.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 * @return as for `webexrec_options_set_concurrency`.
 *
 * @pre As for `webexrec_options_set_base_url`.
 */
WEBEXREC_API
int webexrec_options_set_max_wait_seconds(struct webexrec_options *options,
                                          uint32_t value,
                                          char *error,
                                          size_t error_size);

/**
 * Sets a function that fetches the access token: for calls that may outlive a token.
 *
 * @param options the object to change. Required.
 * @param function see `webexrec_token_fn`. NULL: none, the token given to `webexrec_client_new` is used.
 * @param user_data given to the function; may be NULL. It has to be usable as long as the client is,
 *     from every thread that calls the client.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 *
 * @return `WEBEXREC_OK` or `WEBEXREC_E_NULL_POINTER`.
 *
 * @pre As for `webexrec_options_set_base_url`; `function` keeps to what `webexrec_token_fn` says.
 */
WEBEXREC_API
int webexrec_options_set_token_provider(struct webexrec_options *options,
                                        webexrec_token_fn function,
                                        void *user_data,
                                        char *error,
                                        size_t error_size);

/**
 * Frees an object of `webexrec_options_new`.
 *
 * @param options the object. NULL is fine.
 *
 * @pre `options` is such an object, not used any more, or NULL.
 */
WEBEXREC_API void webexrec_options_free(struct webexrec_options *options);

/**
 * Makes a monitor. May be called from any thread.
 *
 * @return the monitor, never NULL; to be freed with `webexrec_monitor_free`.
 */
WEBEXREC_API struct webexrec_monitor *webexrec_monitor_new(void);

/**
 * Sets what is told how far the call is.
 *
 * @param monitor the object, before its call. Required.
 * @param function see `webexrec_progress_fn`. NULL: none.
 * @param user_data given to the function; may be NULL.
 *
 * @return `WEBEXREC_OK`, `WEBEXREC_E_NULL_POINTER`, or `WEBEXREC_E_BUSY` once its call has begun.
 *
 * @pre `monitor` is NULL or an object of `webexrec_monitor_new` that is not freed; `function` keeps to
 * what `webexrec_progress_fn` says, and `user_data` can be used by it until the call is over.
 */
WEBEXREC_API
int webexrec_monitor_set_progress(struct webexrec_monitor *monitor,
                                  webexrec_progress_fn function,
                                  void *user_data);

/**
 * Sets what is told outcomes as they come.
 *
 * @param monitor as for `webexrec_monitor_set_progress`.
 * @param user_data as for `webexrec_monitor_set_progress`.
 * @param function see `webexrec_outcome_fn`. NULL: none.
 * @return as for `webexrec_monitor_set_progress`.
 *
 * @pre As for `webexrec_monitor_set_progress`.
 */
WEBEXREC_API
int webexrec_monitor_set_outcome(struct webexrec_monitor *monitor,
                                 webexrec_outcome_fn function,
                                 void *user_data);

/**
 * Cancels the call of a monitor, or, before it, the call that is to come. The call returns within
 * 200 milliseconds (with a million recordings a little later, since their report is to be written)
 * with `WEBEXREC_E_CANCELLED`; its report says what was done.
 *
 * May be called from any thread, but not from a signal handler: let that set a flag that the
 * progress callback looks at.
 *
 * @param monitor the object. NULL is fine.
 *
 * @pre `monitor` is an object of `webexrec_monitor_new` that is not freed, or NULL.
 */
WEBEXREC_API void webexrec_monitor_cancel(struct webexrec_monitor *monitor);

/**
 * Frees a monitor, also while its call is running.
 *
 * @param monitor the object. NULL is fine.
 *
 * @pre `monitor` is an object of `webexrec_monitor_new`, not used any more but by its call, or NULL.
 */
WEBEXREC_API void webexrec_monitor_free(struct webexrec_monitor *monitor);

/**
 * A figure of how far a call is.
 *
 * @param progress what a progress callback was given. NULL: the result is 0.
 * @param field `WEBEXREC_PROGRESS_TOTAL` and the other constants of that name.
 * @return the figure; 0 for a field that the library doesn't know.
 *
 * @pre `progress` is what the callback that is running was given, or NULL.
 */
WEBEXREC_API
uint64_t webexrec_progress_get(const struct webexrec_progress *progress,
                               uint32_t field);

/**
 * Makes a client. Nothing is sent.
 *
 * @param token access token, as for `webexrec_move_to_recycle_bin`. Copied; the copy is wiped when the
 *     client is freed. May be NULL if the options have a token provider, which is asked instead.
 * @param options settings; copied. NULL: the defaults.
 * @param client receives the client, to be freed with `webexrec_client_free`; NULL after a failure.
 *     Required.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 *
 * @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`, `WEBEXREC_E_NOT_UTF8`,
 * `WEBEXREC_E_INVALID_TOKEN`; `WEBEXREC_E_INVALID_OPTION` or `WEBEXREC_E_INSECURE_URL` for a setting
 * that can't be used, be it the environment's.
 *
 * @pre `token` is NULL or a NUL-terminated string; `options` is NULL or an object of
 * `webexrec_options_new`; `client` can be written to; `error` can be written to for `error_size`
 * bytes.
 */
WEBEXREC_API
int webexrec_client_new(const char *token,
                        const struct webexrec_options *options,
                        struct webexrec_client **client,
                        char *error,
                        size_t error_size);

/**
 * Moves recordings into the recycle bin, as `webexrec_move_to_recycle_bin` does, and reports what
 * became of each.
 * Reference: Move Recordings into the Recycle Bin, `POST /recordings/softDelete`.
 *
 * @param client the client. Required.
 * @param recordings_json as for `webexrec_move_to_recycle_bin`.
 * @param site_url as for `webexrec_move_to_recycle_bin`.
 * @param host_email as for `webexrec_move_to_recycle_bin`.
 * @param flags as for `webexrec_move_to_recycle_bin`.
 * @param monitor watches and stops the call. NULL: nobody does.
 * @param report_json receives the report, to be freed with `webexrec_string_free`: a JSON object whose
 *     `results` has one entry for each element of `recordings_json`, in that order, whatever
 *     happened. Only a result from 1 to 19 leaves it NULL. May be NULL if no report is wanted.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 * @return the same as `webexrec_move_to_recycle_bin`, and `WEBEXREC_E_BUSY` if the monitor has
 *     served a call before.
 *
 * @par The report
 * `operation`, `result` and `message` (those of the call), `version`, `baseUrl`,
 * `startedAt`, `finishedAt` (ISO 8601, UTC), `counts` (`total` and the entries by outcome, which add
 * up to it), `bytes` (`total` and `done`: the sum of the `sizeBytes` given), `requests`, `retries`,
 * `waitedSeconds`, `stoppedBy` (`code`, `message`, `retryAfterSeconds`; only if the call ended
 * early), `warnings` (of the service), `plan` (only of a dry run: `path`, `query`, `siteUrl` and
 * `ids` of each request), `results`.
 *
 * @par A result
 * `id`, `siteUrl`, `hostEmail`, `sizeBytes` as they were given; `outcome`; `status` (of an
 * HTTP answer), `message`, `trackingId` as far as there are any; `seen` (with `WEBEXREC_VERIFY`:
 * "available", "deleted", "purged", "missing", "error"). With `WEBEXREC_ALL` there is one, with
 * `"all":true`. Results can be given to the functions of this library as they are. Members may be
 * added in later versions, outcomes not:
 * - "done": the service confirmed it.
 * - "inferred": refused, after a try that may have done it: most likely it did.
 * - "rejected": the service refused this recording; `status` and `message` say why.
 * - "failed": not done: no request for it got there, or the service does not take such requests.
 * - "unknown": sent, and may have been done; give it again.
 * - "notSent": left as it was: not sent, or sent and not processed (429, 401).
 *
 * Blocks until all is done. May be called from any number of threads at once.
 *
 * @pre `client` is NULL or a client that is not freed before the call is over; `monitor` is NULL or an
 * object of `webexrec_monitor_new`; strings are NUL-terminated and stay unchanged during the call;
 * `report_json` is NULL or can be written to; `error` can be written to for `error_size` bytes.
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
 * Restores recordings from the recycle bin, as `webexrec_restore_from_recycle_bin` does, and reports
 * what became of each.
 * Reference: Restore Recordings from Recycle Bin, `POST /recordings/restore`.
 *
 * @param client as for `webexrec_client_move_to_recycle_bin`.
 * @param monitor as for `webexrec_client_move_to_recycle_bin`.
 * @param report_json as for `webexrec_client_move_to_recycle_bin`.
 * @param error as for `webexrec_client_move_to_recycle_bin`.
 * @param error_size as for `webexrec_client_move_to_recycle_bin`.
 * @param recordings_json as for `webexrec_restore_from_recycle_bin`.
 * @param site_url as for `webexrec_restore_from_recycle_bin`.
 * @param host_email as for `webexrec_restore_from_recycle_bin`.
 * @param flags as for `webexrec_restore_from_recycle_bin`.
 * @return as `webexrec_client_move_to_recycle_bin`, which it is like in all else too.
 *
 * @pre As for `webexrec_client_move_to_recycle_bin`.
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
 * Purges recordings from the recycle bin, as `webexrec_purge_from_recycle_bin` does, and reports what
 * became of each. This can't be undone.
 * Reference: Purge Recordings from Recycle Bin, `POST /recordings/purge`.
 *
 * @param client as for `webexrec_client_move_to_recycle_bin`.
 * @param monitor as for `webexrec_client_move_to_recycle_bin`.
 * @param report_json as for `webexrec_client_move_to_recycle_bin`.
 * @param error as for `webexrec_client_move_to_recycle_bin`.
 * @param error_size as for `webexrec_client_move_to_recycle_bin`.
 * @param recordings_json as for `webexrec_purge_from_recycle_bin`.
 * @param site_url as for `webexrec_purge_from_recycle_bin`.
 * @param host_email as for `webexrec_purge_from_recycle_bin`.
 * @param flags as for `webexrec_purge_from_recycle_bin`.
 * @return as `webexrec_client_move_to_recycle_bin`, which it is like in all else too.
 *
 * @pre As for `webexrec_client_move_to_recycle_bin`.
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
 * Lists recordings, as `webexrec_list_recordings` does.
 * Reference: List Recordings, `GET /recordings`; List Recordings For an Admin or Compliance
 * Officer, `GET /admin/recordings`.
 *
 * @param client the client. Required.
 * @param query_json as for `webexrec_list_recordings`.
 * @param flags as for `webexrec_list_recordings`.
 * @param recordings_json as for `webexrec_list_recordings`.
 * @param monitor watches and stops the call; it is told no outcomes. NULL: nobody does.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 * @return as `webexrec_list_recordings`, which it is like in all else too.
 *
 * @pre As for `webexrec_client_move_to_recycle_bin`; `recordings_json` can be written to.
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
 * Lists the sites of a user, as `webexrec_list_sites` does.
 * Reference: Get Site List, `GET /meetingPreferences/sites`.
 *
 * @param client the client. Required.
 * @param user_email as for `webexrec_list_sites`.
 * @param flags as for `webexrec_list_sites`.
 * @param sites_json as for `webexrec_list_sites`.
 * @param monitor watches and stops the call; it is told no outcomes. NULL: nobody does.
 * @param error as for `webexrec_move_to_recycle_bin`.
 * @param error_size as for `webexrec_move_to_recycle_bin`.
 * @return as `webexrec_list_sites`, which it is like in all else too.
 *
 * @pre As for `webexrec_client_move_to_recycle_bin`; `sites_json` can be written to.
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
 * Frees a client, closes its connections and wipes its token.
 *
 * In a forked child a client that was made before the fork can be used, and freeing it there leaves
 * the parent's connections alone.
 *
 * @param client the client. NULL is fine.
 *
 * @pre `client` is a client of `webexrec_client_new` whose calls have all returned, or NULL.
 */
WEBEXREC_API void webexrec_client_free(struct webexrec_client *client);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* WEBEXREC_H */
