//! Moving, restoring and purging: what is sent, what becomes of the recordings, and what is said.

use crate::caller::*;
use webexrec::*;
use webexrec_simulator::{Batch, DropConnection, Role, Script, Settings, Status};

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
    let ids = own_ids(&simulator, 250);
    assert_eq!(Caller::new(&simulator, Role::User).move_to_bin(&ids), ok());
    let requests = simulator.requests();
    let sent: Vec<String> = requests
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
    let recordings: Vec<_> = simulator.recordings().into_iter().collect();
    let objects: Vec<_> = recordings
        .iter()
        .map(|r| serde_json::json!({"id": r.id, "siteUrl": r.site_url, "hostEmail": r.host_email}))
        .collect();
    let json = serde_json::Value::Array(objects).to_string();
    assert_eq!(caller.change(MOVE, &json, Options::default()), ok());
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
fn a_dry_run_checks_everything_and_sends_nothing() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    let ids = own_ids(&simulator, 101);
    let dry = Options { flags: WEBEXREC_DRY_RUN, ..Options::default() };
    assert_eq!(caller.change(MOVE, &json(&ids), dry), ok());
    assert_eq!(caller.change(MOVE, "[7]", dry).code, WEBEXREC_E_INVALID_RECORDINGS);
    let single =
        Options { flags: WEBEXREC_DRY_RUN | WEBEXREC_SINGLE_REQUEST, ..Options::default() };
    assert_eq!(caller.change(MOVE, &json(&ids), single).code, WEBEXREC_E_TOO_MANY_RECORDINGS);
    assert_eq!(simulator.requests().len(), 0);
    assert_eq!(count(&simulator, &ids, Status::Deleted), 0);
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
fn a_batch_with_a_bad_id_is_uncertain_whatever_the_service_did_and_the_others_still_go_out() {
    for batch in [Batch::Atomic, Batch::UntilFirstBad, Batch::AllOthers] {
        let simulator = simulator();
        simulator.change(|behaviour| behaviour.batch = batch);
        let mut ids = own_ids(&simulator, 249);
        ids.insert(50, "f".repeat(32));
        let ended = Caller::new(&simulator, Role::User).move_to_bin(&ids);
        assert_eq!(ended.code, WEBEXREC_E_UNCERTAIN, "{}", ended.message);
        let said = format!(
            "150 of 250 recordings confirmed moved to the recycle bin; recording {} may or may not",
            ids[0]
        );
        assert!(ended.message.starts_with(&said), "{}", ended.message);
        assert_eq!(simulator.requests().len(), 3);
        assert_eq!(count(&simulator, &ids[100..], Status::Deleted), 150);
    }
}

#[test]
fn when_every_batch_fails_for_one_reason_the_result_is_that_reason() {
    let simulator = simulator();
    simulator.script(Script { count: 3, status: 500, ..Script::default() });
    let ids = own_ids(&simulator, 250);
    let ended = Caller::new(&simulator, Role::User).move_to_bin(&ids);
    assert_eq!(ended.code, WEBEXREC_E_INTERNAL_SERVER_ERROR, "{}", ended.message);
    assert!(ended.message.starts_with("0 of 250 "), "{}", ended.message);
    assert_eq!(simulator.requests().len(), 3);
}

#[test]
fn credentials_rights_and_rate_limit_stop_the_call() {
    for status in [401, 403, 429] {
        let simulator = simulator();
        simulator.script(Script { skip: 1, status, ..Script::default() });
        let ids = own_ids(&simulator, 250);
        let ended = Caller::new(&simulator, Role::User).move_to_bin(&ids);
        assert_eq!(ended.code, i32::from(status), "{}", ended.message);
        assert!(ended.message.starts_with("100 of 250 "), "{}", ended.message);
        assert_eq!(simulator.requests().len(), 2);
        assert_eq!(count(&simulator, &ids, Status::Deleted), 100);
    }
}

#[test]
fn a_lost_answer_stops_the_call_and_leaves_its_batch_open() {
    for (drop, moved) in [(DropConnection::Before, 100), (DropConnection::After, 200)] {
        let simulator = simulator();
        simulator.script(Script { skip: 1, drop: Some(drop), ..Script::default() });
        let ids = own_ids(&simulator, 250);
        let ended = Caller::new(&simulator, Role::User).move_to_bin(&ids);
        assert_eq!(ended.code, WEBEXREC_E_IO, "{}", ended.message);
        let said = format!(
            "100 of 250 recordings confirmed moved to the recycle bin; recording {} may or may not",
            ids[100]
        );
        assert!(ended.message.starts_with(&said), "{}", ended.message);
        assert_eq!(simulator.requests().len(), 2);
        assert_eq!(count(&simulator, &ids, Status::Deleted), moved);
    }
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
    let ended = Caller::new(&simulator, Role::User).move_to_bin(&own_ids(&simulator, 250));
    assert_eq!(ended.code, WEBEXREC_E_TOO_MANY_REQUESTS);
    assert!(ended.message.contains("stopped by 429 Too Many Requests"), "{}", ended.message);
    assert!(ended.message.contains("wait 3600 seconds"), "{}", ended.message);
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
    assert!(ended.message.contains("was not moved to the recycle bin: 401 "), "{}", ended.message);
}
