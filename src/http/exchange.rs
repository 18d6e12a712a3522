//! The state of the exchange on a connection, and the deadline that its transport enforces.

use crate::input::token::Token;
use crate::util::lock::lock;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

/// One request and its response.
#[derive(Clone)]
pub(super) struct Exchange {
    pub token: Arc<Token>,
    pub body_length: usize,
    /// With a deadline no connection is made, since nothing limits the time of a name lookup.
    pub deadline: Option<Instant>,
}

/// Shared by a connection with the connectors and transports that ureq uses for it.
#[derive(Default)]
pub(super) struct ExchangeState(Mutex<State>);

#[derive(Default)]
struct State {
    /// The exchange in flight.
    exchange: Option<Exchange>,
    progress: Progress,
}

/// How far the exchange in flight is, or the last one got.
#[derive(Default, PartialEq)]
enum Progress {
    #[default]
    NotSent,
    /// It had a deadline and found no open connection.
    Declined,
    /// At least a part of the request was written.
    Sent,
}

impl ExchangeState {
    pub fn begin(&self, exchange: Exchange) {
        *lock(&self.0) = State { exchange: Some(exchange), progress: Progress::NotSent };
    }

    pub fn end(&self) {
        lock(&self.0).exchange = None;
    }

    pub fn current(&self) -> Option<Exchange> {
        lock(&self.0).exchange.clone()
    }

    pub fn deadline(&self) -> Option<Instant> {
        lock(&self.0).exchange.as_ref().and_then(|exchange| exchange.deadline)
    }

    pub fn set_sent(&self) {
        lock(&self.0).progress = Progress::Sent;
    }

    /// Everything written so far was for making the connection: for a proxy, or for TLS.
    pub fn set_connected(&self) {
        lock(&self.0).progress = Progress::NotSent;
    }

    pub fn set_declined(&self) {
        lock(&self.0).progress = Progress::Declined;
    }

    pub fn has_sent(&self) -> bool {
        lock(&self.0).progress == Progress::Sent
    }

    pub fn has_declined(&self) -> bool {
        lock(&self.0).progress == Progress::Declined
    }
}

/// Shows no token.
impl fmt::Debug for ExchangeState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExchangeState").finish_non_exhaustive()
    }
}

/// Makes connections that enforce the deadline of their exchange. Comes before TLS, which may read
/// many times for one record.
#[derive(Debug)]
pub(super) struct DeadlineConnector(pub Arc<ExchangeState>);

impl<In: Transport> Connector<In> for DeadlineConnector {
    type Out = DeadlineTransport<In>;

    fn connect(
        &self,
        _details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| DeadlineTransport { inner, state: self.0.clone() }))
    }
}

#[derive(Debug)]
pub(super) struct DeadlineTransport<T> {
    inner: T,
    state: Arc<ExchangeState>,
}

impl<T> DeadlineTransport<T> {
    /// The timeout, or the time until the deadline if that is shorter.
    fn limit(&self, timeout: NextTimeout) -> Result<NextTimeout, Error> {
        let Some(deadline) = self.state.deadline() else { return Ok(timeout) };
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Error::Timeout(timeout.reason));
        }
        Ok(NextTimeout { after: timeout.after.min(left.into()), ..timeout })
    }
}

impl<T: Transport> Transport for DeadlineTransport<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let timeout = self.limit(timeout)?;
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let timeout = self.limit(timeout)?;
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
