//! The monitor: callbacks of one call, and its cancel.

use super::ffi::object;
use crate::codes::{WEBEXREC_E_BUSY, WEBEXREC_E_NULL_POINTER, WEBEXREC_OK};
use crate::engine::observer::{Monitor, Progress};
use crate::error::{Error, Result};
use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::{Arc, Mutex, PoisonError};

/// A monitor observes and cancels one call of a client. It serves one call: a second one refuses it with
/// `WEBEXREC_E_BUSY`, whatever the result of the first.
///
/// Set its callbacks before the call. They run only on the thread that makes the call. They may call this
/// library, but must not unwind (throw, longjmp) and must not free the client. Their arguments are valid
/// until they return. A call takes as much longer as its callbacks take.
///
/// Any thread may call `webexrec_monitor_cancel` until the monitor is freed. It may be freed while its
/// call is running, which then goes on.
#[allow(non_camel_case_types)]
pub struct webexrec_monitor {
    monitor: Arc<Monitor>,
    callbacks: Mutex<Callbacks>,
}

/// The progress of a call, for `webexrec_progress_get`.
#[allow(non_camel_case_types)]
pub struct webexrec_progress {
    progress: Progress,
}

/// Progress callback: called at least every 250 milliseconds, also while the call waits, and at most 20
/// times a second. Not called again after it has cancelled.
///
/// @param user_data pointer given to `webexrec_monitor_set_progress`.
/// @param progress progress for `webexrec_progress_get`; valid until the function returns.
///
/// @return 0 to go on; any other value cancels the call.
#[allow(non_camel_case_types)]
pub type webexrec_progress_fn = Option<
    unsafe extern "C" fn(user_data: *mut c_void, progress: *const webexrec_progress) -> c_int,
>;

/// Outcome callback, to keep a journal: called before a request is sent, with its recordings and the
/// outcome "sending" (the request is sent after the function has returned), and when recordings have the
/// outcome that the report will have.
///
/// A recording can be reported as "sending" several times, and with `WEBEXREC_VERIFY` can get a second
/// outcome; the last one counts. A recording given twice is reported once. Not called again after it has
/// cancelled.
///
/// @param user_data pointer given to `webexrec_monitor_set_outcome`.
/// @param results_json JSON array like the `results` of the report, UTF-8; valid until the function returns.
///     To go on after a crash, give the results to the function that reported them.
///
/// @return 0 to go on; any other value cancels the call.
#[allow(non_camel_case_types)]
pub type webexrec_outcome_fn =
    Option<unsafe extern "C" fn(user_data: *mut c_void, results_json: *const c_char) -> c_int>;

#[derive(Clone, Copy)]
struct Callback<F> {
    function: F,
    user_data: *mut c_void,
}

type ProgressFunction = unsafe extern "C" fn(*mut c_void, *const webexrec_progress) -> c_int;
type OutcomeFunction = unsafe extern "C" fn(*mut c_void, *const c_char) -> c_int;

#[derive(Clone, Copy, Default)]
pub(super) struct Callbacks {
    progress: Option<Callback<ProgressFunction>>,
    outcome: Option<Callback<OutcomeFunction>>,
}

impl webexrec_monitor {
    /// Claims the monitor for a call, and returns its callbacks.
    pub(super) fn take(&self) -> Result<(Arc<Monitor>, Callbacks)> {
        let callbacks = self.callbacks.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.monitor.take() {
            let message = "monitor has served a call already; make a new one for each call";
            return Err(Error::new(WEBEXREC_E_BUSY, message));
        }
        Ok((self.monitor.clone(), *callbacks))
    }

    fn set(&self, set: impl FnOnce(&mut Callbacks)) -> c_int {
        let mut callbacks = self.callbacks.lock().unwrap_or_else(PoisonError::into_inner);
        if self.monitor.is_taken() {
            return WEBEXREC_E_BUSY;
        }
        set(&mut callbacks);
        WEBEXREC_OK
    }
}

impl Callbacks {
    /// The callback in the form of the engine, in which false cancels.
    pub fn progress(self) -> Option<impl FnMut(&Progress) -> bool> {
        self.progress.map(|Callback { function, user_data }| {
            move |progress: &Progress| {
                let progress = webexrec_progress { progress: *progress };
                // SAFETY: promised by whoever set the callback.
                unsafe { function(user_data, &progress) == 0 }
            }
        })
    }

