//! Monitors: progress, outcomes as they are settled, cancel, and lifetime.

use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};
use webexrec::*;
use webexrec_simulator::{Batch, DropConnection, Script, Status};
use webexrec_test_support::*;

/// The longest promised interval of progress callbacks, and what a busy machine may add to it.
const MAX_INTERVAL: Duration = Duration::from_millis(250);
const TOLERANCE: Duration = Duration::from_millis(150);
const MAX_PER_SECOND: usize = 20;

/// The times of the progress callbacks of a call, and of its begin and end.
struct ProgressTimes {
    begin: Instant,
    callbacks: Vec<Instant>,
    end: Instant,
}

impl ProgressTimes {
    /// Moves recordings, which must succeed. `look` sees the progress in each callback.
    fn of_move(client: &Client, recordings: &str, mut look: impl FnMut(&Progress)) -> Self {
        let begin = Instant::now();
        let mut callbacks = Vec::new();
        let monitor = Monitor::new().on_progress(|progress| {
            callbacks.push(Instant::now());
            look(progress);
            true
        });
        let options = ChangeOptions::default();
        let result = client.change_monitored(MOVE, recordings, options, Some(&monitor));
        let end = Instant::now();
        assert_eq!(result.code, WEBEXREC_OK, "{}", result.message);
        drop(monitor);
        ProgressTimes { begin, callbacks, end }
    }

    /// At least every 250 ms, and at most 20 times a second.
    fn assert_interval(&self, what: &str) {
        let ProgressTimes { begin, callbacks, end } = self;
        let times: Vec<&Instant> = [begin].into_iter().chain(callbacks).chain([end]).collect();
        let gaps = times.windows(2).map(|pair| *pair[1] - *pair[0]);
        let longest = gaps.max().expect("an interval");
        let in_a_second = |start: &Instant| {
            let second = *start..*start + Duration::from_secs(1);
            callbacks.iter().filter(|time| second.contains(*time)).count()
        };
        let most = callbacks.iter().map(in_a_second).max().expect("a callback");
        println!(
            "progress, {what}: {} callbacks, longest interval {} ms, at most {most} in a second",
            callbacks.len(),
            longest.as_millis()
        );
        assert!(longest <= MAX_INTERVAL + TOLERANCE, "{what}: {longest:?}");
        assert!(most <= MAX_PER_SECOND, "{what}: {most} in a second");
    }
}

/// The last entry of each recording, by id.
fn last_entries(entries: &[Value]) -> HashMap<String, Value> {
    let id = |entry: &Value| entry["id"].as_str().expect("an id").to_owned();
    entries.iter().map(|entry| (id(entry), entry.clone())).collect()
}

#[test]
fn progress_callbacks_keep_their_interval_during_slow_requests() {
    let simulator = start_simulator();
    simulator.change(|behaviour| behaviour.latency_ms = 1000);
    let client = ClientOptions::of(&simulator).client(&simulator);
    let recordings = ids_json(&own_ids(&simulator, 250));
    let times = ProgressTimes::of_move(&client, &recordings, |_| ());
    times.assert_interval("slow requests");
}

#[test]
fn progress_callbacks_keep_their_interval_during_a_wait_and_report_it() {
    let simulator = start_simulator();
    simulator.script(too_many_requests("1"));
    let client = ClientOptions::of(&simulator).client(&simulator);
    let mut waits = Vec::new();
    let recordings = ids_json(&own_ids(&simulator, 1));
    let times = ProgressTimes::of_move(&client, &recordings, |progress| {
        if progress.get(WEBEXREC_PROGRESS_WAIT_REASON) == 429 {
            waits.push(progress.get(WEBEXREC_PROGRESS_WAIT_MS));
        }
    });
    times.assert_interval("wait");
    assert!(waits.len() >= 4 && waits.is_sorted_by(|a, b| a >= b), "{waits:?}");
}

#[test]
fn progress_callbacks_keep_their_interval_during_many_quick_requests() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator)
        .number(webexrec_options_set_concurrency, 1)
        .client(&simulator);
    simulator.script(Script { count: 400, status: 204, delay_ms: 5, ..Script::default() });
    let times = ProgressTimes::of_move(&client, &recordings_on_sites(400), |_| ());
    times.assert_interval("quick requests");
    assert!(times.callbacks.len() > MAX_PER_SECOND, "too few to tell: {}", times.callbacks.len());
}

