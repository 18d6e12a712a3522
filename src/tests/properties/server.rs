//! A server on this machine that sends the same bytes in response to every request, and closes the
//! connection.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Connections served at the same time.
const THREADS: usize = 4;

pub(super) struct Server {
    pub base_url: String,
    response: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    /// It serves until the process ends.
    pub fn start() -> Self {
        let listener = Arc::new(TcpListener::bind("127.0.0.1:0").expect("a free port"));
        let base_url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        let response = Arc::default();
        for _ in 0..THREADS {
            let (listener, response) = (listener.clone(), Arc::clone(&response));
            thread::spawn(move || {
                while let Ok((stream, _)) = listener.accept() {
                    // A client that hangs up early does not want the response.
                    let _ = serve(stream, &response);
                }
            });
        }
        Server { base_url, response }
    }

    /// Sets the response to every further request.
    pub fn respond_with(&self, bytes: Vec<u8>) {
        *self.response.lock().unwrap_or_else(PoisonError::into_inner) = bytes;
    }
}

fn serve(mut stream: TcpStream, response: &Mutex<Vec<u8>>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !is_complete(&request) {
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        request.extend_from_slice(&buffer[..read]);
    }
    let response = response.lock().unwrap_or_else(PoisonError::into_inner).clone();
    stream.write_all(&response)?;
    stream.shutdown(Shutdown::Write)
}

/// Whether a request has all of its headers, and of the body that they announce.
fn is_complete(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    request.len() >= end + 4 + length.unwrap_or(0)
}
