//! Proxies learn the host of the service and never the token; a proxy that fails is a proxy error.

use crate::certificate_authority::{self, Authority};
use crate::secret_token;
use rustls::ServerConfig;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use webexrec::*;
use webexrec_test_support::*;

/// A name that only the proxy can look up.
const SERVICE: &str = "service.webexrec.invalid";

/// What a proxy does after it has read the request of a connection.
enum Reaction {
    Respond(&'static [u8]),
    /// Responds 200, and carries the bytes to and from this address.
    Tunnel(SocketAddr),
}

struct Proxy {
    server: Server,
    /// All bytes that the client sent.
    received: Arc<Mutex<Vec<u8>>>,
}

impl Proxy {
    fn start(reaction: Reaction) -> Self {
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = received.clone();
        let server = Server::raw(move |stream, _| {
            serve(stream, &reaction, |bytes| {
                log.lock().expect("no panic before").extend_from_slice(bytes);
            });
        });
        Proxy { server, received }
    }

    fn options(&self, authority: &Authority) -> ClientOptions<'static> {
        let proxy = format!("http://us3r:pr0xy-s3cret@{}", self.server.address());
        ClientOptions::at(&format!("https://{SERVICE}/v1"))
            .text(webexrec_options_set_proxy, &proxy)
            .text(webexrec_options_set_ca_file, authority.file().to_str().expect("UTF-8"))
    }

    fn received(&self) -> String {
        let received = self.received.lock().expect("no panic before");
        String::from_utf8_lossy(&received).into_owned()
    }
}

fn serve(mut client: TcpStream, reaction: &Reaction, mut log: impl FnMut(&[u8])) {
    let Some(head) = read_head(&mut client) else { return };
    log(head.as_bytes());
    match reaction {
        // The client may have closed the connection.
        Reaction::Respond(bytes) => drop(client.write_all(bytes)),
        Reaction::Tunnel(service) => {
            let mut service = TcpStream::connect(service).expect("the service");
            client
                .write_all(b"HTTP/1.1 200 Connection Established\r\n\r\n")
                .expect("a waiting client");
            let (mut back, mut from) =
                (client.try_clone().expect("a socket"), service.try_clone().expect("a socket"));
            let responses = thread::spawn(move || io::copy(&mut from, &mut back));
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = client.read(&mut buffer) {
                log(&buffer[..length]);
                if service.write_all(&buffer[..length]).is_err() {
                    break;
                }
            }
            drop(service.shutdown(Shutdown::Both));
            drop(responses.join().expect("no panic of the proxy"));
        }
    }
}

#[test]
fn a_proxy_gets_its_own_password_and_not_the_token() {
    let authority = Authority::new();
    let service = Server::https(authority.server(&[SERVICE], |_| {}), success);
    let proxy = Proxy::start(Reaction::Tunnel(service.address()));
    let client = proxy.options(&authority).client_for(&secret_token::token());
    let moved = client.move_to_bin(&["a".to_owned()]);
    assert_eq!(moved.code, WEBEXREC_OK, "{}", moved.message);
    assert!(client.list("{}", 0, None).is_ok());
    drop(client);
    let requests = service.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert_eq!(request.matches(&secret_token::token()).count(), 1);
        assert!(!request.to_lowercase().contains("proxy-"), "{request}");
    }
    let received = proxy.received();
    assert!(received.starts_with(&format!("CONNECT {SERVICE}:443 HTTP/1.1\r\n")));
    // "us3r:pr0xy-s3cret" in the scheme Basic.
    assert!(received.contains("\r\nProxy-Authorization: Basic dXMzcjpwcjB4eS1zM2NyZXQ=\r\n"));
    assert!(!received.to_lowercase().contains("\r\nauthorization:"));
    assert!(!received.contains("softDelete"));
    secret_token::assert_absent(&received, "the proxy received it");
}

#[test]
fn a_proxy_that_impersonates_the_service_gets_no_request() {
    let (ours, of_proxy) = (Authority::new(), Authority::new());
    let cases: [Arc<ServerConfig>; 2] =
        [of_proxy.server(&[SERVICE], |_| {}), certificate_authority::self_signed_server()];
    for config in cases {
        let impostor = Server::https(config, success);
        let proxy = Proxy::start(Reaction::Tunnel(impostor.address()));
        let refused =
            proxy.options(&ours).client_for(&secret_token::token()).move_to_bin(&["a".to_owned()]);
        assert_eq!(refused.code, WEBEXREC_E_TLS, "{}", refused.message);
        assert!(refused.message.contains("WEBEXREC_CA_FILE"), "{}", refused.message);
        assert_eq!(impostor.requests(), [""; 0]);
        assert_eq!(proxy.server.connections(), 1, "it was tried again");
    }
}

#[test]
fn a_proxy_that_opens_no_tunnel_is_a_proxy_error_whose_message_repeats_no_secret() {
    let authority = Authority::new();
    for (response, code) in [
        (&b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nX: dXMzcjpwcjB4eS1zM2NyZXQ=\r\n\r\n"[..], WEBEXREC_E_PROXY),
        (b"HTTP/1.1 502 dXMzcjpwcjB4eS1zM2NyZXQ=\r\n\r\n", WEBEXREC_E_PROXY),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", WEBEXREC_E_PROXY),
        (b"HTTP/1.1 204 No Content\r\n\r\n", WEBEXREC_E_PROXY),
        (b"SSH-2.0-us3r:pr0xy-s3cret\r\n\r\n", WEBEXREC_E_PROXY),
        (b"HTTP/1.1 200", WEBEXREC_E_PROXY),
        (b"", WEBEXREC_E_PROXY),
        // It responds itself instead of opening a tunnel.
        (b"HTTP/1.1 200 OK\r\n\r\n<html>us3r:pr0xy-s3cret</html>", WEBEXREC_E_TLS),
    ] {
        let proxy = Proxy::start(Reaction::Respond(response));
        let options = proxy.options(&authority).without_retries();
        let refused = options.client_for(&secret_token::token()).move_to_bin(&["a".to_owned()]);
        let what = String::from_utf8_lossy(response);
        assert_eq!(refused.code, code, "{what}: {}", refused.message);
        assert_eq!(refused.entries()[0]["outcome"], "failed", "{what}");
        let shown = format!("{refused:?}");
        assert!(!shown.contains("s3cret") && !shown.contains("dXMz"), "{what}: a password is shown");
        secret_token::assert_absent(&proxy.received(), "the proxy received it");
    }
}

#[test]
fn a_proxy_that_requires_a_password_is_tried_once() {
    let proxy =
        Proxy::start(Reaction::Respond(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
    let client = proxy.options(&Authority::new()).client_for(&secret_token::token());
    assert_eq!(client.move_to_bin(&["a".to_owned()]).code, WEBEXREC_E_PROXY);
    assert_eq!(proxy.server.connections(), 1);
}
