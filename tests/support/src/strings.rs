//! Strings into and out of C functions, and the buffer for their error messages.

use std::ffi::{CStr, CString, c_char};
use std::ptr;
use webexrec::{WEBEXREC_ERROR_SIZE, WEBEXREC_OK, webexrec_string_free};

/// The result code and the error message of a call.
#[derive(Debug, PartialEq)]
pub struct CallResult {
    pub code: i32,
    pub message: String,
}

/// A string parameter; `None` is NULL.
pub(crate) fn c_string(bytes: Option<&[u8]>) -> Option<CString> {
    bytes.map(|bytes| CString::new(bytes).expect("a parameter without NUL"))
}

pub(crate) fn as_pointer(string: &Option<CString>) -> *const c_char {
    string.as_ref().map_or(ptr::null(), |string| string.as_ptr())
}

/// Calls a function with a buffer for its error message.
pub fn with_error_buffer(call: impl FnOnce(*mut c_char, usize) -> i32) -> CallResult {
    let mut buffer = [b'#'; WEBEXREC_ERROR_SIZE];
    let code = call(buffer.as_mut_ptr().cast(), buffer.len());
    let message = CStr::from_bytes_until_nul(&buffer).expect("a terminated message");
    let message = message.to_str().expect("UTF-8").to_owned();
    assert_eq!(message.is_empty(), code == WEBEXREC_OK, "{code}: {message}");
    CallResult { code, message }
}

/// Copies and frees a string that a function wrote through an output parameter.
pub(crate) fn take_string(output: *mut c_char) -> Option<String> {
    if output.is_null() {
        return None;
    }
    // SAFETY: it is not NULL, so it is a string of the library.
    let text = unsafe { CStr::from_ptr(output) }.to_str().expect("UTF-8").to_owned();
    // SAFETY: it came from the library and is freed once.
    unsafe { webexrec_string_free(output) };
    Some(text)
}

/// The JSON array that a function with an output parameter wrote, or its error.
pub(crate) fn call_for_json(
    call: impl FnOnce(*mut *mut c_char) -> CallResult,
) -> Result<Vec<serde_json::Value>, CallResult> {
    // Not NULL, so that a function that writes nothing is noticed.
    let mut output = ptr::dangling_mut();
    let result = call(&mut output);
    let text = take_string(output);
    if result.code != WEBEXREC_OK {
        assert_eq!(text, None, "a failed call must write NULL");
        return Err(result);
    }
    Ok(serde_json::from_str(&text.expect("a list")).expect("a JSON array"))
}
