//! Functions about the library itself and the strings that it returns.

use crate::codes::{self, WEBEXREC_ABI_VERSION_MAJOR, WEBEXREC_ABI_VERSION_MINOR};
use std::ffi::{CString, c_char, c_int};

/// Frees a string that a function of this library wrote to an output parameter.
///
/// Thread-safe. Returns at once.
///
/// @param string the string. NULL: does nothing.
///
/// # Safety
/// `string` is such a string and is not freed, by this function or another, or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_string_free(string: *mut c_char) {
    if !string.is_null() {
        // SAFETY: the caller gives back, once, what `CString::into_raw` gave out.
        drop(unsafe { CString::from_raw(string) });
    }
}

/// Returns a short English text for a result code, such as "404 Not Found".
///
/// Thread-safe. Returns at once.
///
/// @param result any number.
///
/// @return a static string, never NULL: don't free it. An unknown code has a text that says so.
#[unsafe(no_mangle)]
pub extern "C" fn webexrec_result_text(result: c_int) -> *const c_char {
    codes::result_text(result).as_ptr()
}

/// Returns the version of the loaded library; `WEBEXREC_VERSION` is that of the header.
///
/// Thread-safe. Returns at once.
///
/// @return a static string such as "0.1.0": don't free it.
#[unsafe(no_mangle)]
pub extern "C" fn webexrec_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// Returns the version of the binary interface of the loaded library.
///
/// A program works with the library if the major version is the header's `WEBEXREC_ABI_VERSION_MAJOR`, and
/// the minor version is at least `WEBEXREC_ABI_VERSION_MINOR`. Thread-safe. Returns at once.
///
/// @return major << 16 | minor.
#[unsafe(no_mangle)]
pub extern "C" fn webexrec_abi_version() -> u32 {
    WEBEXREC_ABI_VERSION_MAJOR << 16 | WEBEXREC_ABI_VERSION_MINOR
}
