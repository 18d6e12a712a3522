//! What is known about each recording of a job, and never more than the responses of the service
//! support.
//!
//! A recording is *in doubt* when an attempt may have changed it and no response says so: the response
//! was lost, or rejected a request for several recordings as a whole.

use super::outcome::{Outcome, Seen};
use super::plan::Plan;
use crate::engine::Counts;
use crate::error::Error;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What the service said, shared by the recordings of one request.
#[derive(Debug, PartialEq)]
pub(crate) struct Cause {
    /// `None` when they are done.
    pub error: Option<Error>,
    pub tracking_id: Option<String>,
}

impl Cause {
    pub fn of_error(error: Error) -> Rc<Self> {
        Rc::new(Cause { error: Some(error), tracking_id: None })
    }
}

/// The state of one recording. A recording given more than once has one state, under its first entry.
#[derive(Debug, Default, Clone)]
pub(crate) struct RecordingState {
    /// The entry repeats an earlier one, whose state counts.
    is_copy: bool,
    /// `None` until it is settled.
    outcome: Option<Outcome>,
    in_flight: bool,
    /// The result of an attempt, of this call or an earlier one, is not known.
    result_lost: bool,
    /// A request for several recordings was rejected as a whole.
    rejected_with_others: bool,
    /// A request for this recording alone was rejected. What that means depends on the rest of the job.
    rejected_alone: bool,
    cause: Option<Rc<Cause>>,
    seen: Option<Seen>,
}

pub(crate) struct Ledger {
    states: Vec<RecordingState>,
    /// Recordings given more than once, with the number of their other entries.
    copies: Vec<(u32, u32)>,
    done: u64,
    not_done: u64,
    /// Recordings settled since the last notification.
    settled: Vec<u32>,
    notifies: bool,
}

impl Ledger {
    /// `notifies`: whether the caller wants outcomes as they come.
    pub fn new(plan: &Plan, notifies: bool) -> Self {
        // A dry run says nothing about what happened before it.
        let in_doubt = plan.entries.iter().map(|entry| entry.in_doubt && !plan.dry_run);
        let states = in_doubt
            .map(|result_lost| RecordingState { result_lost, ..RecordingState::default() })
            .collect();
        let mut ledger = Ledger {
            states,
            copies: Vec::new(),
            done: 0,
            not_done: 0,
            settled: Vec::new(),
            notifies,
        };
        let mut copies = BTreeMap::new();
        for (index, entry) in (0u32..).zip(&plan.entries) {
            match entry.primary {
                // This call does nothing with it, but an earlier one may have.
                None if ledger.state(index).in_doubt() => ledger.settle(index, Outcome::Unknown),
                None => ledger.settle(index, Outcome::NotSent),
                Some(primary) if primary != index => {
                    ledger.state_mut(index).is_copy = true;
                    *copies.entry(primary).or_default() += 1;
                }
                Some(_) => {}
            }
        }
        ledger.copies = copies.into_iter().collect();
        ledger
    }

    pub fn state(&self, recording: u32) -> &RecordingState {
        &self.states[recording as usize]
    }

    pub fn counts(&self) -> Counts {
        Counts { total: self.states.len() as u64, done: self.done, not_done: self.not_done }
    }

