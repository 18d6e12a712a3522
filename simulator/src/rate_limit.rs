//! The rate limiter: counts the requests of each token and computes the wait for one over the limit.

use crate::access::Role;
use crate::settings::RateLimit;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Tolerance, in requests, for rounding errors of a bucket. On a simulated clock a client can come back
/// exactly when its wait ends.
const ROUNDING: f64 = 1e-9;

#[derive(Default)]
pub(crate) struct RateLimiter {
    usage: HashMap<Role, Usage>,
}

/// The requests used since the window began, or as of the last refill of the bucket.
struct Usage {
    since: Instant,
    requests: f64,
    /// The end of the wait of the last 429.
    wait_until: Option<Instant>,
}

impl RateLimiter {
    /// Counts a request of this token. Over the limit it is not counted, and the error is the wait in
    /// whole seconds.
    pub(crate) fn try_acquire(
        &mut self,
        role: Role,
        limit: &RateLimit,
        now: Instant,
    ) -> Result<(), u64> {
        let used =
            self.usage.entry(role).or_insert(Usage { since: now, requests: 0.0, wait_until: None });
        let elapsed = now.saturating_duration_since(used.since).as_secs_f64();
        let (allowed, wait) = match *limit {
            RateLimit::FixedWindow { limit, window_seconds } => {
                if elapsed >= window_seconds {
                    (used.since, used.requests) = (now, 0.0);
                }
                (f64::from(limit), window_seconds - elapsed)
            }
            RateLimit::TokenBucket { per_second, burst }
            | RateLimit::PenalisingBucket { per_second, burst, .. } => {
                used.since = now;
                used.requests = (used.requests - elapsed * per_second).max(0.0);
                let allowed = f64::from(burst) + ROUNDING;
                (allowed, (used.requests + 1.0 - allowed) / per_second)
            }
        };
        let penalty = match *limit {
            RateLimit::PenalisingBucket { penalty_seconds, .. }
                if used.wait_until.is_some_and(|end| now < end) =>
            {
                penalty_seconds
            }
            _ => 0.0,
        };
        if penalty > 0.0 || used.requests + 1.0 > allowed {
            // `Retry-After` has whole seconds, and the wait includes all of the last one.
            let seconds = (wait.max(penalty).ceil() as u64).max(1);
            used.wait_until = Some(now + Duration::from_secs(seconds));
            return Err(seconds);
        }
        used.requests += 1.0;
        Ok(())
    }
}
