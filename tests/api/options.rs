//! The settings of a client: what is refused, and the effect of each where it can be seen.

use crate::wire::{read_head, serve_once};
use std::io::Write;
use std::net::TcpListener;
use std::ptr;
use std::time::{Duration, Instant};
use webexrec::*;
use webexrec_simulator::{Script, Settings, Simulator};
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

const TEXTS: [SetText; 4] = [
    webexrec_options_set_base_url,
    webexrec_options_set_ca_file,
    webexrec_options_set_proxy,
    webexrec_options_set_user_agent,
];
/// Each with its largest value and whether 0 is one.
const NUMBERS: [(SetNumber, u32, bool); 6] = [
    (webexrec_options_set_concurrency, 32, false),
    (webexrec_options_set_connect_timeout_ms, 86_400_000, false),
    (webexrec_options_set_request_timeout_ms, 86_400_000, false),
    (webexrec_options_set_deadline_ms, u32::MAX, true),
    (webexrec_options_set_max_attempts, 100, false),
    (webexrec_options_set_max_wait_seconds, 604_800, true),
];

/// A service that takes connections, as the system does for a listener, and stays silent.
fn silent_service(scheme: &str) -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("{scheme}://{}/v1", listener.local_addr().expect("an address"));
    (listener, url)
}

#[test]
fn without_an_object_a_setter_says_so_and_freeing_nothing_does_nothing() {
    let value = terminated(Some(b"http://127.0.0.1:1"));
    for set in TEXTS {
        // SAFETY: NULL is answered with an error.
        let set = |error, size| unsafe { set(ptr::null_mut(), pointer(&value), error, size) };
        let refused = ended(set);
        assert_eq!(refused.code, WEBEXREC_E_NULL_POINTER);
        assert!(refused.message.contains("options is NULL"), "{}", refused.message);
    }
    for (set, ..) in NUMBERS {
        // SAFETY: as above.
        let refused = ended(|error, size| unsafe { set(ptr::null_mut(), 1, error, size) });
        assert_eq!(refused.code, WEBEXREC_E_NULL_POINTER);
    }
    let set = |error, size| {
        // SAFETY: as above.
        unsafe {
            webexrec_options_set_token_provider(ptr::null_mut(), None, ptr::null_mut(), error, size)
        }
    };
    assert_eq!(ended(set).code, WEBEXREC_E_NULL_POINTER);
    // SAFETY: NULL is fine.
    unsafe { webexrec_options_free(ptr::null_mut()) };
}

#[test]
fn a_number_out_of_range_is_refused_with_its_name_and_the_range() {
    let options = ClientOptions::new();
    for (set, largest, zero_is_fine) in NUMBERS {
        assert_eq!(options.try_number(set, largest).code, WEBEXREC_OK);
        assert_eq!(options.try_number(set, 1).code, WEBEXREC_OK);
        let zero = options.try_number(set, 0);
        assert_eq!(zero.code, if zero_is_fine { WEBEXREC_OK } else { WEBEXREC_E_INVALID_OPTION });
        if largest < u32::MAX {
            let refused = options.try_number(set, largest + 1);
            assert_eq!(refused.code, WEBEXREC_E_INVALID_OPTION);
            let range = format!("can't be {}; give a number from ", largest + 1);
            assert!(refused.message.contains(&range), "{}", refused.message);
            assert!(refused.message.ends_with(&format!(" to {largest}")), "{}", refused.message);
        }
    }
}

