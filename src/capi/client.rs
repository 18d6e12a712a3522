//! The Client API: for programs that make several calls, with options, reports, progress and cancel.

use super::change_params::RawChangeParams;
use super::ffi::{OutString, ffi_guard, null_pointer, object, optional, required};
use super::monitor::{Callbacks, webexrec_monitor};
use super::options::{TokenProvider, webexrec_options};
use crate::call::{self, Call};
use crate::client::{Client, Provider};
use crate::engine::observer::{CallObserver, Progress};
use crate::error::Result;
use crate::input::settings::Options;
use crate::input::token::Token;
use crate::jobs::change::operation::Operation;
use crate::os::is_privileged;
use std::ffi::{c_char, c_int};
use std::ptr;

/// A client of the Webex service: its options, the access token, and connections that stay open from
/// call to call.
///
/// Thread-safe: any number of threads may make calls with one client at the same time.
#[allow(non_camel_case_types)]
pub struct webexrec_client {
    client: Client,
    provider: Option<TokenProvider>,
}

/// Makes a client.
///
/// Reads the environment variables and the CA file; sends nothing. Thread-safe. Returns at once.
///
/// @param token access token, without "Bearer"; UTF-8. The scopes are those of the functions that the client
///     is for. The client keeps a copy, which `webexrec_client_free` wipes. Required, unless the options
///     have a token provider, which is then used instead.
/// @param options settings, which the client copies. NULL: the defaults.
/// @param client receives the client; free it with `webexrec_client_free`. NULL after a failure. Required.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_NOT_UTF8`;
/// `WEBEXREC_E_INVALID_TOKEN`; `WEBEXREC_E_INVALID_OPTION` or `WEBEXREC_E_INSECURE_URL` for an invalid
/// option or environment variable.
///
/// # Safety
/// `token` is NUL-terminated, or NULL. `options` comes from `webexrec_options_new` and is not freed, or is
/// NULL. `client` is writable, or NULL. `error` is writable for `error_size` bytes, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_client_new(
    token: *const c_char,
    options: *const webexrec_options,
    client: *mut *mut webexrec_client,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let body = || {
        // SAFETY: promised by the caller.
        let output = unsafe { client.as_mut() }.ok_or_else(|| null_pointer("client"))?;
        *output = ptr::null_mut();
        // SAFETY: as above.
        let given = unsafe { options.as_ref() };
        let options = given.map_or_else(Options::default, |given| given.options.clone());
        let provider = given.and_then(|given| given.provider);
        let token = match provider {
            Some(_) => None,
            // SAFETY: as above.
            None => Some(Token::new(unsafe { required(token, "token") }?)?),
        };
        let settings = options.settings(is_privileged())?;
        let client = Client::new(settings, options.limits().clone(), token)?;
        *output = Box::into_raw(Box::new(webexrec_client { client, provider }));
        Ok(())
    };
    // SAFETY: promised by the caller.
    unsafe { ffi_guard(error, error_size, body) }
}

