//! Relays the bytes of a connection in small pieces, without interpreting them, until it is interrupted.

use crate::proxy;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Bytes in a piece.
const PIECE: usize = 64;
/// No TLS handshake is complete after this number of pieces: the server's certificate alone has more.
pub const WITHIN_A_HANDSHAKE: usize = 12;

/// How a connection is interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interruption {
    Close,
    Stall,
}

/// Relays until `is_over`, which is called before each piece, returns true. Returns when the client has closed
/// the connection and the service has handled what arrived.
pub fn relay(
    client: &TcpStream,
    service: SocketAddr,
    how: Interruption,
    is_over: impl Fn() -> bool + Sync,
) {
    let upstream = TcpStream::connect(service).expect("the simulator");
    upstream.set_nodelay(true).expect("an open socket");
    let is_interrupted = AtomicBool::new(false);
    let relay_from = |mut from: &TcpStream, mut to: &TcpStream| {
        let mut piece = [0; PIECE];
        while let Ok(length @ 1..) = from.read(&mut piece) {
            if !is_interrupted.load(Ordering::SeqCst) && is_over() {
                is_interrupted.store(true, Ordering::SeqCst);
                if how == Interruption::Close {
                    proxy::close(client);
                }
            }
            if !is_interrupted.load(Ordering::SeqCst) && to.write_all(&piece[..length]).is_err() {
                is_interrupted.store(true, Ordering::SeqCst);
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            relay_from(&upstream, client);
            if how == Interruption::Close {
                proxy::close(client);
            }
        });
        relay_from(client, &upstream);
        // The service responds to what has arrived, and closes the connection.
        let _ = upstream.shutdown(Shutdown::Write);
    });
}
