//! The rate limiter, shared by all calls of the process with the same token: it pauses when the
//! service says that there were too many requests, and afterwards lets through as many as the service
//! has been seen to accept.
//!
//! ```text
//!            429, or 503 with Retry-After        the pause is over
//!   Flowing ─────────────────────────────> Paused ─────────────────> Trial: one request in flight
//!      ^                                     ^                         │        │ result unknown
//!      │                                     └── throttled again ──────┤        v
//!      └──────────────────────────── processed ────────────────────────┘     TrialDue
//! ```
//!
//! It estimates two numbers from each time that it was flowing: how many requests the service accepts
//! at full speed before it refuses one (the burst), and how many a second on top of those (the rate).
//! Together they make a token bucket, filled by time. That suits a service that counts in fixed
//! windows as well as one with a bucket of its own.

use crate::util::lock::lock;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// The shortest pause. The service has sent `Retry-After: 0`, which must not become a busy loop.
const MIN_PAUSE: Duration = Duration::from_secs(1);
/// The pause if the service names none: the first, and the longest after doubling.
const DEFAULT_PAUSE: Duration = Duration::from_secs(15);
const MAX_DEFAULT_PAUSE: Duration = Duration::from_secs(60);
/// Added to what the service says, so as not to be a moment too early.
const MARGIN: Duration = Duration::from_millis(50);
/// Interval at which other requests look whether the trial is over.
const TRIAL_POLL: Duration = Duration::from_millis(20);
/// Requests beyond the burst measure a rate if requests were held back for so many seconds, and if
/// they were so many and such a part of the burst.
const MIN_MEASURED_SECONDS: f64 = 2.0;
const MIN_MEASURED_REQUESTS: f64 = 8.0;
const MIN_MEASURED_PART: f64 = 0.25;
/// The lowest rate in requests a second: guessed, and measured.
const MIN_GUESSED_RATE: f64 = 0.5;
const MIN_MEASURED_RATE: f64 = 0.05;
/// The part of a measured rate that is used, so that the limit is not met again soon.
const RATE_MARGIN: f64 = 0.97;
/// Growth of the rate in a second in which requests are held back: of a guess, and of a rate that was
/// measured once (half of it when measured twice, and so on).
const GUESS_GROWTH: f64 = 0.1;
const MEASURED_GROWTH: f64 = 0.001;

/// Every method takes the time.
#[derive(Default)]
pub(crate) struct RateLimiter(Mutex<State>);

#[derive(Default)]
struct State {
    /// Counts the pauses.
    period: u64,
    phase: Phase,
    /// `None` until the service has throttled something.
    estimate: Option<Estimate>,
    /// Requests that can be sent at once, and when that was computed.
    credit: f64,
    credited: Option<Instant>,
    /// Since the last pause, or since the credit was last full: when that was, the credit then, the
    /// requests processed, and since when requests are held back.
    flowing_since: Option<Instant>,
    start_credit: f64,
    processed: u64,
    short_since: Option<Instant>,
    /// For how long it was flowing, and holding requests back, when it paused.
    flowed_seconds: f64,
    short_seconds: f64,
    /// Pauses in a row for which the service named no time.
    unnamed_pauses: u32,
}

#[derive(Clone, Copy, Default)]
enum Phase {
    #[default]
    Flowing,
    Paused {
        since: Instant,
        until: Instant,
        /// The status that caused it.
        status: u16,
    },
    /// The pause is over, and one request has to try whether the service accepts any.
    TrialDue { status: u16 },
    /// That request is in flight.
    Trial { status: u16 },
}

#[derive(Clone, Copy)]
struct Estimate {
    burst: f64,
    /// Requests a second, and how much that grows in a second.
    rate: f64,
    growth: f64,
    /// Number of times that the rate was measured.
    measured: u32,
}

/// Permission to send one request. Call `processed` or `throttled` afterwards; dropping it means the
/// result is unknown.
pub(crate) struct Permit {
    limiter: Arc<RateLimiter>,
    period: u64,
    is_reported: bool,
}

/// No permission now: when to ask again, and the status to blame.
#[derive(Debug, PartialEq)]
pub(crate) struct Throttled {
    pub until: Instant,
    pub status: u16,
    pub reason: ThrottleReason,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum ThrottleReason {
    /// The service asked for it.
    Paused,
    /// A trial request is in flight.
    Trial,
    /// The estimated rate.
    Paced,
}

impl RateLimiter {
    pub fn try_acquire(self: &Arc<Self>, now: Instant) -> Result<Permit, Throttled> {
        let mut state = self.state();
        match state.phase {
            Phase::Paused { until, status, .. } if now < until => {
                return Err(Throttled { until, status, reason: ThrottleReason::Paused });
            }
            Phase::Paused { since, until, status } => {
                // By now the requests in flight at the pause are reported. A service that was down
                // for a while (503) shows nothing of the limit that it has when it is up.
                if status == 429 {
                    state.estimate(until - since, now - since);
                }
                (state.start_credit, state.processed) = (state.credit, 0);
                state.credit = (state.credit - 1.0).max(0.0);
                state.phase = Phase::Trial { status };
            }
            Phase::TrialDue { status } => state.phase = Phase::Trial { status },
            Phase::Trial { status } => {
                let until = now + TRIAL_POLL;
                return Err(Throttled { until, status, reason: ThrottleReason::Trial });
            }
            Phase::Flowing => state.spend(now)?,
        }
        state.flowing_since.get_or_insert(now);
        Ok(Permit { limiter: self.clone(), period: state.period, is_reported: false })
    }

