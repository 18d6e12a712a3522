//! Moving, restoring and purging: what is sent, what becomes of the recordings, and what is said.

use webexrec::*;
use webexrec_simulator::{Batch, DropConnection, Role, Script, Settings, Simulator, Status};
use webexrec_test_support::client::{self, ClientOptions};
use webexrec_test_support::simple::*;

const MOVE: Change = webexrec_move_to_recycle_bin;
const RESTORE: Change = webexrec_restore_from_recycle_bin;
const PURGE: Change = webexrec_purge_from_recycle_bin;

fn ok() -> Ended {
    Ended { code: WEBEXREC_OK, message: String::new() }
}

#[test]
fn recordings_go_into_the_recycle_bin_come_back_and_are_purged_over_http_and_https() {
    for tls in [false, true] {
        let simulator = start(Settings { tls, ..Settings::default() });
        let caller = Caller::new(&simulator, Role::User);
        let ids = own_ids(&simulator, 250);
        for (function, status) in [
            (MOVE, Status::Deleted),
            (RESTORE, Status::Available),
            (MOVE, Status::Deleted),
            (PURGE, Status::Purged),
        ] {
            assert_eq!(caller.change(function, &json(&ids), Options::default()), ok());
            assert_eq!(count(&simulator, &ids, status), 250);
        }
    }
}

#[test]
fn requests_have_at_most_a_hundred_ids_and_nothing_that_was_not_given() {
    let simulator = simulator();
    let mut ids = own_ids(&simulator, 250);
    assert_eq!(Caller::new(&simulator, Role::User).move_to_bin(&ids), ok());
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
    // Several requests are under way at once, so that they may arrive in another order.
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
fn the_requests_of_several_calls_share_one_connection() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    for id in own_ids(&simulator, 5) {
        assert_eq!(caller.move_to_bin(&[id]), ok());
    }
    let connections: Vec<u64> =
        simulator.requests().iter().map(|request| request.connection).collect();
    assert_eq!(connections, vec![connections[0]; 5]);
}

#[test]
fn an_admin_moves_recordings_of_many_hosts_and_sites_in_one_call() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::Admin);
    let recordings = objects(&simulator.recordings());
    assert_eq!(caller.change(MOVE, &recordings, Options::default()), ok());
    assert!(simulator.recordings().iter().all(|recording| recording.status == Status::Deleted));
    let queries: Vec<_> =
        simulator.requests().into_iter().filter_map(|request| request.query).collect();
    assert!(queries.contains(&"hostEmail=dave%2Bevents%40example.com".to_owned()), "{queries:?}");
}

#[test]
fn site_and_host_given_once_hold_for_all_that_name_none() {
    let simulator = simulator();
    let other = simulator
        .recordings()
        .into_iter()
        .find(|r| r.host_email != "alice@example.com" && r.site_url != "example.webex.com")
        .expect("a recording of another host on another site");
    let caller = Caller::new(&simulator, Role::Admin);
    let options =
        Options { site_url: Some(&other.site_url), host_email: Some(&other.host_email), flags: 0 };
    assert_eq!(caller.change(MOVE, &json(std::slice::from_ref(&other.id)), options), ok());
    assert_eq!(count(&simulator, &[other.id], Status::Deleted), 1);
}

