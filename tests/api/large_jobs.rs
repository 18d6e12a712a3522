//! Large jobs on a service with errors, lost responses and a rate limit at the same time: every outcome in
//! the report is compared with the actual state of the recording.

use std::time::Instant;
use webexrec::*;
use webexrec_simulator::{Batch, Faults, RateLimit, Role, Settings, Status};
use webexrec_test_support::*;

const RECORDINGS: usize = 10_000;
const UNKNOWN: usize = RECORDINGS / 100;

/// Moves recordings of seven hosts on three sites, with unknown ids among them. Then a second call
/// completes the job.
fn move_everything(batch: Batch, attempts: u32) {
    let simulator = start_simulator_with(Settings {
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
    // No simulator has this seed, so none has these ids.
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
    let moved = client.change(MOVE, &recordings_json(&recordings), ChangeOptions::default());
    println!(
        "{batch:?}: {:.1} s, {} requests, {} of them retries, waited {} s: {}",
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

    // Later, with a new token and without faults, the report completes the job.
    simulator.change(|behaviour| (behaviour.rate_limit, behaviour.faults) = (None, None));
    let client = ClientOptions::of(&simulator).client_for(&simulator.replace_token(Role::Admin));
    let results = moved.report["results"].to_string();
    let again = client.change(MOVE, &results, ChangeOptions::default());
    println!("{batch:?} again: {}", again.report["counts"]);
    again.assert_true(&simulator, Status::Deleted, Status::Deleted);
    assert_eq!(again.count("done") as usize, RECORDINGS, "{}", again.message);
    assert_eq!(again.count("rejected") as usize, UNKNOWN, "{}", again.message);
    assert!(simulator.recordings().iter().all(|recording| recording.status == Status::Deleted));
}

#[test]
fn ten_thousand_recordings_on_a_service_that_refuses_a_batch_with_an_invalid_id_as_a_whole() {
    move_everything(Batch::Atomic, 6);
}

#[test]
fn ten_thousand_recordings_on_a_service_that_stops_at_the_first_invalid_id_of_a_batch() {
    move_everything(Batch::UntilFirstBad, 1);
}

#[test]
fn ten_thousand_recordings_on_a_service_that_applies_all_valid_ids_of_a_batch() {
    move_everything(Batch::AllOthers, 2);
}
