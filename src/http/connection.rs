//! One request over HTTP and its answer, with the token attached. Decides nothing about what an
//! answer means; a failure says whether the request can have had an effect.

use super::exchange::{self as connect, ExchangeState, NotConnected, Stage};
use super::roots::Certificates;
use crate::codes::*;
use crate::error::Error;
use crate::http::response::Response;
use crate::http::retry_after;
use crate::input::settings::Settings;
use crate::input::token::Token;
use crate::util::text;
use rustls::crypto::{CryptoProvider, KeyProvider};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::SigningKey;
use std::fmt::Display;
use std::io::Read;
use std::sync::Arc;
use std::time::Instant;
use ureq::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LINK};
use ureq::http::response::Parts;
use ureq::http::{HeaderMap, Method, Request as HttpRequest};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, AsSendBody};

/// A page of 100 recordings is some 200 KiB.
const LONGEST_BODY: u64 = 16 << 20;
/// Bytes of the operating system's or TLS library's own words in a message.
const LONGEST_CAUSE: usize = 160;

/// What goes to the service.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Request {
    pub method: Method,
    /// A URL that [`BaseUrl`](crate::input::base_url::BaseUrl) made.
    pub url: String,
    /// JSON.
    pub body: Option<Vec<u8>>,
    /// For the header `siteUrl`.
    pub site_url: Option<String>,
}

impl Request {
    pub fn get(url: String) -> Self {
        Request { url, ..Request::default() }
    }

    pub fn post(url: String, json: Vec<u8>) -> Self {
        Request { method: Method::POST, url, body: Some(json), site_url: None }
    }
}

/// A request without an answer.
#[derive(Debug)]
pub(crate) struct TransportError {
    pub error: Error,
    /// False when certainly nothing reached the service; otherwise it may have acted.
    pub may_have_been_sent: bool,
    /// Whether every further request would end the same way.
    pub is_permanent: bool,
}

/// One connection to the service, made when it is needed and kept as long as it lasts. It serves
/// one request at a time; any thread can shut it down.
pub(crate) struct Connection {
    agent: Agent,
    settings: Arc<Settings>,
    outgoing: Arc<ExchangeState>,
}

