//! A message buffer between guard bytes, which must not change.

use std::ffi::{CStr, c_char};

const GUARD: usize = 64;
const FILLING: u8 = 0xa5;

pub struct GuardedBuffer {
    memory: Vec<u8>,
    size: usize,
}

impl GuardedBuffer {
    pub fn new(size: usize) -> Self {
        GuardedBuffer { memory: vec![FILLING; GUARD + size + GUARD], size }
    }

    pub fn as_pointer(&mut self) -> *mut c_char {
        self.memory[GUARD..].as_mut_ptr().cast()
    }

    /// The message, which must be terminated and consist of whole characters; empty if nothing was written.
    pub fn text(&self) -> String {
        let (before, rest) = self.memory.split_at(GUARD);
        let (buffer, after) = rest.split_at(self.size);
        let is_untouched = |bytes: &[u8]| bytes.iter().all(|byte| *byte == FILLING);
        assert!(
            is_untouched(before) && is_untouched(after),
            "bytes outside of the buffer were written"
        );
        if is_untouched(buffer) {
            return String::new();
        }
        let text = CStr::from_bytes_until_nul(buffer).expect("a terminated message");
        text.to_str().expect("whole characters").to_owned()
    }
}
