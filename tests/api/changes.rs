//! Moving, restoring and purging: the requests, the states of the recordings, the result and the message.

use webexrec::*;
use webexrec_simulator::{Batch, DropConnection, Role, Script, Settings, Simulator, Status};
use webexrec_test_support::*;

const MOVE: SimpleChange = webexrec_move_to_recycle_bin;
const RESTORE: SimpleChange = webexrec_restore_from_recycle_bin;
const PURGE: SimpleChange = webexrec_purge_from_recycle_bin;

fn ok() -> CallResult {
    CallResult { code: WEBEXREC_OK, message: String::new() }
}

#[test]
fn recordings_are_moved_restored_and_purged_over_http_and_https() {
    for tls in [false, true] {
        let simulator = start_simulator_with(Settings { tls, ..Settings::default() });
        let caller = SimpleCaller::new(&simulator, Role::User);
        let ids = own_ids(&simulator, 250);
        for (function, status) in [
            (MOVE, Status::Deleted),
            (RESTORE, Status::Available),
            (MOVE, Status::Deleted),
            (PURGE, Status::Purged),
        ] {
            assert_eq!(caller.change(function, &ids_json(&ids), ChangeOptions::default()), ok());
            assert_eq!(count_in_state(&simulator, &ids, status), 250);
        }
    }
}

#[test]
fn requests_have_at_most_a_hundred_ids_and_nothing_else() {
    let simulator = start_simulator();
    let mut ids = own_ids(&simulator, 250);
    assert_eq!(SimpleCaller::new(&simulator, Role::User).move_to_bin(&ids), ok());
    let requests = simulator.requests();
    let mut sent: Vec<String> = requests
        .iter()
        .flat_map(|request| {
            let body: serde_json::Value = serde_json::from_str(&request.body).expect("a JSON body");
            assert_eq!(body.as_object().map(|members| members.len()), Some(1), "only recordingIds");
            let ids: Vec<String> =
                serde_json::from_value(body["recordingIds"].clone()).expect("ids");
            assert!(ids.len() <= 100);
            ids
        })
        .collect();
    // Several requests are in flight at the same time and may arrive in any order.
    sent.sort();
    ids.sort();
    assert_eq!(sent, ids);
    assert_eq!(requests.len(), 3);
    for request in &requests {
        assert_eq!(
            (request.method.as_str(), request.path.as_str()),
            ("POST", "/recordings/softDelete")
        );
        assert_eq!(request.query, None);
        assert_eq!(request.content_type.as_deref(), Some("application/json"));
        assert_eq!(
            request.headers["user-agent"],
            format!("webexrec/{}", env!("CARGO_PKG_VERSION"))
        );
        assert!(!request.headers.contains_key("accept-encoding"));
    }
}

#[test]
fn the_calls_of_the_simple_api_share_a_connection() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    for id in own_ids(&simulator, 5) {
        assert_eq!(caller.move_to_bin(&[id]), ok());
    }
    let connections: Vec<u64> =
        simulator.requests().iter().map(|request| request.connection).collect();
    assert_eq!(connections, vec![connections[0]; 5]);
}

#[test]
fn an_admin_moves_recordings_of_many_hosts_and_sites_in_one_call() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::Admin);
    let recordings = recordings_json(&simulator.recordings());
    assert_eq!(caller.change(MOVE, &recordings, ChangeOptions::default()), ok());
    assert!(simulator.recordings().iter().all(|recording| recording.status == Status::Deleted));
    let queries: Vec<_> =
        simulator.requests().into_iter().filter_map(|request| request.query).collect();
    assert!(queries.contains(&"hostEmail=dave%2Bevents%40example.com".to_owned()), "{queries:?}");
}

#[test]
fn all_restores_or_purges_everything_in_the_bin_of_a_site() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    let ids = own_ids(&simulator, 150);
    let all = ChangeOptions {
        site_url: Some("example.webex.com"),
        flags: WEBEXREC_ALL,
        ..ChangeOptions::default()
    };
    for (function, status) in [(RESTORE, Status::Available), (PURGE, Status::Purged)] {
        assert_eq!(caller.move_to_bin(&ids), ok());
        assert_eq!(caller.change(function, "[]", all), ok());
        assert_eq!(count_in_state(&simulator, &ids, status), 150);
    }
    let bodies: Vec<_> = simulator.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies[2], r#"{"restoreAll":true,"siteUrl":"example.webex.com"}"#);
    assert_eq!(bodies[5], r#"{"purgeAll":true,"siteUrl":"example.webex.com"}"#);
}

