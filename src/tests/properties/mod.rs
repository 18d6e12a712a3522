//! What holds whatever comes in: one function for each fuzz target, which takes any bytes and
//! panics if a property doesn't hold. `tests/fuzz/run` gives them what libFuzzer makes up, and the
//! tests at the end of this file what is in `tests/fuzz/corpus`.
//!
//! The module is part of the library only in its unit tests and under `cfg(fuzzing)`: most of what
//! it looks at is not public.

#[allow(unsafe_code)]
mod calls;
#[allow(unsafe_code)]
mod exchange;
mod input;
mod job;
mod list;
mod query;
mod recordings;
mod response;
mod retry_after;
mod service;

use crate::codes::WEBEXREC_ERROR_SIZE;
use crate::error::Error;
use crate::input::token::Token;
use serde_json::Value;

/// A target's name, which is that of its corpus folder, and its function.
pub type Target = (&'static str, fn(&[u8]));

/// Each with its own file beside this one.
pub const TARGETS: &[Target] = &[
    ("calls", calls::check),
    ("exchange", exchange::check),
    ("job", job::check),
    ("list", list::check),
    ("query", query::check),
    ("recordings", recordings::check),
    ("response", response::check),
    ("retry_after", retry_after::check),
];

/// The token that must never be seen again. No input can have it by chance, but by intent: it is in
/// the dictionary and in the corpus.
const TOKEN: &str = "s3cret-t0ken";

const OUTCOMES: [&str; 6] = ["done", "inferred", "rejected", "failed", "unknown", "notSent"];

fn token() -> Token {
    Token::new(TOKEN).expect("a token")
}

fn assert_no_token(text: &str) {
    assert!(!text.contains(TOKEN), "the token is shown");
}

/// Text for people is one line.
fn assert_line(text: &str) {
    assert!(!text.chars().any(char::is_control), "{text:?} has control characters");
}

fn assert_message(error: &Error) {
    assert_line(&error.message);
    assert!(!error.message.is_empty() && error.code != 0);
    assert!(error.message.len() < 2 * WEBEXREC_ERROR_SIZE, "{} bytes", error.message.len());
}

/// What the header promises of every report. `elements`: of the array that was given.
fn assert_report(json: &str, code: i32, elements: usize) -> Value {
    let report: Value = serde_json::from_str(json).expect("a report is JSON");
    assert_eq!(report["result"], code);
    assert_eq!(report["message"] == "", code == 0);
    let results = report["results"].as_array().expect("results");
    assert_eq!(results.len(), elements, "one result for each element");
    let of = |outcome: &str| results.iter().filter(|r| r["outcome"] == outcome).count();
    for outcome in OUTCOMES {
        assert_eq!(report["counts"][outcome], of(outcome), "{outcome}");
    }
    assert_eq!(OUTCOMES.map(of).iter().sum::<usize>(), elements, "each has one of the outcomes");
    assert_eq!(report["counts"]["total"], elements);
    let [total, done] = ["total", "done"].map(|name| report["bytes"][name].as_u64());
    assert!(done <= total && done.is_some());
    for result in results {
        if let Some(message) = result["message"].as_str() {
            assert_line(message);
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    fn replay(name: &str) {
        let (_, check) = TARGETS.iter().find(|(target, _)| *target == name).expect("a target");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
        let files: Vec<_> = fs::read_dir(&folder).expect("a corpus").collect();
        assert!(files.len() >= 10, "{} files are too few for a corpus", files.len());
        for file in files {
            let path = file.expect("a file").path();
            let input = fs::read(&path).expect("a file");
            // Shown by the test when it fails.
            println!("{}", path.display());
            check(&input);
        }
    }

    /// One test for each target, so that they run side by side.
    macro_rules! replayed {
        ($($test:ident: $target:literal,)*) => {
            $(#[test]
            fn $test() {
                replay($target);
            })*

            #[test]
            fn no_fuzz_target_is_without_its_corpus() {
                let replayed = [$($target),*];
                assert_eq!(TARGETS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), replayed);
            }
        };
    }

    replayed! {
        calls_in_any_order_keep_to_the_header: "calls",
        bytes_that_are_no_answer_end_a_call_with_a_code: "exchange",
        a_job_has_one_true_outcome_for_each_recording_whatever_is_answered: "job",
        pages_of_any_form_make_a_list_or_an_error: "list",
        a_query_of_any_form_makes_windows_or_an_error: "query",
        recordings_of_any_form_are_planned_once_each_or_refused: "recordings",
        a_response_of_any_form_is_interpreted_truthfully: "response",
        a_retry_after_of_any_form_is_a_wait_or_none: "retry_after",
    }
}
