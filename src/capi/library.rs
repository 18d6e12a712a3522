//! Functions about the library itself and the strings it hands out.

use crate::codes::{self, WEBEXREC_ABI_VERSION_MAJOR, WEBEXREC_ABI_VERSION_MINOR};
use std::ffi::{CString, c_char, c_int};

/// Frees a string that a function of this library wrote through an output parameter. May be called
/// from any thread.
///
/// @param string the string. NULL is fine.
///
/// # Safety
/// `string` is such a string, not freed before, or NULL; and no such string is freed in another way.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webexrec_string_free(string: *mut c_char) {
    if !string.is_null() {
        // SAFETY: the caller gives back, once, what `CString::into_raw` gave out.
        drop(unsafe { CString::from_raw(string) });
    }
}

/// A short English text for a result code, such as "404 Not Found". May be called from any thread.
///
/// @param result any number.
/// @return the text, which is static: don't free it. Never NULL: an unknown code has a text that says
///     so.
#[unsafe(no_mangle)]
pub extern "C" fn webexrec_result_text(result: c_int) -> *const c_char {
    codes::result_text(result).as_ptr()
}

/// The version of the library that is loaded; `WEBEXREC_VERSION` is that of the header. May be called
/// from any thread.
///
/// @return a text such as "0.1.0", which is static: don't free it.
#[unsafe(no_mangle)]
pub extern "C" fn webexrec_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// The version of the binary interface of the library that is loaded. A program works with the same
/// major as its header's `WEBEXREC_ABI_VERSION_MAJOR` and a minor that is at least
/// `WEBEXREC_ABI_VERSION_MINOR`. May be called from any thread.
///
/// @return major << 16 | minor.
#[unsafe(no_mangle)]
pub extern "C" fn webexrec_abi_version() -> u32 {
    WEBEXREC_ABI_VERSION_MAJOR << 16 | WEBEXREC_ABI_VERSION_MINOR
}
