//! The options of a client: which values are refused, and the effect of each option.

use std::time::{Duration, Instant};
use webexrec::*;
use webexrec_simulator::{Role, Script, Settings, Simulator};
use webexrec_test_support::*;

#[test]
fn an_invalid_text_is_refused_with_the_remedy_and_without_secrets() {
    let options = ClientOptions::new();
    for (set, value, code, named) in [
        (webexrec_options_set_base_url as SetText, "", WEBEXREC_E_INVALID_OPTION, "base_url"),
        (webexrec_options_set_base_url, "webexapis.com", WEBEXREC_E_INVALID_OPTION, "base_url"),
        (
            webexrec_options_set_base_url,
            "http://webexapis.com/v1",
            WEBEXREC_E_INSECURE_URL,
            "https",
        ),
        (webexrec_options_set_ca_file, "", WEBEXREC_E_INVALID_OPTION, "PEM"),
        (
            webexrec_options_set_proxy,
            "",
            WEBEXREC_E_INVALID_OPTION,
            "http://proxy.example.com:3128",
        ),
        (
            webexrec_options_set_proxy,
            "ftp://u:s3cret@proxy",
            WEBEXREC_E_INVALID_OPTION,
            "proxy is not the URL",
        ),
        (webexrec_options_set_user_agent, "", WEBEXREC_E_INVALID_OPTION, "example-tool/1.0"),
        (
            webexrec_options_set_user_agent,
            "a\r\nX: s3cret",
            WEBEXREC_E_INVALID_OPTION,
            "user_agent",
        ),
    ] {
        let refused = options.try_text(set, Some(value.as_bytes()));
        assert_eq!(refused.code, code, "{value}: {}", refused.message);
        assert!(refused.message.contains(named), "{}", refused.message);
        assert!(!refused.message.contains("s3cret"), "{}", refused.message);
    }
}

#[test]
fn a_refused_value_leaves_the_option_as_it_was() {
    let simulator = start_simulator();
    let options = ClientOptions::of(&simulator)
        .text(webexrec_options_set_user_agent, "example-tool/1.0")
        .without_retries();
    for set in [webexrec_options_set_base_url as SetText, webexrec_options_set_user_agent] {
        assert_eq!(options.try_text(set, Some(b"")).code, WEBEXREC_E_INVALID_OPTION);
    }
    assert_eq!(
        options.try_number(webexrec_options_set_max_attempts, 101).code,
        WEBEXREC_E_INVALID_OPTION
    );
    simulator.script(Script { status: 503, ..Script::default() });
    let result = options.client(&simulator).move_to_bin(&own_ids(&simulator, 1));
    assert_eq!(result.code, WEBEXREC_E_SERVICE_UNAVAILABLE, "tried once: {}", result.message);
    assert_eq!(simulator.requests()[0].headers["user-agent"], "example-tool/1.0");
}

