//! Cancelling from another thread: the call returns at once whatever it is at, and its report is
//! true. (A look-up of a name that hangs is not among these: it can't be made to without a network.)

use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};
use webexrec::*;
use webexrec_simulator::{DropConnection, Script, Settings, Status};
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

/// Promised are 200 ms; the rest is for a busy machine.
const AT_ONCE: Duration = Duration::from_millis(400);

/// Cancels a move from another thread once it is where it should be, and measures.
fn cancelled(
    what: &str,
    client: &Client,
    ids: &[String],
    flags: u32,
    mut is_there: impl FnMut(&Progress) -> bool,
) -> Reported {
    let (tell, told) = channel();
    let monitor = Monitor::new().on_progress(|progress| {
        if is_there(progress) {
            let _ = tell.send(());
        }
        true
    });
    cancelled_after(what, client, ids, flags, &monitor, move || {
        told.recv_timeout(Duration::from_secs(20)).is_ok()
    })
}

/// Cancels a move from another thread after a wait that says whether it was of any use.
fn cancelled_after(
    what: &str,
    client: &Client,
    ids: &[String],
    flags: u32,
    monitor: &Monitor,
    wait: impl FnOnce() -> bool + Send,
) -> Reported {
    let (ended, took) = thread::scope(|scope| {
        let handle = monitor.handle();
        let canceller = scope.spawn(move || {
            let is_there = wait();
            let cancelled_at = Instant::now();
            handle.cancel();
            is_there.then_some(cancelled_at)
        });
        let options = Options { flags, ..Options::default() };
        let ended = client.watched(MOVE, &json(ids), options, Some(monitor));
        let returned_at = Instant::now();
        let cancelled_at = canceller.join().expect("no panic").expect("the call got there");
        (ended, returned_at.duration_since(cancelled_at))
    });
    println!("cancelled {what}: {} ms", took.as_millis());
    assert!(took < AT_ONCE, "{what}: {took:?}");
    assert_eq!(ended.code, WEBEXREC_E_CANCELLED, "{what}: {}", ended.message);
    assert_eq!(ended.stopper(), Some(WEBEXREC_E_CANCELLED.into()));
    let given: Vec<_> = ended.results().iter().map(|result| result["id"].as_str()).collect();
    assert!(given.iter().eq(ids.iter().map(|id| Some(id.as_str())).collect::<Vec<_>>().iter()));
    ended
}

/// Once a request has been under way for a while.
fn stuck() -> impl FnMut(&Progress) -> bool {
    let mut times = 0;
    move |progress| {
        times += u32::from(progress.get(WEBEXREC_PROGRESS_IN_FLIGHT) > 0);
        times > 2
    }
}

#[test]
fn in_a_rate_limit() {
    let simulator = simulator();
    let headers = [("Retry-After".to_owned(), "600".to_owned())].into();
    simulator.script(Script { status: 429, headers, ..Script::default() });
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = own_ids(&simulator, 50);
    let ended = cancelled("in a rate limit", &client, &ids, 0, |progress| {
        progress.get(WEBEXREC_PROGRESS_WAIT_REASON) == 429
    });
    assert_eq!(ended.count("notSent"), 50);
}

#[test]
fn before_a_retry() {
    let simulator = simulator();
    simulator.script(Script { count: 99, status: 503, ..Script::default() });
    let client = ClientOptions::of(&simulator)
        .number(webexrec_options_set_max_attempts, 20)
        .client(&simulator);
    let ids = own_ids(&simulator, 50);
    let ended = cancelled("before a retry", &client, &ids, 0, |progress| {
        progress.get(WEBEXREC_PROGRESS_WAIT_REASON) == 503
            && progress.get(WEBEXREC_PROGRESS_WAIT_MS) > 400
    });
    // A service that fails may have done it before.
    assert_eq!(ended.count("unknown"), 50);
}

#[test]
#[cfg(target_os = "linux")]
fn while_connecting() {
    use std::os::fd::AsRawFd;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    // SAFETY: it is open. Its queue has room for one connection then.
    assert_eq!(unsafe { libc::listen(listener.as_raw_fd(), 0) }, 0);
    let address = listener.local_addr().expect("an address");
    let _in_the_queue = std::net::TcpStream::connect(address).expect("a connection");
    let client = ClientOptions::at(&format!("http://{address}/v1")).client_for("t0ken");
    let ids = ["a".to_owned()];
    let ended = cancelled("while connecting", &client, &ids, 0, stuck());
    assert_eq!(ended.results()[0]["outcome"], "notSent");
}