#[test]
fn a_text_that_can_not_be_used_is_refused_with_what_to_give_instead() {
    let options = ClientOptions::new();
    for (set, value, code, named) in [
        (TEXTS[0], "", WEBEXREC_E_INVALID_OPTION, "base_url"),
        (TEXTS[0], "webexapis.com", WEBEXREC_E_INVALID_OPTION, "base_url"),
        (TEXTS[0], "http://webexapis.com/v1", WEBEXREC_E_INSECURE_URL, "https"),
        (TEXTS[1], "", WEBEXREC_E_INVALID_OPTION, "PEM"),
        (TEXTS[2], "", WEBEXREC_E_INVALID_OPTION, "http://proxy.example.com:3128"),
        (TEXTS[2], "ftp://u:s3cret@proxy", WEBEXREC_E_INVALID_OPTION, "proxy is not the URL"),
        (TEXTS[3], "", WEBEXREC_E_INVALID_OPTION, "example-tool/1.0"),
        (TEXTS[3], "a\r\nX: s3cret", WEBEXREC_E_INVALID_OPTION, "user_agent"),
    ] {
        let refused = options.try_text(set, Some(value.as_bytes()));
        assert_eq!(refused.code, code, "{value}: {}", refused.message);
        assert!(refused.message.contains(named), "{}", refused.message);
        assert!(!refused.message.contains("s3cret"), "{}", refused.message);
    }
    for set in TEXTS {
        assert_eq!(options.try_text(set, Some(b"\xff")).code, WEBEXREC_E_NOT_UTF8);
        assert_eq!(options.try_text(set, None), Ended { code: WEBEXREC_OK, message: "".into() });
    }
}

#[test]
fn what_was_refused_changes_nothing() {
    let simulator = simulator();
    let options = ClientOptions::of(&simulator)
        .text(webexrec_options_set_user_agent, "example-tool/1.0")
        .without_retries();
    for set in [TEXTS[0], TEXTS[3]] {
        assert_ne!(options.try_text(set, Some(b"")).code, WEBEXREC_OK);
    }
    for (set, largest, _) in NUMBERS.into_iter().filter(|(_, largest, _)| *largest < u32::MAX) {
        assert_ne!(options.try_number(set, largest + 1).code, WEBEXREC_OK);
    }
    simulator.script(Script { status: 503, ..Script::default() });
    let ended = options.client(&simulator).move_to_bin(&own_ids(&simulator, 1));
    assert_eq!(ended.code, WEBEXREC_E_SERVICE_UNAVAILABLE, "tried once: {}", ended.message);
    assert_eq!(simulator.requests()[0].headers["user-agent"], "example-tool/1.0");
}

#[test]
fn a_client_keeps_the_settings_it_was_made_with() {
    let simulator = simulator();
    let options = ClientOptions::of(&simulator).text(webexrec_options_set_user_agent, "first/1");
    let client = options.client(&simulator);
    let options = options.text(webexrec_options_set_user_agent, "second/2");
    let second = options.client(&simulator);
    drop(options);
    for client in [&client, &second] {
        assert!(client.list("{}", 0, None).is_ok());
    }
    let agents = simulator.requests().into_iter().map(|r| r.headers["user-agent"].clone());
    assert_eq!(agents.collect::<Vec<_>>(), ["first/1", "second/2"]);
}

#[test]
fn a_base_url_and_a_ca_file_win_over_the_environment() {
    let (wanted, other) = (start(Settings { tls: true, ..Settings::default() }), simulator());
    let environment = [
        ("WEBEXREC_BASE_URL", Some(other.base_url())),
        ("WEBEXREC_CA_FILE", Some("/nonexistent/ca.pem")),
    ];
    let token = wanted.token(webexrec_simulator::Role::User);
    let client =
        ClientOptions::of(&wanted).try_client(Some(token), &environment).expect("a client");
    assert!(client.list("{}", 0, None).is_ok());
    assert_eq!((wanted.requests().len(), other.requests().len()), (1, 0));
    let client = ClientOptions::new().try_client(Some(token), &environment[..1]).expect("a client");
    assert_eq!(client.list("{}", 0, None).expect_err("refused").code, WEBEXREC_E_UNAUTHORIZED);
    assert_eq!(other.requests().len(), 1);
}

#[test]
fn without_the_ca_file_the_certificate_is_not_trusted() {
    let simulator = start(Settings { tls: true, ..Settings::default() });
    let client = ClientOptions::at(simulator.base_url()).client(&simulator);
    let ended = client.move_to_bin(&own_ids(&simulator, 1));
    assert_eq!(ended.code, WEBEXREC_E_TLS, "{}", ended.message);
    assert_eq!(ended.results()[0]["outcome"], "failed");
    assert_eq!(ended.report["requests"], 1, "trying again would not help");
}

