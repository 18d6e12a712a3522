//! Monitors that free themselves, with closures as callbacks.

use serde_json::Value;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};
use webexrec::*;

type OnProgress<'f> = Box<dyn FnMut(&Progress) -> bool + 'f>;
type OnOutcome<'f> = Box<dyn FnMut(&[Value]) -> bool + 'f>;

/// A monitor. Its callbacks return whether the call goes on.
pub struct Monitor<'f> {
    handle: MonitorHandle,
    // Boxed twice, since a pointer to a trait object is too wide for C.
    progress: Option<Box<OnProgress<'f>>>,
    outcome: Option<Box<OnOutcome<'f>>>,
}

/// What any thread may do with a monitor; NULL once it is freed.
#[derive(Clone)]
pub struct MonitorHandle(Arc<AtomicPtr<webexrec_monitor>>);

/// The progress of a call, within its callback.
pub struct Progress(*const webexrec_progress);

impl<'f> Monitor<'f> {
    pub fn new() -> Self {
        let handle = MonitorHandle(Arc::new(AtomicPtr::new(webexrec_monitor_new())));
        Monitor { handle, progress: None, outcome: None }
    }

    pub(crate) fn pointer(&self) -> *mut webexrec_monitor {
        self.handle.0.load(Ordering::SeqCst)
    }

    /// For other threads, and for its own callbacks.
    pub fn handle(&self) -> MonitorHandle {
        self.handle.clone()
    }

    /// Removes both callbacks; the result codes.
    pub fn remove_callbacks(&self) -> [i32; 2] {
        let (pointer, none) = (self.pointer(), ptr::null_mut());
        // SAFETY: the monitor is alive.
        unsafe {
            [
                webexrec_monitor_set_progress(pointer, None, none),
                webexrec_monitor_set_outcome(pointer, None, none),
            ]
        }
    }

    pub fn on_progress(mut self, callback: impl FnMut(&Progress) -> bool + 'f) -> Self {
        let callback: &mut Box<OnProgress> =
            self.progress.insert(Box::new(Box::new(callback) as OnProgress));
        let user_data: *mut OnProgress = &mut **callback;
        // SAFETY: the monitor is alive, and the closure lives as long as it.
        let code = unsafe {
            webexrec_monitor_set_progress(self.pointer(), Some(call_progress), user_data.cast())
        };
        assert_eq!(code, WEBEXREC_OK);
        self
    }

    pub fn on_outcome(mut self, callback: impl FnMut(&[Value]) -> bool + 'f) -> Self {
        let callback: &mut Box<OnOutcome> =
            self.outcome.insert(Box::new(Box::new(callback) as OnOutcome));
        let user_data: *mut OnOutcome = &mut **callback;
        // SAFETY: as above.
        let code = unsafe {
            webexrec_monitor_set_outcome(self.pointer(), Some(call_outcome), user_data.cast())
        };
        assert_eq!(code, WEBEXREC_OK);
        self
    }
}

impl Drop for Monitor<'_> {
    fn drop(&mut self) {
        self.handle.free();
    }
}

impl MonitorHandle {
    pub fn cancel(&self) {
        // SAFETY: it is a monitor that is not freed, or NULL.
        unsafe { webexrec_monitor_cancel(self.0.load(Ordering::SeqCst)) };
    }

    pub fn free(&self) {
        // SAFETY: the swap gives the pointer to one caller only.
        unsafe { webexrec_monitor_free(self.0.swap(ptr::null_mut(), Ordering::SeqCst)) };
    }
}

impl Progress {
    pub fn get(&self, field: u32) -> u64 {
        // SAFETY: the pointer is valid within the callback, to which this is borrowed.
        unsafe { webexrec_progress_get(self.0, field) }
    }
}

unsafe extern "C" fn call_progress(
    user_data: *mut c_void,
    progress: *const webexrec_progress,
) -> c_int {
    // SAFETY: it was set with this function, and no other thread uses it.
    let callback = unsafe { &mut *user_data.cast::<OnProgress>() };
    c_int::from(!callback(&Progress(progress)))
}

unsafe extern "C" fn call_outcome(user_data: *mut c_void, results_json: *const c_char) -> c_int {
    // SAFETY: as above.
    let callback = unsafe { &mut *user_data.cast::<OnOutcome>() };
    // SAFETY: the library passes a terminated string.
    let json = unsafe { CStr::from_ptr(results_json) }.to_bytes();
    let entries: Vec<Value> = serde_json::from_slice(json).expect("a JSON array");
    c_int::from(!callback(&entries))
}
