//! Validation of requests: the checks, their order, and the format of errors.

use crate::client::{Client, Response, count, mine, start};
use serde_json::json;
use webexrec_simulator::{Role, Settings, Simulator, Status};

const JSON: (&str, &str) = ("content-type", "application/json");
const NO_TOKEN: (&str, &str) = ("authorization", "");

fn send(role: Role, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
    let simulator = start();
    let response =
        Client::new(&simulator, role).send(method, path, headers, body).expect("a response");
    assert_eq!(count(&simulator, Status::Available), 310, "a recording was changed");
    response
}

#[test]
fn the_path_is_checked_first() {
    for path in ["/nowhere", "/recordings/a/b", "/recordings/", "/admin", ""] {
        assert_eq!(send(Role::User, "PUT", path, &[NO_TOKEN], "").status, 404, "{path}");
    }
}

#[test]
fn the_service_has_no_paths_outside_of_v1() {
    let simulator = start();
    let url = format!("{}/recordings", simulator.origin());
    assert_eq!(Client::new(&simulator, Role::User).get(&url).status, 404);
}

#[test]
fn the_method_is_checked_before_the_token_and_the_error_names_the_right_one() {
    for (method, path, allowed) in [
        ("GET", "/recordings/softDelete", "POST"),
        ("DELETE", "/recordings/4f914b1dfe3c4d11a61730f18c0f5387", "GET"),
        ("POST", "/recordings", "GET"),
        ("PUT", "/meetingPreferences/sites", "GET"),
    ] {
        let response = send(Role::User, method, path, &[NO_TOKEN], "");
        assert_eq!(
            (response.status, response.header("allow")),
            (405, Some(allowed)),
            "{method} {path}"
        );
    }
}

#[test]
fn the_token_is_checked_before_the_body() {
    for authorization in ["", "Bearer", "Bearer wrong", "Basic wrong"] {
        let headers = [("authorization", authorization)];
        let response = send(Role::User, "POST", "/recordings/softDelete", &headers, "no JSON");
        assert_eq!(response.status, 401, "{authorization:?}");
    }
}

#[test]
fn the_authorization_scheme_is_case_insensitive_and_the_token_is_not() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let token = simulator.token(Role::User);
    let status = |value: &str| {
        client.send("GET", "/recordings", &[("authorization", value)], "").unwrap().status
    };
    assert_eq!(status(&format!("bearer {token}")), 200);
    assert_eq!(status(&format!("Bearer {}", token.to_lowercase())), 401);
}

#[test]
fn a_simulator_refuses_the_token_of_another() {
    let (one, other) = (start(), start());
    let stranger = format!("Bearer {}", one.token(Role::User));
    let client = Client::new(&other, Role::User);
    let response = client.send("GET", "/recordings", &[("authorization", &stranger)], "").unwrap();
    assert_eq!(response.status, 401);
}

#[test]
fn the_scope_is_checked_before_the_body() {
    for path in ["/recordings/softDelete", "/recordings/restore", "/recordings/purge"] {
        let response = send(Role::ComplianceOfficer, "POST", path, &[], "no JSON");
        assert_eq!(response.status, 403, "a compliance officer cannot use the bin: {path}");
    }
    assert_eq!(send(Role::User, "GET", "/admin/recordings?max=0", &[], "").status, 403);
}

#[test]
fn the_content_type_must_be_json() {
    for content_type in ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"]
    {
        let headers = [("content-type", content_type)];
        assert_eq!(
            send(Role::User, "POST", "/recordings/softDelete", &headers, "{}").status,
            415,
            "{content_type}"
        );
    }
}

#[test]
fn the_content_type_may_have_parameters() {
    let simulator = start();
    let body = json!({ "recordingIds": mine(&simulator, 1) }).to_string();
    let headers = [("content-type", "Application/JSON; charset=utf-8")];
    let client = Client::new(&simulator, Role::User);
    assert_eq!(client.send("POST", "/recordings/softDelete", &headers, &body).unwrap().status, 204);
}

