//! The requests of a job that wait to be sent: now, or after a time.

use super::RequestId;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::time::Instant;

/// A request that is to be sent, and what it has met with so far.
pub(super) struct Pending {
    pub id: RequestId,
    pub sent: u32,
    pub failed: u32,
    pub locked: u32,
    /// The caller knows that it is about to be sent.
    pub announced: bool,
}

impl Pending {
    pub fn new(id: RequestId) -> Self {
        Pending { id, sent: 0, failed: 0, locked: 0, announced: false }
    }
}

/// Why nothing can be sent before that time: 429, 423, or the status or result code of what failed.
#[derive(Clone, Copy)]
pub(super) struct Wait {
    pub until: Instant,
    pub reason: i32,
}

#[derive(Default)]
pub(super) struct Queue {
    ready: VecDeque<Pending>,
    delayed: BinaryHeap<Reverse<Delayed>>,
}

impl Queue {
    /// To be sent before everything else.
    pub fn push_front(&mut self, pending: Pending) {
        self.ready.push_front(pending);
    }

    pub fn delay(&mut self, pending: Pending, wait: Wait) {
        self.delayed.push(Reverse(Delayed { wait, pending }));
    }

    pub fn pop(&mut self, now: Instant) -> Option<Pending> {
        while self.next_wait().is_some_and(|wait| wait.until <= now) {
            self.ready.extend(self.delayed.pop().map(|Reverse(delayed)| delayed.pending));
        }
        self.ready.pop_front()
    }

    /// What the first delayed request waits for.
    pub fn next_wait(&self) -> Option<Wait> {
        self.delayed.peek().map(|Reverse(delayed)| delayed.wait)
    }
}

struct Delayed {
    wait: Wait,
    pending: Pending,
}

impl Ord for Delayed {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.wait.until, self.pending.id).cmp(&(other.wait.until, other.pending.id))
    }
}

impl PartialOrd for Delayed {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Delayed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Delayed {}
