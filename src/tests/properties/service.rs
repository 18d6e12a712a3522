//! A service on this machine that answers every request with the same bytes, and hangs up.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Connections served at the same time.
const THREADS: usize = 4;

pub(super) struct Service {
    pub base_url: String,
    answer: Arc<Mutex<Vec<u8>>>,
}

impl Service {
    /// It serves as long as the process lives.
    pub fn start() -> Self {
        let listener = Arc::new(TcpListener::bind("127.0.0.1:0").expect("a free port"));
        let base_url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        let answer = Arc::default();
        for _ in 0..THREADS {
            let (listener, answer) = (listener.clone(), Arc::clone(&answer));
            thread::spawn(move || {
                while let Ok((stream, _)) = listener.accept() {
                    // Who hangs up early does not want the answer.
                    let _ = serve(stream, &answer);
                }
            });
        }
        Service { base_url, answer }
    }

    /// What every request is answered with from now on.
    pub fn answer_with(&self, bytes: Vec<u8>) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = bytes;
    }
}

fn serve(mut stream: TcpStream, answer: &Mutex<Vec<u8>>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !is_whole(&request) {
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        request.extend_from_slice(&buffer[..read]);
    }
    let answer = answer.lock().unwrap_or_else(PoisonError::into_inner).clone();
    stream.write_all(&answer)?;
    stream.shutdown(Shutdown::Write)
}

/// Whether it has come to the end of its headers and of the body that they announce.
fn is_whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    request.len() >= end + 4 + length.unwrap_or(0)
}
