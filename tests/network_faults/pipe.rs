//! Carries the bytes of one connection in small pieces, whatever they mean, until it breaks.

use crate::proxy;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Bytes of a piece.
const PIECE: usize = 64;
/// After so many pieces no TLS handshake is over: the server's certificate alone has more.
pub const WITHIN_A_HANDSHAKE: usize = 12;

/// How a connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    Close,
    Stall,
}

/// Carries until `is_over` says so, which is asked before each piece. Returns when the client has hung up
/// and the service has done what arrived.
pub fn carry(
    client: &TcpStream,
    service: SocketAddr,
    how: Break,
    is_over: impl Fn() -> bool + Sync,
) {
    let upstream = TcpStream::connect(service).expect("the simulator");
    upstream.set_nodelay(true).expect("an open socket");
    let broken = AtomicBool::new(false);
    let carry_on = |mut from: &TcpStream, mut to: &TcpStream| {
        let mut piece = [0; PIECE];
        while let Ok(length @ 1..) = from.read(&mut piece) {
            if !broken.load(Ordering::SeqCst) && is_over() {
                broken.store(true, Ordering::SeqCst);
                if how == Break::Close {
                    proxy::end(client);
                }
            }
            if !broken.load(Ordering::SeqCst) && to.write_all(&piece[..length]).is_err() {
                broken.store(true, Ordering::SeqCst);
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            carry_on(&upstream, client);
            if how == Break::Close {
                proxy::end(client);
            }
        });
        carry_on(client, &upstream);
        // The service answers what it has got, and ends.
        let _ = upstream.shutdown(Shutdown::Write);
    });
}
