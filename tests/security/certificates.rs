//! https servers that are not the service, or can't prove it: they get no request, and the call ends at once.

use crate::server::{Server, success};
use crate::tls::{self, Authority};
use rustls::ServerConfig;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use webexrec::*;
use webexrec_test_support::client::*;

/// Moves a recording with the default settings, those for retries included.
fn move_one(base_url: &str, trusted: &Authority) -> Reported {
    let ca_file = trusted.file().to_str().expect("UTF-8");
    let options = ClientOptions::at(base_url).text(webexrec_options_set_ca_file, ca_file);
    options.client_for("t0ken-of-a-test").move_to_bin(&["a".to_owned()])
}

#[track_caller]
fn assert_refused(reported: &Reported, took: Duration, what: &str) {
    assert_eq!(reported.code, WEBEXREC_E_TLS, "{what}: {}", reported.message);
    assert_eq!(reported.results()[0]["outcome"], "failed", "{what}");
    assert_eq!(reported.report["retries"], 0, "{what}");
    assert!(took < Duration::from_secs(5), "{what}: it took {took:?}");
}

#[test]
fn a_server_that_can_not_prove_who_it_is_gets_no_request_and_is_tried_once() {
    let (ours, elsewhere) = (Authority::new(), Authority::new());
    let here = ["localhost"];
    let year = |year| rcgen::date_time_ymd(year, 1, 1);
    let cases: [(&str, Arc<ServerConfig>); 7] = [
        ("expired", ours.server(&here, |params| params.not_after = year(2020))),
        ("not valid yet", ours.server(&here, |params| params.not_before = year(4000))),
        ("of another host", ours.server(&["elsewhere.example.com"], |_| {})),
        ("of a longer name", ours.server(&["localhost.example.com"], |_| {})),
        (
            "with the name where names were given twenty years ago",
            ours.server(&[], |params| {
                params.distinguished_name.push(rcgen::DnType::CommonName, "localhost");
            }),
        ),
        ("self-signed", tls::self_signed_server()),
        ("of an unknown authority", elsewhere.good_server()),
    ];
    for (what, config) in cases {
        let server = Server::tls(config, success);
        let start = Instant::now();
        let reported = move_one(&server.base_url(), &ours);
        assert_refused(&reported, start.elapsed(), what);
        assert_eq!(server.connections(), 1, "{what}: it was tried again");
        assert_eq!(server.requests(), [""; 0], "{what}");
    }
    let good = Server::tls(ours.good_server(), success);
    assert_eq!(move_one(&good.base_url(), &ours).code, WEBEXREC_OK);
}

/// TLS 1.0 and 1.1, as they are called on the wire.
const OLD: [[u8; 2]; 2] = [[3, 1], [3, 2]];

/// ServerHello: that version, 32 random bytes, no session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
fn hello(version: [u8; 2]) -> Vec<u8> {
    let hello = [&version[..], &[7; 32], &[0, 0x00, 0x2f, 0]].concat();
    let handshake = [&[2, 0, 0, hello.len() as u8], &hello[..]].concat();
    [&[22], &version[..], &[0, handshake.len() as u8], &handshake].concat()
}

/// The fatal alert `protocol_version`.
fn alert(version: [u8; 2]) -> Vec<u8> {
    [&[21], &version[..], &[0, 2, 2, 70]].concat()
}

/// Answers one greeting, and gives it.
fn old_server(answer: Vec<u8>) -> (String, thread::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("https://localhost:{}/v1", listener.local_addr().expect("an address").port());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut header = [0; 5];
        stream.read_exact(&mut header).expect("a record");
        let mut greeting = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
        stream.read_exact(&mut greeting).expect("a greeting");
        stream.write_all(&answer).expect("a waiting client");
        let mut rest = Vec::new();
        // An alert, and the end; or a reset.
        let _ = stream.read_to_end(&mut rest);
        assert!(rest.is_empty() || rest[0] == 21, "it went on");
        greeting
    });
    (url, server)
}

#[test]
fn a_server_of_tls_1_0_or_1_1_is_refused_and_not_offered_it() {
    for answer in OLD.map(hello).into_iter().chain(OLD.map(alert)) {
        let what = format!("{answer:?}");
        let (url, server) = old_server(answer);
        let start = Instant::now();
        let reported = move_one(&url, &Authority::new());
        assert_refused(&reported, start.elapsed(), &what);
        let greeting = server.join().expect("no fault of the server");
        // The extension `supported_versions`: TLS 1.3 and 1.2, in either order.
        let offers = |versions: [u8; 4]| {
            let extension = [&[0, 43, 0, 5, 4], &versions[..]].concat();
            greeting.windows(extension.len()).any(|bytes| bytes == extension)
        };
        assert!(offers([3, 4, 3, 3]) || offers([3, 3, 3, 4]), "other versions are offered");
    }
}
