//! A byte for the function, and the bytes that a service sends in response, over a real connection.

use super::assertions::{TOKEN, assert_line, assert_report};
use super::input::Input;
use super::output;
use super::server::Server;
use crate::*;
use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

static SERVER: LazyLock<Server> = LazyLock::new(Server::start);
/// The number of the token in use. The rate limiter remembers a pause by token, which must not hold
/// back the next input.
static TOKEN_NUMBER: AtomicU32 = AtomicU32::new(0);

pub(super) fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let function = input.below(5);
    let token = format!("{TOKEN}-{}", TOKEN_NUMBER.load(Ordering::Relaxed));
    SERVER.respond_with(replace(input.rest(), TOKEN, &token));
    let client = new_client(&token);
    let code = match function {
        0 => list_recordings(client, &token),
        1 => list_sites(client, &token),
        2 => change(client, &token, r#"["a"]"#, 1, 0),
        3 => change(client, &token, r#"["a","b","c"]"#, 3, 0),
        _ => change(client, &token, r#"["a",{"id":"b","outcome":"unknown"}]"#, 2, WEBEXREC_VERIFY),
    };
    // SAFETY: its calls are over.
    unsafe { webexrec_client_free(client) };
    if matches!(code, WEBEXREC_E_RATE_LIMITED | 429 | 503) {
        TOKEN_NUMBER.fetch_add(1, Ordering::Relaxed);
    }
}

fn replace(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut rest = bytes;
    let mut replaced = Vec::new();
    while let Some(at) = rest.windows(from.len()).position(|window| window == from.as_bytes()) {
        replaced.extend_from_slice(&rest[..at]);
        replaced.extend_from_slice(to.as_bytes());
        rest = &rest[at + from.len()..];
    }
    replaced.extend_from_slice(rest);
    replaced
}

/// A client that makes one attempt at each request and waits for nothing.
fn new_client(token: &str) -> *mut webexrec_client {
    let [url, token] =
        [SERVER.base_url.as_str(), token].map(|text| CString::new(text).expect("no NUL"));
    let options = webexrec_options_new();
    let mut client = ptr::null_mut();
    let (no_buffer, size) = (ptr::null_mut(), 0);
    // SAFETY: the options are alive, and the strings live until the calls are over.
    unsafe {
        webexrec_options_set_base_url(options, url.as_ptr(), no_buffer, size);
        webexrec_options_set_max_attempts(options, 1, no_buffer, size);
        webexrec_options_set_max_wait_seconds(options, 0, no_buffer, size);
        webexrec_client_new(token.as_ptr(), options, &mut client, no_buffer, size);
        webexrec_options_free(options);
    }
    assert!(!client.is_null());
    client
}

fn change(
    client: *mut webexrec_client,
    token: &str,
    recordings: &str,
    elements: usize,
    flags: u32,
) -> i32 {
    let recordings = CString::new(recordings).expect("no NUL");
    let (code, report) = call(token, |output, error, size| {
        let (none, no_monitor) = (ptr::null(), ptr::null_mut());
        // SAFETY: the client is alive, and the string lives until the call is over.
        unsafe {
            webexrec_client_move_to_recycle_bin(
                client,
                recordings.as_ptr(),
                none,
                none,
                flags,
                no_monitor,
                output,
                error,
                size,
            )
        }
    });
    let report = report.expect("a report, since the call began");
    assert!(!report.contains(token), "the token is shown");
    assert_report(&report, code, elements);
    code
}

fn list_recordings(client: *mut webexrec_client, token: &str) -> i32 {
    list(token, |output, error, size| {
        let (query, no_monitor) = (ptr::null(), ptr::null_mut());
        // SAFETY: the client is alive.
        unsafe {
            webexrec_client_list_recordings(client, query, 0, no_monitor, output, error, size)
        }
    })
}

fn list_sites(client: *mut webexrec_client, token: &str) -> i32 {
    list(token, |output, error, size| {
        let (email, no_monitor) = (ptr::null(), ptr::null_mut());
        // SAFETY: the client is alive.
        unsafe { webexrec_client_list_sites(client, email, 0, no_monitor, output, error, size) }
    })
}

fn list(token: &str, function: impl FnOnce(*mut *mut c_char, *mut c_char, usize) -> i32) -> i32 {
    let (code, list) = call(token, function);
    assert_eq!(list.is_some(), code == WEBEXREC_OK);
    code
}

/// Calls a function with valid input, and returns its code and output.
fn call(
    token: &str,
    function: impl FnOnce(*mut *mut c_char, *mut c_char, usize) -> i32,
) -> (i32, Option<String>) {
    let mut output = ptr::dangling_mut();
    let mut error = [b'#'; WEBEXREC_ERROR_SIZE];
    let code = function(&mut output, error.as_mut_ptr().cast(), error.len());
    let message = CStr::from_bytes_until_nul(&error).expect("terminated").to_str().expect("UTF-8");
    assert!(!message.contains(token), "the token is shown");
    assert_line(message);
    assert_eq!(message.is_empty(), code == WEBEXREC_OK, "{code}: {message}");
    assert!(matches!(code, 0 | 20..=26 | 40..=45 | 400..=599), "{code}: {message}");
    (code, output::take(output))
}
