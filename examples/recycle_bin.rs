//! Recordings go into the recycle bin and come back, through the C interface.
//!
//! `cargo run --example recycle_bin` does so on a stand-in for the service that it starts itself.
//! With `--real ID...` it works on the service and the token of the environment, and asks before
//! it changes anything.

use serde_json::json;
use std::env;
use std::error::Error;
use std::ffi::{CStr, CString, c_char};
use std::io::{self, Write};
use std::ptr;
use webexrec::{WEBEXREC_DRY_RUN, WEBEXREC_ERROR_SIZE, WEBEXREC_OK};
use webexrec_simulator::{Role, Settings, Simulator};

type Change = unsafe extern "C" fn(
    *const c_char,
    *const c_char,
    *const c_char,
    *const c_char,
    u32,
    *mut c_char,
    usize,
) -> i32;

const MOVE: Change = webexrec::webexrec_move_to_recycle_bin;
const RESTORE: Change = webexrec::webexrec_restore_from_recycle_bin;

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
    // SAFETY: the simulator's thread does not use the environment, and there is no other.
    unsafe {
        env::set_var("WEBEXREC_BASE_URL", simulator.base_url());
        env::remove_var("WEBEXREC_CA_FILE");
    }
    let token = simulator.token(Role::User);
    println!(
        "A stand-in for the Webex service runs at {}. Nothing real is touched.\n",
        simulator.base_url()
    );

    let in_place = r#"{"siteUrl":"example.webex.com","from":"2020-01-01"}"#;
    let in_the_bin = r#"{"siteUrl":"example.webex.com","from":"2020-01-01","status":"deleted"}"#;
    let recordings = list(token, in_place)?;
    println!("The user has {} recordings on example.webex.com.", recordings.len());
    println!("In the recycle bin there are {}.\n", list(token, in_the_bin)?.len());

    let all = serde_json::to_string(&recordings)?;
    println!(
        "Move all {} into the recycle bin (the service takes 100 at a time):",
        recordings.len()
    );
    show(change(MOVE, token, &all, 0));
    println!("In the recycle bin there are now {}.\n", list(token, in_the_bin)?.len());

    println!("Restore them, with one id among them that does not exist:");
    let mut with_a_bad_one = recordings.clone();
    with_a_bad_one.insert(
        120,
        json!({"id": "0123456789abcdef0123456789abcdef", "siteUrl": "example.webex.com"}),
    );
    show(change(RESTORE, token, &serde_json::to_string(&with_a_bad_one)?, 0));
    println!(
        "  (The service answers for a request as a whole: what became of the others in the one with"
    );
    println!("  the bad id, it does not say.)");
    println!("In the recycle bin there are now {}.\n", list(token, in_the_bin)?.len());

    println!("Restore the same recordings without the bad id. Asking again does no harm:");
    show(change(RESTORE, token, &all, 0));
    println!(
        "In the recycle bin there are {}, in their place {}.",
        list(token, in_the_bin)?.len(),
        list(token, in_place)?.len()
    );
    Ok(())
}

fn on_the_real_service(ids: &[String]) -> Result<(), Box<dyn Error>> {
    let token =
        env::var("WEBEX_ACCESS_TOKEN").map_err(|_| "set WEBEX_ACCESS_TOKEN to an access token")?;
    let recordings = serde_json::to_string(ids)?;
    println!("A dry run, which sends nothing:");
    let planned = change(MOVE, &token, &recordings, WEBEXREC_DRY_RUN);
    show(planned.clone());
    planned?;
    if agreed(&format!("Move {} recordings into the recycle bin?", ids.len()))? {
        show(change(MOVE, &token, &recordings, 0));
        if agreed("Restore them from the recycle bin?")? {
            show(change(RESTORE, &token, &recordings, 0));
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

fn show(result: Result<(), String>) {
    match result {
        Ok(()) => println!("  done"),
        Err(message) => println!("  {message}"),
    }
}

/// Calls a function that changes recordings. The error is its message, with its code in front.
fn change(function: Change, token: &str, recordings_json: &str, flags: u32) -> Result<(), String> {
    let token = terminated(token)?;
    let recordings = terminated(recordings_json)?;
    // SAFETY: the strings are terminated and live until the call is over; optional ones are NULL.
    call(|error, size| unsafe {
        function(token.as_ptr(), recordings.as_ptr(), ptr::null(), ptr::null(), flags, error, size)
    })
}

fn list(token: &str, query_json: &str) -> Result<Vec<serde_json::Value>, Box<dyn Error>> {
    let token = terminated(token)?;
    let query = terminated(query_json)?;
    let mut json = ptr::null_mut();
    // SAFETY: as above, and `json` can be written to.
    call(|error, size| unsafe {
        webexrec::webexrec_list_recordings(
            token.as_ptr(),
            query.as_ptr(),
            0,
            &mut json,
            error,
            size,
        )
    })?;
    // SAFETY: after success it is a terminated string.
    let recordings = serde_json::from_slice(unsafe { CStr::from_ptr(json) }.to_bytes());
    // SAFETY: it is the library's, and is not used again.
    unsafe { webexrec::webexrec_string_free(json) };
    Ok(recordings?)
}

fn call(function: impl FnOnce(*mut c_char, usize) -> i32) -> Result<(), String> {
    let mut error = [0u8; WEBEXREC_ERROR_SIZE];
    let result = function(error.as_mut_ptr().cast(), error.len());
    if result == WEBEXREC_OK {
        return Ok(());
    }
    let message = CStr::from_bytes_until_nul(&error).map(CStr::to_string_lossy).unwrap_or_default();
    Err(format!("result {result}: {message}"))
}

fn terminated(text: &str) -> Result<CString, String> {
    CString::new(text).map_err(|_| "a NUL character in a parameter".to_owned())
}
