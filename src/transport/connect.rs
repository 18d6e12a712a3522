//! How a connection is made, and at which stage it failed: whatever fails here certainly was not
//! sent, and an error of the operating system alone doesn't say so.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, RustlsConnector,
    SocksConnector, TcpConnector, Transport,
};

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
/// a proxy that does not let the caller through.
pub(super) fn is_final(cause: &Error) -> bool {
    let certificate = |error: &rustls::Error| matches!(error, rustls::Error::InvalidCertificate(_));
    match cause {
        Error::Rustls(error) => certificate(error),
        Error::Io(error) => error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>())
            .is_some_and(certificate),
        Error::ConnectProxyFailed(reason) => reason.contains(" 407/"),
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

/// The ways to a connection in ureq's own order: a proxy if there is one, else TCP; then TLS. Once
/// anything of a request is written to the connection, `sent` becomes true.
pub(super) fn connector(sent: Arc<AtomicBool>) -> impl Connector {
    ().chain(Staged(Stage::Proxy, SocksConnector::default()))
        .chain(Staged(Stage::Proxy, ConnectProxyConnector::default()))
        .chain(Staged(Stage::Connect, TcpConnector::default()))
        .chain(Staged(Stage::Tls, RustlsConnector::default()))
        .chain(NotesSending(sent))
}

#[derive(Debug)]
struct NotesSending(Arc<AtomicBool>);

impl<In: Transport> Connector<In> for NotesSending {
    type Out = Noting<In>;

    fn connect(
        &self,
        _details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        // What was written up to here was for the way to the service: a proxy, TLS.
        self.0.store(false, Ordering::Release);
        Ok(chained.map(|connection| Noting { connection, sent: self.0.clone() }))
    }
}

#[derive(Debug)]
struct Noting<T> {
    connection: T,
    sent: Arc<AtomicBool>,
}

impl<T: Transport> Transport for Noting<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.sent.store(true, Ordering::Release);
        self.connection.transmit_output(amount, timeout)
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
