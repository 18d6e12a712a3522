//! Recordings go into the recycle bin and come back, through the C interface.
//!
//! `cargo run --example recycle_bin` does so on a stand-in for the service that it starts itself.
//! With `--real ID...` it works on the service and the token of the environment, and asks before
//! it changes anything.

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
        "A stand-in for the Webex service runs at {}. Nothing real is touched.\n",
        simulator.base_url()
    );

    let list = |status| client.list(&json!({"from": "2020-01-01", "status": status}));
    let recordings = list("available")?;
    println!(
        "The user has {} recordings, and {} in the recycle bin.\n",
        recordings.len(),
        list("deleted")?.len()
    );

    println!("Move all of them into the recycle bin (the service takes 100 at a time):");
    show(&client.change(MOVE, &json!(recordings), 0)?);
    println!("In the recycle bin there are now {}.\n", list("deleted")?.len());

    println!(
        "Restore them, with one id among them that does not exist. For a request with a wrong"
    );
    println!(
        "id the service answers as a whole: which id it is, and what became of the others, is"
    );
    println!("found out by sending smaller ones.");
    let mut with_a_wrong_one = recordings.clone();
    let id = "0123456789abcdef0123456789abcdef";
    with_a_wrong_one.insert(120, json!({"id": id, "siteUrl": "example.webex.com"}));
    show(&client.change(RESTORE, &json!(with_a_wrong_one), 0)?);
    println!(
        "Nothing else was affected: in the recycle bin there are {}, in their place {}.",
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
    println!("All ids are in order. It takes {requests} request(s) if none is refused.");
    if agreed(&format!("Move {} recordings into the recycle bin?", ids.len()))? {
        show(&client.change(MOVE, &json!(ids), 0)?);
        if agreed("Restore them from the recycle bin?")? {
            show(&client.change(RESTORE, &json!(ids), 0)?);
        }
    }
    Ok(())
}

fn agreed(question: &str) -> io::Result<bool> {
    print!("{question} [y/N] ");
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("y"))
}

/// What a report says: how many by outcome, and why the first of those not done are not.
fn show(report: &Value) {
    let counts = &report["counts"];
    println!(
        "  {} of {} done, {} rejected, {} otherwise, in {} requests",
        counts["done"],
        counts["total"],
        counts["rejected"],
        ["inferred", "failed", "unknown", "notSent"]
            .iter()
            .filter_map(|o| counts[o].as_u64())
            .sum::<u64>(),
        report["requests"]
    );
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
    /// Without a base URL that of the environment, or Webex's own.
    fn new(token: &str, base_url: Option<&str>) -> Result<Self, Box<dyn Error>> {
        let (token, base_url) = (CString::new(token)?, base_url.map(CString::new).transpose()?);
        let base_url = base_url.as_ref().map_or(ptr::null(), |url| url.as_ptr());
        let mut client = ptr::null_mut();
        let options = webexrec_options_new();
        // SAFETY: the strings and the options live until the calls are over.
        let made = call(|error, size| unsafe {
            match webexrec_options_set_base_url(options, base_url, error, size) {
                WEBEXREC_OK => {
                    webexrec_client_new(token.as_ptr(), options, &mut client, error, size)
                }
                refused => refused,
            }
        });
        // SAFETY: they are not used any more.
        unsafe { webexrec_options_free(options) };
        made.map(|()| Client(client))
    }

    /// The report, which there is whatever happened once the job has begun.
    fn change(&self, function: Change, ids: &Value, flags: u32) -> Result<Value, Box<dyn Error>> {
        let ids = CString::new(ids.to_string())?;
        let (nothing, mut report) = (ptr::null(), ptr::null_mut());
        let monitor = webexrec_monitor_new();
        // SAFETY: all of them live until the call is over; optional strings are NULL.
        let ended = call(|error, size| unsafe {
            webexrec_monitor_set_progress(monitor, Some(progress), ptr::null_mut());
            let client = self.0;
            let ids = ids.as_ptr();
            function(client, ids, nothing, nothing, flags, monitor, &mut report, error, size)
        });
        // SAFETY: it is not used any more.
        unsafe { webexrec_monitor_free(monitor) };
        match ended {
            Err(error) if report.is_null() => Err(error),
            _ => taken(report),
        }
    }

    fn list(&self, query: &Value) -> Result<Vec<Value>, Box<dyn Error>> {
        let query = CString::new(query.to_string())?;
        let (monitor, mut list) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: as above.
        call(|error, size| unsafe {
            let query = query.as_ptr();
            webexrec_client_list_recordings(self.0, query, 0, monitor, &mut list, error, size)
        })?;
        Ok(serde_json::from_value(taken(list)?)?)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // SAFETY: its calls are over.
        unsafe { webexrec_client_free(self.0) };
    }
}

/// Somebody who watches sees a line that changes.
unsafe extern "C" fn progress(_: *mut c_void, progress: *const webexrec_progress) -> c_int {
    if io::stderr().is_terminal() {
        // SAFETY: it is what the callback was given.
        let figure = |field| unsafe { webexrec_progress_get(progress, field) };
        let (done, total) = (figure(WEBEXREC_PROGRESS_DONE), figure(WEBEXREC_PROGRESS_TOTAL));
        eprint!("  {done} of {total} ...\r");
    }
    0
}

/// Calls a function; what it says of a failure is the error.
fn call(function: impl FnOnce(*mut c_char, usize) -> c_int) -> Result<(), Box<dyn Error>> {
    let mut error = [0u8; WEBEXREC_ERROR_SIZE];
    let result = function(error.as_mut_ptr().cast(), error.len());
    if result == WEBEXREC_OK {
        return Ok(());
    }
    let message = CStr::from_bytes_until_nul(&error)?.to_string_lossy();
    Err(format!("result {result}: {message}").into())
}

/// The JSON in a string of the library's, which is freed.
fn taken(string: *mut c_char) -> Result<Value, Box<dyn Error>> {
    // SAFETY: the library made it.
    let value = serde_json::from_slice(unsafe { CStr::from_ptr(string) }.to_bytes());
    // SAFETY: it is not used again.
    unsafe { webexrec_string_free(string) };
    Ok(value?)
}
