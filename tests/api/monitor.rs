//! Watching a call: progress, outcomes as they come, and the life of a monitor.

use serde_json::Value;
use std::collections::HashMap;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};
use webexrec::*;
use webexrec_simulator::{Batch, DropConnection, Script, Simulator, Status};
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

/// What a busy machine may add to a time that is promised.
const TOLERANCE: Duration = Duration::from_millis(150);

fn with_a_bad_id(simulator: &Simulator) -> Vec<String> {
    let mut ids = own_ids(simulator, 249);
    ids.insert(50, "f".repeat(32));
    ids
}

/// The last word on each recording.
fn last_words(told: &[Value]) -> HashMap<String, Value> {
    let id = |result: &Value| result["id"].as_str().expect("an id").to_owned();
    told.iter().map(|result| (id(result), result.clone())).collect()
}

#[test]
fn progress_is_told_all_the_time_and_not_too_often() {
    let simulator = simulator();
    simulator.change(|behaviour| behaviour.latency_ms = 1000);
    let client = ClientOptions::of(&simulator).client(&simulator);
    let mut times = vec![Instant::now()];
    let monitor = Monitor::new().on_progress(|_| {
        times.push(Instant::now());
        true
    });
    let ended =
        client.watched(MOVE, &json(&own_ids(&simulator, 250)), Options::default(), Some(&monitor));
    assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
    drop(monitor);
    times.push(Instant::now());
    let gaps: Vec<Duration> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let longest = gaps.iter().max().expect("some");
    println!("progress: {} calls, longest gap {} ms", times.len() - 2, longest.as_millis());
    assert!(*longest <= Duration::from_millis(250) + TOLERANCE, "{gaps:?}");
}

#[test]
fn progress_is_told_while_the_rate_limit_is_waited_for_and_says_so() {
    let simulator = simulator();
    let headers = [("Retry-After".to_owned(), "1".to_owned())].into();
    simulator.script(Script { status: 429, headers, ..Script::default() });
    let client = ClientOptions::of(&simulator).client(&simulator);
    let mut times = vec![Instant::now()];
    let mut waits = Vec::new();
    let monitor = Monitor::new().on_progress(|progress| {
        times.push(Instant::now());
        if progress.get(WEBEXREC_PROGRESS_WAIT_REASON) == 429 {
            waits.push(progress.get(WEBEXREC_PROGRESS_WAIT_MS));
        }
        true
    });
    let ids = json(&own_ids(&simulator, 1));
    let ended = client.watched(MOVE, &ids, Options::default(), Some(&monitor));
    assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
    drop(monitor);
    let longest = times.windows(2).map(|pair| pair[1] - pair[0]).max().expect("some");
    println!("progress in a wait: {} calls, longest gap {} ms", waits.len(), longest.as_millis());
    assert!(longest <= Duration::from_millis(250) + TOLERANCE, "{longest:?}");
    assert!(waits.len() >= 4 && waits.is_sorted_by(|a, b| a >= b), "{waits:?}");
}

#[test]
fn however_quick_the_answers_are_progress_is_told_at_most_twenty_times_a_second() {
    let simulator = simulator();
    let client = ClientOptions::of(&simulator)
        .number(webexrec_options_set_concurrency, 1)
        .client(&simulator);
    simulator.script(Script { count: 400, status: 204, delay_ms: 5, ..Script::default() });
    let mut times = Vec::new();
    let monitor = Monitor::new().on_progress(|_| {
        times.push(Instant::now());
        true
    });
    // A request for each site.
    let sites = (0..400)
        .map(|n| serde_json::json!({"id": n.to_string(), "siteUrl": format!("s{n}.webex.com")}));
    let recordings = Value::Array(sites.collect()).to_string();
    let ended = client.watched(MOVE, &recordings, Options::default(), Some(&monitor));
    assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
    drop(monitor);
    let second = Duration::from_secs(1);
    let in_a_second = |start: &Instant| {
        times.iter().filter(|time| (*start..*start + second).contains(*time)).count()
    };
    let most = times.iter().map(in_a_second).max().expect("some");
    println!("progress: at most {most} calls in a second");
    assert!(most <= 20 && times.len() > 20, "{most} of {}", times.len());
}

