//! The rules of the run one by one, on a simulated clock.

use super::simulation::{Accident, Fate, Finished, Simulation};
use crate::codes::*;
use crate::engine::observer::{CallObserver, Progress};
use crate::input::settings::Limits;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::outcome::{Outcome, Seen};
use crate::jobs::change::plan::ChangeParams;
use std::time::{Duration, Instant};
use webexrec_simulator::{Batch, DropConnection, RateLimit, Role, Script, Settings, Status};

const LATENCY: Duration = Duration::from_millis(40);
const NOBODY: &str = "0123456789abcdef0123456789abcdef";

/// A service in good order, with so many recordings of the user's on the preferred site.
pub(super) fn simulation(recordings: usize) -> Simulation {
    simulation_of(Role::User, recordings)
}

fn simulation_of(role: Role, recordings: usize) -> Simulation {
    let settings = Settings { recordings, other_recordings: 0, ..Settings::default() };
    let mut simulation = Simulation::new(&settings, role, 1);
    simulation.fate = Box::new(|_| in_time());
    simulation
}

fn in_time() -> Fate {
    Fate { there: LATENCY / 2, back: LATENCY / 2, accident: None }
}

/// The first request fares like that, the others well.
fn first(accident: Accident) -> Box<dyn FnMut(&mut fastrand::Rng) -> Fate> {
    let mut accident = Some(accident);
    Box::new(move |_| Fate { accident: accident.take(), ..in_time() })
}

pub(super) fn ids(simulation: &Simulation) -> Vec<String> {
    simulation.service.recordings().iter().map(|recording| recording.id.clone()).collect()
}

fn json(ids: &[String]) -> String {
    serde_json::to_string(ids).expect("strings are JSON")
}

fn job(json: &str, flags: u32) -> ChangeParams<'_> {
    let operation = Operation::Move;
    ChangeParams { operation, recordings_json: Some(json), site_url: None, host_email: None, flags }
}

fn patient() -> Limits {
    Limits { max_wait: Duration::from_secs(86_400), ..Limits::default() }
}

/// Moves all recordings of the simulation.
pub(super) fn move_all<T>(
    simulation: &mut Simulation,
    limits: &Limits,
    look: impl FnOnce(&Finished) -> T,
) -> T {
    let json = json(&ids(simulation));
    simulation.run(&job(&json, 0), limits, |ended| look(&ended))
}

pub(super) fn answered(simulation: &Simulation, status: u16) -> usize {
    simulation.service.requests().iter().filter(|r| r.status == Some(status)).count()
}

fn script(simulation: &mut Simulation, count: u32, status: u16, retry_after: Option<&str>) {
    let headers = retry_after.map(|text| ("Retry-After".to_owned(), text.to_owned()));
    let headers = headers.into_iter().collect();
    simulation.service.script(Script { count, status, headers, ..Script::default() });
}

/// The code, and how often each outcome occurred.
fn summary(ended: &Finished) -> (i32, Vec<(Outcome, usize)>) {
    let outcomes = [
        Outcome::Done,
        Outcome::Inferred,
        Outcome::Rejected,
        Outcome::Failed,
        Outcome::Unknown,
        Outcome::NotSent,
    ];
    let counts = outcomes.map(|outcome| (outcome, ended.count(outcome)));
    (ended.report().0, counts.into_iter().filter(|(_, count)| *count > 0).collect())
}

// --- the gate ---

#[test]
fn a_service_that_was_down_is_not_taken_for_a_slow_one() {
    let mut simulation = simulation(100_000);
    simulation.service.script(Script {
        skip: 100,
        status: 503,
        headers: [("Retry-After".to_owned(), "30".to_owned())].into(),
        ..Script::default()
    });
    let took = move_all(&mut simulation, &Limits::default(), |ended| {
        assert_eq!(ended.count(Outcome::Done), 100_000);
        ended.took
    });
    // 1000 requests of 40 ms, four at a time, and the wait.
    assert!(took < Duration::from_secs(10 + 30 + 10), "{took:?}");
}

#[test]
fn a_time_in_which_nothing_was_asked_for_does_not_make_the_gate_slower() {
    for idle in [0, 30, 600, 86_400] {
        let mut simulation = simulation(40_000);
        simulation.service.change(|behaviour| {
            behaviour.rate_limit =
                Some(RateLimit::FixedWindow { limit: 300, window_seconds: 60.0 });
        });
        let mut took = Duration::ZERO;
        for _ in 0..5 {
            took += move_all(&mut simulation, &Limits::default(), |ended| ended.took);
            simulation.now += Duration::from_secs(idle);
        }
        // 2000 requests: six windows are waited for at the most.
        assert!(took <= Duration::from_secs(6 * 60 + 30), "{idle}: {took:?}");
    }
}

#[test]
fn a_probe_that_is_lost_is_followed_by_another() {
    let mut simulation = simulation(1000);
    script(&mut simulation, 4, 429, Some("5"));
    simulation.service.script(Script { drop: Some(DropConnection::Before), ..Script::default() });
    move_all(&mut simulation, &Limits::default(), |ended| {
        assert_eq!(summary(ended), (WEBEXREC_OK, vec![(Outcome::Done, 1000)]));
    });
}

