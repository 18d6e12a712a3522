//! Invalid input is refused with its code and a message that names the parameter and the remedy, before
//! anything is sent. (NULL, empty, non-UTF-8 and very long values of every parameter: tests/ffi.)

use webexrec::*;
use webexrec_simulator::Role;
use webexrec_test_support::*;

const CHANGES: [SimpleChange; 3] = [
    webexrec_move_to_recycle_bin,
    webexrec_restore_from_recycle_bin,
    webexrec_purge_from_recycle_bin,
];

/// The parameters of a change, all valid.
#[derive(Clone, Copy)]
struct Parameters<'a> {
    token: &'a str,
    recordings: &'a str,
    site_url: Option<&'a str>,
    host_email: Option<&'a str>,
    flags: u32,
}

const VALID: Parameters = Parameters {
    token: "t0ken",
    recordings: r#"["a"]"#,
    site_url: None,
    host_email: None,
    flags: 0,
};

#[test]
fn an_invalid_parameter_of_a_change_is_named_with_its_remedy() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    let many = ids_json(&(0..101).map(|n| n.to_string()).collect::<Vec<_>>());
    let token = |token| Parameters { token, ..VALID };
    let recordings = |recordings| Parameters { recordings, ..VALID };
    let site = |site_url| Parameters { site_url: Some(site_url), ..VALID };
    let host = |host_email| Parameters { host_email: Some(host_email), ..VALID };
    let flags = |flags| Parameters { flags, ..VALID };
    let two_sites = r#"[{"id":"a","siteUrl":"a.webex.com"},{"id":"a","siteUrl":"b.webex.com"}]"#;
    let single = Parameters { flags: WEBEXREC_SINGLE_REQUEST, ..recordings(&many) };
    for (parameters, code, named) in [
        (token("t0ken\x01"), WEBEXREC_E_INVALID_TOKEN, "token"),
        (token("Bearer t0ken"), WEBEXREC_E_INVALID_TOKEN, "Bearer"),
        (recordings("a, b"), WEBEXREC_E_NOT_JSON, "recordings_json"),
        (recordings(r#"{"id":"a"}"#), WEBEXREC_E_INVALID_RECORDINGS, "not an array"),
        (recordings("[1]"), WEBEXREC_E_INVALID_RECORDINGS, "recordings_json[0]"),
        (
            recordings(r#"["a",{"siteUrl":"a.b"}]"#),
            WEBEXREC_E_INVALID_RECORDINGS,
            "recordings_json[1]",
        ),
        (recordings(r#"["a",""]"#), WEBEXREC_E_INVALID_RECORDINGS, "recordings_json[1]"),
        (recordings(two_sites), WEBEXREC_E_INVALID_RECORDINGS, "another site or host"),
        (single, WEBEXREC_E_TOO_MANY_RECORDINGS, "100"),
        (site("https://a.webex.com"), WEBEXREC_E_INVALID_SITE_URL, "site_url"),
        (site("a.webex.com/x"), WEBEXREC_E_INVALID_SITE_URL, "site_url"),
        (site("a webex.com"), WEBEXREC_E_INVALID_SITE_URL, "site_url"),
        (host("alice"), WEBEXREC_E_INVALID_HOST_EMAIL, "host_email"),
        (flags(1 << 20), WEBEXREC_E_INVALID_FLAGS, "0x100000"),
        (flags(WEBEXREC_VERIFY | WEBEXREC_DRY_RUN), WEBEXREC_E_INVALID_FLAGS, "WEBEXREC_VERIFY"),
    ] {
        for function in CHANGES {
            let Parameters { token, recordings, site_url, host_email, flags } = parameters;
            let caller = SimpleCaller { token: token.to_owned(), ..caller.clone() };
            let options = ChangeOptions { site_url, host_email, flags };
            let result = caller.change(function, recordings, options);
            assert_eq!(result.code, code, "{}", result.message);
            assert!(result.message.contains(named), "{} does not name {named}", result.message);
            assert!(!result.message.contains("t0ken"), "{}", result.message);
        }
    }
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn only_all_without_a_list_selects_everything_and_a_purge_needs_the_site() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    let [mov, restore, purge] = CHANGES;
    let all = |function, json: Option<&str>, site: Option<&str>, more: u32| {
        let token = Some(caller.token.as_bytes());
        let (json, site) = (json.map(str::as_bytes), site.map(str::as_bytes));
        caller.change_bytes(function, token, json, site, None, WEBEXREC_ALL | more).code
    };
    let site = Some("example.webex.com");
    assert_eq!(all(mov, None, site, 0), WEBEXREC_E_INVALID_FLAGS);
    for function in [restore, purge] {
        assert_eq!(all(function, Some(r#"["a"]"#), site, 0), WEBEXREC_E_INVALID_RECORDINGS);
        assert_eq!(all(function, Some("null"), site, 0), WEBEXREC_E_INVALID_RECORDINGS);
        assert_eq!(all(function, None, site, WEBEXREC_SINGLE_REQUEST), WEBEXREC_E_INVALID_FLAGS);
    }
    assert_eq!(all(purge, None, None, 0), WEBEXREC_E_INVALID_SITE_URL);
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn a_purge_of_an_available_recording_is_refused() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    let json = r#"[{"id":"a","status":"deleted"},{"id":"b","status":"available"}]"#;
    let result = caller.change(webexrec_purge_from_recycle_bin, json, ChangeOptions::default());
    assert_eq!(result.code, WEBEXREC_E_INVALID_RECORDINGS);
    assert!(
        result.message.starts_with("recordings_json[1]: its status is available"),
        "{}",
        result.message
    );
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn an_invalid_query_is_named_with_its_remedy() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::Admin);
    for (query, flags, named) in [
        (r#"{"hostemail":"a@b"}"#, 0, "hostEmail"),
        (r#"{"max":1000}"#, 0, "1 to 100"),
        (r#"{"to":"2026-01-01"}"#, 0, "from"),
        (r#"{"from":"last week"}"#, 0, "ISO 8601"),
        (r#"{"siteUrl":"https://a.webex.com"}"#, 0, "siteUrl"),
        (r#"{"hostEmail":"a@b.c"}"#, WEBEXREC_ADMIN, "WEBEXREC_ADMIN"),
    ] {
        let result = caller.list(Some(query), flags).expect_err(query);
        assert_eq!(result.code, WEBEXREC_E_INVALID_QUERY, "{query}: {}", result.message);
        assert!(result.message.contains(named), "{query}: {}", result.message);
    }
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn a_base_url_that_must_not_get_the_token_is_refused() {
    let ids = ["a".to_owned()];
    for (url, code, named) in [
        ("http://webexapis.com/v1", WEBEXREC_E_INSECURE_URL, "https"),
        ("http://127.0.0.1.example.com/v1", WEBEXREC_E_INSECURE_URL, "https"),
        ("https://webexapis.com.example.com/v1", WEBEXREC_E_INSECURE_URL, "accepted"),
        ("https://192.0.2.1/v1", WEBEXREC_E_INSECURE_URL, "accepted"),
        ("webexapis.com", WEBEXREC_E_INVALID_OPTION, "URL"),
        ("https://user:pass@webexapis.com", WEBEXREC_E_INVALID_OPTION, "a host and a port alone"),
    ] {
        let result = SimpleCaller::at(url).move_to_bin(&ids);
        assert_eq!(result.code, code, "{url}: {}", result.message);
        assert!(result.message.starts_with("WEBEXREC_BASE_URL"), "{}", result.message);
        assert!(result.message.contains(named), "{}", result.message);
    }
}

#[test]
fn the_environment_may_name_webex_hosts() {
    let dry = ChangeOptions { flags: WEBEXREC_DRY_RUN, ..ChangeOptions::default() };
    for url in [
        None,
        Some("https://api-usgov.webex.com/v1"),
        Some("https://integration.webexapis.com/v1"),
        Some(""),
    ] {
        let caller = SimpleCaller { base_url: url.map(Into::into), ..SimpleCaller::at("") };
        let result = caller.change(webexrec_move_to_recycle_bin, r#"["a"]"#, dry);
        assert_eq!(result.code, WEBEXREC_OK, "{url:?}: {}", result.message);
    }
}
