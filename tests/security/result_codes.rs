//! Every result code is provoked with a token that is also passed in the wrong places.

use crate::certificate_authority;
use crate::secret_token;
use std::collections::BTreeSet;
use std::ffi::c_char;
use std::fmt::Debug;
use std::ptr;
use webexrec::*;
use webexrec_test_support::*;

/// Errors of the library itself, which a test can't provoke; and 429, which becomes another code.
const NOT_PROVOKED: [i32; 3] =
    [WEBEXREC_E_INTERNAL, WEBEXREC_E_PANIC, WEBEXREC_E_TOO_MANY_REQUESTS];

/// The codes so far. What is returned with each is searched for the token.
#[derive(Default)]
struct Provoked(BTreeSet<i32>);

impl Provoked {
    #[track_caller]
    fn add(&mut self, expected: i32, code: i32, output: impl Debug) {
        let output = format!("{output:?}");
        secret_token::assert_absent(&output, &format!("result {expected}"));
        assert_eq!(code, expected, "{output}");
        self.0.insert(code);
    }

    #[track_caller]
    fn call(&mut self, expected: i32, result: CallResult) {
        self.add(expected, result.code, result);
    }

    #[track_caller]
    fn change(&mut self, expected: i32, result: ChangeResult) {
        self.add(expected, result.code, result);
    }
}

/// The error codes in the header.
fn error_codes() -> BTreeSet<i32> {
    result_codes().into_iter().map(|(_, code)| code).filter(|code| *code != WEBEXREC_OK).collect()
}

fn client(server: &Server) -> Client<'static> {
    ClientOptions::at(&server.base_url()).without_retries().client_for(&secret_token::token())
}

#[test]
fn no_result_code_comes_with_the_token() {
    let mut provoked = Provoked::default();
    invalid_input(&mut provoked);
    failed_connections(&mut provoked);
    ended_jobs(&mut provoked);
    statuses(&mut provoked);
    let missing: Vec<i32> = error_codes()
        .into_iter()
        .filter(|code| !provoked.0.contains(code) && !NOT_PROVOKED.contains(code))
        .collect();
    assert_eq!(missing, [0; 0], "results that were not provoked");
}

