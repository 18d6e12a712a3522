//! Requests without a response: what failed, in words for the caller, and whether the request may have
//! had an effect.

use crate::codes::*;
use crate::error::Error;
use crate::input::settings::Settings;
use crate::util::text;
use rustls::AlertDescription;
use std::fmt::{self, Display};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout, Transport};

/// Bytes of a message of the operating system or the TLS library.
const MAX_CAUSE_BYTES: usize = 160;

/// A request without a response.
#[derive(Debug)]
pub(crate) struct TransportError {
    pub error: Error,
    /// False if the service certainly received nothing; otherwise it may have acted.
    pub may_have_been_sent: bool,
    /// Whether every further request would end the same way.
    pub is_permanent: bool,
}

impl TransportError {
    /// `has_sent`: whether anything of the request was written.
    pub(super) fn explain(error: &ureq::Error, settings: &Settings, has_sent: bool) -> Self {
        if let Some(NotConnected { stage, cause }) = NotConnected::find(error) {
            return TransportError {
                error: explain_not_connected(*stage, cause, settings),
                may_have_been_sent: false,
                is_permanent: is_permanent(cause),
            };
        }
        let host = settings.base_url.host();
        let (code, message, may_have_been_sent) = match error {
            ureq::Error::Timeout(_) => {
                let seconds = text::seconds(settings.request_timeout);
                let message = format!("no response from {host} within {seconds} seconds");
                (WEBEXREC_E_TIMEOUT, message, has_sent)
            }
            ureq::Error::Io(cause) => {
                let cause = shortened(cause);
                let message = format!(
                    "the connection to {host} broke before the response was complete: {cause}"
                );
                // Nothing was sent if the connection was shut down while it was being made.
                (WEBEXREC_E_IO, message, has_sent)
            }
            ureq::Error::Protocol(_)
            | ureq::Error::LargeResponseHeader(..)
            | ureq::Error::BodyStalled => {
                let message = format!("the response of {host} is not valid HTTP: {error}");
                (WEBEXREC_E_BAD_RESPONSE, message, true)
            }
            ureq::Error::Http(_) | ureq::Error::BadUri(_) => {
                (WEBEXREC_E_INTERNAL, format!("the request could not be made: {error}"), false)
            }
            _ => (WEBEXREC_E_INTERNAL, format!("the exchange with {host} failed: {error}"), true),
        };
        let error = Error::new(code, message);
        TransportError { error, may_have_been_sent, is_permanent: false }
    }
}

/// The steps to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Resolve,
    Proxy,
    Connect,
    Tls,
}

/// An error while connecting, when certainly nothing was sent. The system reports the same errors
/// later too, so the stage is kept with them.
#[derive(Debug)]
struct NotConnected {
    stage: Stage,
    cause: ureq::Error,
}

impl NotConnected {
    fn find(error: &ureq::Error) -> Option<&Self> {
        match error {
            ureq::Error::Other(other) => other.downcast_ref(),
            _ => None,
        }
    }
}

impl Display for NotConnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)
    }
}

impl std::error::Error for NotConnected {}

/// A resolver or connector whose errors name their stage.
#[derive(Debug)]
pub(super) struct TagStage<T>(pub Stage, pub T);

impl<T> TagStage<T> {
    fn tag(&self, error: ureq::Error) -> ureq::Error {
        let cause = match error {
            // A connection to a proxy goes through all stages itself.
            ureq::Error::Other(inner) => match inner.downcast::<NotConnected>() {
                Ok(inner) => inner.cause,
                Err(other) => ureq::Error::Other(other),
            },
            error => error,
        };
        ureq::Error::Other(Box::new(NotConnected { stage: self.0, cause }))
    }
}

impl<In: Transport, C: Connector<In>> Connector<In> for TagStage<C> {
    type Out = C::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<C::Out>, ureq::Error> {
        self.1.connect(details, chained).map_err(|error| self.tag(error))
    }
}

impl<R: Resolver> Resolver for TagStage<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.1.resolve(uri, config, timeout).map_err(|error| self.tag(error))
    }
}

/// Whether every further attempt to connect would fail the same way: the certificate is not trusted,
/// the TLS versions don't match, or the proxy refuses the caller.
fn is_permanent(cause: &ureq::Error) -> bool {
    match cause {
        ureq::Error::Rustls(error) => is_permanent_in_tls(error),
        ureq::Error::Io(error) => error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>())
            .is_some_and(is_permanent_in_tls),
        ureq::Error::ConnectProxyFailed(reason) => reason.contains(" 407/"),
        _ => false,
    }
}

fn is_permanent_in_tls(error: &rustls::Error) -> bool {
    use rustls::Error::{AlertReceived, InvalidCertificate, PeerIncompatible};
    match error {
        InvalidCertificate(_) | PeerIncompatible(_) => true,
        AlertReceived(alert) => {
            matches!(alert, AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure)
        }
        _ => false,
    }
}

fn explain_not_connected(stage: Stage, cause: &ureq::Error, settings: &Settings) -> Error {
    let host = settings.base_url.host();
    let is_timeout = matches!(cause, ureq::Error::Timeout(_));
    let cause = shortened(cause);
    let (code, message) = match stage {
        Stage::Proxy => {
            let proxy = settings.proxy.as_ref();
            let name = proxy.map_or(String::new(), |p| format!("{}:{}", p.host(), p.port()));
            let fault = format!("no connection to {host} through the proxy {name}: {cause}");
            (WEBEXREC_E_PROXY, fault + "; check the proxy settings")
        }
        _ if is_timeout => {
            let seconds = text::seconds(settings.connect_timeout);
            (WEBEXREC_E_TIMEOUT, format!("no connection to {host} within {seconds} seconds"))
        }
        Stage::Resolve => {
            let fault = format!("the name {host} could not be looked up: {cause}");
            (WEBEXREC_E_RESOLVE, fault + "; check the network and DNS")
        }
        Stage::Connect => {
            let fault = format!("no connection to {host}: {cause}");
            (WEBEXREC_E_CONNECT, fault + "; check the network and firewall")
        }
        Stage::Tls => {
            let remedy = "if a proxy or firewall inspects traffic, name its certificate in \
                          WEBEXREC_CA_FILE";
            (WEBEXREC_E_TLS, format!("no secure connection to {host}: {cause}; {remedy}"))
        }
    };
    Error::new(code, message)
}

fn shortened(cause: &impl Display) -> String {
    text::for_message(&cause.to_string(), MAX_CAUSE_BYTES)
}