#[test]
fn nothing_is_sent_before_the_time_that_the_service_named() {
    for (retry_after, seconds) in [("7", 7), ("0", 1), ("rand(30),add(30)", 15), ("", 15)] {
        let mut simulation = simulation(1000);
        script(&mut simulation, 1, 429, Some(retry_after));
        move_all(&mut simulation, &Limits::default(), |ended| {
            assert_eq!(summary(ended), (WEBEXREC_OK, vec![(Outcome::Done, 1000)]));
            assert!(ended.stats.waited.as_secs() >= seconds - 1, "{retry_after}");
        });
        let times: Vec<f64> =
            simulation.service.requests().iter().map(|request| request.received_ms).collect();
        let gap = times.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
        let asked = (seconds * 1000) as f64;
        assert!((asked..asked + 600.0).contains(&gap), "{retry_after}: {gap} ms");
    }
}

#[test]
fn one_request_alone_finds_out_whether_the_service_takes_any_again() {
    let mut simulation = simulation(1000);
    script(&mut simulation, 4, 429, Some("5"));
    script(&mut simulation, 1, 429, Some("5"));
    move_all(&mut simulation, &Limits::default(), |ended| {
        assert_eq!(ended.count(Outcome::Done), 1000);
    });
    // Four were under way at first; the second time it was one.
    assert_eq!(answered(&simulation, 429), 5);
    assert_eq!(simulation.service.requests().len(), 15);
}

#[test]
fn a_wait_that_is_too_long_ends_the_job_at_once_and_says_how_long() {
    for (limits, status) in [
        (Limits::default(), 429),
        (Limits::default(), 503),
        (Limits { deadline: Some(Duration::from_secs(1800)), ..patient() }, 429),
    ] {
        let mut simulation = simulation(1000);
        script(&mut simulation, 4, status, Some("3600"));
        move_all(&mut simulation, &limits, |ended| {
            let stop = ended.stop.expect("it stopped");
            assert_eq!(stop.error.code, WEBEXREC_E_RATE_LIMITED);
            assert!((3600..3640).contains(&stop.retry_after_seconds.expect("a time")));
            assert!(ended.took < Duration::from_secs(1), "{:?}", ended.took);
            // What was refused for the limit was not processed; a 503 doesn't say so.
            let unknown = if status == 503 { 400 } else { 0 };
            assert_eq!(ended.count(Outcome::Unknown), unknown);
            assert_eq!(ended.count(Outcome::NotSent), 1000 - unknown);
        });
    }
}

#[test]
fn a_wait_without_end_is_a_long_one_and_blocks_nobody_for_ever() {
    for endless in ["18446744073709551615", "9223372036854775807"] {
        for status in [429, 503, 423] {
            let mut simulation = simulation(1);
            // The second is the answer to the one that sees whether it goes on.
            script(&mut simulation, 1, 429, Some("1"));
            script(&mut simulation, 1, status, Some(endless));
            move_all(&mut simulation, &Limits::default(), |ended| {
                let code = if status == 423 { WEBEXREC_E_LOCKED } else { WEBEXREC_E_RATE_LIMITED };
                assert_eq!(ended.report().0, code, "{status} {endless}");
            });
            move_all(&mut simulation, &Limits::default(), |ended| {
                assert!(ended.took < Duration::from_secs(5), "{status} {endless}");
            });
        }
    }
}

#[test]
fn waiting_without_a_success_ends_after_the_time_allowed() {
    let mut simulation = simulation(1000);
    script(&mut simulation, 1000, 429, Some("100"));
    move_all(&mut simulation, &Limits::default(), |ended| {
        assert_eq!(ended.stop.map(|stop| stop.error.code), Some(WEBEXREC_E_RATE_LIMITED));
        assert!((700.0..=900.0).contains(&ended.took.as_secs_f64()), "{:?}", ended.took);
    });
}

#[test]
fn a_gate_that_one_job_closed_holds_back_the_next() {
    let mut simulation = simulation(100);
    script(&mut simulation, 1, 429, Some("3600"));
    move_all(&mut simulation, &Limits::default(), |_| ());
    move_all(&mut simulation, &Limits::default(), |ended| {
        assert_eq!(summary(ended), (WEBEXREC_E_RATE_LIMITED, vec![(Outcome::NotSent, 100)]));
    });
    assert_eq!(simulation.service.requests().len(), 1);
}

// --- retry ---

#[test]
fn what_fails_by_chance_is_tried_again() {
    for status in [408, 500, 502, 503, 504, 599] {
        let mut simulation = simulation(100);
        script(&mut simulation, 5, status, None);
        move_all(&mut simulation, &Limits::default(), |ended| {
            assert_eq!(summary(ended), (WEBEXREC_OK, vec![(Outcome::Done, 100)]), "{status}");
            assert_eq!((ended.stats.requests, ended.stats.retries), (6, 5));
        });
    }
    for accident in [Accident::Refused, Accident::Stuck, Accident::Stalled, Accident::Broken] {
        let mut simulation = simulation(100);
        simulation.fate = first(accident);
        move_all(&mut simulation, &Limits::default(), |ended| {
            assert_eq!(summary(ended).0, WEBEXREC_OK, "{accident:?}");
        });
    }
}

