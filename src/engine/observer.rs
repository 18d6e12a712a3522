//! How a caller watches and stops a call that is under way: figures, outcomes as they come, cancel.

use crate::codes::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Progress is told no sooner after the last time than the first, and no later than the second.
const PROGRESS_PAUSE: Duration = Duration::from_millis(55);
const PROGRESS_INTERVAL: Duration = Duration::from_millis(150);

/// How far a call is; each field has its number in the C interface.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figures {
    pub total: u64,
    pub done: u64,
    pub not_done: u64,
    pub in_flight: u64,
    pub requests: u64,
    pub retries: u64,
    pub wait_ms: u64,
    pub wait_reason: u64,
}

impl Figures {
    /// 0 for a field that this version doesn't have.
    pub fn field(&self, field: u32) -> u64 {
        match field {
            WEBEXREC_PROGRESS_TOTAL => self.total,
            WEBEXREC_PROGRESS_DONE => self.done,
            WEBEXREC_PROGRESS_NOT_DONE => self.not_done,
            WEBEXREC_PROGRESS_IN_FLIGHT => self.in_flight,
            WEBEXREC_PROGRESS_REQUESTS => self.requests,
            WEBEXREC_PROGRESS_RETRIES => self.retries,
            WEBEXREC_PROGRESS_WAIT_MS => self.wait_ms,
            WEBEXREC_PROGRESS_WAIT_REASON => self.wait_reason,
            _ => 0,
        }
    }
}

/// Stops one call, from any thread.
#[derive(Default)]
pub(crate) struct Monitor {
    cancelled: AtomicBool,
    used: AtomicBool,
    /// Wakes the thread that waits in the call.
    waker: Mutex<Option<Waker>>,
}

pub(crate) type Waker = Box<dyn Fn() + Send>;

impl Monitor {
    /// False if it has served a call already.
    pub fn take(&self) -> bool {
        !self.used.swap(true, Ordering::AcqRel)
    }

    pub fn is_taken(&self) -> bool {
        self.used.load(Ordering::Acquire)
    }

    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
        if let Some(wake) = self.waker().as_ref() {
            wake();
        }
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    pub fn set_waker(&self, waker: Option<Waker>) {
        *self.waker() = waker;
    }

    fn waker(&self) -> MutexGuard<'_, Option<Waker>> {
        self.waker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the caller of one call wants to know of it. The callbacks run on the calling thread, and
/// false from one cancels.
#[derive(Default)]
pub(crate) struct Watch<'w> {
    pub monitor: Option<&'w Monitor>,
    pub progress: Option<&'w mut dyn FnMut(&Figures) -> bool>,
    /// Takes a JSON array of results.
    pub outcomes: Option<&'w mut dyn FnMut(&str) -> bool>,
    reading_since: Option<Instant>,
    /// What progress was told last, and when.
    told: Option<(Instant, Figures)>,
    /// Which of them cancelled, and is not called again.
    progress_cancelled: bool,
    outcomes_cancelled: bool,
}

impl<'w> Watch<'w> {
    pub fn new(
        monitor: Option<&'w Monitor>,
        progress: Option<&'w mut dyn FnMut(&Figures) -> bool>,
        outcomes: Option<&'w mut dyn FnMut(&str) -> bool>,
    ) -> Self {
        Watch { monitor, progress, outcomes, ..Watch::default() }
    }

    pub fn is_cancelled(&self) -> bool {
        self.progress_cancelled
            || self.outcomes_cancelled
            || self.monitor.is_some_and(Monitor::is_cancelled)
    }

    /// Tells how many recordings are read, if that takes long.
    pub fn tell_reading(&mut self, read: u64, clock: impl Fn() -> Instant) {
        let now = clock();
        let begun = *self.reading_since.get_or_insert(now);
        let since = self.told.map_or(begun, |(at, _)| at);
        if now.duration_since(since) >= PROGRESS_INTERVAL {
            self.tell(Figures { total: read, ..Figures::default() }, clock);
        }
    }

    /// Tells how far the call is, if it is time for that; what is new for the `last` time in any
    /// case.
    pub fn tell_progress(&mut self, figures: Figures, last: bool, clock: impl Fn() -> Instant) {
        let is_due = self.told.is_none_or(|(at, told)| {
            let age = clock().duration_since(at);
            let changed = Figures { wait_ms: 0, ..told } != Figures { wait_ms: 0, ..figures };
            age >= PROGRESS_INTERVAL || (changed && (last || age >= PROGRESS_PAUSE))
        });
        if is_due {
            self.tell(figures, clock);
        }
    }

    fn tell(&mut self, figures: Figures, clock: impl Fn() -> Instant) {
        if let Some(progress) = self.progress.as_mut().filter(|_| !self.progress_cancelled) {
            self.progress_cancelled = !progress(&figures);
        }
        // Counted from its end: a slow callback is not called at once again.
        self.told = Some((clock(), figures));
    }

    /// When progress is to be told again even if nothing is new.
    pub fn next_progress(&self) -> Option<Instant> {
        self.told.filter(|_| self.progress.is_some()).map(|(at, _)| at + PROGRESS_INTERVAL)
    }

    pub fn tell_outcomes(&mut self, results: &str) {
        if let Some(outcomes) = self.outcomes.as_mut().filter(|_| !self.outcomes_cancelled) {
            self.outcomes_cancelled = !outcomes(results);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn reading_is_told_when_it_takes_long_and_the_run_goes_on_from_there() {
        let start = Instant::now();
        let clock = Cell::new(0);
        let now = || start + Duration::from_millis(clock.get());
        let mut told = Vec::new();
        let mut progress = |figures: &Figures| {
            told.push((clock.get(), figures.total, figures.requests));
            // A slow callback.
            clock.set(clock.get() + 10);
            true
        };
        let mut watch = Watch::new(None, Some(&mut progress), None);
        for (ms, read) in [(5, 1), (100, 2), (154, 3), (155, 4), (300, 5), (315, 6)] {
            clock.set(ms);
            watch.tell_reading(read, now);
        }
        for (ms, requests) in [(350, 0), (379, 1), (380, 2), (390, 2)] {
            clock.set(ms);
            watch.tell_progress(Figures { total: 9, requests, ..Figures::default() }, false, now);
        }
        assert_eq!(watch.next_progress(), Some(start + Duration::from_millis(540)));
        assert_eq!(told, [(155, 4, 0), (315, 6, 0), (380, 9, 2)]);
    }
}