#[test]
fn in_a_tls_handshake() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("https://{}/v1", listener.local_addr().expect("an address"));
    let client = ClientOptions::at(&url).client_for("t0ken");
    let ended = cancelled("in a TLS handshake", &client, &["a".to_owned()], 0, stuck());
    assert_eq!(ended.results()[0]["outcome"], "notSent");
}

#[test]
fn while_the_answer_is_awaited() {
    for tls in [false, true] {
        let simulator = start(Settings { tls, ..Settings::default() });
        simulator.change(|behaviour| behaviour.latency_ms = 60_000);
        let client = ClientOptions::of(&simulator).client(&simulator);
        let ids = own_ids(&simulator, 250);
        let what = if tls { "awaiting an answer over https" } else { "awaiting an answer" };
        let ended = cancelled(what, &client, &ids, 0, stuck());
        // The service has done it, and its answers are still to come.
        assert_eq!(ended.count("unknown"), 250);
        assert_eq!(count(&simulator, &ids, Status::Deleted), 250);
    }
}

/// Nobody looks on then, and the connection is there: the calling thread is what has to be woken.
#[test]
fn while_the_only_answer_is_awaited_on_a_connection_that_is_there() {
    for tls in [false, true] {
        let simulator = start(Settings { tls, ..Settings::default() });
        let client = ClientOptions::of(&simulator).client(&simulator);
        let ids = own_ids(&simulator, 60);
        assert_eq!(client.move_to_bin(&ids[..10]).code, WEBEXREC_OK);
        simulator.change(|behaviour| behaviour.latency_ms = 60_000);
        let what = "awaiting the only answer";
        let ended = cancelled_after(what, &client, &ids[10..], 0, &Monitor::new(), || {
            let patience = Instant::now() + Duration::from_secs(20);
            while simulator.requests().len() < 2 && Instant::now() < patience {
                thread::yield_now();
            }
            Instant::now() < patience
        });
        assert_eq!(ended.count("unknown"), 50);
        assert_eq!(count(&simulator, &ids, Status::Deleted), 60);
        simulator.change(|behaviour| behaviour.latency_ms = 0);
        assert_eq!(client.move_to_bin(&ids).code, WEBEXREC_OK);
    }
}

#[test]
fn while_a_bad_id_is_searched_for() {
    let simulator = simulator();
    simulator.change(|behaviour| behaviour.latency_ms = 100);
    let client = ClientOptions::of(&simulator).client(&simulator);
    let mut ids = own_ids(&simulator, 249);
    ids.insert(50, "f".repeat(32));
    let ended = cancelled("searching a bad id", &client, &ids, 0, |progress| {
        progress.get(WEBEXREC_PROGRESS_REQUESTS) > 8
    });
    ended.assert_true(&simulator, Status::Available, Status::Deleted);
    assert!(ended.count("done") >= 150 && ended.count("unknown") >= 1, "{}", ended.message);
}

#[test]
fn while_it_is_looked_up_what_is_unclear() {
    let simulator = simulator();
    simulator.script(Script { drop: Some(DropConnection::After), ..Script::default() });
    simulator.change(|behaviour| behaviour.latency_ms = 50);
    let client = ClientOptions::of(&simulator)
        .number(webexrec_options_set_max_attempts, 1)
        .client(&simulator);
    let ids = own_ids(&simulator, 100);
    let ended = cancelled("looking up", &client, &ids, WEBEXREC_VERIFY, |progress| {
        progress.get(WEBEXREC_PROGRESS_REQUESTS) > 20
    });
    ended.assert_true(&simulator, Status::Available, Status::Deleted);
    let (done, unknown) = (ended.count("done"), ended.count("unknown"));
    assert!(done > 0 && unknown > 0 && done + unknown == 100, "{done} done, {unknown} unknown");
}

#[test]
fn a_client_goes_on_working_after_a_call_of_it_was_cancelled() {
    let simulator = simulator();
    simulator.script(Script { status: 204, delay_ms: 60_000, ..Script::default() });
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = own_ids(&simulator, 50);
    cancelled("before going on", &client, &ids, 0, stuck());
    assert_eq!(client.move_to_bin(&ids).code, WEBEXREC_OK);
    assert_eq!(count(&simulator, &ids, Status::Deleted), 50);
}
