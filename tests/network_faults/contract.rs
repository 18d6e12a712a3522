//! What holds for every call, whatever the network did to it: checked against the simulator's true state
//! and what the proxy saw.

use crate::fault::{ENDLESS_BODY, ENDLESS_HEAD};
use crate::job::{Done, Job, id};
use crate::proxy::Event;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use webexrec::WEBEXREC_OK;

/// How much later than its deadline a call may end: the library takes 100 milliseconds at most to call off
/// what is under way, the rest is for a machine that does other things too.
pub const MARGIN: Duration = Duration::from_secs(1);
/// A flooded client may have taken so much, most of it in the buffers of the operating system.
const GULP: u64 = 48 << 20;

/// Every recording that was given has one result, in its place, and the counts add up (which is checked
/// with every report); the last word of the journal is that of the report.
pub fn nothing_is_lost_or_doubled(job: &Job, done: &Done) {
    let ids = |results: &[serde_json::Value]| results.iter().map(id).collect::<Vec<_>>();
    assert_eq!(ids(done.result.entries()), ids(&job.recordings), "results in input order");
    let last: HashMap<_, _> =
        done.journal.iter().map(|line| (line["id"].as_str(), line["outcome"].as_str())).collect();
    for entry in done.result.entries() {
        let last = last.get(&entry["id"].as_str());
        assert_eq!(last, Some(&entry["outcome"].as_str()), "the last word on {entry}");
    }
    let all_done = done.result.count("done") == done.result.count("total");
    assert_eq!(done.result.code == WEBEXREC_OK, all_done, "{}", done.result.message);
}

/// What a result says is so, by the states of the recordings and by what the service has answered.
pub fn every_outcome_is_true(job: &Job, done: &Done) {
    let (_, target) = job.operation.states();
    let (states, granted) = (job.states(), job.granted());
    for entry in done.result.entries() {
        let id = id(result);
        let (before, after, granted) =
            (job.before.get(&id), states.get(&id), granted.contains(&id));
        let is_unchanged = after == before && !granted;
        let is_true = match entry["outcome"].as_str().expect("text") {
            "done" => after == Some(&target) && (granted || entry["seen"].is_string()),
            "rejected" => {
                is_unchanged && (400..500).contains(&entry["status"].as_u64().unwrap_or(0))
            }
            "failed" | "notSent" => is_unchanged,
            "unknown" | "inferred" => true,
            other => panic!("there is no outcome {other}"),
        };
        assert!(is_true, "it was {before:?}, is {after:?}, granted: {granted}: {entry}");
        let is_done = entry["outcome"] == "done";
        assert!(is_done || entry["message"].is_string(), "no reason in {entry}");
    }
}

/// What is sent was announced before, each time. What is confirmed is not sent again, but for the one
/// recording by which the library finds out whether the service accepts repeats.
pub fn each_request_is_announced_and_none_made_in_vain(events: &[Event]) {
    let mut announced: HashMap<&str, u32> = HashMap::new();
    let (mut confirmed, mut repeated) = (HashSet::new(), HashSet::new());
    for event in events {
        match event {
            Event::Announced(ids) => {
                ids.iter().for_each(|id| *announced.entry(id).or_default() += 1)
            }
            Event::Confirmed(ids) => confirmed.extend(ids),
            Event::Arrived { ids, .. } if ids.len() == 1 && confirmed.contains(&ids[0]) => {
                repeated.insert(&ids[0]);
            }
            Event::Arrived { ids, .. } => {
                for id in ids {
                    let left = announced.get(&**id).and_then(|times| times.checked_sub(1));
                    announced.insert(id, left.unwrap_or_else(|| panic!("{id} was not announced")));
                    assert!(!confirmed.contains(id), "{id} was done already");
                }
            }
            Event::Flooded(_) => {}
        }
    }
    assert!(repeated.len() <= 1, "all of these were done already: {repeated:?}");
}

/// The report's number of requests is at least what arrived: nothing is sent behind its back.
pub fn each_request_is_counted(done: &Done, arrived: usize) {
    let counted = done.result.report["requests"].as_u64().expect("a number");
    assert!(arrived as u64 <= counted, "{arrived} requests arrived, {counted} are counted");
}

/// Where the proxy sees requests: nothing is called unclear that was in none, and nothing is inferred
/// that was in none that was hit.
pub fn what_is_unclear_was_sent(done: &Done, events: &[Event]) {
    let (mut arrived, mut hits) = (HashSet::new(), HashSet::new());
    for event in events {
        if let Event::Arrived { ids, hit } = event {
            arrived.extend(ids.iter().cloned());
            hits.extend(ids.iter().filter(|_| *hit).cloned());
        }
    }
    for entry in done.result.entries() {
        match entry["outcome"].as_str() {
            Some("unknown") => assert!(arrived.contains(&id(result)), "never sent: {entry}"),
            Some("inferred") => assert!(hits.contains(&id(result)), "never lost: {entry}"),
            _ => {}
        }
    }
}

pub fn nothing_is_unclear(done: &Done) {
    let unclear = done.result.count("unknown") + done.result.count("inferred");
    assert_eq!(unclear, 0, "nothing was sent that can be unclear: {}", done.result.report);
}

/// Everything that can be done is.
pub fn all_that_is_possible_is_done(job: &Job, done: &Done) {
    let possible = job.possible();
    for entry in done.result.entries() {
        let is_possible = entry["id"].as_str().is_some_and(|id| possible.contains(id));
        assert!(!is_possible || entry["outcome"] == "done", "it could be done: {entry}");
    }
}

pub fn it_ended_in_time(done: &Done, deadline: Duration) {
    assert!(done.took <= deadline + MARGIN, "a deadline of {deadline:?} took {:?}", done.took);
}

/// What never ends was cut off long before its end.
pub fn no_flood_was_swallowed(events: &[Event]) {
    const { assert!(GULP < ENDLESS_HEAD && GULP < ENDLESS_BODY) };
    for event in events {
        if let Event::Flooded(bytes) = event {
            assert!(*bytes < GULP, "{bytes} bytes of a flood were taken");
        }
    }
}
