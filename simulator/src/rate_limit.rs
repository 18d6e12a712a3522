//! The rate limits: counts each token's requests and says how long one too many has to wait.

use crate::access::Role;
use crate::settings::RateLimit;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// More than the fractions in a bucket are rounded by. On a simulated clock a client can come back at
/// the very moment that it was told, and must not be refused for a trillionth of a request.
const ROUNDING: f64 = 1e-9;

#[derive(Default)]
pub(crate) struct Limiter {
    used: HashMap<Role, Used>,
}

/// Requests used, counted from the begin of the window, or as of the last refill of the bucket.
struct Used {
    since: Instant,
    requests: f64,
    /// The end of the wait that the last refusal asked for.
    told_until: Option<Instant>,
}

impl Limiter {
    /// Counts a request of this token; over the limit it is not counted and the error is the whole
    /// seconds to wait.
    pub(crate) fn admit(&mut self, role: Role, limit: &RateLimit, now: Instant) -> Result<(), u64> {
        let used =
            self.used.entry(role).or_insert(Used { since: now, requests: 0.0, told_until: None });
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
                if used.told_until.is_some_and(|end| now < end) =>
            {
                penalty_seconds
            }
            _ => 0.0,
        };
        if penalty > 0.0 || used.requests + 1.0 > allowed {
            // Whole seconds, as `Retry-After` has them: the client was told to wait for all of the
            // last one too.
            let seconds = (wait.max(penalty).ceil() as u64).max(1);
            used.told_until = Some(now + Duration::from_secs(seconds));
            return Err(seconds);
        }
        used.requests += 1.0;
        Ok(())
    }
}
