//! A service that repeats the token wherever a service can: nothing that comes out of any function has it,
//! nor does what is written to the log.

use crate::canary;
use crate::child;
use crate::logs;
use crate::server::{Server, answer, success};
use crate::tls::Authority;
use log::LevelFilter;
use std::cell::RefCell;
use webexrec::*;
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

const STATUSES: [u16; 22] = [
    200, 202, 204, 301, 307, 400, 401, 403, 404, 405, 408, 409, 410, 415, 423, 428, 429, 499, 500,
    502, 503, 504,
];

/// All of an answer that can be text says it.
fn full_of(echo: &str, status: u16, of_html: bool) -> Vec<u8> {
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
    answer(&format!("{status} {echo}"), &headers, body)
}

/// What is no answer of HTTP, with the token in it.
fn broken(echo: &str) -> [Vec<u8>; 7] {
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

/// Calls every function that talks to the service, and gives all that came out of each, but for lists, whose
/// recordings are the service's own.
fn call_all(client: &Client) -> Vec<(&'static str, String)> {
    let recordings =
        r#"["a",{"id":"b","siteUrl":"example.webex.com","hostEmail":"a@example.com"}]"#;
    let mut all = Vec::new();
    for (name, function) in [("move", MOVE), ("restore", RESTORE), ("purge", PURGE)] {
        for flags in [0, WEBEXREC_VERIFY] {
            let told = RefCell::new(String::new());
            let monitor = Monitor::new().on_outcome(|results| {
                told.borrow_mut().push_str(&serde_json::to_string(results).expect("JSON"));
                true
            });
            let options = Options { flags, ..Options::default() };
            let reported = client.watched(function, recordings, options, Some(&monitor));
            drop(monitor);
            all.push((name, format!("{reported:?} {} {}", reported.report, told.into_inner())));
        }
    }
    let empty_bin =
        Options { flags: WEBEXREC_ALL, site_url: Some("example.webex.com"), ..Options::default() };
    all.push(("purge all", format!("{:?}", client.change(PURGE, "[]", empty_bin))));
    all.push(("list", format!("{:?}", client.list("{}", 0, None).err())));
    all.push(("sites", format!("{:?}", client.sites().err())));
    all
}

/// With the token, and with a provider that gives it.
fn call_client(base_url: &str) -> Vec<(&'static str, String)> {
    let options = ClientOptions::at(base_url).without_retries();
    let mut all = call_all(&options.client_for(&canary::token()));
    let provided = options.provider(|| Ok(canary::token()));
    let client = provided.try_client(None, &[]).expect("a client");
    all.push(("move with a provider", format!("{:?}", client.move_to_bin(&["a".to_owned()]))));
    all
}

/// The functions of the Simple API too. They retry, so this is for answers after which they don't.
fn call_simple(base_url: &str) -> Vec<(&'static str, String)> {
    let caller = Caller { token: canary::token(), ..Caller::at(base_url) };
    [
        ("simple move", webexrec_move_to_recycle_bin as Change),
        ("simple restore", webexrec_restore_from_recycle_bin),
        ("simple purge", webexrec_purge_from_recycle_bin),
    ]
    .map(|(name, function)| {
        (name, format!("{:?}", caller.change(function, r#"["a"]"#, Options::default())))
    })
    .into_iter()
    .chain([
        ("simple list", format!("{:?}", caller.list(None, 0).err())),
        ("simple sites", format!("{:?}", caller.sites(None).err())),
    ])
    .collect()
}

#[track_caller]
fn assert_all_absent(outputs: Vec<(&'static str, String)>, what: &str) {
    for (function, output) in outputs {
        canary::assert_absent(&output, &format!("{function}, {what}"));
    }
}

#[test]
fn whatever_the_service_repeats_no_output_and_no_log_shows_the_token() {
    const NAME: &str = "echo::whatever_the_service_repeats_no_output_and_no_log_shows_the_token";
    if child::handed_over().is_none() {
        // So that standard output and error are all those of the library.
        return child::run(NAME, "echoes", &[]);
    }
    logs::keep(LevelFilter::Debug);
    for (form, echo) in canary::echoes().iter().enumerate() {
        for status in STATUSES {
            // One form is enough for what is never read.
            for of_html in [false, true].into_iter().take(if form == 0 { 2 } else { 1 }) {
                let what = format!("status {status}, form {form}, html {of_html}");
                check(call_client, full_of(echo, status, of_html), &what);
            }
        }
        for (number, bytes) in broken(echo).into_iter().enumerate() {
            check(call_client, bytes, &format!("broken {number}, form {form}"));
        }
        for status in [202, 301, 400, 401, 403, 404, 405] {
            check(
                call_simple,
                full_of(echo, status, false),
                &format!("status {status}, form {form}"),
            );
        }
    }
}

/// Calls at a service that gives that one answer; each its own, since one that limits the rate is left alone.
#[track_caller]
fn check(call: fn(&str) -> Vec<(&'static str, String)>, answer: Vec<u8>, what: &str) {
    let server = Server::plain(move |_| answer.clone());
    assert_all_absent(call(&server.base_url()), what);
    canary::assert_absent(&logs::take(), &format!("the log, {what}"));
    let requests = server.requests();
    assert!(!requests.is_empty(), "nothing was sent: {what}");
    assert!(requests.iter().all(|request| request.contains(&canary::token())), "{what}");
}

#[test]
fn a_log_of_every_detail_shows_no_token_that_the_service_does_not_repeat() {
    const NAME: &str =
        "echo::a_log_of_every_detail_shows_no_token_that_the_service_does_not_repeat";
    if child::handed_over().is_none() {
        return child::run(NAME, "trace", &[]);
    }
    logs::keep(LevelFilter::Trace);
    let authority = Authority::new();
    let ca_file = authority.file().to_str().expect("UTF-8");
    for server in [Server::plain(success), Server::tls(authority.good_server(), success)] {
        let options = ClientOptions::at(&server.base_url());
        let options = options.text(webexrec_options_set_ca_file, ca_file);
        assert_all_absent(call_all(&options.client_for(&canary::token())), "success");
        let log = logs::take();
        let request = "POST /v1/recordings/softDelete HTTP/1.1\r\n";
        assert!(log.contains(request), "requests are not in the log");
        canary::assert_absent(&log, "the log");
    }
}

#[test]
fn a_recording_of_the_service_is_handed_on_as_it_is() {
    let token = canary::token();
    let body = serde_json::json!({"items": [{"id": "a", "topic": token}]}).to_string();
    let server = Server::plain(move |_| answer("200 OK", &[], &body));
    let client = ClientOptions::at(&server.base_url()).client_for("an0ther-t0ken");
    let list = client.list("{}", 0, None).expect("a list");
    assert_eq!(list[0]["topic"], token);
}
