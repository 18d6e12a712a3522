//! Name lookup. ureq looks a name up for each request, even if it has an open connection; here that is
//! deferred until a connection is made.

use super::errors::{Stage, TagStage};
use super::exchange::ExchangeState;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout};
use ureq::{Error, Timeout};

/// Stands for the addresses of a name that is still to be looked up. A connector may get others: none
/// if a proxy is to look the name up, or those of a proxy.
const DEFERRED: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

/// The resolver that ureq asks before it looks for an open connection.
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
        addresses.push(DEFERRED);
        Ok(addresses)
    }
}

/// The system's lookup, except for `localhost`: plain http is allowed to this machine alone, and goes
/// past any proxy, so no hosts file may send that name elsewhere.
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

/// Called when ureq has no open connection: looks the name up and makes one.
#[derive(Debug)]
pub(super) struct ResolvingConnector<C> {
    connector: C,
    resolver: TagStage<SystemResolver>,
    state: Arc<ExchangeState>,
}

impl<C> ResolvingConnector<C> {
    pub fn new(connector: C, state: Arc<ExchangeState>) -> Self {
        let resolver = TagStage(Stage::Resolve, SystemResolver(DefaultResolver::default()));
        ResolvingConnector { connector, resolver, state }
    }
}

impl<C: Connector> Connector for ResolvingConnector<C> {
    type Out = C::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<()>,
    ) -> Result<Option<C::Out>, Error> {
        if self.state.deadline().is_some() {
            self.state.set_declined();
            return Err(Error::ConnectionFailed);
        }
        let mut addrs = details.addrs.clone();
        if addrs.first() == Some(&DEFERRED) {
            let timeout = NextTimeout { reason: Timeout::Resolve, ..NextTimeout::default() };
            addrs = self.resolver.resolve(details.uri, details.config, timeout)?;
        }
        let details = ConnectionDetails {
            uri: details.uri,
            addrs,
            config: details.config,
            request_level: details.request_level,
            resolver: &self.resolver,
            now: (details.current_time)(),
            timeout: details.timeout,
            current_time: details.current_time.clone(),
            run_connector: details.run_connector.clone(),
            register_shutdown: details.register_shutdown.clone(),
        };
        self.connector.connect(&details, chained)
    }
}
