//! The Nth network operation of a job fails, once or with all that follow, for every N until the job
//! has fewer operations: the report is true, the caller was notified, and the job ends.
//!
//! A request is three operations: connect, send, receive. A failure is an error, or a hang.

use super::checks::{States, Truth, run_checked, states};
use super::fixtures::{OPERATIONS, base_url, params};
use super::harness::run;
use super::network::{Fault, Transit};
use super::simulation::Simulation;
use crate::codes::*;
use crate::engine::Executor;
use crate::engine::observer::CallObserver;
use crate::input::settings::Limits;
use crate::jobs::change::operation::Operation;
use crate::jobs::list::Listing;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::thread;
use std::time::Duration;
use time::UtcDateTime;
use webexrec_simulator::{Batch, DropConnection, Role, Script, Settings, Status};

/// How long after its deadline a call may return.
const MAX_DELAY: Duration = Duration::from_millis(200);
/// No job here has so many operations.
const MAX_OPERATIONS: usize = 1_000;

#[derive(Debug, Clone, Copy)]
struct Failure {
    /// The operation that fails, counted from 1.
    nth: usize,
    /// Whether all operations after it fail too.
    is_lasting: bool,
    /// Whether it hangs instead of ending with an error.
    hangs: bool,
}

#[derive(Debug, Clone, Copy)]
struct Case {
    failure: Failure,
    operation: Operation,
    flags: u32,
    batch: Batch,
    accepts_repeats: bool,
    deadline: Option<Duration>,
}

impl Failure {
    /// The request with the operation, counted from 0, and which of its three operations it is.
    fn place(self) -> (usize, usize) {
        ((self.nth - 1) / 3, (self.nth - 1) % 3)
    }

    fn apply_to(self, simulation: &mut Simulation) {
        let (failing, stage) = self.place();
        if stage == 1 {
            // Sent, and lost before the service acts on it.
            let drop = Some(DropConnection::Before);
            simulation.service.script(Script { skip: failing as u32, drop, ..Script::default() });
        }
        let [no_connection, no_response] = if self.hangs {
            [Fault::ConnectionStuck, Fault::ResponseStalled]
        } else {
            [Fault::ConnectionRefused, Fault::ResponseLost]
        };
        let mut number = 0;
        simulation.network = Box::new(move |_| {
            let fault = match number {
                now if now == failing && stage == 0 => Some(no_connection),
                now if now == failing => Some(no_response),
                now if now > failing && self.is_lasting => Some(no_connection),
                _ => None,
            };
            number += 1;
            Transit::with(fault)
        });
    }

    /// Whether a job with so many requests had that operation.
    fn happened(self, requests: u64) -> bool {
        requests as usize > self.place().0
    }
}

/// Plays a job for every N until `play` returns that its failure did not happen.
fn for_each_nth(is_lasting: bool, hangs: bool, play: impl Fn(Failure) -> bool) {
    let happened = |nth: &usize| play(Failure { nth: *nth, is_lasting, hangs });
    let last = (1..=MAX_OPERATIONS).take_while(happened).last();
    assert!(last.is_some_and(|last| (3..MAX_OPERATIONS).contains(&last)), "up to {last:?}");
}

fn limits(deadline: Option<Duration>) -> Limits {
    let request_timeout = Duration::from_secs(5);
    Limits { request_timeout, deadline, max_attempts: 3, ..Limits::default() }
}

/// Changes recordings of three sites, one of which is unknown and one in another state than it has to
/// be. Returns whether the failure happened.
fn play_change(case: Case) -> bool {
    let name = format!("{case:?}");
    let Case { failure, operation, flags, deadline, .. } = case;
    let mut simulation = new_simulation(operation);
    simulation.service.change(|behaviour| {
        behaviour.batch = case.batch;
        behaviour.already_status = if case.accepts_repeats { 204 } else { 404 };
    });
    failure.apply_to(&mut simulation);
    let before = states(&simulation);
    let mut truth = Truth::new(operation);
    let json = Value::Array(recordings(&simulation)).to_string();
    let params = params(operation, &json, flags);
    let finished =
        run_checked(&mut simulation, &mut truth, &params, &limits(deadline), false, &name);
    let longest = deadline.map_or(Duration::from_secs(300), |deadline| deadline + MAX_DELAY);
    assert!(finished.took <= longest, "{name}: took {:?}", finished.took);
    if !failure.is_lasting && deadline.is_none() && case.accepts_repeats {
        check_all_done(&finished.report(), &before, operation, &name);
    }
    failure.happened(finished.stats.requests)
}

