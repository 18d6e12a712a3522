//! The objects that calls can be made with, and what every call has in common: strings, a monitor, a
//! buffer for the message.

use super::guarded;
use super::monitor::{Action, Monitor, Usage};
use super::values::{TEXTS, TEXTS_WITHOUT_TOKEN};
use crate::tests::properties::input::Input;
use crate::tests::properties::server::Server;
use crate::*;
use std::ffi::{CStr, c_char};
use std::ptr;
use std::sync::LazyLock;
use std::thread;

pub(super) static SERVER: LazyLock<Server> = LazyLock::new(Server::start);

#[derive(Clone, Copy)]
pub(super) struct Options {
    pub pointer: *mut webexrec_options,
    pub has_provider: bool,
}

#[derive(Clone, Copy)]
pub(super) struct Client {
    pub pointer: *mut webexrec_client,
    /// Its requests go to the server of this test rather than where the environment says.
    pub may_send: bool,
    /// Until a provider has been called, the token in a text can't be recognised.
    pub has_provider: bool,
}

pub(super) struct Player<'i> {
    pub input: Input<'i>,
    pub options: [Options; 2],
    pub clients: [Client; 2],
    /// Boxed, since callbacks have their address.
    pub monitors: [Box<Monitor>; 2],
}

impl<'i> Player<'i> {
    pub fn new(input: Input<'i>) -> Self {
        let no_options = Options { pointer: ptr::null_mut(), has_provider: false };
        let no_client = Client { pointer: ptr::null_mut(), may_send: false, has_provider: false };
        Player {
            input,
            options: [no_options; 2],
            clients: [no_client; 2],
            monitors: [Monitor::null(), Monitor::null()],
        }
    }

    pub fn string(&mut self, strings: &[Option<&'static CStr>]) -> *const c_char {
        self.input.pick(strings).map_or(ptr::null(), CStr::as_ptr)
    }

    pub fn text_for(&mut self, client: Client) -> *const c_char {
        self.string(if client.has_provider { TEXTS_WITHOUT_TOKEN } else { &TEXTS })
    }

    /// The slot of the monitor for a call, if it gets one. A call that must not send anything gets a
    /// cancelled one.
    pub fn monitor_for_call(&mut self, may_send: bool) -> Option<usize> {
        let choice = self.input.below(3);
        if !may_send {
            self.monitors[0].free();
            self.monitors[0] = Monitor::new();
            self.monitors[0].cancel();
            return Some(0);
        }
        (choice > 0).then(|| usize::from(choice - 1))
    }

    /// A call with a monitor, which another thread may cancel during the call.
    pub fn call_with_monitor(
        &mut self,
        slot: Option<usize>,
        call: impl Fn(*mut webexrec_monitor, *mut c_char, usize) -> i32,
    ) -> i32 {
        let Some(slot) = slot else {
            return self.call(|error, size| call(ptr::null_mut(), error, size));
        };
        let may_cancel = self.input.below(4) == 3;
        let monitor = &self.monitors[slot];
        let (pointer, usage) = (monitor.pointer(), monitor.usage);
        // To free the monitor in one thread and cancel it in another is the caller's mistake.
        let cancels = may_cancel && monitor.action != Action::FreeMonitor;
        let canceller = cancels.then(|| cancel_in_other_thread(pointer));
        let code = self.call(|error, size| call(pointer, error, size));
        if let Some(canceller) = canceller {
            canceller.join().expect("no panic");
        }
        if !pointer.is_null() {
            let is_early = matches!(code, WEBEXREC_E_NULL_POINTER | WEBEXREC_E_NOT_UTF8);
            let is_busy = code == WEBEXREC_E_BUSY;
            assert!(!is_busy || usage != Usage::Unused, "it served no call before");
            assert!(is_busy || is_early || usage != Usage::Used, "it served another call before");
            self.monitors[slot].usage = match usage {
                Usage::Unused | Usage::Unknown if is_early => Usage::Unknown,
                _ => Usage::Used,
            };
        }
        code
    }

    pub fn call(&mut self, function: impl FnOnce(*mut c_char, usize) -> i32) -> i32 {
        guarded::call(&mut self.input, function)
    }
}

fn cancel_in_other_thread(monitor: *mut webexrec_monitor) -> thread::JoinHandle<()> {
    let address = monitor.expose_provenance();
    thread::spawn(move || {
        // SAFETY: it is NULL, or not freed before this thread is over.
        unsafe { webexrec_monitor_cancel(ptr::with_exposed_provenance_mut(address)) }
    })
}
