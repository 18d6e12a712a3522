//! The Client API: for programs that live longer, with settings, reports, progress and cancel.

use super::ffi::{OutString, ffi_guard, object, optional, required};
use super::monitor::{Callbacks, webexrec_monitor};
use super::options::{TokenProvider, webexrec_options};
use crate::call::{self, Call};
use crate::client::{Client, Provider};
use crate::codes::WEBEXREC_E_NULL_POINTER;
use crate::engine::observer::{CallObserver, Progress};
use crate::error::{Error, Result};
use crate::input::settings::Options;
use crate::input::token::Token;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::plan::ChangeParams;
use crate::os::is_privileged;
use std::ffi::{c_char, c_int};
use std::ptr;

/// The service as the owner of a token sees it: settings, connections that are kept, the token.
///
/// Any number of threads may call the functions of one client at the same time.
#[allow(non_camel_case_types)]
pub struct webexrec_client {
    client: Client,
    provider: Option<TokenProvider>,
}

/// Makes a client. Nothing is sent.
///
/// @param token access token, as for `webexrec_move_to_recycle_bin`. Copied; the copy is wiped when the
///     client is freed. May be NULL if the options have a token provider, which is asked instead.
/// @param options settings; copied. NULL: the defaults.
/// @param client receives the client, to be freed with `webexrec_client_free`; NULL after a failure.
///     Required.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
///
/// @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`, `WEBEXREC_E_NOT_UTF8`,
/// `WEBEXREC_E_INVALID_TOKEN`; `WEBEXREC_E_INVALID_OPTION` or `WEBEXREC_E_INSECURE_URL` for a setting
/// that can't be used, be it the environment's.
///
/// # Safety
/// `token` is NULL or a NUL-terminated string; `options` is NULL or an object of
/// `webexrec_options_new`; `client` can be written to; `error` can be written to for `error_size`
/// bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_client_new(
    token: *const c_char,
    options: *const webexrec_options,
    client: *mut *mut webexrec_client,
    error: *mut c_char,
    error_size: usize,
) -> c_int {
    let body = || {
        // SAFETY: the caller keeps this function's promises.
        let place = unsafe { client.as_mut() };
        let place = place.ok_or_else(|| {
            Error::new(WEBEXREC_E_NULL_POINTER, "client is NULL, and it is required")
        })?;
        *place = ptr::null_mut();
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
        *place = Box::into_raw(Box::new(webexrec_client { client, provider }));
        Ok(())
    };
    // SAFETY: the caller keeps this function's promises.
    unsafe { ffi_guard(error, error_size, body) }
}

/// Moves recordings into the recycle bin, as `webexrec_move_to_recycle_bin` does, and reports what
/// became of each.
/// Reference: Move Recordings into the Recycle Bin, `POST /recordings/softDelete`.
///
/// @param client the client. Required.
/// @param recordings_json,site_url,host_email,flags as for `webexrec_move_to_recycle_bin`.
/// @param monitor watches and stops the call. NULL: nobody does.
/// @param report_json receives the report, to be freed with `webexrec_string_free`: a JSON object whose
///     `results` has one entry for each element of `recordings_json`, in that order, whatever
///     happened. Only a result from 1 to 19 leaves it NULL. May be NULL if no report is wanted.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
/// @return the same as `webexrec_move_to_recycle_bin`, and `WEBEXREC_E_BUSY` if the monitor has
///     served a call before.
///
/// @par The report
/// `operation`, `result` and `message` (those of the call), `version`, `baseUrl`,
/// `startedAt`, `finishedAt` (ISO 8601, UTC), `counts` (`total` and the entries by outcome, which add
/// up to it), `bytes` (`total` and `done`: the sum of the `sizeBytes` given), `requests`, `retries`,
/// `waitedSeconds`, `stoppedBy` (`code`, `message`, `retryAfterSeconds`; only if the call ended
/// early), `warnings` (of the service), `plan` (only of a dry run: `path`, `query`, `siteUrl` and
/// `ids` of each request), `results`.
///
/// @par A result
/// `id`, `siteUrl`, `hostEmail`, `sizeBytes` as they were given; `outcome`; `status` (of an
/// HTTP answer), `message`, `trackingId` as far as there are any; `seen` (with `WEBEXREC_VERIFY`:
/// "available", "deleted", "purged", "missing", "error"). With `WEBEXREC_ALL` there is one, with
/// `"all":true`. Results can be given to the functions of this library as they are. Members may be
/// added in later versions, outcomes not:
/// - "done": the service confirmed it.
/// - "inferred": refused, after a try that may have done it: most likely it did.
/// - "rejected": the service refused this recording; `status` and `message` say why.
/// - "failed": not done: no request for it got there, or the service does not take such requests.
/// - "unknown": sent, and may have been done; give it again.
/// - "notSent": left as it was: not sent, or sent and not processed (429, 401).
///
/// Blocks until all is done. May be called from any number of threads at once.
///
/// # Safety
/// `client` is NULL or a client that is not freed before the call is over; `monitor` is NULL or an
/// object of `webexrec_monitor_new`; strings are NUL-terminated and stay unchanged during the call;
/// `report_json` is NULL or can be written to; `error` can be written to for `error_size` bytes.
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
    let given = RawChangeParams { recordings_json, site_url, host_email, flags, report_json };
    // SAFETY: the caller keeps this function's promises, which are the same.
    let body = || unsafe { change(client, Operation::Move, given, monitor) };
    // SAFETY: as above.
    unsafe { ffi_guard(error, error_size, body) }
}

