//! A monitor with its callbacks, and a token provider.

use crate::tests::properties::assertions::assert_no_token;
use crate::*;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

pub(super) struct Monitor {
    /// NULL once it is freed, which its own callbacks may do.
    pointer: AtomicPtr<webexrec_monitor>,
    pub action: Action,
    pub usage: Usage,
}

/// What the callbacks do.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Action {
    Nothing,
    Cancel,
    FreeMonitor,
}

/// Whether the monitor has served a call.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Usage {
    Unused,
    Used,
    /// A call was refused for something that may be checked before or after the monitor.
    Unknown,
}

impl Monitor {
    pub fn new() -> Box<Self> {
        Self::with(webexrec_monitor_new())
    }

    pub fn null() -> Box<Self> {
        Self::with(ptr::null_mut())
    }

    fn with(pointer: *mut webexrec_monitor) -> Box<Self> {
        let pointer = AtomicPtr::new(pointer);
        Box::new(Monitor { pointer, action: Action::Nothing, usage: Usage::Unused })
    }

    pub fn pointer(&self) -> *mut webexrec_monitor {
        self.pointer.load(Ordering::SeqCst)
    }

    pub fn cancel(&self) {
        // SAFETY: it is alive or NULL.
        unsafe { webexrec_monitor_cancel(self.pointer()) };
    }

    pub fn free(&self) {
        // SAFETY: nobody gets it any more.
        unsafe { webexrec_monitor_free(self.pointer.swap(ptr::null_mut(), Ordering::SeqCst)) };
    }

    fn act(&self) -> c_int {
        match self.action {
            Action::Nothing => 0,
            Action::Cancel => 1,
            Action::FreeMonitor => {
                self.free();
                0
            }
        }
    }
}

pub(super) unsafe extern "C" fn on_progress(
    user_data: *mut c_void,
    progress: *const webexrec_progress,
) -> c_int {
    // SAFETY: it exists while its callback runs.
    let get = |field| unsafe { webexrec_progress_get(progress, field) };
    let (total, done, not_done) = (
        get(WEBEXREC_PROGRESS_TOTAL),
        get(WEBEXREC_PROGRESS_DONE),
        get(WEBEXREC_PROGRESS_NOT_DONE),
    );
    assert!(total == 0 || done + not_done <= total);
    assert!(get(WEBEXREC_PROGRESS_RETRIES) <= get(WEBEXREC_PROGRESS_REQUESTS));
    assert_eq!(get(8), 0, "no such field");
    // SAFETY: it was given with this function, and lives longer than any call.
    unsafe { &*user_data.cast::<Monitor>() }.act()
}

pub(super) unsafe extern "C" fn on_outcomes(
    user_data: *mut c_void,
    results_json: *const c_char,
) -> c_int {
    // SAFETY: it lives until the callback returns.
    let json = unsafe { CStr::from_ptr(results_json) }.to_str().expect("UTF-8");
    assert_no_token(json);
    let results: Vec<serde_json::Value> = serde_json::from_str(json).expect("a JSON array");
    assert!(!results.is_empty());
    // SAFETY: as in `on_progress`.
    unsafe { &*user_data.cast::<Monitor>() }.act()
}

/// `user_data` is a number that chooses what is provided.
pub(super) unsafe extern "C" fn provide_token(
    user_data: *mut c_void,
    token: *mut c_char,
    size: usize,
) -> c_int {
    let text: &[u8] = match user_data.addr() {
        0 => b"s3cret-t0ken\0",
        1 => return 7,
        2 => b"\0",
        3 => b"\xff\0",
        _ => &[b'x'; 16384],
    };
    assert!(size >= text.len());
    // SAFETY: the buffer has that size.
    unsafe { ptr::copy_nonoverlapping(text.as_ptr(), token.cast(), text.len()) };
    0
}