#[test]
fn the_last_figures_are_those_of_the_report() {
    let simulator = simulator();
    simulator.script(Script { skip: 1, status: 503, ..Script::default() });
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = with_a_bad_id(&simulator);
    let mut last = [0; 8];
    let mut unknown = 0;
    let monitor = Monitor::new().on_progress(|progress| {
        last = [0, 1, 2, 3, 4, 5, 6, 7].map(|field| progress.get(field));
        unknown += progress.get(8) + progress.get(u32::MAX);
        true
    });
    let ended = client.watched(MOVE, &json(&ids), Options::default(), Some(&monitor));
    assert_eq!(ended.code, WEBEXREC_E_PARTIAL, "{}", ended.message);
    drop(monitor);
    let [total, done, not_done, in_flight, requests, retries, wait_ms, wait_reason] = last;
    assert_eq!((total, done, not_done), (250, ended.count("done"), 250 - ended.count("done")));
    assert_eq!(ended.report["requests"], requests);
    assert_eq!(ended.report["retries"], retries);
    assert_eq!((in_flight, wait_ms, wait_reason, unknown), (0, 0, 0, 0));
}

#[test]
fn a_recording_is_told_as_sending_before_the_service_gets_it() {
    let simulator = simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = with_a_bad_id(&simulator);
    let mut too_late = Vec::new();
    let mut told = std::collections::HashSet::new();
    let monitor = Monitor::new().on_outcome(|results| {
        let requests = simulator.requests();
        for result in results.iter().filter(|result| result["outcome"] == "sending") {
            let id = result["id"].as_str().unwrap_or_default();
            let is_new = told.insert(id.to_owned());
            if is_new && requests.iter().any(|request| request.body.contains(id)) {
                too_late.push(id.to_owned());
            }
        }
        true
    });
    client.watched(MOVE, &json(&ids), Options::default(), Some(&monitor));
    drop(monitor);
    assert_eq!(too_late, Vec::<String>::new());
    assert_eq!(told.len(), 250);
}

#[test]
fn the_last_word_on_each_recording_is_its_entry_in_the_report() {
    for batch in [Batch::Atomic, Batch::UntilFirstBad, Batch::AllOthers] {
        let simulator = simulator();
        simulator.change(|behaviour| behaviour.batch = batch);
        let client = ClientOptions::of(&simulator).without_retries().client(&simulator);
        simulator.script(Script {
            skip: 2,
            drop: Some(DropConnection::After),
            ..Script::default()
        });
        let ids = with_a_bad_id(&simulator);
        let mut told = Vec::new();
        let monitor = Monitor::new().on_outcome(|results| {
            told.extend_from_slice(results);
            true
        });
        let ended = client.watched(MOVE, &json(&ids), Options::default(), Some(&monitor));
        assert_eq!(ended.code, WEBEXREC_E_UNCERTAIN, "{}", ended.message);
        drop(monitor);
        let last_words = last_words(&told);
        for result in ended.results() {
            let id = result["id"].as_str().expect("an id");
            assert_eq!(last_words.get(id), Some(result), "{batch:?}");
        }
    }
}

#[test]
fn the_last_word_of_a_cancelled_call_is_told_too() {
    let simulator = simulator();
    let client = ClientOptions::of(&simulator)
        .number(webexrec_options_set_concurrency, 1)
        .client(&simulator);
    let (mut told, mut requests) = (Vec::new(), 0);
    let monitor = Monitor::new();
    let handle = monitor.handle();
    let monitor = monitor.on_outcome(|results| {
        told.extend_from_slice(results);
        requests += u32::from(results[0]["outcome"] == "sending");
        if requests == 2 {
            // The second batch is announced, and not sent.
            handle.cancel();
        }
        true
    });
    let ids = own_ids(&simulator, 250);
    let ended = client.watched(MOVE, &json(&ids), Options::default(), Some(&monitor));
    assert_eq!(ended.code, WEBEXREC_E_CANCELLED, "{}", ended.message);
    assert_eq!((ended.count("done"), ended.count("notSent")), (100, 150));
    drop(monitor);
    let last_words = last_words(&told);
    for result in ended.results() {
        let id = result["id"].as_str().expect("an id");
        assert_eq!(last_words.get(id), Some(result));
    }
}

