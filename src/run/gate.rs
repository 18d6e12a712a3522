//! The gate in front of the service, shared by all calls of the process with the same token: it
//! closes when the service says that there were too many requests, and afterwards lets through as
//! many as the service has shown to take.
//!
//! Two numbers are learned from each time the gate was open: how many requests the service took at
//! full speed before it refused one (the quota), and how many a second it takes after those (the
//! pace). A fixed window gives its whole quota at once and then nothing; a bucket that is refilled
//! gives little at once, and then a steady stream.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The shortest wait, whatever the service says: 0 was seen, and must not become a busy loop.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);
/// How long to wait when the service doesn't say: first, and at most after doubling.
const UNTOLD_WAIT: Duration = Duration::from_secs(15);
const LONGEST_UNTOLD_WAIT: Duration = Duration::from_secs(60);
/// How long others wait before they ask again whether the one probe came back.
const PROBE_POLL: Duration = Duration::from_millis(20);
/// Added to what the service says: clocks differ.
const SMALLEST_MARGIN: Duration = Duration::from_millis(50);
const LARGEST_MARGIN: Duration = Duration::from_millis(500);
/// How late a request may come and still have its turn.
const LATENESS: Duration = Duration::from_millis(500);
/// A time open that is long enough to tell a stream from what had only piled up.
const TELLING: f64 = 2.0;
/// A pace may be no slower than this, a guessed one and a measured one.
const SLOWEST_GUESS: f64 = 0.5;
const SLOWEST: f64 = 0.05;
/// Below the pace just found, so that it lasts.
const CAUTION: f64 = 0.97;
/// How much a pace grows in a second: one that is a guess, and one that was measured once (half as
/// much when it was measured twice, and so on).
const SEEKING: f64 = 0.1;
const KEEPING: f64 = 0.001;

/// Shared by the calls of a process; every method takes the time.
#[derive(Default)]
pub(crate) struct Gate(Mutex<State>);

struct State {
    /// Grows each time the gate closes.
    period: u64,
    phase: Phase,
    /// When it opened last, how many it has let through since, and how many the service took.
    opened: Option<Instant>,
    entered: u64,
    taken: u64,
    /// What was learned; `None` until something was.
    learned: Option<Learned>,
    /// When the next request after the quota may go.
    pace: Pace,
    /// Closings in a row without a time told.
    untold: u32,
}

#[derive(Clone, Copy)]
enum Phase {
    Open,
    Closed {
        until: Instant,
        /// The status that closed it.
        status: u16,
    },
    /// One request is on its way to see whether the service takes any again.
    Probing {
        status: u16,
    },
}

#[derive(Clone, Copy)]
struct Learned {
    /// What the service takes at full speed after a long wait.
    quota: u64,
    /// What goes at full speed this time.
    burst: u64,
    /// Requests a second after those, to begin with, and how much that grows in a second.
    rate: f64,
    growth: f64,
    /// How often the rate was measured.
    measured: u32,
}

#[derive(Default)]
struct Pace {
    since: Option<Instant>,
    next: Option<Instant>,
}

/// Leave to send one request. Its end must be told; one that is dropped tells that nothing is known.
pub(crate) struct Pass {
    gate: Arc<Gate>,
    at: Instant,
    period: u64,
    told: bool,
}

/// Not now: when to ask again, and which status is waited out.
#[derive(Debug, PartialEq)]
pub(crate) struct Hold {
    pub until: Instant,
    pub status: u16,
    /// Whether the service asked for it; otherwise it is the gate's own pace.
    pub is_closed: bool,
}

impl Default for State {
    fn default() -> Self {
        State {
            period: 0,
            phase: Phase::Open,
            opened: None,
            entered: 0,
            taken: 0,
            learned: None,
            pace: Pace::default(),
            untold: 0,
        }
    }
}

