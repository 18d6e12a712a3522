//! Cancelling from another thread: the call returns within 200 ms, whatever it is doing, and its report is
//! true. (Not tested: a name lookup that hangs, which needs a network.)

use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};
use webexrec::*;
use webexrec_simulator::{DropConnection, Script, Settings, Status};
use webexrec_test_support::*;

/// The promised 200 ms, and as much again for a busy machine.
const MAX_TIME: Duration = Duration::from_millis(400);

/// Moves, and cancels from another thread once the progress fulfils the condition.
fn cancel_at(
    what: &str,
    client: &Client,
    ids: &[String],
    flags: u32,
    mut condition: impl FnMut(&Progress) -> bool,
) -> ChangeResult {
    let (fulfilled, is_fulfilled) = channel();
    let monitor = Monitor::new().on_progress(|progress| {
        if condition(progress) {
            let _ = fulfilled.send(());
        }
        true
    });
    cancel_after(what, client, ids, flags, &monitor, move || {
        is_fulfilled.recv_timeout(Duration::from_secs(20)).is_ok()
    })
}

/// Moves, and cancels from another thread after a wait, which returns whether the condition is fulfilled.
fn cancel_after(
    what: &str,
    client: &Client,
    ids: &[String],
    flags: u32,
    monitor: &Monitor,
    wait: impl FnOnce() -> bool + Send,
) -> ChangeResult {
    let (result, took) = thread::scope(|scope| {
        let handle = monitor.handle();
        let canceller = scope.spawn(move || {
            let is_fulfilled = wait();
            let cancelled_at = Instant::now();
            handle.cancel();
            is_fulfilled.then_some(cancelled_at)
        });
        let options = ChangeOptions { flags, ..ChangeOptions::default() };
        let result = client.change_monitored(MOVE, &ids_json(ids), options, Some(monitor));
        let returned_at = Instant::now();
        let cancelled_at = canceller.join().expect("no panic").expect("the condition");
        (result, returned_at.duration_since(cancelled_at))
    });
    println!("cancelled {what}: {} ms", took.as_millis());
    assert!(took < MAX_TIME, "{what}: {took:?}");
    assert_eq!(result.code, WEBEXREC_E_CANCELLED, "{what}: {}", result.message);
    assert_eq!(result.stop_code(), Some(WEBEXREC_E_CANCELLED.into()));
    let given: Vec<_> = result.entries().iter().map(|entry| entry["id"].as_str()).collect();
    assert!(given.iter().eq(ids.iter().map(|id| Some(id.as_str())).collect::<Vec<_>>().iter()));
    result
}

/// A request has been in flight for a while.
fn waiting_for_response() -> impl FnMut(&Progress) -> bool {
    let mut times = 0;
    move |progress| {
        times += u32::from(progress.get(WEBEXREC_PROGRESS_IN_FLIGHT) > 0);
        times > 2
    }
}

#[test]
fn during_the_wait_for_the_rate_limit() {
    let simulator = start_simulator();
    simulator.script(too_many_requests("600"));
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = own_ids(&simulator, 50);
    let result = cancel_at("during the wait for the rate limit", &client, &ids, 0, |progress| {
        progress.get(WEBEXREC_PROGRESS_WAIT_REASON) == 429
    });
    assert_eq!(result.count("notSent"), 50);
}

#[test]
fn during_the_wait_for_a_retry() {
    let simulator = start_simulator();
    simulator.script(Script { count: 99, status: 503, ..Script::default() });
    let client = ClientOptions::of(&simulator)
        .number(webexrec_options_set_max_attempts, 20)
        .client(&simulator);
    let ids = own_ids(&simulator, 50);
    let result = cancel_at("during the wait for a retry", &client, &ids, 0, |progress| {
        progress.get(WEBEXREC_PROGRESS_WAIT_REASON) == 503
            && progress.get(WEBEXREC_PROGRESS_WAIT_MS) > 400
    });
    // A service that fails may have applied the change first.
    assert_eq!(result.count("unknown"), 50);
}

#[test]
#[cfg(target_os = "linux")]
fn while_connecting() {
    use std::os::fd::AsRawFd;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    // SAFETY: the socket is open. From here on its queue has room for one connection.
    assert_eq!(unsafe { libc::listen(listener.as_raw_fd(), 0) }, 0);
    let address = listener.local_addr().expect("an address");
    let _in_the_queue = std::net::TcpStream::connect(address).expect("a connection");
    let client = ClientOptions::at(&format!("http://{address}/v1")).client_for("t0ken");
    let ids = ["a".to_owned()];
    let result = cancel_at("while connecting", &client, &ids, 0, waiting_for_response());
    assert_eq!(result.entries()[0]["outcome"], "notSent");
}