/// Moves recordings into the recycle bin, where they stay for 30 days and can be restored, and reports
/// each of them.
///
/// Webex reference: Move Recordings into the Recycle Bin, `POST /recordings/softDelete`.
///
/// Checks all input first, then sends requests of at most 100 recordings of one site and host. "What a
/// call does", at the head of this header, describes retries, waits, and requests that the service
/// rejects. Thread-safe. Blocks until the call has ended.
///
/// @param client client of `webexrec_client_new`, not freed before the call has ended. Its token needs the
///     scope `meeting:recordings_write`, or `meeting:admin_recordings_write` to act for other hosts.
///     Required.
/// @param recordings_json as for `webexrec_move_to_recycle_bin`.
/// @param site_url as for `webexrec_move_to_recycle_bin`.
/// @param host_email as for `webexrec_move_to_recycle_bin`.
/// @param flags as for `webexrec_move_to_recycle_bin`.
/// @param monitor monitor of `webexrec_monitor_new` that has served no call yet: its callbacks get progress
///     and outcomes, and `webexrec_monitor_cancel` ends the call. NULL: no callbacks, no cancel.
/// @param report_json receives the report, a JSON object, UTF-8; free it with `webexrec_string_free`. Its
///     `results` have one entry for each element of `recordings_json`, in that order, whatever happened.
///     NULL after a result from 1 to 19. May be NULL if no report is needed.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK` if the service confirmed every recording, or it was a dry run. 1 to 19 if
/// input is invalid; nothing was sent (`WEBEXREC_E_BUSY`: the monitor has already served a call).
/// Otherwise what ended the call early, or the only cause of all failures: 20 to 39 (no connection) or
/// an HTTP status; else `WEBEXREC_E_UNCERTAIN` or `WEBEXREC_E_PARTIAL`. The message counts the confirmed
/// recordings and names the first other one with its cause. Calling again with the same recordings is
/// safe.
///
/// @par The report
/// A JSON object with `operation`; `result` and `message` (of the call); `version`; `baseUrl`;
/// `startedAt` and `finishedAt` (ISO 8601, UTC); `counts` (`total`, and how many entries have which
/// outcome); `bytes` (`total` and `done`: sums of the `sizeBytes` that were given); `requests`;
/// `retries`; `waitedSeconds`; `stoppedBy` (`code`, `message`, `retryAfterSeconds`; only if the call
/// ended early); `warnings` (of the service); `plan` (only of a dry run: `method`, `path`, `query`,
/// `siteUrl` and `ids` of each request); `results`. Later versions may add members.
///
/// @par A result
/// A JSON object with `id`, `siteUrl`, `hostEmail` and `sizeBytes` as given; `outcome`; where known,
/// `status` (the HTTP status), `message`, `trackingId`; with `WEBEXREC_VERIFY` also `seen`
/// ("available", "deleted", "purged", "missing", "error"). With `WEBEXREC_ALL` there is one result, with
/// `"all":true`. The functions of this library accept results as recordings. The outcomes, to which no
/// others will be added:
/// - "done": the service confirmed it.
/// - "inferred": rejected, after an attempt that may have been processed; most likely it was.
/// - "rejected": the service rejected this recording; `status` and `message` say why.
/// - "failed": not done; no request for it reached the service, or the service accepts no such requests.
/// - "unknown": sent, and may have been done. Give it again.
/// - "notSent": unchanged; not sent, or sent and not processed (429, 401).
///
/// # Safety
/// `client` comes from `webexrec_client_new`, or is NULL. `monitor` comes from `webexrec_monitor_new`, or is
/// NULL. Strings are NUL-terminated and stay unchanged during the call. `report_json` is writable, or
/// NULL. `error` is writable for `error_size` bytes, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_client_move_to_recycle_bin(
    client: *const webexrec_client,
    recordings_json: *const c_char,
    site_url: *const c_char,
    host_email: *const c_char,
    flags: u32,
    monitor: *mut webexrec_monitor,
    report_json: *mut *mut c_char,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let params = RawChangeParams { recordings_json, site_url, host_email, flags };
    // SAFETY: promised by the caller.
    let body = || unsafe { change(Operation::Move, client, params, monitor, report_json) };
    // SAFETY: promised by the caller.
    unsafe { ffi_guard(error, error_size, body) }
}

/// Restores recordings from the recycle bin, and reports each of them.
///
/// Webex reference: Restore Recordings from Recycle Bin, `POST /recordings/restore`.
///
/// Checks all input first, then sends requests of at most 100 recordings of one site and host. "What a
/// call does", at the head of this header, describes retries, waits, and requests that the service
/// rejects. Thread-safe. Blocks until the call has ended.
///
/// @param client as for `webexrec_client_move_to_recycle_bin`.
/// @param recordings_json as for `webexrec_restore_from_recycle_bin`.
/// @param site_url as for `webexrec_restore_from_recycle_bin`.
/// @param host_email as for `webexrec_restore_from_recycle_bin`.
/// @param flags as for `webexrec_restore_from_recycle_bin`.
/// @param monitor as for `webexrec_client_move_to_recycle_bin`.
/// @param report_json as for `webexrec_client_move_to_recycle_bin`.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return as for `webexrec_client_move_to_recycle_bin`.
///
/// @par The report
/// As for `webexrec_client_move_to_recycle_bin`.
///
/// @par A result
/// As for `webexrec_client_move_to_recycle_bin`.
///
/// # Safety
/// As for `webexrec_client_move_to_recycle_bin`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_client_restore_from_recycle_bin(
    client: *const webexrec_client,
    recordings_json: *const c_char,
    site_url: *const c_char,
    host_email: *const c_char,
    flags: u32,
    monitor: *mut webexrec_monitor,
    report_json: *mut *mut c_char,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let params = RawChangeParams { recordings_json, site_url, host_email, flags };
    // SAFETY: promised by the caller.
    let body = || unsafe { change(Operation::Restore, client, params, monitor, report_json) };
    // SAFETY: promised by the caller.
    unsafe { ffi_guard(error, error_size, body) }
}

