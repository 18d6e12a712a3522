//! Lets the caller observe and stop a call: progress, outcomes as they come, cancel.

use crate::codes::*;
use crate::util::lock::lock;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Minimum and maximum interval between two progress callbacks.
const MIN_PROGRESS_INTERVAL: Duration = Duration::from_millis(55);
const MAX_PROGRESS_INTERVAL: Duration = Duration::from_millis(150);

/// How far a call is. Each field has its number in the C interface.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    pub total: u64,
    pub done: u64,
    pub not_done: u64,
    pub in_flight: u64,
    pub requests: u64,
    pub retries: u64,
    pub wait_ms: u64,
    pub wait_reason: u64,
}

impl Progress {
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

    /// The time left of a wait changes by itself, which is no news.
    fn differs_from(&self, other: &Progress) -> bool {
        Progress { wait_ms: 0, ..*self } != Progress { wait_ms: 0, ..*other }
    }
}

/// Cancels one call, from any thread.
#[derive(Default)]
pub(crate) struct Monitor {
    cancelled: AtomicBool,
    used: AtomicBool,
    /// Wakes the thread that waits in the call.
    waker: Mutex<Option<Waker>>,
}

pub(crate) type Waker = Box<dyn Fn() + Send>;

impl Monitor {
    /// Returns false if the monitor has served a call already.
    pub fn take(&self) -> bool {
        !self.used.swap(true, Ordering::AcqRel)
    }

    pub fn is_taken(&self) -> bool {
        self.used.load(Ordering::Acquire)
    }

    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
        if let Some(wake) = lock(&self.waker).as_ref() {
            wake();
        }
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    pub fn set_waker(&self, waker: Option<Waker>) {
        *lock(&self.waker) = waker;
    }
}

/// The monitor and callbacks of one call. Callbacks run on the calling thread; one that returns false
/// cancels, and is not called again.
#[derive(Default)]
pub(crate) struct CallObserver<'o> {
    pub monitor: Option<&'o Monitor>,
    pub progress: Option<&'o mut dyn FnMut(&Progress) -> bool>,
    /// Takes a JSON array of results.
    pub outcomes: Option<&'o mut dyn FnMut(&str) -> bool>,
    reading_since: Option<Instant>,
    /// The progress that was notified last, and when.
    notified: Option<(Instant, Progress)>,
    progress_cancelled: bool,
    outcomes_cancelled: bool,
}

impl<'o> CallObserver<'o> {
    pub fn new(
        monitor: Option<&'o Monitor>,
        progress: Option<&'o mut dyn FnMut(&Progress) -> bool>,
        outcomes: Option<&'o mut dyn FnMut(&str) -> bool>,
    ) -> Self {
        CallObserver { monitor, progress, outcomes, ..CallObserver::default() }
    }

    pub fn is_cancelled(&self) -> bool {
        self.progress_cancelled
            || self.outcomes_cancelled
            || self.monitor.is_some_and(Monitor::is_cancelled)
    }

    /// Notifies of the number of recordings read so far, if reading takes long.
    pub fn notify_reading(&mut self, read: u64, clock: impl Fn() -> Instant) {
        let now = clock();
        let begun = *self.reading_since.get_or_insert(now);
        let since = self.notified.map_or(begun, |(at, _)| at);
        if now.duration_since(since) >= MAX_PROGRESS_INTERVAL {
            self.notify(Progress { total: read, ..Progress::default() }, clock);
        }
    }

    /// Notifies of progress if it is due: at the maximum interval, after the minimum interval if it
    /// has changed, and for the last time whenever it has changed.
    pub fn notify_progress(
        &mut self,
        progress: Progress,
        is_last: bool,
        clock: impl Fn() -> Instant,
    ) {
        let is_due = self.notified.is_none_or(|(at, notified)| {
            let age = clock().duration_since(at);
            let may_notify = is_last || age >= MIN_PROGRESS_INTERVAL;
            age >= MAX_PROGRESS_INTERVAL || (may_notify && progress.differs_from(&notified))
        });
        if is_due {
            self.notify(progress, clock);
        }
    }

    fn notify(&mut self, progress: Progress, clock: impl Fn() -> Instant) {
        if let Some(callback) = self.progress.as_mut().filter(|_| !self.progress_cancelled) {
            self.progress_cancelled = !callback(&progress);
        }
        // Counted from the end of the callback: a slow one is not called again at once.
        self.notified = Some((clock(), progress));
    }

    /// When progress is due even if nothing changes.
    pub fn next_progress(&self) -> Option<Instant> {
        let notified = self.notified.filter(|_| self.progress.is_some());
        notified.map(|(at, _)| at + MAX_PROGRESS_INTERVAL)
    }

    pub fn notify_outcomes(&mut self, results: &str) {
        if let Some(callback) = self.outcomes.as_mut().filter(|_| !self.outcomes_cancelled) {
            self.outcomes_cancelled = !callback(results);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn progress_of_reading_and_of_the_job_keeps_to_one_interval() {
        let start = Instant::now();
        let clock = Cell::new(0);
        let now = || start + Duration::from_millis(clock.get());
        let mut notified = Vec::new();
        let mut callback = |progress: &Progress| {
            notified.push((clock.get(), progress.total, progress.requests));
            // A slow callback.
            clock.set(clock.get() + 10);
            true
        };
        let mut observer = CallObserver::new(None, Some(&mut callback), None);
        for (ms, read) in [(5, 1), (100, 2), (154, 3), (155, 4), (300, 5), (315, 6)] {
            clock.set(ms);
            observer.notify_reading(read, now);
        }
        for (ms, requests) in [(350, 0), (379, 1), (380, 2), (390, 2)] {
            clock.set(ms);
            observer.notify_progress(
                Progress { total: 9, requests, ..Progress::default() },
                false,
                now,
            );
        }
        assert_eq!(observer.next_progress(), Some(start + Duration::from_millis(540)));
        assert_eq!(notified, [(155, 4, 0), (315, 6, 0), (380, 9, 2)]);
    }
}