    pub fn is_paused(&self, now: Instant) -> bool {
        matches!(self.state().phase, Phase::Paused { until, .. } if now < until)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

impl Permit {
    /// The service processed the request, whatever it responded.
    pub fn processed(mut self) {
        self.is_reported = true;
        let mut state = self.limiter.state();
        match state.phase {
            Phase::Trial { .. } if self.period == state.period => {
                state.phase = Phase::Flowing;
                state.unnamed_pauses = 0;
                state.processed += 1;
            }
            Phase::Flowing if self.period == state.period => state.processed += 1,
            // It was sent before the pause, and belongs to what was accepted before.
            Phase::Paused { .. } if self.period + 1 == state.period => state.processed += 1,
            _ => {}
        }
    }

    /// The service did not process the request because there were too many, and may have named the
    /// seconds to wait.
    pub fn throttled(mut self, status: u16, seconds: Option<u64>, now: Instant) {
        self.is_reported = true;
        let mut state = self.limiter.state();
        let is_first = self.period == state.period;
        if is_first && seconds.is_none() {
            state.unnamed_pauses += 1;
        }
        let pause = state.pause_length(seconds);
        if is_first {
            state.pause(now);
            state.phase = Phase::Paused { since: now, until: now + pause, status };
        } else if let (Phase::Paused { since, until, status }, Some(_)) = (state.phase, seconds) {
            // It was sent together with the request that caused the pause. A service may count it
            // against the caller and ask for more.
            state.phase = Phase::Paused { since, until: until.max(now + pause), status };
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.is_reported {
            let mut state = self.limiter.state();
            if let (Phase::Trial { status }, true) = (state.phase, self.period == state.period) {
                state.phase = Phase::TrialDue { status };
            }
        }
    }
}

impl State {
    /// Takes a request from the credit, or says when there will be enough.
    fn spend(&mut self, now: Instant) -> Result<(), Throttled> {
        let Some(mut estimate) = self.estimate else { return Ok(()) };
        let since = *self.credited.get_or_insert(now);
        let seconds = now.saturating_duration_since(since).as_secs_f64();
        if self.short_since.is_some() {
            estimate.rate *= (1.0 + estimate.growth).powf(seconds.min(1.0));
        }
        (self.estimate, self.credited) = (Some(estimate), Some(now));
        let credit = self.credit + estimate.rate * seconds;
        self.credit = credit.min(estimate.burst);
        if credit > estimate.burst + estimate.rate {
            // For more than a second there was credit that nobody used: start measuring again.
            (self.flowing_since, self.start_credit, self.processed) = (Some(now), self.credit, 0);
            self.short_since = None;
        }
        if self.credit >= 1.0 {
            self.credit -= 1.0;
            return Ok(());
        }
        self.short_since.get_or_insert(now);
        let wait = Duration::from_secs_f64((1.0 - self.credit) / estimate.rate);
        // A moment more, or rounding would make it too early.
        let until = now + wait + Duration::from_micros(1);
        Err(Throttled { until, status: 429, reason: ThrottleReason::Paced })
    }

    fn pause_length(&self, seconds: Option<u64>) -> Duration {
        let pause = match seconds {
            Some(seconds) => Duration::from_secs(seconds).max(MIN_PAUSE),
            None => {
                let doublings = self.unnamed_pauses.saturating_sub(1).min(8);
                (DEFAULT_PAUSE * 2u32.pow(doublings)).min(MAX_DEFAULT_PAUSE)
            }
        };
        pause + MARGIN
    }

    fn pause(&mut self, now: Instant) {
        let since = |time: Option<Instant>| time.map_or(0.0, |time| (now - time).as_secs_f64());
        self.flowed_seconds = since(self.flowing_since.take());
        self.short_seconds = since(self.short_since.take());
        self.period += 1;
    }

    /// Draws conclusions from the time before the pause. `asked` is the length of the pause that the
    /// service asked for, `paused` how long it was.
    fn estimate(&mut self, asked: Duration, paused: Duration) {
        let processed = (self.processed as f64).max(1.0);
        let flowed = self.flowed_seconds.max(0.001);
        // The service accepted at least that rate, and possibly more, so it is soon raised.
        let least_rate = processed / (flowed + asked.as_secs_f64());
        let guess = |rate: f64| {
            let rate = rate.max(MIN_GUESSED_RATE);
            Estimate { burst: processed, rate, growth: GUESS_GROWTH, measured: 0 }
        };
        let estimate = match self.estimate {
            None => guess(least_rate),
            Some(before) => {
                // The credit was available at once, and everything beyond it was added meanwhile.
                let beyond = processed - self.start_credit;
                let measured_rate = if beyond > 0.0 { beyond / flowed } else { 0.0 };
                let is_measured = self.short_seconds >= MIN_MEASURED_SECONDS
                    && beyond >= MIN_MEASURED_REQUESTS.max(before.burst * MIN_MEASURED_PART);
                if is_measured {
                    let measured = before.measured + 1;
                    let rate = (measured_rate * RATE_MARGIN).max(MIN_MEASURED_RATE);
                    let growth = MEASURED_GROWTH / f64::from(measured);
                    Estimate { rate, growth, measured, ..before }
                } else if before.measured > 0 && processed >= self.start_credit / 2.0 {
                    // The rate is known, so the burst was a little too large.
                    let burst = (self.start_credit.min(processed) - 2.0).max(1.0);
                    Estimate { burst, ..before }
                } else {
                    guess(least_rate.max(measured_rate))
                }
            }
        };
        self.estimate = Some(estimate);
        // A pause adds no more than it has time for.
        self.credit = estimate.burst.min(estimate.rate * paused.as_secs_f64()).max(1.0);
        self.credited = None;
    }
}
