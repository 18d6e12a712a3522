//! The Simple API: one call does the job.

use super::change_params::RawChangeParams;
use super::ffi::{OutString, ffi_guard, optional, required};
use crate::call::{self, Call};
use crate::client::Client;
use crate::engine::observer::CallObserver;
use crate::error::Result;
use crate::input::settings::Options;
use crate::input::token::Token;
use crate::jobs::change::operation::Operation;
use crate::os::is_privileged;
use std::ffi::{c_char, c_int};

/// Moves recordings into the recycle bin, where they stay for 30 days and can be restored.
///
/// Webex reference: Move Recordings into the Recycle Bin, `POST /recordings/softDelete`.
///
/// Checks all input first, then sends requests of at most 100 recordings of one site and host. "What a
/// call does", at the head of this header, describes retries, waits, and requests that the service
/// rejects. Thread-safe. Blocks until the call has ended.
///
/// @param token access token with the scope `meeting:recordings_write`, or
///     `meeting:admin_recordings_write` to act for other hosts; without "Bearer". UTF-8. Required.
/// @param recordings_json JSON array of recording ids (strings), recording objects, or both; UTF-8, of any
///     length. A list of `webexrec_list_recordings` and the `results` of a report are accepted as they
///     are. Read from an object: `id` (required); `siteUrl` and `hostEmail` (instead of `site_url` and
///     `host_email`); `sizeBytes` (for the report); `shareToMe` (true: not sent, since only its host can
///     change it); `status` (a purge refuses "available"); `outcome` ("unknown", "inferred" or
///     "sending": in doubt, since an earlier call may have done it). Other members are ignored. A
///     recording given twice is sent once. The same id with two sites or hosts is refused. Required.
/// @param site_url site of the recordings that name none: a host name such as "example.webex.com". NULL:
///     the user's preferred site. "" is refused.
/// @param host_email email address of the host of the recordings that name none. Has an effect with an
///     admin token only. NULL: the user of the token. "" is refused.
/// @param flags 0, or any of `WEBEXREC_DRY_RUN`, `WEBEXREC_SINGLE_REQUEST`, and `WEBEXREC_VERIFY` (not with
///     a dry run).
/// @param error receives a message for people: UTF-8, NUL-terminated, cut between characters if it does not
///     fit, empty after success. NULL: no message.
/// @param error_size size of `error` in bytes, such as `WEBEXREC_ERROR_SIZE`. 0: no message.
///
/// @return `WEBEXREC_OK` if the service confirmed every recording, or it was a dry run. 1 to 19 if
/// input is invalid; nothing was sent. Otherwise what ended the call early, or the only cause of all
/// failures: 20 to 39 (no connection) or an HTTP status; else `WEBEXREC_E_UNCERTAIN` or
/// `WEBEXREC_E_PARTIAL`. The message counts the confirmed recordings and names the first other one with
/// its cause; the functions of the Client API report every recording. Calling again with the same
/// recordings is safe.
///
/// # Safety
/// Strings are NUL-terminated and stay unchanged during the call. `error` is writable for `error_size`
/// bytes, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_move_to_recycle_bin(
    token: *const c_char,
    recordings_json: *const c_char,
    site_url: *const c_char,
    host_email: *const c_char,
    flags: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let params = RawChangeParams { recordings_json, site_url, host_email, flags };
    // SAFETY: promised by the caller.
    unsafe { ffi_guard(error, error_size, || change(Operation::Move, token, params)) }
}

