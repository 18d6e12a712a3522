//! How a caller watches and stops a call that is under way: figures, outcomes as they come, cancel.

use crate::codes::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

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

    pub fn tell_progress(&mut self, figures: &Figures) {
        if let Some(progress) = self.progress.as_mut().filter(|_| !self.progress_cancelled) {
            self.progress_cancelled = !progress(figures);
        }
    }

    pub fn tell_outcomes(&mut self, results: &str) {
        if let Some(outcomes) = self.outcomes.as_mut().filter(|_| !self.outcomes_cancelled) {
            self.outcomes_cancelled = !outcomes(results);
        }
    }
}
