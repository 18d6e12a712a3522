//! Proxies on the way to the service: they see where it is and never the token, and one that is of no use is
//! named.

use crate::canary;
use crate::server::{Server, success};
use crate::tls::{self, Authority};
use rustls::ServerConfig;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use webexrec::*;
use webexrec_test_support::client::*;

/// A name that only the proxy can look up.
const SERVICE: &str = "service.webexrec.invalid";

/// What a proxy does with a connection after it has read what is asked of it.
#[derive(Clone)]
enum Does {
    Says(&'static [u8]),
    LeadsTo(SocketAddr),
}

struct Proxy {
    address: SocketAddr,
    /// All bytes of the client's, one entry a connection.
    seen: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Proxy {
    /// Serves so many connections, and ends.
    fn start(connections: usize, does: Does) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let of_thread = seen.clone();
        thread::spawn(move || {
            for (number, stream) in listener.incoming().take(connections).enumerate() {
                let stream = stream.expect("a connection");
                of_thread.lock().expect("no panic before").push(Vec::new());
                serve(stream, &does, |bytes| {
                    of_thread.lock().expect("no panic before")[number].extend_from_slice(bytes);
                });
            }
        });
        Proxy { address, seen }
    }

    fn options(&self, authority: &Authority) -> ClientOptions<'static> {
        ClientOptions::at(&format!("https://{SERVICE}/v1"))
            .text(webexrec_options_set_proxy, &format!("http://us3r:pr0xy-s3cret@{}", self.address))
            .text(webexrec_options_set_ca_file, authority.file().to_str().expect("UTF-8"))
    }

    fn seen(&self) -> Vec<String> {
        let seen = self.seen.lock().expect("no panic before");
        seen.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    }
}

fn serve(mut client: TcpStream, does: &Does, mut see: impl FnMut(&[u8])) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && client.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    see(&head);
    match does {
        // The client may have hung up.
        Does::Says(answer) => drop(client.write_all(answer)),
        Does::LeadsTo(service) => {
            let mut service = TcpStream::connect(service).expect("the service");
            client
                .write_all(b"HTTP/1.1 200 Connection Established\r\n\r\n")
                .expect("a waiting client");
            let (mut back, mut from) =
                (client.try_clone().expect("a socket"), service.try_clone().expect("a socket"));
            let answers = thread::spawn(move || io::copy(&mut from, &mut back));
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = client.read(&mut buffer) {
                see(&buffer[..read]);
                if service.write_all(&buffer[..read]).is_err() {
                    break;
                }
            }
            drop(service.shutdown(std::net::Shutdown::Both));
            drop(answers.join().expect("no fault of the proxy"));
        }
    }
}

#[test]
fn a_proxy_on_the_way_sees_its_own_password_and_not_the_token() {
    let authority = Authority::new();
    let service = Server::tls(authority.server(&[SERVICE], |_| {}), success);
    let proxy = Proxy::start(1, Does::LeadsTo(service.address));
    let client = proxy.options(&authority).client_for(&canary::token());
    let moved = client.move_to_bin(&["a".to_owned()]);
    assert_eq!(moved.code, WEBEXREC_OK, "{}", moved.message);
    assert!(client.list("{}", 0, None).is_ok());
    drop(client);
    let requests = service.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert_eq!(request.matches(&canary::token()).count(), 1);
        assert!(!request.to_lowercase().contains("proxy-"), "{request}");
    }
    let seen = proxy.seen().concat();
    assert!(seen.starts_with(&format!("CONNECT {SERVICE}:443 HTTP/1.1\r\n")));
    // "us3r:pr0xy-s3cret", as the scheme Basic has it.
    assert!(seen.contains("\r\nProxy-Authorization: Basic dXMzcjpwcjB4eS1zM2NyZXQ=\r\n"));
    assert!(!seen.to_lowercase().contains("\r\nauthorization:") && !seen.contains("softDelete"));
    canary::assert_absent(&seen, "what the proxy saw");
}

#[test]
fn a_proxy_that_takes_the_place_of_the_service_gets_no_request() {
    let (ours, of_proxy) = (Authority::new(), Authority::new());
    let cases: [Arc<ServerConfig>; 2] =
        [of_proxy.server(&[SERVICE], |_| {}), tls::self_signed_server()];
    for config in cases {
        let impostor = Server::tls(config, success);
        let proxy = Proxy::start(1, Does::LeadsTo(impostor.address));
        let refused =
            proxy.options(&ours).client_for(&canary::token()).move_to_bin(&["a".to_owned()]);
        assert_eq!(refused.code, WEBEXREC_E_TLS, "{}", refused.message);
        assert!(refused.message.contains("WEBEXREC_CA_FILE"), "{}", refused.message);
        assert_eq!(impostor.requests(), [""; 0]);
        assert_eq!(proxy.seen().len(), 1, "it was tried again");
    }
}

#[test]
fn a_proxy_that_gives_no_way_is_a_proxy_error_that_repeats_nothing_of_it() {
    let authority = Authority::new();
    for (answer, code) in [
        (&b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nX: dXMzcjpwcjB4eS1zM2NyZXQ=\r\n\r\n"[..], WEBEXREC_E_PROXY),
        (b"HTTP/1.1 502 dXMzcjpwcjB4eS1zM2NyZXQ=\r\n\r\n", WEBEXREC_E_PROXY),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", WEBEXREC_E_PROXY),
        (b"HTTP/1.1 204 No Content\r\n\r\n", WEBEXREC_E_PROXY),
        (b"SSH-2.0-us3r:pr0xy-s3cret\r\n\r\n", WEBEXREC_E_PROXY),
        (b"HTTP/1.1 200", WEBEXREC_E_PROXY),
        (b"", WEBEXREC_E_PROXY),
        // Its own words instead of a way to the service.
        (b"HTTP/1.1 200 OK\r\n\r\n<html>us3r:pr0xy-s3cret</html>", WEBEXREC_E_TLS),
    ] {
        let proxy = Proxy::start(1, Does::Says(answer));
        let options = proxy.options(&authority).without_retries();
        let refused = options.client_for(&canary::token()).move_to_bin(&["a".to_owned()]);
        let what = String::from_utf8_lossy(answer);
        assert_eq!(refused.code, code, "{what}: {}", refused.message);
        assert_eq!(refused.results()[0]["outcome"], "failed", "{what}");
        let shown = format!("{refused:?}");
        assert!(!shown.contains("s3cret") && !shown.contains("dXMz"), "{what}: a password is shown");
        canary::assert_absent(&proxy.seen().concat(), "what the proxy saw");
    }
}

#[test]
fn a_proxy_that_wants_a_password_is_asked_once() {
    let proxy = Proxy::start(9, Does::Says(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
    let client = proxy.options(&Authority::new()).client_for(&canary::token());
    assert_eq!(client.move_to_bin(&["a".to_owned()]).code, WEBEXREC_E_PROXY);
    assert_eq!(proxy.seen().len(), 1);
}
