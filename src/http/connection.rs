//! One connection to the service: sends a request and reads its response. Decides nothing about what
//! the response means.

use super::auth::AuthConnector;
use super::errors::{Stage, TagStage, TransportError};
use super::exchange::{DeadlineConnector, Exchange, ExchangeState};
use super::resolve::{DeferredResolver, ResolvingConnector};
use super::response::Response;
use super::roots::Certificates;
use crate::codes::WEBEXREC_E_BAD_RESPONSE;
use crate::error::Error;
use crate::input::settings::Settings;
use crate::input::token::Token;
use rustls::crypto::{CryptoProvider, KeyProvider};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::SigningKey;
use std::io::Read;
use std::sync::Arc;
use std::time::Instant;
use ureq::config::Config;
use ureq::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use ureq::http::{Method, Request as HttpRequest};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::transport::{
    ConnectProxyConnector, Connector, RustlsConnector, SocksConnector, TcpConnector,
};
use ureq::{Agent, AsSendBody, Body};

/// A page of 100 recordings has some 200 KiB.
const MAX_BODY_BYTES: u64 = 16 << 20;

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

/// Opened with the first request and kept open. Serves one request at a time; any thread may shut it
/// down.
pub(crate) struct Connection {
    agent: Agent,
    settings: Arc<Settings>,
    state: Arc<ExchangeState>,
}

impl Connection {
    pub(super) fn new(settings: &Arc<Settings>, trusted: Arc<Certificates>) -> Self {
        let state = Arc::new(ExchangeState::default());
        let connector = ResolvingConnector::new(connector(&state), state.clone());
        let agent = Agent::with_parts(config(settings, trusted), connector, DeferredResolver);
        Connection { agent, settings: settings.clone(), state }
    }

    /// Ends the exchange in flight, and every later one. A name lookup or an attempt to connect ends by
    /// itself, and then sends nothing.
    pub fn shut_down(&self) {
        self.agent.clone().shutdown();
    }

    /// Whether anything of the request in flight, or of the last one, was written.
    pub fn has_sent(&self) -> bool {
        self.state.has_sent()
    }

    pub fn exchange(
        &self,
        request: &Request,
        token: &Arc<Token>,
    ) -> Result<Response, TransportError> {
        self.exchange_until(request, token, None)
    }

    /// An exchange that ends at the deadline even if nobody shuts the connection down. `None`: it would
    /// have needed a new connection, and was not begun.
    pub fn exchange_if_connected(
        &self,
        request: &Request,
        token: &Arc<Token>,
        deadline: Instant,
    ) -> Result<Option<Response>, TransportError> {
        let result = self.exchange_until(request, token, Some(deadline));
        if self.state.has_declined() { Ok(None) } else { result.map(Some) }
    }

    fn exchange_until(
        &self,
        request: &Request,
        token: &Arc<Token>,
        deadline: Option<Instant>,
    ) -> Result<Response, TransportError> {
        let body_length = request.body.as_ref().map_or(0, Vec::len);
        self.state.begin(Exchange { token: token.clone(), body_length, deadline });
        let mut builder = HttpRequest::builder()
            .method(request.method.clone())
            .uri(&request.url)
            .header(AUTHORIZATION, token.placeholder())
            .header(ACCEPT, "application/json");
        if let Some(site_url) = &request.site_url {
            builder = builder.header("siteUrl", site_url);
        }
        let result = match &request.body {
            Some(json) => {
                let builder = builder.header(CONTENT_TYPE, "application/json");
                self.run(builder.body(json.as_slice()), token)
            }
            None => self.run(builder.body(()), token),
        };
        self.state.end();
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
            .map_err(|error| self.explain(&error))?;
        let (head, body) = response.into_parts();
        let response = Response::read_head(&head);
        let body = match self.read_body(body) {
            Ok(body) => body,
            Err(error) if response.status == 200 => return Err(error),
            // The status is known, and says more than that its explanation was lost.
            Err(_) => Vec::new(),
        };
        Ok(response.with_body(body, |text| token.redact(text)))
    }