#[test]
fn the_result_for_a_single_unknown_id_is_its_status_and_the_message_has_the_reason() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    for status in [404, 400] {
        simulator.change(|behaviour| behaviour.unknown_status = status);
        let result = caller.move_to_bin(&[UNKNOWN_ID.to_owned()]);
        assert_eq!(result.code, i32::from(status));
        let start = format!(
            "0 of 1 recordings confirmed moved to the recycle bin; recording {UNKNOWN_ID} was refused: {status} "
        );
        assert!(result.message.starts_with(&start), "{}", result.message);
        assert!(result.message.contains("(trackingId "), "{}", result.message);
    }
}

#[test]
fn an_unknown_id_is_found_and_all_others_are_moved_however_the_service_treats_the_batch() {
    for batch in [Batch::Atomic, Batch::UntilFirstBad, Batch::AllOthers] {
        let simulator = start_simulator();
        simulator.change(|behaviour| behaviour.batch = batch);
        let ids = own_ids_and_unknown(&simulator);
        let result = SimpleCaller::new(&simulator, Role::User).move_to_bin(&ids);
        assert_eq!(result.code, WEBEXREC_E_PARTIAL, "{}", result.message);
        let start = format!(
            "249 of 250 recordings confirmed moved to the recycle bin; recording {UNKNOWN_ID} was refused: 404 "
        );
        assert!(result.message.starts_with(&start), "{}", result.message);
        assert_eq!(count_in_state(&simulator, &ids, Status::Deleted), 249);
    }
}

#[test]
fn if_every_batch_fails_for_the_same_reason_the_result_is_this_reason() {
    let simulator = start_simulator();
    simulator.script(Script { count: 3, status: 500, ..Script::default() });
    let client = ClientOptions::of(&simulator).without_retries().client(&simulator);
    let result = client.move_to_bin(&own_ids(&simulator, 250));
    assert_eq!(result.code, WEBEXREC_E_INTERNAL_SERVER_ERROR, "{}", result.message);
    assert!(result.message.starts_with("0 of 250 "), "{}", result.message);
    assert_eq!(result.count("unknown"), 250);
    assert_eq!(simulator.requests().len(), 3);
}

/// A client that sends one request at a time, without retries.
fn sequential_client(simulator: &Simulator) -> Client<'static> {
    ClientOptions::of(simulator)
        .without_retries()
        .number(webexrec_options_set_concurrency, 1)
        .client(simulator)
}

#[test]
fn an_invalid_token_and_a_rate_limit_stop_the_call() {
    for (status, code) in [(401, WEBEXREC_E_UNAUTHORIZED), (429, WEBEXREC_E_RATE_LIMITED)] {
        let simulator = start_simulator();
        simulator.script(Script { skip: 1, status, ..Script::default() });
        let ids = own_ids(&simulator, 250);
        let result = sequential_client(&simulator).move_to_bin(&ids);
        assert_eq!(result.code, code, "{}", result.message);
        assert_eq!(result.stop_code(), Some(code.into()));
        assert!(result.message.starts_with("100 of 250 "), "{}", result.message);
        assert_eq!(simulator.requests().len(), 2);
        result.assert_true(&simulator, Status::Available, Status::Deleted);
        assert_eq!(count_in_state(&simulator, &ids, Status::Deleted), 100);
    }
}

#[test]
fn a_caller_without_permission_stops_after_three_single_recordings() {
    let simulator = start_simulator();
    simulator.script(Script { count: 99, status: 403, ..Script::default() });
    let result = sequential_client(&simulator).move_to_bin(&own_ids(&simulator, 250));
    assert_eq!(result.code, WEBEXREC_E_FORBIDDEN, "{}", result.message);
    assert_eq!(simulator.requests().len(), 4);
    // The documentation does not exclude that a refused batch was partly applied.
    assert_eq!((result.count("unknown"), result.count("notSent")), (100, 150));
}

