//! A proxy on an address of its own: accepts connections and hands each to what is to happen to it, and
//! writes down what it saw. What happens is said elsewhere.

use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A connection that is silent for so long was forgotten by its client.
pub const FORGOTTEN: Duration = Duration::from_secs(90);

/// One that takes nothing any more for so long is over, though the operating system may keep its end of
/// the connection for a minute yet.
const FULL: Duration = Duration::from_secs(2);

/// Gets each connection and its number.
type Serve = dyn Fn(TcpStream, usize) + Send + Sync;

pub struct Proxy {
    address: SocketAddr,
    serve: Arc<Serve>,
    over: Arc<AtomicBool>,
    listening: Mutex<Option<JoinHandle<Vec<JoinHandle<()>>>>>,
}

impl Proxy {
    /// On an address of its own.
    pub fn open(serve: impl Fn(TcpStream, usize) + Send + Sync + 'static) -> Self {
        let proxy = Proxy::closed(serve);
        proxy.reopen();
        proxy
    }

    /// On the address for which the simulator has a certificate.
    pub fn open_for_tls(serve: impl Fn(TcpStream, usize) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let proxy = Proxy::at(&listener, serve);
        proxy.listen(listener);
        proxy
    }

    /// One whose address refuses connections until it is opened.
    pub fn closed(serve: impl Fn(TcpStream, usize) + Send + Sync + 'static) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(u32::from_be_bytes([127, 16, 0, 1]));
        let host = Ipv4Addr::from_bits(NEXT.fetch_add(1, Ordering::Relaxed));
        let listener = TcpListener::bind((host, 0)).expect("a free port of a loopback address");
        Proxy::at(&listener, serve)
    }

    fn at(
        listener: &TcpListener,
        serve: impl Fn(TcpStream, usize) + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().expect("an address");
        Proxy { address, serve: Arc::new(serve), over: Arc::default(), listening: Mutex::default() }
    }

    pub fn reopen(&self) {
        self.listen(TcpListener::bind(self.address).expect("an address of its own"));
    }

    fn listen(&self, listener: TcpListener) {
        let (serve, over) = (self.serve.clone(), self.over.clone());
        let thread = thread::spawn(move || accept(&listener, &serve, &over));
        *self.listening.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
    }

    /// Of the service behind it.
    pub fn base_url(&self) -> String {
        if self.address.ip() == Ipv4Addr::LOCALHOST {
            return format!("https://localhost:{}/v1", self.address.port());
        }
        format!("http://{}/v1", self.address)
    }

    /// Waits until all connections are over, which they are soon after their clients are: what they carried
    /// has arrived then.
    pub fn finish(self) {
        self.over.store(true, Ordering::SeqCst);
        let listening = self.listening.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Some(listening) = listening else { return };
        // Wakes the one that accepts.
        drop(TcpStream::connect(self.address));
        for connection in listening.join().expect("no fault of the proxy") {
            connection.join().expect("no fault of the proxy");
        }
    }
}

/// Also those that were there already when it is over: they may have brought a request.
fn accept(listener: &TcpListener, serve: &Arc<Serve>, over: &AtomicBool) -> Vec<JoinHandle<()>> {
    let mut connections = Vec::new();
    while let Ok((stream, _)) = listener.accept() {
        listener.set_nonblocking(over.load(Ordering::SeqCst)).expect("an open socket");
        stream.set_nodelay(true).expect("an open socket");
        stream.set_read_timeout(Some(FORGOTTEN)).expect("an open socket");
        stream.set_write_timeout(Some(FULL)).expect("an open socket");
        let (serve, number) = (serve.clone(), connections.len());
        connections.push(thread::spawn(move || serve(stream, number)));
    }
    connections
}

/// Closes with a reset instead of an orderly end.
pub fn reset(stream: &TcpStream) {
    let linger = libc::linger { l_onoff: 1, l_linger: 0 };
    let size = size_of::<libc::linger>() as libc::socklen_t;
    // SAFETY: the option is of that type and size, and lives until the call is over.
    let result = unsafe {
        let option = (&raw const linger).cast();
        libc::setsockopt(stream.as_raw_fd(), libc::SOL_SOCKET, libc::SO_LINGER, option, size)
    };
    assert_eq!(result, 0, "an open socket");
}

/// Ends a connection of which another thread has a handle too.
pub fn end(stream: &TcpStream) {
    // It may be over already.
    let _ = stream.shutdown(Shutdown::Both);
}

/// What happened, in order: the callbacks of the caller and the proxy write into the same one.
#[derive(Default)]
pub struct Log {
    events: Mutex<Vec<Event>>,
    pub requests: AtomicUsize,
    pub hits: AtomicUsize,
}

#[derive(Debug)]
pub enum Event {
    /// The caller was told that these are about to be sent.
    Announced(Vec<String>),
    /// A request for these arrived at the proxy, and is a hit or not.
    Arrived { ids: Vec<String>, hit: bool },
    /// The service's own confirmation for these was handed on, whole and as it was.
    Confirmed(Vec<String>),
    /// So many bytes were written until the client had enough.
    Flooded(u64),
}

impl Log {
    pub fn note(&self, event: Event) {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }

    pub fn take(&self) -> Vec<Event> {
        std::mem::take(&mut self.events.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
