//! A big job on a service where all sorts of things go wrong at once: every word of the report is
//! compared with what the service truly did.

use std::time::Instant;
use webexrec::*;
use webexrec_simulator::{Batch, Faults, RateLimit, Role, Settings, Status};
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

const RECORDINGS: usize = 10_000;
const UNKNOWN: usize = RECORDINGS / 100;

/// Moves recordings of seven hosts on three sites, with unknown ids among them. What fails by chance is
/// tried so often.
fn moves_everything(batch: Batch, attempts: u32) {
    let simulator = start(Settings {
        recordings: 1000,
        other_recordings: RECORDINGS - 1000,
        ..Settings::default()
    });
    simulator.change(|behaviour| {
        behaviour.batch = batch;
        behaviour.latency_ms = 2;
        behaviour.rate_limit = Some(RateLimit::FixedWindow { limit: 700, window_seconds: 2.0 });
        behaviour.faults =
            Some(Faults { errors: 0.005, drops_before: 0.0025, drops_after: 0.0025, seed: 7 });
    });
    // Not the seed of a simulator, which would make the same ids.
    let mut random = fastrand::Rng::with_seed(u64::MAX);
    let mut recordings = simulator.recordings();
    for _ in 0..UNKNOWN {
        let mut unknown = recordings[random.usize(..recordings.len())].clone();
        unknown.id = format!("{:032x}", random.u128(..));
        recordings.insert(random.usize(..recordings.len()), unknown);
    }
    let client = ClientOptions::of(&simulator)
        .number(webexrec_options_set_concurrency, 8)
        .number(webexrec_options_set_max_attempts, attempts)
        .client_for(simulator.token(Role::Admin));
    let start = Instant::now();
    let moved = client.change(MOVE, &objects(&recordings), Options::default());
    println!(
        "{batch:?}: {:.1} s, {} requests, {} of them again, waited {} s: {}",
        start.elapsed().as_secs_f64(),
        moved.report["requests"],
        moved.report["retries"],
        moved.report["waitedSeconds"],
        moved.report["counts"]
    );
    assert!([WEBEXREC_E_PARTIAL, WEBEXREC_E_UNCERTAIN].contains(&moved.code), "{}", moved.message);
    assert_eq!(moved.count("total") as usize, RECORDINGS + UNKNOWN);
    moved.assert_true(&simulator, Status::Available, Status::Deleted);
    assert!(moved.count("done") as usize > RECORDINGS * 9 / 10, "{}", moved.message);
    assert!(simulator.requests().iter().any(|request| request.status == Some(429)));

    // On another day, with another token and without the trouble, the results finish the job.
    simulator.change(|behaviour| (behaviour.rate_limit, behaviour.faults) = (None, None));
    let client = ClientOptions::of(&simulator).client_for(&simulator.renew_token(Role::Admin));
    let results = moved.report["results"].to_string();
    let again = client.change(MOVE, &results, Options::default());
    println!("{batch:?} again: {}", again.report["counts"]);
    again.assert_true(&simulator, Status::Deleted, Status::Deleted);
    assert_eq!(again.count("done") as usize, RECORDINGS, "{}", again.message);
    assert_eq!(again.count("rejected") as usize, UNKNOWN, "{}", again.message);
    assert!(simulator.recordings().iter().all(|recording| recording.status == Status::Deleted));
}

#[test]
fn ten_thousand_recordings_of_a_service_that_refuses_a_batch_with_a_bad_id_as_a_whole() {
    moves_everything(Batch::Atomic, 6);
}

#[test]
fn ten_thousand_recordings_of_a_service_that_stops_at_the_first_bad_id_of_a_batch() {
    moves_everything(Batch::UntilFirstBad, 1);
}

#[test]
fn ten_thousand_recordings_of_a_service_that_applies_all_but_the_bad_ids_of_a_batch() {
    moves_everything(Batch::AllOthers, 2);
}
