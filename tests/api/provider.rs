//! The token provider: when it is asked, and what a token that expires does to a call.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use webexrec::*;
use webexrec_simulator::{Role, Settings, Simulator, Status};
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

/// What gives out tokens: the one valid at the service, until that is renewed.
struct TokenServer<'s> {
    simulator: &'s Simulator,
    role: Role,
    token: Mutex<String>,
    asked: AtomicU32,
}

impl<'s> TokenServer<'s> {
    fn new(simulator: &'s Simulator, role: Role) -> Self {
        let token = Mutex::new(simulator.token(role).to_owned());
        TokenServer { simulator, role, token, asked: AtomicU32::new(0) }
    }

    fn give(&self) -> Result<String, i32> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(self.token.lock().expect("no panic before").clone())
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }

    /// Lets the token expire. The provider gives the new one.
    fn expire(&self) {
        *self.token.lock().expect("no panic before") = self.simulator.renew_token(self.role);
    }

    fn client(&self) -> Client<'_> {
        let options = ClientOptions::of(self.simulator).provider(|| self.give());
        options.try_client(None, &[]).expect("a client")
    }
}

#[test]
fn the_provider_is_asked_once_before_the_first_request_and_not_for_what_sends_none() {
    let simulator = simulator();
    let tokens = TokenServer::new(&simulator, Role::User);
    let client = tokens.client();
    let ids = own_ids(&simulator, 250);
    let dry = Options { flags: WEBEXREC_DRY_RUN, ..Options::default() };
    assert_eq!(client.change(MOVE, &json(&ids), dry).code, WEBEXREC_OK);
    assert_eq!(client.change(MOVE, "[7]", dry).code, WEBEXREC_E_INVALID_RECORDINGS);
    assert_eq!((tokens.asked(), simulator.requests().len()), (0, 0));
    assert_eq!(client.move_to_bin(&ids).code, WEBEXREC_OK);
    assert!(client.list("{}", 0, None).is_ok());
    assert_eq!(tokens.asked(), 1);
}

#[test]
fn a_token_given_as_a_recording_is_refused_when_the_provider_gave_it_too() {
    let simulator = simulator();
    let client = TokenServer::new(&simulator, Role::User);
    let client = client.client();
    assert!(client.list("{}", 0, None).is_ok());
    let refused = client.move_to_bin(&[simulator.token(Role::User).to_owned()]);
    assert_eq!(refused.code, WEBEXREC_E_INVALID_RECORDINGS);
}

#[test]
fn a_provider_wins_over_a_token_that_is_given() {
    let simulator = simulator();
    let tokens = TokenServer::new(&simulator, Role::User);
    let options = ClientOptions::of(&simulator).provider(|| tokens.give());
    for token in ["of-somebody-else", "not a token"] {
        let client = options.client_for(token);
        assert!(client.list("{}", 0, None).is_ok());
    }
    assert_eq!(tokens.asked(), 2);
}

#[test]
fn a_new_token_continues_the_call_and_the_same_one_ends_it() {
    for renewed in [true, false] {
        let simulator = simulator();
        let tokens = TokenServer::new(&simulator, Role::User);
        let client = tokens.client();
        assert!(client.list("{}", 0, None).is_ok());
        if renewed {
            tokens.expire();
        } else {
            simulator.renew_token(Role::User);
        }
        simulator.clear_requests();
        let ids = own_ids(&simulator, 50);
        let ended = client.move_to_bin(&ids);
        assert_eq!(tokens.asked(), 2);
        if renewed {
            assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
            assert_eq!(simulator.requests().len(), 2);
        } else {
            assert_eq!(ended.code, WEBEXREC_E_UNAUTHORIZED, "{}", ended.message);
            assert_eq!(ended.results()[0]["outcome"], "notSent");
            assert_eq!(simulator.requests().len(), 1);
        }
        ended.assert_true(&simulator, Status::Available, Status::Deleted);
    }
}