    /// Reads a body to its end, or the connection could not be used again.
    fn read_body(&self, mut body: Body) -> Result<Vec<u8>, TransportError> {
        let mut bytes = Vec::new();
        let mut reader = body.as_reader().take(MAX_BODY_BYTES + 1);
        reader.read_to_end(&mut bytes).map_err(|error| self.explain(&error.into()))?;
        if bytes.len() as u64 > MAX_BODY_BYTES {
            let message = format!("the response is longer than {} MiB", MAX_BODY_BYTES >> 20);
            let error = Error::new(WEBEXREC_E_BAD_RESPONSE, message);
            return Err(TransportError { error, may_have_been_sent: true, is_permanent: false });
        }
        Ok(bytes)
    }

    fn explain(&self, error: &ureq::Error) -> TransportError {
        TransportError::explain(error, &self.settings, self.has_sent())
    }
}

/// In ureq's own order: a proxy if there is one, otherwise TCP; then TLS.
fn connector(state: &Arc<ExchangeState>) -> impl Connector {
    ().chain(TagStage(Stage::Proxy, SocksConnector::default()))
        .chain(TagStage(Stage::Proxy, ConnectProxyConnector::default()))
        .chain(TagStage(Stage::Connect, TcpConnector::default()))
        .chain(DeadlineConnector(state.clone()))
        .chain(TagStage(Stage::Tls, RustlsConnector::default()))
        .chain(AuthConnector(state.clone()))
}

fn config(settings: &Settings, trusted: Arc<Certificates>) -> Config {
    let timeout = Some(settings.request_timeout);
    // Only timeouts for single steps: one for the whole call would start a thread for each request.
    Agent::config_builder()
        .tls_config(tls_config(trusted))
        .proxy(settings.proxy.clone())
        // By default a redirected POST becomes a GET, whose 200 would look like success.
        .max_redirects(0)
        // Otherwise the headers and body of an error would be lost.
        .http_status_as_error(false)
        .user_agent(settings.user_agent.as_str())
        .max_idle_connections(1)
        .max_idle_connections_per_host(1)
        .timeout_connect(Some(settings.connect_timeout))
        .timeout_send_request(timeout)
        .timeout_send_body(timeout)
        .timeout_recv_response(timeout)
        .timeout_recv_body(timeout)
        .build()
}

fn tls_config(trusted: Arc<Certificates>) -> TlsConfig {
    let crypto =
        CryptoProvider { key_provider: &NoClientCerts, ..rustls::crypto::ring::default_provider() };
    TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(crypto))
        .root_certs(RootCerts::Specific(trusted))
        .build()
}

