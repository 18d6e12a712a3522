//! How a connection is made, and at which stage it failed: whatever fails here certainly was not
//! sent, and an error of the operating system alone doesn't say so. What goes to the service over
//! it, which is where the token comes in.

use crate::input::token::Token;
use rustls::AlertDescription;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, RustlsConnector,
    SocksConnector, TcpConnector, Transport,
};
use ureq::{Error, Timeout};
use zeroize::{Zeroize, Zeroizing};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Resolve,
    Proxy,
    Connect,
    Tls,
}

/// An error before the request was sent.
#[derive(Debug)]
pub(super) struct NotConnected {
    pub stage: Stage,
    pub cause: Error,
}

impl fmt::Display for NotConnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)
    }
}

impl std::error::Error for NotConnected {}

/// Whether every further attempt would fail the same way: a certificate that is not to be trusted,
/// TLS of a kind that is not spoken here, a proxy that does not let the caller through.
pub(super) fn is_final(cause: &Error) -> bool {
    match cause {
        Error::Rustls(error) => is_final_in_tls(error),
        Error::Io(error) => error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>())
            .is_some_and(is_final_in_tls),
        Error::ConnectProxyFailed(reason) => reason.contains(" 407/"),
        _ => false,
    }
}

fn is_final_in_tls(error: &rustls::Error) -> bool {
    use rustls::Error::{AlertReceived, InvalidCertificate, PeerIncompatible};
    match error {
        InvalidCertificate(_) | PeerIncompatible(_) => true,
        AlertReceived(alert) => {
            matches!(alert, AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure)
        }
        _ => false,
    }
}

/// A resolver or connector whose errors name their stage.
#[derive(Debug)]
pub(super) struct TagStage<T>(Stage, T);

impl<T> TagStage<T> {
    fn name(&self, error: Error) -> Error {
        let cause = match error {
            // A connection to the proxy goes through all the stages itself.
            Error::Other(inner) => match inner.downcast::<NotConnected>() {
                Ok(inner) => inner.cause,
                Err(other) => Error::Other(other),
            },
            error => error,
        };
        Error::Other(Box::new(NotConnected { stage: self.0, cause }))
    }
}

impl<In: Transport, C: Connector<In>> Connector<In> for TagStage<C> {
    type Out = C::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<C::Out>, Error> {
        self.1.connect(details, chained).map_err(|error| self.name(error))
    }
}

impl<R: Resolver> Resolver for TagStage<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        self.1.resolve(uri, config, timeout).map_err(|error| self.name(error))
    }
}

/// ureq looks a name up for each request, also for one that goes over a connection it has. Here it
/// gets this address instead, and the name is looked up when a connection is made.
const LATER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

#[derive(Debug)]
pub(super) struct DeferredResolver;

impl Resolver for DeferredResolver {
    fn resolve(
        &self,
        _uri: &Uri,
        _config: &Config,
        _timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let mut addresses = self.empty();
        addresses.push(LATER);
        Ok(addresses)
    }
}

/// The system's look-up, except for `localhost`: plain http and no proxy are for this machine
/// alone, so no hosts file may send that name elsewhere.
#[derive(Debug)]
struct SystemResolver(DefaultResolver);

impl Resolver for SystemResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        if !uri.host().is_some_and(|host| host.eq_ignore_ascii_case("localhost")) {
            return self.0.resolve(uri, config, timeout);
        }
        let default_port = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let port = uri.port_u16().unwrap_or(default_port);
        let mut addresses = self.empty();
        addresses.push((Ipv4Addr::LOCALHOST, port).into());
        addresses.push((Ipv6Addr::LOCALHOST, port).into());
        Ok(addresses)
    }
}

/// The ways to a connection in ureq's own order: a proxy if there is one, else TCP; then TLS.
pub(super) fn connector(outgoing: Arc<ExchangeState>) -> impl Connector {
    let ways =
        ().chain(TagStage(Stage::Proxy, SocksConnector::default()))
            .chain(TagStage(Stage::Proxy, ConnectProxyConnector::default()))
            .chain(TagStage(Stage::Connect, TcpConnector::default()))
            .chain(DeadlineConnector(outgoing.clone()))
            .chain(TagStage(Stage::Tls, RustlsConnector::default()))
            .chain(AuthConnector(outgoing.clone()));
    ResolvingConnector {
        ways,
        lookup: TagStage(Stage::Resolve, SystemResolver(DefaultResolver::default())),
        outgoing,
    }
}

/// Where ureq has no connection: looks the name up, and makes one.
#[derive(Debug)]
struct ResolvingConnector<C> {
    ways: C,
    lookup: TagStage<SystemResolver>,
    outgoing: Arc<ExchangeState>,
}

impl<C: Connector> Connector for ResolvingConnector<C> {
    type Out = C::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<()>,
    ) -> Result<Option<C::Out>, Error> {
        if self.outgoing.request().until.is_some() {
            self.outgoing.declined.store(true, Ordering::Release);
            return Err(Error::ConnectionFailed);
        }
        let mut addrs = details.addrs.clone();
        if addrs.first() == Some(&LATER) {
            let timeout = NextTimeout { reason: Timeout::Resolve, ..NextTimeout::default() };
            addrs = self.lookup.resolve(details.uri, details.config, timeout)?;
        }
        let details = ConnectionDetails {
            uri: details.uri,
            addrs,
            config: details.config,
            request_level: details.request_level,
            resolver: &self.lookup,
            now: (details.current_time)(),
            timeout: details.timeout,
            current_time: details.current_time.clone(),
            run_connector: details.run_connector.clone(),
            register_shutdown: details.register_shutdown.clone(),
        };
        self.ways.connect(&details, chained)
    }
}

