//! Calls of the C interface one after another, each with objects, strings and buffers of all kinds:
//! what the header promises of each holds whatever was called before.

use super::input::Input;
use super::service::Service;
use super::{assert_line, assert_no_token, assert_report};
use crate::*;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::thread;

static SERVICE: LazyLock<Service> = LazyLock::new(Service::start);
/// Nobody listens there.
const NOBODY: &CStr = c"http://127.0.0.1:1/v1";

const ANSWERS: [&str; 6] = [
    "HTTP/1.1 204 No Content\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"items\":[],\"sites\":[]}",
    "HTTP/1.1 200 OK\r\nContent-Length: 36\r\n\r\n{\"items\":[{\"id\":\"a\"}],\"sites\":[{}]}  ",
    "HTTP/1.1 404 Not Found\r\nContent-Length: 26\r\n\r\n{\"message\":\"s3cret-t0ken\"}",
    "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
    "",
];

/// Strings that some parameter takes, and strings that none does.
const TEXTS: [Option<&CStr>; 15] = [
    None,
    Some(c"[\"a\"]"),
    Some(c"[\"a\",\"b\",{\"id\":\"c\",\"outcome\":\"unknown\"}]"),
    Some(c"[]"),
    Some(c"example.webex.com"),
    Some(c"a@example.com"),
    Some(c"{}"),
    Some(c"{\"from\":\"2020-01-01\"}"),
    Some(c""),
    Some(c"\xff\xfe"),
    Some(c"[{\"id\":\"\xc3\xa4\",\"siteUrl\":\"a.b\"},{\"id\":\"\xc3\xa4\"}]"),
    // The last ones have the token in them.
    Some(c"s3cret-t0ken"),
    Some(c"[\"s3cret-t0ken\"]"),
    Some(c"[{\"id\":\"s3cret-t0ken\",\"siteUrl\":\"a.b\"},\"s3cret-t0ken\"]"),
    Some(c"{\"s3cret-t0ken\":1}"),
];
const WITHOUT_TOKEN: usize = 11;
const SETTINGS: [Option<&CStr>; 9] = [
    None,
    Some(c"https://webexapis.com/v1"),
    Some(c"http://webexapis.com/v1"),
    Some(c"http://127.0.0.1:1"),
    Some(c"http://proxy.example.com:3128"),
    Some(c"example-tool/1.0"),
    Some(c"/nonexistent"),
    Some(c""),
    Some(c"\xff"),
];
const TOKENS: [Option<&CStr>; 5] =
    [Some(c"s3cret-t0ken"), None, Some(c""), Some(c"s3cret-t0ken\n"), Some(c"\xff")];
const NUMBERS: [u32; 8] = [1, 0, 2, 32, 33, 1000, 86_400_000, u32::MAX];

#[derive(Clone, Copy)]
struct Client {
    pointer: *mut webexrec_client,
    /// It has the service of this test rather than that of the environment.
    may_send: bool,
    /// Its token comes from a provider. Until it is fetched it can't be known among the texts.
    has_provider: bool,
}

struct Monitor {
    /// NULL once it is freed, which its own callbacks do too.
    pointer: AtomicPtr<webexrec_monitor>,
    /// What its callbacks do: nothing, cancel, free the monitor.
    deed: u8,
    /// Whether it has served a call; `None` if that call was refused for something that may have
    /// been looked at before or after the monitor.
    given: Option<bool>,
}

struct Player<'i> {
    input: Input<'i>,
    options: [*mut webexrec_options; 2],
    has_provider: [bool; 2],
    clients: [Client; 2],
    /// Boxed, since callbacks have their address.
    monitors: [Box<Monitor>; 2],
}

pub(super) fn check(input: &[u8]) {
    let none = Client { pointer: ptr::null_mut(), may_send: false, has_provider: false };
    let mut player = Player {
        input: Input::new(input),
        options: [ptr::null_mut(); 2],
        has_provider: [false; 2],
        clients: [none; 2],
        monitors: [Monitor::none(), Monitor::none()],
    };
    while !player.input.is_empty() {
        player.play();
    }
    player.options.iter().for_each(|options| {
        // SAFETY: it is one of the library's, or NULL, and not used any more; so are all below.
        unsafe { webexrec_options_free(*options) }
    });
    // SAFETY: as above.
    player.clients.iter().for_each(|client| unsafe { webexrec_client_free(client.pointer) });
    player.monitors.iter().for_each(|monitor| monitor.free());
}

