//! Clients: what can't be made one, and one that many threads share.

use std::ptr;
use std::sync::mpsc::channel;
use std::thread;
use webexrec::*;
use webexrec_simulator::{Role, Settings, Status};
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

#[test]
fn without_a_place_a_token_or_usable_settings_there_is_no_client() {
    let token = terminated(Some(b"t0ken"));
    let new = |error, size| {
        // SAFETY: NULL is answered with an error.
        unsafe { webexrec_client_new(pointer(&token), ptr::null(), ptr::null_mut(), error, size) }
    };
    let refused = ended(new);
    assert_eq!(refused.code, WEBEXREC_E_NULL_POINTER);
    assert!(refused.message.contains("client is NULL"), "{}", refused.message);

    let options = ClientOptions::at("http://127.0.0.1:1/v1");
    for (token, code, named) in [
        (None, WEBEXREC_E_NULL_POINTER, "token is NULL"),
        (Some(""), WEBEXREC_E_INVALID_TOKEN, "token"),
        (Some("Bearer t0ken"), WEBEXREC_E_INVALID_TOKEN, "Bearer"),
        (Some("t0 ken"), WEBEXREC_E_INVALID_TOKEN, "token"),
    ] {
        let refused = options.try_client(token, &[]).err().expect("refused");
        assert_eq!(refused.code, code, "{token:?}: {}", refused.message);
        assert!(refused.message.contains(named), "{}", refused.message);
    }
    for (name, value, code) in [
        ("WEBEXREC_BASE_URL", "https://example.org/v1", WEBEXREC_E_INSECURE_URL),
        ("WEBEXREC_CA_FILE", "/nonexistent/ca.pem", WEBEXREC_E_INVALID_OPTION),
        ("HTTPS_PROXY", "ftp://proxy", WEBEXREC_E_INVALID_OPTION),
    ] {
        let refused = ClientOptions::new().try_client(Some("t0ken"), &[(name, Some(value))]);
        let refused = refused.err().expect("refused");
        assert_eq!(refused.code, code, "{name}: {}", refused.message);
    }
    let options = options.text(webexrec_options_set_ca_file, "/nonexistent/ca.pem");
    let refused = options.try_client(Some("t0ken"), &[]).err().expect("refused");
    assert_eq!(refused.code, WEBEXREC_E_INVALID_OPTION, "{}", refused.message);
    assert!(refused.message.contains("/nonexistent/ca.pem"), "{}", refused.message);
}

#[test]
fn without_a_client_a_call_says_so_and_freeing_nothing_does_nothing() {
    let json = terminated(Some(br#"["a"]"#));
    for function in [MOVE, RESTORE, PURGE] {
        let mut report = ptr::dangling_mut();
        let call = |error, size| {
            let (client, nobody) = (ptr::null(), ptr::null_mut());
            let (json, none) = (pointer(&json), ptr::null());
            // SAFETY: NULL is answered with an error.
            unsafe { function(client, json, none, none, 0, nobody, &mut report, error, size) }
        };
        let refused = ended(call);
        assert_eq!(refused.code, WEBEXREC_E_NULL_POINTER);
        assert!(refused.message.contains("client is NULL"), "{}", refused.message);
        assert_eq!(taken(report), None);
    }
    // SAFETY: NULL is fine.
    unsafe {
        webexrec_client_free(ptr::null_mut());
        webexrec_monitor_free(ptr::null_mut());
        webexrec_monitor_cancel(ptr::null_mut());
    }
}

#[test]
fn a_report_that_nobody_wants_need_not_be_taken() {
    let simulator = simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = own_ids(&simulator, 3);
    let json = terminated(Some(json(&ids).as_bytes()));
    let call = |error, size| {
        let (json, none) = (pointer(&json), ptr::null());
        let nobody = ptr::null_mut();
        // SAFETY: the client and the string live until the call is over.
        unsafe { MOVE(client.pointer, json, none, none, 0, nobody, ptr::null_mut(), error, size) }
    };
    assert_eq!(ended(call).code, WEBEXREC_OK);
    assert_eq!(count(&simulator, &ids, Status::Deleted), 3);
}

#[test]
fn a_client_keeps_its_connections_from_call_to_call() {
    let simulator = simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    for id in own_ids(&simulator, 5) {
        assert_eq!(client.move_to_bin(&[id]).code, WEBEXREC_OK);
    }
    let connections: Vec<u64> = simulator.requests().iter().map(|r| r.connection).collect();
    assert_eq!(connections, vec![connections[0]; 5]);
}

#[test]
fn sixteen_threads_share_a_client_and_cancel_as_they_like_and_every_report_is_true() {
    const THREADS: usize = 16;
    let simulator =
        start(Settings { recordings: THREADS * 250, other_recordings: 0, ..Settings::default() });
    simulator.change(|behaviour| behaviour.latency_ms = 2);
    let client = ClientOptions::of(&simulator).client_for(simulator.token(Role::User));
    let ids = own_ids(&simulator, THREADS * 250);
    let (simulator, client) = (&simulator, &client);
    thread::scope(|scope| {
        for (number, own) in ids.chunks(250).enumerate() {
            scope.spawn(move || {
                let mut random = fastrand::Rng::with_seed(number as u64);
                for _ in 0..4 {
                    change_and_cancel(simulator, client, own, &mut random);
                }
            });
        }
    });
}

/// Moves and restores recordings in the state available; then cancelled or not, by the callback or
/// by another thread, the report says what they are.
fn change_and_cancel(
    simulator: &webexrec_simulator::Simulator,
    client: &Client,
    own: &[String],
    random: &mut fastrand::Rng,
) {
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
        let moved = client.watched(MOVE, &json(own), Options::default(), Some(&monitor));
        // Or the other thread would wait for ever.
        let _ = cancel.send(());
        moved
    });
    assert!([WEBEXREC_OK, WEBEXREC_E_CANCELLED].contains(&moved.code), "{}", moved.message);
    moved.assert_true(simulator, Status::Available, Status::Deleted);
    // What was on its way when it was cancelled may get there after the restoring.
    let most = if moved.count("unknown") > 0 { 100 } else { 1 };
    let is_restored = (0..most).any(|_| {
        let restored = client.change(RESTORE, &json(own), Options::default());
        assert_eq!(restored.code, WEBEXREC_OK, "{}", restored.message);
        count(simulator, own, Status::Available) == own.len()
    });
    assert!(is_restored, "{}", moved.message);
}
