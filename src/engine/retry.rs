//! Waits before retries, and the budget that ends them.

use std::time::Duration;

/// Seconds: the upper limit of the first backoff, and of all.
const FIRST_BACKOFF: f64 = 0.5;
const MAX_BACKOFF: f64 = 20.0;
/// Seconds to wait after a 423 that names none: at first, and at most after doubling.
const LOCKED_WAIT: u64 = 15;
const MAX_LOCKED_WAIT: u64 = 60;

/// The wait after so many failures: a random part of a limit that doubles (full jitter), so that many
/// callers don't come back together. `random` is from 0 up to 1.
pub(super) fn backoff(failures: u32, random: f64) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    let limit = (FIRST_BACKOFF * 2f64.powi(doublings as i32)).min(MAX_BACKOFF);
    Duration::from_secs_f64(limit * random)
}

/// The wait after so many 423s: what the service names, or a time that doubles.
pub(super) fn locked(times: u32, retry_after_seconds: Option<u64>) -> Duration {
    let default = || (LOCKED_WAIT << times.saturating_sub(1).min(8)).min(MAX_LOCKED_WAIT);
    Duration::from_secs(retry_after_seconds.unwrap_or_else(default))
}

/// Limits the retries of a job: a service that fails more often than it succeeds must not be hammered
/// by ten thousand batches. A retry costs tokens, and a success refunds them.
pub(super) struct RetryBudget(u32);

impl RetryBudget {
    const FULL: u32 = 100;
    const RETRY: u32 = 5;

    pub fn full() -> Self {
        RetryBudget(Self::FULL)
    }

    /// Pays for a retry; false if too little is left.
    pub fn take(&mut self) -> bool {
        let left = self.0.checked_sub(Self::RETRY);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }

    pub fn refund(&mut self) {
        self.0 = (self.0 + Self::RETRY).min(Self::FULL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backoff_is_a_random_part_of_a_limit_that_doubles() {
        for (failures, limit) in
            [(1, 500), (2, 1000), (3, 2000), (6, 16_000), (7, 20_000), (99, 20_000)]
        {
            assert_eq!(backoff(failures, 0.0), Duration::ZERO);
            assert_eq!(backoff(failures, 0.5), Duration::from_millis(limit / 2), "{failures}");
        }
    }

    #[test]
    fn the_wait_after_a_423_is_what_the_service_names_or_longer_each_time() {
        assert_eq!(locked(3, Some(7)), Duration::from_secs(7));
        let waits = [1, 2, 3, 4, 10].map(|times| locked(times, None).as_secs());
        assert_eq!(waits, [15, 30, 60, 60, 60]);
    }

    #[test]
    fn the_budget_is_twenty_refailures_without_a_success() {
        let mut budget = RetryBudget::full();
        assert_eq!((0..100).filter(|_| budget.take()).count(), 20);
        budget.refund();
        assert!(budget.take() && !budget.take());
    }
}
