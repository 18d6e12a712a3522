//! Bad input has its code and a message that names the parameter and the remedy, and nothing is
//! sent.

use webexrec::*;
use webexrec_simulator::Role;
use webexrec_test_support::simple::*;

const CHANGES: [Change; 3] = [
    webexrec_move_to_recycle_bin,
    webexrec_restore_from_recycle_bin,
    webexrec_purge_from_recycle_bin,
];

#[test]
fn each_bad_parameter_of_a_change_is_refused_before_anything_is_sent() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    const T: Option<&[u8]> = Some(b"t0ken");
    const IDS: Option<&[u8]> = Some(br#"["a"]"#);
    let many = json(&(0..101).map(|n| n.to_string()).collect::<Vec<_>>());
    type Case<'a> =
        (Option<&'a [u8]>, Option<&'a [u8]>, Option<&'a [u8]>, Option<&'a [u8]>, u32, i32, &'a str);
    let cases: &[Case] = &[
        (None, IDS, None, None, 0, WEBEXREC_E_NULL_POINTER, "token"),
        (Some(b""), IDS, None, None, 0, WEBEXREC_E_INVALID_TOKEN, "token"),
        (Some(b"t0ken\n"), IDS, None, None, 0, WEBEXREC_E_INVALID_TOKEN, "token"),
        (Some(b"t0ken\x01"), IDS, None, None, 0, WEBEXREC_E_INVALID_TOKEN, "token"),
        (Some(b"Bearer t0ken"), IDS, None, None, 0, WEBEXREC_E_INVALID_TOKEN, "Bearer"),
        (Some(b"t0ken\xff"), IDS, None, None, 0, WEBEXREC_E_NOT_UTF8, "token"),
        (T, None, None, None, 0, WEBEXREC_E_NULL_POINTER, "recordings_json"),
        (T, Some(b"[\"\xff\"]"), None, None, 0, WEBEXREC_E_NOT_UTF8, "recordings_json"),
        (T, Some(b"a, b"), None, None, 0, WEBEXREC_E_NOT_JSON, "recordings_json"),
        (T, Some(br#"{"id":"a"}"#), None, None, 0, WEBEXREC_E_INVALID_RECORDINGS, "not an array"),
        (T, Some(b"[1]"), None, None, 0, WEBEXREC_E_INVALID_RECORDINGS, "recordings_json[0]"),
        (
            T,
            Some(br#"["a",{"siteUrl":"a.b"}]"#),
            None,
            None,
            0,
            WEBEXREC_E_INVALID_RECORDINGS,
            "recordings_json[1]",
        ),
        (
            T,
            Some(br#"["a",""]"#),
            None,
            None,
            0,
            WEBEXREC_E_INVALID_RECORDINGS,
            "recordings_json[1]",
        ),
        (T, Some(b"[]"), None, None, 0, WEBEXREC_E_NO_RECORDINGS, "recordings_json"),
        (
            T,
            Some(br#"[{"id":"a","siteUrl":"a.webex.com"},{"id":"a","siteUrl":"b.webex.com"}]"#),
            None,
            None,
            0,
            WEBEXREC_E_INVALID_RECORDINGS,
            "another site or host",
        ),
        (T, IDS, Some(b""), None, 0, WEBEXREC_E_INVALID_SITE_URL, "site_url"),
        (T, IDS, Some(b"https://a.webex.com"), None, 0, WEBEXREC_E_INVALID_SITE_URL, "site_url"),
        (T, IDS, Some(b"a.webex.com/x"), None, 0, WEBEXREC_E_INVALID_SITE_URL, "site_url"),
        (T, IDS, Some(b"a webex.com"), None, 0, WEBEXREC_E_INVALID_SITE_URL, "site_url"),
        (T, IDS, Some(b"a\r\n.webex.com"), None, 0, WEBEXREC_E_INVALID_SITE_URL, "site_url"),
        (T, IDS, Some(b"\xff"), None, 0, WEBEXREC_E_NOT_UTF8, "site_url"),
        (T, IDS, None, Some(b""), 0, WEBEXREC_E_INVALID_HOST_EMAIL, "host_email"),
        (T, IDS, None, Some(b"alice"), 0, WEBEXREC_E_INVALID_HOST_EMAIL, "host_email"),
        (T, IDS, None, Some(b"a@b\r\nX: y"), 0, WEBEXREC_E_INVALID_HOST_EMAIL, "host_email"),
        (T, IDS, None, None, 1 << 6, WEBEXREC_E_INVALID_FLAGS, "0x40"),
        (T, IDS, None, None, u32::MAX, WEBEXREC_E_INVALID_FLAGS, "flags"),
        (
            T,
            IDS,
            None,
            None,
            WEBEXREC_VERIFY | WEBEXREC_DRY_RUN,
            WEBEXREC_E_INVALID_FLAGS,
            "WEBEXREC_VERIFY",
        ),
        (T, IDS, None, None, WEBEXREC_ADMIN, WEBEXREC_E_INVALID_FLAGS, "flags"),
        (T, IDS, None, None, WEBEXREC_INCLUDE_SECRETS, WEBEXREC_E_INVALID_FLAGS, "flags"),
        (
            T,
            Some(many.as_bytes()),
            None,
            None,
            WEBEXREC_SINGLE_REQUEST,
            WEBEXREC_E_TOO_MANY_RECORDINGS,
            "100",
        ),
    ];
    for function in CHANGES {
        for &(token, recordings, site_url, host_email, flags, code, named) in cases {
            let ended =
                caller.change_bytes(function, token, recordings, site_url, host_email, flags);
            assert_eq!(ended.code, code, "{}", ended.message);
            assert!(ended.message.contains(named), "{} does not name {named}", ended.message);
            assert!(!ended.message.contains("t0ken"), "{}", ended.message);
        }
    }
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn everything_at_once_is_never_asked_for_by_accident() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
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
fn a_purge_of_what_is_still_available_is_refused() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    let json = r#"[{"id":"a","status":"deleted"},{"id":"b","status":"available"}]"#;
    let ended = caller.change(webexrec_purge_from_recycle_bin, json, Options::default());
    assert_eq!(ended.code, WEBEXREC_E_INVALID_RECORDINGS);
    assert!(
        ended.message.starts_with("recordings_json[1]: its status is available"),
        "{}",
        ended.message
    );
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn a_bad_query_is_refused_before_anything_is_sent() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::Admin);
    for (query, flags, code, named) in [
        ("", 0, WEBEXREC_E_NOT_JSON, "query_json"),
        ("[]", 0, WEBEXREC_E_INVALID_QUERY, "query_json"),
        (r#"{"hostemail":"a@b"}"#, 0, WEBEXREC_E_INVALID_QUERY, "hostEmail"),
        (r#"{"max":1000}"#, 0, WEBEXREC_E_INVALID_QUERY, "1 to 100"),
        (r#"{"to":"2026-01-01"}"#, 0, WEBEXREC_E_INVALID_QUERY, "from"),
        (r#"{"from":"last week"}"#, 0, WEBEXREC_E_INVALID_QUERY, "ISO 8601"),
        (r#"{"siteUrl":"https://a.webex.com"}"#, 0, WEBEXREC_E_INVALID_QUERY, "siteUrl"),
        (r#"{"hostEmail":"a@b.c"}"#, WEBEXREC_ADMIN, WEBEXREC_E_INVALID_QUERY, "WEBEXREC_ADMIN"),
        ("{}", WEBEXREC_ALL, WEBEXREC_E_INVALID_FLAGS, "flags"),
    ] {
        let ended = caller.list(Some(query), flags).expect_err(query);
        assert_eq!(ended.code, code, "{query}: {}", ended.message);
        assert!(ended.message.contains(named), "{query}: {}", ended.message);
    }
    assert_eq!(caller.sites(Some("bob")).expect_err("refused").code, WEBEXREC_E_INVALID_HOST_EMAIL);
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn a_service_that_must_not_get_the_token_does_not() {
    let ids = ["a".to_owned()];
    for (url, code, named) in [
        ("http://webexapis.com/v1", WEBEXREC_E_INSECURE_URL, "https"),
        ("http://127.0.0.1.example.com/v1", WEBEXREC_E_INSECURE_URL, "https"),
        ("https://webexapis.com.example.com/v1", WEBEXREC_E_INSECURE_URL, "accepted"),
        ("https://192.0.2.1/v1", WEBEXREC_E_INSECURE_URL, "accepted"),
        ("webexapis.com", WEBEXREC_E_INVALID_OPTION, "URL"),
        ("https://user:pass@webexapis.com", WEBEXREC_E_INVALID_OPTION, "a host and a port alone"),
    ] {
        let ended = Caller::at(url).move_to_bin(&ids);
        assert_eq!(ended.code, code, "{url}: {}", ended.message);
        assert!(ended.message.starts_with("WEBEXREC_BASE_URL"), "{}", ended.message);
        assert!(ended.message.contains(named), "{}", ended.message);
    }
}

#[test]
fn the_environment_may_name_webexs_own_hosts() {
    let dry = Options { flags: WEBEXREC_DRY_RUN, ..Options::default() };
    for url in [
        None,
        Some("https://api-usgov.webex.com/v1"),
        Some("https://integration.webexapis.com/v1"),
        Some(""),
    ] {
        let caller = Caller { base_url: url.map(Into::into), ..Caller::at("") };
        let ended = caller.change(webexrec_move_to_recycle_bin, r#"["a"]"#, dry);
        assert_eq!(ended.code, WEBEXREC_OK, "{url:?}: {}", ended.message);
    }
}