    pub fn outcome(self) -> Option<impl FnMut(&str) -> bool> {
        self.outcome.map(|Callback { function, user_data }| {
            move |results: &str| {
                let results = CString::new(results).expect("JSON has no NUL");
                // SAFETY: as above.
                unsafe { function(user_data, results.as_ptr()) == 0 }
            }
        })
    }
}

/// Makes a monitor, for one call.
///
/// Thread-safe. Returns at once.
///
/// @return the monitor, never NULL; free it with `webexrec_monitor_free`.
#[unsafe(no_mangle)]
pub extern "C" fn webexrec_monitor_new() -> *mut webexrec_monitor {
    let (monitor, callbacks) = (Arc::default(), Mutex::default());
    Box::into_raw(Box::new(webexrec_monitor { monitor, callbacks }))
}

/// Sets the progress callback.
///
/// Thread-safe. Returns at once.
///
/// @param monitor monitor of `webexrec_monitor_new`, before its call. Required.
/// @param function see `webexrec_progress_fn`. NULL: none.
/// @param user_data pointer for the function, usable until the call has ended; may be NULL.
///
/// @return `WEBEXREC_OK`; `WEBEXREC_E_NULL_POINTER`; `WEBEXREC_E_BUSY` if the call has begun.
///
/// # Safety
/// `monitor` comes from `webexrec_monitor_new` and is not freed, or is NULL. `function` behaves as its type
/// says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_monitor_set_progress(
    monitor: *mut webexrec_monitor,
    function: webexrec_progress_fn,
    user_data: *mut c_void,
) -> c_int {
    let callback = function.map(|function| Callback { function, user_data });
    // SAFETY: promised by the caller.
    match unsafe { object(monitor, "monitor") } {
        Ok(monitor) => monitor.set(|callbacks| callbacks.progress = callback),
        Err(_) => WEBEXREC_E_NULL_POINTER,
    }
}

/// Sets the outcome callback.
///
/// Thread-safe. Returns at once.
///
/// @param monitor as for `webexrec_monitor_set_progress`.
/// @param function see `webexrec_outcome_fn`. NULL: none.
/// @param user_data as for `webexrec_monitor_set_progress`.
///
/// @return as for `webexrec_monitor_set_progress`.
///
/// # Safety
/// As for `webexrec_monitor_set_progress`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_monitor_set_outcome(
    monitor: *mut webexrec_monitor,
    function: webexrec_outcome_fn,
    user_data: *mut c_void,
) -> c_int {
    let callback = function.map(|function| Callback { function, user_data });
    // SAFETY: promised by the caller.
    match unsafe { object(monitor, "monitor") } {
        Ok(monitor) => monitor.set(|callbacks| callbacks.outcome = callback),
        Err(_) => WEBEXREC_E_NULL_POINTER,
    }
}

/// Cancels the call of a monitor: the one that is running, or the one that is still to come.
///
/// The call returns `WEBEXREC_E_CANCELLED` within 200 milliseconds (with a million recordings a little
/// later, since it writes their report), and its report says what was done.
///
/// Thread-safe, but not for signal handlers: set a flag there, and return it from the progress callback.
/// Returns at once.
///
/// @param monitor the monitor. NULL: does nothing.
///
/// # Safety
/// `monitor` comes from `webexrec_monitor_new` and is not freed, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_monitor_cancel(monitor: *mut webexrec_monitor) {
    // SAFETY: promised by the caller.
    if let Ok(monitor) = unsafe { object(monitor, "monitor") } {
        monitor.monitor.cancel();
    }
}

/// Frees a monitor. If its call is running, the call goes on.
///
/// Returns at once.
///
/// @param monitor the monitor. NULL: does nothing.
///
/// # Safety
/// `monitor` comes from `webexrec_monitor_new` and is not freed, or is NULL; only its call still uses it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_monitor_free(monitor: *mut webexrec_monitor) {
    if !monitor.is_null() {
        // SAFETY: the caller gives back, once, what `Box::into_raw` gave out; a call has its own Arc.
        drop(unsafe { Box::from_raw(monitor) });
    }
}

/// Reads a field of the progress of a call.
///
/// For the progress callback, on its thread. Returns at once.
///
/// @param progress progress that the callback was given. NULL: the result is 0.
/// @param field one of the `WEBEXREC_PROGRESS_` constants.
///
/// @return the value; 0 for a field that this version of the library does not know.
///
/// # Safety
/// `progress` is the argument of the callback that is running, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_progress_get(
    progress: *const webexrec_progress,
    field: u32,
) -> u64 {
    // SAFETY: promised by the caller.
    unsafe { object(progress, "progress") }.map_or(0, |progress| progress.progress.field(field))
}
