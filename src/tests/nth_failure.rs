//! The Nth operation on the network fails, once or for ever after, for every N up to a run in which it
//! does not come: whatever it was, the report is true, the caller was told, and the run ends.
//!
//! A request is three operations: connecting, sending, receiving. One that hangs has failed too.

use super::schedules::{check_journal, check_report, check_truth, job, states};
use super::simulation::{Accident, Fate, Finished, Simulation};
use crate::codes::*;
use crate::engine::Executor;
use crate::engine::observer::CallObserver;
use crate::input::settings::Limits;
use crate::jobs::change::operation::Operation;
use crate::jobs::list::Listing;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::thread;
use std::time::Duration;
use time::UtcDateTime;
use webexrec_simulator::{Batch, DropConnection, Role, Script, Settings, Status};

const LATENCY: Duration = Duration::from_millis(40);
/// A call with a deadline may return so much later.
const MARGIN: Duration = Duration::from_millis(200);
/// How often a request is tried.
const TRIES: u32 = 3;
/// No run comes near it.
const ENDLESS: usize = 1_000;

/// Which operation fails, and how.
#[derive(Debug, Clone, Copy)]
struct Failing {
    nth: usize,
    forever: bool,
    hangs: bool,
}

/// A job, and whatever has an influence on how it gets on.
#[derive(Debug, Clone, Copy)]
struct Case {
    failing: Failing,
    operation: Operation,
    flags: u32,
    batch: Batch,
    repeats_are_accepted: bool,
    deadline: Option<Duration>,
}

impl Failing {
    /// Makes the operations of the requests to come fail. `sending` is told how many were sent before.
    fn arrange(self, simulation: &mut Simulation, mut sending: impl FnMut(usize) + 'static) {
        let Failing { nth, forever, hangs } = self;
        let (request, stage) = ((nth - 1) / 3, (nth - 1) % 3);
        if stage == 1 {
            // It is sent, and gets lost on its way.
            let drop = Some(DropConnection::Before);
            simulation.service.script(Script { skip: request as u32, drop, ..Script::default() });
        }
        let [unconnected, unanswered] = if hangs {
            [Accident::Stuck, Accident::Stalled]
        } else {
            [Accident::Refused, Accident::Broken]
        };
        let mut sent = 0;
        simulation.fate = Box::new(move |_| {
            sending(sent);
            let accident = match sent {
                now if now == request && stage == 0 => Some(unconnected),
                now if now == request => Some(unanswered),
                now if now > request && forever => Some(unconnected),
                _ => None,
            };
            sent += 1;
            Fate { there: LATENCY / 2, back: LATENCY / 2, accident }
        });
    }

    /// Whether a run of so many requests came to it.
    fn came(self, requests: usize) -> bool {
        requests > (self.nth - 1) / 3
    }
}

/// Every N from 1 up to a run that doesn't come to it.
fn each_nth(forever: bool, hangs: bool, mut play: impl FnMut(Failing) -> bool) {
    let came = |nth: &usize| play(Failing { nth: *nth, forever, hangs });
    let last = (1..=ENDLESS).take_while(came).last();
    assert!(last.is_some_and(|last| (3..ENDLESS).contains(&last)), "up to {last:?}");
}

fn limits(deadline: Option<Duration>) -> Limits {
    let request_timeout = Duration::from_secs(5);
    Limits { request_timeout, deadline, max_attempts: TRIES, ..Limits::default() }
}

fn settings(recordings: usize) -> Settings {
    Settings { recordings, other_recordings: 0, ..Settings::default() }
}

