//! Scripted responses.

use crate::client::{Client, count, mine, start};
use serde_json::json;
use std::time::{Duration, Instant};
use webexrec_simulator::{DropConnection, RateLimit, Role, Script, Status};

const MOVE: &str = "/recordings/softDelete";

fn at(path: &str, status: u16) -> Script {
    Script { path: Some(path.into()), status, ..Script::default() }
}

#[test]
fn the_next_requests_to_a_path_get_the_scripted_response() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let headers =
        [("Retry-After", "5"), ("X-Custom", "a")].map(|(name, value)| (name.into(), value.into()));
    simulator.script(Script {
        count: 2,
        headers: headers.into(),
        body: Some("<h1>busy</h1>".into()),
        content_type: Some("text/html".into()),
        ..at(MOVE, 503)
    });
    assert_eq!(client.get("/recordings").status, 200, "another path");
    for _ in 0..2 {
        let response = client.move_to_bin(&mine(&simulator, 1));
        assert_eq!((response.status, response.body.as_str()), (503, "<h1>busy</h1>"));
        assert_eq!(response.header("content-type"), Some("text/html"));
        assert_eq!(response.header("retry-after"), Some("5"));
        assert!(response.header("trackingid").is_some_and(|id| id.starts_with("SIM_")));
    }
    assert_eq!(count(&simulator, Status::Deleted), 0, "the service applied a change");
    assert_eq!(client.move_to_bin(&mine(&simulator, 1)).status, 204, "the script is not used up");
}

#[test]
fn without_a_body_the_response_is_empty() {
    let simulator = start();
    simulator.script(at("/recordings", 500));
    let response = Client::new(&simulator, Role::User).get("/recordings");
    assert_eq!(
        (response.status, response.body.as_str(), response.header("content-type")),
        (500, "", None)
    );
}

#[test]
fn any_status_from_200_to_999_can_be_scripted() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    for status in [200, 202, 204, 302, 304, 409, 410, 418, 423, 428, 504, 599, 600, 999] {
        simulator.script(at("/recordings", status));
        assert_eq!(client.get("/recordings").status, status);
    }
}

#[test]
fn the_tracking_id_can_be_set_or_omitted() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    for (value, seen) in [("ROUTER_1", Some("ROUTER_1")), ("", None)] {
        let headers = [("TrackingID".into(), value.into())].into();
        simulator.script(Script { headers, ..at("/recordings", 500) });
        assert_eq!(client.get("/recordings").header("trackingid"), seen);
    }
}

#[test]
fn a_scripted_response_comes_before_the_token_and_the_rate_limit() {
    let simulator = start();
    simulator.change(|behaviour| {
        behaviour.rate_limit = Some(RateLimit::FixedWindow { limit: 1, window_seconds: 60.0 });
    });
    simulator.script(Script { count: 3, status: 500, ..Script::default() });
    let client = Client::new(&simulator, Role::User);
    let unknown = client.send("GET", "/recordings", &[("authorization", "")], "").unwrap();
    assert_eq!(unknown.status, 500);
    assert_eq!([client.get("/nowhere").status, client.get("/recordings").status], [500, 500]);
    assert_eq!([client.get("/recordings").status, client.get("/recordings").status], [200, 429]);
}

#[test]
fn entries_are_used_in_order_after_the_requests_they_skip() {
    let simulator = start();
    for entry in [
        Script { skip: 1, ..at("/recordings", 500) },
        Script { skip: 2, ..at("/recordings", 502) },
        Script { path: None, ..at("", 504) },
    ] {
        simulator.script(entry);
    }
    let client = Client::new(&simulator, Role::User);
    assert_eq!(
        client.get("/meetingPreferences/sites").status,
        504,
        "the first entry that includes this path"
    );
    let statuses: Vec<u16> = (0..6).map(|_| client.get("/recordings").status).collect();
    assert_eq!(statuses, [200, 500, 200, 200, 502, 200]);
}

#[test]
fn a_scripted_error_can_apply_the_request_first() {
    let simulator = start();
    simulator.script(Script { apply: true, ..at(MOVE, 502) });
    let client = Client::new(&simulator, Role::User);
    assert_eq!(client.move_to_bin(&mine(&simulator, 2)).status, 502);
    assert_eq!(count(&simulator, Status::Deleted), 2);
}

#[test]
fn the_connection_can_be_dropped_before_or_after_the_request_is_applied() {
    for (when, applied) in [(DropConnection::Before, 0), (DropConnection::After, 1)] {
        let simulator = start();
        let client = Client::new(&simulator, Role::User);
        simulator.script(Script { drop: Some(when), path: Some(MOVE.into()), ..Script::default() });
        let body = json!({ "recordingIds": mine(&simulator, 1) });
        assert!(client.try_post(MOVE, &body).is_err(), "no response");
        assert_eq!(count(&simulator, Status::Deleted), applied, "{when:?}");
        assert_eq!(client.get("/recordings").status, 200, "the server goes on");
        let log = simulator.requests();
        assert_eq!((log[0].status, log[1].status), (None, Some(200)));
        assert_ne!(log[0].connection, log[1].connection);
    }
}

#[test]
fn a_delay_is_added_to_the_latency() {
    let simulator = start();
    simulator.change(|behaviour| behaviour.latency_ms = 50);
    simulator.script(Script { delay_ms: 150, ..at("/recordings", 503) });
    simulator.script(Script {
        drop: Some(DropConnection::Before),
        delay_ms: 150,
        ..Script::default()
    });
    let client = Client::new(&simulator, Role::User);
    for has_response in [true, false] {
        let begin = Instant::now();
        assert_eq!(client.send("GET", "/recordings", &[], "").is_ok(), has_response);
        assert!(begin.elapsed() >= Duration::from_millis(200), "it took {:?}", begin.elapsed());
    }
}

#[test]
fn a_delayed_response_applies_its_change_at_once() {
    let simulator = start();
    simulator.script(Script { apply: true, delay_ms: 600_000, ..at(MOVE, 503) });
    let client = Client::new(&simulator, Role::User);
    let body = json!({ "recordingIds": mine(&simulator, 1) });
    let waiting = std::thread::spawn(move || client.try_post(MOVE, &body).is_err());
    let begin = Instant::now();
    while count(&simulator, Status::Deleted) == 0 {
        assert!(begin.elapsed() < Duration::from_secs(10), "the change is not applied");
        std::thread::yield_now();
    }
    drop(simulator);
    assert!(waiting.join().unwrap(), "no response until then");
}

#[test]
#[should_panic(expected = "needs a `status`")]
fn an_entry_without_status_and_drop_is_refused() {
    start().script(Script::default());
}

#[test]
#[should_panic(expected = "`X Y` of a script entry is not valid")]
fn an_entry_with_an_invalid_header_is_refused() {
    start()
        .script(Script { headers: [("X Y".into(), "a".into())].into(), ..at("/recordings", 500) });
}
