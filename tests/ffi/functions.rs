//! One row for each function of the header: how it is called with what a test gives. What it gives
//! out is checked and freed at once.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;
use webexrec::*;

/// A value for every parameter that there is.
#[derive(Clone, Copy)]
pub struct Given {
    pub token: *const c_char,
    pub recordings_json: *const c_char,
    pub site_url: *const c_char,
    pub host_email: *const c_char,
    pub query_json: *const c_char,
    pub user_email: *const c_char,
    /// Of a text option and of a number option.
    pub text: *const c_char,
    pub number: u32,
    pub flags: u32,
    pub result: c_int,
    pub field: u32,
    pub options: *mut webexrec_options,
    pub client: *const webexrec_client,
    pub monitor: *mut webexrec_monitor,
    /// Whether there is a place for what is given out: a client, a report, a list.
    pub has_place: bool,
    pub has_callback: bool,
    pub user_data: *mut c_void,
    pub error: *mut c_char,
    pub error_size: usize,
}

impl Given {
    pub fn nothing() -> Self {
        let (none, nobody) = (ptr::null(), ptr::null_mut());
        Given {
            token: none,
            recordings_json: none,
            site_url: none,
            host_email: none,
            query_json: none,
            user_email: none,
            text: none,
            number: 0,
            flags: 0,
            result: 0,
            field: 0,
            options: ptr::null_mut(),
            client: ptr::null(),
            monitor: ptr::null_mut(),
            has_place: false,
            has_callback: false,
            user_data: ptr::null_mut(),
            error: nobody,
            error_size: 0,
        }
    }

    /// Calls with a place for a string, or without one; afterwards it has a string or NULL in it.
    fn for_string(
        &self,
        is_wanted: impl FnOnce(i32) -> bool,
        call: impl FnOnce(*mut *mut c_char) -> i32,
    ) -> i32 {
        if !self.has_place {
            return call(ptr::null_mut());
        }
        let mut place = ptr::dangling_mut();
        let code = call(&mut place);
        assert_eq!(!place.is_null(), is_wanted(code), "{code}");
        if !place.is_null() {
            // SAFETY: not NULL, so it is a string of the library.
            let text = unsafe { CStr::from_ptr(place) }.to_bytes();
            serde_json::from_slice::<serde_json::Value>(text).expect("JSON");
        }
        // SAFETY: it is the library's, or NULL, and freed once.
        unsafe { webexrec_string_free(place) };
        code
    }
}

unsafe extern "C" fn provide(_: *mut c_void, _: *mut c_char, _: usize) -> c_int {
    1
}

unsafe extern "C" fn progressed(_: *mut c_void, _: *const webexrec_progress) -> c_int {
    0
}

unsafe extern "C" fn came_out(_: *mut c_void, _: *const c_char) -> c_int {
    0
}