/// Recordings on three sites, one of them unknown and one in another state than it should be. Whether the
/// run came to the operation that fails.
fn play(case: Case) -> bool {
    let name = format!("{case:?}");
    let settings = Settings { other_recordings: 2, ..settings(12) };
    let mut simulation = Simulation::new(&settings, Role::User, 1);
    let recordings = simulation.service.recordings().iter();
    let mut given: Vec<Value> =
        recordings.map(|r| json!({ "id": r.id, "siteUrl": r.site_url })).collect();
    let in_bin = if case.operation == Operation::Move { 0..1 } else { 1..given.len() };
    let in_bin = Value::from(&given[in_bin]).to_string();
    simulation.run(&job(Operation::Move, &in_bin, 0), &Limits::default(), |_| ());
    given.insert(9, json!({ "id": "0".repeat(32), "siteUrl": "example.webex.com" }));
    simulation.service.change(|behaviour| {
        behaviour.batch = case.batch;
        behaviour.already_status = if case.repeats_are_accepted { 204 } else { 404 };
    });
    let before = states(&simulation);
    let announced = Rc::new(Cell::new(0));
    let verifies = case.flags & WEBEXREC_VERIFY != 0;
    let told = announced.clone();
    let order = name.clone();
    case.failing.arrange(&mut simulation, move |sent| {
        // What is not announced: a look, and a recording that is done, to see whether repeats are
        // accepted.
        let told = told.get() + TRIES as usize;
        assert!(verifies || told > sent, "{order}: {sent} were sent, {told} told at most");
    });

    let json = Value::Array(given).to_string();
    let journal = RefCell::new(Vec::<Value>::new());
    let mut outcomes = |results: &str| {
        let results: Vec<Value> = serde_json::from_str(results).expect("an array");
        announced.set(announced.get() + usize::from(results[0]["outcome"] == "sending"));
        journal.borrow_mut().extend(results);
        true
    };
    let monitor = simulation.monitor.clone();
    let watch = CallObserver::new(Some(&monitor), None, Some(&mut outcomes));
    let (limits, job) = (limits(case.deadline), job(case.operation, &json, case.flags));
    let look = |ended: Finished| {
        let (code, report) = ended.report();
        check_report(&report, code, &ended, &name);
        check_journal(&journal.borrow(), &report, &name);
        let patience = case.deadline.map_or(Duration::from_secs(300), |deadline| deadline + MARGIN);
        assert!(ended.took <= patience, "{name}: took {:?}", ended.took);
        report
    };
    let report = simulation.run_watched(&job, &limits, watch, look);
    simulation.settle();
    check_truth(&report, &before, &simulation, case.operation, &mut HashMap::new(), &name);
    if !case.failing.forever && case.deadline.is_none() && case.repeats_are_accepted {
        check_repair(&report, &before, case.operation, &name);
    }
    case.failing.came(report["requests"].as_u64().expect("a number") as usize)
}

/// What failed once is made good: all that could be done is.
fn check_repair(
    report: &Value,
    before: &HashMap<String, Status>,
    operation: Operation,
    name: &str,
) {
    let from = if operation == Operation::Move { Status::Available } else { Status::Deleted };
    for result in report["results"].as_array().expect("results") {
        let is_possible = before.get(result["id"].as_str().expect("an id")) == Some(&from);
        assert!(!is_possible || result["outcome"] == "done", "{name}: {result}");
    }
}

fn play_all(forever: bool, hangs: bool) {
    thread::scope(|scope| {
        for operation in [Operation::Move, Operation::Restore, Operation::Purge] {
            scope.spawn(move || {
                for (batch, flags, repeats_are_accepted, deadline) in [
                    (Batch::Atomic, 0, true, None),
                    (Batch::Atomic, WEBEXREC_VERIFY, false, None),
                    (Batch::UntilFirstBad, WEBEXREC_VERIFY, true, None),
                    (Batch::UntilFirstBad, 0, false, None),
                    (Batch::AllOthers, 0, true, None),
                    (Batch::AllOthers, WEBEXREC_VERIFY, false, Some(Duration::from_secs(3))),
                ] {
                    each_nth(forever, hangs, |failing| {
                        play(Case {
                            failing,
                            operation,
                            flags,
                            batch,
                            repeats_are_accepted,
                            deadline,
                        })
                    });
                }
            });
        }
    });
}

#[test]
fn an_operation_that_fails_once_is_made_good_whichever_it_is() {
    play_all(false, false);
    play_all(false, true);
}

#[test]
fn operations_that_fail_for_ever_leave_a_true_report_from_whichever_on() {
    play_all(true, false);
    play_all(true, true);
}

#[test]
fn a_list_is_whole_or_none_whichever_operation_fails() {
    for (forever, hangs) in [(false, false), (false, true), (true, false), (true, true)] {
        each_nth(forever, hangs, |failing| {
            let mut simulation = Simulation::new(&settings(450), Role::User, 1);
            let all: HashSet<_> =
                simulation.service.recordings().iter().map(|r| r.id.clone()).collect();
            failing.arrange(&mut simulation, |_| ());
            let (base_url, limits) = (super::base_url(), limits(None));
            let listing = Listing::new(Some(r#"{"from":"2020-01-01"}"#), 0, UtcDateTime::now());
            let mut pages = listing.expect("a query").fetch(&base_url);
            let mut run =
                Executor::new(&mut simulation, &limits, CallObserver::new(None, None, None));
            run.run(&mut pages);
            let (stats, stop) = run.finish();
            let came = failing.came(stats.requests as usize);
            assert_eq!(stop.is_some(), forever && came, "{failing:?}: {stop:?}");
            if stop.is_none() {
                let listed: Vec<Value> =
                    serde_json::from_str(&pages.into_json()).expect("an array");
                let ids = listed.iter().map(|r| r["id"].as_str().expect("an id").to_owned());
                assert_eq!((listed.len(), ids.collect::<HashSet<_>>()), (450, all), "{failing:?}");
            }
            came
        });
    }
}
