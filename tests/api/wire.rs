//! What can go wrong between the library and the service: names, connections, TLS, proxies, and
//! answers that are not HTTP.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use webexrec::*;
use webexrec_simulator::{Role, Settings};
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

/// Where nothing listens: the port of a service that no system has had for decades.
const NOBODY: &str = "127.0.0.1:1";
/// A host with a label longer than DNS has: its look-up fails on this machine, without asking any other.
const UNKNOWN: &str =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.webex.com";

/// A server on this machine that hands its one connection to `serve`.
pub fn serve_once<T: Send + 'static>(
    serve: impl FnOnce(&mut TcpStream) -> T + Send + 'static,
) -> (String, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let thread = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        serve(&mut stream)
    });
    (address.to_string(), thread)
}

/// Reads up to the end of the headers.
pub fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).expect("a request") == 1 {
        head.push(byte[0]);
    }
    String::from_utf8(head).expect("headers are ASCII")
}

fn move_one(caller: &Caller) -> Ended {
    caller.move_to_bin(&["a".to_owned()])
}

/// Moves a recording without a second try, at a service that may not be there.
fn try_to_move_one(base_url: &str) -> Reported {
    try_to_move_one_with(&[], base_url)
}

fn try_to_move_one_with(environment: &[(&str, Option<&str>)], base_url: &str) -> Reported {
    let options = ClientOptions::at(base_url).without_retries();
    let client = options.try_client(Some("t0ken"), environment).expect("a client");
    // Look-ups of the system's read the environment too.
    in_environment(environment, || client.move_to_bin(&["a".to_owned()]))
}

fn answered_with(bytes: impl AsRef<[u8]> + Send + 'static) -> Reported {
    let (address, server) = serve_once(move |stream| {
        read_head(stream);
        // The client may have hung up before it got everything.
        let _ = stream.write_all(bytes.as_ref());
    });
    let ended = try_to_move_one(&format!("http://{address}/v1"));
    server.join().expect("the server");
    ended
}

#[test]
fn a_refused_connection_certainly_moved_nothing() {
    let ended = try_to_move_one(&format!("http://{NOBODY}/v1"));
    assert_eq!(ended.code, WEBEXREC_E_CONNECT, "{}", ended.message);
    assert!(
        ended
            .message
            .contains("recording a was not moved to the recycle bin: no connection to 127.0.0.1"),
        "{}",
        ended.message
    );
}

#[test]
fn a_name_that_can_not_be_looked_up_certainly_moved_nothing() {
    let ended = try_to_move_one(&format!("https://{UNKNOWN}/v1"));
    assert_eq!(ended.code, WEBEXREC_E_RESOLVE, "{}", ended.message);
    assert!(ended.message.contains("recording a was not moved"), "{}", ended.message);
}

#[test]
fn what_is_not_http_is_a_bad_response_that_may_have_moved_something() {
    for bytes in [
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nbad header\r\n\r\n",
    ] {
        let ended = answered_with(bytes);
        assert_eq!(ended.code, WEBEXREC_E_BAD_RESPONSE, "{bytes}: {}", ended.message);
        assert!(ended.message.contains("may or may not"), "{}", ended.message);
    }
    let endless_headers = format!("HTTP/1.1 204 No Content\r\n{}", "X-Long: x\r\n".repeat(100_000));
    assert_eq!(answered_with(endless_headers).code, WEBEXREC_E_BAD_RESPONSE);
}

#[test]
fn an_answer_that_breaks_off_may_have_moved_something() {
    for bytes in [
        "",
        "HTTP/1.1 2",
        "HTTP/1.1 204 No Content\r\nDate:",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
    ] {
        let ended = answered_with(bytes);
        assert_eq!(ended.code, WEBEXREC_E_IO, "{bytes}: {}", ended.message);
        assert!(ended.message.contains("may or may not"), "{}", ended.message);
    }
}

#[test]
fn an_error_whose_explanation_breaks_off_is_still_that_error() {
    let ended = answered_with("HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\n{\"mess");
    assert_eq!(ended.code, WEBEXREC_E_FORBIDDEN, "{}", ended.message);
}

#[test]
fn an_endless_body_is_cut_off_and_leaves_the_status_of_an_error() {
    for (status, code) in
        [("200 OK", WEBEXREC_E_BAD_RESPONSE), ("404 Not Found", WEBEXREC_E_NOT_FOUND)]
    {
        let (address, server) = serve_once(move |stream| {
            read_head(stream);
            let chunk = format!("100000\r\n{}\r\n", "x".repeat(1 << 20));
            let head = format!("HTTP/1.1 {status}\r\nTransfer-Encoding: chunked\r\n\r\n");
            let mut sent = stream.write_all(head.as_bytes());
            let mut chunks = 0;
            while sent.is_ok() && chunks < 64 {
                sent = stream.write_all(chunk.as_bytes());
                chunks += 1;
            }
            chunks
        });
        let options = ClientOptions::at(&format!("http://{address}/v1")).without_retries();
        let ended = options.client_for("t0ken").list("{}", 0, None).expect_err("no list");
        assert_eq!(ended.code, code, "{}", ended.message);
        assert!(server.join().expect("the server") < 64);
    }
}

