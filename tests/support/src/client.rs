//! Calls the functions of the Client API with Rust values: options, clients and monitors that free
//! themselves, and callbacks that are closures.

use crate::simple::*;
use serde_json::Value;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc, Mutex};
use webexrec::*;
use webexrec_simulator::{Role, Simulator, Status};

/// What a function of a client that changes recordings looks like.
pub type ClientChange = unsafe extern "C" fn(
    *const webexrec_client,
    *const c_char,
    *const c_char,
    *const c_char,
    u32,
    *mut webexrec_monitor,
    *mut *mut c_char,
    *mut c_char,
    usize,
) -> i32;
pub type SetText =
    unsafe extern "C" fn(*mut webexrec_options, *const c_char, *mut c_char, usize) -> i32;
pub type SetNumber = unsafe extern "C" fn(*mut webexrec_options, u32, *mut c_char, usize) -> i32;

pub const MOVE: ClientChange = webexrec_client_move_to_recycle_bin;
pub const RESTORE: ClientChange = webexrec_client_restore_from_recycle_bin;
pub const PURGE: ClientChange = webexrec_client_purge_from_recycle_bin;

/// Options, and what a client made of them needs to live.
pub struct ClientOptions<'f> {
    pub pointer: *mut webexrec_options,
    provider: Option<Arc<Provider<'f>>>,
}

/// A client, which any number of threads may use.
pub struct Client<'f> {
    pub pointer: *mut webexrec_client,
    token: Option<String>,
    provider: Option<Arc<Provider<'f>>>,
}

// SAFETY: the header promises so, and a provider is made of what may be shared.
unsafe impl Send for Client<'_> {}
// SAFETY: as above.
unsafe impl Sync for Client<'_> {}

/// Gives a token, or the number to fail with.
type Fetch<'f> = dyn Fn() -> Result<String, i32> + Send + Sync + 'f;

struct Provider<'f> {
    fetch: Box<Fetch<'f>>,
    given: Mutex<Vec<String>>,
}

/// Result code, message and report of a change; the report is null if nothing began.
#[derive(Debug)]
pub struct Reported {
    pub code: i32,
    pub message: String,
    pub report: Value,
}

type OnProgress<'f> = Box<dyn FnMut(&Progress) -> bool + 'f>;
type OnOutcome<'f> = Box<dyn FnMut(&[Value]) -> bool + 'f>;

/// A monitor. Its callbacks return whether to go on.
pub struct Monitor<'f> {
    handle: Handle,
    // Boxed once more, since a pointer of C's is thin.
    progress: Option<Box<OnProgress<'f>>>,
    outcome: Option<Box<OnOutcome<'f>>>,
}

/// What any thread may do with a monitor. NULL once it is freed.
#[derive(Clone)]
pub struct Handle(Arc<AtomicPtr<webexrec_monitor>>);

/// How far a call is.
pub struct Progress(*const webexrec_progress);

impl<'f> ClientOptions<'f> {
    pub fn new() -> Self {
        ClientOptions { pointer: webexrec_options_new(), provider: None }
    }

    pub fn at(base_url: &str) -> Self {
        Self::new().text(webexrec_options_set_base_url, base_url)
    }

    pub fn of(simulator: &Simulator) -> Self {
        let options = Self::at(simulator.base_url());
        match simulator.ca_file() {
            Some(file) => options.text(webexrec_options_set_ca_file, file.to_str().expect("UTF-8")),
            None => options,
        }
    }

    /// Each request is tried once, and no rate limit is waited for.
    pub fn without_retries(self) -> Self {
        self.number(webexrec_options_set_max_attempts, 1)
            .number(webexrec_options_set_max_wait_seconds, 0)
    }

    pub fn text(self, set: SetText, value: &str) -> Self {
        assert_eq!(self.try_text(set, Some(value.as_bytes())).code, WEBEXREC_OK, "{value}");
        self
    }

    pub fn number(self, set: SetNumber, value: u32) -> Self {
        assert_eq!(self.try_number(set, value).code, WEBEXREC_OK, "{value}");
        self
    }