#[test]
fn a_duplicate_is_sent_once() {
    let simulator = simulator();
    let id = &own_ids(&simulator, 1)[0];
    assert_eq!(Caller::new(&simulator, Role::User).move_to_bin(&[id.clone(), id.clone()]), ok());
    assert_eq!(simulator.requests()[0].body, format!(r#"{{"recordingIds":["{id}"]}}"#));
}

#[test]
fn all_restores_or_purges_everything_in_the_bin_of_a_site() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    let ids = own_ids(&simulator, 150);
    let all =
        Options { site_url: Some("example.webex.com"), flags: WEBEXREC_ALL, ..Options::default() };
    for (function, status) in [(RESTORE, Status::Available), (PURGE, Status::Purged)] {
        assert_eq!(caller.move_to_bin(&ids), ok());
        assert_eq!(caller.change(function, "[]", all), ok());
        assert_eq!(count(&simulator, &ids, status), 150);
    }
    let bodies: Vec<_> = simulator.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies[2], r#"{"restoreAll":true,"siteUrl":"example.webex.com"}"#);
    assert_eq!(bodies[5], r#"{"purgeAll":true,"siteUrl":"example.webex.com"}"#);
}

#[test]
fn a_recording_shared_with_the_user_is_left_alone_and_said_so() {
    let simulator = simulator();
    let ended = Caller::new(&simulator, Role::User).change(
        MOVE,
        r#"[{"id":"00000000000000000000000000000001","shareToMe":true}]"#,
        Options::default(),
    );
    assert_eq!(ended.code, WEBEXREC_E_PARTIAL);
    assert!(ended.message.contains("only shared with you"), "{}", ended.message);
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn one_unknown_id_alone_is_refused_with_its_status_and_reason() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    for status in [404, 400] {
        simulator.change(|behaviour| behaviour.unknown_status = status);
        let ended = caller.move_to_bin(&["f".repeat(32)]);
        assert_eq!(ended.code, i32::from(status));
        let start = format!(
            "0 of 1 recordings confirmed moved to the recycle bin; recording {} was refused: {status} ",
            "f".repeat(32)
        );
        assert!(ended.message.starts_with(&start), "{}", ended.message);
        assert!(ended.message.contains("(trackingId "), "{}", ended.message);
    }
}

#[test]
fn a_bad_id_is_found_and_all_others_are_moved_whatever_the_service_did_with_its_batch() {
    for batch in [Batch::Atomic, Batch::UntilFirstBad, Batch::AllOthers] {
        let simulator = simulator();
        simulator.change(|behaviour| behaviour.batch = batch);
        let mut ids = own_ids(&simulator, 249);
        ids.insert(50, "f".repeat(32));
        let ended = Caller::new(&simulator, Role::User).move_to_bin(&ids);
        assert_eq!(ended.code, WEBEXREC_E_PARTIAL, "{}", ended.message);
        let said = format!(
            "249 of 250 recordings confirmed moved to the recycle bin; recording {} was refused: 404 ",
            ids[50]
        );
        assert!(ended.message.starts_with(&said), "{}", ended.message);
        assert_eq!(count(&simulator, &ids, Status::Deleted), 249);
    }
}

#[test]
fn a_single_request_with_a_bad_id_is_not_divided_and_stays_unclear() {
    let simulator = simulator();
    let mut ids = own_ids(&simulator, 2);
    ids.push("f".repeat(32));
    let single = Options { flags: WEBEXREC_SINGLE_REQUEST, ..Options::default() };
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ended = client.change(client::MOVE, &json(&ids), single);
    // For all of them the cause is the same answer.
    assert_eq!(ended.code, WEBEXREC_E_NOT_FOUND, "{}", ended.message);
    assert_eq!(ended.count("unknown"), 3);
    assert_eq!(simulator.requests().len(), 1);
}

#[test]
fn when_every_batch_fails_for_one_reason_the_result_is_that_reason() {
    let simulator = simulator();
    simulator.script(Script { count: 3, status: 500, ..Script::default() });
    let client = ClientOptions::of(&simulator).without_retries().client(&simulator);
    let ended = client.move_to_bin(&own_ids(&simulator, 250));
    assert_eq!(ended.code, WEBEXREC_E_INTERNAL_SERVER_ERROR, "{}", ended.message);
    assert!(ended.message.starts_with("0 of 250 "), "{}", ended.message);
    assert_eq!(ended.count("unknown"), 250);
    assert_eq!(simulator.requests().len(), 3);
}

/// A client that makes one request after another, each of them once.
fn one_by_one(simulator: &Simulator) -> client::Client<'static> {
    ClientOptions::of(simulator)
        .without_retries()
        .number(webexrec_options_set_concurrency, 1)
        .client(simulator)
}

#[test]
fn credentials_and_rate_limit_stop_the_call() {
    for (status, code) in [(401, WEBEXREC_E_UNAUTHORIZED), (429, WEBEXREC_E_RATE_LIMITED)] {
        let simulator = simulator();
        simulator.script(Script { skip: 1, status, ..Script::default() });
        let ids = own_ids(&simulator, 250);
        let ended = one_by_one(&simulator).move_to_bin(&ids);
        assert_eq!(ended.code, code, "{}", ended.message);
        assert_eq!(ended.stopper(), Some(code.into()));
        assert!(ended.message.starts_with("100 of 250 "), "{}", ended.message);
        assert_eq!(simulator.requests().len(), 2);
        ended.assert_true(&simulator, Status::Available, Status::Deleted);
        assert_eq!(count(&simulator, &ids, Status::Deleted), 100);
    }
}

#[test]
fn what_the_service_answers_to_every_request_of_the_kind_stops_the_call() {
    for (status, code, outcome) in [
        (405, WEBEXREC_E_METHOD_NOT_ALLOWED, "failed"),
        (415, WEBEXREC_E_UNSUPPORTED_MEDIA_TYPE, "failed"),
        (202, WEBEXREC_E_BAD_RESPONSE, "unknown"),
        (302, WEBEXREC_E_BAD_RESPONSE, "unknown"),
    ] {
        let simulator = simulator();
        simulator.script(Script { skip: 1, status, ..Script::default() });
        let ended = one_by_one(&simulator).move_to_bin(&own_ids(&simulator, 250));
        assert_eq!(ended.code, code, "{}", ended.message);
        assert_eq!(simulator.requests().len(), 2, "{status}");
        assert_eq!((ended.count("done"), ended.count("notSent")), (100, 50), "{status}");
        assert_eq!(ended.count(outcome), 100, "{status}");
    }
}

#[test]
fn a_caller_who_is_not_allowed_to_is_found_out_by_three_recordings_more() {
    let simulator = simulator();
    simulator.script(Script { count: 99, status: 403, ..Script::default() });
    let ended = one_by_one(&simulator).move_to_bin(&own_ids(&simulator, 250));
    assert_eq!(ended.code, WEBEXREC_E_FORBIDDEN, "{}", ended.message);
    assert_eq!(simulator.requests().len(), 4);
    // A refused batch may have been applied in part, for all that is documented.
    assert_eq!((ended.count("unknown"), ended.count("notSent")), (100, 150));
}

#[test]
fn what_fails_by_chance_is_tried_again_until_it_is_done() {
    for script in [
        Script { drop: Some(DropConnection::Before), ..Script::default() },
        Script { drop: Some(DropConnection::After), ..Script::default() },
        Script { status: 503, ..Script::default() },
        Script { status: 500, apply: true, ..Script::default() },
        Script { status: 408, ..Script::default() },
    ] {
        let simulator = simulator();
        simulator.script(Script { skip: 1, ..script });
        let ids = own_ids(&simulator, 250);
        assert_eq!(Caller::new(&simulator, Role::User).move_to_bin(&ids), ok());
        assert_eq!(simulator.requests().len(), 4);
        assert_eq!(count(&simulator, &ids, Status::Deleted), 250);
    }
}

#[test]
fn a_lost_answer_that_is_not_asked_for_again_leaves_its_batch_unknown_and_no_other() {
    for (drop, moved) in [(DropConnection::Before, 150), (DropConnection::After, 250)] {
        let simulator = simulator();
        simulator.script(Script { skip: 1, drop: Some(drop), ..Script::default() });
        let ids = own_ids(&simulator, 250);
        let ended = one_by_one(&simulator).move_to_bin(&ids);
        assert_eq!(ended.code, WEBEXREC_E_UNCERTAIN, "{}", ended.message);
        let said = format!(
            "150 of 250 recordings confirmed moved to the recycle bin; recording {} may or may not",
            ids[100]
        );
        assert!(ended.message.starts_with(&said), "{}", ended.message);
        assert_eq!((ended.count("done"), ended.count("unknown")), (150, 100));
        ended.assert_true(&simulator, Status::Available, Status::Deleted);
        assert_eq!(count(&simulator, &ids, Status::Deleted), moved);
    }
}

#[test]
fn everything_at_once_is_not_asked_for_again_when_its_answer_is_lost() {
    let simulator = simulator();
    let all = Options { flags: WEBEXREC_ALL, ..Options::default() };
    simulator.script(Script { drop: Some(DropConnection::After), ..Script::default() });
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ended = client.change(client::RESTORE, "[]", all);
    assert_eq!(ended.code, WEBEXREC_E_IO, "{}", ended.message);
    assert_eq!(ended.results()[0]["outcome"], "unknown");
    assert_eq!(ended.results()[0]["all"], true);
    assert_eq!(simulator.requests().len(), 1);
}

#[test]
fn a_refusal_of_what_an_earlier_call_left_open_is_not_taken_for_a_failure() {
    let simulator = simulator();
    simulator.change(|behaviour| behaviour.already_status = 404);
    let caller = Caller::new(&simulator, Role::User);
    let ids = own_ids(&simulator, 1);
    assert_eq!(caller.move_to_bin(&ids), ok());
    let again = format!(r#"[{{"id":"{}","outcome":"unknown"}}]"#, ids[0]);
    let ended = caller.change(MOVE, &again, Options::default());
    assert_eq!(ended.code, WEBEXREC_E_UNCERTAIN);
    assert!(
        ended.message.contains("most likely moved to the recycle bin by an earlier try"),
        "{}",
        ended.message
    );
    assert_eq!(caller.move_to_bin(&ids).code, WEBEXREC_E_NOT_FOUND);
}

#[test]
fn how_long_to_wait_is_said_even_if_something_else_failed_before() {
    let simulator = simulator();
    simulator.script(Script { status: 500, ..Script::default() });
    let headers = [("Retry-After".to_owned(), "3600".to_owned())].into();
    simulator.script(Script { status: 429, headers, ..Script::default() });
    let ended = one_by_one(&simulator).move_to_bin(&own_ids(&simulator, 250));
    assert_eq!(ended.code, WEBEXREC_E_RATE_LIMITED);
    assert!(ended.message.contains("stopped by the service takes no more"), "{}", ended.message);
    assert!(ended.message.contains("wait 3601 seconds"), "{}", ended.message);
    assert!(
        ended.message.contains("may or may not have been moved to the recycle bin: 500"),
        "{}",
        ended.message
    );
}

#[test]
fn a_failure_is_named_before_a_recording_that_is_only_shared() {
    let simulator = simulator();
    let caller = Caller { token: "expired".into(), ..Caller::new(&simulator, Role::User) };
    let json = format!(r#"[{{"id":"b","shareToMe":true}},"{}"]"#, own_ids(&simulator, 1)[0]);
    let ended = caller.change(MOVE, &json, Options::default());
    assert_eq!(ended.code, WEBEXREC_E_UNAUTHORIZED);
    assert!(ended.message.contains("was left as it was: 401 "), "{}", ended.message);
}
