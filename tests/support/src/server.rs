//! HTTP servers for what the simulator doesn't do: responses of any bytes, and connections that a test
//! serves itself.

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// An address on which nothing listens: tcpmux, which no system has had for decades.
pub const REFUSED_ADDRESS: &str = "127.0.0.1:1";

/// A host name whose lookup fails without asking another machine: one label is longer than DNS allows.
pub const UNRESOLVABLE_HOST: &str =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.webex.com";

/// After this time without a byte a connection is over.
const IDLE: Duration = Duration::from_secs(30);

/// A server on loopback. Dropping it closes its port.
pub struct Server {
    address: SocketAddr,
    scheme: &'static str,
    connections: Arc<AtomicUsize>,
    requests: Requests,
    is_stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<Vec<JoinHandle<()>>>>,
}

/// The requests as they arrived, or as TLS decrypted them.
type Requests = Arc<Mutex<Vec<String>>>;

impl Server {
    /// Responds to each request with the bytes that `respond` returns. Closes the connection then, unless
    /// the response says `Connection: keep-alive`.
    pub fn http(respond: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let requests = Requests::default();
        let log = requests.clone();
        let mut server = Server::raw(move |stream, _| serve(stream, &respond, &log));
        server.requests = requests;
        server
    }

    /// The same over TLS.
    pub fn https(
        config: Arc<ServerConfig>,
        respond: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        let requests = Requests::default();
        let log = requests.clone();
        let mut server = Server::raw(move |stream, _| {
            let connection = ServerConnection::new(config.clone()).expect("a valid configuration");
            serve(StreamOwned::new(connection, stream), &respond, &log);
        });
        (server.requests, server.scheme) = (requests, "https");
        server
    }

    /// Passes each connection and its number (from 0) to `serve`, which runs on its own thread.
    /// Stopping the server wakes it with a connection that sends nothing.
    pub fn raw(serve: impl Fn(TcpStream, usize) + Send + Sync + 'static) -> Self {
        Server::on(TcpListener::bind("127.0.0.1:0").expect("a free port"), serve)
    }

    /// The same on a given address.
    pub fn on(
        listener: TcpListener,
        serve: impl Fn(TcpStream, usize) + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().expect("an address");
        let (connections, is_stopping) = (Arc::default(), Arc::default());
        let accepting = {
            let (connections, is_stopping) = (Arc::clone(&connections), Arc::clone(&is_stopping));
            thread::spawn(move || accept(&listener, &Arc::new(serve), &connections, &is_stopping))
        };
        Server {
            address,
            scheme: "http",
            connections,
            requests: Requests::default(),
            is_stopping,
            accepting: Some(accepting),
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn base_url(&self) -> String {
        base_url(self.scheme, self.address)
    }

    /// The requests so far. Only `http` and `https` read requests.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The number of connections so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Closes the port, and waits until all connections are served.
    pub fn finish(mut self) {
        for connection in self.stop().expect("no panic of the server") {
            connection.join().expect("no panic of the server");
        }
    }

    fn stop(&mut self) -> thread::Result<Vec<JoinHandle<()>>> {
        let Some(accepting) = self.accepting.take() else { return Ok(Vec::new()) };
        self.is_stopping.store(true, Ordering::SeqCst);
        // Wakes the accepting thread.
        drop(TcpStream::connect(self.address));
        accepting.join()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stopped = self.stop();
        assert!(stopped.is_ok() || thread::panicking(), "a panic of the server");
    }
}

/// The URL of a service: by address for http, by the name in certificates for https.
pub fn base_url(scheme: &str, address: SocketAddr) -> String {
    match scheme {
        "https" => format!("https://localhost:{}/v1", address.port()),
        _ => format!("{scheme}://{address}/v1"),
    }
}

/// A service that accepts connections, as the operating system does for a listener, and never responds.
pub struct SilentServer(TcpListener);

impl SilentServer {
    pub fn new() -> Self {
        SilentServer(TcpListener::bind("127.0.0.1:0").expect("a free port"))
    }

    pub fn address(&self) -> SocketAddr {
        self.0.local_addr().expect("an address")
    }

    pub fn base_url(&self, scheme: &str) -> String {
        format!("{scheme}://{}/v1", self.address())
    }

    /// Whether a client has connected.
    pub fn has_connection(&self) -> bool {
        self.0.set_nonblocking(true).expect("an open socket");
        self.0.accept().is_ok()
    }
}

/// Also accepts the connections that were already there when the server is stopped: they may have brought
/// a request.
fn accept<S: Fn(TcpStream, usize) + Send + Sync + 'static>(
    listener: &TcpListener,
    serve: &Arc<S>,
    connections: &AtomicUsize,
    is_stopping: &AtomicBool,
) -> Vec<JoinHandle<()>> {
    let mut threads = Vec::new();
    while let Ok((stream, _)) = listener.accept() {
        listener.set_nonblocking(is_stopping.load(Ordering::SeqCst)).expect("an open socket");
        stream.set_nodelay(true).expect("an open socket");
        stream.set_read_timeout(Some(IDLE)).expect("an open socket");
        let (serve, number) = (serve.clone(), connections.fetch_add(1, Ordering::SeqCst));
        threads.push(thread::spawn(move || serve(stream, number)));
    }
    threads
}

/// Serves a connection until the client closes it, or a response does.
fn serve(
    mut stream: impl Read + Write,
    respond: &impl Fn(&str) -> Vec<u8>,
    log: &Mutex<Vec<String>>,
) {
    while let Some(request) = read_request(&mut stream) {
        let response = respond(&request);
        log.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        // The client may have closed the connection.
        let _ = stream.write_all(&response).and_then(|()| stream.flush());
        if !String::from_utf8_lossy(&response).contains("\r\nConnection: keep-alive\r\n") {
            return;
        }
    }
}

/// The head and the body of a request; `None` if the connection ends before.
fn read_request(stream: &mut impl Read) -> Option<String> {
    let mut request = read_head(stream)?;
    let head = request.to_lowercase();
    let length = head.split("\r\ncontent-length: ").nth(1).and_then(|rest| rest.split('\r').next());
    let mut body = vec![0; length.map_or(0, |length| length.parse().expect("a length"))];
    stream.read_exact(&mut body).ok()?;
    request.push_str(std::str::from_utf8(&body).expect("UTF-8"));
    Some(request)
}

/// The first line and the headers of a message, with the empty line at their end; `None` if the connection ends
/// before.
pub fn read_head(stream: &mut impl Read) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    Some(String::from_utf8(head).expect("UTF-8"))
}

/// A response after which the connection is closed.
pub fn response(status: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    message(status, headers, body, "close")
}

/// A response after which the connection is kept.
pub fn keep_alive_response(status: &str, body: &str) -> Vec<u8> {
    message(status, &[], body, "keep-alive")
}

/// A response that every function accepts as a success.
pub fn success(request: &str) -> Vec<u8> {
    match request.starts_with("POST ") {
        true => keep_alive_response("204 No Content", ""),
        false => keep_alive_response("200 OK", r#"{"items":[],"sites":[]}"#),
    }
}

fn message(status: &str, headers: &[(&str, &str)], body: &str, connection: &str) -> Vec<u8> {
    let headers: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = match status.starts_with("204") {
        true => String::new(),
        false => format!("Content-Length: {}\r\n", body.len()),
    };
    format!("HTTP/1.1 {status}\r\n{length}{headers}Connection: {connection}\r\n\r\n{body}")
        .into_bytes()
}