impl Connection {
    pub(super) fn new(settings: &Arc<Settings>, trusted: Arc<Certificates>) -> Self {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(CryptoProvider {
                key_provider: &NoClientCerts,
                ..rustls::crypto::ring::default_provider()
            }))
            .root_certs(RootCerts::Specific(trusted))
            .build();
        let timeout = Some(settings.request_timeout);
        // Timeouts by phase alone: those over a whole call would start a thread for each request.
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(settings.proxy.clone())
            // By default a redirected POST becomes a GET, whose 200 would look like success.
            .max_redirects(0)
            // Or the headers and body of an error would be lost.
            .http_status_as_error(false)
            .user_agent(settings.user_agent.as_str())
            .max_idle_connections(1)
            .max_idle_connections_per_host(1)
            .timeout_connect(Some(settings.connect_timeout))
            .timeout_send_request(timeout)
            .timeout_send_body(timeout)
            .timeout_recv_response(timeout)
            .timeout_recv_body(timeout)
            .build();
        let outgoing = Arc::new(ExchangeState::default());
        let connector = connect::connector(outgoing.clone());
        let agent = Agent::with_parts(config, connector, connect::DeferredResolver);
        Connection { agent, settings: settings.clone(), outgoing }
    }

    /// Ends what is under way, and all that would follow, but for a look-up or an attempt to
    /// connect: those end by themselves, and then send nothing.
    pub fn shut_down(&self) {
        self.agent.clone().shutdown();
    }

    /// Whether anything of the request under way, or of the last one, was written.
    pub fn has_sent(&self) -> bool {
        self.outgoing.has_sent()
    }

    pub fn exchange(
        &self,
        request: &Request,
        token: &Arc<Token>,
    ) -> Result<Response, TransportError> {
        self.exchange_until(request, token, None)
    }

    /// An exchange that ends at a time at the latest, also without anybody who shuts the line down.
    /// `None`: it would have taken a new connection, and was not begun.
    pub fn exchange_if_connected(
        &self,
        request: &Request,
        token: &Arc<Token>,
        until: Instant,
    ) -> Result<Option<Response>, TransportError> {
        let result = self.exchange_until(request, token, Some(until));
        if self.outgoing.has_declined() { Ok(None) } else { result.map(Some) }
    }

    fn exchange_until(
        &self,
        request: &Request,
        token: &Arc<Token>,
        until: Option<Instant>,
    ) -> Result<Response, TransportError> {
        self.outgoing.begin(token, request.body.as_ref().map_or(0, Vec::len), until);
        let builder = HttpRequest::builder()
            .method(request.method.clone())
            .uri(&request.url)
            .header(AUTHORIZATION, token.placeholder())
            .header(ACCEPT, "application/json");
        let builder = match &request.site_url {
            Some(site_url) => builder.header("siteUrl", site_url),
            None => builder,
        };
        let result = match &request.body {
            Some(json) => {
                let builder = builder.header(CONTENT_TYPE, "application/json");
                self.run(builder.body(json.as_slice()), token)
            }
            None => self.run(builder.body(()), token),
        };
        self.outgoing.end();
        result
    }

    fn run(
        &self,
        request: Result<HttpRequest<impl AsSendBody>, ureq::http::Error>,
        token: &Token,
    ) -> Result<Response, TransportError> {
        let response = request
            .map_err(ureq::Error::from)
            .and_then(|request| self.agent.run(request))
            .map_err(|error| self.failure(error))?;
        let (head, mut body) = response.into_parts();
        let answer = Connection::read_head(&head);
        // Read to the end, or the connection can't be used again.
        let mut content = Vec::new();
        let read = body.as_reader().take(LONGEST_BODY + 1).read_to_end(&mut content);
        let whole = match read {
            Ok(_) if content.len() as u64 > LONGEST_BODY => {
                let message = format!("the answer is longer than {} MiB", LONGEST_BODY >> 20);
                let error = Error::new(WEBEXREC_E_BAD_RESPONSE, message);
                Err(TransportError { error, may_have_been_sent: true, is_permanent: false })
            }
            Ok(_) => Ok(content),
            Err(error) => Err(self.failure(error.into())),
        };
        let content = match whole {
            Ok(content) => content,
            Err(failure) if answer.status == 200 => return Err(failure),
            // The status is known all the same, and says more than the loss of its explanation.
            Err(_) => Vec::new(),
        };
        Ok(answer.with_body(content, |text| token.redact(text)))
    }

    /// What this library reads of the head of an answer.
    pub fn read_head(head: &Parts) -> Response {
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
        Response {
            status: head.status.as_u16(),
            tracking_id: header("trackingid").map(Into::into),
            retry_after_seconds: header("retry-after")
                .and_then(|value| retry_after::seconds(value, header("date"))),
            warning: header("warning").map(Into::into),
            next: next_link(&head.headers),
            ..Response::default()
        }
    }

    fn failure(&self, error: ureq::Error) -> TransportError {
        let host = self.settings.base_url.host();
        let mut is_permanent = false;
        let (code, message, sent) = match &error {
            ureq::Error::Other(other) if other.is::<NotConnected>() => {
                let NotConnected { stage, cause } = other.downcast_ref().expect("just checked");
                let (code, message) = self.explain_not_connected(*stage, cause);
                is_permanent = connect::is_final(cause);
                (code, message, false)
            }
            ureq::Error::Timeout(_) => {
                let seconds = text::seconds(self.settings.request_timeout);
                (
                    WEBEXREC_E_TIMEOUT,
                    format!("no answer from {host} within {seconds} seconds"),
                    self.has_sent(),
                )
            }
            ureq::Error::Io(cause) => {
                let message = format!(
                    "the connection to {host} broke before its answer was complete: {}",
                    shortened(cause)
                );
                // Nothing was sent when the line was shut down before there was a connection.
                (WEBEXREC_E_IO, message, self.has_sent())
            }
            ureq::Error::Protocol(_)
            | ureq::Error::LargeResponseHeader(..)
            | ureq::Error::BodyStalled => (
                WEBEXREC_E_BAD_RESPONSE,
                format!("{host} did not answer in proper HTTP: {error}"),
                true,
            ),
            ureq::Error::Http(_) | ureq::Error::BadUri(_) => {
                (WEBEXREC_E_INTERNAL, format!("the request could not be made: {error}"), false)
            }
            _ => (WEBEXREC_E_INTERNAL, format!("the exchange with {host} failed: {error}"), true),
        };
        TransportError { error: Error::new(code, message), may_have_been_sent: sent, is_permanent }
    }

    fn explain_not_connected(&self, stage: Stage, cause: &ureq::Error) -> (i32, String) {
        let host = self.settings.base_url.host();
        let seconds = text::seconds(self.settings.connect_timeout);
        let timed_out = matches!(cause, ureq::Error::Timeout(_));
        let cause = shortened(cause);
        match stage {
            Stage::Proxy => {
                let proxy = self.settings.proxy.as_ref();
                let name = proxy.map_or(String::new(), |p| format!("{}:{}", p.host(), p.port()));
                (
                    WEBEXREC_E_PROXY,
                    format!(
                        "no way to {host} through the proxy {name}: {cause}; check the proxy settings"
                    ),
                )
            }
            _ if timed_out => {
                (WEBEXREC_E_TIMEOUT, format!("no connection to {host} within {seconds} seconds"))
            }
            Stage::Resolve => (
                WEBEXREC_E_RESOLVE,
                format!(
                    "the name {host} could not be looked up: {cause}; check the network and DNS"
                ),
            ),
            Stage::Connect => (
                WEBEXREC_E_CONNECT,
                format!("no connection to {host}: {cause}; check the network and firewall"),
            ),
            Stage::Tls => (
                WEBEXREC_E_TLS,
                format!(
                    "no secure connection to {host}: {cause}; if a proxy or firewall inspects \
                     traffic, name its certificate in WEBEXREC_CA_FILE"
                ),
            ),
        }
    }
}

