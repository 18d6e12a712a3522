//! Runs a change and checks what holds whatever happens to it: the report is complete, a journal of the
//! outcomes agrees with it, and no outcome says more than the true states of the recordings.

use super::harness::{Finished, run_observed};
use super::simulation::Simulation;
use crate::codes::WEBEXREC_OK;
use crate::engine::observer::{CallObserver, Progress};
use crate::http::Request;
use crate::input::settings::Limits;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::plan::ChangeParams;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use webexrec_simulator::Status;

/// Runs a change with all checks of this file. `truth` has seen the earlier jobs on the simulation.
pub(super) fn run_checked(
    simulation: &mut Simulation,
    truth: &mut Truth,
    params: &ChangeParams,
    limits: &Limits,
    wants_progress: bool,
    case: &str,
) -> Finished {
    truth.begin(simulation);
    let journal = Journal::default();
    let (sent, sent_case) = (journal.clone(), case.to_owned());
    simulation.on_send = Box::new(move |request| sent.check_request(request, &sent_case));
    let mut on_outcomes = |results: &str| {
        journal.write(results);
        true
    };
    let mut on_progress = |progress: &Progress| {
        assert!(progress.done + progress.not_done <= progress.total, "{case}: {progress:?}");
        true
    };
    let on_progress: &mut dyn FnMut(&Progress) -> bool = &mut on_progress;
    let on_progress = wants_progress.then_some(on_progress);
    let monitor = simulation.monitor.clone();
    let observer = CallObserver::new(Some(&monitor), on_progress, Some(&mut on_outcomes));
    let finished = run_observed(simulation, params, limits, observer);
    simulation.on_send = Box::new(|_| ());
    simulation.deliver_abandoned();
    let report = finished.report();
    check_report(&report, finished.code, params, case);
    journal.check_against(&report, case);
    truth.check(&report, simulation, case);
    finished
}

/// The true state of each recording.
pub(super) type States = HashMap<String, Status>;

pub(super) fn states(simulation: &Simulation) -> States {
    simulation.service.recordings().iter().map(|r| (r.id.clone(), r.status)).collect()
}

/// The report has one result for each recording given, in the same order, and its counts add up.
fn check_report(report: &Value, code: i32, params: &ChangeParams, case: &str) {
    let given: Vec<Value> =
        serde_json::from_str(params.recordings_json.expect("recordings")).expect("an array");
    let results = report["results"].as_array().expect("results");
    let ids = |values: &[Value]| values.iter().map(|v| v["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(results), ids(&given), "{case}");
    for result in results {
        let needs_reason = result["outcome"] != "done";
        assert!(!needs_reason || result["message"].is_string(), "{case}: no reason in {result}");
    }
    let counts = report["counts"].as_object().expect("counts");
    let count = |name: &str| counts[name].as_u64().expect("a number");
    let sum: u64 = counts.keys().filter(|name| *name != "total").map(|name| count(name)).sum();
    assert_eq!((count("total"), sum), (given.len() as u64, given.len() as u64), "{case}");
    let all_done = count("done") == count("total");
    assert_eq!(code == WEBEXREC_OK, all_done, "{case}: {code} {counts:?}");
}

/// The last outcome of each recording that the callback was notified of.
#[derive(Clone, Default)]
struct Journal(Rc<RefCell<HashMap<String, String>>>);

impl Journal {
    /// Takes what the outcome callback gets.
    fn write(&self, results: &str) {
        let results: Vec<Value> = serde_json::from_str(results).expect("a JSON array");
        for result in results {
            let [id, outcome] = ["id", "outcome"].map(|name| result[name].as_str().expect("text"));
            self.0.borrow_mut().insert(id.into(), outcome.into());
        }
    }

    /// A change is about 1 to 100 recordings, and each was announced. One that is done may be sent
    /// again without notice, to see whether the service accepts repeats.
    fn check_request(&self, request: &Request, case: &str) {
        let Some(body) = &request.body else { return };
        let ids = recording_ids(body);
        assert!((1..=Operation::BATCH_SIZE).contains(&ids.len()), "{case}: {} ids", ids.len());
        for id in &ids {
            let last = self.0.borrow().get(id).cloned();
            let is_repeat_check = ids.len() == 1 && last.as_deref() == Some("done");
            let is_announced = last.as_deref() == Some("sending");
            assert!(is_announced || is_repeat_check, "{case}: {id} is sent after {last:?}");
        }
    }

    /// The last outcome of each recording is that of the report.
    fn check_against(&self, report: &Value, case: &str) {
        for result in report["results"].as_array().expect("results") {
            let last = self.0.borrow().get(result["id"].as_str().expect("an id")).cloned();
            assert_eq!(last.as_deref(), result["outcome"].as_str(), "{case}: {result}");
        }
    }
}

fn recording_ids(body: &[u8]) -> Vec<String> {
    let body: Value = serde_json::from_slice(body).expect("a body is JSON");
    let ids = body["recordingIds"].as_array().expect("ids");
    ids.iter().map(|id| id.as_str().expect("an id").to_owned()).collect()
}

/// The true states before a job, against which its outcomes are checked.
pub(super) struct Truth {
    pub operation: Operation,
    before: States,
    /// The state of a recording before the job that left it in doubt.
    before_doubt: States,
}

impl Truth {
    pub fn new(operation: Operation) -> Self {
        Truth { operation, before: States::new(), before_doubt: States::new() }
    }

    fn begin(&mut self, simulation: &Simulation) {
        self.before = states(simulation);
    }

    /// No outcome of the job says more than the true states.
    fn check(&mut self, report: &Value, simulation: &Simulation, case: &str) {
        let now = states(simulation);
        let mut known = HashSet::new();
        for result in report["results"].as_array().expect("results") {
            let id = result["id"].as_str().expect("an id");
            let outcome = result["outcome"].as_str().expect("an outcome");
            let (Some(state), Some(before)) = (now.get(id), self.before.get(id)) else {
                assert_ne!(outcome, "done", "{case}: {id} does not exist");
                continue;
            };
            let before = *self.before_doubt.get(id).unwrap_or(before);
            assert!(
                self.is_true(outcome, before, *state),
                "{case}: {result} was {before:?} and is {state:?}: {}",
                serde_json::to_string_pretty(simulation.service.requests()).expect("JSON")
            );
            if known.insert(id) {
                if matches!(outcome, "unknown" | "inferred") {
                    self.before_doubt.insert(id.into(), before);
                } else {
                    self.before_doubt.remove(id);
                }
            }
        }
    }

    fn is_true(&self, outcome: &str, before: Status, now: Status) -> bool {
        let target = match self.operation {
            Operation::Move => Status::Deleted,
            Operation::Restore => Status::Available,
            Operation::Purge => Status::Purged,
        };
        match outcome {
            "done" => now == target,
            "rejected" | "failed" | "notSent" => now == before,
            "unknown" | "inferred" => true,
            _ => false,
        }
    }
}