/// Without client certificates, ring's code for private keys is left out of the library.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::*;
    use crate::http::Pool;
    use crate::input::settings::Options;
    use std::io::Write;
    use std::net::{TcpListener, TcpStream};
    use std::thread::{self, JoinHandle};
    use std::time::Duration;

    const NO_CONTENT: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

    /// A service to which one can connect, as to any listener. It responds to nothing by itself.
    struct Service {
        listener: TcpListener,
        options: Options,
        request: Request,
    }

    impl Service {
        fn start(scheme: &str) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let port = listener.local_addr().expect("an address").port();
            let url = format!("{scheme}://127.0.0.1:{port}/v1");
            let mut options = Options::default();
            options.set_base_url(Some(&url)).expect("a URL");
            Service { listener, options, request: Request::post(url, b"{}".to_vec()) }
        }

        fn connection(&self) -> Connection {
            let settings = self.options.settings(true).expect("settings");
            Pool::new(settings).expect("a pool").take().expect("a connection")
        }

        /// Accepts one connection and hands it to `serve`, in a thread.
        fn serve(&self, serve: impl FnOnce(TcpStream) + Send + 'static) -> JoinHandle<()> {
            let listener = self.listener.try_clone().expect("a listener");
            thread::spawn(move || serve(listener.accept().expect("a connection").0))
        }

        fn failure(&self, connection: &Connection) -> TransportError {
            connection.exchange(&self.request, &token()).expect_err("no response")
        }

        fn assert_no_connection(&self) {
            self.listener.set_nonblocking(true).expect("non-blocking");
            assert!(self.listener.accept().is_err(), "it connected");
        }
    }

    /// Reads a request that comes in one piece.
    fn read(stream: &mut TcpStream) -> String {
        let mut piece = [0; 2000];
        let length = stream.read(&mut piece).expect("a request");
        String::from_utf8_lossy(&piece[..length]).into_owned()
    }

    fn token() -> Arc<Token> {
        Arc::new(Token::new("t0ken").expect("a token"))
    }

    #[test]
    fn a_service_that_never_responds_times_out_and_may_have_acted() {
        let mut service = Service::start("http");
        service.options.set_request_timeout_ms(40).expect("in range");
        let failure = service.failure(&service.connection());
        assert_eq!((failure.error.code, failure.may_have_been_sent), (WEBEXREC_E_TIMEOUT, true));
        assert_eq!(failure.error.message, "no response from 127.0.0.1 within 0.04 seconds");
    }

    #[test]
    fn a_stalled_tls_handshake_times_out_and_certainly_sent_nothing() {
        let mut service = Service::start("https");
        service.options.set_connect_timeout_ms(40).expect("in range");
        let failure = service.failure(&service.connection());
        assert_eq!((failure.error.code, failure.may_have_been_sent), (WEBEXREC_E_TIMEOUT, false));
        assert_eq!(failure.error.message, "no connection to 127.0.0.1 within 0.04 seconds");
    }

    #[test]
    fn a_connection_that_was_shut_down_sends_nothing_any_more() {
        let service = Service::start("http");
        let connection = service.connection();
        connection.shut_down();
        let failure = service.failure(&connection);
        assert_eq!((failure.error.code, failure.may_have_been_sent), (WEBEXREC_E_IO, false));
        assert!(!connection.has_sent());
        service.assert_no_connection();
    }

    #[test]
    fn a_request_with_a_deadline_is_sent_only_on_an_open_connection() {
        let service = Service::start("http");
        let connection = service.connection();
        let status = || {
            let deadline = Instant::now() + Duration::from_secs(20);
            let response = connection.exchange_if_connected(&service.request, &token(), deadline);
            response.expect("no failure").map(|response| response.status)
        };
        assert_eq!((status(), connection.has_sent()), (None, false));
        let serving = service.serve(|mut stream| {
            for _ in 0..2 {
                let request = read(&mut stream);
                assert!(request.contains("authorization: Bearer t0ken\r\n"), "{request}");
                assert!(request.ends_with("\r\n\r\n{}"), "head and body come together: {request}");
                stream.write_all(NO_CONTENT).expect("open");
            }
        });
        assert!(connection.exchange(&service.request, &token()).is_ok());
        assert_eq!((status(), connection.has_sent()), (Some(204), true));
        // Afterwards the service's side is closed.
        serving.join().expect("no panic");
        assert_eq!((status(), connection.has_sent()), (None, false));
        service.assert_no_connection();
    }

    #[test]
    fn a_response_that_trickles_in_ends_at_the_deadline() {
        let service = Service::start("http");
        let serving = service.serve(|mut stream| {
            read(&mut stream);
            stream.write_all(NO_CONTENT).expect("open");
            read(&mut stream);
            let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n";
            stream.set_nodelay(true).expect("an option");
            stream.write_all(head).expect("open");
            while stream.write_all(b"a").is_ok() {}
        });
        let connection = service.connection();
        assert!(connection.exchange(&service.request, &token()).is_ok());
        let deadline = Instant::now() + Duration::from_millis(80);
        let failure = connection
            .exchange_if_connected(&service.request, &token(), deadline)
            .expect_err("no response");
        assert_eq!((failure.error.code, failure.may_have_been_sent), (WEBEXREC_E_TIMEOUT, true));
        assert!(deadline <= Instant::now());
        serving.join().expect("no panic");
    }
}
