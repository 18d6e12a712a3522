//! Moves recordings to the recycle bin and restores them, through the C interface.
//!
//! `cargo run --example recycle_bin` starts a simulator of the Webex service and uses that.
//! `cargo run --example recycle_bin -- --real ID...` uses the service and the token of the environment,
//! and asks for confirmation before each change.

use serde_json::{Value, json};
use std::env;
use std::error::Error;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::io::{self, IsTerminal, Write};
use std::ptr;
use webexrec::*;
use webexrec_simulator::{Role, Settings, Simulator};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    match arguments.next().as_deref() {
        None => on_the_simulator(),
        Some("--real") => on_the_real_service(&arguments.collect::<Vec<_>>()),
        Some(_) => Err("usage: recycle_bin [--real ID...]".into()),
    }
}

fn on_the_simulator() -> Result<(), Box<dyn Error>> {
    let simulator =
        Simulator::start(Settings { recordings: 250, other_recordings: 0, ..Settings::default() })?;
    simulator.change(|behaviour| behaviour.latency_ms = 50);
    let client = Client::new(simulator.token(Role::User), Some(simulator.base_url()))?;
    println!(
        "A simulator of the Webex service is running at {}. Nothing real is changed.\n",
        simulator.base_url()
    );

    let list = |status| client.list(&json!({"from": "2020-01-01", "status": status}));
    let recordings = list("available")?;
    println!(
        "The user has {} recordings, and {} in the recycle bin.\n",
        recordings.len(),
        list("deleted")?.len()
    );

    println!("Move all of them to the recycle bin. The service accepts 100 in a request:");
    show(&client.change(MOVE, &json!(recordings), 0)?);
    println!("The recycle bin now has {} recordings.\n", list("deleted")?.len());

    println!(
        "Restore them, together with an id that does not exist. The service rejects the whole"
    );
    println!("request with that id, so the library splits it until it knows which id is wrong:");
    let mut with_a_wrong_id = recordings.clone();
    let id = "0123456789abcdef0123456789abcdef";
    with_a_wrong_id.insert(120, json!({"id": id, "siteUrl": "example.webex.com"}));
    show(&client.change(RESTORE, &json!(with_a_wrong_id), 0)?);
    println!(
        "The recycle bin now has {} recordings; {} are available again.",
        list("deleted")?.len(),
        list("available")?.len()
    );
    Ok(())
}

fn on_the_real_service(ids: &[String]) -> Result<(), Box<dyn Error>> {
    let token =
        env::var("WEBEX_ACCESS_TOKEN").map_err(|_| "set WEBEX_ACCESS_TOKEN to an access token")?;
    let client = Client::new(&token, None)?;
    let planned = client.change(MOVE, &json!(ids), WEBEXREC_DRY_RUN)?;
    let requests = planned["plan"].as_array().map_or(0, Vec::len);
    println!("All ids are valid. Moving them takes {requests} request(s) if none is rejected.");
    if confirm(&format!("Move {} recordings to the recycle bin?", ids.len()))? {
        show(&client.change(MOVE, &json!(ids), 0)?);
        if confirm("Restore them from the recycle bin?")? {
            show(&client.change(RESTORE, &json!(ids), 0)?);
        }
    }
    Ok(())
}

fn confirm(question: &str) -> io::Result<bool> {
    print!("{question} [y/N] ");
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("y"))
}

/// Prints the counts of a report, and the first recordings that are not done with the reason.
fn show(report: &Value) {
    let counts = &report["counts"];
    print!("  {} of {} done", counts["done"], counts["total"]);
    for outcome in ["inferred", "rejected", "failed", "unknown", "notSent"] {
        if counts[outcome] != 0 {
            print!(", {} {outcome}", counts[outcome]);
        }
    }
    println!(", in {} requests", report["requests"]);
    let results = report["results"].as_array().map_or(&[][..], Vec::as_slice);
    for result in results.iter().filter(|result| result["outcome"] != "done").take(5) {
        let text = |name: &str| result[name].as_str().unwrap_or_default();
        println!("  {} {}: {}", text("outcome"), text("id"), text("message"));
    }
}

