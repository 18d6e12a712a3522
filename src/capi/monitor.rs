//! Watches and stops a call.

use super::ffi::object;
use crate::codes::{WEBEXREC_E_BUSY, WEBEXREC_E_NULL_POINTER, WEBEXREC_OK};
use crate::engine::observer::{Monitor, Progress};
use crate::error::{Error, Result};
use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::{Arc, Mutex, PoisonError};

/// Watches and stops one call: it is given to a single function of a client's, and a second one
/// refuses it with `WEBEXREC_E_BUSY`, whatever became of the first.
///
/// Callbacks are set before the call. They run on the thread of the call alone, must not unwind
/// (throw, longjmp), and must not free the client. Their arguments live until they return. Time
/// spent in them is the caller's: it is in no promise of this library's.
///
/// `webexrec_monitor_cancel` may be called from any thread at any time until the object is freed.
/// It may be freed while its call is running: the call goes on without it.
#[allow(non_camel_case_types)]
pub struct webexrec_monitor {
    monitor: Arc<Monitor>,
    callbacks: Mutex<Callbacks>,
}

/// How far a call is; see `webexrec_progress_get`.
#[allow(non_camel_case_types)]
pub struct webexrec_progress {
    figures: Progress,
}

/// Is told how far the call is: at least every 250 milliseconds, also while the call waits, and at
/// most 20 times a second.
///
/// @param user_data what was given to `webexrec_monitor_set_progress`.
/// @param progress for `webexrec_progress_get`, until the function returns.
///
/// @return 0 to go on, anything else to cancel the call.
#[allow(non_camel_case_types)]
pub type webexrec_progress_fn = Option<
    unsafe extern "C" fn(user_data: *mut c_void, progress: *const webexrec_progress) -> c_int,
>;

/// Is told outcomes as they come, to keep a journal: before a request is sent, the recordings in it
/// with the outcome "sending" (the request waits until the function returns), and later each with
/// the outcome that it has in the report. A recording may be told as "sending" several times, and
/// with `WEBEXREC_VERIFY` settled twice: the last word counts. One given twice is told once. A
/// callback that cancelled is not called again.
///
/// @param user_data what was given to `webexrec_monitor_set_outcome`.
/// @param results_json JSON array in the form of the report's `results`, until the function returns. It
///     can be given to the function that made it, as it is, to go on after a crash.
///
/// @return 0 to go on, anything else to cancel the call.
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
    /// Takes it for the one call it serves.
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
    /// For the run, which takes false for the wish to cancel.
    pub fn progress(self) -> Option<impl FnMut(&Progress) -> bool> {
        self.progress.map(|Callback { function, user_data }| {
            move |figures: &Progress| {
                let progress = webexrec_progress { figures: *figures };
                // SAFETY: whoever set the callback promised that it may be called like this.
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

/// Makes a monitor. May be called from any thread.
///
/// @return the monitor, never NULL; to be freed with `webexrec_monitor_free`.
#[unsafe(no_mangle)]
pub extern "C" fn webexrec_monitor_new() -> *mut webexrec_monitor {
    let (monitor, callbacks) = (Arc::default(), Mutex::default());
    Box::into_raw(Box::new(webexrec_monitor { monitor, callbacks }))
}

/// Sets what is told how far the call is.
///
/// @param monitor the object, before its call. Required.
/// @param function see `webexrec_progress_fn`. NULL: none.
/// @param user_data given to the function; may be NULL.
///
/// @return `WEBEXREC_OK`, `WEBEXREC_E_NULL_POINTER`, or `WEBEXREC_E_BUSY` once its call has begun.
///
/// # Safety
/// `monitor` is NULL or an object of `webexrec_monitor_new` that is not freed; `function` keeps to
/// what `webexrec_progress_fn` says, and `user_data` can be used by it until the call is over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_monitor_set_progress(
    monitor: *mut webexrec_monitor,
    function: webexrec_progress_fn,
    user_data: *mut c_void,
) -> c_int {
    let callback = function.map(|function| Callback { function, user_data });
    // SAFETY: the caller keeps this function's promises.
    match unsafe { object(monitor, "monitor") } {
        Ok(monitor) => monitor.set(|callbacks| callbacks.progress = callback),
        Err(_) => WEBEXREC_E_NULL_POINTER,
    }
}

/// Sets what is told outcomes as they come.
///
/// @param monitor,user_data as for `webexrec_monitor_set_progress`.
/// @param function see `webexrec_outcome_fn`. NULL: none.
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
    // SAFETY: the caller keeps this function's promises.
    match unsafe { object(monitor, "monitor") } {
        Ok(monitor) => monitor.set(|callbacks| callbacks.outcome = callback),
        Err(_) => WEBEXREC_E_NULL_POINTER,
    }
}

/// Cancels the call of a monitor, or, before it, the call that is to come. The call returns within
/// 200 milliseconds (with a million recordings a little later, since their report is to be written)
/// with `WEBEXREC_E_CANCELLED`; its report says what was done.
///
/// May be called from any thread, but not from a signal handler: let that set a flag that the
/// progress callback looks at.
///
/// @param monitor the object. NULL is fine.
///
/// # Safety
/// `monitor` is an object of `webexrec_monitor_new` that is not freed, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_monitor_cancel(monitor: *mut webexrec_monitor) {
    // SAFETY: the caller keeps this function's promise.
    if let Ok(monitor) = unsafe { object(monitor, "monitor") } {
        monitor.monitor.cancel();
    }
}

/// Frees a monitor, also while its call is running.
///
/// @param monitor the object. NULL is fine.
///
/// # Safety
/// `monitor` is an object of `webexrec_monitor_new`, not used any more but by its call, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_monitor_free(monitor: *mut webexrec_monitor) {
    if !monitor.is_null() {
        // SAFETY: the caller gives back, once, what `Box::into_raw` gave out; its call has its own
        // share of what it uses.
        drop(unsafe { Box::from_raw(monitor) });
    }
}

/// A figure of how far a call is.
///
/// @param progress what a progress callback was given. NULL: the result is 0.
/// @param field `WEBEXREC_PROGRESS_TOTAL` and the other constants of that name.
/// @return the figure; 0 for a field that the library doesn't know.
///
/// # Safety
/// `progress` is what the callback that is running was given, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_progress_get(
    progress: *const webexrec_progress,
    field: u32,
) -> u64 {
    // SAFETY: the caller keeps this function's promise.
    unsafe { object(progress, "progress") }.map_or(0, |progress| progress.figures.field(field))
}
