//! The Simple API: one call does the job.

use super::ffi::{OutString, ffi_guard, optional, required};
use crate::call::{self, Call};
use crate::client::Client;
use crate::engine::observer::CallObserver;
use crate::error::Result;
use crate::input::settings::Options;
use crate::input::token::Token;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::plan::ChangeParams;
use crate::os::is_privileged;
use std::ffi::{c_char, c_int};

/// Moves recordings into the recycle bin, where they stay for 30 days and can be restored.
/// Reference: Move Recordings into the Recycle Bin, `POST /recordings/softDelete`.
///
/// Any number of recordings may be given: everything is checked first, and then sent in requests of
/// at most 100 recordings of one site and host. See "What a call does" above for what is tried again,
/// waited for, and found out of a request that is refused.
///
/// @param token access token with the scope `meeting:recordings_write`, or
///     `meeting:admin_recordings_write` to act for other hosts; without "Bearer". Required.
/// @param recordings_json JSON array of recording ids (strings), of recording objects as
///     `webexrec_list_recordings` gives them, or of both. Read from an object: `id`; `siteUrl`,
///     `hostEmail`; `shareToMe` (if true it isn't sent, since only its host can move it); `status`
///     (a purge refuses "available"); `outcome` ("unknown", "inferred" or "sending": an earlier call
///     may have done it, so that a refusal now proves nothing); `sizeBytes`, for reports. Everything
///     else is ignored, so that a list and a report's results can be given as they are. Duplicates
///     are sent once; the same id with two sites or hosts is refused. Required.
/// @param site_url the site of those that name none, such as "example.webex.com". NULL: the preferred
///     site of the user.
/// @param host_email the host of those that name none; has an effect with an admin token only. NULL:
///     the user of the token.
/// @param flags 0, `WEBEXREC_DRY_RUN`, `WEBEXREC_SINGLE_REQUEST`, `WEBEXREC_VERIFY` (not with a dry run).
/// @param error buffer for a message, or NULL. Emptied on entry, always terminated.
/// @param error_size its size in bytes, such as `WEBEXREC_ERROR_SIZE`.
///
/// @return `WEBEXREC_OK` if every recording is confirmed moved. 1 to 19: nothing was sent.
/// Otherwise: what ended the call early or was the one cause for all, be it a transport code or an
/// HTTP status; `WEBEXREC_E_UNCERTAIN`; `WEBEXREC_E_PARTIAL`. The message counts the recordings
/// confirmed moved, and names the first that is not and why; `webexrec_client_move_to_recycle_bin`
/// has a report of each. Calling again with the same recordings does no harm; a list of the recycle
/// bin (`{"status":"deleted","from":...}`) shows what is in it.
///
/// Blocks until all is done. May be called from any number of threads at once.
///
/// # Safety
/// Strings are NUL-terminated and stay unchanged during the call; `error` can be written to for
/// `error_size` bytes.
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
    let given = RawChangeParams { token, recordings_json, site_url, host_email, flags };
    // SAFETY: the caller keeps this function's promises, which are the same.
    unsafe { ffi_guard(error, error_size, || change(Operation::Move, given)) }
}

/// Restores recordings from the recycle bin.
/// Reference: Restore Recordings from Recycle Bin, `POST /recordings/restore`.
///
/// @param token,site_url,host_email,error,error_size as for `webexrec_move_to_recycle_bin`.
/// @param recordings_json as there; with `WEBEXREC_ALL` NULL or "[]".
/// @param flags as there, and `WEBEXREC_ALL`: everything in the recycle bin of the site and host. Such
///     a request is not repeated when its answer is lost; look at the bin before you do.
/// @return as `webexrec_move_to_recycle_bin`, which it is like in all else too.
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
    let given = RawChangeParams { token, recordings_json, site_url, host_email, flags };
    // SAFETY: the caller keeps this function's promises, which are the same.
    unsafe { ffi_guard(error, error_size, || change(Operation::Restore, given)) }
}

/// Purges recordings from the recycle bin. This can't be undone.
/// Reference: Purge Recordings from Recycle Bin, `POST /recordings/purge`.
///
/// @param token,host_email,error,error_size as for `webexrec_move_to_recycle_bin`.
/// @param recordings_json as there; with `WEBEXREC_ALL` NULL or "[]". An object whose `status` is
///     "available" is refused: what is not in the recycle bin is not purged.
/// @param site_url as there; required with `WEBEXREC_ALL`.
/// @param flags as there, and `WEBEXREC_ALL`: everything in the recycle bin of the site and host. Such
///     a request is not repeated when its answer is lost; look at the bin before you do.
/// @return as `webexrec_move_to_recycle_bin`, which it is like in all else too.
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
    let given = RawChangeParams { token, recordings_json, site_url, host_email, flags };
    // SAFETY: the caller keeps this function's promises, which are the same.
    unsafe { ffi_guard(error, error_size, || change(Operation::Purge, given)) }
}

