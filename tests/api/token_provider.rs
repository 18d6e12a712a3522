//! The token provider: when it is called, and what happens to a call whose token expires.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use webexrec::*;
use webexrec_simulator::{Role, Settings, Simulator, Status};
use webexrec_test_support::*;

/// Issues the token that is valid at the simulator.
struct TokenServer<'s> {
    simulator: &'s Simulator,
    role: Role,
    token: Mutex<String>,
    calls: AtomicU32,
}

impl<'s> TokenServer<'s> {
    fn new(simulator: &'s Simulator, role: Role) -> Self {
        let token = Mutex::new(simulator.token(role).to_owned());
        TokenServer { simulator, role, token, calls: AtomicU32::new(0) }
    }

    fn token(&self) -> Result<String, i32> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        Ok(self.token.lock().expect("no panic before").clone())
    }

    fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }

    /// Renews the token, so that the old one is refused.
    fn expire(&self) {
        *self.token.lock().expect("no panic before") = self.simulator.replace_token(self.role);
    }

    fn client(&self) -> Client<'_> {
        let options = ClientOptions::of(self.simulator).provider(|| self.token());
        options.try_client(None, &[]).expect("a client")
    }
}

#[test]
fn the_provider_is_called_once_before_the_first_request_and_not_for_calls_without_requests() {
    let simulator = start_simulator();
    let tokens = TokenServer::new(&simulator, Role::User);
    let client = tokens.client();
    let ids = own_ids(&simulator, 250);
    let dry = ChangeOptions { flags: WEBEXREC_DRY_RUN, ..ChangeOptions::default() };
    assert_eq!(client.change(MOVE, &ids_json(&ids), dry).code, WEBEXREC_OK);
    assert_eq!(client.change(MOVE, "[7]", dry).code, WEBEXREC_E_INVALID_RECORDINGS);
    assert_eq!((tokens.calls(), simulator.requests().len()), (0, 0));
    assert_eq!(client.move_to_bin(&ids).code, WEBEXREC_OK);
    assert!(client.list("{}", 0, None).is_ok());
    assert_eq!(tokens.calls(), 1);
}

#[test]
fn a_token_of_the_provider_is_refused_as_an_id() {
    let simulator = start_simulator();
    let tokens = TokenServer::new(&simulator, Role::User);
    let client = tokens.client();
    assert!(client.list("{}", 0, None).is_ok());
    let refused = client.move_to_bin(&[simulator.token(Role::User).to_owned()]);
    assert_eq!(refused.code, WEBEXREC_E_INVALID_RECORDINGS);
}

#[test]
fn the_provider_overrides_the_token_of_client_new() {
    let simulator = start_simulator();
    let tokens = TokenServer::new(&simulator, Role::User);
    let options = ClientOptions::of(&simulator).provider(|| tokens.token());
    for token in ["of-somebody-else", "not a token"] {
        let client = options.client_for(token);
        assert!(client.list("{}", 0, None).is_ok());
    }
    assert_eq!(tokens.calls(), 2);
}

#[test]
fn after_a_401_a_new_token_continues_the_call_and_the_same_one_ends_it() {
    for renewed in [true, false] {
        let simulator = start_simulator();
        let tokens = TokenServer::new(&simulator, Role::User);
        let client = tokens.client();
        assert!(client.list("{}", 0, None).is_ok());
        if renewed {
            tokens.expire();
        } else {
            simulator.replace_token(Role::User);
        }
        simulator.clear_requests();
        let ids = own_ids(&simulator, 50);
        let result = client.move_to_bin(&ids);
        assert_eq!(tokens.calls(), 2);
        if renewed {
            assert_eq!(result.code, WEBEXREC_OK, "{}", result.message);
            assert_eq!(simulator.requests().len(), 2);
        } else {
            assert_eq!(result.code, WEBEXREC_E_UNAUTHORIZED, "{}", result.message);
            assert_eq!(result.entries()[0]["outcome"], "notSent");
            assert_eq!(simulator.requests().len(), 1);
        }
        result.assert_true(&simulator, Status::Available, Status::Deleted);
    }
}

