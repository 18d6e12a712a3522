//! A whole job: limits, flags and recordings from the first bytes, and then one decision after another
//! on what the service and the network do.

mod backend;

use super::assertions::{assert_line, assert_no_token, assert_report};
use super::input::Input;
use crate::codes::*;
use crate::engine::observer::CallObserver;
use crate::input::settings::Limits;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::plan::{ChangeParams, Plan};
use crate::tests::fixtures::{OPERATIONS, conclude_with_report, execute, params};
use backend::{FuzzedBackend, History};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

/// Whether a callback cancels the call.
#[derive(Clone, Copy, PartialEq)]
enum Cancel {
    Never,
    AtThirdProgress,
    AtFourthOutcomes,
}

pub(super) fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let operation = input.pick(&OPERATIONS);
    let flags = input.pick(&[0, WEBEXREC_VERIFY, WEBEXREC_SINGLE_REQUEST, WEBEXREC_ALL]);
    let limits = limits(&mut input);
    let cancel = match input.below(8) {
        1 => Cancel::AtThirdProgress,
        2 => Cancel::AtFourthOutcomes,
        _ => Cancel::Never,
    };
    let recordings = recordings(&mut input, flags);
    let json = Value::Array(recordings.clone()).to_string();
    let params =
        ChangeParams { site_url: Some("example.webex.com"), ..params(operation, &json, flags) };
    let Ok(plan) = Plan::new(&params, &mut |_| ()) else { return };
    let mut backend = FuzzedBackend::new(input);
    let mut journal = HashMap::new();
    let report = run(&plan, &mut backend, &limits, cancel, &mut journal);
    assert_eq!(report["requests"], backend.requests);
    let results = report["results"].as_array().expect("results");
    for (recording, result) in recordings.iter().zip(results) {
        // A recording is in doubt if any of its elements says so.
        let is_in_doubt = |r: &Value| r["id"] == recording["id"] && r["outcome"] == "unknown";
        let was_in_doubt = recordings.iter().any(is_in_doubt);
        let history = backend.history(recording["id"].as_str().expect("an id"));
        assert_supported(history, was_in_doubt, result, plan.verify);
    }
    if cancel != Cancel::AtFourthOutcomes {
        assert_journal_agrees(&report, &journal);
    }
}

fn limits(input: &mut Input) -> Limits {
    Limits {
        concurrency: 1 + usize::from(input.below(5)),
        request_timeout: Duration::from_secs(60),
        deadline: input.pick(&[None, None, Some(Duration::from_secs(100))]),
        max_attempts: 1 + u32::from(input.below(6)),
        max_wait: Duration::from_secs(input.pick(&[900, 0, 60])),
    }
}

/// Elements of all kinds, and sometimes more than fit into one request.
fn recordings(input: &mut Input, flags: u32) -> Vec<Value> {
    if flags & WEBEXREC_ALL != 0 {
        return Vec::new();
    }
    let number = match input.byte() {
        few @ 0..=251 => usize::from(few % 12) + 1,
        many => usize::from(many - 251) + Operation::BATCH_SIZE,
    };
    let mut recordings: Vec<Value> =
        (0..number).map(|id| json!({"id": id.to_string(), "sizeBytes": id})).collect();
    // All others stay plain.
    for recording in recordings.iter_mut().take(4) {
        match input.below(16) {
            0..=9 => {}
            10 => recording["siteUrl"] = "other.webex.com".into(),
            11 => recording["hostEmail"] = "b@example.com".into(),
            12 => recording["shareToMe"] = true.into(),
            13 => recording["outcome"] = "unknown".into(),
            14 => recording["id"] = "0".into(),
            _ => recording["sizeBytes"] = u64::MAX.into(),
        }
    }
    recordings
}

/// Runs the job and returns its report. `journal`: the last result of each id that the outcome
/// callback was notified of.
fn run(
    plan: &Plan,
    backend: &mut FuzzedBackend,
    limits: &Limits,
    cancel: Cancel,
    journal: &mut HashMap<String, Value>,
) -> Value {
    let monitor = backend.monitor.clone();
    let (mut progress_calls, mut outcome_calls) = (0, 0);
    let mut on_progress = |_: &_| {
        progress_calls += 1;
        cancel != Cancel::AtThirdProgress || progress_calls < 3
    };
    let mut on_outcomes = |results: &str| {
        for result in serde_json::from_str::<Vec<Value>>(results).expect("a JSON array") {
            journal.insert(result["id"].to_string(), result);
        }
        outcome_calls += 1;
        cancel != Cancel::AtFourthOutcomes || outcome_calls < 4
    };
    let observer =
        CallObserver::new(Some(&monitor), Some(&mut on_progress), Some(&mut on_outcomes));
    let (job, stats, stop) = execute(plan, backend, limits, observer);
    let (conclusion, report) = conclude_with_report(plan, job.ledger(), &stats, stop.as_ref());
    let code = conclusion.map_or(WEBEXREC_OK, |error| {
        assert_line(&error.message);
        error.code
    });
    assert_no_token(&report);
    assert_report(&report, code, plan.entries.len())
}

/// An outcome says no more than the responses support.
fn assert_supported(history: History, was_in_doubt: bool, result: &Value, verified: bool) {
    let History { confirmed, rejected_alone, locked_alone, may_have_changed } = history;
    let is_supported = match result["outcome"].as_str().expect("text") {
        "done" => confirmed || (verified && result["seen"].is_string()),
        "rejected" => (rejected_alone || locked_alone) && !confirmed,
        "inferred" => rejected_alone && (may_have_changed || was_in_doubt) && !confirmed,
        "failed" => !may_have_changed && !confirmed && !was_in_doubt,
        "notSent" => !may_have_changed && !confirmed && !rejected_alone && !was_in_doubt,
        "unknown" => !confirmed,
        _ => false,
    };
    assert!(is_supported, "{history:?}: {result}");
}

fn assert_journal_agrees(report: &Value, journal: &HashMap<String, Value>) {
    for result in report["results"].as_array().expect("results") {
        if let Some(last) = journal.get(&result["id"].to_string()) {
            assert_eq!(
                last["outcome"], result["outcome"],
                "the last outcome is that of the report"
            );
        }
    }
}
