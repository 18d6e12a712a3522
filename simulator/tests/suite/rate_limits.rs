//! Latency and rate limits. What depends on time is tested in offline.rs, on a simulated clock.

use crate::client::{Client, count, mine, start};
use std::time::{Duration, Instant};
use webexrec_simulator::{RateLimit, Role, Simulator, Status};

const WINDOW: RateLimit = RateLimit::FixedWindow { limit: 3, window_seconds: 60.0 };

fn limited(limit: RateLimit) -> (Simulator, Client) {
    let simulator = start();
    simulator.change(|behaviour| behaviour.rate_limit = Some(limit));
    let client = Client::new(&simulator, Role::User);
    (simulator, client)
}

const PENALISING: RateLimit =
    RateLimit::PenalisingBucket { per_second: 0.5, burst: 2, penalty_seconds: 30.0 };

/// The `Retry-After` of a request; `None` if it is accepted.
fn retry_after(client: &Client) -> Option<u64> {
    let response = client.get("/recordings");
    let wait = response.header("retry-after")?.parse().expect("whole seconds");
    assert_eq!(response.status, 429);
    Some(wait)
}

#[test]
fn every_response_is_delayed_by_the_latency_independently_of_others() {
    let simulator = start();
    simulator.change(|behaviour| behaviour.latency_ms = 300);
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let begin = Instant::now();
                Client::new(&simulator, Role::User).get("/meetingPreferences/sites");
                assert!(begin.elapsed() >= Duration::from_millis(300));
            });
        }
    });
    assert!(begin.elapsed() < Duration::from_millis(8 * 300));
}

#[test]
fn a_fixed_window_refuses_requests_over_the_limit_without_applying_them() {
    let (simulator, client) = limited(WINDOW);
    let ids = mine(&simulator, 4);
    let statuses: Vec<u16> =
        ids.iter().map(|id| client.move_to_bin(std::slice::from_ref(id)).status).collect();
    assert_eq!(statuses, [204, 204, 204, 429]);
    assert_eq!(count(&simulator, Status::Deleted), 3);
    let wait: u64 = client.get("/recordings").header("retry-after").unwrap().parse().unwrap();
    assert!((50..=60).contains(&wait), "the rest of the window: {wait}");
}

#[test]
fn each_token_has_its_own_limit() {
    let (simulator, client) = limited(WINDOW);
    let statuses: Vec<u16> = (0..4).map(|_| client.get("/recordings").status).collect();
    assert_eq!(statuses, [200, 200, 200, 429]);
    assert_eq!(Client::new(&simulator, Role::Admin).get("/recordings").status, 200);
}

#[test]
fn the_rate_limit_is_checked_after_the_token_and_before_the_scope() {
    let (_simulator, client) = limited(WINDOW);
    let statuses: Vec<u16> = (0..4).map(|_| client.get("/admin/recordings").status).collect();
    assert_eq!(statuses, [403, 403, 403, 429]);
    let unknown = client.send("GET", "/recordings", &[("authorization", "Bearer unknown")], "");
    assert_eq!(unknown.unwrap().status, 401);
}

#[test]
fn a_token_bucket_accepts_a_burst() {
    let (_simulator, client) = limited(RateLimit::TokenBucket { per_second: 0.1, burst: 5 });
    let statuses: Vec<u16> = (0..6).map(|_| client.get("/recordings").status).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
    let wait: u64 = client.get("/recordings").header("retry-after").unwrap().parse().unwrap();
    assert!((8..=10).contains(&wait), "one request in ten seconds: {wait}");
}

#[test]
fn a_penalising_bucket_accepts_a_burst_and_then_demands_the_wait_of_a_bucket() {
    let (simulator, client) = limited(PENALISING);
    assert_eq!((0..3).map(|_| retry_after(&client)).collect::<Vec<_>>(), [None, None, Some(2)]);
    let other = Client::new(&simulator, Role::Admin);
    assert_eq!(retry_after(&other), None, "each token has its own");
}

#[test]
fn a_request_during_the_wait_restarts_it_with_the_penalty() {
    let (_simulator, client) = limited(PENALISING);
    let waits: Vec<_> = (0..6).map(|_| retry_after(&client)).collect();
    assert_eq!(waits, [None, None, Some(2), Some(30), Some(30), Some(30)]);
}

#[test]
fn a_penalty_is_never_shorter_than_the_refill_of_the_bucket() {
    let bucket = RateLimit::PenalisingBucket { per_second: 0.1, burst: 1, penalty_seconds: 1.0 };
    let (_simulator, client) = limited(bucket);
    assert_eq!(retry_after(&client), None);
    for _ in 0..2 {
        let wait = retry_after(&client).expect("refused");
        assert!((8..=10).contains(&wait), "one request in ten seconds: {wait}");
    }
}

#[test]
fn retry_after_can_be_any_text_or_omitted() {
    let (simulator, client) = limited(RateLimit::FixedWindow { limit: 1, window_seconds: 60.0 });
    client.get("/recordings");
    for (text, seen) in
        [("rand(30),add(30)", Some("rand(30),add(30)")), ("0", Some("0")), ("", None)]
    {
        simulator.change(|behaviour| behaviour.retry_after = Some(text.into()));
        let response = client.get("/recordings");
        assert_eq!((response.status, response.header("retry-after")), (429, seen));
    }
}

#[test]
fn a_changed_limit_starts_with_a_full_quota() {
    let (simulator, client) = limited(RateLimit::FixedWindow { limit: 1, window_seconds: 60.0 });
    assert_eq!([client.get("/recordings").status, client.get("/recordings").status], [200, 429]);
    simulator.change(|behaviour| behaviour.rate_limit = Some(WINDOW));
    assert_eq!(client.get("/recordings").status, 200);
    simulator.change(|behaviour| behaviour.rate_limit = None);
    assert!((0..10).all(|_| client.get("/recordings").status == 200));
}
