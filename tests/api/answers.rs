//! Every error answer of the service: its code and its message.

use webexrec::*;
use webexrec_simulator::{Role, Script};
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

/// All but 429, which ends a call in its own way.
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

fn answer(status: u16, body: Option<&str>) -> Script {
    Script {
        status,
        headers: [("trackingid".to_owned(), "HEADER_1".to_owned())].into(),
        body: body.map(Into::into),
        content_type: body.filter(|body| body.starts_with('<')).map(|_| "text/html".into()),
        ..Script::default()
    }
}

#[test]
fn each_documented_status_is_its_own_result_in_every_form_of_body() {
    let simulator = simulator();
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
            simulator.script(answer(status, body));
            let listed = client.list("{}", 0, None).expect_err("an error");
            assert_eq!(listed.code, i32::from(status));
            assert!(listed.message.starts_with(&wanted), "{} is not {wanted}", listed.message);
            simulator.script(answer(status, body));
            let moved = client.move_to_bin(&own_ids(&simulator, 1));
            assert_eq!(moved.code, i32::from(status));
            assert!(moved.message.contains(&wanted), "{} has no {wanted}", moved.message);
            assert_eq!(moved.results()[0]["status"], status);
        }
    }
}

#[test]
fn an_undocumented_status_comes_through_as_its_number() {
    let simulator = simulator();
    let client = ClientOptions::of(&simulator).without_retries().client(&simulator);
    for (status, code) in [(402, 402), (418, 418), (451, 451), (499, 499), (507, 507), (599, 599)] {
        simulator.script(answer(status, None));
        assert_eq!(client.list("{}", 0, None).expect_err("an error").code, code);
    }
}

#[test]
fn answers_that_are_not_the_services_are_bad_responses() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    let ids = own_ids(&simulator, 1);
    for (status, body) in [
        (201, None),
        (202, None),
        (200, Some("<html>login</html>")),
        (301, None),
        (304, None),
        (600, None),
    ] {
        simulator.script(answer(status, body));
        let ended = caller.move_to_bin(&ids);
        assert_eq!(ended.code, WEBEXREC_E_BAD_RESPONSE, "{status}: {}", ended.message);
        assert!(ended.message.contains("may or may not"), "{}", ended.message);
    }
    for body in [None, Some("{}")] {
        simulator.script(answer(200, body));
        assert_eq!(caller.move_to_bin(&ids).code, WEBEXREC_OK, "{body:?}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let simulator = simulator();
    let elsewhere = webexrec_test_support::simple::simulator();
    let location = format!("{}/recordings", elsewhere.base_url());
    for status in [301, 302, 303, 307, 308] {
        simulator.script(Script {
            status,
            headers: [("Location".to_owned(), location.clone())].into(),
            ..Script::default()
        });
        let ended = Caller::new(&simulator, Role::User).move_to_bin(&own_ids(&simulator, 1));
        assert_eq!(ended.code, WEBEXREC_E_BAD_RESPONSE, "{}", ended.message);
    }
    assert_eq!(elsewhere.requests().len(), 0);
}

#[test]
fn a_rate_limit_or_a_lock_says_how_long_to_wait_whatever_the_header_is_like() {
    for (value, seconds, wait_of_a_lock) in [
        ("3600", 3600..=3601, "wait 3600 seconds before trying again"),
        ("1", 1..=2, "wait 1 second before trying again"),
        ("0", 1..=2, "wait 1 second before trying again"),
        ("rand(30),add(30)", 15..=16, "no waiting time given: wait a minute"),
        ("", 15..=16, "no waiting time given: wait a minute"),
    ] {
        let simulator = simulator();
        let client = ClientOptions::of(&simulator).without_retries().client(&simulator);
        let ids = own_ids(&simulator, 1);
        for status in [423, 429] {
            let mut script = answer(status, Some("<html>slow down</html>"));
            script.headers.insert("Retry-After".into(), value.into());
            simulator.script(script);
        }
        let locked = client.move_to_bin(&ids);
        assert_eq!(locked.code, WEBEXREC_E_LOCKED);
        assert!(locked.message.contains(wait_of_a_lock), "{}", locked.message);
        let limited = client.move_to_bin(&ids);
        assert_eq!(limited.code, WEBEXREC_E_RATE_LIMITED);
        let told = limited.report["stoppedBy"]["retryAfterSeconds"].as_u64().expect("a number");
        assert!(seconds.contains(&told), "{told} for {value:?}");
        assert!(limited.message.contains(&format!("wait {told} second")), "{}", limited.message);
        assert_eq!(limited.results()[0]["outcome"], "notSent");
    }
}

#[test]
fn while_the_service_takes_no_requests_none_are_sent() {
    let simulator = simulator();
    let client = ClientOptions::of(&simulator).without_retries().client(&simulator);
    let mut script = answer(429, None);
    script.headers.insert("Retry-After".into(), "3600".into());
    simulator.script(script);
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
fn a_token_that_the_service_repeats_does_not_get_into_the_message() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    let mut script =
        answer(403, Some(&format!(r#"{{"message":"Token {0} is not allowed"}}"#, caller.token)));
    script.headers.insert("trackingid".into(), format!("ID_{}", caller.token));
    simulator.script(script);
    let ended = caller.list(None, 0).expect_err("an error");
    assert_eq!(
        ended.message,
        "403 Forbidden: Token [token] is not allowed (trackingId ID_[token])"
    );
}

#[test]
fn a_token_written_with_escapes_or_given_as_a_recording_does_not_get_into_the_message() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    let escaped: String = caller.token.chars().map(|c| format!("\\u{:04x}", c as u32)).collect();
    simulator.script(answer(403, Some(&format!(r#"{{"message":"{escaped}"}}"#))));
    let ended = caller.list(None, 0).expect_err("an error");
    assert_eq!(ended.message, "403 Forbidden: [token] (trackingId HEADER_1)");
    // As short as an id is shown.
    let caller = Caller { token: "short-s3cret".into(), ..caller };
    simulator.clear_requests();
    let ended = caller.move_to_bin(std::slice::from_ref(&caller.token));
    assert_eq!(ended.code, WEBEXREC_E_INVALID_RECORDINGS, "{}", ended.message);
    assert!(ended.message.contains("the id is or contains the access token"), "{}", ended.message);
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn control_characters_of_the_service_are_replaced() {
    let simulator = simulator();
    simulator.script(answer(400, Some("{\"message\":\"a\\r\\nb\\u001b[31mc\\u0000\"}")));
    let ended = Caller::new(&simulator, Role::User).list(None, 0).expect_err("an error");
    assert!(
        ended.message.starts_with("400 Bad Request: a  b [31mc (trackingId"),
        "{}",
        ended.message
    );
}

#[test]
fn the_service_itself_says_what_a_wrong_token_or_a_missing_scope_is() {
    let simulator = simulator();
    let mut caller = Caller::new(&simulator, Role::ComplianceOfficer);
    assert_eq!(caller.move_to_bin(&own_ids(&simulator, 1)).code, WEBEXREC_E_FORBIDDEN);
    assert_eq!(
        Caller::new(&simulator, Role::User).list(None, WEBEXREC_ADMIN).expect_err("no admin").code,
        WEBEXREC_E_FORBIDDEN
    );
    caller.token = "no-token-of-the-simulator".into();
    assert_eq!(caller.move_to_bin(&own_ids(&simulator, 1)).code, WEBEXREC_E_UNAUTHORIZED);
}