#[test]
fn a_provider_that_fails_or_returns_no_valid_token_ends_the_call() {
    let simulator = start_simulator();
    let ids = own_ids(&simulator, 2);
    let too_long = "x".repeat(20_000);
    for (returned, reason) in [
        (Err(7), "the token provider returned 7"),
        (Err(-1), "the token provider returned -1"),
        (Ok(""), "the token provider gave no access token"),
        (Ok("garb\nage"), "the token provider gave no access token"),
        (Ok(too_long.as_str()), "the token provider gave no terminated UTF-8 string"),
    ] {
        let options = ClientOptions::of(&simulator).provider(|| returned.map(str::to_owned));
        let client = options.try_client(None, &[]).expect("a client");
        let result = client.move_to_bin(&ids);
        assert_eq!(result.code, WEBEXREC_E_TOKEN_PROVIDER, "{returned:?}: {}", result.message);
        assert!(result.message.contains(reason), "{}", result.message);
        assert_eq!(result.count("notSent"), 2);
        let listed = client.list("{}", 0, None).expect_err("no list");
        assert_eq!(listed.code, WEBEXREC_E_TOKEN_PROVIDER, "{}", listed.message);
    }
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn a_call_whose_provider_fails_because_of_a_cancel_is_cancelled() {
    let simulator = start_simulator();
    let monitor = Monitor::new();
    let handle = monitor.handle();
    let options = ClientOptions::of(&simulator).provider(move || {
        handle.cancel();
        Err(1)
    });
    let client = options.try_client(None, &[]).expect("a client");
    let ids = own_ids(&simulator, 3);
    let result =
        client.change_monitored(MOVE, &ids_json(&ids), ChangeOptions::default(), Some(&monitor));
    assert_eq!(result.code, WEBEXREC_E_CANCELLED, "{}", result.message);
    assert_eq!(result.count("notSent"), 3);
}

#[test]
fn the_report_is_true_if_the_provider_fails_when_the_token_expires() {
    let simulator = start_simulator();
    let is_down = std::sync::atomic::AtomicBool::new(false);
    let token = simulator.token(Role::User).to_owned();
    let options = ClientOptions::of(&simulator)
        .number(webexrec_options_set_concurrency, 1)
        .provider(|| if is_down.load(Ordering::SeqCst) { Err(1) } else { Ok(token.clone()) });
    let client = options.try_client(None, &[]).expect("a client");
    let ids = own_ids(&simulator, 250);
    let mut requests = 0;
    let monitor = Monitor::new().on_outcome(|results| {
        requests += u32::from(results[0]["outcome"] == "sending");
        if requests == 2 && !is_down.swap(true, Ordering::SeqCst) {
            simulator.replace_token(Role::User);
        }
        true
    });
    let result =
        client.change_monitored(MOVE, &ids_json(&ids), ChangeOptions::default(), Some(&monitor));
    assert_eq!(result.code, WEBEXREC_E_TOKEN_PROVIDER, "{}", result.message);
    assert_eq!((result.count("done"), result.count("notSent")), (100, 150));
    result.assert_true(&simulator, Status::Available, Status::Deleted);
}

#[test]
fn a_call_survives_several_expiries_of_the_token() {
    let simulator = start_simulator_with(Settings {
        recordings: 0,
        other_recordings: 200,
        ..Settings::default()
    });
    let tokens = TokenServer::new(&simulator, Role::Admin);
    let client = tokens.client();
    let mut requests = 0;
    let monitor = Monitor::new().on_outcome(|results| {
        if results[0]["outcome"] == "sending" {
            requests += 1;
            // Rarely enough that not all requests in flight are refused again and again.
            if requests % 8 == 0 {
                tokens.expire();
            }
        }
        true
    });
    let recordings = recordings_json(&simulator.recordings());
    let result =
        client.change_monitored(MOVE, &recordings, ChangeOptions::default(), Some(&monitor));
    assert_eq!(result.code, WEBEXREC_OK, "{}", result.message);
    assert_eq!(result.count("done"), 200);
    assert!(simulator.recordings().iter().all(|recording| recording.status == Status::Deleted));
    let refused = simulator.requests().iter().filter(|r| r.status == Some(401)).count();
    assert!(refused >= 3 && tokens.calls() >= 4, "{refused} refused, {} calls", tokens.calls());
}

#[test]
fn sixteen_threads_share_one_refresh_of_an_expired_token() {
    const THREADS: usize = 16;
    let simulator = start_simulator_with(Settings {
        recordings: THREADS * 10,
        other_recordings: 0,
        ..Settings::default()
    });
    let tokens = TokenServer::new(&simulator, Role::User);
    let client = tokens.client();
    let ids = own_ids(&simulator, THREADS * 10);
    for (round, (function, status)) in
        [(MOVE, Status::Deleted), (RESTORE, Status::Available)].into_iter().enumerate()
    {
        assert!(client.list("{}", 0, None).is_ok());
        tokens.expire();
        let (client, start) = (&client, &std::sync::Barrier::new(THREADS));
        thread::scope(|scope| {
            for own in ids.chunks(10) {
                scope.spawn(move || {
                    start.wait();
                    let result = client.change(function, &ids_json(own), ChangeOptions::default());
                    assert_eq!(result.code, WEBEXREC_OK, "{}", result.message);
                });
            }
        });
        assert_eq!(count_in_state(&simulator, &ids, status), ids.len());
        assert_eq!(
            tokens.calls() as usize,
            2 + round,
            "one for the first token, and one for each expiry"
        );
    }
}
