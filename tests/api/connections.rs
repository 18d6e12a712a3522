//! Failures between the library and the service: name lookup, connection, TLS, proxies, and responses that
//! are not HTTP.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use webexrec::*;
use webexrec_simulator::Role;
use webexrec_test_support::*;

/// Moves a recording, in one attempt.
fn move_once(base_url: &str) -> ChangeResult {
    move_once_in(&[], base_url)
}

fn move_once_in(environment: &[(&str, Option<&str>)], base_url: &str) -> ChangeResult {
    let options = ClientOptions::at(base_url).without_retries();
    let client = options.try_client(Some("t0ken"), environment).expect("a client");
    // The name lookup of the system reads the environment too.
    in_environment(environment, || client.move_to_bin(&["a".to_owned()]))
}

/// Moves a recording at a service that responds with these bytes and closes the connection.
fn move_with_response(bytes: impl Into<Vec<u8>>) -> ChangeResult {
    let bytes = bytes.into();
    let server = Server::http(move |_| bytes.clone());
    move_once(&server.base_url())
}

#[test]
fn with_a_refused_connection_the_recording_is_certainly_not_moved() {
    let result = move_once(&format!("http://{REFUSED_ADDRESS}/v1"));
    assert_eq!(result.code, WEBEXREC_E_CONNECT, "{}", result.message);
    let reason = "recording a was not moved to the recycle bin: no connection to 127.0.0.1";
    assert!(result.message.contains(reason), "{}", result.message);
}

#[test]
fn with_a_failed_name_lookup_the_recording_is_certainly_not_moved() {
    let result = move_once(&format!("https://{UNRESOLVABLE_HOST}/v1"));
    assert_eq!(result.code, WEBEXREC_E_RESOLVE, "{}", result.message);
    assert!(result.message.contains("recording a was not moved"), "{}", result.message);
}

#[test]
fn bytes_that_are_not_http_are_a_bad_response_and_leave_the_recording_in_doubt() {
    for bytes in [
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nbad header\r\n\r\n",
    ] {
        let result = move_with_response(bytes);
        assert_eq!(result.code, WEBEXREC_E_BAD_RESPONSE, "{bytes}: {}", result.message);
        assert!(result.message.contains("may or may not"), "{}", result.message);
    }
    let endless_headers = format!("HTTP/1.1 204 No Content\r\n{}", "X-Long: x\r\n".repeat(100_000));
    assert_eq!(move_with_response(endless_headers).code, WEBEXREC_E_BAD_RESPONSE);
}

#[test]
fn a_truncated_response_is_an_io_error_and_leaves_the_recording_in_doubt() {
    for bytes in [
        "",
        "HTTP/1.1 2",
        "HTTP/1.1 204 No Content\r\nDate:",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
    ] {
        let result = move_with_response(bytes);
        assert_eq!(result.code, WEBEXREC_E_IO, "{bytes}: {}", result.message);
        assert!(result.message.contains("may or may not"), "{}", result.message);
    }
}

#[test]
fn an_error_with_a_truncated_body_keeps_its_status() {
    let result = move_with_response("HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\n{\"mess");
    assert_eq!(result.code, WEBEXREC_E_FORBIDDEN, "{}", result.message);
}

