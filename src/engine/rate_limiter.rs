//! The gate in front of the service, shared by all calls of the process with the same token: it
//! closes when the service says that there were too many requests, and afterwards lets through as
//! many as the service has shown to take.
//!
//! Two numbers are learned from each time it was open: how many requests the service took at full
//! speed before it refused one (the quota), and how many a second come on top of those (the rate).
//! Together they are a bucket of credit, which what waits empties at once and time refills. A service
//! that counts in fixed windows is served by that as well as one that refills a bucket of its own.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The shortest wait, whatever the service says: 0 was seen, and must not become a busy loop.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);
/// How long to wait when the service doesn't say: first, and at most after doubling.
const UNTOLD_WAIT: Duration = Duration::from_secs(15);
const LONGEST_UNTOLD_WAIT: Duration = Duration::from_secs(60);
/// Added to what the service says, so as not to be there a moment too early.
const MARGIN: Duration = Duration::from_millis(50);
/// How long others wait before they ask again whether the one probe came back.
const PROBE_POLL: Duration = Duration::from_millis(20);
/// What came on top of the quota is a stream rather than chance if it lasted so many seconds, and
/// was so many requests and such a part of the quota.
const TELLING_SECONDS: f64 = 2.0;
const TELLING_REQUESTS: f64 = 8.0;
const TELLING_PART: f64 = 0.25;
/// Requests a second, at the least: when the rate is a guess, and when it was measured.
const SLOWEST_GUESS: f64 = 0.5;
const SLOWEST: f64 = 0.05;
/// Below the rate measured, so that it lasts.
const CAUTION: f64 = 0.97;
/// How much a rate grows in a second in which it holds something back: one that is a guess, and one
/// that was measured once (half as much when it was measured twice, and so on).
const SEEKING: f64 = 0.1;
const KEEPING: f64 = 0.001;

/// Shared by the calls of a process; every method takes the time.
#[derive(Default)]
pub(crate) struct Gate(Mutex<State>);

#[derive(Default)]
struct State {
    /// Grows each time the gate closes.
    period: u64,
    phase: Phase,
    /// `None` until the service refused something.
    learned: Option<Learned>,
    /// What can go at once, and when that was so.
    credit: f64,
    credited: Option<Instant>,
    /// Since the gate opened or the credit was last whole: when that was, with what credit, what the
    /// service took, and since when something is held back.
    opened: Option<Instant>,
    start: f64,
    taken: u64,
    short_since: Option<Instant>,
    /// How long it was open, and held something back, when it closed.
    open_for: f64,
    short_for: f64,
    /// Closings in a row without a time told.
    untold: u32,
}

#[derive(Clone, Copy, Default)]
enum Phase {
    #[default]
    Open,
    Closed {
        since: Instant,
        until: Instant,
        /// The status that closed it.
        status: u16,
    },
    /// The time is over, but one request has to see first whether the service takes any.
    Untried { status: u16 },
    /// It is on its way.
    Probing { status: u16 },
}

#[derive(Clone, Copy)]
struct Learned {
    quota: f64,
    /// Requests a second, and how much that grows in a second.
    rate: f64,
    growth: f64,
    /// How often the rate was measured.
    measured: u32,
}

/// Leave to send one request. Its end must be told; one that is dropped tells that nothing is known.
pub(crate) struct Pass {
    gate: Arc<Gate>,
    period: u64,
    told: bool,
}

/// Not now: when to ask again, and which status is waited out.
#[derive(Debug, PartialEq)]
pub(crate) struct Hold {
    pub until: Instant,
    pub status: u16,
    pub why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Why {
    /// The service asked for it.
    Closed,
    /// One is on its way to see whether it takes any again.
    Probing,
    /// The gate's own pace.
    Paced,
}

impl Gate {
    pub fn enter(self: &Arc<Self>, now: Instant) -> Result<Pass, Hold> {
        let mut state = self.state();
        match state.phase {
            Phase::Closed { until, status, .. } if now < until => {
                return Err(Hold { until, status, why: Why::Closed });
            }
            Phase::Closed { since, until, status } => {
                // By now those that were under way when it closed have told what became of them. A
                // service that is down for a while (503) tells nothing of what it takes when it is up.
                if status == 429 {
                    state.learn(until - since, now - since);
                }
                (state.start, state.taken) = (state.credit, 0);
                // The one that sees whether the service takes any again.
                state.credit = (state.credit - 1.0).max(0.0);
                state.phase = Phase::Probing { status };
            }
            Phase::Untried { status } => state.phase = Phase::Probing { status },
            Phase::Probing { status } => {
                return Err(Hold { until: now + PROBE_POLL, status, why: Why::Probing });
            }
            Phase::Open => state.spend(now)?,
        }
        state.opened.get_or_insert(now);
        Ok(Pass { gate: self.clone(), period: state.period, told: false })
    }

