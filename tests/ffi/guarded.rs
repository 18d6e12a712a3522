//! A buffer for a message, with bytes on both sides that must stay as they are.

use std::ffi::{CStr, c_char};

const GUARD: usize = 64;
const FILLING: u8 = 0xa5;

pub struct Guarded {
    memory: Vec<u8>,
    size: usize,
}

impl Guarded {
    pub fn new(size: usize) -> Self {
        Guarded { memory: vec![FILLING; GUARD + size + GUARD], size }
    }

    pub fn pointer(&mut self) -> *mut c_char {
        self.memory[GUARD..].as_mut_ptr().cast()
    }

    /// What is in it now: terminated and whole characters, unless nobody wrote anything.
    pub fn text(&self) -> String {
        let (before, rest) = self.memory.split_at(GUARD);
        let (buffer, after) = rest.split_at(self.size);
        let is_untouched = |bytes: &[u8]| bytes.iter().all(|byte| *byte == FILLING);
        assert!(is_untouched(before) && is_untouched(after), "written beside the buffer");
        if is_untouched(buffer) {
            return String::new();
        }
        let text = CStr::from_bytes_until_nul(buffer).expect("a terminated message");
        text.to_str().expect("whole characters").to_owned()
    }
}
