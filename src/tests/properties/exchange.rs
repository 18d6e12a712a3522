//! A byte that chooses the function, and the bytes that a service answers with, through a real
//! connection.

use super::input::Input;
use super::service::Service;
use super::{TOKEN, assert_line, assert_report};
use crate::*;
use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

static SERVICE: LazyLock<Service> = LazyLock::new(Service::start);
/// The number of the token in use. What one answer says of the rate limit must not stop the next
/// input, and it is remembered by token.
static NUMBER: AtomicU32 = AtomicU32::new(0);

pub(super) fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let function = input.below(5);
    let token = format!("{TOKEN}-{}", NUMBER.load(Ordering::Relaxed));
    SERVICE.answer_with(replaced(input.rest(), TOKEN, &token));
    let client = client(&token);
    let code = match function {
        0 => list(client, &token),
        1 => sites(client, &token),
        2 => change(client, &token, r#"["a"]"#, 1, 0),
        3 => change(client, &token, r#"["a","b","c"]"#, 3, 0),
        _ => change(client, &token, r#"["a",{"id":"b","outcome":"unknown"}]"#, 2, WEBEXREC_VERIFY),
    };
    // SAFETY: its calls are over.
    unsafe { webexrec_client_free(client) };
    if matches!(code, WEBEXREC_E_RATE_LIMITED | 429 | 503) {
        NUMBER.fetch_add(1, Ordering::Relaxed);
    }
}

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
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

/// One that tries everything once and waits for nothing.
fn client(token: &str) -> *mut webexrec_client {
    let [url, token] =
        [SERVICE.base_url.as_str(), token].map(|text| CString::new(text).expect("no NUL"));
    let options = webexrec_options_new();
    let mut client = ptr::null_mut();
    let (nowhere, none) = (ptr::null_mut(), 0);
    // SAFETY: the options are alive, and the strings live until the calls are over.
    unsafe {
        webexrec_options_set_base_url(options, url.as_ptr(), nowhere, none);
        webexrec_options_set_max_attempts(options, 1, nowhere, none);
        webexrec_options_set_max_wait_seconds(options, 0, nowhere, none);
        webexrec_client_new(token.as_ptr(), options, &mut client, nowhere, none);
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
    let (code, report) = called(token, |output, error, size| {
        let (none, nobody) = (ptr::null(), ptr::null_mut());
        // SAFETY: the client is alive, and the string lives until the call is over.
        unsafe {
            webexrec_client_move_to_recycle_bin(
                client,
                recordings.as_ptr(),
                none,
                none,
                flags,
                nobody,
                output,
                error,
                size,
            )
        }
    });
    let report = report.expect("a report, for the call began");
    assert!(!report.contains(token), "the token is shown");
    assert_report(&report, code, elements);
    code
}

fn list(client: *mut webexrec_client, token: &str) -> i32 {
    let (code, list) = called(token, |output, error, size| {
        // SAFETY: the client is alive.
        unsafe {
            webexrec_client_list_recordings(
                client,
                ptr::null(),
                0,
                ptr::null_mut(),
                output,
                error,
                size,
            )
        }
    });
    assert_eq!(list.is_some(), code == WEBEXREC_OK);
    code
}

fn sites(client: *mut webexrec_client, token: &str) -> i32 {
    let (code, list) = called(token, |output, error, size| {
        // SAFETY: the client is alive.
        unsafe {
            webexrec_client_list_sites(client, ptr::null(), 0, ptr::null_mut(), output, error, size)
        }
    });
    assert_eq!(list.is_some(), code == WEBEXREC_OK);
    code
}

/// Result code and output of a call that was allowed to begin.
fn called(
    token: &str,
    call: impl FnOnce(*mut *mut c_char, *mut c_char, usize) -> i32,
) -> (i32, Option<String>) {
    let mut output = ptr::dangling_mut();
    let mut error = [b'#'; WEBEXREC_ERROR_SIZE];
    let code = call(&mut output, error.as_mut_ptr().cast(), error.len());
    let message = CStr::from_bytes_until_nul(&error).expect("terminated").to_str().expect("UTF-8");
    assert!(!message.contains(token), "the token is shown");
    assert_line(message);
    assert_eq!(message.is_empty(), code == WEBEXREC_OK, "{code}: {message}");
    assert!(matches!(code, 0 | 20..=26 | 40..=45 | 400..=599), "{code}: {message}");
    if output.is_null() {
        return (code, None);
    }
    // SAFETY: not NULL, so it is a string of the library, which is freed once.
    let text = unsafe { CStr::from_ptr(output) }.to_str().expect("UTF-8").to_owned();
    // SAFETY: as above.
    unsafe { webexrec_string_free(output) };
    (code, Some(text))
}
