//! Every result that a function can end with, provoked with a token that is also given in the wrong places.

use crate::canary;
use crate::server::{Server, answer, kept, success};
use crate::tls;
use std::collections::BTreeSet;
use std::ffi::c_char;
use std::fmt::Debug;
use std::ptr;
use std::time::Duration;
use webexrec::*;
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

/// Faults of the library itself, which nobody can provoke; and 429, which ends as another one.
const NOT_PROVOKED: [i32; 3] =
    [WEBEXREC_E_INTERNAL, WEBEXREC_E_PANIC, WEBEXREC_E_TOO_MANY_REQUESTS];

/// Those seen so far, after a search in what came with them.
#[derive(Default)]
struct Seen(BTreeSet<i32>);

impl Seen {
    #[track_caller]
    fn note(&mut self, wanted: i32, code: i32, output: impl Debug) {
        let output = format!("{output:?}");
        canary::assert_absent(&output, &format!("result {wanted}"));
        assert_eq!(code, wanted, "{output}");
        self.0.insert(code);
    }

    #[track_caller]
    fn ended(&mut self, wanted: i32, ended: Ended) {
        self.note(wanted, ended.code, ended);
    }

    #[track_caller]
    fn reported(&mut self, wanted: i32, reported: Reported) {
        self.note(wanted, reported.code, reported);
    }
}

/// All codes in the header.
fn codes() -> BTreeSet<i32> {
    let header = include_str!("../../include/webexrec.h");
    let constants = header.lines().filter_map(|line| line.strip_prefix("#define WEBEXREC_E_"));
    constants
        .map(|line| line.split_once(' ').expect("a value").1.parse().expect("a number"))
        .collect()
}

fn client(server: &Server) -> Client<'static> {
    ClientOptions::at(&server.base_url()).without_retries().client_for(&canary::token())
}

#[test]
fn no_result_comes_with_the_token() {
    let mut seen = Seen::default();
    bad_input(&mut seen);
    no_connection(&mut seen);
    ends_of_jobs(&mut seen);
    statuses(&mut seen);
    let missing: Vec<i32> = codes()
        .into_iter()
        .filter(|code| !seen.0.contains(code) && !NOT_PROVOKED.contains(code))
        .collect();
    assert_eq!(missing, [0; 0], "results that were not provoked");
    assert!(codes().len() > 40);
}

