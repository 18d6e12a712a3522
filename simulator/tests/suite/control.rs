//! The control interface over HTTP.

use crate::client::{Client, Response, count, mine, start};
use serde_json::{Value, json};
use webexrec_simulator::{Role, Simulator, Status};

/// Sends a control request, without a token.
fn control(simulator: &Simulator, method: &str, name: &str, body: &str) -> Response {
    let url = format!("{}/simulator/{name}", simulator.origin());
    let client = Client::new(simulator, Role::User);
    client.send(method, &url, &[("authorization", "")], body).expect("a response")
}

#[test]
fn a_patch_of_the_behaviour_changes_the_given_members_only() {
    let simulator = start();
    let before = control(&simulator, "GET", "behaviour", "").json();
    assert_eq!(
        before,
        json!({
            "batch": "atomic", "unknownStatus": 404, "namesId": true, "alreadyStatus": 204,
            "detailsInBin": true, "listLagMs": 0, "emptyPages": false, "warning": null,
            "latencyMs": 0, "rateLimit": null, "retryAfter": null, "faults": null,
        })
    );
    let bucket = json!({ "kind": "tokenBucket", "perSecond": 5.0, "burst": 20 });
    let window = json!({ "kind": "fixedWindow", "limit": 300, "windowSeconds": 60.0 });
    let penalising = json!({
        "kind": "penalisingBucket", "perSecond": 5.0, "burst": 20, "penaltySeconds": 10.0,
    });
    for (change, expected) in [
        (json!({ "batch": "allOthers", "rateLimit": bucket }), ("allOthers", &bucket)),
        (json!({ "batch": "untilFirstBad" }), ("untilFirstBad", &bucket)),
        (json!({ "rateLimit": window }), ("untilFirstBad", &window)),
        (json!({ "rateLimit": penalising }), ("untilFirstBad", &penalising)),
        (json!({ "rateLimit": null }), ("untilFirstBad", &Value::Null)),
    ] {
        let changed = control(&simulator, "PATCH", "behaviour", &change.to_string());
        assert_eq!(changed.status, 200, "{}", changed.body);
        let after = control(&simulator, "GET", "behaviour", "").json();
        assert_eq!(after, changed.json());
        assert_eq!((after["batch"].as_str(), &after["rateLimit"]), (Some(expected.0), expected.1));
    }
}