/// What a connection is at. ureq gets a placeholder in the place of the token, since it writes what
/// it sends to the log, if a Rust program has one, and wipes none of its buffers.
#[derive(Default)]
pub(super) struct ExchangeState {
    request: Mutex<Current>,
    sent: AtomicBool,
    declined: AtomicBool,
}

#[derive(Default)]
struct Current {
    token: Option<Arc<Token>>,
    body_length: usize,
    /// When it ends at the latest; then no connection is made for it, since a look-up takes as long
    /// as it takes.
    until: Option<Instant>,
}

impl ExchangeState {
    pub fn begin(&self, token: &Arc<Token>, body_length: usize, until: Option<Instant>) {
        *self.request() = Current { token: Some(token.clone()), body_length, until };
        self.sent.store(false, Ordering::Release);
        self.declined.store(false, Ordering::Release);
    }

    pub fn end(&self) {
        *self.request() = Current::default();
    }

    /// Whether anything of the request was written to the connection.
    pub fn has_sent(&self) -> bool {
        self.sent.load(Ordering::Acquire)
    }

    /// Whether there was no connection for a request that was not to wait for one.
    pub fn has_declined(&self) -> bool {
        self.declined.load(Ordering::Acquire)
    }

    fn request(&self) -> MutexGuard<'_, Current> {
        self.request.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ExchangeState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExchangeState").finish_non_exhaustive()
    }
}

/// Keeps to the time in which a request is to end. Below TLS, which may read many times for one piece.
#[derive(Debug)]
struct DeadlineConnector(Arc<ExchangeState>);

impl<In: Transport> Connector<In> for DeadlineConnector {
    type Out = DeadlineTransport<In>;

    fn connect(
        &self,
        _details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|connection| DeadlineTransport { connection, outgoing: self.0.clone() }))
    }
}

#[derive(Debug)]
struct DeadlineTransport<T> {
    connection: T,
    outgoing: Arc<ExchangeState>,
}

impl<T> DeadlineTransport<T> {
    fn limit(&self, timeout: NextTimeout) -> Result<NextTimeout, Error> {
        let Some(until) = self.outgoing.request().until else { return Ok(timeout) };
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Error::Timeout(timeout.reason));
        }
        Ok(NextTimeout { after: timeout.after.min(left.into()), ..timeout })
    }
}

impl<T: Transport> Transport for DeadlineTransport<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let timeout = self.limit(timeout)?;
        self.connection.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let timeout = self.limit(timeout)?;
        self.connection.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.connection.is_open()
    }

    fn is_tls(&self) -> bool {
        self.connection.is_tls()
    }
}

#[derive(Debug)]
struct AuthConnector(Arc<ExchangeState>);

impl<In: Transport> Connector<In> for AuthConnector {
    type Out = AuthTransport<In>;

    fn connect(
        &self,
        _details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        // What was written up to here was for the way to the service: a proxy, TLS.
        self.0.sent.store(false, Ordering::Release);
        let head = Zeroizing::default();
        Ok(chained.map(|connection| AuthTransport { connection, head, outgoing: self.0.clone() }))
    }
}

/// A connection to the service; or to a proxy, whose request has no place for a token.
struct AuthTransport<T> {
    connection: T,
    /// With the token, until the body is there: ureq sends the two apart, in a packet and a TLS
    /// record each.
    head: Zeroizing<Vec<u8>>,
    outgoing: Arc<ExchangeState>,
}

impl<T: Transport> AuthTransport<T> {
    /// Puts the token into the head of a request, and gives the part of the output it is in. A head
    /// that fits the output together with its body is kept for then.
    fn fill_in(&mut self, amount: usize) -> Option<Range<usize>> {
        let request = self.outgoing.request();
        let output = self.connection.buffers().output();
        let place = request.token.as_ref()?.fill_in(&mut output[..amount])?;
        if request.body_length > 0 && amount + request.body_length <= output.len() {
            self.head = Zeroizing::new(output[..amount].to_vec());
            output[place.clone()].zeroize();
        }
        Some(place)
    }
}

impl<T: Transport> Transport for AuthTransport<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, mut amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let head = std::mem::take(&mut self.head);
        let secret = if head.is_empty() {
            let secret = self.fill_in(amount);
            if !self.head.is_empty() {
                return Ok(());
            }
            secret
        } else {
            let output = self.connection.buffers().output();
            output.copy_within(..amount, head.len());
            output[..head.len()].copy_from_slice(&head);
            amount += head.len();
            Some(0..head.len())
        };
        self.outgoing.sent.store(true, Ordering::Release);
        let transmitted = self.connection.transmit_output(amount, timeout);
        if let Some(secret) = secret {
            self.connection.buffers().output()[secret].zeroize();
        }
        transmitted
    }

    fn maybe_await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.connection.maybe_await_input(timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.connection.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.connection.is_open()
    }

    fn is_tls(&self) -> bool {
        self.connection.is_tls()
    }
}

impl<T: fmt::Debug> fmt::Debug for AuthTransport<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthTransport")
            .field("connection", &self.connection)
            .finish_non_exhaustive()
    }
}