impl Player<'_> {
    fn play(&mut self) {
        let slot = usize::from(self.input.below(2));
        match self.input.below(14) {
            0 => self.renew_options(slot),
            1 => self.set_text(slot),
            2 => self.set_number(slot),
            3 => self.set_provider(slot),
            4 => self.new_client(slot),
            5 => self.free_client(slot),
            6 => self.renew_monitor(slot),
            7 => self.set_callbacks(slot),
            8 => self.monitors[slot].cancel(),
            9 => self.change(slot),
            10 => self.list(slot),
            11 => self.change_simply(),
            12 => self.list_simply(),
            _ => self.ask_library(),
        }
    }

    fn renew_options(&mut self, slot: usize) {
        // SAFETY: nobody has it any more.
        unsafe { webexrec_options_free(self.options[slot]) };
        self.has_provider[slot] = false;
        let make = self.input.below(4) > 0;
        self.options[slot] = if make { webexrec_options_new() } else { ptr::null_mut() };
    }

    fn set_text(&mut self, slot: usize) {
        let set = self.input.pick(&[
            webexrec_options_set_base_url as unsafe extern "C" fn(_, _, _, _) -> _,
            webexrec_options_set_ca_file,
            webexrec_options_set_proxy,
            webexrec_options_set_user_agent,
        ]);
        let options = self.options[slot];
        let text = self.input.pick(&SETTINGS).map_or(ptr::null(), CStr::as_ptr);
        // SAFETY: the options are alive or NULL, and the string is static or NULL.
        let code = self.call(|error, size| unsafe { set(options, text, error, size) });
        assert!(matches!(code, 0 | 1 | 2 | 12 | 13), "{code}");
        assert_eq!(code == WEBEXREC_E_NULL_POINTER, options.is_null());
    }

    fn set_number(&mut self, slot: usize) {
        let set = self.input.pick(&[
            webexrec_options_set_concurrency as unsafe extern "C" fn(_, _, _, _) -> _,
            webexrec_options_set_connect_timeout_ms,
            webexrec_options_set_request_timeout_ms,
            webexrec_options_set_deadline_ms,
            webexrec_options_set_max_attempts,
            webexrec_options_set_max_wait_seconds,
        ]);
        let (options, number) = (self.options[slot], self.input.pick(&NUMBERS));
        // SAFETY: the options are alive or NULL.
        let code = self.call(|error, size| unsafe { set(options, number, error, size) });
        assert!(matches!(code, 0 | 1 | 12), "{code}");
        assert_eq!(code == WEBEXREC_E_NULL_POINTER, options.is_null());
    }

    fn set_provider(&mut self, slot: usize) {
        let options = self.options[slot];
        let function =
            self.input.pick(&[None, Some(provide as unsafe extern "C" fn(_, _, _) -> _)]);
        let deed = self.input.below(5) as usize;
        let set = |error, size| {
            // SAFETY: the options are alive or NULL, and the provider takes any number.
            unsafe {
                webexrec_options_set_token_provider(
                    options,
                    function,
                    ptr::without_provenance_mut(deed),
                    error,
                    size,
                )
            }
        };
        let code = self.call(set);
        assert_eq!(code, if options.is_null() { WEBEXREC_E_NULL_POINTER } else { WEBEXREC_OK });
        self.has_provider[slot] = !options.is_null() && function.is_some();
    }

    fn new_client(&mut self, slot: usize) {
        self.free_client(slot);
        let of = usize::from(self.input.below(2));
        let options = self.options[of];
        let token = self.token();
        let url = self.input.pick(&[None, Some(NOBODY)]);
        if !options.is_null() {
            let service = std::ffi::CString::new(SERVICE.base_url.as_str()).expect("no NUL");
            let (url, nowhere) = (url.unwrap_or(&service).as_ptr(), ptr::null_mut());
            // SAFETY: the options are alive. Without these settings a call could wait, or go elsewhere.
            unsafe {
                webexrec_options_set_base_url(options, url, nowhere, 0);
                webexrec_options_set_max_attempts(options, 1, nowhere, 0);
                webexrec_options_set_max_wait_seconds(options, 0, nowhere, 0);
            }
        }
        let mut client = ptr::dangling_mut();
        let place = if self.input.below(16) == 15 { ptr::null_mut() } else { &raw mut client };
        // SAFETY: the options are alive or NULL, the string is static or NULL.
        let new = |error, size| unsafe { webexrec_client_new(token, options, place, error, size) };
        let code = self.call(new);
        assert!(matches!(code, 0..=2 | 7 | 12 | 13), "{code}");
        if place.is_null() {
            assert_eq!(code, WEBEXREC_E_NULL_POINTER);
        } else {
            assert_eq!(client.is_null(), code != WEBEXREC_OK);
            self.clients[slot] = Client {
                pointer: client,
                may_send: !options.is_null(),
                has_provider: self.has_provider[of],
            };
        }
    }

    fn free_client(&mut self, slot: usize) {
        // SAFETY: its calls are over.
        unsafe { webexrec_client_free(self.clients[slot].pointer) };
        self.clients[slot].pointer = ptr::null_mut();
    }

    fn renew_monitor(&mut self, slot: usize) {
        self.monitors[slot].free();
        self.monitors[slot] =
            if self.input.below(4) > 0 { Monitor::new() } else { Monitor::none() };
    }

    fn set_callbacks(&mut self, slot: usize) {
        let progress: webexrec_progress_fn = self.input.pick(&[None, Some(progressed)]);
        let outcome: webexrec_outcome_fn = self.input.pick(&[None, Some(came_out)]);
        self.monitors[slot].deed = self.input.below(3);
        let monitor = &*self.monitors[slot];
        let user_data = ptr::from_ref(monitor).cast_mut().cast::<c_void>();
        let pointer = monitor.get();
        // SAFETY: the monitor is alive or NULL, and lives as long as its callbacks are called.
        let codes = unsafe {
            [
                webexrec_monitor_set_progress(pointer, progress, user_data),
                webexrec_monitor_set_outcome(pointer, outcome, user_data),
            ]
        };
        let code = match (pointer.is_null(), monitor.given) {
            (true, _) => WEBEXREC_E_NULL_POINTER,
            (false, Some(true)) => WEBEXREC_E_BUSY,
            (false, Some(false)) => WEBEXREC_OK,
            (false, None) => codes[0],
        };
        assert_eq!(codes, [code; 2]);
    }

    fn change(&mut self, slot: usize) {
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
        SERVICE.answer_with(self.input.pick(&ANSWERS).into());
        let monitor = self.monitor(true);
        let wants_report = self.input.below(4) > 0;
        let mut report = ptr::dangling_mut();
        let place = if wants_report { &raw mut report } else { ptr::null_mut() };
        let call = |monitor: *mut webexrec_monitor, error, size| {
            // SAFETY: the objects are alive or NULL, and so are the strings.
            unsafe {
                function(client.pointer, recordings, site, host, flags, monitor, place, error, size)
            }
        };
        let code = self.watched(monitor, call);
        if client.pointer.is_null() {
            assert!(matches!(code, 1 | 2), "{code}");
        }
        if wants_report {
            let report = taken(report);
            assert_eq!(report.is_none(), (1..20).contains(&code), "{code}");
            if let Some(report) = report {
                let elements = if flags & WEBEXREC_ALL != 0 { 1 } else { elements(recordings) };
                assert_no_token(&report);
                assert_report(&report, code, elements);
            }
        }
    }

    fn list(&mut self, slot: usize) {
        let client = self.clients[slot];
        let (text, flags) = (self.text_for(client), u32::from(self.input.byte()) & 0x7f);
        let sites = self.input.below(2) == 1;
        SERVICE.answer_with(self.input.pick(&ANSWERS).into());
        let monitor = self.monitor(client.may_send);
        let mut output = ptr::dangling_mut();
        let place = if self.input.below(16) == 15 { ptr::null_mut() } else { &raw mut output };
        let function =
            if sites { webexrec_client_list_sites } else { webexrec_client_list_recordings };
        let call = |monitor: *mut webexrec_monitor, error, size| {
            // SAFETY: the objects are alive or NULL, and so is the string.
            unsafe { function(client.pointer, text, flags, monitor, place, error, size) }
        };
        let code = self.watched(monitor, call);
        if place.is_null() {
            assert_eq!(code, WEBEXREC_E_NULL_POINTER);
        } else {
            assert_eq!(taken(output).is_some(), code == WEBEXREC_OK);
        }
    }

    /// Of the Simple API nothing may be sent here: it goes where the environment says.
    fn change_simply(&mut self) {
        let function = self.input.pick(&[
            webexrec_move_to_recycle_bin as unsafe extern "C" fn(_, _, _, _, _, _, _) -> _,
            webexrec_restore_from_recycle_bin,
            webexrec_purge_from_recycle_bin,
        ]);
        let token = self.token();
        let [recordings, site, host] = [self.text(), self.text(), self.text()];
        let flags = u32::from(self.input.byte()) | WEBEXREC_DRY_RUN;
        let call = |error, size| {
            // SAFETY: the strings are static or NULL.
            unsafe { function(token, recordings, site, host, flags, error, size) }
        };
        let code = self.call(call);
        assert!((0..20).contains(&code), "{code}");
    }

    fn list_simply(&mut self) {
        let (token, text) = (self.token(), self.text());
        let sites = self.input.below(2) == 1;
        let function = if sites { webexrec_list_sites } else { webexrec_list_recordings };
        let mut output = ptr::dangling_mut();
        let call = |error, size| {
            // SAFETY: the strings are static or NULL.
            unsafe { function(token, text, WEBEXREC_DRY_RUN, &mut output, error, size) }
        };
        let code = self.call(call);
        assert!((1..20).contains(&code), "{code}");
        assert_eq!(taken(output), None);
    }

    fn ask_library(&mut self) {
        let code = i32::from_le_bytes([0; 4].map(|_: u8| self.input.byte()));
        // SAFETY: the texts are static; a progress may be NULL.
        unsafe {
            assert!(
                !CStr::from_ptr(webexrec_result_text(code)).to_str().expect("ASCII").is_empty()
            );
            assert_eq!(webexrec_progress_get(ptr::null(), code.cast_unsigned()), 0);
        }
    }

    fn token(&mut self) -> *const c_char {
        self.input.pick(&TOKENS).map_or(ptr::null(), CStr::as_ptr)
    }

    fn text(&mut self) -> *const c_char {
        self.input.pick(&TEXTS).map_or(ptr::null(), CStr::as_ptr)
    }

    fn text_for(&mut self, client: Client) -> *const c_char {
        let texts = if client.has_provider { &TEXTS[..WITHOUT_TOKEN] } else { &TEXTS };
        self.input.pick(texts).map_or(ptr::null(), CStr::as_ptr)
    }

    /// The monitor for a call, if any. One that may not send anything gets a cancelled one.
    fn monitor(&mut self, may_send: bool) -> Option<usize> {
        let choice = self.input.below(3);
        if !may_send {
            self.monitors[0].free();
            self.monitors[0] = Monitor::new();
            self.monitors[0].cancel();
            return Some(0);
        }
        (choice > 0).then(|| usize::from(choice - 1))
    }

    /// A call with a monitor, which another thread may cancel meanwhile.
    fn watched(
        &mut self,
        slot: Option<usize>,
        call: impl Fn(*mut webexrec_monitor, *mut c_char, usize) -> i32,
    ) -> i32 {
        let Some(slot) = slot else {
            return self.call(|error, size| call(ptr::null_mut(), error, size));
        };
        let cancels = self.input.below(4) == 3;
        let (pointer, given) = (self.monitors[slot].get(), self.monitors[slot].given);
        // A callback that frees the monitor and a thread that cancels it would be the caller's fault.
        let cancels = cancels && self.monitors[slot].deed != 2;
        let address = pointer.expose_provenance();
        let canceller = cancels.then(|| {
            thread::spawn(move || {
                // SAFETY: it is not freed before this thread is over, or NULL.
                unsafe { webexrec_monitor_cancel(ptr::with_exposed_provenance_mut(address)) }
            })
        });
        let code = self.call(|error, size| call(pointer, error, size));
        if let Some(canceller) = canceller {
            canceller.join().expect("no panic");
        }
        if !pointer.is_null() {
            assert!(code != WEBEXREC_E_BUSY || given != Some(false), "it served no call before");
            let is_early = matches!(code, WEBEXREC_E_NULL_POINTER | WEBEXREC_E_NOT_UTF8);
            assert!(given != Some(true) || is_early || code == WEBEXREC_E_BUSY, "it serves one");
            self.monitors[slot].given =
                if is_early { given.filter(|given| *given) } else { Some(true) };
        }
        code
    }

    /// A call with a buffer for its message, which may be of any size, and is looked at.
    fn call(&mut self, call: impl FnOnce(*mut c_char, usize) -> i32) -> i32 {
        const GUARD: usize = 16;
        let size = self.input.pick(&[WEBEXREC_ERROR_SIZE, 0, 1, 2, 7, 40, 80]);
        let is_null = self.input.below(8) == 7;
        let mut memory = vec![0xa5u8; GUARD + size + GUARD];
        let buffer = memory[GUARD..].as_mut_ptr();
        let code = call(if is_null { ptr::null_mut() } else { buffer.cast() }, size);
        let (before, rest) = memory.split_at(GUARD);
        let (message, after) = rest.split_at(size);
        assert!(before.iter().chain(after).all(|byte| *byte == 0xa5), "written beside the buffer");
        assert!(!matches!(code, WEBEXREC_E_INTERNAL | WEBEXREC_E_PANIC), "{code}");
        if size > 0 && !is_null {
            let message = CStr::from_bytes_until_nul(message).expect("terminated");
            let message = message.to_str().expect("cut between characters");
            assert_line(message);
            assert_no_token(message);
            if size > 7 {
                assert_eq!(message.is_empty(), code == WEBEXREC_OK, "{code}: {message}");
            }
        }
        code
    }
}