#[test]
fn a_token_given_as_the_ca_file_is_in_no_message() {
    let options =
        ClientOptions::new().text(webexrec_options_set_ca_file, "/certs/s3cret-t0ken.pem");
    let ended = options.try_client(Some("s3cret-t0ken"), &[]).err().expect("refused");
    assert_eq!(ended.code, WEBEXREC_E_INVALID_OPTION, "{}", ended.message);
    assert!(ended.message.contains("the CA file /certs/[token].pem"), "{}", ended.message);
}

#[test]
fn a_proxy_is_used_for_other_machines_and_never_for_this_one() {
    let simulator = simulator();
    let (listener, _) = silent_service("http");
    let proxy = format!("http://{}", listener.local_addr().expect("an address"));
    listener.set_nonblocking(true).expect("non-blocking");
    let options = ClientOptions::of(&simulator).text(webexrec_options_set_proxy, &proxy);
    let ended = options.client(&simulator).move_to_bin(&own_ids(&simulator, 1));
    assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
    assert!(listener.accept().is_err(), "the proxy was asked");

    let (proxy, server) = serve_once(|stream| {
        read_head(stream);
        stream.write_all(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n").expect("an answer");
    });
    let options = ClientOptions::at("https://webex.example.com/v1")
        .text(webexrec_options_set_proxy, &format!("http://{proxy}"));
    let ended = options.client_for("t0ken").move_to_bin(&["a".to_owned()]);
    server.join().expect("the proxy");
    assert_eq!(ended.code, WEBEXREC_E_PROXY, "{}", ended.message);
    assert_eq!(ended.report["requests"], 1, "trying again would not help");
}

/// The most requests that were under way at once, as the service saw it.
fn most_at_once(simulator: &Simulator, answer_ms: f64) -> usize {
    let received: Vec<f64> = simulator.requests().iter().map(|r| r.received_ms).collect();
    let under_way =
        |at: &f64| received.iter().filter(|r| (*at - answer_ms..=*at).contains(r)).count();
    received.iter().map(under_way).max().unwrap_or(0)
}

#[test]
fn as_many_requests_as_wanted_are_under_way_at_once_and_no_more() {
    for (concurrency, batches) in [(1, 3), (4, 8), (9, 9)] {
        let simulator = simulator();
        simulator.script(Script { count: 99, status: 204, delay_ms: 200, ..Script::default() });
        // A request for each site.
        let sites = (0..batches).map(
            |n| serde_json::json!({"id": n.to_string(), "siteUrl": format!("s{n}.webex.com")}),
        );
        let json = serde_json::Value::Array(sites.collect()).to_string();
        let client = ClientOptions::of(&simulator)
            .number(webexrec_options_set_concurrency, concurrency)
            .client(&simulator);
        assert_eq!(client.change(MOVE, &json, Options::default()).code, WEBEXREC_OK);
        assert_eq!(simulator.requests().len(), batches);
        assert_eq!(most_at_once(&simulator, 200.0), concurrency as usize);
    }
}

#[test]
fn a_request_that_takes_too_long_is_given_up_and_may_have_acted() {
    let (_listener, url) = silent_service("http");
    let options = ClientOptions::at(&url).without_retries();
    let client = options.number(webexrec_options_set_request_timeout_ms, 200).client_for("t0ken");
    let start = Instant::now();
    let ended = client.move_to_bin(&["a".to_owned()]);
    assert_eq!(ended.code, WEBEXREC_E_TIMEOUT, "{}", ended.message);
    assert!(ended.message.contains("0.2 seconds"), "{}", ended.message);
    assert_eq!(ended.results()[0]["outcome"], "unknown");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[test]
fn connecting_that_takes_too_long_is_given_up_and_certainly_did_nothing() {
    // Connecting includes the TLS handshake.
    let (_listener, url) = silent_service("https");
    let options = ClientOptions::at(&url).without_retries();
    let client = options.number(webexrec_options_set_connect_timeout_ms, 200).client_for("t0ken");
    let ended = client.move_to_bin(&["a".to_owned()]);
    assert_eq!(ended.code, WEBEXREC_E_TIMEOUT, "{}", ended.message);
    assert!(ended.message.contains("no connection to 127.0.0.1 within 0.2"), "{}", ended.message);
    assert_eq!(ended.results()[0]["outcome"], "failed");
}

#[test]
fn a_deadline_ends_the_call_with_a_report_of_everything() {
    let simulator = simulator();
    simulator.script(Script { skip: 1, status: 204, delay_ms: 60_000, ..Script::default() });
    let ids = own_ids(&simulator, 250);
    let client = ClientOptions::of(&simulator)
        .number(webexrec_options_set_concurrency, 1)
        .number(webexrec_options_set_deadline_ms, 400)
        .client(&simulator);
    let start = Instant::now();
    let ended = client.move_to_bin(&ids);
    assert_eq!(ended.code, WEBEXREC_E_DEADLINE, "{}", ended.message);
    assert!(start.elapsed() < Duration::from_millis(1000), "{:?}", start.elapsed());
    assert_eq!(ended.stopper(), Some(WEBEXREC_E_DEADLINE.into()));
    assert_eq!(["done", "unknown", "notSent"].map(|outcome| ended.count(outcome)), [100, 100, 50]);
    let outcomes: Vec<_> =
        [0, 100, 249].map(|at| ended.results()[at]["outcome"].as_str().expect("text")).into();
    assert_eq!(outcomes, ["done", "unknown", "notSent"]);
}

/// Then no other thread looks after it.
#[test]
fn the_only_request_on_a_connection_that_is_there_keeps_to_deadline_and_timeout_too() {
    for (set, code) in [
        (webexrec_options_set_deadline_ms as SetNumber, WEBEXREC_E_DEADLINE),
        (webexrec_options_set_request_timeout_ms, WEBEXREC_E_TIMEOUT),
    ] {
        for tls in [false, true] {
            let simulator = start(Settings { tls, ..Settings::default() });
            let client =
                ClientOptions::of(&simulator).without_retries().number(set, 400).client(&simulator);
            let ids = own_ids(&simulator, 20);
            assert_eq!(client.move_to_bin(&ids[..10]).code, WEBEXREC_OK);
            simulator.script(Script { status: 204, delay_ms: 60_000, ..Script::default() });
            let start = Instant::now();
            let ended = client.move_to_bin(&ids[10..]);
            assert_eq!(ended.code, code, "{}", ended.message);
            let took = start.elapsed().as_millis();
            assert!((400..1000).contains(&took), "{took} ms");
            assert_eq!(ended.count("unknown"), 10, "{}", ended.message);
        }
    }
}

#[test]
fn a_request_is_tried_as_often_as_wanted() {
    for attempts in [1, 3] {
        let simulator = simulator();
        simulator.script(Script { count: 99, status: 502, ..Script::default() });
        let client = ClientOptions::of(&simulator)
            .number(webexrec_options_set_max_attempts, attempts)
            .client(&simulator);
        let ended = client.move_to_bin(&own_ids(&simulator, 1));
        assert_eq!(ended.code, WEBEXREC_E_BAD_GATEWAY, "{}", ended.message);
        assert_eq!(ended.report["retries"], attempts - 1);
        assert_eq!(simulator.requests().len(), attempts as usize);
    }
}

#[test]
fn the_rate_limit_is_waited_for_as_long_as_wanted_and_no_longer() {
    for (seconds, code) in [(0, WEBEXREC_E_RATE_LIMITED), (60, WEBEXREC_OK)] {
        let simulator = simulator();
        let headers = [("Retry-After".to_owned(), "1".to_owned())].into();
        simulator.script(Script { status: 429, headers, ..Script::default() });
        let client = ClientOptions::of(&simulator)
            .number(webexrec_options_set_max_wait_seconds, seconds)
            .client(&simulator);
        let ended = client.move_to_bin(&own_ids(&simulator, 1));
        assert_eq!(ended.code, code, "{}", ended.message);
        let waited = ended.report["waitedSeconds"].as_f64().expect("a number");
        assert_eq!(waited >= 1.0, code == WEBEXREC_OK, "{waited}");
    }
}