/// Purges recordings from the recycle bin, and reports each of them. This can't be undone.
///
/// Webex reference: Purge Recordings from Recycle Bin, `POST /recordings/purge`.
///
/// Checks all input first, then sends requests of at most 100 recordings of one site and host. "What a
/// call does", at the head of this header, describes retries, waits, and requests that the service
/// rejects. Thread-safe. Blocks until the call has ended.
///
/// @param client as for `webexrec_client_move_to_recycle_bin`.
/// @param recordings_json as for `webexrec_purge_from_recycle_bin`.
/// @param site_url as for `webexrec_purge_from_recycle_bin`.
/// @param host_email as for `webexrec_purge_from_recycle_bin`.
/// @param flags as for `webexrec_purge_from_recycle_bin`.
/// @param monitor as for `webexrec_client_move_to_recycle_bin`.
/// @param report_json as for `webexrec_client_move_to_recycle_bin`.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return as for `webexrec_client_move_to_recycle_bin`.
///
/// @par The report
/// As for `webexrec_client_move_to_recycle_bin`.
///
/// @par A result
/// As for `webexrec_client_move_to_recycle_bin`.
///
/// # Safety
/// As for `webexrec_client_move_to_recycle_bin`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_client_purge_from_recycle_bin(
    client: *const webexrec_client,
    recordings_json: *const c_char,
    site_url: *const c_char,
    host_email: *const c_char,
    flags: u32,
    monitor: *mut webexrec_monitor,
    report_json: *mut *mut c_char,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let params = RawChangeParams { recordings_json, site_url, host_email, flags };
    // SAFETY: promised by the caller.
    let body = || unsafe { change(Operation::Purge, client, params, monitor, report_json) };
    // SAFETY: promised by the caller.
    unsafe { ffi_guard(error, error_size, body) }
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
/// @param client client of `webexrec_client_new`, not freed before the call has ended. Its token needs the
///     scope `meeting:recordings_read`, or `meeting:admin_recordings_read` for `WEBEXREC_ADMIN` and
///     `hostEmail`. Required.
/// @param query_json as for `webexrec_list_recordings`.
/// @param flags as for `webexrec_list_recordings`.
/// @param monitor monitor of `webexrec_monitor_new` that has served no call yet: its progress callback gets
///     the progress, and `webexrec_monitor_cancel` ends the call. NULL: no callbacks, no cancel.
/// @param recordings_json as for `webexrec_list_recordings`.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return as for `webexrec_list_recordings`.
///
/// # Safety
/// `client` comes from `webexrec_client_new`, or is NULL. `monitor` comes from `webexrec_monitor_new`, or is
/// NULL. Strings are NUL-terminated and stay unchanged during the call. `recordings_json` is writable, or
/// NULL. `error` is writable for `error_size` bytes, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_client_list_recordings(
    client: *const webexrec_client,
    query_json: *const c_char,
    flags: u32,
    monitor: *mut webexrec_monitor,
    recordings_json: *mut *mut c_char,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let body = || {
        // SAFETY: promised by the caller.
        let output = unsafe { OutString::required(recordings_json, "recordings_json") }?;
        // SAFETY: as above.
        let query_json = unsafe { optional(query_json, "query_json") }?;
        let list = |call: Call| call::list_recordings(call, query_json, flags);
        // SAFETY: as above.
        output.write(unsafe { observed(client, monitor, list) }?)
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
/// @param client client of `webexrec_client_new`, not freed before the call has ended. Its token needs the
///     scope `meeting:preferences_read`, or `meeting:admin_preferences_read` for other users. Required.
/// @param user_email as for `webexrec_list_sites`.
/// @param flags as for `webexrec_list_sites`.
/// @param monitor as for `webexrec_client_list_recordings`.
/// @param sites_json as for `webexrec_list_sites`.
/// @param error as for `webexrec_move_to_recycle_bin`.
/// @param error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return as for `webexrec_list_sites`.
///
/// # Safety
/// `client` comes from `webexrec_client_new`, or is NULL. `monitor` comes from `webexrec_monitor_new`, or is
/// NULL. Strings are NUL-terminated and stay unchanged during the call. `sites_json` is writable, or NULL.
/// `error` is writable for `error_size` bytes, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_client_list_sites(
    client: *const webexrec_client,
    user_email: *const c_char,
    flags: u32,
    monitor: *mut webexrec_monitor,
    sites_json: *mut *mut c_char,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let body = || {
        // SAFETY: promised by the caller.
        let output = unsafe { OutString::required(sites_json, "sites_json") }?;
        // SAFETY: as above.
        let user_email = unsafe { optional(user_email, "user_email") }?;
        let list = |call: Call| call::list_sites(call, user_email, flags);
        // SAFETY: as above.
        output.write(unsafe { observed(client, monitor, list) }?)
    };
    // SAFETY: promised by the caller.
    unsafe { ffi_guard(error, error_size, body) }
}

