//! The rules of a job one by one, each in a situation made for it.

mod cancel;
mod isolation;
mod progress;
mod rate_limiter;
mod retries;
mod tokens;
mod truth;
mod verify;
