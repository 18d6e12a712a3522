//! Captures what this library and its dependencies log through the crate `log`.

use log::{LevelFilter, Log, Metadata, Record};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Mutex, Once};
use std::thread::{self, ThreadId};

static CAPTURE: Capture = Capture(Mutex::new(None));

struct Capture(Mutex<Option<HashMap<ThreadId, Lines>>>);

/// The lines of one thread: those of a hex dump belong together.
#[derive(Default)]
struct Lines {
    text: String,
    /// The bytes of hex dumps.
    dumped: Vec<u8>,
}

impl Log for Capture {
    fn enabled(&self, _: &Metadata) -> bool {
        true
    }

    fn log(&self, record: &Record) {
        let mut threads = self.0.lock().expect("no panic before");
        let lines = threads.get_or_insert_default().entry(thread::current().id()).or_default();
        let line = record.args().to_string();
        lines.dumped.extend(dumped_bytes(&line));
        writeln!(lines.text, "{} {line}", record.target()).expect("room");
    }

    fn flush(&self) {}
}

/// The bytes of a line such as `4745 5420 ---- .... GET`: eight groups of hexadecimal digits or dashes.
fn dumped_bytes(line: &str) -> Vec<u8> {
    let Some(columns) = line.get(..39) else { return Vec::new() };
    let digits: String = columns.chars().filter(|c| c.is_ascii_hexdigit()).collect();
    let is_dump = columns.chars().all(|c| c.is_ascii_hexdigit() || c == ' ' || c == '-');
    if !is_dump {
        return Vec::new();
    }
    digits
        .as_bytes()
        .chunks(2)
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// Starts capturing, up to this level.
pub fn start(level: LevelFilter) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| log::set_logger(&CAPTURE).expect("no other logger"));
    log::set_max_level(level);
}

/// Returns what was captured since the last time.
pub fn take() -> String {
    let threads = CAPTURE.0.lock().expect("no panic before").take().unwrap_or_default();
    let of_thread = |lines: Lines| lines.text + &String::from_utf8_lossy(&lines.dumped) + "\n";
    threads.into_values().map(of_thread).collect()
}