type Row = (&'static str, fn(&Given) -> i32);

macro_rules! change {
    ($name:ident) => {
        (stringify!($name), |g| {
            // SAFETY: a test gives what is alive, or NULL; so it is in all rows.
            unsafe {
                $name(
                    g.token,
                    g.recordings_json,
                    g.site_url,
                    g.host_email,
                    g.flags,
                    g.error,
                    g.error_size,
                )
            }
        })
    };
}

macro_rules! client_change {
    ($name:ident) => {
        (stringify!($name), |g| {
            // A report is there unless nothing began.
            g.for_string(
                |code| !(1..20).contains(&code),
                |report| unsafe {
                    // SAFETY: as above.
                    $name(
                        g.client,
                        g.recordings_json,
                        g.site_url,
                        g.host_email,
                        g.flags,
                        g.monitor,
                        report,
                        g.error,
                        g.error_size,
                    )
                },
            )
        })
    };
}

macro_rules! list {
    ($name:ident, $text:ident) => {
        (stringify!($name), |g| {
            g.for_string(
                |code| code == WEBEXREC_OK,
                |list| unsafe {
                    // SAFETY: as above.
                    $name(g.token, g.$text, g.flags, list, g.error, g.error_size)
                },
            )
        })
    };
}

macro_rules! client_list {
    ($name:ident, $text:ident) => {
        (stringify!($name), |g| {
            g.for_string(
                |code| code == WEBEXREC_OK,
                |list| unsafe {
                    // SAFETY: as above.
                    $name(g.client, g.$text, g.flags, g.monitor, list, g.error, g.error_size)
                },
            )
        })
    };
}

macro_rules! option {
    ($name:ident, $value:ident) => {
        (stringify!($name), |g| {
            // SAFETY: as above.
            unsafe { $name(g.options, g.$value, g.error, g.error_size) }
        })
    };
}

/// A function that gives nothing back has 0 here.
pub const FUNCTIONS: &[Row] = &[
    ("webexrec_string_free", |_| {
        // SAFETY: NULL is nothing to free.
        unsafe { webexrec_string_free(ptr::null_mut()) };
        0
    }),
    ("webexrec_result_text", |g| {
        assert!(!webexrec_result_text(g.result).is_null());
        0
    }),
    ("webexrec_version", |_| {
        // SAFETY: it is static and terminated.
        let version = unsafe { CStr::from_ptr(webexrec_version()) };
        assert_eq!(version.to_str(), Ok(env!("CARGO_PKG_VERSION")));
        0
    }),
    ("webexrec_abi_version", |_| {
        assert_eq!(webexrec_abi_version() >> 16, WEBEXREC_ABI_VERSION_MAJOR);
        0
    }),
    change!(webexrec_move_to_recycle_bin),
    change!(webexrec_restore_from_recycle_bin),
    change!(webexrec_purge_from_recycle_bin),
    list!(webexrec_list_recordings, query_json),
    list!(webexrec_list_sites, user_email),
    ("webexrec_options_new", |_| {
        let options = webexrec_options_new();
        assert!(!options.is_null());
        // SAFETY: it was just made.
        unsafe { webexrec_options_free(options) };
        0
    }),
    option!(webexrec_options_set_base_url, text),
    option!(webexrec_options_set_ca_file, text),
    option!(webexrec_options_set_proxy, text),
    option!(webexrec_options_set_user_agent, text),
    option!(webexrec_options_set_concurrency, number),
    option!(webexrec_options_set_connect_timeout_ms, number),
    option!(webexrec_options_set_request_timeout_ms, number),
    option!(webexrec_options_set_deadline_ms, number),
    option!(webexrec_options_set_max_attempts, number),
    option!(webexrec_options_set_max_wait_seconds, number),
    ("webexrec_options_set_token_provider", |g| {
        let function = g.has_callback.then_some(provide as unsafe extern "C" fn(_, _, _) -> _);
        // SAFETY: as above.
        unsafe {
            webexrec_options_set_token_provider(
                g.options,
                function,
                g.user_data,
                g.error,
                g.error_size,
            )
        }
    }),
    ("webexrec_options_free", |_| {
        // SAFETY: NULL is nothing to free.
        unsafe { webexrec_options_free(ptr::null_mut()) };
        0
    }),
    ("webexrec_monitor_new", |_| {
        let monitor = webexrec_monitor_new();
        assert!(!monitor.is_null());
        // SAFETY: it was just made.
        unsafe { webexrec_monitor_free(monitor) };
        0
    }),
    ("webexrec_monitor_set_progress", |g| {
        let function = g.has_callback.then_some(progressed as unsafe extern "C" fn(_, _) -> _);
        // SAFETY: as above.
        unsafe { webexrec_monitor_set_progress(g.monitor, function, g.user_data) }
    }),
    ("webexrec_monitor_set_outcome", |g| {
        let function = g.has_callback.then_some(came_out as unsafe extern "C" fn(_, _) -> _);
        // SAFETY: as above.
        unsafe { webexrec_monitor_set_outcome(g.monitor, function, g.user_data) }
    }),
    ("webexrec_monitor_cancel", |g| {
        // SAFETY: as above.
        unsafe { webexrec_monitor_cancel(g.monitor) };
        0
    }),
    ("webexrec_monitor_free", |_| {
        // SAFETY: NULL is nothing to free.
        unsafe { webexrec_monitor_free(ptr::null_mut()) };
        0
    }),
    ("webexrec_progress_get", |g| {
        // SAFETY: there is none outside of a callback, and NULL is fine.
        assert_eq!(unsafe { webexrec_progress_get(ptr::null(), g.field) }, 0);
        0
    }),
    ("webexrec_client_new", |g| {
        let mut client = ptr::dangling_mut();
        let place = if g.has_place { &raw mut client } else { ptr::null_mut() };
        // SAFETY: as above.
        let code = unsafe { webexrec_client_new(g.token, g.options, place, g.error, g.error_size) };
        if g.has_place {
            assert_eq!(client.is_null(), code != WEBEXREC_OK);
            // SAFETY: it was just made, or is NULL.
            unsafe { webexrec_client_free(client) };
        }
        code
    }),
    client_change!(webexrec_client_move_to_recycle_bin),
    client_change!(webexrec_client_restore_from_recycle_bin),
    client_change!(webexrec_client_purge_from_recycle_bin),
    client_list!(webexrec_client_list_recordings, query_json),
    client_list!(webexrec_client_list_sites, user_email),
    ("webexrec_client_free", |_| {
        // SAFETY: NULL is nothing to free.
        unsafe { webexrec_client_free(ptr::null_mut()) };
        0
    }),
];
