//! A server on this machine that answers as it is told, over plain TCP or TLS, and keeps every byte that
//! reached it.

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Gets a whole request; what it gives is written as it is.
type Answer = dyn Fn(&str) -> Vec<u8> + Send + Sync;

pub struct Server {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    answer: Box<Answer>,
    tls: Option<Arc<ServerConfig>>,
    requests: Mutex<Vec<String>>,
    connections: AtomicUsize,
    is_over: AtomicBool,
}

impl Server {
    pub fn plain(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Server::start(None, answer)
    }

    pub fn tls(
        config: Arc<ServerConfig>,
        answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        Server::start(Some(config), answer)
    }

    fn start(
        tls: Option<Arc<ServerConfig>>,
        answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            answer: Box::new(answer),
            tls,
            requests: Mutex::default(),
            connections: AtomicUsize::new(0),
            is_over: AtomicBool::new(false),
        });
        let of_thread = shared.clone();
        let thread = thread::spawn(move || accept(&listener, &of_thread));
        Server { address, shared, thread: Some(thread) }
    }

    /// By the name that certificates are made for, if it has one.
    pub fn base_url(&self) -> String {
        match self.shared.tls {
            Some(_) => format!("https://localhost:{}/v1", self.address.port()),
            None => format!("http://{}/v1", self.address),
        }
    }

    /// What arrived, each as it was on the wire (or within TLS).
    pub fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().expect("no panic before").clone()
    }

    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        // Wakes the one that accepts.
        drop(TcpStream::connect(self.address));
        let ended = self.thread.take().expect("a thread").join();
        assert!(ended.is_ok() || thread::panicking(), "a fault of the server");
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept() {
        if shared.is_over.load(Ordering::SeqCst) {
            return;
        }
        shared.connections.fetch_add(1, Ordering::SeqCst);
        // Nobody is left who could send anything after that.
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("an open socket");
        let shared = shared.clone();
        thread::spawn(move || match shared.tls.clone() {
            Some(config) => {
                let connection = ServerConnection::new(config).expect("a usable configuration");
                serve(StreamOwned::new(connection, stream), &shared);
            }
            None => serve(stream, &shared),
        });
    }
}

/// Until the client or the answer closes the connection.
fn serve(mut stream: impl Read + Write, shared: &Shared) {
    while let Some(request) = read_request(&mut stream) {
        let answer = (shared.answer)(&request);
        shared.requests.lock().expect("no panic before").push(request);
        // The client may have hung up.
        let _ = stream.write_all(&answer).and_then(|()| stream.flush());
        if !String::from_utf8_lossy(&answer).contains("\r\nConnection: keep-alive\r\n") {
            return;
        }
    }
}

/// Head and body, or what came instead.
fn read_request(stream: &mut impl Read) -> Option<String> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => request.push(byte[0]),
            _ if request.is_empty() => return None,
            _ => break,
        }
    }
    let head = String::from_utf8_lossy(&request).to_lowercase();
    let length = head.split("\r\ncontent-length: ").nth(1).and_then(|rest| rest.split('\r').next());
    let mut body = vec![0; length.map_or(0, |length| length.parse().expect("a length"))];
    stream.read_exact(&mut body).ok()?;
    request.extend(body);
    Some(String::from_utf8(request).expect("a request is UTF-8"))
}

/// An answer after which the connection is closed.
pub fn answer(status: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    message(status, headers, body, "close")
}

/// One after which it is kept.
pub fn kept(status: &str, body: &str) -> Vec<u8> {
    message(status, &[], body, "keep-alive")
}

fn message(status: &str, headers: &[(&str, &str)], body: &str, connection: &str) -> Vec<u8> {
    let headers: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = if status.starts_with("204") {
        String::new()
    } else {
        format!("Content-Length: {}\r\n", body.len())
    };
    format!("HTTP/1.1 {status}\r\n{length}{headers}Connection: {connection}\r\n\r\n{body}")
        .into_bytes()
}

/// An answer that any function takes for a success.
pub fn success(request: &str) -> Vec<u8> {
    if request.starts_with("POST ") {
        return kept("204 No Content", "");
    }
    kept("200 OK", r#"{"items":[],"sites":[]}"#)
}
