//! A proxy on a loopback address of its own. It passes each connection to a handler, and its log records what
//! the handlers and the caller's callbacks saw.

use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use webexrec_test_support::{Server, base_url};

/// A client that sends nothing for this long has left its connection open by mistake.
pub const MAX_SILENCE: Duration = Duration::from_secs(90);

/// After this time without progress in writing the client has closed its connection, although the operating
/// system may keep it for another minute.
const WRITE_TIMEOUT: Duration = Duration::from_secs(2);

/// Serves a connection, which has a number.
type Serve = dyn Fn(TcpStream, usize) + Send + Sync;

pub struct Proxy {
    address: SocketAddr,
    scheme: &'static str,
    serve: Arc<Serve>,
    server: Mutex<Option<Server>>,
}

impl Proxy {
    /// Listens on an address of its own.
    pub fn open(serve: impl Fn(TcpStream, usize) + Send + Sync + 'static) -> Self {
        let proxy = Proxy::closed(serve);
        proxy.reopen();
        proxy
    }

    /// Listens on the address that is in the simulator's certificate.
    pub fn open_for_tls(serve: impl Fn(TcpStream, usize) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let proxy = Proxy::at(&listener, "https", serve);
        proxy.listen(listener);
        proxy
    }

    /// Refuses connections to its address until it is opened.
    pub fn closed(serve: impl Fn(TcpStream, usize) + Send + Sync + 'static) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(u32::from_be_bytes([127, 16, 0, 1]));
        let host = Ipv4Addr::from_bits(NEXT.fetch_add(1, Ordering::Relaxed));
        let listener = TcpListener::bind((host, 0)).expect("a free port of a loopback address");
        Proxy::at(&listener, "http", serve)
    }

    fn at(
        listener: &TcpListener,
        scheme: &'static str,
        serve: impl Fn(TcpStream, usize) + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().expect("an address");
        Proxy { address, scheme, serve: Arc::new(serve), server: Mutex::default() }
    }

    pub fn reopen(&self) {
        self.listen(TcpListener::bind(self.address).expect("an address of its own"));
    }

    fn listen(&self, listener: TcpListener) {
        let serve = self.serve.clone();
        let server = Server::on(listener, move |stream, number| {
            stream.set_read_timeout(Some(MAX_SILENCE)).expect("an open socket");
            stream.set_write_timeout(Some(WRITE_TIMEOUT)).expect("an open socket");
            serve(stream, number);
        });
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = Some(server);
    }

    /// The URL of the service through this proxy.
    pub fn base_url(&self) -> String {
        base_url(self.scheme, self.address)
    }

    /// Waits until all connections are served, which is soon after their clients have closed them. What they
    /// carried has arrived then.
    pub fn finish(self) {
        let server = self.server.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = server {
            server.finish();
        }
    }
}

/// Makes the connection end with a reset when it is closed.
pub fn reset(stream: &TcpStream) {
    let linger = libc::linger { l_onoff: 1, l_linger: 0 };
    let size = size_of::<libc::linger>() as libc::socklen_t;
    // SAFETY: the option has this type and size, and lives until the call returns.
    let result = unsafe {
        let option = (&raw const linger).cast();
        libc::setsockopt(stream.as_raw_fd(), libc::SOL_SOCKET, libc::SO_LINGER, option, size)
    };
    assert_eq!(result, 0, "an open socket");
}

/// Closes a connection that another thread uses too.
pub fn close(stream: &TcpStream) {
    // It may be closed already.
    let _ = stream.shutdown(Shutdown::Both);
}

/// What happened, in order. The caller's callbacks and the proxy write into the same log.
#[derive(Default)]
pub struct Log {
    events: Mutex<Vec<Event>>,
    pub requests: AtomicUsize,
    pub hits: AtomicUsize,
}

#[derive(Debug)]
pub enum Event {
    /// These were reported as sending.
    ReportedAsSending(Vec<String>),
    /// A request for these arrived at the proxy. A fault hits it or not.
    Arrived { ids: Vec<String>, hit: bool },
    /// The service's confirmation for these was passed on unchanged.
    Confirmed(Vec<String>),
    /// This number of bytes was written until the client closed the connection.
    Flooded(u64),
}

impl Log {
    pub fn add(&self, event: Event) {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }

    pub fn take(&self) -> Vec<Event> {
        std::mem::take(&mut self.events.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
