//! Calls each function of the header with the parameters that a test sets. What it returns is checked and
//! freed at once.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;
use webexrec::*;

/// A value for every parameter of every function.
#[derive(Clone, Copy)]
pub struct Arguments {
    pub token: *const c_char,
    pub recordings_json: *const c_char,
    pub site_url: *const c_char,
    pub host_email: *const c_char,
    pub query_json: *const c_char,
    pub user_email: *const c_char,
    /// The value of an option.
    pub text: *const c_char,
    pub number: u32,
    pub flags: u32,
    pub result: c_int,
    pub field: u32,
    pub options: *mut webexrec_options,
    pub client: *const webexrec_client,
    pub monitor: *mut webexrec_monitor,
    /// Whether the output parameter (a client, a report, a list) is not NULL.
    pub has_output: bool,
    pub has_callback: bool,
    pub user_data: *mut c_void,
    pub error: *mut c_char,
    pub error_size: usize,
}

impl Arguments {
    /// NULL and 0.
    pub fn none() -> Self {
        let (none, nobody) = (ptr::null(), ptr::null_mut());
        Arguments {
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
            has_output: false,
            has_callback: false,
            user_data: ptr::null_mut(),
            error: nobody,
            error_size: 0,
        }
    }

    /// Calls a function whose output parameter is a string, which must be written as JSON or as NULL.
    fn call_for_json(
        &self,
        is_written: impl FnOnce(i32) -> bool,
        call: impl FnOnce(*mut *mut c_char) -> i32,
    ) -> i32 {
        if !self.has_output {
            return call(ptr::null_mut());
        }
        let mut output = ptr::dangling_mut();
        let code = call(&mut output);
        assert_eq!(!output.is_null(), is_written(code), "{code}");
        if !output.is_null() {
            // SAFETY: not NULL, so it is a string of the library.
            let text = unsafe { CStr::from_ptr(output) }.to_bytes();
            serde_json::from_slice::<serde_json::Value>(text).expect("JSON");
        }
        // SAFETY: it is a string of the library, or NULL, and freed once.
        unsafe { webexrec_string_free(output) };
        code
    }
}

unsafe extern "C" fn provide(_: *mut c_void, _: *mut c_char, _: usize) -> c_int {
    1
}

unsafe extern "C" fn on_progress(_: *mut c_void, _: *const webexrec_progress) -> c_int {
    0
}

unsafe extern "C" fn on_outcome(_: *mut c_void, _: *const c_char) -> c_int {
    0
}

type Call = (&'static str, fn(&Arguments) -> i32);

macro_rules! change {
    ($name:ident) => {
        (stringify!($name), |a| {
            // SAFETY: a test passes objects that are alive, or NULL; likewise in all calls below.
            unsafe {
                $name(
                    a.token,
                    a.recordings_json,
                    a.site_url,
                    a.host_email,
                    a.flags,
                    a.error,
                    a.error_size,
                )
            }
        })
    };
}

macro_rules! client_change {
    ($name:ident) => {
        (stringify!($name), |a| {
            // The report is written unless the input was invalid.
            a.call_for_json(
                |code| !(1..20).contains(&code),
                |report| unsafe {
                    // SAFETY: as above.
                    $name(
                        a.client,
                        a.recordings_json,
                        a.site_url,
                        a.host_email,
                        a.flags,
                        a.monitor,
                        report,
                        a.error,
                        a.error_size,
                    )
                },
            )
        })
    };
}

macro_rules! list {
    ($name:ident, $text:ident) => {
        (stringify!($name), |a| {
            a.call_for_json(
                |code| code == WEBEXREC_OK,
                |list| unsafe {
                    // SAFETY: as above.
                    $name(a.token, a.$text, a.flags, list, a.error, a.error_size)
                },
            )
        })
    };
}

macro_rules! client_list {
    ($name:ident, $text:ident) => {
        (stringify!($name), |a| {
            a.call_for_json(
                |code| code == WEBEXREC_OK,
                |list| unsafe {
                    // SAFETY: as above.
                    $name(a.client, a.$text, a.flags, a.monitor, list, a.error, a.error_size)
                },
            )
        })
    };
}

macro_rules! option {
    ($name:ident, $value:ident) => {
        (stringify!($name), |a| {
            // SAFETY: as above.
            unsafe { $name(a.options, a.$value, a.error, a.error_size) }
        })
    };
}

/// All functions in the order of the header. A function without a result code returns 0 here.
pub const CALLS: &[Call] = &[
    ("webexrec_string_free", |_| {
        // SAFETY: NULL is allowed.
        unsafe { webexrec_string_free(ptr::null_mut()) };
        0
    }),
    ("webexrec_result_text", |a| {
        assert!(!webexrec_result_text(a.result).is_null());
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
        // SAFETY: it was just created.
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
    ("webexrec_options_set_token_provider", |a| {
        let function = a.has_callback.then_some(provide as unsafe extern "C" fn(_, _, _) -> _);
        // SAFETY: as above.
        unsafe {
            webexrec_options_set_token_provider(
                a.options,
                function,
                a.user_data,
                a.error,
                a.error_size,
            )
        }
    }),
    ("webexrec_options_free", |_| {
        // SAFETY: NULL is allowed.
        unsafe { webexrec_options_free(ptr::null_mut()) };
        0
    }),
    ("webexrec_monitor_new", |_| {
        let monitor = webexrec_monitor_new();
        assert!(!monitor.is_null());
        // SAFETY: it was just created.
        unsafe { webexrec_monitor_free(monitor) };
        0
    }),
    ("webexrec_monitor_set_progress", |a| {
        let function = a.has_callback.then_some(on_progress as unsafe extern "C" fn(_, _) -> _);
        // SAFETY: as above.
        unsafe { webexrec_monitor_set_progress(a.monitor, function, a.user_data) }
    }),
    ("webexrec_monitor_set_outcome", |a| {
        let function = a.has_callback.then_some(on_outcome as unsafe extern "C" fn(_, _) -> _);
        // SAFETY: as above.
        unsafe { webexrec_monitor_set_outcome(a.monitor, function, a.user_data) }
    }),
    ("webexrec_monitor_cancel", |a| {
        // SAFETY: as above.
        unsafe { webexrec_monitor_cancel(a.monitor) };
        0
    }),
    ("webexrec_monitor_free", |_| {
        // SAFETY: NULL is allowed.
        unsafe { webexrec_monitor_free(ptr::null_mut()) };
        0
    }),
    ("webexrec_progress_get", |a| {
        // SAFETY: NULL is allowed.
        assert_eq!(unsafe { webexrec_progress_get(ptr::null(), a.field) }, 0);
        0
    }),
    ("webexrec_client_new", |a| {
        let mut client = ptr::dangling_mut();
        let output = if a.has_output { &raw mut client } else { ptr::null_mut() };
        // SAFETY: as above.
        let code =
            unsafe { webexrec_client_new(a.token, a.options, output, a.error, a.error_size) };
        if a.has_output {
            assert_eq!(client.is_null(), code != WEBEXREC_OK);
            // SAFETY: it was just created, or is NULL.
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
        // SAFETY: NULL is allowed.
        unsafe { webexrec_client_free(ptr::null_mut()) };
        0
    }),
];
