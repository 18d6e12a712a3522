//! What every function does at the boundary: read strings, write strings, catch panics, and turn
//! an error into its code and message.

use crate::codes::*;
use crate::error::{Error, Result};
use std::ffi::{CStr, CString, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

/// Runs the body of a function: empties the error buffer, and on failure fills it and gives the
/// code. No panic leaves.
///
/// # Safety
/// `error` is NULL or valid for writing `error_size` bytes.
pub(super) unsafe fn ffi_guard(
    error: *mut c_char,
    error_size: usize,
    body: impl FnOnce() -> Result<()>,
) -> i32 {
    #[cfg(windows)]
    crate::os::stay_loaded();
    // SAFETY: the caller keeps this function's promise.
    unsafe { write_text(error, error_size, "") };
    // What the body has touched is dropped or stays valid: its shared state recovers from poison.
    let result = catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| {
        let message = "a fault in this library stopped the call; what was done is not known";
        Err(Error::new(WEBEXREC_E_PANIC, message))
    });
    match result {
        Ok(()) => WEBEXREC_OK,
        Err(failure) => {
            // SAFETY: the caller keeps this function's promise.
            unsafe { write_text(error, error_size, &failure.message) };
            failure.code
        }
    }
}

/// Writes as much of `text` as fits, cut between characters, and terminates it.
///
/// # Safety
/// `buffer` is NULL or valid for writing `size` bytes.
unsafe fn write_text(buffer: *mut c_char, size: usize, text: &str) {
    if buffer.is_null() || size == 0 {
        return;
    }
    let fitting = &text[..text.floor_char_boundary(size - 1)];
    // SAFETY: `fitting` and its terminator are at most `size` bytes, and no Rust string overlaps
    // a buffer that the caller may write to.
    unsafe {
        ptr::copy_nonoverlapping(fitting.as_ptr(), buffer.cast(), fitting.len());
        *buffer.add(fitting.len()) = 0;
    }
}

/// A string that may be NULL. `name` is the parameter's, for the message.
///
/// # Safety
/// `string` is NULL or a NUL-terminated string that lives, unchanged, as long as the result is used.
pub(super) unsafe fn optional<'a>(string: *const c_char, name: &str) -> Result<Option<&'a str>> {
    if string.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL, so the caller promises a terminated string.
    let bytes = unsafe { CStr::from_ptr(string) };
    bytes.to_str().map(Some).map_err(|error| {
        let place = error.valid_up_to();
        Error::new(
            WEBEXREC_E_NOT_UTF8,
            format!("{name} is not UTF-8 from byte {place} on; encode it as UTF-8"),
        )
    })
}

/// A string that must not be NULL.
///
/// # Safety
/// As for [`optional`].
pub(super) unsafe fn required<'a>(string: *const c_char, name: &str) -> Result<&'a str> {
    // SAFETY: the caller keeps the same promise.
    unsafe { optional(string, name) }?.ok_or_else(|| null_pointer(name))
}

/// An object of this library's that must not be NULL.
///
/// # Safety
/// `object` is NULL or what a function of this library gave out and has not freed since, and stays
/// so as long as the result is used.
pub(super) unsafe fn object<'a, T>(object: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: the caller keeps this function's promise.
    unsafe { object.as_ref() }.ok_or_else(|| null_pointer(name))
}

/// A place for a string that the caller will own, emptied at once.
pub(super) struct OutString {
    place: *mut *mut c_char,
}

impl OutString {
    /// # Safety
    /// `place` is valid for writing a pointer, for as long as the result lives; or NULL, which is
    /// refused.
    pub unsafe fn required(place: *mut *mut c_char, name: &str) -> Result<Self> {
        // SAFETY: the caller keeps this function's promise.
        unsafe { OutString::optional(place) }.ok_or_else(|| null_pointer(name))
    }

    /// # Safety
    /// As for `required`; NULL says that nothing is wanted.
    pub unsafe fn optional(place: *mut *mut c_char) -> Option<Self> {
        if place.is_null() {
            return None;
        }
        // SAFETY: not NULL, so the caller promises that it can be written to.
        unsafe { *place = ptr::null_mut() };
        Some(OutString { place })
    }

    pub fn write(self, text: String) -> Result<()> {
        let mut bytes = text.into_bytes();
        bytes.push(0);
        // SAFETY: a NUL is at the end. (The C library finds the first in a fraction of the time.)
        let length = unsafe { CStr::from_ptr(bytes.as_ptr().cast()) }.count_bytes();
        if length + 1 != bytes.len() {
            return Err(Error::new(WEBEXREC_E_INTERNAL, "the JSON to give back has a NUL in it"));
        }
        // SAFETY: that NUL is the first.
        let string = unsafe { CString::from_vec_with_nul_unchecked(bytes) };
        // SAFETY: the place was checked, and whoever gave it promised that it stays valid.
        unsafe { *self.place = string.into_raw() };
        Ok(())
    }
}

pub(super) fn null_pointer(name: &str) -> Error {
    Error::new(WEBEXREC_E_NULL_POINTER, format!("{name} is NULL, and it is required"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guarded(size: usize, body: impl FnOnce() -> Result<()>) -> (i32, Vec<u8>) {
        let mut buffer = vec![b'#'; size.max(1)];
        // SAFETY: the buffer has at least `size` bytes.
        let code = unsafe { ffi_guard(buffer.as_mut_ptr().cast(), size, body) };
        (code, buffer)
    }

    #[test]
    fn success_empties_the_error_buffer() {
        assert_eq!(guarded(4, || Ok(())), (WEBEXREC_OK, b"\0###".to_vec()));
    }

    #[test]
    fn a_message_is_cut_between_characters_and_always_terminated() {
        let fail = || Err(Error::new(WEBEXREC_E_IO, "aä"));
        assert_eq!(guarded(5, fail), (WEBEXREC_E_IO, b"a\xc3\xa4\0#".to_vec()));
        assert_eq!(guarded(3, fail).1, b"a\0#");
        assert_eq!(guarded(1, fail).1, b"\0");
        assert_eq!(guarded(0, fail).1, b"#");
        // SAFETY: NULL is allowed.
        assert_eq!(unsafe { ffi_guard(ptr::null_mut(), 100, fail) }, WEBEXREC_E_IO);
    }

    #[test]
    fn a_text_with_a_nul_is_not_given_out_cut() {
        let mut place = ptr::dangling_mut();
        // SAFETY: the place can be written to.
        let output = unsafe { OutString::required(&mut place, "output") }.expect("a place");
        assert_eq!(output.write("a\0b".into()).expect_err("cut").code, WEBEXREC_E_INTERNAL);
        assert!(place.is_null());
    }

    #[test]
    fn a_panic_becomes_a_code_and_takes_no_detail_along() {
        let (code, buffer) = guarded(100, || panic!("s3cret"));
        assert_eq!(code, WEBEXREC_E_PANIC);
        assert!(!String::from_utf8_lossy(&buffer).contains("s3cret"));
    }
}