#[test]
fn the_last_word_on_what_keeps_failing_says_whether_it_was_sent() {
    let mut refused = simulation(100);
    refused.fate = Box::new(|_| Fate { accident: Some(Accident::Refused), ..in_time() });
    move_all(&mut refused, &Limits::default(), |ended| {
        assert_eq!(summary(ended), (WEBEXREC_E_CONNECT, vec![(Outcome::Failed, 100)]));
        assert_eq!(ended.stats.requests, 6);
    });
    let mut lost = simulation(100);
    lost.fate = Box::new(|_| Fate { accident: Some(Accident::Stalled), ..in_time() });
    move_all(&mut lost, &Limits::default(), |ended| {
        assert_eq!(summary(ended), (WEBEXREC_E_TIMEOUT, vec![(Outcome::Unknown, 100)]));
        assert!(ended.took >= Duration::from_secs(6 * 60));
    });
}

#[test]
fn a_dead_service_is_not_hammered_by_ten_thousand_batches() {
    let mut simulation = simulation(50_000);
    simulation.fate = Box::new(|_| Fate { accident: Some(Accident::Refused), ..in_time() });
    move_all(&mut simulation, &Limits::default(), |ended| {
        assert_eq!(ended.report().0, WEBEXREC_E_CONNECT);
        assert!(ended.stats.requests < 60, "{} requests", ended.stats.requests);
        assert!(ended.count(Outcome::NotSent) > 45_000);
    });
}

#[test]
fn a_dead_service_is_not_hammered_by_jobs_without_retries_either() {
    for accident in [Accident::Refused, Accident::Stalled] {
        let mut simulation = simulation(50_000);
        simulation.fate = Box::new(move |_| Fate { accident: Some(accident), ..in_time() });
        let limits = Limits { max_attempts: 1, ..Limits::default() };
        move_all(&mut simulation, &limits, |ended| {
            assert!(ended.stats.requests <= 24, "{} requests", ended.stats.requests);
        });
    }
}

#[test]
fn a_service_that_fails_now_and_then_is_no_dead_one() {
    let mut simulation = simulation(50_000);
    simulation.fate = Box::new(|rng| Fate {
        accident: (rng.u8(..10) < 3).then_some(Accident::Refused),
        ..in_time()
    });
    move_all(&mut simulation, &Limits { max_attempts: 20, ..Limits::default() }, |ended| {
        assert_eq!(summary(ended), (WEBEXREC_OK, vec![(Outcome::Done, 50_000)]));
    });
}

#[test]
fn what_would_befall_every_request_stops_the_job() {
    for (status, outcome) in [
        (401, Outcome::NotSent),
        (405, Outcome::Failed),
        (415, Outcome::Failed),
        (302, Outcome::Unknown),
        (202, Outcome::Unknown),
        (600, Outcome::Unknown),
    ] {
        let mut simulation = simulation(1000);
        script(&mut simulation, 1000, status, None);
        move_all(&mut simulation, &Limits::default(), |ended| {
            let code =
                if (400..600).contains(&status) { status.into() } else { WEBEXREC_E_BAD_RESPONSE };
            assert_eq!(ended.report().0, code, "{status}");
            assert_eq!(ended.stats.requests, 4, "{status}: those under way at the time");
            let left = if outcome == Outcome::NotSent { 1000 } else { 600 };
            assert_eq!(ended.count(Outcome::NotSent), left, "{status}");
            assert_eq!(ended.count(outcome), if left == 600 { 400 } else { 1000 }, "{status}");
        });
    }
    let mut simulation = simulation(1000);
    simulation.fate = first(Accident::Untrusted);
    move_all(&mut simulation, &Limits { concurrency: 1, ..Limits::default() }, |ended| {
        let outcomes = vec![(Outcome::Failed, 100), (Outcome::NotSent, 900)];
        assert_eq!(summary(ended), (WEBEXREC_E_TLS, outcomes));
    });
}

#[test]
fn something_locked_is_waited_for_ten_times_while_the_rest_goes_on() {
    let mut simulation = simulation(1000);
    script(&mut simulation, 1, 423, Some("30"));
    move_all(&mut simulation, &Limits::default(), |ended| {
        assert_eq!(summary(ended), (WEBEXREC_OK, vec![(Outcome::Done, 1000)]));
        assert!((30..31).contains(&ended.took.as_secs()), "{:?}", ended.took);
    });
    let times: Vec<f64> = simulation.service.requests().iter().map(|r| r.received_ms).collect();
    assert!(times[..10].iter().all(|time| *time < 1000.0), "nothing else waited: {times:?}");

    let mut simulation = simulation_of(Role::User, 1);
    script(&mut simulation, 1000, 423, None);
    move_all(&mut simulation, &Limits::default(), |ended| {
        assert_eq!(summary(ended), (WEBEXREC_E_LOCKED, vec![(Outcome::Rejected, 1)]));
        assert_eq!(ended.stats.requests, 10);
    });
}

#[test]
fn an_expired_token_is_renewed_once_and_nothing_is_lost() {
    let mut simulation = simulation(5000);
    simulation.has_provider = true;
    simulation.expires = Some(simulation.now + LATENCY * 5);
    move_all(&mut simulation, &Limits::default(), |ended| {
        assert_eq!(summary(ended), (WEBEXREC_OK, vec![(Outcome::Done, 5000)]));
    });
    assert!((1..=4).contains(&answered(&simulation, 401)), "those under way at the time");
}