/// Without client certificates, all that ring has for private keys is left out of the library.
#[derive(Debug)]
struct NoClientCerts;

impl KeyProvider for NoClientCerts {
    fn load_private_key(
        &self,
        _: PrivateKeyDer<'static>,
    ) -> Result<Arc<dyn SigningKey>, rustls::Error> {
        Err(rustls::Error::General("client certificates are not supported".into()))
    }
}

fn shortened(cause: &impl Display) -> String {
    text::for_message(&cause.to_string(), LONGEST_CAUSE)
}

/// The target of `<...>; rel="next"` among the links, each in a header of its own or in one list.
fn next_link(headers: &HeaderMap) -> Option<String> {
    // What is not UTF-8 is replaced, so that a link with it is noticed and not taken for none.
    let values =
        headers.get_all(LINK).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    values.into_iter().find_map(|value| {
        links(&value).find(|(_, rels)| names_next(rels)).map(|(url, _)| url.to_owned())
    })
}

/// The (target, relations) pairs of a `Link` header. A target may contain commas and semicolons.
fn links(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.split('<').skip(1).filter_map(|link| {
        let (target, parameters) = link.split_once('>')?;
        let rels = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.trim().split_once('=')?;
            name.trim().eq_ignore_ascii_case("rel").then_some(value)
        })?;
        Some((target, rels.trim().trim_end_matches(',').trim().trim_matches('"')))
    })
}

