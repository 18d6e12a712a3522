//! Sends the requests of a job: several at a time, rate-limited, with retries, until the job is done,
//! cancelled or out of time. Neither I/O nor a clock is in here: both come with the [`Backend`], so
//! that every rule is tested on a simulated one.

mod executor;
pub(crate) mod observer;
mod queue;
mod rate_limiter;
mod retry;
pub(crate) mod verdict;

pub(crate) use executor::Executor;
pub(crate) use rate_limiter::RateLimiter;

use crate::error::{Error, Result};
use crate::http::response::Response;
use crate::http::{Request, TransportError};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Identifies one request of a job until it is settled.
pub(crate) type RequestId = usize;

/// Requests to send, and what their responses mean.
pub(crate) trait Job {
    /// The next request that can be sent now. `None` may change when one in flight is settled.
    fn next(&mut self) -> Option<RequestId>;
    fn request(&self, id: RequestId) -> Request;
    /// The request is about to be sent, for the first time or again.
    fn sending(&mut self, _id: RequestId) {}
    /// An attempt ended without settling the request, which may be sent again.
    fn attempted(&mut self, _id: RequestId, _effect: AttemptEffect) {}
    /// The request is over. An error ends the whole job.
    fn settle(&mut self, id: RequestId, completion: Completion) -> Result<()>;
    /// Whether a request may be sent again although an earlier attempt may have been applied.
    fn is_idempotent(&self) -> bool {
        true
    }
    fn counts(&self) -> Counts;
    /// The results that a request will change, as JSON for the caller, before it is sent.
    fn sending_results(&self, _id: RequestId) -> Option<String> {
        None
    }
    /// The results settled since the last call, as JSON for the caller.
    fn settled_results(&mut self) -> Option<String> {
        None
    }
}

/// How far a job is, in recordings.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    /// 0 if not known beforehand.
    pub total: u64,
    pub done: u64,
    /// Settled otherwise.
    pub not_done: u64,
}

/// What an attempt that settled nothing may have done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttemptEffect {
    /// Nothing: it was not sent, or not processed.
    None,
    /// The request was rejected as a whole, which says nothing about each recording in it.
    Rejected,
    /// Unknown: the response was lost, or the service failed.
    InDoubt,
}

/// How a request ended.
#[derive(Debug)]
pub(crate) enum Completion {
    /// With a 200 or 204.
    Accepted(Response),
    /// With a 4xx that would be the same again.
    Rejected(Response),
    /// The last attempt had no effect.
    Failed(Error),
    /// The last attempt may have been applied.
    InDoubt(Error),
}

impl Completion {
    /// The end of a request without a usable response, or of one that failed for good.
    pub fn without_response(error: Error, may_have_been_processed: bool) -> Self {
        if may_have_been_processed { Completion::InDoubt(error) } else { Completion::Failed(error) }
    }

    /// The response, for a job that needs this one to go on.
    pub fn into_response(self) -> Result<Response> {
        match self {
            Completion::Accepted(response) => Ok(response),
            Completion::Rejected(response) => Err(response.error()),
            Completion::Failed(error) | Completion::InDoubt(error) => Err(error),
        }
    }
}

/// Why a job ended early.
#[derive(Debug, Clone)]
pub(crate) struct StopReason {
    pub error: Error,
    pub retry_after_seconds: Option<u64>,
}

/// What the requests of a call have cost so far.
#[derive(Debug, Default)]
pub(crate) struct RunStats {
    pub requests: u64,
    pub retries: u64,
    /// Time without a request in flight.
    pub waited: Duration,
    /// `Warning` headers of the service, each once.
    pub warnings: Vec<String>,
}

/// What one attempt came to.
pub(crate) type AttemptResult = std::result::Result<Response, TransportError>;

/// Whether there is a newer token than the one that the service refused.
pub(crate) enum TokenRefresh {
    Ready,
    /// Another thread is fetching it.
    InProgress,
    Unavailable,
}

/// Everything outside of the engine.
pub(crate) trait Backend {
    fn now(&self) -> Instant;
    /// A random number from 0 up to 1.
    fn random(&mut self) -> f64;
    /// The rate limiter of the token in use.
    fn rate_limiter(&self) -> Arc<RateLimiter>;
    /// The number of the token in use; 0 as long as there is none.
    fn token_number(&self) -> u64;
    /// Gets a token newer than the one with that number.
    fn refresh_token(&mut self, refused: u64) -> Result<TokenRefresh>;
    /// How many requests can be in flight at the same time.
    fn max_in_flight(&self) -> usize {
        usize::MAX
    }
    /// Sends a request with the token in use; [`wait`](Backend::wait) returns its result.
    fn send(&mut self, id: RequestId, request: Request);
    /// Waits for the next result, at most until that time or until a cancel wakes it. `is_idle`: one
    /// request is in flight, and the engine has nothing else to do until then.
    fn wait(&mut self, until: Instant, is_idle: bool) -> Option<(RequestId, AttemptResult)>;
    /// Makes a request end as soon as possible; its result comes as that of any other.
    fn interrupt(&mut self, id: RequestId);
    /// Gives up a request that an interruption did not end: it is not sent any more, and its result
    /// never comes. Returns whether it may have been sent.
    fn abandon(&mut self, id: RequestId) -> bool;
}
