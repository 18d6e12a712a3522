//! A cancel or a deadline ends a job in every state, soon and with true outcomes.

use crate::codes::*;
use crate::input::settings::Limits;
use crate::jobs::change::outcome::Outcome::*;
use crate::tests::harness::*;
use crate::tests::network::{Fault, LATENCY, Transit, once};
use crate::tests::simulation::Simulation;
use std::time::Duration;
use webexrec_simulator::{DropConnection, Script};

/// How long after a cancel or its deadline a call may return.
const MAX_DELAY: Duration = Duration::from_millis(200);
const SECOND: Duration = Duration::from_secs(1);

/// Never gives up by itself while it is cancelled.
fn patient() -> Limits {
    Limits { max_wait: Duration::from_secs(86_400), ..Limits::default() }
}

/// Moves all recordings, and cancels the call after a time.
fn cancel_after(
    time: Duration,
    simulation: &mut Simulation,
    flags: u32,
    limits: &Limits,
) -> Finished {
    let cancel_at = simulation.clock.now() + time;
    simulation.cancel_at = Some(cancel_at);
    let ids = ids(simulation);
    let finished = move_ids(simulation, &ids, flags, limits);
    assert_eq!(finished.stop_code(), Some(WEBEXREC_E_CANCELLED));
    let delay = simulation.clock.now() - cancel_at;
    assert!(delay <= MAX_DELAY, "it returned {delay:?} after the cancel");
    finished
}

#[test]
fn a_cancel_before_the_call_sends_nothing() {
    let mut simulation = simulation(100);
    simulation.monitor.cancel();
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_E_CANCELLED, vec![(NotSent, 100)]));
    assert_eq!(simulation.service.requests().len(), 0);
}

#[test]
fn a_cancel_ends_a_pause_of_the_rate_limiter() {
    let mut simulation = simulation(100);
    respond(&mut simulation, 1, 429, Some("600"));
    let finished = cancel_after(SECOND, &mut simulation, 0, &patient());
    assert_eq!(finished.outcomes, [NotSent; 100]);
}

#[test]
fn a_cancel_ends_the_backoff_before_a_retry() {
    let mut simulation = simulation(100);
    respond(&mut simulation, 100, 500, None);
    let finished = cancel_after(SECOND, &mut simulation, 0, &patient());
    assert_eq!(finished.outcomes, [Unknown; 100]);
}

#[test]
fn a_cancel_ends_the_wait_for_a_locked_recording() {
    let mut simulation = simulation(1);
    respond(&mut simulation, 100, 423, None);
    let finished = cancel_after(SECOND, &mut simulation, 0, &patient());
    assert_eq!(finished.outcomes, [NotSent]);
}

#[test]
fn a_cancel_ends_the_wait_for_a_token_that_another_thread_refreshes() {
    let mut simulation = simulation(100);
    simulation.has_provider = true;
    simulation.token_expires_at = Some(simulation.clock.now());
    simulation.refreshing_until = Some(simulation.clock.now() + Duration::from_secs(30));
    let finished = cancel_after(SECOND, &mut simulation, 0, &patient());
    assert_eq!(finished.outcomes, [NotSent; 100]);
    assert_eq!(simulation.token_refreshes(), 0);
}

#[test]
fn a_cancel_ends_a_request_in_flight_or_abandons_it() {
    for (fault, outcome) in [(Fault::ConnectionStuck, NotSent), (Fault::ResponseStalled, Unknown)] {
        let mut simulation = simulation(100);
        simulation.network = once(fault);
        let finished = cancel_after(SECOND, &mut simulation, 0, &patient());
        assert_eq!(finished.outcomes, [outcome; 100], "{fault:?}");
    }
}

#[test]
fn a_cancel_ends_the_isolation_of_a_rejected_batch() {
    let mut simulation = simulation(100);
    respond(&mut simulation, 1, 404, None);
    let finished = cancel_after(LATENCY * 3 / 2, &mut simulation, 0, &patient());
    assert_eq!(finished.outcomes, [Unknown; 100]);
}

#[test]
fn a_cancel_ends_the_lookup_of_recordings_in_doubt() {
    let mut simulation = simulation(100);
    simulation.service.script(Script { drop: Some(DropConnection::After), ..Script::default() });
    let mut requests = 0;
    simulation.network = Box::new(move |_| {
        requests += 1;
        Transit::with((requests > 1).then_some(Fault::ResponseStalled))
    });
    let limits = Limits { max_attempts: 1, ..patient() };
    let finished = cancel_after(SECOND, &mut simulation, WEBEXREC_VERIFY, &limits);
    assert_eq!(finished.outcomes, [Unknown; 100]);
    let requests = simulation.service.requests();
    assert_eq!(requests.iter().filter(|r| r.method == "GET").count(), limits.concurrency);
}

#[test]
fn the_deadline_ends_requests_in_flight_even_after_something_else_stopped_the_job() {
    let deadline = Duration::from_secs(5);
    for (status, code) in [(None, WEBEXREC_E_DEADLINE), (Some(401), WEBEXREC_E_UNAUTHORIZED)] {
        let mut simulation = simulation(1000);
        let mut requests = 0;
        simulation.network = Box::new(move |_| {
            requests += 1;
            Transit::with((requests != 2).then_some(Fault::ResponseStalled))
        });
        if let Some(status) = status {
            respond(&mut simulation, 1000, status, None);
        }
        let limits = Limits { deadline: Some(deadline), ..Limits::default() };
        let finished = move_all(&mut simulation, &limits);
        assert_eq!(finished.stop_code(), Some(code));
        assert!(finished.took <= deadline + MAX_DELAY, "{:?}", finished.took);
    }
}

#[test]
fn a_deadline_that_passes_while_a_request_is_being_sent_is_kept() {
    let mut simulation = simulation(100);
    simulation.send_duration = Duration::from_millis(500);
    simulation.network = once(Fault::ResponseStalled);
    let limits = Limits { deadline: Some(simulation.send_duration), ..Limits::default() };
    let finished = move_all(&mut simulation, &limits);
    assert_eq!(finished.summary(), (WEBEXREC_E_DEADLINE, vec![(Unknown, 100)]));
    assert_eq!(finished.took, simulation.send_duration);
}