#[test]
fn a_malformed_body_is_a_bad_request() {
    for body in [
        "",
        "{",
        "[]",
        "\"id\"",
        r#"{"recordingIds":"a"}"#,
        r#"{"recordingIds":[1]}"#,
        r#"{"recordingIds":[null]}"#,
        r#"{"recordingIds":null}"#,
        r#"{"recordingIds":["a"],"siteUrl":1}"#,
        r#"{"recordingIds":["a"],"siteUrl":null}"#,
        r#"{"recordingIds":["a"],"unknown":null}"#,
        r#"{"restoreAll":"true"}"#,
    ] {
        let response = send(Role::User, "POST", "/recordings/restore", &[JSON], body);
        assert_eq!(response.status, 400, "{body}");
    }
}

#[test]
fn the_number_of_ids_is_limited() {
    let ids = |count| json!({ "recordingIds": vec!["a"; count] });
    for (path, body) in [
        ("/recordings/softDelete", ids(0)),
        ("/recordings/softDelete", ids(101)),
        ("/recordings/softDelete", json!({})),
        ("/recordings/restore", ids(0)),
        ("/recordings/restore", json!({ "restoreAll": false })),
        ("/recordings/restore", json!({ "restoreAll": true, "recordingIds": ["a"] })),
        ("/recordings/purge", ids(101)),
        ("/recordings/purge", json!({ "purgeAll": true, "recordingIds": ["a"] })),
        ("/recordings/purge", json!({ "restoreAll": true })),
        ("/recordings/softDelete", json!({ "purgeAll": true })),
    ] {
        let response = send(Role::User, "POST", path, &[JSON], &body.to_string());
        assert_eq!(response.status, 400, "{path} {body}");
    }
}

#[test]
fn the_number_of_ids_is_checked_before_the_site_and_the_site_before_the_ids() {
    let body =
        |ids: usize| json!({ "recordingIds": vec!["a"; ids], "siteUrl": "nowhere.webex.com" });
    let response =
        |ids| send(Role::User, "POST", "/recordings/softDelete", &[JSON], &body(ids).to_string());
    assert_eq!(response(0).status, 400);
    let unknown_site = response(1);
    assert_eq!(unknown_site.status, 404);
    assert!(unknown_site.description().contains("nowhere.webex.com"));
}

#[test]
fn unknown_members_are_ignored() {
    let simulator = start();
    let body = json!({ "recordingIds": mine(&simulator, 1), "comment": "tidying up" });
    assert_eq!(
        Client::new(&simulator, Role::User).post("/recordings/softDelete", &body).status,
        204
    );
}

#[test]
fn every_response_has_a_tracking_id_and_errors_repeat_it() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let ids = mine(&simulator, 1);
    let done = client.move_to_bin(&ids);
    assert!(done.header("trackingid").is_some_and(|id| id.starts_with("SIM_") && id.len() == 40));

    let error = client.move_to_bin(&[]);
    let body = error.json();
    assert_eq!(error.header("content-type"), Some("application/json;charset=UTF-8"));
    assert_eq!(body["trackingId"].as_str(), error.header("trackingid"));
    assert_ne!(error.header("trackingid"), done.header("trackingid"));
    assert!(!body["message"].as_str().unwrap().is_empty());
    assert!(error.description().contains("recordingIds"));
}

#[test]
fn every_response_has_the_warning_if_set() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    assert_eq!(client.get("/recordings").header("warning"), None);
    let text = "299 - \"retires soon\"";
    simulator.change(|behaviour| behaviour.warning = Some(text.into()));
    assert_eq!(client.get("/recordings").header("warning"), Some(text));
    assert_eq!(client.get("/nowhere").header("warning"), Some(text));
}

#[test]
fn an_invalid_behaviour_is_refused_at_start() {
    let mut settings = Settings::default();
    settings.behaviour.unknown_status = 500;
    let error = Simulator::start(settings).err().expect("an error");
    assert!(error.to_string().contains("unknownStatus"), "{error}");
}