#[test]
fn a_server_whose_certificate_is_not_trusted_gets_no_request() {
    let simulator = start(Settings { tls: true, ..Settings::default() });
    let trusting = Caller::new(&simulator, Role::User);
    let ids = own_ids(&simulator, 1);
    let ended = Caller { ca_file: None, ..trusting.clone() }.move_to_bin(&ids);
    assert_eq!(ended.code, WEBEXREC_E_TLS, "{}", ended.message);
    assert!(
        ended.message.contains("was not moved") && ended.message.contains("WEBEXREC_CA_FILE"),
        "{}",
        ended.message
    );
    let elsewhere = start(Settings { tls: true, ..Settings::default() });
    let wrong_ca = Caller { ca_file: elsewhere.ca_file().map(Into::into), ..trusting.clone() };
    assert_eq!(wrong_ca.move_to_bin(&ids).code, WEBEXREC_E_TLS);
    assert_eq!(simulator.requests().len(), 0);
    assert_eq!(trusting.move_to_bin(&ids).code, WEBEXREC_OK);
}

#[test]
fn tls_to_a_server_that_does_not_speak_it_is_a_tls_error() {
    let simulator = simulator();
    let url = simulator.base_url().replace("http://", "https://");
    let ended = try_to_move_one(&url);
    assert_eq!(ended.code, WEBEXREC_E_TLS, "{}", ended.message);
    assert_eq!(ended.results()[0]["outcome"], "failed");
}

#[test]
fn a_ca_file_that_can_not_be_used_is_named() {
    let folder = std::env::temp_dir().join(format!("webexrec-ca-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let simulator = simulator();
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
        let caller = Caller { ca_file: Some(path), ..Caller::new(&simulator, Role::User) };
        let ended = move_one(&caller);
        assert_eq!(ended.code, WEBEXREC_E_INVALID_OPTION, "{name}: {}", ended.message);
        assert!(ended.message.contains(name) && ended.message.contains("PEM"), "{}", ended.message);
    }
    std::fs::remove_dir_all(&folder).expect("removed");
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn a_proxy_that_refuses_is_a_proxy_error_and_never_sees_the_token() {
    let (address, proxy) = serve_once(|stream| {
        let head = read_head(stream);
        stream
            .write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            .expect("an answer");
        head
    });
    let caller = Caller {
        variables: vec![("HTTPS_PROXY", format!("http://u:s3cret@{address}"))],
        ..Caller::at(&format!("https://{UNKNOWN}/v1"))
    };
    let ended = move_one(&caller);
    assert_eq!(ended.code, WEBEXREC_E_PROXY, "{}", ended.message);
    assert!(
        ended.message.contains("407") && !ended.message.contains("s3cret"),
        "{}",
        ended.message
    );
    assert!(ended.message.contains("was not moved"), "{}", ended.message);
    let head = proxy.join().expect("the proxy");
    assert!(head.starts_with(&format!("CONNECT {UNKNOWN}:443 HTTP/1.1\r\n")), "{head}");
    assert!(!head.contains("t0ken"), "the proxy saw the token");
}

#[test]
fn a_proxy_that_can_not_be_reached_is_a_proxy_error() {
    for proxy in [format!("http://{NOBODY}"), format!("socks5h://{NOBODY}")] {
        let environment = [("ALL_PROXY", Some(proxy.as_str()))];
        let ended = try_to_move_one_with(&environment, &format!("https://{UNKNOWN}/v1"));
        assert_eq!(ended.code, WEBEXREC_E_PROXY, "{}", ended.message);
        assert!(ended.message.contains(NOBODY), "{}", ended.message);
    }
}

#[test]
fn a_proxy_setting_that_is_none_is_refused_and_not_gone_around() {
    for (name, value) in [
        ("HTTPS_PROXY", "ftp://proxy.example.com"),
        ("https_proxy", "http://s3cret host"),
        ("ALL_PROXY", "http://u:s3%ffcret@host"),
    ] {
        let caller = Caller {
            variables: vec![(name, value.into())],
            ..Caller::at(&format!("https://{UNKNOWN}/v1"))
        };
        let ended = move_one(&caller);
        assert_eq!(ended.code, WEBEXREC_E_INVALID_OPTION, "{value}: {}", ended.message);
        assert!(
            ended.message.starts_with(name) && !ended.message.contains("s3"),
            "{}",
            ended.message
        );
    }
}

#[test]
fn no_proxy_is_used_for_this_machine() {
    let simulator = simulator();
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a free port");
    proxy.set_nonblocking(true).expect("non-blocking");
    let url = format!("http://{}", proxy.local_addr().expect("an address"));
    let variables =
        vec![("HTTPS_PROXY", url.clone()), ("HTTP_PROXY", url.clone()), ("ALL_PROXY", url)];
    let caller = Caller { variables, ..Caller::new(&simulator, Role::User) };
    assert_eq!(caller.move_to_bin(&own_ids(&simulator, 1)).code, WEBEXREC_OK);
    assert!(proxy.accept().is_err(), "the proxy was asked");
}

#[test]
fn a_connection_that_the_service_closed_meanwhile_is_replaced() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (closed, was_closed) = std::sync::mpsc::channel();
    let server = thread::spawn(move || {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().expect("a connection");
            read_head(&mut stream);
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").expect("an answer");
            drop(stream);
            closed.send(()).expect("a listening test");
        }
    });
    let caller = Caller::at(&format!("http://{address}/v1"));
    for _ in 0..2 {
        assert_eq!(move_one(&caller).code, WEBEXREC_OK);
        was_closed.recv().expect("a closed connection");
    }
    server.join().expect("the server");
}