/// Restores recordings from the recycle bin.
///
/// Webex reference: Restore Recordings from Recycle Bin, `POST /recordings/restore`.
///
/// Checks all input first, then sends requests of at most 100 recordings of one site and host. "What a
/// call does", at the head of this header, describes retries, waits, and requests that the service
/// rejects. Thread-safe. Blocks until the call has ended.
///
/// @param token as for `webexrec_move_to_recycle_bin`.
/// @param recordings_json as for `webexrec_move_to_recycle_bin`. With `WEBEXREC_ALL`: NULL or "[]" instead.
/// @param site_url as for `webexrec_move_to_recycle_bin`.
/// @param host_email as for `webexrec_move_to_recycle_bin`.
/// @param flags 0, or any of `WEBEXREC_DRY_RUN`, `WEBEXREC_SINGLE_REQUEST`, `WEBEXREC_VERIFY` (not with a
///     dry run), and `WEBEXREC_ALL` (not with a single request): everything in the recycle bin of the site
///     and host. A request for everything is not sent again if its response is lost; list the recycle bin
///     before you call again.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return as for `webexrec_move_to_recycle_bin`.
///
/// # Safety
/// As for `webexrec_move_to_recycle_bin`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_restore_from_recycle_bin(
    token: *const c_char,
    recordings_json: *const c_char,
    site_url: *const c_char,
    host_email: *const c_char,
    flags: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let params = RawChangeParams { recordings_json, site_url, host_email, flags };
    // SAFETY: promised by the caller.
    unsafe { ffi_guard(error, error_size, || change(Operation::Restore, token, params)) }
}

/// Purges recordings from the recycle bin. This can't be undone.
///
/// Webex reference: Purge Recordings from Recycle Bin, `POST /recordings/purge`.
///
/// Checks all input first, then sends requests of at most 100 recordings of one site and host. "What a
/// call does", at the head of this header, describes retries, waits, and requests that the service
/// rejects. Thread-safe. Blocks until the call has ended.
///
/// @param token as for `webexrec_move_to_recycle_bin`.
/// @param recordings_json as for `webexrec_move_to_recycle_bin`. With `WEBEXREC_ALL`: NULL or "[]" instead.
/// @param site_url as for `webexrec_move_to_recycle_bin`. With `WEBEXREC_ALL`: required.
/// @param host_email as for `webexrec_move_to_recycle_bin`.
/// @param flags as for `webexrec_restore_from_recycle_bin`.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return as for `webexrec_move_to_recycle_bin`.
///
/// # Safety
/// As for `webexrec_move_to_recycle_bin`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_purge_from_recycle_bin(
    token: *const c_char,
    recordings_json: *const c_char,
    site_url: *const c_char,
    host_email: *const c_char,
    flags: u32,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let params = RawChangeParams { recordings_json, site_url, host_email, flags };
    // SAFETY: promised by the caller.
    unsafe { ffi_guard(error, error_size, || change(Operation::Purge, token, params)) }
}

/// Lists recordings: those that a user hosts or that are shared with the user, or with `WEBEXREC_ADMIN`
/// those of the organization.
///
/// Webex reference: List Recordings, `GET /recordings`; List Recordings For an Admin or Compliance
/// Officer, `GET /admin/recordings`.
///
/// Fetches all pages. Without `from` in the query the service lists the last seven days only, for the
/// recycle bin too. Thread-safe. Blocks until the call has ended.
///
/// @param token access token with the scope `meeting:recordings_read`, or `meeting:admin_recordings_read`
///     for `WEBEXREC_ADMIN` and `hostEmail`; without "Bearer". UTF-8. Required.
/// @param query_json JSON object, UTF-8, with any of these members: `from` and `to` (ISO 8601; `from` alone
///     means until now, `to` alone is refused; any time span: with `WEBEXREC_ADMIN` the library sends one
///     request for each 30 days of it); `status` ("available"; "deleted": in the recycle bin; "purged");
///     `siteUrl`; `hostEmail` (not with `WEBEXREC_ADMIN`); `meetingId`; `topic`; `integrationTag`; `format`
///     ("MP4", "ARF"); `serviceType` ("MeetingCenter", "EventCenter", "SupportCenter", "TrainingCenter");
///     `max` (recordings per page, 1 to 100; default 100). An unknown member is refused. NULL: no
///     restriction.
/// @param flags 0, or any of `WEBEXREC_ADMIN` and `WEBEXREC_INCLUDE_SECRETS`.
/// @param recordings_json receives a JSON array of the service's recording objects, UTF-8; free it with
///     `webexrec_string_free`. NULL after a failure. An object without `hostEmail` gets that of the query,
///     unless it is only shared with the host, so that the other functions accept the array as it is.
///     Required.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK`, or the code of the failure: 1 to 19 (input is invalid; nothing was sent), 20 to
/// 39 (no connection), 40 to 59 (such as `WEBEXREC_E_RATE_LIMITED`), or an HTTP status. A list is
/// complete or missing, and has each recording once.
///
/// # Safety
/// Strings are NUL-terminated and stay unchanged during the call. `recordings_json` is writable, or NULL.
/// `error` is writable for `error_size` bytes, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_list_recordings(
    token: *const c_char,
    query_json: *const c_char,
    flags: u32,
    recordings_json: *mut *mut c_char,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let body = || {
        // SAFETY: promised by the caller.
        let output = unsafe { OutString::required(recordings_json, "recordings_json") }?;
        // SAFETY: as above.
        let client = unsafe { client(token) }?;
        // SAFETY: as above.
        let query_json = unsafe { optional(query_json, "query_json") }?;
        output.write(call::list_recordings(unobserved(&client), query_json, flags)?)
    };
    // SAFETY: promised by the caller.
    unsafe { ffi_guard(error, error_size, body) }
}