fn names_next(rels: &str) -> bool {
    rels.split_whitespace().any(|rel| rel.eq_ignore_ascii_case("next"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Pool;
    use crate::input::settings::Options;
    use std::io::Write;
    use std::net::{TcpListener, TcpStream};
    use std::thread;
    use std::time::Duration;

    /// A service that accepts connections, as the system does for a listener, and stays silent; a
    /// line to it and a request.
    fn silent(scheme: &str) -> (TcpListener, Connection, Request) {
        let (listener, mut options, request) = listening(scheme);
        options.set_connect_timeout_ms(40).expect("in range");
        options.set_request_timeout_ms(40).expect("in range");
        (listener, line(&options), request)
    }

    fn listening(scheme: &str) -> (TcpListener, Options, Request) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let url = format!("{scheme}://127.0.0.1:{port}/v1");
        let mut options = Options::default();
        options.set_base_url(Some(&url)).expect("a URL");
        (listener, options, Request::post(url, b"{}".to_vec()))
    }

    fn line(options: &Options) -> Connection {
        let pool = Pool::new(options.settings(true).expect("settings")).expect("a pool");
        pool.take().expect("a line")
    }

    /// Reads a request in one piece, and gives its text.
    fn read(stream: &mut TcpStream) -> String {
        let mut piece = [0; 2000];
        let length = stream.read(&mut piece).expect("a request");
        String::from_utf8_lossy(&piece[..length]).into_owned()
    }

    fn token() -> Arc<Token> {
        Arc::new(Token::new("t0ken").expect("a token"))
    }

    fn fail(line: &Connection, request: &Request) -> TransportError {
        line.exchange(request, &token()).expect_err("no answer")
    }

    #[test]
    fn a_service_that_never_answers_times_out_and_may_have_acted() {
        let (_listener, line, request) = silent("http");
        let failure = fail(&line, &request);
        assert_eq!((failure.error.code, failure.may_have_been_sent), (WEBEXREC_E_TIMEOUT, true));
        assert_eq!(failure.error.message, "no answer from 127.0.0.1 within 0.04 seconds");
    }

    #[test]
    fn a_stalled_tls_handshake_times_out_and_certainly_sent_nothing() {
        let (_listener, line, request) = silent("https");
        let failure = fail(&line, &request);
        assert_eq!((failure.error.code, failure.may_have_been_sent), (WEBEXREC_E_TIMEOUT, false));
        assert_eq!(failure.error.message, "no connection to 127.0.0.1 within 0.04 seconds");
    }

    #[test]
    fn a_line_that_was_shut_down_sends_nothing_any_more() {
        let (listener, line, request) = silent("http");
        line.shut_down();
        let failure = fail(&line, &request);
        assert_eq!(
            (failure.error.code, failure.may_have_been_sent, line.has_sent()),
            (WEBEXREC_E_IO, false, false)
        );
        listener.set_nonblocking(true).expect("non-blocking");
        assert!(listener.accept().is_err(), "it connected");
    }

    #[test]
    fn a_request_that_is_not_to_wait_for_a_connection_needs_one_that_is_there() {
        let (listener, options, request) = listening("http");
        let line = line(&options);
        let soon = || Instant::now() + Duration::from_secs(20);
        let reply = line.exchange_if_connected(&request, &token(), soon()).expect("no failure");
        assert!(reply.is_none() && !line.has_sent());
        let service = thread::spawn(move || {
            let mut stream = listener.accept().expect("a connection").0;
            for _ in 0..2 {
                // Head and body come together.
                let request = read(&mut stream);
                assert!(request.contains("authorization: Bearer t0ken\r\n"), "{request}");
                assert!(request.ends_with("\r\n\r\n{}"), "{request}");
                stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").expect("open");
            }
            listener
        });
        assert_eq!(line.exchange(&request, &token()).expect("an answer").status, 204);
        let reply = line.exchange_if_connected(&request, &token(), soon()).expect("no failure");
        assert_eq!(reply.expect("it was connected").status, 204);
        // The service's side is closed now.
        let listener = service.join().expect("no panic");
        let reply = line.exchange_if_connected(&request, &token(), soon()).expect("no failure");
        assert!(reply.is_none() && !line.has_sent());
        listener.set_nonblocking(true).expect("non-blocking");
        assert!(listener.accept().is_err(), "it connected again");
    }

    #[test]
    fn an_answer_in_drips_ends_with_the_time_for_it() {
        let (listener, options, request) = listening("http");
        let service = thread::spawn(move || {
            let mut stream = listener.accept().expect("a connection").0;
            read(&mut stream);
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").expect("open");
            read(&mut stream);
            stream.write_all(b"HTTP/1.1 204 No Content\r\nx-long: ").expect("open");
            while stream.write_all(b"a").is_ok() {
                thread::sleep(Duration::from_millis(5));
            }
        });
        let line = line(&options);
        assert!(line.exchange(&request, &token()).is_ok());
        let (start, time) = (Instant::now(), Duration::from_millis(80));
        let failure =
            line.exchange_if_connected(&request, &token(), start + time).expect_err("no answer");
        assert_eq!((failure.error.code, failure.may_have_been_sent), (WEBEXREC_E_TIMEOUT, true));
        assert!((time..5 * time).contains(&start.elapsed()), "{:?}", start.elapsed());
        service.join().expect("no panic");
    }

    #[test]
    fn the_next_link_is_found_wherever_it_is() {
        let next = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(LINK, value.parse().expect("a header value"));
            }
            next_link(&headers)
        };
        for values in [
            &["<https://a/b,c;d>; rel=\"next\""][..],
            &["<x>; rel=\"prev\", <https://a/b,c;d>; title=\"t\"; rel=next"],
            &["<https://a/b,c;d>; rel=\"last next\""],
            &["<x>; rel=first", "<https://a/b,c;d>;rel = NEXT , <y>; rel=last"],
        ] {
            assert_eq!(next(values).as_deref(), Some("https://a/b,c;d"), "{values:?}");
        }
        for values in
            [&[][..], &["<x>; rel=\"prev\""], &["<x>"], &["x; rel=next"], &["<x; rel=next"]]
        {
            assert_eq!(next(values), None, "{values:?}");
        }
    }
}