impl Monitor {
    fn new() -> Box<Self> {
        Self::of(webexrec_monitor_new())
    }

    fn none() -> Box<Self> {
        Self::of(ptr::null_mut())
    }

    fn of(pointer: *mut webexrec_monitor) -> Box<Self> {
        Box::new(Monitor { pointer: AtomicPtr::new(pointer), deed: 0, given: Some(false) })
    }

    fn get(&self) -> *mut webexrec_monitor {
        self.pointer.load(Ordering::SeqCst)
    }

    fn cancel(&self) {
        // SAFETY: it is alive or NULL.
        unsafe { webexrec_monitor_cancel(self.get()) };
    }

    fn free(&self) {
        // SAFETY: nobody gets it any more.
        unsafe { webexrec_monitor_free(self.pointer.swap(ptr::null_mut(), Ordering::SeqCst)) };
    }

    /// What a callback does and returns.
    fn act(&self) -> c_int {
        match self.deed {
            1 => return 1,
            2 => self.free(),
            _ => {}
        }
        0
    }
}

unsafe extern "C" fn progressed(
    user_data: *mut c_void,
    progress: *const webexrec_progress,
) -> c_int {
    // SAFETY: it exists while its callback runs.
    let get = |field| unsafe { webexrec_progress_get(progress, field) };
    let (total, done, not_done) = (
        get(WEBEXREC_PROGRESS_TOTAL),
        get(WEBEXREC_PROGRESS_DONE),
        get(WEBEXREC_PROGRESS_NOT_DONE),
    );
    assert!(total == 0 || done + not_done <= total);
    assert!(get(WEBEXREC_PROGRESS_RETRIES) <= get(WEBEXREC_PROGRESS_REQUESTS));
    assert_eq!(get(8), 0);
    // SAFETY: it was given with this function, and lives longer than any call.
    unsafe { &*user_data.cast::<Monitor>() }.act()
}

