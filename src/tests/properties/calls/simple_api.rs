//! Calls of the Simple API, which would send where the environment says and must not send anything
//! here, and of the functions that describe the library.

use super::player::Player;
use super::values::{TEXTS, TOKENS};
use crate::tests::properties::output;
use crate::*;
use std::ffi::CStr;
use std::ptr;

impl Player<'_> {
    pub fn change_simply(&mut self) {
        let function = self.input.pick(&[
            webexrec_move_to_recycle_bin as unsafe extern "C" fn(_, _, _, _, _, _, _) -> _,
            webexrec_restore_from_recycle_bin,
            webexrec_purge_from_recycle_bin,
        ]);
        let token = self.string(&TOKENS);
        let [recordings, site, host] = [(); 3].map(|()| self.string(&TEXTS));
        let flags = u32::from(self.input.byte()) | WEBEXREC_DRY_RUN;
        let call = |error, size| {
            // SAFETY: the strings are static or NULL.
            unsafe { function(token, recordings, site, host, flags, error, size) }
        };
        let code = self.call(call);
        assert!((0..20).contains(&code), "{code}");
    }

    pub fn list_simply(&mut self) {
        let (token, text) = (self.string(&TOKENS), self.string(&TEXTS));
        let lists_sites = self.input.below(2) == 1;
        let function = if lists_sites { webexrec_list_sites } else { webexrec_list_recordings };
        let mut list = ptr::dangling_mut();
        let call = |error, size| {
            // SAFETY: the strings are static or NULL.
            unsafe { function(token, text, WEBEXREC_DRY_RUN, &mut list, error, size) }
        };
        let code = self.call(call);
        assert!((1..20).contains(&code), "{code}");
        assert_eq!(output::take(list), None);
    }

    pub fn query_library(&mut self) {
        let code = i32::from_le_bytes([0; 4].map(|_: u8| self.input.byte()));
        // SAFETY: the texts are static, and a progress may be NULL.
        unsafe {
            let text = CStr::from_ptr(webexrec_result_text(code)).to_str().expect("ASCII");
            assert!(!text.is_empty());
            assert_eq!(webexrec_progress_get(ptr::null(), code.cast_unsigned()), 0);
        }
    }
}