/// Lists recordings: those hosted by or shared with a user, or with `WEBEXREC_ADMIN` those of the
/// organization.
/// Reference: List Recordings, `GET /recordings`; List Recordings For an Admin or Compliance
/// Officer, `GET /admin/recordings`.
///
/// All pages are fetched. Without `from` the service shows the last seven days only, of the recycle
/// bin too: give `from` to see more.
///
/// @param token access token with the scope `meeting:recordings_read`, or
///     `meeting:admin_recordings_read` for `WEBEXREC_ADMIN` and `hostEmail`. Required.
/// @param query_json JSON object with any of `from`, `to` (ISO 8601; `from` alone runs to now, `to`
///     alone is refused; any span: with `WEBEXREC_ADMIN`, for which the service shows at most 30
///     days, it takes a request for each 30 days), `status` ("available",
///     "deleted": in the recycle bin, "purged"), `siteUrl`, `hostEmail` (not with
///     `WEBEXREC_ADMIN`), `meetingId`, `topic`, `integrationTag`, `format` ("MP4", "ARF"),
///     `serviceType` ("MeetingCenter", "EventCenter", "SupportCenter", "TrainingCenter"), `max`
///     (recordings a page: 1 to 100, default 100). NULL: no restriction.
/// @param flags 0, `WEBEXREC_ADMIN`, `WEBEXREC_INCLUDE_SECRETS`.
/// @param recordings_json receives a JSON array of the service's recording objects, to be freed with
///     `webexrec_string_free`; NULL after any failure. Objects without a `hostEmail` get that of
///     the query unless they are only shared with the host, so that the array can be given to the
///     other functions as it is. Required.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK`, or the code of what went wrong; there is no list of some of the pages. A
/// recording is listed once, on however many pages it was.
///
/// Blocks until all is done. May be called from any number of threads at once.
///
/// # Safety
/// As for `webexrec_move_to_recycle_bin`; `recordings_json` can be written to.
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
        // SAFETY: the caller keeps this function's promises.
        let output = unsafe { OutString::required(recordings_json, "recordings_json") }?;
        // SAFETY: as above.
        let client = unsafe { client(token) }?;
        // SAFETY: as above.
        let query_json = unsafe { optional(query_json, "query_json") }?;
        output.write(call::list_recordings(unwatched(&client), query_json, flags)?)
    };
    // SAFETY: the caller keeps this function's promises.
    unsafe { ffi_guard(error, error_size, body) }
}

/// Lists the sites of a user; the preferred one is used where no site is given.
/// Reference: Get Site List, `GET /meetingPreferences/sites`.
///
/// @param token access token with the scope `meeting:preferences_read`, or
///     `meeting:admin_preferences_read` for other users. Required.
/// @param user_email whose sites; has an effect with an admin token only. NULL: the user of the token.
/// @param flags 0.
/// @param sites_json receives a JSON array such as
///     `[{"siteUrl":"example.webex.com","default":true}]`, to be freed with
///     `webexrec_string_free`; NULL after any failure. Required.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK`, or the code of what went wrong.
///
/// Blocks until all is done. May be called from any number of threads at once.
///
/// # Safety
/// As for `webexrec_move_to_recycle_bin`; `sites_json` can be written to.
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
        // SAFETY: the caller keeps this function's promises.
        let output = unsafe { OutString::required(sites_json, "sites_json") }?;
        // SAFETY: as above.
        let client = unsafe { client(token) }?;
        // SAFETY: as above.
        let user_email = unsafe { optional(user_email, "user_email") }?;
        output.write(call::list_sites(unwatched(&client), user_email, flags)?)
    };
    // SAFETY: the caller keeps this function's promises.
    unsafe { ffi_guard(error, error_size, body) }
}

/// The parameters of a change, as they came in.
struct RawChangeParams {
    token: *const c_char,
    recordings_json: *const c_char,
    site_url: *const c_char,
    host_email: *const c_char,
    flags: u32,
}

/// # Safety
/// As for `webexrec_move_to_recycle_bin`.
unsafe fn change(operation: Operation, given: RawChangeParams) -> Result<()> {
    // SAFETY: the caller keeps this function's promises.
    let client = unsafe { client(given.token) }?;
    // SAFETY: as above, for all three.
    let job = unsafe {
        ChangeParams {
            operation,
            recordings_json: optional(given.recordings_json, "recordings_json")?,
            site_url: optional(given.site_url, "site_url")?,
            host_email: optional(given.host_email, "host_email")?,
            flags: given.flags,
        }
    };
    call::change(unwatched(&client), &job, false)?.error.map_or(Ok(()), Err)
}

/// A client for this call alone.
///
/// # Safety
/// As for [`required`].
unsafe fn client(token: *const c_char) -> Result<Client> {
    // SAFETY: the caller keeps this function's promise.
    let token = Token::new(unsafe { required(token, "token") }?)?;
    Client::for_one_call(Options::default().settings(is_privileged())?, token)
}

fn unwatched(client: &Client) -> Call<'_> {
    Call { client, provider: None, observer: CallObserver::default() }
}