#[test]
fn while_another_thread_fetches_a_token_nothing_is_sent_with_the_old_one() {
    let mut simulation = simulation(1000);
    simulation.has_provider = true;
    simulation.expires = Some(simulation.now);
    simulation.busy_until = Some(simulation.now + Duration::from_secs(30));
    move_all(&mut simulation, &Limits::default(), |ended| {
        assert_eq!(summary(ended), (WEBEXREC_OK, vec![(Outcome::Done, 1000)]));
        assert!(ended.took >= Duration::from_secs(30));
    });
    assert_eq!(answered(&simulation, 401), 4);
}

#[test]
fn everything_is_not_asked_for_again_once_it_may_have_been_done() {
    let restore_all = ChangeParams {
        operation: Operation::Restore,
        recordings_json: None,
        ..job("", WEBEXREC_ALL)
    };
    let run = |simulation: &mut Simulation| {
        simulation.run(&restore_all, &Limits::default(), |ended| summary(&ended))
    };
    for (accident, wanted, requests) in [
        (Accident::Broken, (WEBEXREC_E_IO, vec![(Outcome::Unknown, 1)]), 1),
        (Accident::Refused, (WEBEXREC_OK, vec![(Outcome::Done, 1)]), 1),
    ] {
        let mut simulation = simulation(100);
        simulation.fate = first(accident);
        assert_eq!(run(&mut simulation), wanted, "{accident:?}");
        assert_eq!(simulation.service.requests().len(), requests, "{accident:?}");
    }
    for (status, wanted, requests) in [
        (500, (500, vec![(Outcome::Unknown, 1)]), 1),
        (404, (404, vec![(Outcome::Unknown, 1)]), 1),
        (423, (423, vec![(Outcome::Unknown, 1)]), 1),
        (429, (WEBEXREC_OK, vec![(Outcome::Done, 1)]), 2),
    ] {
        let mut simulation = simulation(100);
        script(&mut simulation, 1, status, None);
        assert_eq!(run(&mut simulation), wanted, "{status}");
        assert_eq!(simulation.service.requests().len(), requests, "{status}");
    }
}

// --- isolation and truth ---

#[test]
fn one_unknown_id_among_ten_thousand_costs_fifteen_requests() {
    for batch in [Batch::Atomic, Batch::UntilFirstBad, Batch::AllOthers] {
        let mut simulation = simulation(9999);
        simulation.service.change(|behaviour| behaviour.batch = batch);
        let mut ids = ids(&simulation);
        ids.insert(5000, NOBODY.into());
        simulation.run(&job(&json(&ids), 0), &Limits::default(), |ended| {
            let outcomes = vec![(Outcome::Done, 9999), (Outcome::Rejected, 1)];
            assert_eq!(summary(&ended), (WEBEXREC_E_PARTIAL, outcomes), "{batch:?}");
            assert!(ended.stats.requests <= 115, "{} requests", ended.stats.requests);
        });
        let moved = simulation.service.recordings().iter().filter(|r| r.status == Status::Deleted);
        assert_eq!(moved.count(), 9999);
    }
}

#[test]
fn a_batch_with_one_unknown_id_moves_the_other_ninety_nine() {
    let mut simulation = simulation(99);
    let mut ids = ids(&simulation);
    ids.insert(50, NOBODY.into());
    simulation.run(&job(&json(&ids), 0), &Limits::default(), |ended| {
        let outcomes = vec![(Outcome::Done, 99), (Outcome::Rejected, 1)];
        assert_eq!(summary(&ended), (WEBEXREC_E_PARTIAL, outcomes));
        assert!(ended.stats.requests <= 17, "{} requests", ended.stats.requests);
    });
}

#[test]
fn what_a_refused_request_had_done_already_is_not_called_refused() {
    // The first of the batch is applied, the second is unknown; asked again, both are refused.
    let mut simulation = simulation(2);
    simulation.service.change(|behaviour| {
        behaviour.batch = Batch::UntilFirstBad;
        behaviour.already_status = 404;
    });
    let mut ids = ids(&simulation);
    ids.insert(1, NOBODY.into());
    simulation.run(&job(&json(&ids), 0), &Limits::default(), |ended| {
        assert_eq!(ended.outcomes(), [Outcome::Unknown, Outcome::Unknown, Outcome::Done]);
        assert_eq!(ended.report().0, WEBEXREC_E_UNCERTAIN);
    });
}

#[test]
fn a_refusal_after_a_lost_answer_is_inferred_unless_the_service_accepts_repeats() {
    for (already_status, outcome) in [(404, Outcome::Inferred), (204, Outcome::Done)] {
        let mut simulation = simulation(1);
        simulation.service.change(|behaviour| behaviour.already_status = already_status);
        simulation.fate = first(Accident::Broken);
        move_all(&mut simulation, &Limits::default(), |ended| {
            assert_eq!(ended.outcomes(), [outcome], "{already_status}");
        });
    }
    // Unknown before the lost answer and after it; the other shows that repeats are accepted.
    let mut simulation = simulation(1);
    simulation.fate = first(Accident::Broken);
    let ids = [NOBODY.to_owned(), ids(&simulation)[0].clone()];
    simulation.run(&job(&json(&ids), 0), &Limits::default(), |ended| {
        assert_eq!(ended.outcomes(), [Outcome::Rejected, Outcome::Done]);
    });
}

