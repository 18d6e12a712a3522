//! Helpers for every exported function: read and write strings, catch panics, turn an error into its
//! result code and message.

use crate::codes::*;
use crate::error::{Error, Result};
use std::ffi::{CStr, CString, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

/// Runs the body of a function. Empties the error buffer, fills it after a failure, and returns the
/// result code; a panic becomes a failure.
///
/// # Safety
/// `error` is writable for `error_size` bytes, or NULL.
pub(super) unsafe fn ffi_guard(
    error: *mut c_char,
    error_size: usize,
    body: impl FnOnce() -> Result<()>,
) -> i32 {
    #[cfg(windows)]
    crate::os::stay_loaded();
    // SAFETY: promised by the caller.
    unsafe { write_text(error, error_size, "") };
    // Unwind safe: what the body has changed is dropped, or recovers from a poisoned lock.
    let result = catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| {
        let message = "a bug in this library stopped the call; what was done is not known";
        Err(Error::new(WEBEXREC_E_PANIC, message))
    });
    match result {
        Ok(()) => WEBEXREC_OK,
        Err(failure) => {
            // SAFETY: promised by the caller.
            unsafe { write_text(error, error_size, &failure.message) };
            failure.code
        }
    }
}

/// Writes as much of `text` as fits, cut between characters and NUL-terminated.
///
/// # Safety
/// `buffer` is writable for `size` bytes, or NULL.
unsafe fn write_text(buffer: *mut c_char, size: usize, text: &str) {
    if buffer.is_null() || size == 0 {
        return;
    }
    let fitting = &text[..text.floor_char_boundary(size - 1)];
    // SAFETY: with its NUL, `fitting` has at most `size` bytes. It does not overlap the caller's buffer.
    unsafe {
        ptr::copy_nonoverlapping(fitting.as_ptr(), buffer.cast(), fitting.len());
        *buffer.add(fitting.len()) = 0;
    }
}

/// Reads a string that may be NULL. `name` is the parameter's, for the message.
///
/// # Safety
/// `string` is NUL-terminated and stays unchanged as long as the result is used, or is NULL.
pub(super) unsafe fn optional<'a>(string: *const c_char, name: &str) -> Result<Option<&'a str>> {
    if string.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL, so it is NUL-terminated.
    let bytes = unsafe { CStr::from_ptr(string) };
    bytes.to_str().map(Some).map_err(|error| {
        let place = error.valid_up_to();
        Error::new(
            WEBEXREC_E_NOT_UTF8,
            format!("{name} is not UTF-8 from byte {place} on; encode it as UTF-8"),
        )
    })
}

/// Reads a string that must not be NULL.
///
/// # Safety
/// As for [`optional`].
pub(super) unsafe fn required<'a>(string: *const c_char, name: &str) -> Result<&'a str> {
    // SAFETY: promised by the caller.
    unsafe { optional(string, name) }?.ok_or_else(|| null_pointer(name))
}

/// Dereferences an object that must not be NULL.
///
/// # Safety
/// `object` comes from this library and is not freed as long as the result is used, or is NULL.
pub(super) unsafe fn object<'a, T>(object: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: promised by the caller.
    unsafe { object.as_ref() }.ok_or_else(|| null_pointer(name))
}

/// An output parameter for a string that the caller will own. NULL until it is written.
pub(super) struct OutString {
    place: *mut *mut c_char,
}

impl OutString {
    /// NULL is an error.
    ///
    /// # Safety
    /// As for [`OutString::optional`].
    pub unsafe fn required(place: *mut *mut c_char, name: &str) -> Result<Self> {
        // SAFETY: promised by the caller.
        unsafe { OutString::optional(place) }.ok_or_else(|| null_pointer(name))
    }

    /// NULL means that the caller does not need the string.
    ///
    /// # Safety
    /// `place` is writable as long as the result lives, or NULL.
    pub unsafe fn optional(place: *mut *mut c_char) -> Option<Self> {
        if place.is_null() {
            return None;
        }
        // SAFETY: not NULL, so it is writable.
        unsafe { *place = ptr::null_mut() };
        Some(OutString { place })
    }

    pub fn write(self, text: String) -> Result<()> {
        let mut bytes = text.into_bytes();
        bytes.push(0);
        // strlen finds a NUL in a fraction of the time of `CString::new`.
        // SAFETY: a NUL is at the end.
        let length = unsafe { CStr::from_ptr(bytes.as_ptr().cast()) }.count_bytes();
        if length + 1 != bytes.len() {
            return Err(Error::new(WEBEXREC_E_INTERNAL, "the JSON to give back has a NUL in it"));
        }
        // SAFETY: the only NUL is at the end.
        let string = unsafe { CString::from_vec_with_nul_unchecked(bytes) };
        // SAFETY: writable, as promised to `optional`.
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
    fn a_text_with_a_nul_is_an_error_instead_of_being_cut() {
        let mut place = ptr::dangling_mut();
        // SAFETY: the place can be written to.
        let output = unsafe { OutString::required(&mut place, "output") }.expect("a place");
        assert_eq!(output.write("a\0b".into()).expect_err("cut").code, WEBEXREC_E_INTERNAL);
        assert!(place.is_null());
    }

    #[test]
    fn a_panic_becomes_a_result_code_without_details() {
        let (code, buffer) = guarded(100, || panic!("s3cret"));
        assert_eq!(code, WEBEXREC_E_PANIC);
        assert!(!String::from_utf8_lossy(&buffer).contains("s3cret"));
    }
}
