//! Every response of the service: its result code and its message.

use webexrec::*;
use webexrec_simulator::{Role, Script};
use webexrec_test_support::*;

/// All but 429, after which the call waits.
const DOCUMENTED: [(u16, &str); 14] = [
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (409, "Conflict"),
    (410, "Gone"),
    (415, "Unsupported Media Type"),
    (423, "Locked"),
    (428, "Precondition Required"),
    (500, "Internal Server Error"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
];

fn scripted(status: u16, body: Option<&str>) -> Script {
    Script {
        status,
        headers: [("trackingid".to_owned(), "HEADER_1".to_owned())].into(),
        body: body.map(Into::into),
        content_type: body.filter(|body| body.starts_with('<')).map(|_| "text/html".into()),
        ..Script::default()
    }
}

#[test]
fn each_documented_status_is_its_own_result_with_every_form_of_body() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator).without_retries().client(&simulator);
    let full = r#"{"message":"No.","errors":[{"description":"First."},{"description":"Second."}],"trackingId":"BODY_1"}"#;
    for (status, reason) in DOCUMENTED {
        for (body, rest) in [
            (Some(full), ": No.; First.; Second. (trackingId BODY_1)"),
            (Some(r#"{"message":"No."}"#), ": No. (trackingId HEADER_1)"),
            (Some(r#"{"message":"No.","errors":[]}"#), ": No. (trackingId HEADER_1)"),
            (Some(r#"{"errors":[{"description":"First."}]}"#), ": First. (trackingId HEADER_1)"),
            (Some("<html><body>No.</body></html>"), " (trackingId HEADER_1)"),
            (None, " (trackingId HEADER_1)"),
        ] {
            let wanted = format!("{status} {reason}{rest}");
            simulator.script(scripted(status, body));
            let listed = client.list("{}", 0, None).expect_err("an error");
            assert_eq!(listed.code, i32::from(status));
            assert!(listed.message.starts_with(&wanted), "{} is not {wanted}", listed.message);
            simulator.script(scripted(status, body));
            let moved = client.move_to_bin(&own_ids(&simulator, 1));
            assert_eq!(moved.code, i32::from(status));
            assert!(moved.message.contains(&wanted), "{} has no {wanted}", moved.message);
            assert_eq!(moved.entries()[0]["status"], status);
        }
    }
}

#[test]
fn the_result_of_an_undocumented_error_is_its_status() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator).without_retries().client(&simulator);
    for status in [402, 418, 451, 499, 507, 599] {
        simulator.script(scripted(status, None));
        let result = client.list("{}", 0, None).expect_err("an error");
        assert_eq!(result.code, i32::from(status));
    }
}

#[test]
fn other_statuses_and_bodies_are_bad_responses() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    let ids = own_ids(&simulator, 1);
    for (status, body) in [
        (201, None),
        (202, None),
        (200, Some("<html>login</html>")),
        (301, None),
        (304, None),
        (600, None),
    ] {
        simulator.script(scripted(status, body));
        let result = caller.move_to_bin(&ids);
        assert_eq!(result.code, WEBEXREC_E_BAD_RESPONSE, "{status}: {}", result.message);
        assert!(result.message.contains("may or may not"), "{}", result.message);
    }
    for body in [None, Some("{}")] {
        simulator.script(scripted(200, body));
        assert_eq!(caller.move_to_bin(&ids).code, WEBEXREC_OK, "{body:?}");
    }
}

#[test]
fn the_message_of_429_and_423_has_the_wait_for_any_retry_after() {
    for (value, seconds, wait_of_a_lock) in [
        ("3600", 3600..=3601, "wait 3600 seconds before trying again"),
        ("1", 1..=2, "wait 1 second before trying again"),
        ("0", 1..=2, "wait 1 second before trying again"),
        ("rand(30),add(30)", 15..=16, "no waiting time given: wait a minute"),
        ("", 15..=16, "no waiting time given: wait a minute"),
    ] {
        let simulator = start_simulator();
        let client = ClientOptions::of(&simulator).without_retries().client(&simulator);
        let ids = own_ids(&simulator, 1);
        for status in [423, 429] {
            let mut script = scripted(status, Some("<html>slow down</html>"));
            script.headers.insert("Retry-After".into(), value.into());
            simulator.script(script);
        }
        let locked = client.move_to_bin(&ids);
        assert_eq!(locked.code, WEBEXREC_E_LOCKED);
        assert!(locked.message.contains(wait_of_a_lock), "{}", locked.message);
        let limited = client.move_to_bin(&ids);
        assert_eq!(limited.code, WEBEXREC_E_RATE_LIMITED);
        let wait = limited.report["stoppedBy"]["retryAfterSeconds"].as_u64().expect("a number");
        assert!(seconds.contains(&wait), "{wait} for {value:?}");
        assert!(limited.message.contains(&format!("wait {wait} second")), "{}", limited.message);
        assert_eq!(limited.entries()[0]["outcome"], "notSent");
    }
}

#[test]
fn during_the_wait_of_a_429_no_call_with_this_token_sends_anything() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator).without_retries().client(&simulator);
    simulator.script(too_many_requests("3600"));
    let ids = own_ids(&simulator, 1);
    for _ in 0..3 {
        assert_eq!(client.move_to_bin(&ids).code, WEBEXREC_E_RATE_LIMITED);
    }
    assert_eq!(client.list("{}", 0, None).expect_err("no list").code, WEBEXREC_E_RATE_LIMITED);
    let another_client = ClientOptions::of(&simulator).without_retries().client(&simulator);
    assert_eq!(another_client.move_to_bin(&ids).code, WEBEXREC_E_RATE_LIMITED);
    assert_eq!(simulator.requests().len(), 1);
    let of_another_user = ClientOptions::of(&simulator).client_for(simulator.token(Role::Admin));
    assert!(of_another_user.list("{}", 0, None).is_ok());
}