#[test]
fn transient_failures_are_retried() {
    for script in [
        Script { drop: Some(DropConnection::Before), ..Script::default() },
        Script { drop: Some(DropConnection::After), ..Script::default() },
        Script { status: 503, ..Script::default() },
        Script { status: 500, apply: true, ..Script::default() },
        Script { status: 408, ..Script::default() },
    ] {
        let simulator = start_simulator();
        simulator.script(Script { skip: 1, ..script });
        let ids = own_ids(&simulator, 250);
        assert_eq!(SimpleCaller::new(&simulator, Role::User).move_to_bin(&ids), ok());
        assert_eq!(simulator.requests().len(), 4);
        assert_eq!(count_in_state(&simulator, &ids, Status::Deleted), 250);
    }
}

#[test]
fn without_retries_a_lost_response_leaves_its_batch_in_doubt_and_no_other() {
    for (drop, moved) in [(DropConnection::Before, 150), (DropConnection::After, 250)] {
        let simulator = start_simulator();
        simulator.script(Script { skip: 1, drop: Some(drop), ..Script::default() });
        let ids = own_ids(&simulator, 250);
        let result = sequential_client(&simulator).move_to_bin(&ids);
        assert_eq!(result.code, WEBEXREC_E_UNCERTAIN, "{}", result.message);
        let start = format!(
            "150 of 250 recordings confirmed moved to the recycle bin; recording {} may or may not",
            ids[100]
        );
        assert!(result.message.starts_with(&start), "{}", result.message);
        assert_eq!((result.count("done"), result.count("unknown")), (150, 100));
        result.assert_true(&simulator, Status::Available, Status::Deleted);
        assert_eq!(count_in_state(&simulator, &ids, Status::Deleted), moved);
    }
}

#[test]
fn a_refusal_of_a_recording_in_doubt_from_an_earlier_call_is_not_a_failure() {
    let simulator = start_simulator();
    simulator.change(|behaviour| behaviour.already_status = 404);
    let caller = SimpleCaller::new(&simulator, Role::User);
    let ids = own_ids(&simulator, 1);
    assert_eq!(caller.move_to_bin(&ids), ok());
    let again = format!(r#"[{{"id":"{}","outcome":"unknown"}}]"#, ids[0]);
    let result = caller.change(MOVE, &again, ChangeOptions::default());
    assert_eq!(result.code, WEBEXREC_E_UNCERTAIN);
    assert!(
        result.message.contains("most likely moved to the recycle bin by an earlier attempt"),
        "{}",
        result.message
    );
    assert_eq!(caller.move_to_bin(&ids).code, WEBEXREC_E_NOT_FOUND);
}

#[test]
fn the_message_has_the_wait_of_the_rate_limit_and_an_earlier_failure() {
    let simulator = start_simulator();
    simulator.script(Script { status: 500, ..Script::default() });
    simulator.script(too_many_requests("3600"));
    let result = sequential_client(&simulator).move_to_bin(&own_ids(&simulator, 250));
    assert_eq!(result.code, WEBEXREC_E_RATE_LIMITED);
    assert!(result.message.contains("stopped by the service takes no more"), "{}", result.message);
    assert!(result.message.contains("wait 3601 seconds"), "{}", result.message);
    assert!(
        result.message.contains("may or may not have been moved to the recycle bin: 500"),
        "{}",
        result.message
    );
}

#[test]
fn the_message_names_a_failure_before_a_shared_recording() {
    let simulator = start_simulator();
    let caller =
        SimpleCaller { token: "expired".into(), ..SimpleCaller::new(&simulator, Role::User) };
    let json = format!(r#"[{{"id":"b","shareToMe":true}},"{}"]"#, own_ids(&simulator, 1)[0]);
    let result = caller.change(MOVE, &json, ChangeOptions::default());
    assert_eq!(result.code, WEBEXREC_E_UNAUTHORIZED);
    assert!(result.message.contains("was left as it was: 401 "), "{}", result.message);
}
