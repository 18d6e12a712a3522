//! Calls the functions of the Simple API with Rust strings, and what all tests need.

use std::env;
use std::ffi::{CStr, CString, c_char};
use std::path::PathBuf;
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use webexrec_simulator::{Recording, Role, Settings, Simulator, Status};

/// What a function that changes recordings looks like.
pub type Change = unsafe extern "C" fn(
    *const c_char,
    *const c_char,
    *const c_char,
    *const c_char,
    u32,
    *mut c_char,
    usize,
) -> i32;

/// The functions take the service from the environment, which the process has only one of.
static ENVIRONMENT: Mutex<()> = Mutex::new(());

const OUR_VARIABLES: [&str; 2] = ["WEBEXREC_BASE_URL", "WEBEXREC_CA_FILE"];
const PROXY_VARIABLES: [&str; 8] = [
    "ALL_PROXY",
    "all_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "NO_PROXY",
    "no_proxy",
];

/// Result code and message.
#[derive(Debug, PartialEq)]
pub struct Ended {
    pub code: i32,
    pub message: String,
}

/// Who calls, and where.
#[derive(Clone)]
pub struct Caller {
    pub base_url: Option<String>,
    pub ca_file: Option<PathBuf>,
    /// Other variables to set for the call.
    pub variables: Vec<(&'static str, String)>,
    pub token: String,
}

/// The optional parameters of a change.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    pub site_url: Option<&'a str>,
    pub host_email: Option<&'a str>,
    pub flags: u32,
}

pub fn simulator() -> Simulator {
    start(Settings::default())
}

pub fn start(settings: Settings) -> Simulator {
    // Another seed, another token: what the library has learned of the rate limit of a token must
    // not hold up a later test that happens to get the same port.
    static SEED: AtomicU64 = AtomicU64::new(1);
    let seed = SEED.fetch_add(1, Ordering::Relaxed);
    Simulator::start(Settings { seed, ..settings }).expect("a free port on this machine")
}

/// The ids of the user's recordings on the preferred site, which need neither site nor host.
pub fn own_ids(simulator: &Simulator, number: usize) -> Vec<String> {
    let own = simulator
        .recordings()
        .into_iter()
        .filter(|r| r.host_email == "alice@example.com" && r.site_url == "example.webex.com");
    let ids: Vec<String> = own.map(|recording| recording.id).take(number).collect();
    assert_eq!(ids.len(), number, "the simulator has too few recordings");
    ids
}

pub fn json(ids: &[String]) -> String {
    serde_json::to_string(ids).expect("strings are JSON")
}

/// The recordings with what tells the service where they are.
pub fn objects(recordings: &[Recording]) -> String {
    let objects = recordings
        .iter()
        .map(|r| serde_json::json!({"id": r.id, "siteUrl": r.site_url, "hostEmail": r.host_email}));
    serde_json::Value::Array(objects.collect()).to_string()
}

/// How many of these have that status.
pub fn count(simulator: &Simulator, ids: &[String], status: Status) -> usize {
    let recordings = simulator.recordings();
    recordings.iter().filter(|r| r.status == status && ids.contains(&r.id)).count()
}

impl Caller {
    pub fn new(simulator: &Simulator, role: Role) -> Self {
        Caller {
            base_url: Some(simulator.base_url().to_owned()),
            ca_file: simulator.ca_file().map(Into::into),
            variables: Vec::new(),
            token: simulator.token(role).to_owned(),
        }
    }

    /// A caller of a server that is not the simulator.
    pub fn at(base_url: &str) -> Self {
        let (base_url, token) = (Some(base_url.to_owned()), "t0ken".to_owned());
        Caller { base_url, ca_file: None, variables: Vec::new(), token }
    }

    pub fn change(&self, function: Change, recordings: &str, options: Options) -> Ended {
        self.change_bytes(
            function,
            Some(self.token.as_bytes()),
            Some(recordings.as_bytes()),
            options.site_url.map(str::as_bytes),
            options.host_email.map(str::as_bytes),
            options.flags,
        )
    }

    pub fn move_to_bin(&self, ids: &[String]) -> Ended {
        self.change(webexrec::webexrec_move_to_recycle_bin, &json(ids), Options::default())
    }

    /// Anything at all as parameters; `None` is NULL.
    pub fn change_bytes(
        &self,
        function: Change,
        token: Option<&[u8]>,
        recordings: Option<&[u8]>,
        site_url: Option<&[u8]>,
        host_email: Option<&[u8]>,
        flags: u32,
    ) -> Ended {
        let [token, recordings, site_url, host_email] =
            [token, recordings, site_url, host_email].map(terminated);
        self.call(|error, size| {
            // SAFETY: the strings are terminated and live until the call is over.
            unsafe {
                function(
                    pointer(&token),
                    pointer(&recordings),
                    pointer(&site_url),
                    pointer(&host_email),
                    flags,
                    error,
                    size,
                )
            }
        })
    }