/// Lists the sites of a user, of which the preferred one is used where no site is given.
///
/// Webex reference: Get Site List, `GET /meetingPreferences/sites`.
///
/// Thread-safe. Blocks until the call has ended.
///
/// @param token access token with the scope `meeting:preferences_read`, or
///     `meeting:admin_preferences_read` for other users; without "Bearer". UTF-8. Required.
/// @param user_email email address of the user whose sites to list. Has an effect with an admin token only.
///     NULL: the user of the token. "" is refused.
/// @param flags 0.
/// @param sites_json receives a JSON array such as
///     `[{"siteUrl":"example.webex.com","default":true}]`, UTF-8; free it with `webexrec_string_free`.
///     NULL after a failure. Required.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK`, or the code of the failure: 1 to 19 (input is invalid; nothing was sent), 20 to
/// 39 (no connection), 40 to 59 (such as `WEBEXREC_E_RATE_LIMITED`), or an HTTP status.
///
/// # Safety
/// Strings are NUL-terminated and stay unchanged during the call. `sites_json` is writable, or NULL.
/// `error` is writable for `error_size` bytes, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_list_sites(
    token: *const c_char,
    user_email: *const c_char,
    flags: u32,
    sites_json: *mut *mut c_char,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let body = || {
        // SAFETY: promised by the caller.
        let output = unsafe { OutString::required(sites_json, "sites_json") }?;
        // SAFETY: as above.
        let client = unsafe { client(token) }?;
        // SAFETY: as above.
        let user_email = unsafe { optional(user_email, "user_email") }?;
        output.write(call::list_sites(unobserved(&client), user_email, flags)?)
    };
    // SAFETY: promised by the caller.
    unsafe { ffi_guard(error, error_size, body) }
}

/// # Safety
/// As for `webexrec_move_to_recycle_bin`.
unsafe fn change(
    operation: Operation,
    token: *const c_char,
    params: RawChangeParams,
) -> Result<()> {
    // SAFETY: promised by the caller.
    let (client, params) = unsafe { (client(token)?, params.read(operation)?) };
    call::change(unobserved(&client), &params, false)?.error.map_or(Ok(()), Err)
}

/// A client for this call alone.
///
/// # Safety
/// As for [`required`].
unsafe fn client(token: *const c_char) -> Result<Client> {
    // SAFETY: promised by the caller.
    let token = Token::new(unsafe { required(token, "token") }?)?;
    Client::for_one_call(Options::default().settings(is_privileged())?, token)
}

fn unobserved(client: &Client) -> Call<'_> {
    Call { client, provider: None, observer: CallObserver::default() }
}
