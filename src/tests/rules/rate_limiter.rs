//! What the rate limiter makes of a 429, and of a 503 with `Retry-After`.

use crate::codes::*;
use crate::input::settings::Limits;
use crate::jobs::change::outcome::Outcome::*;
use crate::tests::harness::*;
use crate::tests::network::slow_responses;
use std::time::Duration;
use webexrec_simulator::{DropConnection, RateLimit, Script};

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

#[test]
fn an_outage_is_not_taken_for_a_slow_rate_limit() {
    let mut simulation = simulation(100_000);
    simulation.service.script(Script {
        skip: 100,
        status: 503,
        headers: [("Retry-After".to_owned(), "30".to_owned())].into(),
        ..Script::default()
    });
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.count(Done), 100_000);
    // 1000 requests of 40 ms, four at a time, and the pause.
    assert!(finished.took < Duration::from_secs(10 + 30 + 10), "{:?}", finished.took);
}

#[test]
fn idle_time_does_not_make_the_rate_limiter_slower() {
    for idle_seconds in [0, 30, 600, 86_400] {
        let mut simulation = simulation(40_000);
        simulation.service.change(|behaviour| {
            behaviour.rate_limit =
                Some(RateLimit::FixedWindow { limit: 300, window_seconds: 60.0 });
        });
        let mut took = Duration::ZERO;
        for _ in 0..5 {
            took += move_all(&mut simulation, &Limits::default()).took;
            simulation.clock.advance(Duration::from_secs(idle_seconds));
        }
        // 2000 requests need at most six new windows.
        assert!(took <= Duration::from_secs(6 * 60 + 30), "{idle_seconds}: {took:?}");
    }
}

#[test]
fn nothing_is_sent_before_the_time_that_the_service_named() {
    for (retry_after, seconds) in [("7", 7), ("0", 1), ("rand(30),add(30)", 15), ("", 15)] {
        let mut simulation = simulation(1000);
        respond(&mut simulation, 1, 429, Some(retry_after));
        let finished = move_all(&mut simulation, &Limits::default());
        assert_eq!(finished.summary(), (WEBEXREC_OK, vec![(Done, 1000)]));
        assert!(finished.stats.waited.as_secs() >= seconds - 1, "{retry_after}");
        let times: Vec<f64> =
            simulation.service.requests().iter().map(|request| request.received_ms).collect();
        let gap = times.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
        let asked = (seconds * 1000) as f64;
        assert!((asked..asked + 600.0).contains(&gap), "{retry_after}: {gap} ms");
    }
}

#[test]
fn one_trial_request_finds_out_whether_the_service_accepts_requests_again() {
    let mut simulation = simulation(1000);
    respond(&mut simulation, 4, 429, Some("5"));
    respond(&mut simulation, 1, 429, Some("5"));
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.count(Done), 1000);
    // Four were in flight at first, and the trial request alone the second time.
    assert_eq!(count_responses(&simulation, 429), 5);
    assert_eq!(simulation.service.requests().len(), 15);
}

#[test]
fn a_lost_trial_request_is_followed_by_another() {
    let mut simulation = simulation(1000);
    respond(&mut simulation, 4, 429, Some("5"));
    simulation.service.script(Script { drop: Some(DropConnection::Before), ..Script::default() });
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_OK, vec![(Done, 1000)]));
}

#[test]
fn a_call_waits_for_its_own_trial_request_longer_than_for_the_rate_limit() {
    let mut simulation = simulation(400);
    respond(&mut simulation, 4, 429, Some("2"));
    simulation.network = slow_responses(5..=5, Duration::from_secs(30));
    let limits = Limits { max_wait: Duration::from_secs(5), ..Limits::default() };
    let finished = move_all(&mut simulation, &limits);
    assert_eq!(finished.summary(), (WEBEXREC_OK, vec![(Done, 400)]));
}

#[test]
fn a_pause_that_is_too_long_ends_the_job_at_once_and_the_error_names_the_seconds() {
    let deadline = Some(Duration::from_secs(1800));
    let with_deadline = Limits { max_wait: WEEK, deadline, ..Limits::default() };
    for (limits, status) in
        [(Limits::default(), 429), (Limits::default(), 503), (with_deadline, 429)]
    {
        let mut simulation = simulation(1000);
        respond(&mut simulation, 4, status, Some("3600"));
        let finished = move_all(&mut simulation, &limits);
        let stop = finished.stop.as_ref().expect("it stopped");
        assert_eq!(stop.error.code, WEBEXREC_E_RATE_LIMITED);
        assert!((3600..3640).contains(&stop.retry_after_seconds.expect("seconds")));
        assert!(finished.took < Duration::from_secs(1), "{:?}", finished.took);
        // A request with a 429 was not processed; one with a 503 may have been.
        let unknown = if status == 503 { 400 } else { 0 };
        assert_eq!(finished.count(Unknown), unknown);
        assert_eq!(finished.count(NotSent), 1000 - unknown);
    }
}

#[test]
fn an_endless_pause_ends_the_job_and_is_over_after_a_week() {
    for endless in ["18446744073709551615", "9223372036854775807"] {
        for (status, code) in [
            (429, WEBEXREC_E_RATE_LIMITED),
            (503, WEBEXREC_E_RATE_LIMITED),
            (423, WEBEXREC_E_LOCKED),
        ] {
            let mut simulation = simulation(1);
            // The second one is the response to the trial request.
            respond(&mut simulation, 1, 429, Some("1"));
            respond(&mut simulation, 1, status, Some(endless));
            let finished = move_all(&mut simulation, &Limits::default());
            assert_eq!(finished.code, code, "{status} {endless}");
            let finished = move_all(&mut simulation, &Limits::default());
            assert!(finished.took < Duration::from_secs(5), "{status} {endless}");
            simulation.clock.advance(WEEK);
            let finished = move_all(&mut simulation, &Limits::default());
            assert_eq!(finished.summary(), (WEBEXREC_OK, vec![(Done, 1)]), "{status} {endless}");
        }
    }
}

#[test]
fn waiting_without_a_success_ends_within_the_longest_wait_of_the_call() {
    let mut simulation = simulation(1000);
    respond(&mut simulation, 1000, 429, Some("100"));
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.stop_code(), Some(WEBEXREC_E_RATE_LIMITED));
    assert!((700.0..=900.0).contains(&finished.took.as_secs_f64()), "{:?}", finished.took);
}

#[test]
fn a_pause_that_one_job_caused_applies_to_the_next() {
    let mut simulation = simulation(100);
    respond(&mut simulation, 1, 429, Some("3600"));
    move_all(&mut simulation, &Limits::default());
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_E_RATE_LIMITED, vec![(NotSent, 100)]));
    assert_eq!(simulation.service.requests().len(), 1);
}
