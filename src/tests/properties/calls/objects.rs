//! Makes, changes and frees options, clients and monitors.

use super::monitor::{Action, Monitor, Usage, on_outcomes, on_progress, provide_token};
use super::player::{Client, Options, Player, SERVER};
use super::values::{NOBODY, OPTION_NUMBERS, OPTION_TEXTS, TOKENS};
use crate::*;
use std::ffi::{CStr, CString, c_void};
use std::ptr;

impl Player<'_> {
    pub fn replace_options(&mut self, slot: usize) {
        // SAFETY: nobody uses it any more.
        unsafe { webexrec_options_free(self.options[slot].pointer) };
        let is_null = self.input.below(4) == 0;
        let pointer = if is_null { ptr::null_mut() } else { webexrec_options_new() };
        self.options[slot] = Options { pointer, has_provider: false };
    }

    pub fn set_text(&mut self, slot: usize) {
        let set = self.input.pick(&[
            webexrec_options_set_base_url as unsafe extern "C" fn(_, _, _, _) -> _,
            webexrec_options_set_ca_file,
            webexrec_options_set_proxy,
            webexrec_options_set_user_agent,
        ]);
        let options = self.options[slot].pointer;
        let text = self.string(&OPTION_TEXTS);
        // SAFETY: the options are alive or NULL, and the string is static or NULL.
        let code = self.call(|error, size| unsafe { set(options, text, error, size) });
        assert!(matches!(code, 0 | 1 | 2 | 12 | 13), "{code}");
        assert_eq!(code == WEBEXREC_E_NULL_POINTER, options.is_null());
    }

    pub fn set_number(&mut self, slot: usize) {
        let set = self.input.pick(&[
            webexrec_options_set_concurrency as unsafe extern "C" fn(_, _, _, _) -> _,
            webexrec_options_set_connect_timeout_ms,
            webexrec_options_set_request_timeout_ms,
            webexrec_options_set_deadline_ms,
            webexrec_options_set_max_attempts,
            webexrec_options_set_max_wait_seconds,
        ]);
        let (options, number) = (self.options[slot].pointer, self.input.pick(&OPTION_NUMBERS));
        // SAFETY: the options are alive or NULL.
        let code = self.call(|error, size| unsafe { set(options, number, error, size) });
        assert!(matches!(code, 0 | 1 | 12), "{code}");
        assert_eq!(code == WEBEXREC_E_NULL_POINTER, options.is_null());
    }

    pub fn set_provider(&mut self, slot: usize) {
        let options = self.options[slot].pointer;
        let function =
            self.input.pick(&[None, Some(provide_token as unsafe extern "C" fn(_, _, _) -> _)]);
        let user_data = ptr::without_provenance_mut(usize::from(self.input.below(5)));
        let set = |error, size| {
            // SAFETY: the options are alive or NULL, and the provider takes any number.
            unsafe {
                webexrec_options_set_token_provider(options, function, user_data, error, size)
            }
        };
        let code = self.call(set);
        assert_eq!(code, if options.is_null() { WEBEXREC_E_NULL_POINTER } else { WEBEXREC_OK });
        self.options[slot].has_provider = !options.is_null() && function.is_some();
    }

    pub fn replace_client(&mut self, slot: usize) {
        self.free_client(slot);
        let Options { pointer: options, has_provider } =
            self.options[usize::from(self.input.below(2))];
        let token = self.string(&TOKENS);
        let url = self.input.pick(&[None, Some(NOBODY)]);
        limit_requests(options, url);
        let mut client = ptr::dangling_mut();
        let output = if self.input.below(16) == 15 { ptr::null_mut() } else { &raw mut client };
        let new = |error, size| {
            // SAFETY: the options are alive or NULL, and the string is static or NULL.
            unsafe { webexrec_client_new(token, options, output, error, size) }
        };
        let code = self.call(new);
        assert!(matches!(code, 0..=2 | 7 | 12 | 13), "{code}");
        if output.is_null() {
            assert_eq!(code, WEBEXREC_E_NULL_POINTER);
        } else {
            assert_eq!(client.is_null(), code != WEBEXREC_OK);
            let may_send = !options.is_null();
            self.clients[slot] = Client { pointer: client, may_send, has_provider };
        }
    }

    pub fn free_client(&mut self, slot: usize) {
        // SAFETY: its calls are over.
        unsafe { webexrec_client_free(self.clients[slot].pointer) };
        self.clients[slot].pointer = ptr::null_mut();
    }

    pub fn replace_monitor(&mut self, slot: usize) {
        self.monitors[slot].free();
        let is_null = self.input.below(4) == 0;
        self.monitors[slot] = if is_null { Monitor::null() } else { Monitor::new() };
    }

    pub fn set_callbacks(&mut self, slot: usize) {
        let progress: webexrec_progress_fn = self.input.pick(&[None, Some(on_progress)]);
        let outcome: webexrec_outcome_fn = self.input.pick(&[None, Some(on_outcomes)]);
        let monitor = &mut *self.monitors[slot];
        monitor.action = self.input.pick(&[Action::Nothing, Action::Cancel, Action::FreeMonitor]);
        let user_data = ptr::from_ref(monitor).cast_mut().cast::<c_void>();
        let pointer = monitor.pointer();
        // SAFETY: the monitor is alive or NULL, and outlives the calls of its callbacks.
        let codes = unsafe {
            [
                webexrec_monitor_set_progress(pointer, progress, user_data),
                webexrec_monitor_set_outcome(pointer, outcome, user_data),
            ]
        };
        let code = match monitor.usage {
            _ if pointer.is_null() => WEBEXREC_E_NULL_POINTER,
            Usage::Used => WEBEXREC_E_BUSY,
            Usage::Unused => WEBEXREC_OK,
            Usage::Unknown => codes[0],
        };
        assert_eq!(codes, [code; 2]);
    }

    pub fn free_objects(&mut self) {
        for slot in 0..2 {
            // SAFETY: nobody uses them any more.
            unsafe { webexrec_options_free(self.options[slot].pointer) };
            self.free_client(slot);
            self.monitors[slot].free();
        }
    }
}

/// Without these options a call could wait, or send elsewhere.
fn limit_requests(options: *mut webexrec_options, url: Option<&CStr>) {
    if options.is_null() {
        return;
    }
    let server = CString::new(SERVER.base_url.as_str()).expect("no NUL");
    let (url, no_buffer) = (url.unwrap_or(&server).as_ptr(), ptr::null_mut());
    // SAFETY: the options are alive.
    unsafe {
        webexrec_options_set_base_url(options, url, no_buffer, 0);
        webexrec_options_set_max_attempts(options, 1, no_buffer, 0);
        webexrec_options_set_max_wait_seconds(options, 0, no_buffer, 0);
    }
}
