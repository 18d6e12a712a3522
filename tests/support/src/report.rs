//! The result of a change: code, message and report, and the checks that every report must pass.

use serde_json::Value;
use std::collections::HashMap;
use webexrec_simulator::{Simulator, Status};

const OUTCOMES: [&str; 6] = ["done", "inferred", "rejected", "failed", "unknown", "notSent"];

/// The report is null for invalid input.
#[derive(Debug)]
pub struct ChangeResult {
    pub code: i32,
    pub message: String,
    pub report: Value,
}

impl ChangeResult {
    pub(crate) fn new(code: i32, message: String, report: Value) -> Self {
        let result = ChangeResult { code, message, report };
        if !result.report.is_null() {
            result.assert_consistent();
        }
        result
    }

    /// The entries of the report, one for each recording.
    pub fn entries(&self) -> &[Value] {
        self.report["results"].as_array().expect("results")
    }

    /// The number of entries with this outcome.
    pub fn count(&self, outcome: &str) -> u64 {
        self.report["counts"][outcome].as_u64().expect("a count")
    }

    /// The code of what stopped the call early.
    pub fn stop_code(&self) -> Option<i64> {
        self.report["stoppedBy"]["code"].as_i64()
    }

    /// The report agrees with the code, the message and itself.
    fn assert_consistent(&self) {
        assert_eq!(self.report["result"], self.code);
        let message = self.report["message"].as_str().expect("text");
        // The error buffer may be too small for the whole message.
        assert!(message.starts_with(&self.message), "{} is not {message}", self.message);
        for outcome in OUTCOMES {
            let entries = self.entries().iter().filter(|entry| entry["outcome"] == outcome);
            assert_eq!(entries.count() as u64, self.count(outcome), "{outcome}");
        }
        assert_eq!(self.entries().len() as u64, self.count("total"));
    }

    /// The outcomes agree with the actual states of the recordings, which all were in state `from`
    /// before the call.
    pub fn assert_true(&self, simulator: &Simulator, from: Status, to: Status) {
        let recordings = simulator.recordings();
        let states: HashMap<&str, Status> =
            recordings.iter().map(|recording| (&*recording.id, recording.status)).collect();
        for entry in self.entries() {
            let state = entry["id"].as_str().and_then(|id| states.get(id));
            let is_true = match entry["outcome"].as_str().expect("text") {
                "done" | "inferred" => state == Some(&to),
                "rejected" | "failed" | "notSent" => state.is_none_or(|state| *state == from),
                "unknown" => true,
                other => panic!("there is no outcome {other}"),
            };
            assert!(is_true, "its state is {state:?}: {entry}");
        }
    }
}