#[test]
fn the_last_progress_agrees_with_the_report() {
    let simulator = start_simulator();
    simulator.script(Script { skip: 1, status: 503, ..Script::default() });
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = own_ids_and_unknown(&simulator);
    let mut last = [0; 8];
    let mut unknown = 0;
    let monitor = Monitor::new().on_progress(|progress| {
        last = [0, 1, 2, 3, 4, 5, 6, 7].map(|field| progress.get(field));
        unknown += progress.get(8) + progress.get(u32::MAX);
        true
    });
    let result =
        client.change_monitored(MOVE, &ids_json(&ids), ChangeOptions::default(), Some(&monitor));
    assert_eq!(result.code, WEBEXREC_E_PARTIAL, "{}", result.message);
    drop(monitor);
    let [total, done, not_done, in_flight, requests, retries, wait_ms, wait_reason] = last;
    assert_eq!((total, done, not_done), (250, result.count("done"), 250 - result.count("done")));
    assert_eq!(result.report["requests"], requests);
    assert_eq!(result.report["retries"], retries);
    assert_eq!((in_flight, wait_ms, wait_reason, unknown), (0, 0, 0, 0));
}

#[test]
fn a_recording_is_reported_as_sending_before_the_service_receives_it() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = own_ids_and_unknown(&simulator);
    let mut too_late = Vec::new();
    let mut reported = HashSet::new();
    let monitor = Monitor::new().on_outcome(|results| {
        let requests = simulator.requests();
        for entry in results.iter().filter(|entry| entry["outcome"] == "sending") {
            let id = entry["id"].as_str().unwrap_or_default();
            let is_new = reported.insert(id.to_owned());
            if is_new && requests.iter().any(|request| request.body.contains(id)) {
                too_late.push(id.to_owned());
            }
        }
        true
    });
    client.change_monitored(MOVE, &ids_json(&ids), ChangeOptions::default(), Some(&monitor));
    drop(monitor);
    assert_eq!(too_late, Vec::<String>::new());
    assert_eq!(reported.len(), 250);
}

#[test]
fn the_last_reported_outcome_of_each_recording_is_that_of_the_report() {
    for batch in [Batch::Atomic, Batch::UntilFirstBad, Batch::AllOthers] {
        let simulator = start_simulator();
        simulator.change(|behaviour| behaviour.batch = batch);
        let client = ClientOptions::of(&simulator).without_retries().client(&simulator);
        simulator.script(Script {
            skip: 2,
            drop: Some(DropConnection::After),
            ..Script::default()
        });
        let ids = own_ids_and_unknown(&simulator);
        let mut reported = Vec::new();
        let monitor = Monitor::new().on_outcome(|results| {
            reported.extend_from_slice(results);
            true
        });
        let result = client.change_monitored(
            MOVE,
            &ids_json(&ids),
            ChangeOptions::default(),
            Some(&monitor),
        );
        assert_eq!(result.code, WEBEXREC_E_UNCERTAIN, "{}", result.message);
        drop(monitor);
        let last = last_entries(&reported);
        for entry in result.entries() {
            let id = entry["id"].as_str().expect("an id");
            assert_eq!(last.get(id), Some(entry), "{batch:?}");
        }
    }
}

#[test]
fn a_cancelled_call_reports_the_last_outcomes_too() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator)
        .number(webexrec_options_set_concurrency, 1)
        .client(&simulator);
    let (mut reported, mut requests) = (Vec::new(), 0);
    let monitor = Monitor::new();
    let handle = monitor.handle();
    let monitor = monitor.on_outcome(|results| {
        reported.extend_from_slice(results);
        requests += u32::from(results[0]["outcome"] == "sending");
        if requests == 2 {
            // The second batch is reported as sending, and not sent.
            handle.cancel();
        }
        true
    });
    let ids = own_ids(&simulator, 250);
    let result =
        client.change_monitored(MOVE, &ids_json(&ids), ChangeOptions::default(), Some(&monitor));
    assert_eq!(result.code, WEBEXREC_E_CANCELLED, "{}", result.message);
    assert_eq!((result.count("done"), result.count("notSent")), (100, 150));
    drop(monitor);
    let last = last_entries(&reported);
    for entry in result.entries() {
        let id = entry["id"].as_str().expect("an id");
        assert_eq!(last.get(id), Some(entry));
    }
}

#[test]
fn a_callback_that_has_cancelled_is_not_called_again() {
    let simulator = start_simulator();
    simulator.change(|behaviour| behaviour.latency_ms = 100);
    let client = ClientOptions::of(&simulator).client(&simulator);
    let mut outcomes = 0;
    let monitor = Monitor::new().on_outcome(|_| {
        outcomes += 1;
        false
    });
    let ids = ids_json(&own_ids(&simulator, 250));
    let result = client.change_monitored(MOVE, &ids, ChangeOptions::default(), Some(&monitor));
    assert_eq!(result.code, WEBEXREC_E_CANCELLED, "{}", result.message);
    drop(monitor);
    assert_eq!(outcomes, 1);
}