/// Restores recordings from the recycle bin, as `webexrec_restore_from_recycle_bin` does, and reports
/// what became of each.
/// Reference: Restore Recordings from Recycle Bin, `POST /recordings/restore`.
///
/// @param client,monitor,report_json,error,error_size as for `webexrec_client_move_to_recycle_bin`.
/// @param recordings_json,site_url,host_email,flags as for `webexrec_restore_from_recycle_bin`.
/// @return as `webexrec_client_move_to_recycle_bin`, which it is like in all else too.
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
    let given = RawChangeParams { recordings_json, site_url, host_email, flags, report_json };
    // SAFETY: the caller keeps this function's promises, which are the same.
    let body = || unsafe { change(client, Operation::Restore, given, monitor) };
    // SAFETY: as above.
    unsafe { ffi_guard(error, error_size, body) }
}

/// Purges recordings from the recycle bin, as `webexrec_purge_from_recycle_bin` does, and reports what
/// became of each. This can't be undone.
/// Reference: Purge Recordings from Recycle Bin, `POST /recordings/purge`.
///
/// @param client,monitor,report_json,error,error_size as for `webexrec_client_move_to_recycle_bin`.
/// @param recordings_json,site_url,host_email,flags as for `webexrec_purge_from_recycle_bin`.
/// @return as `webexrec_client_move_to_recycle_bin`, which it is like in all else too.
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
    let given = RawChangeParams { recordings_json, site_url, host_email, flags, report_json };
    // SAFETY: the caller keeps this function's promises, which are the same.
    let body = || unsafe { change(client, Operation::Purge, given, monitor) };
    // SAFETY: as above.
    unsafe { ffi_guard(error, error_size, body) }
}

/// Lists recordings, as `webexrec_list_recordings` does.
/// Reference: List Recordings, `GET /recordings`; List Recordings For an Admin or Compliance
/// Officer, `GET /admin/recordings`.
///
/// @param client the client. Required.
/// @param query_json,flags,recordings_json as for `webexrec_list_recordings`.
/// @param monitor watches and stops the call; it is told no outcomes. NULL: nobody does.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
/// @return as `webexrec_list_recordings`, which it is like in all else too.
///
/// # Safety
/// As for `webexrec_client_move_to_recycle_bin`; `recordings_json` can be written to.
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
        // SAFETY: the caller keeps this function's promises.
        let output = unsafe { OutString::required(recordings_json, "recordings_json") }?;
        // SAFETY: as above.
        let query_json = unsafe { optional(query_json, "query_json") }?;
        let list = |call: Call| call::list_recordings(call, query_json, flags);
        // SAFETY: as above.
        output.write(unsafe { watched(client, monitor, list) }?)
    };
    // SAFETY: the caller keeps this function's promises.
    unsafe { ffi_guard(error, error_size, body) }
}

