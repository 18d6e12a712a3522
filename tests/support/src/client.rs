//! Calls the Client API with Rust values: options and clients that free themselves, and token providers
//! that are closures.

use crate::{
    CallResult, ChangeOptions, ChangeResult, Monitor, as_pointer, c_string, call_for_json,
    in_environment, take_string, with_error_buffer,
};
use serde_json::Value;
use std::ffi::{c_char, c_int, c_void};
use std::ptr;
use std::sync::{Arc, Mutex};
use webexrec::*;
use webexrec_simulator::{Role, Simulator};

/// A function of a client that changes recordings.
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

/// Options, with the token provider that was set, if any.
pub struct ClientOptions<'f> {
    pub pointer: *mut webexrec_options,
    provider: Option<Arc<Provider<'f>>>,
}

/// A client, which any number of threads may use.
pub struct Client<'f> {
    pointer: *mut webexrec_client,
    token: Option<String>,
    provider: Option<Arc<Provider<'f>>>,
}

// SAFETY: the header allows any thread to use a client, and a provider is `Send` and `Sync`.
unsafe impl Send for Client<'_> {}
// SAFETY: as above.
unsafe impl Sync for Client<'_> {}

/// Returns a token, or the number to fail with.
type Fetch<'f> = dyn Fn() -> Result<String, i32> + Send + Sync + 'f;

struct Provider<'f> {
    fetch: Box<Fetch<'f>>,
    /// All tokens that it returned.
    returned: Mutex<Vec<String>>,
}

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

    /// One attempt for each request, and no waiting for a rate limit.
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
        let provider = Arc::new(Provider { fetch: Box::new(fetch), returned: Mutex::default() });
        let user_data = Arc::as_ptr(&provider).cast_mut().cast();
        let set = |error, size| {
            let function = Some(provide as unsafe extern "C" fn(_, _, _) -> _);
            // SAFETY: the options are alive, and the provider lives as long as they and their clients.
            unsafe {
                webexrec_options_set_token_provider(self.pointer, function, user_data, error, size)
            }
        };
        assert_eq!(with_error_buffer(set).code, WEBEXREC_OK);
        self.provider = Some(provider);
        self
    }

    pub fn try_text(&self, set: SetText, value: Option<&[u8]>) -> CallResult {
        let value = c_string(value);
        // SAFETY: the options are alive, and the string lives until the call returns.
        with_error_buffer(|error, size| unsafe {
            set(self.pointer, as_pointer(&value), error, size)
        })
    }

    pub fn try_number(&self, set: SetNumber, value: u32) -> CallResult {
        // SAFETY: the options are alive.
        with_error_buffer(|error, size| unsafe { set(self.pointer, value, error, size) })
    }

    /// A client of the simulator's user.
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
    ) -> Result<Client<'f>, CallResult> {
        let mut client = ptr::dangling_mut();
        let text = c_string(token.map(str::as_bytes));
        let new = |error, size| {
            // SAFETY: the string and the options live until the call returns.
            unsafe {
                webexrec_client_new(as_pointer(&text), self.pointer, &mut client, error, size)
            }
        };
        let result = in_environment(environment, || with_error_buffer(new));
        if result.code != WEBEXREC_OK {
            assert!(client.is_null(), "a failed call must write NULL");
            return Err(result);
        }
        let (token, provider) = (token.map(str::to_owned), self.provider.clone());
        Ok(Client { pointer: client, token, provider })
    }
}

impl Drop for ClientOptions<'_> {
    fn drop(&mut self) {
        // SAFETY: they are used nowhere else.
        unsafe { webexrec_options_free(self.pointer) };
    }
}

unsafe extern "C" fn provide(user_data: *mut c_void, token: *mut c_char, size: usize) -> c_int {
    // SAFETY: it was set with this function, and lives as long as it can be called.
    let provider = unsafe { &*user_data.cast::<Provider>() };
    match (provider.fetch)() {
        Ok(given) => {
            // Unterminated if it is too long, which the library must notice.
            let bytes: Vec<u8> = given.bytes().chain([0]).take(size).collect();
            // SAFETY: the buffer has this size.
            unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), token.cast(), bytes.len()) };
            provider.returned.lock().expect("no panic before").push(given);
            0
        }
        Err(failure) => failure,
    }
}

impl Client<'_> {
    pub fn move_to_bin(&self, ids: &[String]) -> ChangeResult {
        let json = serde_json::to_string(ids).expect("JSON");
        self.change(MOVE, &json, ChangeOptions::default())
    }

    pub fn change(
        &self,
        function: ClientChange,
        recordings: &str,
        options: ChangeOptions,
    ) -> ChangeResult {
        self.change_monitored(function, recordings, options, None)
    }

    /// Checks what must hold for every report.
    pub fn change_monitored(
        &self,
        function: ClientChange,
        recordings: &str,
        options: ChangeOptions,
        monitor: Option<&Monitor>,
    ) -> ChangeResult {
        let parameters = [Some(recordings), options.site_url, options.host_email]
            .map(|text| c_string(text.map(str::as_bytes)));
        let [recordings, site_url, host_email] = parameters.each_ref().map(as_pointer);
        let mut output = ptr::dangling_mut();
        let call = |error, size| {
            // SAFETY: all of them live until the call returns.
            unsafe {
                function(
                    self.pointer,
                    recordings,
                    site_url,
                    host_email,
                    options.flags,
                    monitor.map_or(ptr::null_mut(), Monitor::pointer),
                    &mut output,
                    error,
                    size,
                )
            }
        };
        let CallResult { code, message } = with_error_buffer(call);
        let text = take_string(output);
        assert_eq!(text.is_none(), (1..20).contains(&code), "{code}: {text:?}");
        let text = text.unwrap_or("null".into());
        self.assert_no_token_in(&message);
        self.assert_no_token_in(&text);
        ChangeResult::new(code, message, serde_json::from_str(&text).expect("JSON"))
    }

    pub fn list(
        &self,
        query: &str,
        flags: u32,
        monitor: Option<&Monitor>,
    ) -> Result<Vec<Value>, CallResult> {
        let text = c_string(Some(query.as_bytes()));
        let (client, query) = (self.pointer, as_pointer(&text));
        let monitor = monitor.map_or(ptr::null_mut(), Monitor::pointer);
        self.call_for_json(|output, error, size| {
            // SAFETY: all of them live until the call returns.
            unsafe {
                webexrec_client_list_recordings(client, query, flags, monitor, output, error, size)
            }
        })
    }

    pub fn sites(&self) -> Result<Vec<Value>, CallResult> {
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
        call: impl FnOnce(*mut *mut c_char, *mut c_char, usize) -> i32,
    ) -> Result<Vec<Value>, CallResult> {
        call_for_json(|output| {
            let result = with_error_buffer(|error, size| call(output, error, size));
            self.assert_no_token_in(&result.message);
            result
        })
    }

    fn assert_no_token_in(&self, text: &str) {
        let provided = self.provider.iter();
        let provided = provided.flat_map(|p| p.returned.lock().expect("no panic before").clone());
        let tokens = self.token.clone().into_iter().chain(provided);
        // A very short one occurs in other words.
        for token in tokens.filter(|token| token.len() > 4) {
            assert!(!text.contains(&token), "the token is shown");
        }
    }
}

impl Drop for Client<'_> {
    fn drop(&mut self) {
        // SAFETY: its calls, which borrow it, have returned.
        unsafe { webexrec_client_free(self.pointer) };
    }
}