#[test]
fn an_endless_body_is_cut_off_and_an_error_keeps_its_status() {
    const CHUNKS: usize = 64;
    for (status, code) in
        [("200 OK", WEBEXREC_E_BAD_RESPONSE), ("404 Not Found", WEBEXREC_E_NOT_FOUND)]
    {
        let written = Arc::new(AtomicUsize::new(0));
        let server = Server::raw({
            let written = written.clone();
            move |mut stream, _| {
                let Some(_) = read_head(&mut stream) else { return };
                let head = format!("HTTP/1.1 {status}\r\nTransfer-Encoding: chunked\r\n\r\n");
                let mebibyte = format!("100000\r\n{}\r\n", "x".repeat(1 << 20));
                let mut is_open = stream.write_all(head.as_bytes()).is_ok();
                while is_open && written.load(Ordering::SeqCst) < CHUNKS {
                    is_open = stream.write_all(mebibyte.as_bytes()).is_ok();
                    written.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        let client = ClientOptions::at(&server.base_url()).without_retries().client_for("t0ken");
        let result = client.list("{}", 0, None).expect_err("no list");
        assert_eq!(result.code, code, "{}", result.message);
        drop(client);
        server.finish();
        let chunks = written.load(Ordering::SeqCst);
        assert!((1..CHUNKS).contains(&chunks), "{chunks} MiB were accepted");
    }
}

#[test]
fn a_server_without_tls_is_a_tls_error_and_gets_no_request() {
    let simulator = start_simulator();
    let url = simulator.base_url().replace("http://", "https://");
    let result = move_once(&url);
    assert_eq!(result.code, WEBEXREC_E_TLS, "{}", result.message);
    assert_eq!(result.entries()[0]["outcome"], "failed");
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn an_unusable_ca_file_is_named() {
    let folder = std::env::temp_dir().join(format!("webexrec-ca-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let simulator = start_simulator();
    for (name, content) in [
        ("missing.pem", None),
        ("empty.pem", Some("")),
        ("text.pem", Some("not PEM")),
        ("garbage.pem", Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")),
    ] {
        let path = folder.join(name);
        if let Some(content) = content {
            std::fs::write(&path, content).expect("a file");
        }
        let caller =
            SimpleCaller { ca_file: Some(path), ..SimpleCaller::new(&simulator, Role::User) };
        let result = caller.move_to_bin(&["a".to_owned()]);
        assert_eq!(result.code, WEBEXREC_E_INVALID_OPTION, "{name}: {}", result.message);
        assert!(result.message.contains(name) && result.message.contains("PEM"), "{result:?}");
    }
    std::fs::remove_dir_all(&folder).expect("removed");
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn a_proxy_of_the_environment_gets_a_connect_and_never_the_token() {
    let (sender, requests) = mpsc::channel();
    let proxy = Server::http(move |request| {
        sender.send(request.to_owned()).expect("a waiting test");
        b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n".to_vec()
    });
    let caller = SimpleCaller {
        variables: vec![("HTTPS_PROXY", format!("http://u:s3cret@{}", proxy.address()))],
        ..SimpleCaller::at(&format!("https://{UNRESOLVABLE_HOST}/v1"))
    };
    let result = caller.move_to_bin(&["a".to_owned()]);
    assert_eq!(result.code, WEBEXREC_E_PROXY, "{}", result.message);
    assert!(result.message.contains("407") && result.message.contains("was not moved"));
    assert!(!result.message.contains("s3cret"), "{}", result.message);
    let request = requests.recv().expect("a request");
    let start = format!("CONNECT {UNRESOLVABLE_HOST}:443 HTTP/1.1\r\n");
    assert!(request.starts_with(&start), "{request}");
    assert!(!request.contains("t0ken"), "the proxy got the token");
}

#[test]
fn an_unreachable_proxy_is_a_proxy_error() {
    for proxy in [format!("http://{REFUSED_ADDRESS}"), format!("socks5h://{REFUSED_ADDRESS}")] {
        let environment = [("ALL_PROXY", Some(proxy.as_str()))];
        let result = move_once_in(&environment, &format!("https://{UNRESOLVABLE_HOST}/v1"));
        assert_eq!(result.code, WEBEXREC_E_PROXY, "{}", result.message);
        assert!(result.message.contains(REFUSED_ADDRESS), "{}", result.message);
    }
}

#[test]
fn an_invalid_proxy_variable_is_an_error_and_not_ignored() {
    for (name, value) in [
        ("HTTPS_PROXY", "ftp://proxy.example.com"),
        ("https_proxy", "http://s3cret host"),
        ("ALL_PROXY", "http://u:s3%ffcret@host"),
    ] {
        let caller = SimpleCaller {
            variables: vec![(name, value.into())],
            ..SimpleCaller::at(&format!("https://{UNRESOLVABLE_HOST}/v1"))
        };
        let result = caller.move_to_bin(&["a".to_owned()]);
        assert_eq!(result.code, WEBEXREC_E_INVALID_OPTION, "{value}: {}", result.message);
        assert!(result.message.starts_with(name), "{}", result.message);
        assert!(!result.message.contains("s3"), "{}", result.message);
    }
}

#[test]
fn no_proxy_is_used_for_this_machine_whether_set_by_option_or_in_the_environment() {
    let (simulator, proxy) = (start_simulator(), SilentServer::new());
    let url = format!("http://{}", proxy.address());
    let variables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"].map(|name| (name, url.clone()));
    let caller =
        SimpleCaller { variables: variables.into(), ..SimpleCaller::new(&simulator, Role::User) };
    assert_eq!(caller.move_to_bin(&own_ids(&simulator, 1)).code, WEBEXREC_OK);
    let options = ClientOptions::of(&simulator).text(webexrec_options_set_proxy, &url);
    let result = options.client(&simulator).move_to_bin(&own_ids(&simulator, 1));
    assert_eq!(result.code, WEBEXREC_OK, "{}", result.message);
    assert!(!proxy.has_connection(), "the proxy was used");
}