/// Lists the sites of a user, as `webexrec_list_sites` does.
/// Reference: Get Site List, `GET /meetingPreferences/sites`.
///
/// @param client the client. Required.
/// @param user_email,flags,sites_json as for `webexrec_list_sites`.
/// @param monitor watches and stops the call; it is told no outcomes. NULL: nobody does.
/// @param error,error_size as for `webexrec_move_to_recycle_bin`.
/// @return as `webexrec_list_sites`, which it is like in all else too.
///
/// # Safety
/// As for `webexrec_client_move_to_recycle_bin`; `sites_json` can be written to.
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
        // SAFETY: the caller keeps this function's promises.
        let output = unsafe { OutString::required(sites_json, "sites_json") }?;
        // SAFETY: as above.
        let user_email = unsafe { optional(user_email, "user_email") }?;
        let list = |call: Call| call::list_sites(call, user_email, flags);
        // SAFETY: as above.
        output.write(unsafe { watched(client, monitor, list) }?)
    };
    // SAFETY: the caller keeps this function's promises.
    unsafe { ffi_guard(error, error_size, body) }
}

/// Frees a client, closes its connections and wipes its token.
///
/// In a forked child a client that was made before the fork can be used, and freeing it there leaves
/// the parent's connections alone.
///
/// @param client the client. NULL is fine.
///
/// # Safety
/// `client` is a client of `webexrec_client_new` whose calls have all returned, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_client_free(client: *mut webexrec_client) {
    if !client.is_null() {
        // SAFETY: the caller gives back, once, what `Box::into_raw` gave out.
        drop(unsafe { Box::from_raw(client) });
    }
}

/// The parameters of a change, as they came in.
struct RawChangeParams {
    recordings_json: *const c_char,
    site_url: *const c_char,
    host_email: *const c_char,
    flags: u32,
    report_json: *mut *mut c_char,
}

/// # Safety
/// As for `webexrec_client_move_to_recycle_bin`.
unsafe fn change(
    client: *const webexrec_client,
    operation: Operation,
    given: RawChangeParams,
    monitor: *mut webexrec_monitor,
) -> Result<()> {
    // SAFETY: the caller keeps this function's promises.
    let output = unsafe { OutString::optional(given.report_json) };
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
    // SAFETY: as above.
    let ended =
        unsafe { watched(client, monitor, |call| call::change(call, &job, output.is_some())) }?;
    if let (Some(output), Some(report)) = (output, ended.report) {
        output.write(report)?;
    }
    ended.error.map_or(Ok(()), Err)
}

/// Makes a call of a client's, with the callbacks of its monitor and its token provider.
///
/// # Safety
/// As for `webexrec_client_move_to_recycle_bin`.
unsafe fn watched<T>(
    client: *const webexrec_client,
    monitor: *mut webexrec_monitor,
    make: impl FnOnce(Call) -> Result<T>,
) -> Result<T> {
    // SAFETY: the caller keeps this function's promises.
    let webexrec_client { client, provider } = unsafe { object(client, "client") }?;
    // SAFETY: as above.
    let (monitor, callbacks) = match unsafe { monitor.as_ref() } {
        Some(monitor) => monitor.take().map(|(monitor, callbacks)| (Some(monitor), callbacks))?,
        None => (None, Callbacks::default()),
    };
    let (mut progress, mut outcome) = (callbacks.progress(), callbacks.outcome());
    let mut provider = provider.map(|provider| move || provider.fetch());
    make(Call {
        client,
        provider: provider.as_mut().map(|provider| provider as Provider),
        observer: CallObserver::new(
            monitor.as_deref(),
            progress.as_mut().map(|progress| progress as &mut dyn FnMut(&Progress) -> bool),
            outcome.as_mut().map(|outcome| outcome as &mut dyn FnMut(&str) -> bool),
        ),
    })
}