    pub fn list(&self, query: Option<&str>, flags: u32) -> Result<Vec<serde_json::Value>, Ended> {
        let (token, query) =
            (terminated(Some(self.token.as_bytes())), terminated(query.map(str::as_bytes)));
        self.call_for_json(|output, error, size| {
            // SAFETY: the strings are terminated and live until the call is over.
            unsafe {
                webexrec::webexrec_list_recordings(
                    pointer(&token),
                    pointer(&query),
                    flags,
                    output,
                    error,
                    size,
                )
            }
        })
    }

    pub fn sites(&self, user_email: Option<&str>) -> Result<Vec<serde_json::Value>, Ended> {
        let (token, email) =
            (terminated(Some(self.token.as_bytes())), terminated(user_email.map(str::as_bytes)));
        self.call_for_json(|output, error, size| {
            // SAFETY: the strings are terminated and live until the call is over.
            unsafe {
                webexrec::webexrec_list_sites(
                    pointer(&token),
                    pointer(&email),
                    0,
                    output,
                    error,
                    size,
                )
            }
        })
    }

    fn call_for_json(
        &self,
        function: impl FnOnce(*mut *mut c_char, *mut c_char, usize) -> i32,
    ) -> Result<Vec<serde_json::Value>, Ended> {
        let mut output = ptr::dangling_mut();
        let ended = self.call(|error, size| function(&mut output, error, size));
        let text = taken(output);
        if ended.code != webexrec::WEBEXREC_OK {
            assert_eq!(text, None, "a failed call must leave no output");
            return Err(ended);
        }
        Ok(serde_json::from_str(&text.expect("a list")).expect("a JSON array"))
    }

    fn call(&self, function: impl FnOnce(*mut c_char, usize) -> i32) -> Ended {
        let ca_file = self.ca_file.as_ref().map(|path| path.to_str().expect("UTF-8"));
        let own = [("WEBEXREC_BASE_URL", self.base_url.as_deref()), ("WEBEXREC_CA_FILE", ca_file)];
        let others = self.variables.iter().map(|(name, value)| (*name, Some(value.as_str())));
        let variables: Vec<_> = own.into_iter().chain(others).collect();
        let ended = in_environment(&variables, || ended(function));
        assert!(
            !ended.message.contains(&self.token) || self.token.is_empty(),
            "the message has the token"
        );
        ended
    }
}

/// Calls a function with a buffer for its message.
pub fn ended(function: impl FnOnce(*mut c_char, usize) -> i32) -> Ended {
    let mut buffer = [b'#'; webexrec::WEBEXREC_ERROR_SIZE];
    let code = function(buffer.as_mut_ptr().cast(), buffer.len());
    let message = CStr::from_bytes_until_nul(&buffer).expect("a terminated message");
    let message = message.to_str().expect("UTF-8").to_owned();
    assert_eq!(message.is_empty(), code == webexrec::WEBEXREC_OK, "{code}: {message}");
    Ended { code, message }
}

/// What a function wrote through an output parameter, which is freed.
pub fn taken(output: *mut c_char) -> Option<String> {
    if output.is_null() {
        return None;
    }
    // SAFETY: not NULL, so it is a string of the library.
    let text = unsafe { CStr::from_ptr(output) }.to_str().expect("UTF-8").to_owned();
    // SAFETY: it came from the library and is given back once.
    unsafe { webexrec::webexrec_string_free(output) };
    Some(text)
}

/// Calls something that reads the environment, with these variables and none of the developer's own
/// that matter: a NO_PROXY would lead around the proxies of the tests.
pub fn in_environment<T>(variables: &[(&str, Option<&str>)], call: impl FnOnce() -> T) -> T {
    let _alone = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
    let none = OUR_VARIABLES.iter().chain(&PROXY_VARIABLES).map(|name| (*name, None));
    for (name, value) in none.chain(variables.iter().copied()) {
        // SAFETY: the Rust code of this process reads the environment under a lock of the
        // standard library, and its C code (the system's resolver) within these calls, one at a
        // time.
        unsafe { value.map_or_else(|| env::remove_var(name), |value| env::set_var(name, value)) };
    }
    call()
}

pub fn terminated(bytes: Option<&[u8]>) -> Option<CString> {
    bytes.map(|bytes| CString::new(bytes).expect("no NUL in a test's parameter"))
}

pub fn pointer(string: &Option<CString>) -> *const c_char {
    string.as_ref().map_or(ptr::null(), |string| string.as_ptr())
}
