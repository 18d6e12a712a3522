//! Sends requests, retries, waits, stops.

mod executor;
pub(crate) mod observer;
mod rate_limiter;
mod retry;

pub(crate) use executor::*;
pub(crate) use rate_limiter::Gate;