#[test]
fn reported_outcomes_can_be_passed_to_the_next_call_to_continue() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let mut journal = String::new();
    let monitor = Monitor::new().on_outcome(|results| {
        journal = Value::from(results.to_vec()).to_string();
        false
    });
    let ids = own_ids(&simulator, 50);
    let result =
        client.change_monitored(MOVE, &ids_json(&ids), ChangeOptions::default(), Some(&monitor));
    assert_eq!(result.code, WEBEXREC_E_CANCELLED, "{}", result.message);
    drop(monitor);
    assert_eq!(client.change(MOVE, &journal, ChangeOptions::default()).code, WEBEXREC_OK);
    assert_eq!(count_in_state(&simulator, &ids, Status::Deleted), 50);
}

#[test]
fn either_callback_can_cancel() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = own_ids(&simulator, 250);
    let monitors = [Monitor::new().on_progress(|_| false), Monitor::new().on_outcome(|_| false)];
    for monitor in monitors {
        let result = client.change_monitored(
            MOVE,
            &ids_json(&ids),
            ChangeOptions::default(),
            Some(&monitor),
        );
        assert_eq!(result.code, WEBEXREC_E_CANCELLED, "{}", result.message);
        result.assert_true(&simulator, Status::Available, Status::Deleted);
        assert_eq!(
            client.change(RESTORE, &ids_json(&ids), ChangeOptions::default()).code,
            WEBEXREC_OK
        );
    }
}

#[test]
fn a_monitor_serves_one_call_and_can_not_be_changed_afterwards() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = ids_json(&own_ids(&simulator, 1));
    let monitor = Monitor::new();
    assert_eq!(monitor.remove_callbacks(), [WEBEXREC_OK; 2]);
    let result = client.change_monitored(MOVE, &ids, ChangeOptions::default(), Some(&monitor));
    assert_eq!(result.code, WEBEXREC_OK, "{}", result.message);
    assert_eq!(monitor.remove_callbacks(), [WEBEXREC_E_BUSY; 2]);
    let again = client.change_monitored(MOVE, &ids, ChangeOptions::default(), Some(&monitor));
    assert_eq!(again.code, WEBEXREC_E_BUSY);
    assert!(again.message.contains("make a new one"), "{}", again.message);
    assert_eq!(client.list("{}", 0, Some(&monitor)).expect_err("busy").code, WEBEXREC_E_BUSY);
    assert_eq!(simulator.requests().len(), 1);
}

#[test]
fn a_call_that_is_cancelled_before_it_begins_sends_nothing() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let monitor = Monitor::new();
    monitor.handle().cancel();
    let ids = own_ids(&simulator, 250);
    let result =
        client.change_monitored(MOVE, &ids_json(&ids), ChangeOptions::default(), Some(&monitor));
    assert_eq!(result.code, WEBEXREC_E_CANCELLED, "{}", result.message);
    assert_eq!((result.count("notSent"), simulator.requests().len()), (250, 0));
}

#[test]
fn a_monitor_can_be_freed_during_its_call() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = ids_json(&own_ids(&simulator, 250));

    let monitor = Monitor::new();
    let handle = monitor.handle();
    let mut reported = 0;
    let monitor = monitor.on_outcome(|results| {
        handle.free();
        reported += results.len();
        true
    });
    let result = client.change_monitored(MOVE, &ids, ChangeOptions::default(), Some(&monitor));
    assert_eq!(result.code, WEBEXREC_OK, "{}", result.message);
    drop(monitor);
    assert_eq!(reported, 500, "sending and done for each");

    simulator.change(|behaviour| behaviour.latency_ms = 300);
    let monitor = Monitor::new();
    let handle = monitor.handle();
    let (begun, has_begun) = channel();
    let monitor = monitor.on_progress(move |_| {
        // The receiver is gone after the first time.
        let _ = begun.send(());
        true
    });
    thread::scope(|scope| {
        scope.spawn(move || {
            has_begun.recv().expect("progress");
            handle.free();
        });
        let result =
            client.change_monitored(RESTORE, &ids, ChangeOptions::default(), Some(&monitor));
        assert_eq!(result.code, WEBEXREC_OK, "{}", result.message);
    });
}