#[test]
fn an_invalid_change_of_the_behaviour_is_named_and_changes_nothing() {
    let simulator = start();
    let before = control(&simulator, "GET", "behaviour", "").json();
    for (change, name) in [
        (r#"{"latencyMs":1,"latency":2}"#, "latency"),
        (r#"{"latencyMs":1,"unknownStatus":500}"#, "unknownStatus"),
        (r#"{"latencyMs":1,"alreadyStatus":200}"#, "alreadyStatus"),
        (r#"{"latencyMs":1,"batch":"some"}"#, "some"),
        (r#"{"latencyMs":1,"warning":"a\nb"}"#, "warning"),
        (r#"{"rateLimit":{"kind":"fixedWindow","limit":1,"windowSeconds":1,"burst":1}}"#, "burst"),
        (r#"{"rateLimit":{"kind":"tokenBucket","perSecond":0,"burst":1}}"#, "rateLimit"),
        (
            r#"{"rateLimit":{"kind":"penalisingBucket","perSecond":1,"burst":1,"penaltySeconds":0}}"#,
            "rateLimit",
        ),
        (r#"{"latencyMs":1,"faults":{"errors":1.5}}"#, "faults"),
        (r#"{"latencyMs":1,"faults":{"errors":-0.1}}"#, "faults"),
        (r#"{"latencyMs":1,"faults":{"dropsBefore":0.6,"dropsAfter":0.6}}"#, "faults"),
        (r#"{"latencyMs":1,"faults":{"drops":0.1}}"#, "drops"),
        ("[]", "object"),
        ("{", "JSON"),
    ] {
        let response = control(&simulator, "PATCH", "behaviour", change);
        assert_eq!(response.status, 400, "{change}");
        assert!(response.description().contains(name), "{change}: {}", response.body);
    }
    assert_eq!(control(&simulator, "GET", "behaviour", "").json(), before);
}

#[test]
fn probabilities_of_faults_default_to_zero() {
    let simulator = start();
    let change = r#"{"faults":{"dropsAfter":0.25}}"#;
    let changed = control(&simulator, "PATCH", "behaviour", change).json();
    assert_eq!(
        changed["faults"],
        json!({ "errors": 0.0, "dropsBefore": 0.0, "dropsAfter": 0.25, "seed": 1 })
    );
}

#[test]
fn a_script_is_an_entry_or_an_array_of_entries() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let headers = json!({ "Retry-After": "5" });
    let entry = json!({ "path": "/recordings", "count": 2, "status": 503, "headers": headers });
    assert_eq!(control(&simulator, "POST", "script", &entry.to_string()).status, 204);
    let more = json!([
        { "path": null, "status": 429, "body": "wait", "contentType": "text/plain" },
        { "drop": "after", "delayMs": 1 },
    ]);
    assert_eq!(control(&simulator, "POST", "script", &more.to_string()).status, 204);
    let statuses: Vec<u16> = (0..3).map(|_| client.get("/recordings").status).collect();
    assert_eq!(statuses, [503, 503, 429]);
    assert!(
        client
            .try_post("/recordings/softDelete", &json!({ "recordingIds": mine(&simulator, 1) }))
            .is_err()
    );
    assert_eq!(count(&simulator, Status::Deleted), 1);
}

#[test]
fn an_invalid_script_entry_is_named_and_no_entry_of_its_request_is_accepted() {
    let simulator = start();
    for (entry, name) in [
        (json!({ "status": 503, "times": 2 }), "times"),
        (json!({ "count": 2 }), "status"),
        (json!({ "status": 100 }), "status"),
        (json!({ "status": 500, "count": 0 }), "count"),
        (json!({ "drop": "before", "apply": true }), "apply"),
        (json!({ "status": 500, "path": "/v1/recordings" }), "/v1"),
        (json!({ "status": 500, "headers": { "Content-Length": "7" } }), "Content-Length"),
        (json!("500"), "500"),
    ] {
        let response =
            control(&simulator, "POST", "script", &json!([{ "status": 500 }, entry]).to_string());
        assert_eq!(response.status, 400, "{entry}");
        assert!(response.description().contains(name), "{entry}: {}", response.body);
    }
    assert_eq!(Client::new(&simulator, Role::User).get("/recordings").status, 200);
}

#[test]
fn the_log_is_readable_and_clearable_and_has_no_control_requests() {
    let simulator = start();
    Client::new(&simulator, Role::User).get("/recordings?max=1");
    let log = control(&simulator, "GET", "requests", "").json();
    assert_eq!(log.as_array().unwrap().len(), 1);
    assert_eq!(log[0]["path"], "/recordings");
    assert_eq!((&log[0]["query"], &log[0]["role"]), (&json!("max=1"), &json!("user")));
    assert_eq!((&log[0]["status"], &log[0]["body"]), (&json!(200), &json!("")));
    assert!(log[0]["connection"].is_u64() && log[0]["headers"].is_object());
    assert!(log[0]["receivedMs"].is_f64());
    assert_eq!(control(&simulator, "DELETE", "requests", "").status, 204);
    assert_eq!(control(&simulator, "GET", "requests", "").json(), json!([]));
}

#[test]
fn the_recordings_in_their_actual_state_and_the_tokens_are_readable() {
    let simulator = start();
    let ids = mine(&simulator, 1);
    Client::new(&simulator, Role::User).move_to_bin(&ids);
    let recordings = control(&simulator, "GET", "recordings", "").json();
    let moved: Vec<&Value> =
        recordings.as_array().unwrap().iter().filter(|item| item["status"] == "deleted").collect();
    assert_eq!(moved.len(), 1);
    assert_eq!(moved[0]["id"], json!(ids[0]));
    assert_eq!(moved[0]["hostEmail"], "alice@example.com");
    assert_eq!(moved[0]["siteUrl"], "example.webex.com");
    let tokens = control(&simulator, "GET", "tokens", "").json();
    let expected =
        [Role::User, Role::Admin, Role::ComplianceOfficer].map(|role| simulator.token(role));
    assert_eq!(
        tokens,
        json!({ "user": expected[0], "admin": expected[1], "complianceOfficer": expected[2] })
    );
}

#[test]
fn a_token_is_renewed_over_http() {
    let simulator = start();
    for role in ["user", "admin", "complianceOfficer"] {
        let before = control(&simulator, "GET", "tokens", "").json();
        let response = control(&simulator, "POST", &format!("tokens/{role}"), "");
        assert_eq!(response.status, 200);
        let mut expected = before.clone();
        expected[role] = response.json()["token"].clone();
        assert_eq!(control(&simulator, "GET", "tokens", "").json(), expected);
        assert_ne!(before, expected);
    }
    assert_eq!(Client::new(&simulator, Role::User).get("/recordings").status, 401);
    assert_eq!(control(&simulator, "POST", "tokens/boss", "").status, 404);
    let wrong = control(&simulator, "GET", "tokens/user", "");
    assert_eq!((wrong.status, wrong.header("allow")), (405, Some("POST")));
}

#[test]
fn a_reset_over_http_restores_the_initial_state() {
    let simulator = start();
    Client::new(&simulator, Role::User).move_to_bin(&mine(&simulator, 1));
    assert_eq!(control(&simulator, "POST", "reset", "").status, 204);
    assert_eq!(count(&simulator, Status::Deleted), 0);
    assert!(simulator.requests().is_empty());
}

#[test]
fn control_requests_are_neither_delayed_nor_scripted_and_never_fail() {
    let simulator = start();
    let script = json!({ "status": 500, "count": 1000 }).to_string();
    control(&simulator, "POST", "script", &script);
    let behaviour = r#"{"latencyMs":600000,"faults":{"errors":1}}"#;
    control(&simulator, "PATCH", "behaviour", behaviour);
    assert_eq!(control(&simulator, "GET", "behaviour", "").status, 200);
}

#[test]
fn an_unknown_resource_or_method_of_the_control_interface_is_refused() {
    let simulator = start();
    assert_eq!(control(&simulator, "GET", "other", "").status, 404);
    let wrong = control(&simulator, "PUT", "requests", "");
    assert_eq!((wrong.status, wrong.header("allow")), (405, Some("GET, DELETE")));
}
