//! The faults: which there are, which requests they hit, and what they leave of the contract.

use fastrand::Rng;

/// Whether the service has done what it was asked for when the fault comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Before,
    After,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    // Of a connection.
    Refused,
    ResetAtAccept,
    StalledHandshake,
    // Of a request.
    ResetInRequest,
    // Instead of an answer.
    Silence,
    Closed,
    Reset,
    Garbage,
    ServerError,
    /// 429 before, 503 after, with a `Retry-After` that is none.
    MalformedRetryAfter,
    TooManyRequests,
    // Of an answer.
    ClosedInHead,
    ResetInBody,
    LengthTooLong,
    LengthTooShort,
    BadChunks,
    Drip,
    EndlessHead,
    EndlessBody,
    EndlessInterim,
    // Around a good answer.
    Pieces,
    Interim,
    AnswerTooMany,
    ClosedAfterwards,
}

/// What a fault leaves of the contract, beyond what holds always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harm {
    /// None at all: everything is done.
    None,
    /// Nothing can have reached the service.
    NotSent,
    /// The service said that it did nothing.
    NotProcessed,
    /// The answer is lost, which another try mends.
    Mended,
    /// The answer is one that ends the job.
    Lasting,
}

/// Which requests, or connections, are hit.
#[derive(Debug, Clone, Copy)]
pub enum Hits {
    One(usize),
    First(usize),
    Half(u64),
    All,
}

/// Headers that no client should take, and bodies.
pub const ENDLESS_HEAD: u64 = 64 << 20;
pub const ENDLESS_BODY: u64 = 256 << 20;

/// A fault, as it is played in one call.
#[derive(Debug, Clone, Copy)]
pub struct Play {
    pub fault: Fault,
    pub moment: Moment,
    pub hits: Hits,
    pub seed: u64,
}

impl Hits {
    pub fn hits(self, number: usize) -> bool {
        match self {
            Hits::One(one) => number == one,
            Hits::First(count) => number < count,
            Hits::Half(seed) => Rng::with_seed(seed ^ (number as u64) << 20).bool(),
            Hits::All => true,
        }
    }
}

impl Fault {
    pub fn harm(self, moment: Moment) -> Harm {
        use Fault::*;
        match self {
            Pieces | Interim | AnswerTooMany => Harm::None,
            Refused | StalledHandshake => Harm::NotSent,
            TooManyRequests => Harm::NotProcessed,
            MalformedRetryAfter if moment == Moment::Before => Harm::NotProcessed,
            // Half an answer that says 200 is not one of this service.
            LengthTooShort => Harm::Lasting,
            _ => Harm::Mended,
        }
    }

    /// It ends by a timeout of the client's alone.
    pub fn hangs(self) -> bool {
        use Fault::*;
        matches!(self, StalledHandshake | Silence | Drip | EndlessInterim)
    }

    /// What is sent again is so after a second at the least, and then slowly.
    pub fn closes_the_gate(self) -> bool {
        matches!(self, Fault::MalformedRetryAfter | Fault::TooManyRequests)
    }

    /// The proxy gets to see each request and what it is about, also if it is hit.
    pub fn shows_requests(self) -> bool {
        use Fault::*;
        // A request may be on its way while its connection is being closed.
        let hides = matches!(self, Refused | ResetAtAccept | StalledHandshake | ResetInRequest);
        !hides && self != ClosedAfterwards
    }
}