#[test]
fn a_callback_that_cancelled_is_not_called_again() {
    let simulator = simulator();
    simulator.change(|behaviour| behaviour.latency_ms = 100);
    let client = ClientOptions::of(&simulator).client(&simulator);
    let mut outcomes = 0;
    let monitor = Monitor::new().on_outcome(|_| {
        outcomes += 1;
        false
    });
    let ids = json(&own_ids(&simulator, 250));
    let ended = client.watched(MOVE, &ids, Options::default(), Some(&monitor));
    assert_eq!(ended.code, WEBEXREC_E_CANCELLED, "{}", ended.message);
    drop(monitor);
    assert_eq!(outcomes, 1);
}

#[test]
fn a_journal_of_what_was_told_can_be_given_back_to_go_on() {
    let simulator = simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let mut journal = String::new();
    let monitor = Monitor::new().on_outcome(|results| {
        journal = Value::from(results.to_vec()).to_string();
        false
    });
    let ids = own_ids(&simulator, 50);
    let ended = client.watched(MOVE, &json(&ids), Options::default(), Some(&monitor));
    assert_eq!(ended.code, WEBEXREC_E_CANCELLED, "{}", ended.message);
    drop(monitor);
    assert_eq!(client.change(MOVE, &journal, Options::default()).code, WEBEXREC_OK);
    assert_eq!(count(&simulator, &ids, Status::Deleted), 50);
}

#[test]
fn either_callback_can_cancel() {
    let simulator = simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = own_ids(&simulator, 250);
    let monitors = [Monitor::new().on_progress(|_| false), Monitor::new().on_outcome(|_| false)];
    for monitor in monitors {
        let ended = client.watched(MOVE, &json(&ids), Options::default(), Some(&monitor));
        assert_eq!(ended.code, WEBEXREC_E_CANCELLED, "{}", ended.message);
        ended.assert_true(&simulator, Status::Available, Status::Deleted);
        assert_eq!(client.change(RESTORE, &json(&ids), Options::default()).code, WEBEXREC_OK);
    }
}

#[test]
fn a_monitor_serves_one_call_and_can_not_be_changed_from_then_on() {
    let simulator = simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = json(&own_ids(&simulator, 1));
    let monitor = Monitor::new();
    assert_eq!(monitor.set_no_callbacks(), [WEBEXREC_OK; 2]);
    let ended = client.watched(MOVE, &ids, Options::default(), Some(&monitor));
    assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
    assert_eq!(monitor.set_no_callbacks(), [WEBEXREC_E_BUSY; 2]);
    let again = client.watched(MOVE, &ids, Options::default(), Some(&monitor));
    assert_eq!(again.code, WEBEXREC_E_BUSY);
    assert!(again.message.contains("make a new one"), "{}", again.message);
    assert_eq!(client.list("{}", 0, Some(&monitor)).expect_err("busy").code, WEBEXREC_E_BUSY);
    assert_eq!(simulator.requests().len(), 1);
}

#[test]
fn what_is_cancelled_before_it_begins_sends_nothing() {
    let simulator = simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let monitor = Monitor::new();
    monitor.handle().cancel();
    let ids = own_ids(&simulator, 250);
    let ended = client.watched(MOVE, &json(&ids), Options::default(), Some(&monitor));
    assert_eq!(ended.code, WEBEXREC_E_CANCELLED, "{}", ended.message);
    assert_eq!((ended.count("notSent"), simulator.requests().len()), (250, 0));
}

#[test]
fn a_monitor_can_be_freed_while_its_call_goes_on() {
    let simulator = simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ids = json(&own_ids(&simulator, 250));

    let monitor = Monitor::new();
    let handle = monitor.handle();
    let mut told = 0;
    let monitor = monitor.on_outcome(|results| {
        handle.free();
        told += results.len();
        true
    });
    let ended = client.watched(MOVE, &ids, Options::default(), Some(&monitor));
    assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
    drop(monitor);
    assert_eq!(told, 500, "sending and done, of each");

    simulator.change(|behaviour| behaviour.latency_ms = 300);
    let monitor = Monitor::new();
    let handle = monitor.handle();
    let (begun, has_begun) = channel();
    let monitor = monitor.on_progress(move |_| {
        // Nobody listens after the first time.
        let _ = begun.send(());
        true
    });
    thread::scope(|scope| {
        scope.spawn(move || {
            has_begun.recv().expect("progress");
            handle.free();
        });
        let ended = client.watched(RESTORE, &ids, Options::default(), Some(&monitor));
        assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
    });
}