#[test]
fn a_caller_without_the_right_is_told_after_few_requests() {
    let mut simulation = simulation_of(Role::ComplianceOfficer, 10_000);
    move_all(&mut simulation, &Limits::default(), |ended| {
        assert_eq!(ended.report().0, WEBEXREC_E_FORBIDDEN);
        assert!(ended.stats.requests <= 8, "{} requests", ended.stats.requests);
        assert!(ended.count(Outcome::NotSent) >= 9_500);
    });
}

#[test]
fn a_wrong_site_is_not_asked_for_each_of_ten_thousand() {
    let mut simulation = simulation(10_000);
    let json = json(&ids(&simulation));
    let job = ChangeParams { site_url: Some("elsewhere.example.webex.com"), ..job(&json, 0) };
    simulation.run(&job, &Limits::default(), |ended| {
        assert_eq!(ended.report().0, WEBEXREC_E_NOT_FOUND);
        assert!(ended.stats.requests <= 104, "{} requests", ended.stats.requests);
        // Nothing that was accepted shows what a refusal means.
        assert_eq!(ended.count(Outcome::Unknown), 10_000);
    });
}

#[test]
fn a_few_that_are_all_wrong_are_each_asked_for() {
    let mut simulation = simulation(1);
    let ids: Vec<String> = (0..30).map(|n| format!("{n:032x}")).collect();
    simulation.run(&job(&json(&ids), 0), &Limits::default(), |ended| {
        // The batch was refused as a whole, which may have had an effect on some.
        assert_eq!(summary(&ended), (WEBEXREC_E_NOT_FOUND, vec![(Outcome::Unknown, 30)]));
        assert_eq!(ended.stats.requests, 31);
    });
}

#[test]
fn finding_out_what_is_wrong_has_a_budget() {
    let mut simulation = simulation(100);
    let mut ids = ids(&simulation);
    ids.extend((0..2000).map(|n| format!("{n:032x}")));
    simulation.run(&job(&json(&ids), 0), &Limits::default(), |ended| {
        assert_eq!(ended.count(Outcome::Done), 100);
        // The batches, half as many as there are recordings, and the proof that a refusal is one.
        assert!(ended.stats.requests <= 21 + 1050 + 1, "{} requests", ended.stats.requests);
        assert_eq!(ended.count(Outcome::Rejected) + ended.count(Outcome::Unknown), 2000);
        assert!(ended.count(Outcome::Rejected) > 0, "what was found out is understood");
        assert!(ended.count(Outcome::Unknown) > 0, "the budget was enough");
    });
}

#[test]
fn one_forbidden_recording_does_not_keep_the_others_of_its_host_from_being_moved() {
    // The service refuses the first batch, and the first recording of it that is asked for alone.
    let mut simulation = simulation(1000);
    script(&mut simulation, 2, 403, None);
    let limits = Limits { concurrency: 1, ..Limits::default() };
    move_all(&mut simulation, &limits, |ended| {
        let outcomes = vec![(Outcome::Done, 999), (Outcome::Rejected, 1)];
        assert_eq!(summary(ended), (WEBEXREC_E_PARTIAL, outcomes));
        assert!(ended.stats.requests <= 20, "{} requests", ended.stats.requests);
    });
}

#[test]
fn what_waited_for_a_probe_is_sent_whatever_the_probe_says() {
    let mut simulation = simulation(300);
    script(&mut simulation, 1, 403, None);
    script(&mut simulation, 3, 404, None);
    let limits = Limits { concurrency: 1, ..Limits::default() };
    move_all(&mut simulation, &limits, |ended| {
        // One probe; the other two refusals hit what was held, of which nothing is wrong.
        let outcomes = vec![(Outcome::Done, 299), (Outcome::Rejected, 1)];
        assert_eq!(summary(ended), (WEBEXREC_E_PARTIAL, outcomes));
    });
}

#[test]
fn what_was_refused_is_looked_into_once_something_of_its_host_is_accepted_however_late() {
    let mut simulation = simulation(1000);
    let mut all: Vec<String> = (0..400).map(|n| format!("{n:032x}")).collect();
    all.extend(ids(&simulation));
    // The first four are refused at once, the good ones accepted late.
    let mut requests = 0;
    simulation.fate = Box::new(move |_| {
        requests += 1;
        let back = Duration::from_secs(if (5..=14).contains(&requests) { 10 } else { 0 });
        Fate { there: LATENCY, back, accident: None }
    });
    let limits = Limits { concurrency: 32, ..Limits::default() };
    simulation.run(&job(&json(&all), 0), &limits, |ended| {
        let outcomes = vec![(Outcome::Done, 1000), (Outcome::Rejected, 400)];
        assert_eq!(summary(&ended), (WEBEXREC_E_PARTIAL, outcomes));
    });
}

