//! The rate limits: counts each token's requests and says how long one too many has to wait.

use crate::access::Role;
use crate::settings::RateLimit;
use std::collections::HashMap;
use std::time::{Duration, Instant};

#[derive(Default)]
pub(crate) struct Limiter {
    used: HashMap<Role, Used>,
}

/// Requests used, counted from the begin of the window, or as of the last refill of the bucket.
struct Used {
    since: Instant,
    requests: f64,
}

impl Limiter {
    /// Counts a request of this token; over the limit it is not counted and the error is the time
    /// to wait.
    pub(crate) fn admit(
        &mut self,
        role: Role,
        limit: &RateLimit,
        now: Instant,
    ) -> Result<(), Duration> {
        let used = self.used.entry(role).or_insert(Used { since: now, requests: 0.0 });
        let elapsed = (now - used.since).as_secs_f64();
        let (allowed, wait) = match *limit {
            RateLimit::FixedWindow { limit, window_seconds } => {
                if elapsed >= window_seconds {
                    *used = Used { since: now, requests: 0.0 };
                }
                (limit, window_seconds - elapsed)
            }
            RateLimit::TokenBucket { per_second, burst } => {
                *used =
                    Used { since: now, requests: (used.requests - elapsed * per_second).max(0.0) };
                (burst, (used.requests + 1.0 - f64::from(burst)) / per_second)
            }
        };
        if used.requests + 1.0 > f64::from(allowed) {
            return Err(Duration::from_secs_f64(wait));
        }
        used.requests += 1.0;
        Ok(())
    }
}