#[test]
fn a_token_in_a_response_is_redacted() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    let mut script =
        scripted(403, Some(&format!(r#"{{"message":"Token {0} is not allowed"}}"#, caller.token)));
    script.headers.insert("trackingid".into(), format!("ID_{}", caller.token));
    simulator.script(script);
    let result = caller.list(None, 0).expect_err("an error");
    assert_eq!(
        result.message,
        "403 Forbidden: Token [token] is not allowed (trackingId ID_[token])"
    );
}

#[test]
fn a_token_written_with_escapes_or_given_as_an_id_is_redacted() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    let escaped: String = caller.token.chars().map(|c| format!("\\u{:04x}", c as u32)).collect();
    simulator.script(scripted(403, Some(&format!(r#"{{"message":"{escaped}"}}"#))));
    let result = caller.list(None, 0).expect_err("an error");
    assert_eq!(result.message, "403 Forbidden: [token] (trackingId HEADER_1)");
    // Short enough that an id is shown whole.
    let caller = SimpleCaller { token: "short-s3cret".into(), ..caller };
    simulator.clear_requests();
    let result = caller.move_to_bin(std::slice::from_ref(&caller.token));
    assert_eq!(result.code, WEBEXREC_E_INVALID_RECORDINGS, "{}", result.message);
    assert!(
        result.message.contains("the id is or contains the access token"),
        "{}",
        result.message
    );
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn control_characters_in_a_response_are_replaced() {
    let simulator = start_simulator();
    simulator.script(scripted(400, Some("{\"message\":\"a\\r\\nb\\u001b[31mc\\u0000\"}")));
    let result = SimpleCaller::new(&simulator, Role::User).list(None, 0).expect_err("an error");
    assert!(
        result.message.starts_with("400 Bad Request: a  b [31mc (trackingId"),
        "{}",
        result.message
    );
}

#[test]
fn a_wrong_token_is_401_and_a_missing_scope_is_403() {
    let simulator = start_simulator();
    let mut caller = SimpleCaller::new(&simulator, Role::ComplianceOfficer);
    assert_eq!(caller.move_to_bin(&own_ids(&simulator, 1)).code, WEBEXREC_E_FORBIDDEN);
    assert_eq!(
        SimpleCaller::new(&simulator, Role::User)
            .list(None, WEBEXREC_ADMIN)
            .expect_err("no admin")
            .code,
        WEBEXREC_E_FORBIDDEN
    );
    caller.token = "no-token-of-the-simulator".into();
    assert_eq!(caller.move_to_bin(&own_ids(&simulator, 1)).code, WEBEXREC_E_UNAUTHORIZED);
}

#[test]
fn a_warning_of_the_service_is_in_the_report_once() {
    let simulator = start_simulator();
    let warning = r#"299 - "This function will end in 2027""#;
    simulator.change(|behaviour| behaviour.warning = Some(warning.into()));
    let client = ClientOptions::of(&simulator).client(&simulator);
    let result = client.move_to_bin(&own_ids(&simulator, 250));
    assert_eq!(result.code, WEBEXREC_OK, "{}", result.message);
    assert_eq!(simulator.requests().len(), 3);
    assert_eq!(result.report["warnings"], serde_json::json!([warning]));
}