unsafe extern "C" fn came_out(user_data: *mut c_void, results_json: *const c_char) -> c_int {
    // SAFETY: it lives until the callback returns.
    let json = unsafe { CStr::from_ptr(results_json) }.to_str().expect("UTF-8");
    assert_no_token(json);
    let results: Vec<serde_json::Value> = serde_json::from_str(json).expect("a JSON array");
    assert!(!results.is_empty());
    // SAFETY: as above.
    unsafe { &*user_data.cast::<Monitor>() }.act()
}

/// `user_data` is a number: how it behaves.
unsafe extern "C" fn provide(user_data: *mut c_void, token: *mut c_char, size: usize) -> c_int {
    let text: &[u8] = match user_data.addr() {
        0 => b"s3cret-t0ken\0",
        1 => return 7,
        2 => b"\0",
        3 => b"\xff\0",
        _ => &[b'x'; 16384],
    };
    assert!(size >= text.len());
    // SAFETY: the buffer has that size.
    unsafe { ptr::copy_nonoverlapping(text.as_ptr(), token.cast(), text.len()) };
    0
}

/// How many recordings a usable text has.
fn elements(text: *const c_char) -> usize {
    // SAFETY: what was used is a static string.
    let json = unsafe { CStr::from_ptr(text) }.to_bytes();
    serde_json::from_slice::<Vec<serde_json::Value>>(json).expect("it was used").len()
}

/// What was written through an output parameter, which is freed.
fn taken(output: *mut c_char) -> Option<String> {
    if output.is_null() {
        return None;
    }
    // SAFETY: not NULL, so it is a string of the library, which is freed once.
    let text = unsafe { CStr::from_ptr(output) }.to_str().expect("UTF-8").to_owned();
    // SAFETY: as above.
    unsafe { webexrec_string_free(output) };
    Some(text)
}
