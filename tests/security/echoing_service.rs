//! A service that repeats the token wherever it can: no output of any function has it, and no log.

use crate::certificate_authority::Authority;
use crate::log_capture;
use crate::secret_token;
use log::LevelFilter;
use std::cell::RefCell;
use webexrec::*;
use webexrec_test_support::*;

const STATUSES: [u16; 22] = [
    200, 202, 204, 301, 307, 400, 401, 403, 404, 405, 408, 409, 410, 415, 423, 428, 429, 499, 500,
    502, 503, 504,
];

/// A response that has it wherever a response can have text.
fn response_full_of(echo: &str, status: u16, of_html: bool) -> Vec<u8> {
    let for_json = serde_json::to_string(echo).expect("JSON");
    let (content_type, body) = match of_html {
        true => ("text/html", format!("<html><title>{echo}</title>Bearer {echo}</html>")),
        false => (
            "application/json",
            format!(
                r#"{{"message":{for_json},"errors":[{{"description":{for_json}}}],"trackingId":{for_json},{for_json}:1}}"#
            ),
        ),
    };
    let headers = [
        ("Content-Type", content_type),
        ("Warning", &format!("299 - \"{echo}\"")),
        ("trackingid", &format!("ROUTER_{echo}")),
        ("Location", &format!("http://127.0.0.1:1/{echo}")),
        ("Link", &format!("<http://127.0.0.1:1/{echo}>; rel=\"next\"")),
        ("WWW-Authenticate", &format!("Bearer error_description=\"{echo}\"")),
        ("Set-Cookie", echo),
        ("Retry-After", echo),
    ];
    let body = if matches!(status, 204) { "" } else { &body };
    response(&format!("{status} {echo}"), &headers, body)
}

/// Bytes that are not a valid HTTP response, with the token in them.
fn invalid_responses(echo: &str) -> [Vec<u8>; 7] {
    [
        format!("{echo}\r\n\r\n"),
        format!("HTTP/1.1 {echo}\r\n\r\n"),
        format!("HTTP/{echo} 200 OK\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\n{echo}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nContent-Length: {echo}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{echo}\r\n"),
        format!("HTTP/1.1 403 Forbidden\r\nContent-Length: 1000\r\n\r\n{{\"message\":\"{echo}"),
    ]
    .map(String::into_bytes)
}

/// Calls every function that sends requests, and returns all their output; of lists only the errors, since
/// the recordings in them are the service's own.
fn call_all(client: &Client) -> Vec<(&'static str, String)> {
    let recordings =
        r#"["a",{"id":"b","siteUrl":"example.webex.com","hostEmail":"a@example.com"}]"#;
    let mut all = Vec::new();
    for (name, function) in [("move", MOVE), ("restore", RESTORE), ("purge", PURGE)] {
        for flags in [0, WEBEXREC_VERIFY] {
            let reported = RefCell::new(String::new());
            let monitor = Monitor::new().on_outcome(|results| {
                reported.borrow_mut().push_str(&serde_json::to_string(results).expect("JSON"));
                true
            });
            let options = ChangeOptions { flags, ..ChangeOptions::default() };
            let result = client.change_monitored(function, recordings, options, Some(&monitor));
            drop(monitor);
            all.push((name, format!("{result:?} {} {}", result.report, reported.into_inner())));
        }
    }
    let empty_bin = ChangeOptions {
        flags: WEBEXREC_ALL,
        site_url: Some("example.webex.com"),
        ..ChangeOptions::default()
    };
    all.push(("purge all", format!("{:?}", client.change(PURGE, "[]", empty_bin))));
    all.push(("list", format!("{:?}", client.list("{}", 0, None).err())));
    all.push(("sites", format!("{:?}", client.sites().err())));
    all
}

/// Calls a client with the token, and one with a provider that returns it.
fn call_client(base_url: &str) -> Vec<(&'static str, String)> {
    let options = ClientOptions::at(base_url).without_retries();
    let mut all = call_all(&options.client_for(&secret_token::token()));
    let provided = options.provider(|| Ok(secret_token::token()));
    let client = provided.try_client(None, &[]).expect("a client");
    all.push(("move with a provider", format!("{:?}", client.move_to_bin(&["a".to_owned()]))));
    all
}

