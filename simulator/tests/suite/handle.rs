//! The handle in Rust: start, log, reset, drop.

use crate::client::{BOB, Client, count, mine, start};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use webexrec_simulator::{Role, Script, Settings, Simulator, Status};

fn port(simulator: &Simulator) -> u16 {
    simulator.origin().rsplit(':').next().unwrap().parse().unwrap()
}

#[test]
fn the_log_has_the_requests_as_received_without_their_tokens() {
    let simulator = start();
    let admin = Client::new(&simulator, Role::Admin);
    let body = json!({ "recordingIds": ["a"] });
    admin.post("/recordings/softDelete?hostEmail=bob%40example.com", &body);
    admin
        .send("GET", "/nowhere", &[("authorization", "Bearer unknown"), ("TrackingID", "mine")], "")
        .unwrap();

    let log = simulator.requests();
    assert_eq!(log.len(), 2);
    assert_eq!((log[0].method.as_str(), log[0].path.as_str()), ("POST", "/recordings/softDelete"));
    assert_eq!(log[0].query.as_deref(), Some("hostEmail=bob%40example.com"));
    assert_eq!(log[0].content_type.as_deref(), Some("application/json"));
    assert_eq!(log[0].body, r#"{"recordingIds":["a"]}"#);
    assert_eq!((log[0].role, log[0].status), (Some(Role::Admin), Some(404)));
    assert_eq!(
        (log[1].method.as_str(), log[1].path.as_str(), log[1].query.as_deref()),
        ("GET", "/nowhere", None)
    );
    assert_eq!((log[1].role, log[1].status), (None, Some(404)));
    assert_eq!(log[1].headers["trackingid"], "mine");
    assert!(!format!("{log:?}").contains(simulator.token(Role::Admin)));
    assert!(log.iter().all(|request| !request.headers.contains_key("authorization")));
}

#[test]
fn the_log_distinguishes_connections() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    client.get("/recordings");
    client.move_to_bin(&mine(&simulator, 1));
    Client::new(&simulator, Role::User).get("/recordings");
    let connections: Vec<u64> =
        simulator.requests().iter().map(|request| request.connection).collect();
    assert_eq!(connections[0], connections[1], "kept alive");
    assert_ne!(connections[1], connections[2]);
}

#[test]
fn the_log_has_the_time_of_each_request() {
    let begin = Instant::now();
    let simulator = start();
    simulator.change(|behaviour| behaviour.latency_ms = 50);
    let client = Client::new(&simulator, Role::User);
    (0..3).for_each(|_| drop(client.get("/recordings")));
    let end = begin.elapsed().as_secs_f64() * 1e3;
    let times: Vec<f64> = simulator.requests().iter().map(|request| request.received_ms).collect();
    assert!(times[0] >= 0.0 && times[2] + 50.0 <= end, "{times:?} of {end}");
    assert!(
        times.windows(2).all(|pair| pair[1] - pair[0] >= 50.0),
        "less than the latency apart: {times:?}"
    );
}

#[test]
fn the_log_can_be_cleared() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    client.get("/recordings");
    simulator.clear_requests();
    assert!(simulator.requests().is_empty());
    client.get("/meetingPreferences/sites");
    let log = simulator.requests();
    assert_eq!(
        (log.len(), log[0].path.as_str(), log[0].status),
        (1, "/meetingPreferences/sites", Some(200))
    );
}

#[test]
fn a_response_that_is_pending_when_the_log_is_cleared_is_not_logged_for_another_request() {
    let simulator = start();
    simulator.change(|behaviour| behaviour.latency_ms = 300);
    std::thread::scope(|scope| {
        scope.spawn(|| Client::new(&simulator, Role::User).get("/nowhere"));
        let begin = Instant::now();
        while simulator.requests().is_empty() {
            assert!(begin.elapsed() < Duration::from_secs(10), "the request does not arrive");
            std::thread::yield_now();
        }
        simulator.clear_requests();
        simulator.change(|behaviour| behaviour.latency_ms = 0);
        Client::new(&simulator, Role::User).get("/recordings");
    });
    let statuses: Vec<_> = simulator.requests().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [Some(200)]);
}

