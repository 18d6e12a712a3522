//! Answers that point elsewhere: nobody but the service itself is sent anything.

use crate::canary;
use crate::server::{Server, answer, success};
use crate::tls::Authority;
use std::sync::{Arc, OnceLock};
use webexrec::*;
use webexrec_test_support::client::*;

/// A service that gives one answer, which may name the service itself.
fn service(authority: &Authority, give: impl Fn(u16) -> Vec<u8> + Send + Sync + 'static) -> Server {
    let port = Arc::new(OnceLock::new());
    let of_server = port.clone();
    let server =
        Server::tls(authority.good_server(), move |_| give(*of_server.get().expect("set at once")));
    port.set(server.address.port()).expect("set once");
    server
}

fn client(server: &Server, authority: &Authority) -> Client<'static> {
    let ca_file = authority.file().to_str().expect("UTF-8");
    ClientOptions::at(&server.base_url())
        .text(webexrec_options_set_ca_file, ca_file)
        .without_retries()
        .client_for(&canary::token())
}

#[test]
fn a_redirect_to_plain_http_or_another_host_is_followed_by_neither_get_nor_post() {
    let authority = Authority::new();
    let plain = Server::plain(success);
    let other = Server::tls(authority.good_server(), success);
    for location in
        [plain.base_url(), other.base_url(), other.base_url().replace("localhost", "127.0.0.1")]
    {
        for status in [301, 302, 303, 307, 308] {
            let location = location.clone();
            let server = service(&authority, move |_| {
                answer(&format!("{status} Elsewhere"), &[("Location", &location)], "")
            });
            let client = client(&server, &authority);
            assert_eq!(client.move_to_bin(&["a".to_owned()]).code, WEBEXREC_E_BAD_RESPONSE);
            assert_eq!(
                client.list("{}", 0, None).expect_err("no list").code,
                WEBEXREC_E_BAD_RESPONSE
            );
            assert_eq!(server.requests().len(), 2);
        }
    }
    assert_eq!((plain.connections(), other.connections()), (0, 0));
}

#[test]
fn a_next_link_leads_to_the_same_scheme_host_and_port_or_nowhere() {
    let authority = Authority::new();
    let plain = Server::plain(success);
    let other = Server::tls(authority.good_server(), success);
    let (plain_port, other_port) = (plain.address.port(), other.address.port());
    let links: [(&str, u16); 9] = [
        ("https://127.0.0.1:PORT/v1/recordings", 0),
        ("http://localhost:PORT/v1/recordings", plain_port),
        ("https://localhost:PORT/v1/recordings", other_port),
        ("//localhost:PORT/v1/recordings", other_port),
        ("https://localhost:PORT@127.0.0.1/v1/recordings", 0),
        ("https://localhost@127.0.0.1:PORT/v1/recordings", other_port),
        ("https://127.0.0.1:PORT#@localhost/v1", other_port),
        ("https://127.0.0.1:PORT\\@localhost/v1", other_port),
        ("javascript:PORT", 0),
    ];
    for (link, port) in links {
        let server = service(&authority, move |own| {
            let port = if port == 0 { own } else { port };
            let link = format!("<{}>; rel=\"next\"", link.replace("PORT", &port.to_string()));
            answer("200 OK", &[("Link", &link)], r#"{"items":[]}"#)
        });
        let ended = client(&server, &authority).list("{}", 0, None).expect_err(link);
        assert_eq!(ended.code, WEBEXREC_E_BAD_RESPONSE, "{link}: {}", ended.message);
        assert_eq!(server.requests().len(), 1, "{link}");
    }
    assert_eq!((plain.connections(), other.connections()), (0, 0));
}
