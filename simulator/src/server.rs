//! The HTTP server, which runs on its own thread, and the handle to it.

use crate::access::{Role, Tokens};
use crate::control;
use crate::log::LoggedRequest;
use crate::recording::Recording;
use crate::request::{Request, SERVICE_PREFIX};
use crate::script::Script;
use crate::settings::{Behaviour, Settings};
use crate::state::{Shared, State};
use crate::tls::{CaFile, Tls};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::HOST;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

/// A running simulator. Dropping it stops the server and closes its connections.
pub struct Simulator {
    shared: Shared,
    initial_tokens: Tokens,
    origin: String,
    base_url: String,
    ca_file: Option<CaFile>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts a server. It accepts connections as soon as this returns.
    pub fn start(settings: Settings) -> io::Result<Self> {
        settings
            .behaviour
            .check()
            .map_err(|problem| io::Error::new(io::ErrorKind::InvalidInput, problem))?;
        let (acceptor, ca_file) = match settings.tls.then(Tls::new).transpose()? {
            Some(tls) => (Some(tls.acceptor), Some(tls.ca_file)),
            None => (None, None),
        };
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let origin = if settings.tls {
            format!("https://localhost:{port}")
        } else {
            format!("http://127.0.0.1:{port}")
        };
        let state = State::new(&settings, port, Instant::now());
        let initial_tokens = state.tokens.clone();
        let shared = Shared::new(state);
        let server = Server { shared: shared.clone(), origin: origin.clone(), acceptor };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _context = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel();
        let thread =
            std::thread::Builder::new().name("webexrec-simulator".into()).spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = server.listen(listener) => {}
                        _ = stopped => {}
                    }
                });
            })?;
        let base_url = format!("{origin}{SERVICE_PREFIX}");
        Ok(Self {
            shared,
            initial_tokens,
            origin,
            base_url,
            ca_file,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The base URL of the simulated service.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Scheme, host and port, without a path: the URL of the control interface (`/simulator/...`).
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The file of the CA certificate (PEM) that clients must trust; `None` without TLS.
    pub fn ca_file(&self) -> Option<&Path> {
        self.ca_file.as_ref().map(CaFile::path)
    }

    /// The role's initial access token. Once it is renewed, it is refused.
    pub fn token(&self, role: Role) -> &str {
        self.initial_tokens.of(role)
    }

    /// Issues a new access token to the role. The old one is refused from now on.
    pub fn replace_token(&self, role: Role) -> String {
        self.shared.lock().replace_token(role)
    }

    /// Changes the behaviour from the next request on. Panics if the result is not valid.
    #[track_caller]
    pub fn change(&self, change: impl FnOnce(&mut Behaviour)) {
        self.shared.lock().change(change);
    }

    /// Appends an entry to the script. Panics if it is not valid.
    #[track_caller]
    pub fn script(&self, script: Script) {
        self.shared.lock().script(script);
    }

    /// The requests to the service since the start, or since the log was cleared, in order of arrival.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.shared.lock().log.requests().to_vec()
    }

    /// Clears the log of requests.
    pub fn clear_requests(&self) {
        self.shared.lock().log.clear();
    }

    /// All recordings in their actual state, newest first.
    pub fn recordings(&self) -> Vec<Recording> {
        self.shared.lock().catalog.recordings.clone()
    }

    /// Restores the initial recordings, behaviour and tokens, and clears the script and the log.
    pub fn reset(&self) {
        self.shared.lock().reset();
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // The runtime ends with its thread, and the connections with the runtime.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[derive(Clone)]
struct Server {
    shared: Shared,
    origin: String,
    acceptor: Option<TlsAcceptor>,
}

impl Server {
    async fn listen(self, listener: TcpListener) {
        for connection in 1.. {
            match listener.accept().await {
                Ok((stream, _)) => drop(tokio::spawn(self.clone().connection(stream, connection))),
                // Most likely too many open files: wait for other connections to be closed.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }

    /// Ignores errors of the connection: its client sees them too.
    async fn connection(self, stream: TcpStream, connection: u64) {
        let _ = stream.set_nodelay(true);
        match self.acceptor.clone() {
            None => self.serve(stream, connection).await,
            Some(acceptor) => {
                if let Ok(stream) = acceptor.accept(stream).await {
                    self.serve(stream, connection).await;
                }
            }
        }
    }

    async fn serve(self, stream: impl AsyncRead + AsyncWrite + Unpin, connection: u64) {
        let service = service_fn(|request| self.respond(request, connection));
        let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
    }

    /// An error closes the connection without a response.
    async fn respond(
        &self,
        request: hyper::Request<Incoming>,
        connection: u64,
    ) -> Result<hyper::Response<Full<Bytes>>, io::Error> {
        let request = self.read(request, connection).await.map_err(io::Error::other)?;
        if request.path.starts_with(control::PREFIX) {
            return Ok(control::respond(&mut self.shared.lock(), &request).into());
        }
        let reaction = self.shared.lock().react(&request, Instant::now());
        if !reaction.delay.is_zero() {
            tokio::time::sleep(reaction.delay).await;
        }
        let response = reaction.response.ok_or_else(|| io::Error::other("dropped on purpose"))?;
        self.shared.lock().log.set_status(&reaction.entry, response.status());
        Ok(response.into())
    }

    async fn read(
        &self,
        request: hyper::Request<Incoming>,
        connection: u64,
    ) -> hyper::Result<Request> {
        let (parts, body) = request.into_parts();
        // Links use the client's own name for the server: 127.0.0.1 or localhost.
        let scheme = self.origin.split("://").next().unwrap_or_default();
        let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        Ok(Request {
            method: parts.method,
            path: parts.uri.path().into(),
            query: parts.uri.query().map(Into::into),
            origin: host.map_or_else(|| self.origin.clone(), |host| format!("{scheme}://{host}")),
            headers: parts.headers,
            body: body.collect().await?.to_bytes(),
            connection,
        })
    }
}
