//! The simulated network: how long a request and its response take, and what goes wrong with them.

use fastrand::Rng;
use std::ops::RangeInclusive;
use std::time::Duration;

/// Of a request and its response together.
pub(super) const LATENCY: Duration = Duration::from_millis(40);

/// Decides on each request in the order in which they are sent.
pub(super) type Network = Box<dyn FnMut(&mut Rng) -> Transit>;

/// One request on its way to the service and back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Transit {
    pub to_service: Duration,
    pub from_service: Duration,
    pub fault: Option<Fault>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// No connection: nothing is sent.
    ConnectionRefused,
    /// Connecting never ends, not even when it is interrupted.
    ConnectionStuck,
    /// The certificate is not trusted: nothing is sent.
    UntrustedCertificate,
    /// The service gets the request, and the connection breaks when the response is due.
    ResponseLost,
    /// The service gets the request, and the response never comes.
    ResponseStalled,
}

impl Default for Transit {
    fn default() -> Self {
        Transit { to_service: LATENCY / 2, from_service: LATENCY / 2, fault: None }
    }
}

impl Transit {
    pub fn with(fault: Option<Fault>) -> Self {
        Transit { fault, ..Transit::default() }
    }
}

pub(super) fn without_faults() -> Network {
    Box::new(|_| Transit::default())
}

/// Every request meets this fault.
pub(super) fn always(fault: Fault) -> Network {
    Box::new(move |_| Transit::with(Some(fault)))
}

/// The first request meets this fault.
pub(super) fn once(fault: Fault) -> Network {
    let mut fault = Some(fault);
    Box::new(move |_| Transit::with(fault.take()))
}

/// The responses of some requests, counted from 1, take this long.
pub(super) fn slow_responses(slow: RangeInclusive<usize>, from_service: Duration) -> Network {
    let mut number = 0;
    Box::new(move |_| {
        number += 1;
        let is_slow = slow.contains(&number);
        if is_slow { Transit { from_service, ..Transit::default() } } else { Transit::default() }
    })
}