#[test]
fn during_the_tls_handshake() {
    let server = SilentServer::new();
    let client = ClientOptions::at(&server.base_url("https")).client_for("t0ken");
    let result = cancel_at(
        "during the TLS handshake",
        &client,
        &["a".to_owned()],
        0,
        waiting_for_response(),
    );
    assert_eq!(result.entries()[0]["outcome"], "notSent");
}

#[test]
fn while_waiting_for_responses() {
    for tls in [false, true] {
        let simulator = start_simulator_with(Settings { tls, ..Settings::default() });
        simulator.change(|behaviour| behaviour.latency_ms = 60_000);
        let client = ClientOptions::of(&simulator).client(&simulator);
        let ids = own_ids(&simulator, 250);
        let what = if tls { "waiting for responses over https" } else { "waiting for responses" };
        let result = cancel_at(what, &client, &ids, 0, waiting_for_response());
        // The service has moved them, but its responses have not arrived.
        assert_eq!(result.count("unknown"), 250);
        assert_eq!(count_in_state(&simulator, &ids, Status::Deleted), 250);
    }
}

/// The calling thread sends this request itself, so it is the one to be woken.
#[test]
fn while_waiting_for_the_only_response_on_an_open_connection() {
    for tls in [false, true] {
        let simulator = start_simulator_with(Settings { tls, ..Settings::default() });
        let client = ClientOptions::of(&simulator).client(&simulator);
        let ids = own_ids(&simulator, 60);
        assert_eq!(client.move_to_bin(&ids[..10]).code, WEBEXREC_OK);
        simulator.change(|behaviour| behaviour.latency_ms = 60_000);
        let what = "waiting for the only response";
        let result = cancel_after(what, &client, &ids[10..], 0, &Monitor::new(), || {
            let timeout = Instant::now() + Duration::from_secs(20);
            while simulator.requests().len() < 2 && Instant::now() < timeout {
                thread::yield_now();
            }
            Instant::now() < timeout
        });
        assert_eq!(result.count("unknown"), 50);
        assert_eq!(count_in_state(&simulator, &ids, Status::Deleted), 60);
        simulator.change(|behaviour| behaviour.latency_ms = 0);
        assert_eq!(client.move_to_bin(&ids).code, WEBEXREC_OK);
    }
}

#[test]
fn while_an_unknown_id_is_searched_for() {
    let simulator = start_simulator();
    simulator.change(|behaviour| behaviour.latency_ms = 100);
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = own_ids_and_unknown(&simulator);
    let result = cancel_at("while an unknown id is searched for", &client, &ids, 0, |progress| {
        progress.get(WEBEXREC_PROGRESS_REQUESTS) > 8
    });
    result.assert_true(&simulator, Status::Available, Status::Deleted);
    assert!(result.count("done") >= 150 && result.count("unknown") >= 1, "{}", result.message);
}

#[test]
fn during_verification() {
    let simulator = start_simulator();
    simulator.script(Script { drop: Some(DropConnection::After), ..Script::default() });
    simulator.change(|behaviour| behaviour.latency_ms = 50);
    let client = ClientOptions::of(&simulator)
        .number(webexrec_options_set_max_attempts, 1)
        .client(&simulator);
    let ids = own_ids(&simulator, 100);
    let result = cancel_at("during verification", &client, &ids, WEBEXREC_VERIFY, |progress| {
        progress.get(WEBEXREC_PROGRESS_REQUESTS) > 20
    });
    result.assert_true(&simulator, Status::Available, Status::Deleted);
    let (done, unknown) = (result.count("done"), result.count("unknown"));
    assert!(done > 0 && unknown > 0 && done + unknown == 100, "{done} done, {unknown} unknown");
}

#[test]
fn a_client_works_after_one_of_its_calls_was_cancelled() {
    let simulator = start_simulator();
    simulator.script(Script { status: 204, delay_ms: 60_000, ..Script::default() });
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = own_ids(&simulator, 50);
    cancel_at("before another call", &client, &ids, 0, waiting_for_response());
    assert_eq!(client.move_to_bin(&ids).code, WEBEXREC_OK);
    assert_eq!(count_in_state(&simulator, &ids, Status::Deleted), 50);
}
