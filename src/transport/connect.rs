//! How a connection is made, and at which stage it failed: whatever fails here certainly was not
//! sent, and an error of the operating system alone doesn't say so. What goes to the service over
//! it, which is where the token comes in.

use crate::token::Token;
use rustls::AlertDescription;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, RustlsConnector,
    SocksConnector, TcpConnector, Transport,
};
use zeroize::Zeroize;

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
pub(super) struct Staged<T>(Stage, T);

impl<T> Staged<T> {
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

impl<In: Transport, C: Connector<In>> Connector<In> for Staged<C> {
    type Out = C::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<C::Out>, Error> {
        self.1.connect(details, chained).map_err(|error| self.name(error))
    }
}

impl<R: Resolver> Resolver for Staged<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        self.1.resolve(uri, config, timeout).map_err(|error| self.name(error))
    }
}

pub(super) fn resolver() -> impl Resolver {
    Staged(Stage::Resolve, Lookup(DefaultResolver::default()))
}

/// The system's look-up, except for `localhost`: plain http and no proxy are for this machine
/// alone, so no hosts file may send that name elsewhere.
#[derive(Debug)]
struct Lookup(DefaultResolver);

impl Resolver for Lookup {
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
pub(super) fn connector(outgoing: Arc<Outgoing>) -> impl Connector {
    ().chain(Staged(Stage::Proxy, SocksConnector::default()))
        .chain(Staged(Stage::Proxy, ConnectProxyConnector::default()))
        .chain(Staged(Stage::Connect, TcpConnector::default()))
        .chain(Staged(Stage::Tls, RustlsConnector::default()))
        .chain(LastStep(outgoing))
}

/// The request that a connection is at. ureq gets a placeholder in the place of the token, since it
/// writes what it sends to the log, if a Rust program has one, and wipes none of its buffers.
#[derive(Default)]
pub(super) struct Outgoing {
    token: Mutex<Option<Arc<Token>>>,
    sent: AtomicBool,
}

impl Outgoing {
    pub fn begin(&self, token: &Arc<Token>) {
        *self.token() = Some(token.clone());
        self.sent.store(false, Ordering::Release);
    }

    pub fn end(&self) {
        *self.token() = None;
    }

    /// Whether anything of the request was written to the connection.
    pub fn has_sent(&self) -> bool {
        self.sent.load(Ordering::Acquire)
    }

    fn token(&self) -> MutexGuard<'_, Option<Arc<Token>>> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct LastStep(Arc<Outgoing>);

impl<In: Transport> Connector<In> for LastStep {
    type Out = ToService<In>;

    fn connect(
        &self,
        _details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        // What was written up to here was for the way to the service: a proxy, TLS.
        self.0.sent.store(false, Ordering::Release);
        Ok(chained.map(|connection| ToService { connection, outgoing: self.0.clone() }))
    }
}

/// A connection to the service; or to a proxy, whose request has no place for a token.
#[derive(Debug)]
struct ToService<T> {
    connection: T,
    outgoing: Arc<Outgoing>,
}

impl<T: Transport> Transport for ToService<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.outgoing.sent.store(true, Ordering::Release);
        let output = &mut self.connection.buffers().output()[..amount];
        let place = self.outgoing.token().as_ref().and_then(|token| token.fill_in(output));
        let transmitted = self.connection.transmit_output(amount, timeout);
        if let Some(place) = place {
            self.connection.buffers().output()[place].zeroize();
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