    /// The recordings settled since the last call.
    pub fn take_settled(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.settled)
    }

    pub fn sending(&mut self, recording: u32) {
        self.state_mut(recording).in_flight = true;
    }

    /// An attempt had no effect.
    pub fn not_processed(&mut self, recording: u32) {
        self.state_mut(recording).in_flight = false;
    }

    /// The result of an attempt is not known.
    pub fn result_lost(&mut self, recording: u32) {
        let state = self.state_mut(recording);
        (state.in_flight, state.result_lost) = (false, true);
    }

    pub fn rejected_with_others(&mut self, recording: u32, cause: Option<&Rc<Cause>>) {
        let state = self.state_mut(recording);
        (state.in_flight, state.rejected_with_others) = (false, true);
        state.cause = cause.cloned().or(state.cause.take());
    }

    pub fn done(&mut self, recording: u32, cause: &Rc<Cause>) {
        self.state_mut(recording).cause = Some(cause.clone());
        self.settle(recording, Outcome::Done);
    }

    /// Unless an earlier attempt may be the reason for it, the rejection is the service's verdict.
    /// Otherwise it is classified at the end.
    pub fn rejected_alone(&mut self, recording: u32, cause: &Rc<Cause>) {
        let state = self.state_mut(recording);
        (state.in_flight, state.rejected_alone) = (false, true);
        state.cause = Some(cause.clone());
        if !state.in_doubt() {
            self.settle(recording, Outcome::Rejected);
        }
    }

    /// Settles a recording that nothing more is sent for: as unknown if it is in doubt.
    pub fn give_up(&mut self, recording: u32, otherwise: Outcome, cause: &Rc<Cause>) {
        let state = self.state_mut(recording);
        state.cause = Some(cause.clone());
        let outcome = if state.in_doubt() { Outcome::Unknown } else { otherwise };
        self.settle(recording, outcome);
    }

    /// Whether a recording was rejected alone, and an earlier attempt may be the reason.
    pub fn has_undecided(&self) -> bool {
        self.states.iter().any(|state| state.outcome.is_none() && state.rejected_alone)
    }

    /// Settles everything that is still open. `accepts_repeats`: the service is known to accept again
    /// what it has done already, so that a rejection is not the work of an earlier attempt.
    /// `stopped_by`: why the rest was not sent.
    pub fn finalize(&mut self, accepts_repeats: bool, stopped_by: Option<&Error>) {
        if self.done + self.not_done == self.states.len() as u64 {
            return;
        }
        let stopped = stopped_by.map(|error| Cause::of_error(error.clone()));
        for recording in 0..self.states.len() as u32 {
            let state = self.state_mut(recording);
            if state.is_copy || state.outcome.is_some() {
                continue;
            }
            if state.cause.is_none() {
                state.cause = stopped.clone();
            }
            let outcome = state.classify(accepts_repeats);
            self.settle(recording, outcome);
        }
    }

    /// Records where a lookup found a recording. Only the target state changes its outcome.
    pub fn record_lookup(&mut self, recording: u32, seen: Seen, target: Seen) {
        let state = self.state_mut(recording);
        state.seen = Some(seen);
        if seen == target {
            state.outcome = None;
            state.cause = None;
            self.not_done -= self.entries_of(recording);
            self.settle(recording, Outcome::Done);
        }
    }

    /// Brings a recording to an outcome as a job would.
    #[cfg(test)]
    pub fn settle_as(&mut self, recording: u32, outcome: Outcome, error: Error) {
        let error = Some(error).filter(|_| outcome != Outcome::Done);
        let cause = Rc::new(Cause { error, tracking_id: Some("T1".into()) });
        if matches!(outcome, Outcome::Unknown | Outcome::Inferred) {
            self.result_lost(recording);
        }
        match outcome {
            Outcome::Done => self.done(recording, &cause),
            Outcome::Rejected | Outcome::Inferred => self.rejected_alone(recording, &cause),
            Outcome::Failed | Outcome::NotSent | Outcome::Unknown => {
                self.give_up(recording, outcome, &cause);
            }
        }
    }

    fn settle(&mut self, recording: u32, outcome: Outcome) {
        let state = self.state_mut(recording);
        state.in_flight = false;
        state.outcome = Some(outcome);
        let entries = self.entries_of(recording);
        *(if outcome == Outcome::Done { &mut self.done } else { &mut self.not_done }) += entries;
        if self.notifies {
            self.settled.push(recording);
        }
    }

    /// The number of entries that share a recording's outcome.
    fn entries_of(&self, recording: u32) -> u64 {
        let copies = self.copies.binary_search_by_key(&recording, |(primary, _)| *primary);
        copies.map_or(1, |index| 1 + u64::from(self.copies[index].1))
    }

    fn state_mut(&mut self, recording: u32) -> &mut RecordingState {
        &mut self.states[recording as usize]
    }
}

impl RecordingState {
    /// `NotSent` until it is settled.
    pub fn outcome(&self) -> Outcome {
        self.outcome.unwrap_or(Outcome::NotSent)
    }

    pub fn seen(&self) -> Option<Seen> {
        self.seen
    }

    pub fn cause(&self) -> Option<&Cause> {
        self.cause.as_deref()
    }

    pub fn error(&self) -> Option<&Error> {
        self.cause()?.error.as_ref()
    }

    fn in_doubt(&self) -> bool {
        self.result_lost || self.rejected_with_others
    }

    /// The outcome of a recording that no response has settled.
    fn classify(&self, accepts_repeats: bool) -> Outcome {
        if !self.rejected_alone {
            let in_doubt = self.in_doubt() || self.in_flight;
            return if in_doubt { Outcome::Unknown } else { Outcome::NotSent };
        }
        let status = self.error().map_or(0, |error| error.code);
        // The statuses that a recording may be rejected with because it is done already.
        let may_mean_done = matches!(status, 400 | 404 | 409 | 410);
        // A lock (423) passes, and says nothing about the recording.
        if accepts_repeats && (may_mean_done || !self.result_lost && status != 423) {
            Outcome::Rejected
        } else if self.result_lost && may_mean_done {
            Outcome::Inferred
        } else {
            Outcome::Unknown
        }
    }
}