/// Calls the Simple API. It retries, so this is for responses that it doesn't retry.
fn call_simple(base_url: &str) -> Vec<(&'static str, String)> {
    let caller = SimpleCaller { token: secret_token::token(), ..SimpleCaller::at(base_url) };
    [
        ("simple move", webexrec_move_to_recycle_bin as SimpleChange),
        ("simple restore", webexrec_restore_from_recycle_bin),
        ("simple purge", webexrec_purge_from_recycle_bin),
    ]
    .map(|(name, function)| {
        (name, format!("{:?}", caller.change(function, r#"["a"]"#, ChangeOptions::default())))
    })
    .into_iter()
    .chain([
        ("simple list", format!("{:?}", caller.list(None, 0).err())),
        ("simple sites", format!("{:?}", caller.sites(None).err())),
    ])
    .collect()
}

/// Runs a test in a process of its own, whose standard output and error have nothing but the library's, and
/// are searched too.
#[track_caller]
fn run_quiet_child(test: &str) {
    let output = run_in_child(test, "run", &[]);
    secret_token::assert_absent(&output.stdout, "standard output");
    secret_token::assert_absent(&output.stderr, "standard error");
}

#[track_caller]
fn assert_all_absent(outputs: Vec<(&'static str, String)>, what: &str) {
    for (function, output) in outputs {
        secret_token::assert_absent(&output, &format!("{function}, {what}"));
    }
}

#[test]
fn no_output_and_no_log_shows_a_token_that_the_service_repeats() {
    const NAME: &str =
        "echoing_service::no_output_and_no_log_shows_a_token_that_the_service_repeats";
    if child_input().is_none() {
        return run_quiet_child(NAME);
    }
    log_capture::start(LevelFilter::Debug);
    // The servers keep their ports to the end: on the port of another, a call would find its rate limit.
    let mut servers = Vec::new();
    let mut check = |call, response, what: &str| servers.push(checked(call, response, what));
    for (form, echo) in secret_token::echoes().iter().enumerate() {
        for status in STATUSES {
            // One form is enough for HTML, which is never read.
            for of_html in [false, true].into_iter().take(if form == 0 { 2 } else { 1 }) {
                let what = format!("status {status}, form {form}, html {of_html}");
                check(call_client as Call, response_full_of(echo, status, of_html), &what);
            }
        }
        for (number, bytes) in invalid_responses(echo).into_iter().enumerate() {
            check(call_client, bytes, &format!("invalid response {number}, form {form}"));
        }
        for status in [202, 301, 400, 401, 403, 404, 405] {
            let response = response_full_of(echo, status, false);
            check(call_simple, response, &format!("status {status}, form {form}"));
        }
    }
}

type Call = fn(&str) -> Vec<(&'static str, String)>;

/// Calls a service with this response. Each response has a service of its own, since a rate limit outlasts a
/// call.
#[track_caller]
fn checked(call: Call, response: Vec<u8>, what: &str) -> Server {
    let server = Server::http(move |_| response.clone());
    assert_all_absent(call(&server.base_url()), what);
    secret_token::assert_absent(&log_capture::take(), &format!("the log, {what}"));
    let requests = server.requests();
    assert!(!requests.is_empty(), "nothing was sent: {what}");
    assert!(requests.iter().all(|request| request.contains(&secret_token::token())), "{what}");
    server
}

#[test]
fn a_trace_log_shows_no_token() {
    const NAME: &str = "echoing_service::a_trace_log_shows_no_token";
    if child_input().is_none() {
        return run_quiet_child(NAME);
    }
    log_capture::start(LevelFilter::Trace);
    let authority = Authority::new();
    let ca_file = authority.file().to_str().expect("UTF-8");
    for server in [Server::http(success), Server::https(authority.good_server(), success)] {
        let options = ClientOptions::at(&server.base_url());
        let options = options.text(webexrec_options_set_ca_file, ca_file);
        assert_all_absent(call_all(&options.client_for(&secret_token::token())), "success");
        let log = log_capture::take();
        let request = "POST /v1/recordings/softDelete HTTP/1.1\r\n";
        assert!(log.contains(request), "requests are not in the log");
        secret_token::assert_absent(&log, "the log");
    }
}

#[test]
fn a_listed_recording_is_returned_as_it_is() {
    let token = secret_token::token();
    let body = serde_json::json!({"items": [{"id": "a", "topic": token}]}).to_string();
    let server = Server::http(move |_| response("200 OK", &[], &body));
    let client = ClientOptions::at(&server.base_url()).client_for("an0ther-t0ken");
    let list = client.list("{}", 0, None).expect("a list");
    assert_eq!(list[0]["topic"], token);
}
