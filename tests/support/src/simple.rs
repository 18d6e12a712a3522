//! Calls the Simple API with Rust strings.

use crate::{CallResult, as_pointer, c_string, call_for_json, in_environment, with_error_buffer};
use serde_json::Value;
use std::ffi::c_char;
use std::path::PathBuf;
use webexrec::{webexrec_list_recordings, webexrec_list_sites, webexrec_move_to_recycle_bin};
use webexrec_simulator::{Role, Simulator};

/// A function of the Simple API that changes recordings.
pub type SimpleChange = unsafe extern "C" fn(
    *const c_char,
    *const c_char,
    *const c_char,
    *const c_char,
    u32,
    *mut c_char,
    usize,
) -> i32;

/// The optional parameters of a change, in either API.
#[derive(Clone, Copy, Default)]
pub struct ChangeOptions<'a> {
    pub site_url: Option<&'a str>,
    pub host_email: Option<&'a str>,
    pub flags: u32,
}

/// Calls the Simple API with a token and an environment.
#[derive(Clone)]
pub struct SimpleCaller {
    pub base_url: Option<String>,
    pub ca_file: Option<PathBuf>,
    /// Other environment variables to set for the call.
    pub variables: Vec<(&'static str, String)>,
    pub token: String,
}

impl SimpleCaller {
    pub fn new(simulator: &Simulator, role: Role) -> Self {
        SimpleCaller {
            base_url: Some(simulator.base_url().to_owned()),
            ca_file: simulator.ca_file().map(Into::into),
            variables: Vec::new(),
            token: simulator.token(role).to_owned(),
        }
    }

    /// Calls a service that is not the simulator.
    pub fn at(base_url: &str) -> Self {
        let (base_url, token) = (Some(base_url.to_owned()), "t0ken".to_owned());
        SimpleCaller { base_url, ca_file: None, variables: Vec::new(), token }
    }

    pub fn move_to_bin(&self, ids: &[String]) -> CallResult {
        let json = serde_json::to_string(ids).expect("JSON");
        self.change(webexrec_move_to_recycle_bin, &json, ChangeOptions::default())
    }

    pub fn change(
        &self,
        function: SimpleChange,
        recordings: &str,
        options: ChangeOptions,
    ) -> CallResult {
        self.change_bytes(
            function,
            Some(self.token.as_bytes()),
            Some(recordings.as_bytes()),
            options.site_url.map(str::as_bytes),
            options.host_email.map(str::as_bytes),
            options.flags,
        )
    }

    /// Passes any bytes as parameters; `None` is NULL.
    pub fn change_bytes(
        &self,
        function: SimpleChange,
        token: Option<&[u8]>,
        recordings: Option<&[u8]>,
        site_url: Option<&[u8]>,
        host_email: Option<&[u8]>,
        flags: u32,
    ) -> CallResult {
        let parameters = [token, recordings, site_url, host_email].map(c_string);
        let [token, recordings, site_url, host_email] = parameters.each_ref().map(as_pointer);
        self.call(|error, size| {
            // SAFETY: the strings are terminated and live until the call returns.
            unsafe { function(token, recordings, site_url, host_email, flags, error, size) }
        })
    }

    pub fn list(&self, query: Option<&str>, flags: u32) -> Result<Vec<Value>, CallResult> {
        let parameters = [Some(&*self.token), query].map(|text| c_string(text.map(str::as_bytes)));
        let [token, query] = parameters.each_ref().map(as_pointer);
        call_for_json(|output| {
            self.call(|error, size| {
                // SAFETY: the strings are terminated and live until the call returns.
                unsafe { webexrec_list_recordings(token, query, flags, output, error, size) }
            })
        })
    }

    pub fn sites(&self, user_email: Option<&str>) -> Result<Vec<Value>, CallResult> {
        let parameters =
            [Some(&*self.token), user_email].map(|text| c_string(text.map(str::as_bytes)));
        let [token, email] = parameters.each_ref().map(as_pointer);
        call_for_json(|output| {
            self.call(|error, size| {
                // SAFETY: the strings are terminated and live until the call returns.
                unsafe { webexrec_list_sites(token, email, 0, output, error, size) }
            })
        })
    }

    fn call(&self, call: impl FnOnce(*mut c_char, usize) -> i32) -> CallResult {
        let ca_file = self.ca_file.as_ref().map(|path| path.to_str().expect("UTF-8"));
        let own = [("WEBEXREC_BASE_URL", self.base_url.as_deref()), ("WEBEXREC_CA_FILE", ca_file)];
        let others = self.variables.iter().map(|(name, value)| (*name, Some(value.as_str())));
        let variables: Vec<_> = own.into_iter().chain(others).collect();
        let result = in_environment(&variables, || with_error_buffer(call));
        let shows_token = !self.token.is_empty() && result.message.contains(&self.token);
        assert!(!shows_token, "the message contains the token");
        result
    }
}