/// Frees a client: closes its connections and wipes its token.
///
/// Call it after all calls of the client have ended. A forked child may free a client of its parent, whose
/// connections stay open. Returns at once.
///
/// @param client the client. NULL: does nothing.
///
/// # Safety
/// `client` comes from `webexrec_client_new`, has no call running and is not freed, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_client_free(client: *mut webexrec_client) {
    if !client.is_null() {
        // SAFETY: the caller gives back, once, what `Box::into_raw` gave out.
        drop(unsafe { Box::from_raw(client) });
    }
}

/// # Safety
/// As for `webexrec_client_move_to_recycle_bin`.
unsafe fn change(
    operation: Operation,
    client: *const webexrec_client,
    params: RawChangeParams,
    monitor: *mut webexrec_monitor,
    report_json: *mut *mut c_char,
) -> Result<()> {
    // SAFETY: promised by the caller.
    let output = unsafe { OutString::optional(report_json) };
    // SAFETY: as above.
    let params = unsafe { params.read(operation) }?;
    let make_call = |call: Call| call::change(call, &params, output.is_some());
    // SAFETY: as above.
    let changed = unsafe { observed(client, monitor, make_call) }?;
    if let (Some(output), Some(report)) = (output, changed.report) {
        output.write(report)?;
    }
    changed.error.map_or(Ok(()), Err)
}

/// Makes a call with the callbacks of its monitor and the client's token provider.
///
/// # Safety
/// As for `webexrec_client_move_to_recycle_bin`.
unsafe fn observed<T>(
    client: *const webexrec_client,
    monitor: *mut webexrec_monitor,
    make_call: impl FnOnce(Call) -> Result<T>,
) -> Result<T> {
    // SAFETY: promised by the caller.
    let webexrec_client { client, provider } = unsafe { object(client, "client") }?;
    // SAFETY: as above.
    let (monitor, callbacks) = match unsafe { monitor.as_ref() } {
        Some(monitor) => monitor.take().map(|(monitor, callbacks)| (Some(monitor), callbacks))?,
        None => (None, Callbacks::default()),
    };
    let (mut progress, mut outcome) = (callbacks.progress(), callbacks.outcome());
    let mut provider = provider.map(|provider| move || provider.fetch());
    make_call(Call {
        client,
        provider: provider.as_mut().map(|provider| provider as Provider),
        observer: CallObserver::new(
            monitor.as_deref(),
            progress.as_mut().map(|progress| progress as &mut dyn FnMut(&Progress) -> bool),
            outcome.as_mut().map(|outcome| outcome as &mut dyn FnMut(&str) -> bool),
        ),
    })
}