#[test]
fn later_changes_of_the_options_do_not_affect_a_client() {
    let simulator = start_simulator();
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
fn base_url_and_ca_file_override_the_environment() {
    let (wanted, other) =
        (start_simulator_with(Settings { tls: true, ..Settings::default() }), start_simulator());
    let environment = [
        ("WEBEXREC_BASE_URL", Some(other.base_url())),
        ("WEBEXREC_CA_FILE", Some("/nonexistent/ca.pem")),
    ];
    let token = wanted.token(Role::User);
    let client =
        ClientOptions::of(&wanted).try_client(Some(token), &environment).expect("a client");
    assert!(client.list("{}", 0, None).is_ok());
    assert_eq!((wanted.requests().len(), other.requests().len()), (1, 0));
    let client = ClientOptions::new().try_client(Some(token), &environment[..1]).expect("a client");
    assert_eq!(client.list("{}", 0, None).expect_err("refused").code, WEBEXREC_E_UNAUTHORIZED);
    assert_eq!(other.requests().len(), 1);
}

#[test]
fn a_token_in_the_path_of_the_ca_file_is_redacted() {
    let options =
        ClientOptions::new().text(webexrec_options_set_ca_file, "/certs/s3cret-t0ken.pem");
    let result = options.try_client(Some("s3cret-t0ken"), &[]).err().expect("refused");
    assert_eq!(result.code, WEBEXREC_E_INVALID_OPTION, "{}", result.message);
    assert!(result.message.contains("the CA file /certs/[token].pem"), "{}", result.message);
}

/// The highest number of requests in flight at the same time, by their times of arrival.
fn max_in_flight(simulator: &Simulator, latency_ms: f64) -> usize {
    let received: Vec<f64> = simulator.requests().iter().map(|r| r.received_ms).collect();
    let in_flight =
        |at: &f64| received.iter().filter(|r| (*at - latency_ms..=*at).contains(r)).count();
    received.iter().map(in_flight).max().unwrap_or(0)
}

#[test]
fn concurrency_is_the_number_of_requests_in_flight() {
    for (concurrency, batches) in [(1, 3), (4, 8), (9, 9)] {
        let simulator = start_simulator();
        simulator.script(Script { count: 99, status: 204, delay_ms: 200, ..Script::default() });
        let json = recordings_on_sites(batches);
        let client = ClientOptions::of(&simulator)
            .number(webexrec_options_set_concurrency, concurrency)
            .client(&simulator);
        assert_eq!(client.change(MOVE, &json, ChangeOptions::default()).code, WEBEXREC_OK);
        assert_eq!(simulator.requests().len(), batches);
        assert_eq!(max_in_flight(&simulator, 200.0), concurrency as usize);
    }
}

#[test]
fn a_request_timeout_leaves_the_recording_in_doubt() {
    let server = SilentServer::new();
    let options = ClientOptions::at(&server.base_url("http")).without_retries();
    let client = options.number(webexrec_options_set_request_timeout_ms, 200).client_for("t0ken");
    let start = Instant::now();
    let result = client.move_to_bin(&["a".to_owned()]);
    assert_eq!(result.code, WEBEXREC_E_TIMEOUT, "{}", result.message);
    assert!(result.message.contains("0.2 seconds"), "{}", result.message);
    assert_eq!(result.entries()[0]["outcome"], "unknown");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[test]
fn after_a_connect_timeout_the_recording_is_certainly_not_moved() {
    // The connect timeout includes the TLS handshake.
    let server = SilentServer::new();
    let options = ClientOptions::at(&server.base_url("https")).without_retries();
    let client = options.number(webexrec_options_set_connect_timeout_ms, 200).client_for("t0ken");
    let result = client.move_to_bin(&["a".to_owned()]);
    assert_eq!(result.code, WEBEXREC_E_TIMEOUT, "{}", result.message);
    assert!(result.message.contains("no connection to 127.0.0.1 within 0.2"), "{}", result.message);
    assert_eq!(result.entries()[0]["outcome"], "failed");
}

#[test]
fn a_deadline_ends_the_call_with_a_complete_report() {
    let simulator = start_simulator();
    simulator.script(Script { skip: 1, status: 204, delay_ms: 60_000, ..Script::default() });
    let ids = own_ids(&simulator, 250);
    let client = ClientOptions::of(&simulator)
        .number(webexrec_options_set_concurrency, 1)
        .number(webexrec_options_set_deadline_ms, 400)
        .client(&simulator);
    let start = Instant::now();
    let result = client.move_to_bin(&ids);
    assert_eq!(result.code, WEBEXREC_E_DEADLINE, "{}", result.message);
    assert!(start.elapsed() < Duration::from_millis(1000), "{:?}", start.elapsed());
    assert_eq!(result.stop_code(), Some(WEBEXREC_E_DEADLINE.into()));
    assert_eq!(["done", "unknown", "notSent"].map(|outcome| result.count(outcome)), [100, 100, 50]);
    let outcomes: Vec<_> =
        [0, 100, 249].map(|at| result.entries()[at]["outcome"].as_str().expect("text")).into();
    assert_eq!(outcomes, ["done", "unknown", "notSent"]);
}

/// The calling thread sends this request itself.
#[test]
fn deadline_and_timeout_also_hold_for_a_single_request_on_an_open_connection() {
    for (set, code) in [
        (webexrec_options_set_deadline_ms as SetNumber, WEBEXREC_E_DEADLINE),
        (webexrec_options_set_request_timeout_ms, WEBEXREC_E_TIMEOUT),
    ] {
        for tls in [false, true] {
            let simulator = start_simulator_with(Settings { tls, ..Settings::default() });
            let client =
                ClientOptions::of(&simulator).without_retries().number(set, 400).client(&simulator);
            let ids = own_ids(&simulator, 20);
            assert_eq!(client.move_to_bin(&ids[..10]).code, WEBEXREC_OK);
            simulator.script(Script { status: 204, delay_ms: 60_000, ..Script::default() });
            let start = Instant::now();
            let result = client.move_to_bin(&ids[10..]);
            assert_eq!(result.code, code, "{}", result.message);
            let took = start.elapsed().as_millis();
            assert!((400..1000).contains(&took), "{took} ms");
            assert_eq!(result.count("unknown"), 10, "{}", result.message);
        }
    }
}

#[test]
fn max_attempts_is_the_number_of_attempts() {
    for attempts in [1, 3] {
        let simulator = start_simulator();
        simulator.script(Script { count: 99, status: 502, ..Script::default() });
        let client = ClientOptions::of(&simulator)
            .number(webexrec_options_set_max_attempts, attempts)
            .client(&simulator);
        let result = client.move_to_bin(&own_ids(&simulator, 1));
        assert_eq!(result.code, WEBEXREC_E_BAD_GATEWAY, "{}", result.message);
        assert_eq!(result.report["retries"], attempts - 1);
        assert_eq!(simulator.requests().len(), attempts as usize);
    }
}

#[test]
fn max_wait_seconds_decides_whether_the_call_waits_for_the_rate_limit() {
    for (seconds, code) in [(0, WEBEXREC_E_RATE_LIMITED), (60, WEBEXREC_OK)] {
        let simulator = start_simulator();
        simulator.script(too_many_requests("1"));
        let client = ClientOptions::of(&simulator)
            .number(webexrec_options_set_max_wait_seconds, seconds)
            .client(&simulator);
        let result = client.move_to_bin(&own_ids(&simulator, 1));
        assert_eq!(result.code, code, "{}", result.message);
        let waited = result.report["waitedSeconds"].as_f64().expect("a number");
        assert_eq!(waited >= 1.0, code == WEBEXREC_OK, "{waited}");
    }
}
