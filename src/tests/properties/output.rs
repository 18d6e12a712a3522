//! Strings that the C interface returns through an output parameter.

use crate::webexrec_string_free;
use std::ffi::{CStr, c_char};

/// Copies a string of the library and frees it; `None` for NULL.
pub(super) fn take(output: *mut c_char) -> Option<String> {
    if output.is_null() {
        return None;
    }
    // SAFETY: not NULL, so it is a string of the library, and freed once.
    let text = unsafe { CStr::from_ptr(output) }.to_str().expect("UTF-8").to_owned();
    // SAFETY: as above.
    unsafe { webexrec_string_free(output) };
    Some(text)
}
