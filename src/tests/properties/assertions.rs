//! What must hold of every message, text and report.

use crate::codes::WEBEXREC_ERROR_SIZE;
use crate::error::Error;
use crate::input::token::Token;
use serde_json::Value;

/// The token, which no output may contain. An input contains it only on purpose: it is in the
/// dictionary and in the corpus.
pub(super) const TOKEN: &str = "s3cret-t0ken";

const OUTCOMES: [&str; 6] = ["done", "inferred", "rejected", "failed", "unknown", "notSent"];

pub(super) fn redact(text: &str) -> String {
    Token::new(TOKEN).expect("a token").redact(text)
}

pub(super) fn assert_no_token(text: &str) {
    assert!(!text.contains(TOKEN), "the token is shown");
}

/// Text for people is one line.
pub(super) fn assert_line(text: &str) {
    assert!(!text.chars().any(char::is_control), "{text:?} has control characters");
}

pub(super) fn assert_message(error: &Error) {
    assert_line(&error.message);
    assert!(!error.message.is_empty() && error.code != 0);
    assert!(error.message.len() < 2 * WEBEXREC_ERROR_SIZE, "{} bytes", error.message.len());
}

/// What the header promises of every report. `elements`: the length of the array that was given.
pub(super) fn assert_report(json: &str, code: i32, elements: usize) -> Value {
    let report: Value = serde_json::from_str(json).expect("a report is JSON");
    assert_eq!(report["result"], code);
    assert_eq!(report["message"] == "", code == 0);
    let results = report["results"].as_array().expect("results");
    assert_eq!(results.len(), elements, "one result for each element");
    let count = |outcome: &str| results.iter().filter(|r| r["outcome"] == outcome).count();
    for outcome in OUTCOMES {
        assert_eq!(report["counts"][outcome], count(outcome), "{outcome}");
    }
    assert_eq!(OUTCOMES.map(count).iter().sum::<usize>(), elements, "each has one of the outcomes");
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