/// A service with recordings in the state that the operation needs, except for the first.
fn new_simulation(operation: Operation) -> Simulation {
    let settings = Settings { recordings: 12, other_recordings: 2, ..Settings::default() };
    let mut simulation = Simulation::new(&settings, Role::User, 1);
    let recordings = recordings_of_service(&simulation);
    let to_move = if operation == Operation::Move { &recordings[..1] } else { &recordings[1..] };
    let json = Value::from(to_move).to_string();
    run(&mut simulation, &params(Operation::Move, &json, 0), &Limits::default());
    simulation
}

fn recordings_of_service(simulation: &Simulation) -> Vec<Value> {
    let recordings = simulation.service.recordings().iter();
    recordings.map(|r| json!({ "id": r.id, "siteUrl": r.site_url })).collect()
}

/// Those of the service, and an unknown one.
fn recordings(simulation: &Simulation) -> Vec<Value> {
    let mut recordings = recordings_of_service(simulation);
    recordings.insert(9, json!({ "id": "0".repeat(32), "siteUrl": "example.webex.com" }));
    recordings
}

/// Every recording in the state that the operation needs is done.
fn check_all_done(report: &Value, before: &States, operation: Operation, name: &str) {
    let needed = if operation == Operation::Move { Status::Available } else { Status::Deleted };
    for result in report["results"].as_array().expect("results") {
        let is_possible = before.get(result["id"].as_str().expect("an id")) == Some(&needed);
        assert!(!is_possible || result["outcome"] == "done", "{name}: {result}");
    }
}

fn play_all_changes(is_lasting: bool, hangs: bool) {
    let deadline = Some(Duration::from_secs(3));
    thread::scope(|scope| {
        for operation in OPERATIONS {
            scope.spawn(move || {
                for (batch, flags, accepts_repeats, deadline) in [
                    (Batch::Atomic, 0, true, None),
                    (Batch::Atomic, WEBEXREC_VERIFY, false, None),
                    (Batch::UntilFirstBad, WEBEXREC_VERIFY, true, None),
                    (Batch::UntilFirstBad, 0, false, None),
                    (Batch::AllOthers, 0, true, None),
                    (Batch::AllOthers, WEBEXREC_VERIFY, false, deadline),
                ] {
                    for_each_nth(is_lasting, hangs, |failure| {
                        play_change(Case {
                            failure,
                            operation,
                            flags,
                            batch,
                            accepts_repeats,
                            deadline,
                        })
                    });
                }
            });
        }
    });
}

#[test]
fn a_change_survives_the_failure_of_any_one_operation() {
    play_all_changes(false, false);
    play_all_changes(false, true);
}

#[test]
fn a_change_ends_with_a_true_report_if_all_operations_fail_from_any_one_on() {
    play_all_changes(true, false);
    play_all_changes(true, true);
}

#[test]
fn a_list_is_complete_or_an_error_whichever_operation_fails() {
    for (is_lasting, hangs) in [(false, false), (false, true), (true, false), (true, true)] {
        for_each_nth(is_lasting, hangs, play_list);
    }
}

/// Lists five pages of recordings. Returns whether the failure happened.
fn play_list(failure: Failure) -> bool {
    let settings = Settings { recordings: 450, other_recordings: 0, ..Settings::default() };
    let mut simulation = Simulation::new(&settings, Role::User, 1);
    let all: HashSet<String> = states(&simulation).into_keys().collect();
    failure.apply_to(&mut simulation);
    let listing = Listing::new(Some(r#"{"from":"2020-01-01"}"#), 0, UtcDateTime::now());
    let mut pages = listing.expect("a query").fetch(base_url());
    let limits = limits(None);
    let mut executor = Executor::new(&mut simulation, &limits, CallObserver::default());
    executor.run(&mut pages);
    let (stats, stop) = executor.finish();
    let happened = failure.happened(stats.requests);
    assert_eq!(stop.is_some(), failure.is_lasting && happened, "{failure:?}: {stop:?}");
    if stop.is_none() {
        let list: Vec<Value> = serde_json::from_str(&pages.into_json()).expect("an array");
        let listed = list.iter().map(|r| r["id"].as_str().expect("an id").to_owned());
        assert_eq!((list.len(), listed.collect::<HashSet<_>>()), (450, all), "{failure:?}");
    }
    happened
}
