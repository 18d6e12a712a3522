//! What must hold for every call, whatever the network does. It is checked against the simulator's state and
//! the log of the proxy.

use crate::fault::{ENDLESS_BODY, ENDLESS_HEAD};
use crate::job::{FinishedCall, Job, id};
use crate::proxy::Event;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use webexrec::WEBEXREC_OK;

/// The time after its deadline in which a call must end: the library needs at most 100 milliseconds to abort
/// the requests in flight; the rest is for a busy machine.
pub const MARGIN: Duration = Duration::from_secs(1);
/// The most that a flooded client may accept. Most of it is in the buffers of the operating system.
const MAX_ACCEPTED: u64 = 48 << 20;

/// The report has one entry for each recording, in input order, with the outcome that was last reported to the
/// callback. (The counts are checked with every report.)
pub fn each_recording_has_one_outcome(job: &Job, call: &FinishedCall) {
    let ids = |results: &[serde_json::Value]| results.iter().map(id).collect::<Vec<_>>();
    assert_eq!(ids(call.result.entries()), ids(&job.recordings), "entries in input order");
    let last: HashMap<_, _> = call
        .outcomes
        .iter()
        .map(|entry| (entry["id"].as_str(), entry["outcome"].as_str()))
        .collect();
    for entry in call.result.entries() {
        let last = last.get(&entry["id"].as_str());
        assert_eq!(last, Some(&entry["outcome"].as_str()), "the last reported outcome of {entry}");
    }
    let all_done = call.result.count("done") == call.result.count("total");
    assert_eq!(call.result.code == WEBEXREC_OK, all_done, "{}", call.result.message);
}

/// Each outcome agrees with the states of the recording and the responses of the service.
pub fn every_outcome_is_true(job: &Job, call: &FinishedCall) {
    let (_, target) = job.operation.states();
    let (states, confirmed) = (job.states(), job.confirmed());
    for entry in call.result.entries() {
        let id = id(entry);
        let (before, after, is_confirmed) =
            (job.before.get(&id), states.get(&id), confirmed.contains(&id));
        let is_unchanged = after == before && !is_confirmed;
        let is_true = match entry["outcome"].as_str().expect("text") {
            "done" => after == Some(&target) && (is_confirmed || entry["seen"].is_string()),
            "rejected" => {
                is_unchanged && (400..500).contains(&entry["status"].as_u64().unwrap_or(0))
            }
            "failed" | "notSent" => is_unchanged,
            "unknown" | "inferred" => true,
            other => panic!("there is no outcome {other}"),
        };
        assert!(is_true, "{before:?}, then {after:?}, confirmed: {is_confirmed}: {entry}");
        let is_done = entry["outcome"] == "done";
        assert!(is_done || entry["message"].is_string(), "no reason in {entry}");
    }
}

/// A recording is reported as sending before each request with it, and not sent again once it is confirmed;
/// except for one recording by which the library finds out whether the service accepts repeats.
pub fn each_request_was_reported_and_none_was_superfluous(events: &[Event]) {
    let mut reported: HashMap<&str, u32> = HashMap::new();
    let (mut confirmed, mut repeated) = (HashSet::new(), HashSet::new());
    for event in events {
        match event {
            Event::ReportedAsSending(ids) => {
                ids.iter().for_each(|id| *reported.entry(id).or_default() += 1)
            }
            Event::Confirmed(ids) => confirmed.extend(ids),
            Event::Arrived { ids, .. } if ids.len() == 1 && confirmed.contains(&ids[0]) => {
                repeated.insert(&ids[0]);
            }
            Event::Arrived { ids, .. } => {
                for id in ids {
                    let left = reported.get(&**id).and_then(|times| times.checked_sub(1));
                    reported.insert(
                        id,
                        left.unwrap_or_else(|| panic!("{id} was not reported as sending")),
                    );
                    assert!(!confirmed.contains(id), "{id} was confirmed already");
                }
            }
            Event::Flooded(_) => {}
        }
    }
    assert!(repeated.len() <= 1, "these were confirmed already: {repeated:?}");
}

/// The report counts at least the requests that arrived.
pub fn each_request_is_counted(call: &FinishedCall, arrived: usize) {
    let counted = call.result.report["requests"].as_u64().expect("a number");
    assert!(arrived as u64 <= counted, "{arrived} requests arrived, {counted} are counted");
}

/// If the proxy sees all requests: a recording that is unknown was in one of them, and one that is inferred was
/// in one that was hit.
pub fn recordings_in_doubt_were_sent(call: &FinishedCall, events: &[Event]) {
    let (mut arrived, mut hits) = (HashSet::new(), HashSet::new());
    for event in events {
        if let Event::Arrived { ids, hit } = event {
            arrived.extend(ids.iter().cloned());
            hits.extend(ids.iter().filter(|_| *hit).cloned());
        }
    }
    for entry in call.result.entries() {
        match entry["outcome"].as_str() {
            Some("unknown") => assert!(arrived.contains(&id(entry)), "never sent: {entry}"),
            Some("inferred") => assert!(hits.contains(&id(entry)), "never lost: {entry}"),
            _ => {}
        }
    }
}

pub fn nothing_is_in_doubt(call: &FinishedCall) {
    let in_doubt = call.result.count("unknown") + call.result.count("inferred");
    assert_eq!(in_doubt, 0, "nothing was sent that can be in doubt: {}", call.result.report);
}

/// All recordings that were in the right state are done.
pub fn everything_possible_is_done(job: &Job, call: &FinishedCall) {
    let possible = job.possible();
    for entry in call.result.entries() {
        let is_possible = entry["id"].as_str().is_some_and(|id| possible.contains(id));
        assert!(!is_possible || entry["outcome"] == "done", "it was possible: {entry}");
    }
}

pub fn the_call_ended_in_time(call: &FinishedCall, deadline: Duration) {
    assert!(call.took <= deadline + MARGIN, "a deadline of {deadline:?} took {:?}", call.took);
}

/// Endless responses were cut off early.
pub fn floods_were_cut_off(events: &[Event]) {
    const { assert!(MAX_ACCEPTED < ENDLESS_HEAD && MAX_ACCEPTED < ENDLESS_BODY) };
    for event in events {
        if let Event::Flooded(bytes) = event {
            assert!(*bytes < MAX_ACCEPTED, "{bytes} bytes of an endless response were accepted");
        }
    }
}