    pub fn provider(mut self, fetch: impl Fn() -> Result<String, i32> + Send + Sync + 'f) -> Self {
        let provider = Arc::new(Provider { fetch: Box::new(fetch), given: Mutex::default() });
        let user_data = Arc::as_ptr(&provider).cast_mut().cast();
        let set = |error, size| {
            let function = Some(provide as unsafe extern "C" fn(_, _, _) -> _);
            // SAFETY: the options are alive, and so is the provider as long as they or a client are.
            unsafe {
                webexrec_options_set_token_provider(self.pointer, function, user_data, error, size)
            }
        };
        assert_eq!(ended(set).code, WEBEXREC_OK);
        self.provider = Some(provider);
        self
    }

    pub fn try_text(&self, set: SetText, value: Option<&[u8]>) -> Ended {
        let value = terminated(value);
        // SAFETY: the options are alive, and the string lives until the call is over.
        ended(|error, size| unsafe { set(self.pointer, pointer(&value), error, size) })
    }

    pub fn try_number(&self, set: SetNumber, value: u32) -> Ended {
        // SAFETY: the options are alive.
        ended(|error, size| unsafe { set(self.pointer, value, error, size) })
    }

    /// For the user of the simulator.
    pub fn client(&self, simulator: &Simulator) -> Client<'f> {
        self.client_for(simulator.token(Role::User))
    }

    pub fn client_for(&self, token: &str) -> Client<'f> {
        self.try_client(Some(token), &[]).expect("a client")
    }

    pub fn try_client(
        &self,
        token: Option<&str>,
        environment: &[(&str, Option<&str>)],
    ) -> Result<Client<'f>, Ended> {
        let mut client = ptr::dangling_mut();
        let text = terminated(token.map(str::as_bytes));
        let new = |error, size| {
            // SAFETY: the string and the options live until the call is over.
            unsafe { webexrec_client_new(pointer(&text), self.pointer, &mut client, error, size) }
        };
        let ended = in_environment(environment, || ended(new));
        if ended.code != WEBEXREC_OK {
            assert!(client.is_null(), "a failed call must leave no client");
            return Err(ended);
        }
        let (token, provider) = (token.map(str::to_owned), self.provider.clone());
        Ok(Client { pointer: client, token, provider })
    }
}

impl Drop for ClientOptions<'_> {
    fn drop(&mut self) {
        // SAFETY: nobody else has them.
        unsafe { webexrec_options_free(self.pointer) };
    }
}

unsafe extern "C" fn provide(user_data: *mut c_void, token: *mut c_char, size: usize) -> c_int {
    // SAFETY: it was given with this function, and lives as long as it can be called.
    let provider = unsafe { &*user_data.cast::<Provider>() };
    match (provider.fetch)() {
        Ok(given) => {
            // Without a terminator if it is too long for that: the library must notice.
            let bytes: Vec<u8> = given.bytes().chain([0]).take(size).collect();
            // SAFETY: the buffer has that size.
            unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), token.cast(), bytes.len()) };
            provider.given.lock().expect("no panic before").push(given);
            0
        }
        Err(failure) => failure,
    }
}

