//! Puts the token into a request just before it is written. ureq gets a placeholder: it logs requests,
//! if a Rust program has a logger, and doesn't wipe its buffers.

use super::exchange::ExchangeState;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};
use zeroize::{Zeroize, Zeroizing};

#[derive(Debug)]
pub(super) struct AuthConnector(pub Arc<ExchangeState>);

impl<In: Transport> Connector<In> for AuthConnector {
    type Out = AuthTransport<In>;

    fn connect(
        &self,
        _details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        self.0.set_connected();
        Ok(chained.map(|inner| AuthTransport { inner, head: None, state: self.0.clone() }))
    }
}

/// A connection to the service; or to a proxy, whose requests have no placeholder.
pub(super) struct AuthTransport<T> {
    inner: T,
    /// The head of a request, with the token, until its body comes: ureq sends the two one by one,
    /// which would make two packets and two TLS records.
    head: Option<Zeroizing<Vec<u8>>>,
    state: Arc<ExchangeState>,
}

impl<T: Transport> AuthTransport<T> {
    /// Replaces the placeholder in the output by the token, and returns its place.
    fn fill_in(&mut self, amount: usize) -> Option<Range<usize>> {
        let token = self.state.current()?.token;
        token.fill_in(&mut self.inner.buffers().output()[..amount])
    }

    /// Keeps the head back if a body follows that fits into the output with it.
    fn keep_head(&mut self, amount: usize, secret: &Range<usize>) -> bool {
        let body_length = self.state.current().map_or(0, |exchange| exchange.body_length);
        let output = self.inner.buffers().output();
        if body_length == 0 || amount + body_length > output.len() {
            return false;
        }
        self.head = Some(Zeroizing::new(output[..amount].to_vec()));
        output[secret.clone()].zeroize();
        true
    }

    /// Inserts the head before the output, and returns the whole amount.
    fn prepend(&mut self, head: &[u8], amount: usize) -> usize {
        let output = self.inner.buffers().output();
        output.copy_within(..amount, head.len());
        output[..head.len()].copy_from_slice(head);
        head.len() + amount
    }

    /// Sends the output, and wipes the secret part of it.
    fn transmit(
        &mut self,
        amount: usize,
        secret: Option<Range<usize>>,
        timeout: NextTimeout,
    ) -> Result<(), Error> {
        self.state.set_sent();
        let result = self.inner.transmit_output(amount, timeout);
        if let Some(secret) = secret {
            self.inner.buffers().output()[secret].zeroize();
        }
        result
    }
}

impl<T: Transport> Transport for AuthTransport<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if let Some(head) = self.head.take() {
            let amount = self.prepend(&head, amount);
            return self.transmit(amount, Some(0..head.len()), timeout);
        }
        match self.fill_in(amount) {
            Some(secret) if self.keep_head(amount, &secret) => Ok(()),
            secret => self.transmit(amount, secret, timeout),
        }
    }

    fn maybe_await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.inner.maybe_await_input(timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

/// Shows no token.
impl<T: fmt::Debug> fmt::Debug for AuthTransport<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthTransport").field("inner", &self.inner).finish_non_exhaustive()
    }
}