#[test]
fn the_answer_to_the_calls_own_probe_is_waited_for() {
    let mut simulation = simulation(400);
    script(&mut simulation, 4, 429, Some("2"));
    let mut requests = 0;
    simulation.fate = Box::new(move |_| {
        requests += 1;
        let back = Duration::from_secs(if requests == 5 { 30 } else { 0 });
        Fate { there: LATENCY, back, accident: None }
    });
    let limits = Limits { max_wait: Duration::from_secs(5), ..Limits::default() };
    move_all(&mut simulation, &limits, |ended| {
        assert_eq!(summary(ended), (WEBEXREC_OK, vec![(Outcome::Done, 400)]));
    });
}

#[test]
fn wrong_ids_at_the_start_do_not_keep_the_rest_from_being_sent() {
    let mut simulation = simulation(1000);
    let mut all: Vec<String> = (0..400).map(|n| format!("{n:032x}")).collect();
    all.extend(ids(&simulation));
    // One of the first batches is refused for a right, the others for their wrong ids.
    script(&mut simulation, 1, 403, None);
    simulation.run(&job(&json(&all), 0), &Limits::default(), |ended| {
        assert_eq!((ended.count(Outcome::Done), ended.count(Outcome::NotSent)), (1000, 0));
        assert_eq!(ended.count(Outcome::Rejected), 400, "{:?}", summary(&ended));
    });
}

#[test]
fn what_an_earlier_call_did_does_not_keep_the_rest_from_being_sent() {
    for fresh_first in [true, false] {
        let mut simulation = simulation(400);
        let ids = ids(&simulation);
        let (before, fresh) = ids.split_at(300);
        simulation.run(&job(&json(before), 0), &Limits::default(), |ended| {
            assert_eq!(summary(&ended).0, WEBEXREC_OK)
        });
        simulation.service.change(|behaviour| behaviour.already_status = 404);
        let in_doubt = before.iter().map(|id| serde_json::json!({"id": id, "outcome": "unknown"}));
        let fresh = fresh.iter().map(|id| serde_json::json!(id));
        let given: Vec<_> = if fresh_first {
            fresh.chain(in_doubt).collect()
        } else {
            in_doubt.chain(fresh).collect()
        };
        let json = serde_json::to_string(&given).expect("JSON");
        simulation.run(&job(&json, 0), &Limits::default(), |ended| {
            assert_eq!(ended.count(Outcome::Done), 100, "{:?}", summary(&ended));
            assert_eq!(ended.count(Outcome::Rejected), 0);
        });
    }
}

#[test]
fn a_lock_or_a_right_says_nothing_of_a_try_before_it() {
    // The first answer is lost after the batch was moved; then both are locked, and then one is not.
    for status in [423, 403] {
        let mut simulation = simulation(2);
        simulation.fate = first(Accident::Broken);
        simulation.service.script(Script { skip: 1, count: 20, status, ..Script::default() });
        move_all(&mut simulation, &Limits::default(), |ended| {
            assert_eq!(ended.count(Outcome::Rejected), 0, "{status}: {:?}", summary(ended));
        });
        assert!(simulation.service.recordings().iter().all(|r| r.status == Status::Deleted));
    }
}

#[test]
fn a_single_request_is_sent_as_it_is() {
    let mut simulation = simulation(99);
    let mut ids = ids(&simulation);
    ids.push(NOBODY.into());
    simulation.run(&job(&json(&ids), WEBEXREC_SINGLE_REQUEST), &Limits::default(), |ended| {
        assert_eq!(summary(&ended), (WEBEXREC_E_NOT_FOUND, vec![(Outcome::Unknown, 100)]));
        assert_eq!(ended.stats.requests, 1);
    });
}

#[test]
fn verifying_finds_what_a_lost_answer_left_open() {
    for (drop, details_in_bin, outcome, seen) in [
        (DropConnection::After, true, Outcome::Done, Seen::Deleted),
        (DropConnection::After, false, Outcome::Done, Seen::Deleted),
        (DropConnection::Before, true, Outcome::Unknown, Seen::Available),
    ] {
        let mut simulation = simulation(30);
        simulation.service.change(|behaviour| behaviour.details_in_bin = details_in_bin);
        simulation.service.script(Script { drop: Some(drop), ..Script::default() });
        let json = json(&ids(&simulation));
        let limits = Limits { max_attempts: 1, ..Limits::default() };
        simulation.run(&job(&json, WEBEXREC_VERIFY), &limits, |ended| {
            assert_eq!(ended.count(outcome), 30, "{drop:?} {details_in_bin}");
            assert!((0..30).all(|i| ended.ledger.state(i).seen() == Some(seen)));
        });
    }
}

#[test]
fn a_look_that_fails_leaves_the_outcome_as_it_is() {
    let mut simulation = simulation(3);
    simulation.service.script(Script { drop: Some(DropConnection::After), ..Script::default() });
    script(&mut simulation, 3, 403, None);
    let json = json(&ids(&simulation));
    let limits = Limits { max_attempts: 1, ..Limits::default() };
    simulation.run(&job(&json, WEBEXREC_VERIFY), &limits, |ended| {
        assert_eq!(summary(&ended), (WEBEXREC_E_IO, vec![(Outcome::Unknown, 3)]));
        assert!((0..3).all(|i| ended.ledger.state(i).seen() == Some(Seen::Error)));
    });
}

