//! When a request is tried again that failed by chance, and when a service fails too often for that.

use std::time::Duration;

const FIRST_LIMIT: f64 = 0.5;
const LAST_LIMIT: f64 = 20.0;
/// How long a lock of the service (423) is waited out when it doesn't say.
const LOCKED_WAIT: u64 = 15;
const LONGEST_LOCKED_WAIT: u64 = 60;

/// The wait before the next try after so many: any time up to a limit that doubles, so that many
/// callers don't come back together. `random` is from 0 up to 1.
pub(crate) fn backoff(tries: u32, random: f64) -> Duration {
    let limit = (FIRST_LIMIT * 2f64.powi(tries.saturating_sub(1).min(16) as i32)).min(LAST_LIMIT);
    Duration::from_secs_f64(limit * random)
}

/// The wait for something locked, after it was found so this many times.
pub(crate) fn locked(times: u32, told: Option<u64>) -> Duration {
    let untold = || (LOCKED_WAIT << times.saturating_sub(1).min(8)).min(LONGEST_LOCKED_WAIT);
    Duration::from_secs(told.unwrap_or_else(untold))
}

/// The retries that a job may make: a service that fails more often than it succeeds is not
/// hammered by ten thousand batches.
pub(crate) struct Budget(u32);

impl Budget {
    const FULL: u32 = 100;
    const RETRY: u32 = 5;

    pub fn full() -> Self {
        Budget(Self::FULL)
    }

    /// Pays for a retry; false if nothing is left for it.
    pub fn take(&mut self) -> bool {
        let left = self.0.checked_sub(Self::RETRY);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }

    pub fn succeeded(&mut self) {
        self.0 = (self.0 + Self::RETRY).min(Self::FULL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_before_a_retry_is_anything_up_to_a_limit_that_doubles() {
        for (tries, limit) in
            [(1, 500), (2, 1000), (3, 2000), (6, 16_000), (7, 20_000), (99, 20_000)]
        {
            assert_eq!(backoff(tries, 0.0), Duration::ZERO);
            assert_eq!(backoff(tries, 0.5), Duration::from_millis(limit / 2), "{tries}");
        }
    }

    #[test]
    fn a_lock_is_waited_out_as_told_or_longer_each_time() {
        assert_eq!(locked(3, Some(7)), Duration::from_secs(7));
        let waits = [1, 2, 3, 4, 10].map(|times| locked(times, None).as_secs());
        assert_eq!(waits, [15, 30, 60, 60, 60]);
    }

    #[test]
    fn twenty_retries_without_a_success_are_the_most() {
        let mut budget = Budget::full();
        assert_eq!((0..100).filter(|_| budget.take()).count(), 20);
        budget.succeeded();
        assert!(budget.take() && !budget.take());
    }
}