impl Client<'_> {
    pub fn move_to_bin(&self, ids: &[String]) -> Reported {
        self.change(MOVE, &json(ids), Options::default())
    }

    pub fn change(&self, function: ClientChange, recordings: &str, options: Options) -> Reported {
        self.watched(function, recordings, options, None)
    }

    /// What holds for every report is checked here.
    pub fn watched(
        &self,
        function: ClientChange,
        recordings: &str,
        options: Options,
        monitor: Option<&Monitor>,
    ) -> Reported {
        let recordings = terminated(Some(recordings.as_bytes()));
        let [site_url, host_email] =
            [options.site_url, options.host_email].map(|text| terminated(text.map(str::as_bytes)));
        let mut output = ptr::dangling_mut();
        let call = |error, size| {
            // SAFETY: all of them live until the call is over.
            unsafe {
                function(
                    self.pointer,
                    pointer(&recordings),
                    pointer(&site_url),
                    pointer(&host_email),
                    options.flags,
                    monitor.map_or(ptr::null_mut(), Monitor::pointer),
                    &mut output,
                    error,
                    size,
                )
            }
        };
        let Ended { code, message } = ended(call);
        let text = taken(output);
        assert_eq!(text.is_none(), (1..20).contains(&code), "{code}: {text:?}");
        let text = text.unwrap_or("null".into());
        self.assert_no_token_in(&message);
        self.assert_no_token_in(&text);
        let report: Value = serde_json::from_str(&text).expect("JSON");
        let reported = Reported { code, message, report };
        if !reported.report.is_null() {
            reported.assert_sound();
        }
        reported
    }

    pub fn list(
        &self,
        query: &str,
        flags: u32,
        monitor: Option<&Monitor>,
    ) -> Result<Vec<Value>, Ended> {
        let query = terminated(Some(query.as_bytes()));
        let monitor = monitor.map_or(ptr::null_mut(), Monitor::pointer);
        self.call_for_json(|output, error, size| {
            // SAFETY: all of them live until the call is over.
            unsafe {
                webexrec_client_list_recordings(
                    self.pointer,
                    pointer(&query),
                    flags,
                    monitor,
                    output,
                    error,
                    size,
                )
            }
        })
    }

    pub fn sites(&self) -> Result<Vec<Value>, Ended> {
        let (email, monitor) = (ptr::null(), ptr::null_mut());
        self.call_for_json(|output, error, size| {
            // SAFETY: the client is alive; the others may be NULL.
            unsafe {
                webexrec_client_list_sites(self.pointer, email, 0, monitor, output, error, size)
            }
        })
    }

    fn call_for_json(
        &self,
        function: impl FnOnce(*mut *mut c_char, *mut c_char, usize) -> i32,
    ) -> Result<Vec<Value>, Ended> {
        let mut output = ptr::dangling_mut();
        let ended = ended(|error, size| function(&mut output, error, size));
        let text = taken(output);
        self.assert_no_token_in(&ended.message);
        if ended.code != WEBEXREC_OK {
            assert_eq!(text, None, "a failed call must leave no output");
            return Err(ended);
        }
        Ok(serde_json::from_str(&text.expect("a list")).expect("a JSON array"))
    }

    fn assert_no_token_in(&self, text: &str) {
        let given =
            self.provider.iter().flat_map(|p| p.given.lock().expect("no panic before").clone());
        for token in self.token.clone().into_iter().chain(given).filter(|token| token.len() > 4) {
            assert!(!text.contains(&token), "the token is shown");
        }
    }
}

impl Drop for Client<'_> {
    fn drop(&mut self) {
        // SAFETY: its calls are over, since they borrow it.
        unsafe { webexrec_client_free(self.pointer) };
    }
}

impl Reported {
    pub fn results(&self) -> &[Value] {
        self.report["results"].as_array().expect("results")
    }

    /// The entries with that outcome.
    pub fn count(&self, outcome: &str) -> u64 {
        self.report["counts"][outcome].as_u64().expect("a count")
    }

    pub fn stopper(&self) -> Option<i64> {
        self.report["stoppedBy"]["code"].as_i64()
    }

    fn assert_sound(&self) {
        assert_eq!(self.report["result"], self.code);
        let message = self.report["message"].as_str().expect("text");
        // The buffer for the message may be too small for all of it.
        assert!(message.starts_with(&self.message), "{} is not {message}", self.message);
        for outcome in ["done", "inferred", "rejected", "failed", "unknown", "notSent"] {
            let entries = self.results().iter().filter(|result| result["outcome"] == outcome);
            assert_eq!(entries.count() as u64, self.count(outcome), "{outcome}");
        }
        assert_eq!(self.results().len() as u64, self.count("total"));
    }

