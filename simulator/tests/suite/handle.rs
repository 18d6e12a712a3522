//! The handle that Rust programs hold: the log, the reset, and the end.

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
fn the_log_has_the_requests_as_they_were_sent_but_never_a_token() {
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
fn the_log_tells_connections_apart() {
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
fn the_log_tells_when_each_request_came() {
    let begin = Instant::now();
    let simulator = start();
    simulator.change(|behaviour| behaviour.latency_ms = 50);
    let client = Client::new(&simulator, Role::User);
    (0..3).for_each(|_| drop(client.get("/recordings")));
    let end = begin.elapsed().as_secs_f64() * 1e3;
    let times: Vec<f64> = simulator.requests().iter().map(|request| request.received_ms).collect();
    assert!(times[0] >= 0.0 && times[2] + 50.0 <= end, "{times:?} of {end}");
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 50.0), "one answer apart: {times:?}");
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
fn an_answer_under_way_when_the_log_is_cleared_is_not_noted_elsewhere() {
    let simulator = start();
    simulator.change(|behaviour| behaviour.latency_ms = 300);
    std::thread::scope(|scope| {
        scope.spawn(|| Client::new(&simulator, Role::User).get("/nowhere"));
        let begin = Instant::now();
        while simulator.requests().is_empty() {
            assert!(begin.elapsed() < Duration::from_secs(10), "it arrives");
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
fn a_reset_brings_back_the_start() {
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
fn the_numbers_of_recordings_are_as_asked_for() {
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
fn ten_thousand_recordings_are_quickly_made_and_looked_at() {
    let begin = Instant::now();
    let settings = Settings { other_recordings: 10_000, ..Settings::default() };
    let simulator = Simulator::start(settings).unwrap();
    assert!(begin.elapsed() < Duration::from_secs(1), "the start took {:?}", begin.elapsed());
    let begin = Instant::now();
    assert_eq!(simulator.recordings().len(), 10_250);
    assert!(begin.elapsed() < Duration::from_secs(1), "a look took {:?}", begin.elapsed());
}

#[test]
fn dropping_it_closes_its_connections_and_its_port_at_once() {
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
        // An end or a reset, depending on whether the request was read.
        match stream.read(&mut [0; 1]) {
            Ok(read) => assert_eq!(read, 0),
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
        }
    }
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn it_can_be_started_on_a_given_port_and_a_taken_one_is_an_error() {
    let simulator = start();
    let port = port(&simulator);
    assert!(Simulator::start(Settings { port, ..Settings::default() }).is_err());
    drop(simulator);
    let again = Simulator::start(Settings { port, ..Settings::default() }).unwrap();
    assert_eq!(again.base_url(), format!("http://127.0.0.1:{port}/v1"));
}

#[test]
fn requests_that_follow_each_other_unasked_are_answered_in_order() {
    let simulator = start();
    let mut stream = TcpStream::connect(("127.0.0.1", port(&simulator))).unwrap();
    let request = "GET /v1/nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let last = "GET /v1/recordings HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(format!("{request}{last}").as_bytes()).unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    let statuses: Vec<&str> =
        answers.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!(statuses, ["404", "401"]);
}