fn invalid_input(provoked: &mut Provoked) {
    let token = secret_token::token();
    let server = Server::http(success);
    let client = client(&server);
    let caller = SimpleCaller { token: token.clone(), ..SimpleCaller::at(&server.base_url()) };
    let change = |json: &str, options: ChangeOptions| client.change(MOVE, json, options);
    let none = ChangeOptions::default();
    let simple = |token: Option<&str>, json: Option<&[u8]>| {
        let function = webexrec_move_to_recycle_bin;
        caller.change_bytes(function, token.map(str::as_bytes), json, None, None, 0)
    };

    provoked.call(WEBEXREC_E_NULL_POINTER, simple(Some(&token), None));
    let not_utf8 = [token.as_bytes(), b"\xff"].concat();
    provoked.call(WEBEXREC_E_NOT_UTF8, simple(Some(&token), Some(&not_utf8)));
    for token in [
        format!("{token}\n"),
        format!("Bearer {token}"),
        format!("{token}\r\nX: y"),
        format!("{token}\u{e9}"),
    ] {
        provoked.call(WEBEXREC_E_INVALID_TOKEN, simple(Some(&token), Some(br#"["a"]"#)));
    }
    for json in [token.clone(), format!(r#"["{token}"#), format!(r#"{{"id":{token}}}"#)] {
        let result = change(&json, none);
        provoked.change(if result.code == 3 { 3 } else { WEBEXREC_E_INVALID_RECORDINGS }, result);
    }
    for json in [
        format!(r#"["{token}"]"#),
        format!(r#"["a","Bearer{token}"]"#),
        format!(r#"[{{"id":"{token}"}}]"#),
        format!(r#"[{{"id":"a","siteUrl":"{token}"}}]"#),
        format!(r#"[{{"id":"a","hostEmail":"{token}"}}]"#),
        format!(r#"[{{"id":"a","shareToMe":"{token}"}}]"#),
        format!(r#"[{{"id":["{token}"]}}]"#),
    ] {
        provoked.change(WEBEXREC_E_INVALID_RECORDINGS, change(&json, none));
    }
    provoked.change(WEBEXREC_E_NO_RECORDINGS, change("[]", none));
    let single = ChangeOptions { flags: WEBEXREC_SINGLE_REQUEST, ..none };
    let two_sites = r#"["a",{"id":"b","siteUrl":"b.webex.com"}]"#;
    provoked.change(WEBEXREC_E_TOO_MANY_RECORDINGS, change(two_sites, single));
    let site = ChangeOptions { site_url: Some(&token), ..none };
    provoked.change(WEBEXREC_E_INVALID_SITE_URL, change(r#"["a"]"#, site));
    let host = ChangeOptions { host_email: Some(&token), ..none };
    provoked.change(WEBEXREC_E_INVALID_HOST_EMAIL, change(r#"["a"]"#, host));
    provoked.call(WEBEXREC_E_INVALID_HOST_EMAIL, caller.sites(Some(&token)).expect_err("refused"));
    provoked.change(
        WEBEXREC_E_INVALID_FLAGS,
        change(r#"["a"]"#, ChangeOptions { flags: 1 << 9, ..none }),
    );
    for query in
        ["from", "to", "status", "siteUrl", "hostEmail", "format", "serviceType", "max", &token]
    {
        let query = format!(r#"{{"from":"2026-01-01","{query}":"{token}"}}"#);
        provoked.call(WEBEXREC_E_INVALID_QUERY, client.list(&query, 0, None).expect_err("refused"));
    }
    let options = ClientOptions::new();
    for (set, value) in [
        (webexrec_options_set_base_url as SetText, format!("ftp://{token}")),
        (webexrec_options_set_base_url, format!("https://a:{token}@b")),
        (webexrec_options_set_proxy, format!("http://a:{token}\u{7f}@b")),
        (webexrec_options_set_user_agent, format!("{token}\r\nX: y")),
    ] {
        provoked.call(WEBEXREC_E_INVALID_OPTION, options.try_text(set, Some(value.as_bytes())));
    }
    let insecure = options.try_text(webexrec_options_set_base_url, Some(b"http://webexapis.com"));
    provoked.call(WEBEXREC_E_INSECURE_URL, insecure);
    let monitor = Monitor::new();
    client.change_monitored(MOVE, r#"["a"]"#, none, Some(&monitor));
    provoked
        .change(WEBEXREC_E_BUSY, client.change_monitored(MOVE, r#"["a"]"#, none, Some(&monitor)));
    assert_eq!(server.requests().len(), 1, "invalid input was sent");
}

fn failed_connections(provoked: &mut Provoked) {
    let token = secret_token::token();
    let at = |url: &str| ClientOptions::at(url).without_retries();
    let one = |options: &ClientOptions| options.client_for(&token).move_to_bin(&["a".to_owned()]);
    let unresolvable = format!("https://{UNRESOLVABLE_HOST}/v1");
    provoked.change(WEBEXREC_E_RESOLVE, one(&at(&unresolvable)));
    provoked.change(WEBEXREC_E_CONNECT, one(&at(&format!("http://{REFUSED_ADDRESS}/v1"))));
    let untrusted = Server::https(certificate_authority::self_signed_server(), success);
    provoked.change(WEBEXREC_E_TLS, one(&at(&untrusted.base_url())));
    let proxy =
        at(&unresolvable).text(webexrec_options_set_proxy, &format!("http://{REFUSED_ADDRESS}"));
    provoked.change(WEBEXREC_E_PROXY, one(&proxy));
    let silent = SilentServer::new();
    let impatient =
        at(&silent.base_url("http")).number(webexrec_options_set_request_timeout_ms, 30);
    provoked.change(WEBEXREC_E_TIMEOUT, one(&impatient));
    let broken = Server::http(|_| b"HTTP/1.1 2".to_vec());
    provoked.change(WEBEXREC_E_IO, one(&at(&broken.base_url())));
    let login = Server::http(|_| response("200 OK", &[], "<html>"));
    provoked.change(WEBEXREC_E_BAD_RESPONSE, one(&at(&login.base_url())));
}

fn ended_jobs(provoked: &mut Provoked) {
    let token = secret_token::token();
    let one = ["a".to_owned()];
    let two_sites = r#"["a",{"id":"b","siteUrl":"b.webex.com"}]"#;
    let some = |of_one_site: fn() -> Vec<u8>| {
        Server::http(move |request| {
            if request.contains("b.webex.com") {
                of_one_site()
            } else {
                keep_alive_response("204 No Content", "")
            }
        })
    };
    let refusing = some(|| response("404 Not Found", &[], ""));
    provoked.change(
        WEBEXREC_E_PARTIAL,
        client(&refusing).change(MOVE, two_sites, ChangeOptions::default()),
    );
    let breaking = some(Vec::new);
    provoked.change(
        WEBEXREC_E_UNCERTAIN,
        client(&breaking).change(MOVE, two_sites, ChangeOptions::default()),
    );

    let willing = Server::http(success);
    let monitor = Monitor::new();
    monitor.handle().cancel();
    let cancelled = client(&willing).change_monitored(
        MOVE,
        two_sites,
        ChangeOptions::default(),
        Some(&monitor),
    );
    provoked.change(WEBEXREC_E_CANCELLED, cancelled);
    let silent = SilentServer::new();
    let options = ClientOptions::at(&silent.base_url("http"));
    let hurried = options.number(webexrec_options_set_deadline_ms, 30);
    provoked.change(WEBEXREC_E_DEADLINE, hurried.client_for(&token).move_to_bin(&one));
    let limited = Server::http(|_| response("429 Too Many Requests", &[("Retry-After", "9")], ""));
    provoked.change(WEBEXREC_E_RATE_LIMITED, client(&limited).move_to_bin(&one));

    let given = format!("Bearer {token}");
    let wrong = ClientOptions::at(&willing.base_url()).provider(|| Ok(given.clone()));
    provoked.change(
        WEBEXREC_E_TOKEN_PROVIDER,
        wrong.try_client(None, &[]).expect("a client").move_to_bin(&one),
    );
    failing_provider(provoked, &willing);
}

/// A provider that writes a token and then fails.
fn failing_provider(provoked: &mut Provoked, server: &Server) {
    unsafe extern "C" fn fail(_: *mut std::ffi::c_void, buffer: *mut c_char, size: usize) -> i32 {
        let token = secret_token::token();
        assert!(token.len() < size);
        // SAFETY: the buffer has this size.
        unsafe { ptr::copy_nonoverlapping(token.as_ptr(), buffer.cast(), token.len()) };
        7
    }
    let options = ClientOptions::at(&server.base_url());
    let set = |error, size| {
        // SAFETY: the options are alive, and the function needs no data.
        unsafe {
            webexrec_options_set_token_provider(
                options.pointer,
                Some(fail),
                ptr::null_mut(),
                error,
                size,
            )
        }
    };
    assert_eq!(with_error_buffer(set).code, WEBEXREC_OK);
    let client = options.try_client(None, &[]).expect("a client");
    provoked.change(WEBEXREC_E_TOKEN_PROVIDER, client.move_to_bin(&["a".to_owned()]));
}

fn statuses(provoked: &mut Provoked) {
    for code in
        error_codes().into_iter().filter(|code| *code >= 400 && !NOT_PROVOKED.contains(code))
    {
        let body = serde_json::json!({"message": format!("not for {}", secret_token::token())})
            .to_string();
        let server = Server::http(move |_| response(&format!("{code} X"), &[], &body));
        let result = client(&server).move_to_bin(&["a".to_owned()]);
        assert!(result.message.contains("not for [token]"), "{}", result.message);
        provoked.change(code, result);
    }
}