    pub fn is_closed(&self, now: Instant) -> bool {
        matches!(self.state().phase, Phase::Closed { until, .. } if now < until)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass {
    /// The service processed the request, whatever it answered.
    pub fn taken(mut self) {
        self.told = true;
        let mut state = self.gate.state();
        match state.phase {
            Phase::Probing { .. } if self.period == state.period => {
                state.phase = Phase::Open;
                state.untold = 0;
                state.taken += 1;
            }
            Phase::Open if self.period == state.period => state.taken += 1,
            // It was sent before the gate closed, and the service took it as it took those before.
            Phase::Closed { .. } if self.period + 1 == state.period => state.taken += 1,
            _ => {}
        }
    }

    /// The service did not process the request because there were too many, and may have said how
    /// many seconds to wait.
    pub fn refused(mut self, status: u16, seconds: Option<u64>, now: Instant) {
        self.told = true;
        let mut state = self.gate.state();
        let first = self.period == state.period;
        if first && seconds.is_none() {
            state.untold += 1;
        }
        let wait = state.wait(seconds);
        if first {
            state.close(now);
            state.phase = Phase::Closed { since: now, until: now + wait, status };
        } else if let (Phase::Closed { since, until, status }, Some(_)) = (state.phase, seconds) {
            // It was sent together with the one that closed the gate; a service may count it
            // against the caller and ask for more.
            state.phase = Phase::Closed { since, until: until.max(now + wait), status };
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if !self.told {
            let mut state = self.gate.state();
            if let (Phase::Probing { status }, true) = (state.phase, self.period == state.period) {
                state.phase = Phase::Untried { status };
            }
        }
    }
}

impl State {
    /// Takes from the credit, or says when there will be some.
    fn spend(&mut self, now: Instant) -> Result<(), Hold> {
        let Some(mut learned) = self.learned else { return Ok(()) };
        let since = *self.credited.get_or_insert(now);
        let seconds = now.saturating_duration_since(since).as_secs_f64();
        if self.short_since.is_some() {
            learned.rate *= (1.0 + learned.growth).powf(seconds.min(1.0));
        }
        (self.learned, self.credited) = (Some(learned), Some(now));
        let credit = self.credit + learned.rate * seconds;
        self.credit = credit.min(learned.quota);
        if credit > learned.quota + learned.rate {
            // For more than a second nothing was asked for that there would have been credit for:
            // what is measured begins anew.
            (self.opened, self.start, self.taken) = (Some(now), self.credit, 0);
            self.short_since = None;
        }
        if self.credit >= 1.0 {
            self.credit -= 1.0;
            return Ok(());
        }
        self.short_since.get_or_insert(now);
        let wait = Duration::from_secs_f64((1.0 - self.credit) / learned.rate);
        // A moment more, or rounding would make it too early.
        let until = now + wait + Duration::from_micros(1);
        Err(Hold { until, status: 429, why: Why::Paced })
    }

    fn wait(&self, seconds: Option<u64>) -> Duration {
        let wait = match seconds {
            Some(seconds) => Duration::from_secs(seconds).max(SHORTEST_WAIT),
            None => {
                let doublings = self.untold.saturating_sub(1).min(8);
                (UNTOLD_WAIT * 2u32.pow(doublings)).min(LONGEST_UNTOLD_WAIT)
            }
        };
        wait + MARGIN
    }

    fn close(&mut self, now: Instant) {
        let since = |time: Option<Instant>| time.map_or(0.0, |time| (now - time).as_secs_f64());
        (self.open_for, self.short_for) = (since(self.opened), since(self.short_since));
        (self.opened, self.short_since) = (None, None);
        self.period += 1;
    }

    /// What the time for which it was open tells, now that it opens again. `wait` is how long the
    /// service wanted it closed, `closed_for` how long it was.
    fn learn(&mut self, wait: Duration, closed_for: Duration) {
        let taken = (self.taken as f64).max(1.0);
        // At least that many were given in that time; there may be more, so that is soon tried.
        let open_for = self.open_for.max(0.001);
        let in_all = taken / (open_for + wait.as_secs_f64());
        let guess = |rate: f64| {
            let rate = rate.max(SLOWEST_GUESS);
            Learned { quota: taken, rate, growth: SEEKING, measured: 0 }
        };
        let learned = match self.learned {
            None => guess(in_all),
            Some(before) => {
                // The credit was there at once; what came on top of it was given meanwhile.
                let stream = taken - self.start;
                let on_top = if stream > 0.0 { stream / open_for } else { 0.0 };
                let is_telling = self.short_for >= TELLING_SECONDS
                    && stream >= TELLING_REQUESTS.max(before.quota * TELLING_PART);
                if is_telling {
                    let measured = before.measured + 1;
                    let rate = (on_top * CAUTION).max(SLOWEST);
                    Learned { rate, growth: KEEPING / f64::from(measured), measured, ..before }
                } else if before.measured > 0 && taken >= self.start / 2.0 {
                    // The rate is known: it was the credit that was a little too much.
                    Learned { quota: (self.start.min(taken) - 2.0).max(1.0), ..before }
                } else {
                    guess(in_all.max(on_top))
                }
            }
        };
        self.learned = Some(learned);
        // The wait brings no more than it has time for.
        self.credit = learned.quota.min(learned.rate * closed_for.as_secs_f64()).max(1.0);
        self.credited = None;
    }
}