#[test]
fn a_provider_that_fails_or_gives_garbage_ends_the_call() {
    let simulator = simulator();
    let ids = own_ids(&simulator, 2);
    let too_long = "x".repeat(20_000);
    for (given, said) in [
        (Err(7), "the token provider returned 7"),
        (Err(-1), "the token provider returned -1"),
        (Ok(""), "the token provider gave no access token"),
        (Ok("garb\nage"), "the token provider gave no access token"),
        (Ok(too_long.as_str()), "the token provider gave no terminated UTF-8 string"),
    ] {
        let options = ClientOptions::of(&simulator).provider(|| given.map(str::to_owned));
        let client = options.try_client(None, &[]).expect("a client");
        let ended = client.move_to_bin(&ids);
        assert_eq!(ended.code, WEBEXREC_E_TOKEN_PROVIDER, "{given:?}: {}", ended.message);
        assert!(ended.message.contains(said), "{}", ended.message);
        assert_eq!(ended.count("notSent"), 2);
        let listed = client.list("{}", 0, None).expect_err("no list");
        assert_eq!(listed.code, WEBEXREC_E_TOKEN_PROVIDER, "{}", listed.message);
    }
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn a_call_whose_cancel_makes_the_provider_give_up_is_a_cancelled_one() {
    let simulator = simulator();
    let monitor = Monitor::new();
    let handle = monitor.handle();
    let options = ClientOptions::of(&simulator).provider(move || {
        handle.cancel();
        Err(1)
    });
    let client = options.try_client(None, &[]).expect("a client");
    let ids = own_ids(&simulator, 3);
    let ended = client.watched(MOVE, &json(&ids), Options::default(), Some(&monitor));
    assert_eq!(ended.code, WEBEXREC_E_CANCELLED, "{}", ended.message);
    assert_eq!(ended.count("notSent"), 3);
}

#[test]
fn a_provider_that_fails_when_the_token_expires_leaves_a_true_report() {
    let simulator = simulator();
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
            simulator.renew_token(Role::User);
        }
        true
    });
    let ended = client.watched(MOVE, &json(&ids), Options::default(), Some(&monitor));
    assert_eq!(ended.code, WEBEXREC_E_TOKEN_PROVIDER, "{}", ended.message);
    assert_eq!((ended.count("done"), ended.count("notSent")), (100, 150));
    ended.assert_true(&simulator, Status::Available, Status::Deleted);
}

#[test]
fn recordings_are_moved_over_several_expiries_of_the_token() {
    let simulator = start(Settings { recordings: 0, other_recordings: 200, ..Settings::default() });
    let tokens = TokenServer::new(&simulator, Role::Admin);
    let client = tokens.client();
    let mut requests = 0;
    let monitor = Monitor::new().on_outcome(|results| {
        if results[0]["outcome"] == "sending" {
            requests += 1;
            // Not so often that those under way are all refused again and again.
            if requests % 8 == 0 {
                tokens.expire();
            }
        }
        true
    });
    let recordings = objects(&simulator.recordings());
    let ended = client.watched(MOVE, &recordings, Options::default(), Some(&monitor));
    assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
    assert_eq!(ended.count("done"), 200);
    assert!(simulator.recordings().iter().all(|recording| recording.status == Status::Deleted));
    let refused = simulator.requests().iter().filter(|r| r.status == Some(401)).count();
    assert!(refused >= 3 && tokens.asked() >= 4, "{refused} refused, asked {}", tokens.asked());
}

#[test]
fn sixteen_threads_whose_token_expires_get_a_new_one_together() {
    const THREADS: usize = 16;
    let simulator =
        start(Settings { recordings: THREADS * 10, other_recordings: 0, ..Settings::default() });
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
                    let ended = client.change(function, &json(own), Options::default());
                    assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
                });
            }
        });
        assert_eq!(count(&simulator, &ids, status), ids.len());
        assert_eq!(tokens.asked() as usize, 2 + round, "once before, and once for each expiry");
    }
}