#[test]
fn a_reset_restores_the_initial_state() {
    let mut settings = Settings::default();
    settings.behaviour.unknown_status = 400;
    let simulator = Simulator::start(settings).unwrap();
    let client = Client::new(&simulator, Role::User);
    client.move_to_bin(&mine(&simulator, 5));
    simulator.change(|behaviour| behaviour.unknown_status = 404);
    simulator.script(Script { status: 500, ..Script::default() });
    simulator.reset();
    assert_eq!(count(&simulator, Status::Deleted), 0);
    assert!(simulator.requests().is_empty());
    assert_eq!(client.move_to_bin(&["unknown".into()]).status, 400);
}

#[test]
fn the_same_seed_makes_the_same_recordings_and_another_seed_others() {
    let ids = |seed| {
        let simulator = Simulator::start(Settings { seed, ..Settings::default() }).unwrap();
        let mut ids: Vec<String> =
            simulator.recordings().into_iter().map(|recording| recording.id).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(7), ids(7));
    assert_ne!(ids(7), ids(8));
}

#[test]
fn the_numbers_of_recordings_are_those_of_the_settings() {
    let settings =
        Settings { recordings: 3, other_recordings: 8, spread_days: 0, ..Settings::default() };
    let recordings = Simulator::start(settings).unwrap().recordings();
    let shared = recordings.iter().filter(|recording| !recording.shared_with.is_empty());
    assert_eq!(recordings.len(), 11);
    assert!(shared.map(|recording| recording.host_email.as_str()).eq([BOB]));
    let none = Settings { recordings: 0, other_recordings: 0, ..Settings::default() };
    assert!(Simulator::start(none).unwrap().recordings().is_empty());
}

#[test]
fn ten_thousand_recordings_are_generated_and_read_quickly() {
    let begin = Instant::now();
    let settings = Settings { other_recordings: 10_000, ..Settings::default() };
    let simulator = Simulator::start(settings).unwrap();
    assert!(begin.elapsed() < Duration::from_secs(1), "the start took {:?}", begin.elapsed());
    let begin = Instant::now();
    assert_eq!(simulator.recordings().len(), 10_250);
    assert!(begin.elapsed() < Duration::from_secs(1), "reading took {:?}", begin.elapsed());
}

#[test]
fn dropping_the_simulator_closes_its_connections_and_its_port_at_once() {
    let simulator = start();
    let port = port(&simulator);
    let mut idle = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut waiting = TcpStream::connect(("127.0.0.1", port)).unwrap();
    simulator.change(|behaviour| behaviour.latency_ms = 600_000);
    waiting.write_all(b"GET /v1/recordings HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let begin = Instant::now();
    drop(simulator);
    assert!(begin.elapsed() < Duration::from_secs(5));
    for stream in [&mut idle, &mut waiting] {
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        // Closed or reset, depending on whether the request was read.
        match stream.read(&mut [0; 1]) {
            Ok(read) => assert_eq!(read, 0),
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
        }
    }
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn the_port_can_be_chosen_and_one_in_use_is_an_error() {
    let simulator = start();
    let port = port(&simulator);
    assert!(Simulator::start(Settings { port, ..Settings::default() }).is_err());
    drop(simulator);
    let again = Simulator::start(Settings { port, ..Settings::default() }).unwrap();
    assert_eq!(again.base_url(), format!("http://127.0.0.1:{port}/v1"));
}

#[test]
fn pipelined_requests_get_their_responses_in_order() {
    let simulator = start();
    let mut stream = TcpStream::connect(("127.0.0.1", port(&simulator))).unwrap();
    let request = "GET /v1/nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let last = "GET /v1/recordings HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(format!("{request}{last}").as_bytes()).unwrap();
    let mut responses = String::new();
    stream.read_to_string(&mut responses).unwrap();
    let statuses: Vec<&str> =
        responses.split("HTTP/1.1 ").skip(1).map(|response| &response[..3]).collect();
    assert_eq!(statuses, ["404", "401"]);
}