impl Gate {
    pub fn enter(self: &Arc<Self>, now: Instant) -> Result<Pass, Hold> {
        let mut state = self.state();
        match state.phase {
            Phase::Closed { until, status } if now < until => {
                return Err(Hold { until, status, is_closed: true });
            }
            Phase::Closed { status, .. } => state.phase = Phase::Probing { status },
            Phase::Probing { status } => {
                return Err(Hold { until: now + PROBE_POLL, status, is_closed: false });
            }
            Phase::Open => state.take_turn(now)?,
        }
        state.opened.get_or_insert(now);
        state.entered += 1;
        Ok(Pass { gate: self.clone(), at: now, period: state.period, told: false })
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
        // One that was sent before the gate closed says nothing of now.
        if self.period == state.period {
            state.taken += 1;
            if let Phase::Probing { .. } = state.phase {
                state.phase = Phase::Open;
                state.untold = 0;
            }
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
            state.learn(wait, now);
            state.period += 1;
            (state.opened, state.entered, state.taken) = (None, 0, 0);
            state.phase = Phase::Closed { until: now + wait, status };
        } else if let (Phase::Closed { until, status }, Some(_)) = (state.phase, seconds) {
            // It was sent together with the one that closed the gate; a service may count it
            // against the caller and ask for more.
            state.phase = Phase::Closed { until: until.max(now + wait), status };
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if !self.told {
            let mut state = self.gate.state();
            if let (Phase::Probing { status }, true) = (state.phase, self.period == state.period) {
                // The next one to ask becomes the probe.
                state.phase = Phase::Closed { until: self.at, status };
                (state.opened, state.entered) = (None, 0);
            }
        }
    }
}

impl State {
    /// The quota goes at full speed, the rest one after another.
    fn take_turn(&mut self, now: Instant) -> Result<(), Hold> {
        let Some(learned) = self.learned.filter(|learned| self.entered >= learned.burst) else {
            return Ok(());
        };
        let age = now.duration_since(*self.pace.since.get_or_insert(now));
        let rate = learned.rate * (1.0 + learned.growth).powf(age.as_secs_f64());
        let interval = Duration::from_secs_f64(1.0 / rate);
        let next = *self.pace.next.get_or_insert(now + interval);
        if now < next {
            return Err(Hold { until: next, status: 429, is_closed: false });
        }
        // Who comes a little late has not lost the turn.
        let turn = now.checked_sub(LATENESS).map_or(next, |earliest| next.max(earliest));
        self.pace.next = Some(turn + interval);
        Ok(())
    }

    fn wait(&self, seconds: Option<u64>) -> Duration {
        let wait = match seconds {
            Some(seconds) => Duration::from_secs(seconds).max(SHORTEST_WAIT),
            None => {
                let doublings = self.untold.saturating_sub(1).min(8);
                (UNTOLD_WAIT * 2u32.pow(doublings)).min(LONGEST_UNTOLD_WAIT)
            }
        };
        wait + (wait / 100).clamp(SMALLEST_MARGIN, LARGEST_MARGIN)
    }

    /// What the time from its opening to this refusal tells, for when it opens after the wait.
    fn learn(&mut self, wait: Duration, now: Instant) {
        let since = |time: Option<Instant>| time.map_or(0.0, |time| (now - time).as_secs_f64());
        let (open_for, paced_for) = (since(self.opened), since(self.pace.since));
        let stream = self.learned.map_or(0, |learned| self.taken.saturating_sub(learned.burst));
        let wait = wait.as_secs_f64();
        self.pace = Pace::default();
        self.learned = Some(match self.learned {
            // The burst was there at once; what came on top of it was given meanwhile.
            Some(learned) if stream > 0 => {
                let rate = (stream as f64 / open_for * CAUTION).max(SLOWEST);
                let is_telling = paced_for >= TELLING;
                let measured = learned.measured + u32::from(is_telling);
                let growth = if is_telling { KEEPING / f64::from(measured) } else { SEEKING };
                // The wait brings no more than it has time for.
                let burst = learned.quota.min((rate * wait) as u64).max(1);
                Learned { burst, rate, growth, measured, ..learned }
            }
            // At least that many were given in that time; there may be more, so that is soon tried.
            _ => {
                let quota = self.taken.max(1);
                let rate = (quota as f64 / (open_for + wait) * CAUTION).max(SLOWEST_GUESS);
                Learned { quota, burst: quota, rate, growth: SEEKING, measured: 0 }
            }
        });
    }
}
