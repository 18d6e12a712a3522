//! Which failures are retried, how often, and which end the job.

use crate::codes::*;
use crate::input::settings::Limits;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::outcome::Outcome::*;
use crate::jobs::change::plan::ChangeParams;
use crate::tests::fixtures::params;
use crate::tests::harness::*;
use crate::tests::network::{Fault, Transit, always, once};
use std::time::Duration;

#[test]
fn a_transient_status_is_retried() {
    for status in [408, 500, 502, 503, 504, 599] {
        let mut simulation = simulation(100);
        respond(&mut simulation, 5, status, None);
        let finished = move_all(&mut simulation, &Limits::default());
        assert_eq!(finished.summary(), (WEBEXREC_OK, vec![(Done, 100)]), "{status}");
        assert_eq!((finished.stats.requests, finished.stats.retries), (6, 5));
    }
}

#[test]
fn a_transient_network_fault_is_retried() {
    for fault in [
        Fault::ConnectionRefused,
        Fault::ConnectionStuck,
        Fault::ResponseLost,
        Fault::ResponseStalled,
    ] {
        let mut simulation = simulation(100);
        simulation.network = once(fault);
        let finished = move_all(&mut simulation, &Limits::default());
        assert_eq!(finished.summary(), (WEBEXREC_OK, vec![(Done, 100)]), "{fault:?}");
        assert_eq!((finished.stats.requests, finished.stats.retries), (2, 1));
    }
}

#[test]
fn the_outcome_after_the_last_attempt_says_whether_anything_was_sent() {
    let mut refused = simulation(100);
    refused.network = always(Fault::ConnectionRefused);
    let finished = move_all(&mut refused, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_E_CONNECT, vec![(Failed, 100)]));
    assert_eq!(finished.stats.requests, 6);

    let mut stalled = simulation(100);
    stalled.network = always(Fault::ResponseStalled);
    let finished = move_all(&mut stalled, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_E_TIMEOUT, vec![(Unknown, 100)]));
    assert!(finished.took >= Duration::from_secs(6 * 60));
}

#[test]
fn a_dead_service_gets_few_requests_however_many_batches_there_are() {
    let mut simulation = simulation(50_000);
    simulation.network = always(Fault::ConnectionRefused);
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.code, WEBEXREC_E_CONNECT);
    assert!(finished.stats.requests < 60, "{} requests", finished.stats.requests);
    assert!(finished.count(NotSent) > 45_000);
}

#[test]
fn a_dead_service_gets_few_requests_from_a_job_without_retries() {
    for fault in [Fault::ConnectionRefused, Fault::ResponseStalled] {
        let mut simulation = simulation(50_000);
        simulation.network = always(fault);
        let finished = move_all(&mut simulation, &single_attempts());
        assert!(finished.stats.requests <= 24, "{} requests", finished.stats.requests);
    }
}

#[test]
fn a_service_that_fails_now_and_then_is_not_taken_for_a_dead_one() {
    let mut simulation = simulation(50_000);
    simulation.network =
        Box::new(|rng| Transit::with((rng.u8(..10) < 3).then_some(Fault::ConnectionRefused)));
    let limits = Limits { max_attempts: 20, ..Limits::default() };
    let finished = move_all(&mut simulation, &limits);
    assert_eq!(finished.summary(), (WEBEXREC_OK, vec![(Done, 50_000)]));
}

#[test]
fn a_status_that_every_request_would_get_stops_the_job() {
    for (status, code, outcome) in [
        (405, 405, Failed),
        (415, 415, Failed),
        (302, WEBEXREC_E_BAD_RESPONSE, Unknown),
        (202, WEBEXREC_E_BAD_RESPONSE, Unknown),
        (600, WEBEXREC_E_BAD_RESPONSE, Unknown),
    ] {
        let mut simulation = simulation(1000);
        respond(&mut simulation, 1000, status, None);
        let finished = move_all(&mut simulation, &Limits::default());
        let outcomes = vec![(outcome, 400), (NotSent, 600)];
        assert_eq!(finished.summary(), (code, outcomes), "{status}");
        assert_eq!(finished.stats.requests, 4, "{status}: those in flight at the time");
    }
}

#[test]
fn an_untrusted_certificate_stops_the_job_and_nothing_was_done() {
    let mut simulation = simulation(1000);
    simulation.network = once(Fault::UntrustedCertificate);
    let finished = move_all(&mut simulation, &one_at_a_time());
    assert_eq!(finished.summary(), (WEBEXREC_E_TLS, vec![(Failed, 100), (NotSent, 900)]));
}

#[test]
fn a_locked_request_waits_while_the_others_go_on() {
    let mut simulation = simulation(1000);
    respond(&mut simulation, 1, 423, Some("30"));
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_OK, vec![(Done, 1000)]));
    assert!((30..31).contains(&finished.took.as_secs()), "{:?}", finished.took);
    let times: Vec<f64> = simulation.service.requests().iter().map(|r| r.received_ms).collect();
    assert!(times[..10].iter().all(|time| *time < 1000.0), "others waited too: {times:?}");
}

#[test]
fn a_request_that_stays_locked_is_sent_ten_times() {
    let mut simulation = simulation(1);
    respond(&mut simulation, 1000, 423, None);
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_E_LOCKED, vec![(Rejected, 1)]));
    assert_eq!(finished.stats.requests, 10);
}

#[test]
fn a_request_for_everything_is_not_repeated_once_it_may_have_been_applied() {
    let restore_all =
        ChangeParams { recordings_json: None, ..params(Operation::Restore, "", WEBEXREC_ALL) };
    for (fault, summary, requests) in [
        (Fault::ResponseLost, (WEBEXREC_E_IO, vec![(Unknown, 1)]), 1),
        (Fault::ConnectionRefused, (WEBEXREC_OK, vec![(Done, 1)]), 1),
    ] {
        let mut simulation = simulation(100);
        simulation.network = once(fault);
        let finished = run(&mut simulation, &restore_all, &Limits::default());
        assert_eq!(finished.summary(), summary, "{fault:?}");
        assert_eq!(simulation.service.requests().len(), requests, "{fault:?}");
    }
    for (status, summary, requests) in [
        (500, (500, vec![(Unknown, 1)]), 1),
        (404, (404, vec![(Unknown, 1)]), 1),
        (423, (423, vec![(Unknown, 1)]), 1),
        (429, (WEBEXREC_OK, vec![(Done, 1)]), 2),
    ] {
        let mut simulation = simulation(100);
        respond(&mut simulation, 1, status, None);
        let finished = run(&mut simulation, &restore_all, &Limits::default());
        assert_eq!(finished.summary(), summary, "{status}");
        assert_eq!(simulation.service.requests().len(), requests, "{status}");
    }
}
