//! Servers whose certificate is not valid for the service get no request, and the call ends at once.

use crate::certificate_authority::{self, Authority};
use rustls::ServerConfig;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use webexrec::*;
use webexrec_test_support::*;

/// Moves a recording with the default settings, including retries.
fn move_one(base_url: &str, trusted: &Authority) -> ChangeResult {
    let ca_file = trusted.file().to_str().expect("UTF-8");
    let options = ClientOptions::at(base_url).text(webexrec_options_set_ca_file, ca_file);
    options.client_for("t0ken-of-a-test").move_to_bin(&["a".to_owned()])
}

#[track_caller]
fn assert_refused(result: &ChangeResult, took: Duration, what: &str) {
    assert_eq!(result.code, WEBEXREC_E_TLS, "{what}: {}", result.message);
    assert_eq!(result.entries()[0]["outcome"], "failed", "{what}");
    assert_eq!(result.report["retries"], 0, "{what}");
    assert!(result.message.contains("WEBEXREC_CA_FILE"), "{what}: {}", result.message);
    assert!(took < Duration::from_secs(5), "{what}: it took {took:?}");
}

#[test]
fn a_server_without_a_valid_certificate_gets_no_request_and_is_tried_once() {
    let (ours, elsewhere) = (Authority::new(), Authority::new());
    let here = ["localhost"];
    let year = |year| rcgen::date_time_ymd(year, 1, 1);
    let cases: [(&str, Arc<ServerConfig>); 7] = [
        ("expired", ours.server(&here, |params| params.not_after = year(2020))),
        ("not valid yet", ours.server(&here, |params| params.not_before = year(4000))),
        ("of another host", ours.server(&["elsewhere.example.com"], |_| {})),
        ("of a longer name", ours.server(&["localhost.example.com"], |_| {})),
        (
            "with its name in the common name only",
            ours.server(&[], |params| {
                params.distinguished_name.push(rcgen::DnType::CommonName, "localhost");
            }),
        ),
        ("self-signed", certificate_authority::self_signed_server()),
        ("of an unknown authority", elsewhere.good_server()),
    ];
    for (what, config) in cases {
        let server = Server::https(config, success);
        let start = Instant::now();
        let result = move_one(&server.base_url(), &ours);
        assert_refused(&result, start.elapsed(), what);
        assert_eq!(server.connections(), 1, "{what}: it was tried again");
        assert_eq!(server.requests(), [""; 0], "{what}");
    }
    let good = Server::https(ours.good_server(), success);
    assert_eq!(move_one(&good.base_url(), &ours).code, WEBEXREC_OK);
}

/// TLS 1.0 and 1.1 by their protocol version numbers.
const OLD: [[u8; 2]; 2] = [[3, 1], [3, 2]];

/// ServerHello: this version, 32 random bytes, no session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
fn hello(version: [u8; 2]) -> Vec<u8> {
    let hello = [&version[..], &[7; 32], &[0, 0x00, 0x2f, 0]].concat();
    let handshake = [&[2, 0, 0, hello.len() as u8], &hello[..]].concat();
    [&[22], &version[..], &[0, handshake.len() as u8], &handshake].concat()
}

/// The fatal alert `protocol_version`.
fn alert(version: [u8; 2]) -> Vec<u8> {
    [&[21], &version[..], &[0, 2, 2, 70]].concat()
}

/// Responds to a ClientHello with these bytes, and returns it; `None` if the connection is closed instead.
/// The client must end the connection after the response.
fn serve_old_tls(mut stream: TcpStream, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut header = [0; 5];
    stream.read_exact(&mut header).ok()?;
    let mut client_hello = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
    stream.read_exact(&mut client_hello).expect("a ClientHello");
    stream.write_all(bytes).expect("a waiting client");
    let mut rest = Vec::new();
    // An alert and the end, or a reset.
    let _ = stream.read_to_end(&mut rest);
    assert!(rest.is_empty() || rest[0] == 21, "the client goes on");
    Some(client_hello)
}

#[test]
fn a_server_with_tls_1_0_or_1_1_is_refused_and_the_client_offers_neither() {
    for bytes in OLD.map(hello).into_iter().chain(OLD.map(alert)) {
        let what = format!("{bytes:?}");
        let (sender, client_hellos) = mpsc::channel();
        let server = Server::raw(move |stream, _| {
            if let Some(client_hello) = serve_old_tls(stream, &bytes) {
                sender.send(client_hello).expect("a waiting test");
            }
        });
        let start = Instant::now();
        let result = move_one(&base_url("https", server.address()), &Authority::new());
        assert_eq!(result.code, WEBEXREC_E_TLS, "{what}: {}", result.message);
        assert_refused(&result, start.elapsed(), &what);
        let client_hello = client_hellos.recv().expect("a ClientHello");
        server.finish();
        // The extension `supported_versions`: TLS 1.3 and 1.2, in either order.
        let offers = |versions: [u8; 4]| {
            let extension = [&[0, 43, 0, 5, 4], &versions[..]].concat();
            client_hello.windows(extension.len()).any(|bytes| bytes == extension)
        };
        assert!(offers([3, 4, 3, 3]) || offers([3, 3, 3, 4]), "other versions are offered");
    }
}
