//! The HTTP server on a thread of its own, and the handle to it.

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
    tokens_at_start: Tokens,
    origin: String,
    base_url: String,
    ca_file: Option<CaFile>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts a server; it answers as soon as this returns.
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
        let tokens_at_start = state.tokens.clone();
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
            tokens_at_start,
            origin,
            base_url,
            ca_file,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// What clients take for the address of the service.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Scheme, host and port, where the control requests (`/simulator/...`) go.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The certificate (PEM) that clients must trust, when the simulator speaks https.
    pub fn ca_file(&self) -> Option<&Path> {
        self.ca_file.as_ref().map(CaFile::path)
    }

    /// The access token that the role had at the start, which is refused once it is renewed.
    pub fn token(&self, role: Role) -> &str {
        self.tokens_at_start.of(role)
    }

    /// Gives the role a new access token and returns it. The old one is refused from now on.
    pub fn renew_token(&self, role: Role) -> String {
        self.shared.lock().renew_token(role)
    }

    /// Changes the behaviour from the next request on. Panics if the result is not one that can be
    /// played.
    #[track_caller]
    pub fn change(&self, change: impl FnOnce(&mut Behaviour)) {
        self.shared.lock().change(change);
    }

    /// Adds scripted answers behind those not yet given. Panics if they can't be given.
    #[track_caller]
    pub fn script(&self, script: Script) {
        self.shared.lock().script(script);
    }

    /// The requests to the service since the start or the last clearing, in the order of their
    /// arrival.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.shared.lock().log.requests().to_vec()
    }

    /// Forgets the requests received so far.
    pub fn clear_requests(&self) {
        self.shared.lock().log.clear();
    }

    /// All recordings as they truly are, newest first.
    pub fn recordings(&self) -> Vec<Recording> {
        self.shared.lock().world.recordings.clone()
    }

    /// Brings back the recordings, the behaviour and the tokens of the start, and empties script
    /// and log.
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
                // Out of files, most likely: others need a moment to close theirs.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }

    /// Errors of a connection concern its client alone, who sees them.
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

    /// An error makes the server close the connection without an answer.
    async fn respond(
        &self,
        request: hyper::Request<Incoming>,
        connection: u64,
    ) -> Result<hyper::Response<Full<Bytes>>, io::Error> {
        let request = self.read(request, connection).await.map_err(io::Error::other)?;
        if request.path.starts_with(control::PREFIX) {
            return Ok(control::answer(&mut self.shared.lock(), &request).into());
        }
        let reaction = self.shared.lock().react(&request, Instant::now());
        if !reaction.delay.is_zero() {
            tokio::time::sleep(reaction.delay).await;
        }
        let answer = reaction.answer.ok_or_else(|| io::Error::other("dropped on purpose"))?;
        self.shared.lock().log.answered(&reaction.entry, answer.status());
        Ok(answer.into())
    }

    async fn read(
        &self,
        request: hyper::Request<Incoming>,
        connection: u64,
    ) -> hyper::Result<Request> {
        let (parts, body) = request.into_parts();
        // Links lead back to where the client came from, be it 127.0.0.1 or localhost.
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
