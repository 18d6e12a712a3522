//! What the callbacks of a call are notified of, and when.

use crate::codes::*;
use crate::engine::observer::{CallObserver, Progress};
use crate::input::settings::Limits;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::outcome::Outcome::*;
use crate::tests::fixtures::params;
use crate::tests::harness::*;
use crate::tests::network::{Fault, once};
use crate::tests::simulation::Simulation;
use serde_json::Value;
use std::time::{Duration, Instant};
use webexrec_simulator::RateLimit;

/// What the header promises about two progress callbacks, the last one of a call apart.
const MIN_INTERVAL: Duration = Duration::from_millis(50);
const MAX_INTERVAL: Duration = Duration::from_millis(250);

/// Moves all recordings, and returns every progress with its time.
fn notified_progress(simulation: &mut Simulation, limits: &Limits) -> Vec<(Instant, Progress)> {
    let json = to_json(&ids(simulation));
    let clock = simulation.clock.clone();
    let mut notified = Vec::new();
    let mut on_progress = |progress: &Progress| {
        notified.push((clock.now(), *progress));
        true
    };
    let observer = CallObserver::new(None, Some(&mut on_progress), None);
    run_observed(simulation, &params(Operation::Move, &json, 0), limits, observer);
    notified
}

/// The outcomes that a callback is notified of, and for how many recordings in a row.
#[derive(Default)]
struct Outcomes(Vec<(String, usize)>);

impl Outcomes {
    fn push(&mut self, results: &str) {
        let results: Vec<Value> = serde_json::from_str(results).expect("a JSON array");
        for result in results {
            let outcome = result["outcome"].as_str().expect("text");
            match self.0.last_mut() {
                Some((last, count)) if last == outcome => *count += 1,
                _ => self.0.push((outcome.to_owned(), 1)),
            }
        }
    }

    fn in_order(&self) -> Vec<(&str, usize)> {
        self.0.iter().map(|(outcome, count)| (outcome.as_str(), *count)).collect()
    }
}

#[test]
fn progress_comes_neither_too_rarely_nor_too_often() {
    let busy = simulation(50_000);
    let mut throttled = simulation(20_000);
    throttled.service.change(|behaviour| {
        behaviour.rate_limit = Some(RateLimit::FixedWindow { limit: 100, window_seconds: 20.0 });
    });
    let mut stalled = simulation(100);
    stalled.network = once(Fault::ResponseStalled);
    let mut stuck = simulation(100);
    stuck.network = once(Fault::ConnectionStuck);
    for (name, mut simulation) in
        [("busy", busy), ("throttled", throttled), ("stalled", stalled), ("stuck", stuck)]
    {
        let start = simulation.clock.now();
        let notified = notified_progress(&mut simulation, &Limits::default());
        let times: Vec<Instant> = notified.iter().map(|(time, _)| *time).collect();
        let last = times.len() - 1;
        assert_eq!((times[0], times[last]), (start, simulation.clock.now()), "{name}");
        for (index, pair) in times.windows(2).enumerate() {
            let interval = pair[1] - pair[0];
            assert!(interval <= MAX_INTERVAL, "{name}: {interval:?} without progress");
            let is_last = index + 1 == last;
            assert!(interval >= MIN_INTERVAL || is_last, "{name}: {interval:?} after another");
        }
    }
}

#[test]
fn the_last_progress_has_the_counts_of_the_whole_job() {
    let mut simulation = simulation(2_000);
    let (_, last) = *notified_progress(&mut simulation, &Limits::default()).last().expect("one");
    let whole = Progress { total: 2_000, done: 2_000, requests: 20, ..Progress::default() };
    assert_eq!(last, whole);
}

#[test]
fn the_remaining_wait_counts_down_with_the_clock() {
    let mut simulation = simulation(100);
    respond(&mut simulation, 1, 429, Some("30"));
    let notified = notified_progress(&mut simulation, &Limits::default());
    let waits: Vec<(Instant, u64)> = notified
        .into_iter()
        .filter(|(_, progress)| progress.wait_reason == 429)
        .map(|(time, progress)| (time, progress.wait_ms))
        .collect();
    assert!(waits.len() > 30 * 4 && waits[0].1 > 29_000, "{waits:?}");
    for pair in waits.windows(2) {
        let [(before, wait_before), (after, wait_after)] = [pair[0], pair[1]];
        let elapsed = (after - before).as_millis() as u64;
        assert!((wait_after + elapsed).abs_diff(wait_before) <= 1, "{pair:?}");
    }
}

#[test]
fn recordings_are_announced_before_they_are_sent() {
    let mut simulation = simulation(250);
    let json = to_json(&ids(&simulation));
    let mut outcomes = Outcomes::default();
    let mut on_outcomes = |results: &str| {
        outcomes.push(results);
        // Cancels when the third request is announced.
        outcomes.in_order().len() < 5
    };
    let observer = CallObserver::new(None, None, Some(&mut on_outcomes));
    let params = params(Operation::Move, &json, 0);
    let finished = run_observed(&mut simulation, &params, &one_at_a_time(), observer);
    assert_eq!(finished.summary(), (WEBEXREC_E_CANCELLED, vec![(Done, 200), (NotSent, 50)]));
    assert_eq!(simulation.service.requests().len(), 2);
    let in_order =
        [("sending", 100), ("done", 100), ("sending", 100), ("done", 100), ("sending", 50)];
    assert_eq!(outcomes.in_order(), in_order);
}

#[test]
fn a_cancel_by_the_progress_callback_does_not_end_the_notification_of_outcomes() {
    let mut simulation = simulation(100);
    simulation.network = once(Fault::ResponseStalled);
    let json = to_json(&ids(&simulation));
    let mut outcomes = Outcomes::default();
    let mut on_outcomes = |results: &str| {
        outcomes.push(results);
        true
    };
    let mut calls = 0;
    let mut on_progress = |_: &Progress| {
        calls += 1;
        calls < 2
    };
    let observer = CallObserver::new(None, Some(&mut on_progress), Some(&mut on_outcomes));
    let params = params(Operation::Move, &json, 0);
    let finished = run_observed(&mut simulation, &params, &Limits::default(), observer);
    assert_eq!(finished.summary(), (WEBEXREC_E_CANCELLED, vec![(Unknown, 100)]));
    assert_eq!(calls, 2, "a callback that cancelled is not called again");
    assert_eq!(outcomes.in_order(), [("sending", 100), ("unknown", 100)]);
}
