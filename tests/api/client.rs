//! A client is shared: by calls, which keep its connections, and by threads.

use std::sync::mpsc::channel;
use std::thread;
use webexrec::*;
use webexrec_simulator::{Role, Settings, Simulator, Status};
use webexrec_test_support::*;

#[test]
fn the_calls_of_a_client_share_a_connection() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    for id in own_ids(&simulator, 5) {
        assert_eq!(client.move_to_bin(&[id]).code, WEBEXREC_OK);
    }
    let connections: Vec<u64> = simulator.requests().iter().map(|r| r.connection).collect();
    assert_eq!(connections, vec![connections[0]; 5]);
}

#[test]
fn sixteen_threads_use_a_client_and_cancel_at_random_and_every_report_is_true() {
    const THREADS: usize = 16;
    let simulator = start_simulator_with(Settings {
        recordings: THREADS * 250,
        other_recordings: 0,
        ..Settings::default()
    });
    simulator.change(|behaviour| behaviour.latency_ms = 2);
    let client = ClientOptions::of(&simulator).client_for(simulator.token(Role::User));
    let ids = own_ids(&simulator, THREADS * 250);
    let (simulator, client) = (&simulator, &client);
    let codes: Vec<i32> = thread::scope(|scope| {
        let threads: Vec<_> = (0..)
            .zip(ids.chunks(250))
            .map(|(seed, own)| {
                scope.spawn(move || {
                    let mut random = fastrand::Rng::with_seed(seed);
                    [(); 4].map(|()| move_and_restore(simulator, client, own, &mut random))
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    // Either alone would prove nothing.
    assert!(codes.contains(&WEBEXREC_OK) && codes.contains(&WEBEXREC_E_CANCELLED), "{codes:?}");
}

/// Moves available recordings, restores them, and returns the result code of the move. It may be cancelled,
/// by its outcome callback or by another thread.
fn move_and_restore(
    simulator: &Simulator,
    client: &Client,
    own: &[String],
    random: &mut fastrand::Rng,
) -> i32 {
    let (mut outcomes_left, by_callback) = (random.usize(0..8), random.bool());
    let (cancel, cancelled) = channel();
    let monitor = Monitor::new().on_outcome(|_| {
        outcomes_left = outcomes_left.saturating_sub(1);
        if outcomes_left == 0 && !by_callback {
            let _ = cancel.send(());
        }
        outcomes_left > 0 || !by_callback
    });
    let moved = thread::scope(|scope| {
        let handle = monitor.handle();
        scope.spawn(move || cancelled.recv().map(|()| handle.cancel()));
        let json = ids_json(own);
        let moved = client.change_monitored(MOVE, &json, ChangeOptions::default(), Some(&monitor));
        // Ends the other thread if nothing was to be cancelled.
        let _ = cancel.send(());
        moved
    });
    assert!([WEBEXREC_OK, WEBEXREC_E_CANCELLED].contains(&moved.code), "{}", moved.message);
    moved.assert_true(simulator, Status::Available, Status::Deleted);
    // Requests in flight at the time of the cancel may arrive after the restore.
    let attempts = if moved.count("unknown") > 0 { 100 } else { 1 };
    let is_restored = (0..attempts).any(|_| {
        let restored = client.change(RESTORE, &ids_json(own), ChangeOptions::default());
        assert_eq!(restored.code, WEBEXREC_OK, "{}", restored.message);
        count_in_state(simulator, own, Status::Available) == own.len()
    });
    assert!(is_restored, "{}", moved.message);
    moved.code
}
