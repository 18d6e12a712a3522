//! What this library and those that it is made of write to the log of a Rust program (crate `log`): all of it
//! is kept.

use log::{LevelFilter, Log, Metadata, Record};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Mutex, Once};
use std::thread::{self, ThreadId};

static KEPT: Kept = Kept(Mutex::new(None));

struct Kept(Mutex<Option<HashMap<ThreadId, Lines>>>);

/// Of one thread, since the lines of a dump follow each other in one.
#[derive(Default)]
struct Lines {
    text: String,
    /// What was dumped in hexadecimal, read back.
    dumped: Vec<u8>,
}

impl Log for Kept {
    fn enabled(&self, _: &Metadata) -> bool {
        true
    }

    fn log(&self, record: &Record) {
        let mut threads = self.0.lock().expect("no panic before");
        let lines = threads.get_or_insert_default().entry(thread::current().id()).or_default();
        let line = record.args().to_string();
        lines.dumped.extend(dumped(&line));
        writeln!(lines.text, "{} {line}", record.target()).expect("room");
    }

    fn flush(&self) {}
}

/// The bytes of a line such as `4745 5420 ---- .... GET`: eight words of hexadecimal digits or dashes.
fn dumped(line: &str) -> Vec<u8> {
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

/// From here on everything is kept, up to that level.
pub fn keep(level: LevelFilter) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| log::set_logger(&KEPT).expect("no other logger"));
    log::set_max_level(level);
}

/// What was kept, which is forgotten then.
pub fn take() -> String {
    let threads = KEPT.0.lock().expect("no panic before").take().unwrap_or_default();
    let of_thread = |lines: Lines| lines.text + &String::from_utf8_lossy(&lines.dumped) + "\n";
    threads.into_values().map(of_thread).collect()
}
