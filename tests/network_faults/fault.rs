//! The faults, the requests that they hit, and their effect.

use fastrand::Rng;

/// Whether the fault comes before or after the service has handled the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Before,
    After,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    // In a connection.
    Refused,
    ResetAtAccept,
    StalledHandshake,
    // In a request.
    ResetInRequest,
    // Instead of a response.
    Silence,
    Closed,
    Reset,
    Garbage,
    ServerError,
    /// 429 before, 503 after, with an invalid `Retry-After`.
    MalformedRetryAfter,
    TooManyRequests,
    // In a response.
    ClosedInHead,
    ResetInBody,
    LengthTooLong,
    LengthTooShort,
    BadChunks,
    Drip,
    EndlessHead,
    EndlessBody,
    EndlessInterim,
    // Around a valid response.
    Pieces,
    Interim,
    ExtraResponse,
    ClosedAfterwards,
}

/// The effect of a fault on a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// None: everything is done.
    None,
    /// Nothing reaches the service.
    NotSent,
    /// The response says that nothing was done.
    NotProcessed,
    /// The response is lost. A retry recovers.
    Recoverable,
    /// The response stops the job.
    Fatal,
}

/// The requests, or connections, that a fault hits.
#[derive(Debug, Clone, Copy)]
pub enum Targets {
    One(usize),
    First(usize),
    Half(u64),
    All,
}

/// The sizes of headers and bodies that no client should accept.
pub const ENDLESS_HEAD: u64 = 64 << 20;
pub const ENDLESS_BODY: u64 = 256 << 20;

/// A fault as it is injected in one call.
#[derive(Debug, Clone, Copy)]
pub struct Injection {
    pub fault: Fault,
    pub moment: Moment,
    pub targets: Targets,
    pub seed: u64,
}

impl Targets {
    pub fn contains(self, number: usize) -> bool {
        match self {
            Targets::One(one) => number == one,
            Targets::First(count) => number < count,
            Targets::Half(seed) => Rng::with_seed(seed ^ (number as u64) << 20).bool(),
            Targets::All => true,
        }
    }
}

impl Fault {
    pub fn effect(self, moment: Moment) -> Effect {
        use Fault::*;
        match self {
            Pieces | Interim | ExtraResponse => Effect::None,
            Refused | StalledHandshake => Effect::NotSent,
            TooManyRequests => Effect::NotProcessed,
            MalformedRetryAfter if moment == Moment::Before => Effect::NotProcessed,
            // The first part of a response with status 200 is not a valid one of this service.
            LengthTooShort => Effect::Fatal,
            _ => Effect::Recoverable,
        }
    }

    /// Only a timeout of the client ends it.
    pub fn hangs(self) -> bool {
        use Fault::*;
        matches!(self, StalledHandshake | Silence | Drip | EndlessInterim)
    }

    /// Requests are repeated after a second at the earliest, and slowly.
    pub fn pauses_the_rate_limiter(self) -> bool {
        matches!(self, Fault::MalformedRetryAfter | Fault::TooManyRequests)
    }

    /// The proxy sees each request and its ids, also one that is hit.
    pub fn shows_requests(self) -> bool {
        use Fault::*;
        // A request may be in flight while its connection is closed.
        let hides = matches!(self, Refused | ResetAtAccept | StalledHandshake | ResetInRequest);
        !hides && self != ClosedAfterwards
    }
}
