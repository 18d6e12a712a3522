//! Redirects and links to other origins are not followed.

use crate::certificate_authority::Authority;
use crate::secret_token;
use std::sync::{Arc, OnceLock};
use webexrec::*;
use webexrec_test_support::*;

/// A service with one response, which gets the port of the service.
fn service(
    authority: &Authority,
    respond: impl Fn(u16) -> Vec<u8> + Send + Sync + 'static,
) -> Server {
    let port = Arc::new(OnceLock::new());
    let of_server = port.clone();
    let server = Server::https(authority.good_server(), move |_| {
        respond(*of_server.get().expect("set below"))
    });
    port.set(server.address().port()).expect("set once");
    server
}

fn client(server: &Server, authority: &Authority) -> Client<'static> {
    let ca_file = authority.file().to_str().expect("UTF-8");
    ClientOptions::at(&server.base_url())
        .text(webexrec_options_set_ca_file, ca_file)
        .without_retries()
        .client_for(&secret_token::token())
}

#[test]
fn neither_get_nor_post_follows_a_redirect_to_plain_http_or_another_host() {
    let authority = Authority::new();
    let plain = Server::http(success);
    let other = Server::https(authority.good_server(), success);
    for location in
        [plain.base_url(), other.base_url(), other.base_url().replace("localhost", "127.0.0.1")]
    {
        for status in [301, 302, 303, 307, 308] {
            let location = location.clone();
            let server = service(&authority, move |_| {
                response(&format!("{status} Elsewhere"), &[("Location", &location)], "")
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
fn a_next_link_to_another_scheme_host_or_port_is_an_error_and_not_followed() {
    let authority = Authority::new();
    let plain = Server::http(success);
    let other = Server::https(authority.good_server(), success);
    let (plain_port, other_port) = (plain.address().port(), other.address().port());
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
            response("200 OK", &[("Link", &link)], r#"{"items":[]}"#)
        });
        let result = client(&server, &authority).list("{}", 0, None).expect_err(link);
        assert_eq!(result.code, WEBEXREC_E_BAD_RESPONSE, "{link}: {}", result.message);
        assert!(result.message.contains("leads to another service"), "{link}: {}", result.message);
        assert_eq!(server.requests().len(), 1, "{link}");
    }
    assert_eq!((plain.connections(), other.connections()), (0, 0));
}