fn bad_input(seen: &mut Seen) {
    let token = canary::token();
    let server = Server::plain(success);
    let client = client(&server);
    let caller = Caller { token: token.clone(), ..Caller::at(&server.base_url()) };
    let change = |json: &str, options: Options| client.change(MOVE, json, options);
    let none = Options::default();
    let simple = |token: Option<&str>, json: Option<&[u8]>| {
        let function = webexrec_move_to_recycle_bin;
        caller.change_bytes(function, token.map(str::as_bytes), json, None, None, 0)
    };

    seen.ended(WEBEXREC_E_NULL_POINTER, simple(Some(&token), None));
    let not_utf8 = [token.as_bytes(), b"\xff"].concat();
    seen.ended(WEBEXREC_E_NOT_UTF8, simple(Some(&token), Some(&not_utf8)));
    for token in [
        format!("{token}\n"),
        format!("Bearer {token}"),
        format!("{token}\r\nX: y"),
        format!("{token}\u{e9}"),
    ] {
        seen.ended(WEBEXREC_E_INVALID_TOKEN, simple(Some(&token), Some(br#"["a"]"#)));
    }
    for json in [token.clone(), format!(r#"["{token}"#), format!(r#"{{"id":{token}}}"#)] {
        let reported = change(&json, none);
        seen.reported(if reported.code == 3 { 3 } else { WEBEXREC_E_INVALID_RECORDINGS }, reported);
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
        seen.reported(WEBEXREC_E_INVALID_RECORDINGS, change(&json, none));
    }
    seen.reported(WEBEXREC_E_NO_RECORDINGS, change("[]", none));
    let single = Options { flags: WEBEXREC_SINGLE_REQUEST, ..none };
    let two_sites = r#"["a",{"id":"b","siteUrl":"b.webex.com"}]"#;
    seen.reported(WEBEXREC_E_TOO_MANY_RECORDINGS, change(two_sites, single));
    let site = Options { site_url: Some(&token), ..none };
    seen.reported(WEBEXREC_E_INVALID_SITE_URL, change(r#"["a"]"#, site));
    let host = Options { host_email: Some(&token), ..none };
    seen.reported(WEBEXREC_E_INVALID_HOST_EMAIL, change(r#"["a"]"#, host));
    seen.ended(WEBEXREC_E_INVALID_HOST_EMAIL, caller.sites(Some(&token)).expect_err("refused"));
    seen.reported(WEBEXREC_E_INVALID_FLAGS, change(r#"["a"]"#, Options { flags: 1 << 9, ..none }));
    for query in
        ["from", "to", "status", "siteUrl", "hostEmail", "format", "serviceType", "max", &token]
    {
        let query = format!(r#"{{"from":"2026-01-01","{query}":"{token}"}}"#);
        seen.ended(WEBEXREC_E_INVALID_QUERY, client.list(&query, 0, None).expect_err("refused"));
    }
    let options = ClientOptions::new();
    for (set, value) in [
        (webexrec_options_set_base_url as SetText, format!("ftp://{token}")),
        (webexrec_options_set_base_url, format!("https://a:{token}@b")),
        (webexrec_options_set_proxy, format!("http://a:{token}\u{7f}@b")),
        (webexrec_options_set_user_agent, format!("{token}\r\nX: y")),
    ] {
        seen.ended(WEBEXREC_E_INVALID_OPTION, options.try_text(set, Some(value.as_bytes())));
    }
    let insecure = options.try_text(webexrec_options_set_base_url, Some(b"http://webexapis.com"));
    seen.ended(WEBEXREC_E_INSECURE_URL, insecure);
    let monitor = Monitor::new();
    client.watched(MOVE, r#"["a"]"#, none, Some(&monitor));
    seen.reported(WEBEXREC_E_BUSY, client.watched(MOVE, r#"["a"]"#, none, Some(&monitor)));
    assert_eq!(server.requests().len(), 1, "bad input was sent");
}

fn no_connection(seen: &mut Seen) {
    let token = canary::token();
    let at = |url: &str| ClientOptions::at(url).without_retries();
    let one = |options: &ClientOptions| options.client_for(&token).move_to_bin(&["a".to_owned()]);
    // A label longer than DNS has, which no look-up asks another machine for.
    let unknown = format!("https://{}.webex.com/v1", "a".repeat(70));
    seen.reported(WEBEXREC_E_RESOLVE, one(&at(&unknown)));
    seen.reported(WEBEXREC_E_CONNECT, one(&at("http://127.0.0.1:1/v1")));
    let untrusted = Server::tls(tls::self_signed_server(), success);
    seen.reported(WEBEXREC_E_TLS, one(&at(&untrusted.base_url())));
    let proxy = at(&unknown).text(webexrec_options_set_proxy, "http://127.0.0.1:1");
    seen.reported(WEBEXREC_E_PROXY, one(&proxy));
    let silent = Server::plain(|_| {
        std::thread::sleep(Duration::from_millis(100));
        Vec::new()
    });
    let impatient = at(&silent.base_url()).number(webexrec_options_set_request_timeout_ms, 30);
    seen.reported(WEBEXREC_E_TIMEOUT, one(&impatient));
    let broken = Server::plain(|_| b"HTTP/1.1 2".to_vec());
    seen.reported(WEBEXREC_E_IO, one(&at(&broken.base_url())));
    let login = Server::plain(|_| answer("200 OK", &[], "<html>"));
    seen.reported(WEBEXREC_E_BAD_RESPONSE, one(&at(&login.base_url())));
}

fn ends_of_jobs(seen: &mut Seen) {
    let token = canary::token();
    let one = ["a".to_owned()];
    let two_sites = r#"["a",{"id":"b","siteUrl":"b.webex.com"}]"#;
    let some = |of_one_site: fn() -> Vec<u8>| {
        Server::plain(move |request| {
            if request.contains("b.webex.com") { of_one_site() } else { kept("204 No Content", "") }
        })
    };
    let refusing = some(|| answer("404 Not Found", &[], ""));
    seen.reported(
        WEBEXREC_E_PARTIAL,
        client(&refusing).change(MOVE, two_sites, Options::default()),
    );
    let breaking = some(Vec::new);
    seen.reported(
        WEBEXREC_E_UNCERTAIN,
        client(&breaking).change(MOVE, two_sites, Options::default()),
    );

    let willing = Server::plain(success);
    let monitor = Monitor::new();
    monitor.handle().cancel();
    let cancelled = client(&willing).watched(MOVE, two_sites, Options::default(), Some(&monitor));
    seen.reported(WEBEXREC_E_CANCELLED, cancelled);
    let slow = Server::plain(|_| {
        std::thread::sleep(Duration::from_millis(100));
        Vec::new()
    });
    let hurried = ClientOptions::at(&slow.base_url()).number(webexrec_options_set_deadline_ms, 30);
    seen.reported(WEBEXREC_E_DEADLINE, hurried.client_for(&token).move_to_bin(&one));
    let limited = Server::plain(|_| answer("429 Too Many Requests", &[("Retry-After", "9")], ""));
    seen.reported(WEBEXREC_E_RATE_LIMITED, client(&limited).move_to_bin(&one));

    let given = format!("Bearer {token}");
    let wrong = ClientOptions::at(&willing.base_url()).provider(|| Ok(given.clone()));
    seen.reported(
        WEBEXREC_E_TOKEN_PROVIDER,
        wrong.try_client(None, &[]).expect("a client").move_to_bin(&one),
    );
    failing_provider(seen, &willing);
}

/// One that writes a token and then says that it has none.
fn failing_provider(seen: &mut Seen, server: &Server) {
    unsafe extern "C" fn fail(_: *mut std::ffi::c_void, buffer: *mut c_char, size: usize) -> i32 {
        let token = canary::token();
        assert!(token.len() < size);
        // SAFETY: the buffer has that size.
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
    assert_eq!(ended(set).code, WEBEXREC_OK);
    let client = options.try_client(None, &[]).expect("a client");
    seen.reported(WEBEXREC_E_TOKEN_PROVIDER, client.move_to_bin(&["a".to_owned()]));
}

fn statuses(seen: &mut Seen) {
    for code in codes().into_iter().filter(|code| *code >= 400 && !NOT_PROVOKED.contains(code)) {
        let body =
            serde_json::json!({"message": format!("not for {}", canary::token())}).to_string();
        let server = Server::plain(move |_| answer(&format!("{code} X"), &[], &body));
        let reported = client(&server).move_to_bin(&["a".to_owned()]);
        assert!(reported.message.contains("not for [token]"), "{}", reported.message);
        seen.reported(code, reported);
    }
}
