//! The environment lock: a process has one environment, which the library reads in calls of the Simple
//! API, when a client is created, and in name lookups.

use std::env;
use std::sync::{Mutex, PoisonError};

static LOCK: Mutex<()> = Mutex::new(());

/// The variables that influence the library. The developer's own must not reach a test: a `NO_PROXY`
/// would bypass the proxies of the tests.
const VARIABLES: [&str; 10] = [
    "WEBEXREC_BASE_URL",
    "WEBEXREC_CA_FILE",
    "ALL_PROXY",
    "all_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "NO_PROXY",
    "no_proxy",
];

/// Calls something that reads the environment, with these variables and none of the others above. They
/// keep their values until the next such call.
pub fn in_environment<T>(variables: &[(&str, Option<&str>)], call: impl FnOnce() -> T) -> T {
    let _lock = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
    let removed = VARIABLES.iter().map(|name| (*name, None));
    for (name, value) in removed.chain(variables.iter().copied()) {
        // SAFETY: the Rust code of this process accesses the environment under a lock of the standard
        // library, and its C code (the system's resolver) only within these calls, one at a time.
        unsafe { value.map_or_else(|| env::remove_var(name), |value| env::set_var(name, value)) };
    }
    call()
}
