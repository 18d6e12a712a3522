//! Calls of the Client API.

use super::player::{Player, SERVER};
use super::values::RESPONSES;
use crate::tests::properties::assertions::{assert_no_token, assert_report};
use crate::tests::properties::output;
use crate::*;
use std::ffi::{CStr, c_char};
use std::ptr;

impl Player<'_> {
    pub fn change(&mut self, slot: usize) {
        let function = self.input.pick(&[
            webexrec_client_move_to_recycle_bin
                as unsafe extern "C" fn(_, _, _, _, _, _, _, _, _) -> _,
            webexrec_client_restore_from_recycle_bin,
            webexrec_client_purge_from_recycle_bin,
        ]);
        let client = self.clients[slot];
        let [recordings, site, host] = [(); 3].map(|()| self.text_for(client));
        let mut flags = u32::from(self.input.byte());
        if !client.may_send {
            flags |= WEBEXREC_DRY_RUN;
        }
        SERVER.respond_with(self.input.pick(&RESPONSES).into());
        let monitor = self.monitor_for_call(true);
        let wants_report = self.input.below(4) > 0;
        let mut report = ptr::dangling_mut();
        let output = if wants_report { &raw mut report } else { ptr::null_mut() };
        let call = |monitor: *mut webexrec_monitor, error, size| {
            // SAFETY: the objects are alive or NULL, and so are the strings.
            unsafe {
                function(
                    client.pointer,
                    recordings,
                    site,
                    host,
                    flags,
                    monitor,
                    output,
                    error,
                    size,
                )
            }
        };
        let code = self.call_with_monitor(monitor, call);
        if client.pointer.is_null() {
            assert!(matches!(code, 1 | 2), "{code}");
        }
        if wants_report {
            let report = output::take(report);
            assert_eq!(report.is_none(), (1..20).contains(&code), "{code}");
            if let Some(report) = report {
                let elements = if flags & WEBEXREC_ALL != 0 { 1 } else { elements(recordings) };
                assert_no_token(&report);
                assert_report(&report, code, elements);
            }
        }
    }

    pub fn list(&mut self, slot: usize) {
        let client = self.clients[slot];
        let (text, flags) = (self.text_for(client), u32::from(self.input.byte()) & 0x7f);
        let lists_sites = self.input.below(2) == 1;
        SERVER.respond_with(self.input.pick(&RESPONSES).into());
        let monitor = self.monitor_for_call(client.may_send);
        let mut list = ptr::dangling_mut();
        let output = if self.input.below(16) == 15 { ptr::null_mut() } else { &raw mut list };
        let function =
            if lists_sites { webexrec_client_list_sites } else { webexrec_client_list_recordings };
        let call = |monitor: *mut webexrec_monitor, error, size| {
            // SAFETY: the objects are alive or NULL, and so is the string.
            unsafe { function(client.pointer, text, flags, monitor, output, error, size) }
        };
        let code = self.call_with_monitor(monitor, call);
        if output.is_null() {
            assert_eq!(code, WEBEXREC_E_NULL_POINTER);
        } else {
            assert_eq!(output::take(list).is_some(), code == WEBEXREC_OK);
        }
    }
}

/// The number of recordings in a text that was accepted.
fn elements(text: *const c_char) -> usize {
    // SAFETY: an accepted text is a static string.
    let json = unsafe { CStr::from_ptr(text) }.to_bytes();
    serde_json::from_slice::<Vec<serde_json::Value>>(json).expect("a JSON array").len()
}