#[test]
fn a_list_that_shows_what_was_not_asked_for_proves_nothing() {
    let mut simulation = simulation(1);
    let ids = ids(&simulation);
    simulation.service.script(Script { drop: Some(DropConnection::Before), ..Script::default() });
    script(&mut simulation, 1, 404, None);
    let body = format!(r#"{{"items":[{{"id":"{}","status":"available"}}]}}"#, ids[0]);
    simulation.service.script(Script { status: 200, body: Some(body), ..Script::default() });
    let limits = Limits { max_attempts: 1, ..Limits::default() };
    simulation.run(&job(&json(&ids), WEBEXREC_VERIFY), &limits, |ended| {
        assert_eq!(ended.outcomes(), [Outcome::Unknown]);
    });
}

#[test]
fn what_the_service_warns_of_is_in_the_report_once() {
    let mut simulation = simulation(300);
    simulation.service.change(|behaviour| behaviour.warning = Some("299 - \"soon\"".into()));
    move_all(&mut simulation, &Limits::default(), |ended| {
        assert_eq!(ended.report().1["warnings"], serde_json::json!(["299 - \"soon\""]));
    });
}

// --- the caller ---

/// Runs a job that somebody cancels, and says how long it went on after that.
fn cancel_after(
    simulation: &mut Simulation,
    time: Duration,
    flags: u32,
) -> (Duration, Vec<(Outcome, usize)>) {
    let at = simulation.now + time;
    simulation.cancel = Some(at);
    let json = json(&ids(simulation));
    let outcomes = simulation.run(&job(&json, flags), &patient(), |ended| {
        assert_eq!(ended.stop.map(|stop| stop.error.code), Some(WEBEXREC_E_CANCELLED));
        summary(&ended).1
    });
    (simulation.now - at, outcomes)
}

#[test]
fn cancel_ends_every_state_within_two_hundred_milliseconds_and_says_what_is_so() {
    let second = Duration::from_secs(1);
    let at_most = Duration::from_millis(200);

    let mut gate = simulation(100);
    script(&mut gate, 1, 429, Some("600"));
    let (late, outcomes) = cancel_after(&mut gate, second, 0);
    assert!(late <= at_most && outcomes == [(Outcome::NotSent, 100)], "{late:?} {outcomes:?}");

    let mut backoff = simulation(100);
    script(&mut backoff, 100, 500, None);
    let (late, outcomes) = cancel_after(&mut backoff, second, 0);
    assert!(late <= at_most && outcomes == [(Outcome::Unknown, 100)], "{late:?} {outcomes:?}");

    let mut locked = simulation(1);
    script(&mut locked, 100, 423, None);
    let (late, outcomes) = cancel_after(&mut locked, second, 0);
    assert!(late <= at_most && outcomes == [(Outcome::NotSent, 1)], "{late:?} {outcomes:?}");

    for (accident, outcome) in
        [(Accident::Stuck, Outcome::NotSent), (Accident::Stalled, Outcome::Unknown)]
    {
        let mut simulation = simulation(100);
        simulation.fate = first(accident);
        let (late, outcomes) = cancel_after(&mut simulation, second, 0);
        assert!(
            late <= at_most && outcomes == [(outcome, 100)],
            "{accident:?} {late:?} {outcomes:?}"
        );
    }

    let mut isolation = simulation(100);
    script(&mut isolation, 1, 404, None);
    let (late, outcomes) = cancel_after(&mut isolation, LATENCY * 3 / 2, 0);
    assert!(late <= at_most && outcomes == [(Outcome::Unknown, 100)], "{late:?} {outcomes:?}");

    let mut verify = simulation(100);
    script(&mut verify, 100, 202, None);
    verify.service.script(Script { drop: Some(DropConnection::After), ..Script::default() });
    let (late, _) = cancel_after(&mut verify, LATENCY / 2, WEBEXREC_VERIFY);
    assert!(late <= at_most, "{late:?}");
}

#[test]
fn a_call_that_was_cancelled_before_it_began_sends_nothing() {
    let mut simulation = simulation(100);
    simulation.monitor.cancel();
    move_all(&mut simulation, &Limits::default(), |ended| {
        assert_eq!(summary(ended), (WEBEXREC_E_CANCELLED, vec![(Outcome::NotSent, 100)]));
    });
    assert_eq!(simulation.service.requests().len(), 0);
}

#[test]
fn the_deadline_ends_what_is_under_way_also_while_a_stopped_job_comes_back() {
    let deadline = Duration::from_secs(5);
    for status in [None, Some(401)] {
        let mut simulation = simulation(1000);
        let mut requests = 0;
        simulation.fate = Box::new(move |_| {
            requests += 1;
            let accident = (requests != 2).then_some(Accident::Stalled);
            Fate { accident, ..in_time() }
        });
        if let Some(status) = status {
            script(&mut simulation, 1000, status, None);
        }
        let limits = Limits { deadline: Some(deadline), ..Limits::default() };
        move_all(&mut simulation, &limits, |ended| {
            let code = status.map_or(WEBEXREC_E_DEADLINE, i32::from);
            assert_eq!(ended.stop.map(|stop| stop.error.code), Some(code));
            assert!(ended.took <= deadline + Duration::from_millis(200), "{:?}", ended.took);
        });
    }
}

#[test]
fn a_deadline_that_passes_while_the_run_is_busy_is_kept() {
    let mut simulation = simulation(100);
    simulation.effort = Duration::from_millis(500);
    simulation.fate = first(Accident::Stalled);
    let limits = Limits { deadline: Some(simulation.effort), ..Limits::default() };
    move_all(&mut simulation, &limits, |ended| {
        assert_eq!(summary(ended), (WEBEXREC_E_DEADLINE, vec![(Outcome::Unknown, 100)]));
        assert_eq!(ended.took, limits.deadline.expect("it has one"));
    });
}

#[test]
fn progress_is_told_at_least_every_quarter_of_a_second_and_at_most_twenty_times_a_second() {
    let mut simulation = simulation(20_000);
    simulation.service.change(|behaviour| {
        behaviour.rate_limit = Some(RateLimit::FixedWindow { limit: 100, window_seconds: 20.0 });
    });
    let json = json(&ids(&simulation));
    // The callback has no clock of its own: the waits that it is told of are one.
    let mut told: Vec<Progress> = Vec::new();
    let mut progress = |figures: &Progress| {
        told.push(*figures);
        true
    };
    let monitor = simulation.monitor.clone();
    let watch = CallObserver::new(Some(&monitor), Some(&mut progress), None);
    let took =
        simulation.run_watched(&job(&json, 0), &Limits::default(), watch, |ended| ended.took);
    let seconds = took.as_secs_f64();
    let calls = told.len() as f64;
    assert!(calls >= seconds * 4.0 && calls <= seconds * 20.0, "{calls} calls in {seconds} s");
    let waits: Vec<u64> = told
        .iter()
        .filter(|f| f.wait_reason == 429 && f.in_flight == 0)
        .map(|f| f.wait_ms)
        .collect();
    assert!(waits.len() > 40, "{}", waits.len());
    for pair in waits.windows(2).filter(|pair| pair[0] > pair[1]) {
        assert!(pair[0] - pair[1] <= 250, "{pair:?}");
    }
    let last = told.last().expect("it was told");
    assert_eq!((last.total, last.done, last.not_done, last.in_flight), (20_000, 20_000, 0, 0));
    assert_eq!(last.requests, simulation.service.requests().len() as u64);
}

#[test]
fn what_is_about_to_be_sent_is_told_before_it_is() {
    let mut simulation = simulation(250);
    let ids = ids(&simulation);
    let json = json(&ids);
    let mut told: Vec<(String, String)> = Vec::new();
    let mut outcomes = |results: &str| {
        let results: serde_json::Value = serde_json::from_str(results).expect("JSON");
        for result in results.as_array().expect("an array") {
            let text = |name: &str| result[name].as_str().expect("text").to_owned();
            told.push((text("id"), text("outcome")));
        }
        // Cancelled by the callback before the third request.
        told.iter().filter(|(_, outcome)| outcome == "sending").count() < 250
    };
    let watch = CallObserver::new(None, None, Some(&mut outcomes));
    let limits = Limits { concurrency: 1, ..Limits::default() };
    simulation.run_watched(&job(&json, 0), &limits, watch, |ended| {
        let wanted = vec![(Outcome::Done, 200), (Outcome::NotSent, 50)];
        assert_eq!(summary(&ended), (WEBEXREC_E_CANCELLED, wanted));
    });
    assert_eq!(simulation.service.requests().len(), 2);
    let of = |outcome: &str| told.iter().filter(|(_, told)| told == outcome).count();
    assert_eq!((of("sending"), of("done")), (250, 200));
    assert_eq!(
        told[..100].iter().map(|(id, _)| id).collect::<Vec<_>>(),
        ids[..100].iter().collect::<Vec<_>>()
    );
    assert_eq!(told[100].1, "done", "settled before the next is announced");
}

#[test]
fn who_cancels_by_the_progress_callback_is_still_told_the_outcomes() {
    let mut simulation = simulation(100);
    let json = json(&ids(&simulation));
    let mut told = Vec::new();
    let mut outcomes = |results: &str| {
        let results: serde_json::Value = serde_json::from_str(results).expect("JSON");
        let outcomes = results.as_array().expect("an array").iter().map(|r| r["outcome"].clone());
        told.extend(outcomes);
        true
    };
    let mut calls = 0;
    let mut progress = |_: &Progress| {
        calls += 1;
        calls < 2
    };
    simulation.fate = first(Accident::Stalled);
    let watch = CallObserver::new(None, Some(&mut progress), Some(&mut outcomes));
    simulation.run_watched(&job(&json, 0), &Limits::default(), watch, |ended| {
        assert_eq!(ended.count(Outcome::Unknown), 100);
    });
    assert_eq!(calls, 2, "a callback that cancelled is not called again");
    let of = |outcome: &str| told.iter().filter(|told| *told == outcome).count();
    assert_eq!((of("sending"), of("unknown")), (100, 100));
}

#[test]
fn the_clock_of_a_simulation_stands_still_while_nothing_waits() {
    let started = Instant::now();
    let mut simulation = simulation(100);
    script(&mut simulation, 1, 429, Some("800"));
    let took = move_all(&mut simulation, &Limits::default(), |ended| ended.took);
    assert!(took >= Duration::from_secs(800) && started.elapsed() < Duration::from_secs(60));
}