type Change = unsafe extern "C" fn(
    *const webexrec_client,
    *const c_char,
    *const c_char,
    *const c_char,
    u32,
    *mut webexrec_monitor,
    *mut *mut c_char,
    *mut c_char,
    usize,
) -> c_int;

const MOVE: Change = webexrec_client_move_to_recycle_bin;
const RESTORE: Change = webexrec_client_restore_from_recycle_bin;

struct Client(*mut webexrec_client);

impl Client {
    /// Without a base URL, the environment's or Webex's own is used.
    fn new(token: &str, base_url: Option<&str>) -> Result<Self, Box<dyn Error>> {
        let (token, base_url) = (CString::new(token)?, base_url.map(CString::new).transpose()?);
        let base_url = base_url.as_ref().map_or(ptr::null(), |url| url.as_ptr());
        let mut client = ptr::null_mut();
        let options = webexrec_options_new();
        // SAFETY: the strings and the options outlive the calls.
        let made = call(|error, size| unsafe {
            match webexrec_options_set_base_url(options, base_url, error, size) {
                WEBEXREC_OK => {
                    webexrec_client_new(token.as_ptr(), options, &mut client, error, size)
                }
                refused => refused,
            }
        });
        // SAFETY: the options are not used again.
        unsafe { webexrec_options_free(options) };
        made.map(|()| Client(client))
    }

    /// Returns the report. There is one whenever the job was started, even if it failed.
    fn change(&self, function: Change, ids: &Value, flags: u32) -> Result<Value, Box<dyn Error>> {
        let ids = CString::new(ids.to_string())?;
        let (nothing, mut report) = (ptr::null(), ptr::null_mut());
        let monitor = webexrec_monitor_new();
        // SAFETY: all pointers outlive the call; optional strings are NULL.
        let result = call(|error, size| unsafe {
            webexrec_monitor_set_progress(monitor, Some(progress), ptr::null_mut());
            let client = self.0;
            let ids = ids.as_ptr();
            function(client, ids, nothing, nothing, flags, monitor, &mut report, error, size)
        });
        // SAFETY: the monitor is not used again.
        unsafe { webexrec_monitor_free(monitor) };
        match result {
            Err(error) if report.is_null() => Err(error),
            _ => parse_and_free(report),
        }
    }

    fn list(&self, query: &Value) -> Result<Vec<Value>, Box<dyn Error>> {
        let query = CString::new(query.to_string())?;
        let (monitor, mut list) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: all pointers outlive the call; the monitor is NULL.
        call(|error, size| unsafe {
            let query = query.as_ptr();
            webexrec_client_list_recordings(self.0, query, 0, monitor, &mut list, error, size)
        })?;
        Ok(serde_json::from_value(parse_and_free(list)?)?)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // SAFETY: all calls of the client have returned.
        unsafe { webexrec_client_free(self.0) };
    }
}

/// Updates a line in the terminal, if there is one.
unsafe extern "C" fn progress(_: *mut c_void, progress: *const webexrec_progress) -> c_int {
    if io::stderr().is_terminal() {
        // SAFETY: the library passes a valid pointer.
        let get = |field| unsafe { webexrec_progress_get(progress, field) };
        let (done, total) = (get(WEBEXREC_PROGRESS_DONE), get(WEBEXREC_PROGRESS_TOTAL));
        eprint!("  {done} of {total} ...\r");
    }
    0
}

/// Calls a function with an error buffer, and makes an error of its result code and message.
fn call(function: impl FnOnce(*mut c_char, usize) -> c_int) -> Result<(), Box<dyn Error>> {
    let mut error = [0u8; WEBEXREC_ERROR_SIZE];
    let result = function(error.as_mut_ptr().cast(), error.len());
    if result == WEBEXREC_OK {
        return Ok(());
    }
    let message = CStr::from_bytes_until_nul(&error)?.to_string_lossy();
    Err(format!("result {result}: {message}").into())
}

/// Parses a JSON string of the library, and frees it.
fn parse_and_free(string: *mut c_char) -> Result<Value, Box<dyn Error>> {
    // SAFETY: the library has returned this string.
    let value = serde_json::from_slice(unsafe { CStr::from_ptr(string) }.to_bytes());
    // SAFETY: the string is not used again.
    unsafe { webexrec_string_free(string) };
    Ok(value?)
}