    /// Compares with what has truly become of the recordings, which were all in the state `from`.
    pub fn assert_true(&self, simulator: &Simulator, from: Status, to: Status) {
        let recordings = simulator.recordings();
        let truth: std::collections::HashMap<&str, Status> =
            recordings.iter().map(|recording| (&*recording.id, recording.status)).collect();
        for result in self.results() {
            let status = result["id"].as_str().and_then(|id| truth.get(id));
            let is_true = match result["outcome"].as_str().expect("text") {
                "done" | "inferred" => status == Some(&to),
                "rejected" | "failed" | "notSent" => status.is_none_or(|status| *status == from),
                "unknown" => true,
                other => panic!("there is no outcome {other}"),
            };
            assert!(is_true, "it is {status:?}: {result}");
        }
    }
}

impl<'f> Monitor<'f> {
    pub fn new() -> Self {
        let handle = Handle(Arc::new(AtomicPtr::new(webexrec_monitor_new())));
        Monitor { handle, progress: None, outcome: None }
    }

    fn pointer(&self) -> *mut webexrec_monitor {
        self.handle.0.load(Ordering::SeqCst)
    }

    /// For other threads, and for its own callbacks.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// What setting the callbacks again gives.
    pub fn set_no_callbacks(&self) -> [i32; 2] {
        let (pointer, nobody) = (self.pointer(), ptr::null_mut());
        // SAFETY: the monitor is alive.
        unsafe {
            [
                webexrec_monitor_set_progress(pointer, None, nobody),
                webexrec_monitor_set_outcome(pointer, None, nobody),
            ]
        }
    }

    pub fn on_progress(mut self, callback: impl FnMut(&Progress) -> bool + 'f) -> Self {
        let callback: &mut Box<OnProgress> =
            self.progress.insert(Box::new(Box::new(callback) as OnProgress));
        let user_data: *mut OnProgress = &mut **callback;
        // SAFETY: the monitor is alive, and the closure lives as long.
        let code = unsafe {
            webexrec_monitor_set_progress(self.pointer(), Some(progressed), user_data.cast())
        };
        assert_eq!(code, WEBEXREC_OK);
        self
    }

    pub fn on_outcome(mut self, callback: impl FnMut(&[Value]) -> bool + 'f) -> Self {
        let callback: &mut Box<OnOutcome> =
            self.outcome.insert(Box::new(Box::new(callback) as OnOutcome));
        let user_data: *mut OnOutcome = &mut **callback;
        // SAFETY: as above.
        let code = unsafe {
            webexrec_monitor_set_outcome(self.pointer(), Some(came_out), user_data.cast())
        };
        assert_eq!(code, WEBEXREC_OK);
        self
    }
}

impl Drop for Monitor<'_> {
    fn drop(&mut self) {
        self.handle.free();
    }
}

impl Handle {
    pub fn cancel(&self) {
        // SAFETY: it is a monitor that is not freed, or NULL.
        unsafe { webexrec_monitor_cancel(self.0.load(Ordering::SeqCst)) };
    }

    pub fn free(&self) {
        // SAFETY: whoever gets it here is the last to have it.
        unsafe { webexrec_monitor_free(self.0.swap(ptr::null_mut(), Ordering::SeqCst)) };
    }
}

unsafe extern "C" fn progressed(
    user_data: *mut c_void,
    progress: *const webexrec_progress,
) -> c_int {
    // SAFETY: it was given with this function, and no other thread uses it.
    let callback = unsafe { &mut *user_data.cast::<OnProgress>() };
    c_int::from(!callback(&Progress(progress)))
}

unsafe extern "C" fn came_out(user_data: *mut c_void, results_json: *const c_char) -> c_int {
    // SAFETY: as above.
    let callback = unsafe { &mut *user_data.cast::<OnOutcome>() };
    // SAFETY: the library gives a terminated string.
    let json = unsafe { CStr::from_ptr(results_json) }.to_bytes();
    let results: Vec<Value> = serde_json::from_slice(json).expect("a JSON array");
    c_int::from(!callback(&results))
}

impl Progress {
    pub fn get(&self, field: u32) -> u64 {
        // SAFETY: it exists within its callback only.
        unsafe { webexrec_progress_get(self.0, field) }
    }
}
