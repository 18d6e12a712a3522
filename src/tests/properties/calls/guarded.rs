//! A call with a buffer for its message, of any size, between bytes that it must not write to.

use crate::tests::properties::assertions::{assert_line, assert_no_token};
use crate::tests::properties::input::Input;
use crate::{WEBEXREC_E_INTERNAL, WEBEXREC_E_PANIC, WEBEXREC_ERROR_SIZE, WEBEXREC_OK};
use std::ffi::{CStr, c_char};
use std::ptr;

const GUARD_SIZE: usize = 16;
const GUARD: u8 = 0xa5;
/// A buffer of this size may hold no whole character of the message.
const MAX_TINY_SIZE: usize = 7;

pub(super) fn call(input: &mut Input, function: impl FnOnce(*mut c_char, usize) -> i32) -> i32 {
    let size = input.pick(&[WEBEXREC_ERROR_SIZE, 0, 1, 2, MAX_TINY_SIZE, 40, 80]);
    let is_null = input.below(8) == 7;
    let mut memory = vec![GUARD; GUARD_SIZE + size + GUARD_SIZE];
    let buffer = memory[GUARD_SIZE..].as_mut_ptr();
    let code = function(if is_null { ptr::null_mut() } else { buffer.cast() }, size);
    let (before, rest) = memory.split_at(GUARD_SIZE);
    let (message, after) = rest.split_at(size);
    let is_intact = before.iter().chain(after).all(|byte| *byte == GUARD);
    assert!(is_intact, "written outside of the buffer");
    assert!(!matches!(code, WEBEXREC_E_INTERNAL | WEBEXREC_E_PANIC), "{code}");
    if size > 0 && !is_null {
        let message = CStr::from_bytes_until_nul(message).expect("terminated");
        let message = message.to_str().expect("cut between characters");
        assert_line(message);
        assert_no_token(message);
        if size > MAX_TINY_SIZE {
            assert_eq!(message.is_empty(), code == WEBEXREC_OK, "{code}: {message}");
        }
    }
    code
}
