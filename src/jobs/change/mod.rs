//! The job that changes recordings: its batches, and the search for the recordings that the service
//! refuses in a rejected batch.
//!
//! ```text
//! batch of 100 ── accepted ──> done
//!      │ rejected                       nothing of its site and host accepted yet:
//!      ├───────────────────────────────> up to three single recordings first (probes)
//!      v                                     │ accepted      │ all rejected: the job is wrong,
//! split into 5 of 20 <───────────────────────┘               v  not a recording: give up
//!      │ rejected                                    what was not sent is not sent
//!      v
//! split into 5 of 4, then single recordings: accepted, or rejected alone
//! ```
//!
//! Recordings in doubt, which an earlier call may have changed, are a partition of their own: their
//! rejection says less.

pub(crate) mod conclusion;
mod id_index;
pub(crate) mod ledger;
pub(crate) mod operation;
pub(crate) mod outcome;
pub(crate) mod plan;
pub(crate) mod report;
pub(crate) mod verify;

use crate::engine::{AttemptEffect, Completion, Counts, Job, RequestId};
use crate::error::{Error, Result};
use crate::http::Request;
use crate::input::base_url::BaseUrl;
use ledger::{Cause, Ledger};
use operation::Operation;
use outcome::Outcome;
use plan::{Partition, Plan};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::rc::Rc;

/// The parts that a rejected batch is split into: 100, 20, 4, 1.
const PARTS: usize = 5;
/// Probes of a partition that may be rejected before the job is taken to be wrong.
const MAX_PROBES: u32 = 3;
/// Requests for isolating refused recordings: at least so many, and half as many as there are
/// recordings.
const MIN_ISOLATION_BUDGET: usize = 200;

pub(crate) struct ChangeJob<'p, 'a> {
    plan: &'p Plan<'a>,
    base_url: &'p BaseUrl,
    ledger: Ledger,
    unsent: VecDeque<u32>,
    partitions: HashMap<Partition, PartitionState>,
    /// Partitions of which a single recording is to be sent next.
    probes: VecDeque<Partition>,
    /// Parts of rejected batches, the larger ones first: they are more likely to be good.
    splits: BinaryHeap<(usize, Reverse<u64>, SubBatch)>,
    /// Counts the splits, to keep the order among equals.
    split_count: u64,
    in_flight: HashMap<RequestId, SubBatch>,
    next_id: RequestId,
    isolation_budget: usize,
    repeat_check: RepeatCheck,
}

/// Entries of one partition in one request.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SubBatch {
    partition: Partition,
    members: Vec<u32>,
    role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// A batch of the plan.
    Batch,
    /// A part of a rejected one.
    Split,
    /// A single recording that tells a wrong job from a wrong recording.
    Probe,
    /// A recording that is done already, sent again.
    RepeatCheck,
}

#[derive(Default)]
struct PartitionState {
    standing: Standing,
    /// Rejected batches that wait for a probe.
    rejected_waiting: Vec<SubBatch>,
    /// Unsent batches that wait for it too, because they are likely to be rejected as well.
    unsent_waiting: Vec<u32>,
    /// Whether a probe is queued or in flight.
    probing: bool,
    rejected_probes: u32,
}

#[derive(Default)]
enum Standing {
    #[default]
    Untried,
    /// A rejection was of the caller (403) rather than of a recording.
    Suspect,
    /// A recording of its site and host was accepted.
    Accepted,
    /// The cause for which all of it is given up.
    GivenUp(Rc<Cause>),
}

/// Whether the service accepts again what it has done already. Then a rejection is one, even of a
/// recording in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RepeatCheck {
    /// Nothing is done yet.
    Impossible,
    /// Possible with this recording, the first that was done.
    Possible(u32),
    InFlight,
    Accepted,
    Rejected,
}

impl<'p, 'a> ChangeJob<'p, 'a> {
    /// `notifies`: whether the caller wants outcomes as they come.
    pub fn new(plan: &'p Plan<'a>, base_url: &'p BaseUrl, notifies: bool) -> Self {
        ChangeJob {
            plan,
            base_url,
            ledger: Ledger::new(plan, notifies),
            unsent: (0..plan.batches.len() as u32).collect(),
            partitions: HashMap::new(),
            probes: VecDeque::new(),
            splits: BinaryHeap::new(),
            split_count: 0,
            in_flight: HashMap::new(),
            next_id: 0,
            isolation_budget: MIN_ISOLATION_BUDGET.max(plan.entries.len() / 2),
            repeat_check: RepeatCheck::Impossible,
        }
    }

    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub fn ledger_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    /// Settles everything that is still open, when nothing more will be sent.
    pub fn finalize(&mut self, stopped_by: Option<&Error>) {
        self.ledger.finalize(self.repeat_check == RepeatCheck::Accepted, stopped_by);
    }

    fn next_batch(&mut self) -> Option<SubBatch> {
        while let Some(batch) = self.unsent.pop_front() {
            let planned = &self.plan.batches[batch as usize];
            let state = self.partitions.entry(planned.partition).or_default();
            match &state.standing {
                Standing::GivenUp(cause) => {
                    for &member in &planned.members {
                        self.ledger.give_up(member, Outcome::NotSent, cause);
                    }
                }
                Standing::Suspect => state.unsent_waiting.push(batch),
                Standing::Untried | Standing::Accepted => {
                    let (partition, members) = (planned.partition, planned.members.clone());
                    return Some(SubBatch { partition, members, role: Role::Batch });
                }
            }
        }
        None
    }

    /// A probe is sent whatever the budget: whole batches may wait for it.
    fn next_probe(&mut self) -> Option<SubBatch> {
        while let Some(partition) = self.probes.pop_front() {
            match self.state(partition).take_probe(partition) {
                None => drop(self.end_waiting(partition)),
                probe => return probe,
            }
        }
        None
    }

    /// The next part of a rejected batch. What the budget doesn't last for stays open.
    fn next_split(&mut self) -> Option<SubBatch> {
        let split = self.splits.pop().filter(|_| self.isolation_budget > 0);
        split.map(|(_, _, split)| split)
    }

    /// When everything else is settled: a recording that is done is sent once more, if a rejection may
    /// be the work of an earlier attempt.
    fn next_repeat_check(&mut self) -> Option<SubBatch> {
        let RepeatCheck::Possible(done) = self.repeat_check else { return None };
        let is_last = self.in_flight.is_empty();
        if !is_last || !self.plan.may_isolate || !self.ledger.has_undecided() {
            return None;
        }
        self.repeat_check = RepeatCheck::InFlight;
        let group = self.plan.entries[done as usize].group;
        let partition = Partition { in_doubt: false, group };
        Some(SubBatch { partition, members: vec![done], role: Role::RepeatCheck })
    }

    fn next_sub_batch(&mut self) -> Option<SubBatch> {
        loop {
            let next = self.next_batch().or_else(|| self.next_probe());
            let next = next.or_else(|| self.next_split());
            // Unless batches go on that had waited for a probe.
            if next.is_some() || self.unsent.is_empty() {
                return next.or_else(|| self.next_repeat_check());
            }
        }
    }

    fn state(&mut self, partition: Partition) -> &mut PartitionState {
        self.partitions.entry(partition).or_default()
    }

    fn on_accepted(&mut self, accepted: SubBatch, tracking_id: Option<String>) {
        if accepted.role == Role::RepeatCheck {
            self.repeat_check = RepeatCheck::Accepted;
            return;
        }
        let cause = Rc::new(Cause { error: None, tracking_id });
        for &member in &accepted.members {
            self.ledger.done(member, &cause);
        }
        if self.repeat_check == RepeatCheck::Impossible {
            self.repeat_check = RepeatCheck::Possible(accepted.members[0]);
        }
        // The site and host are right for the recordings in doubt too.
        for in_doubt in [false, true] {
            let partition = Partition { in_doubt, ..accepted.partition };
            self.state(partition).standing = Standing::Accepted;
            for waiting in self.end_waiting(partition) {
                self.split(waiting, PARTS);
            }
        }
    }

    fn on_rejected(&mut self, rejected: SubBatch, error: Error, tracking_id: Option<String>) {
        let status = error.code;
        let cause = Rc::new(Cause { error: Some(error), tracking_id });
        match (&rejected.members[..], rejected.role) {
            (_, Role::RepeatCheck) => self.repeat_check = RepeatCheck::Rejected,
            (&[single], role) if !self.plan.is_all() => {
                self.ledger.rejected_alone(single, &cause);
                if role == Role::Probe {
                    self.on_probe_failed(rejected.partition, status, &cause);
                }
            }
            _ => {
                for &member in &rejected.members {
                    self.ledger.rejected_with_others(member, Some(&cause));
                }
                if self.plan.may_isolate {
                    self.isolate(rejected, status);
                }
            }
        }
    }

    /// Settles the recordings of a request that was neither accepted nor rejected.
    fn give_up(&mut self, sub_batch: SubBatch, outcome: Outcome, error: Error) {
        let cause = Cause::of_error(error);
        for &member in sub_batch.affected() {
            if outcome == Outcome::Unknown {
                self.ledger.result_lost(member);
            }
            self.ledger.give_up(member, outcome, &cause);
        }
        if sub_batch.role == Role::Probe {
            self.on_probe_failed(sub_batch.partition, 0, &cause);
        }
    }

    fn isolate(&mut self, rejected: SubBatch, status: i32) {
        let partition = rejected.partition;
        let state = self.state(partition);
        match state.standing {
            Standing::Accepted => return self.split(rejected, PARTS),
            Standing::GivenUp(_) => return state.rejected_waiting.push(rejected),
            Standing::Untried if status == 403 => state.standing = Standing::Suspect,
            Standing::Untried | Standing::Suspect => {}
        }
        state.rejected_waiting.push(rejected);
        if !std::mem::replace(&mut state.probing, true) {
            self.probes.push_back(partition);
        }
    }

    fn on_probe_failed(&mut self, partition: Partition, status: i32, cause: &Rc<Cause>) {
        let state = self.partitions.entry(partition).or_default();
        state.rejected_probes += 1;
        match state.standing {
            Standing::Accepted | Standing::GivenUp(_) => return,
            // It is not the caller then. A waiting batch may be accepted, which would tell more than
            // another probe.
            Standing::Suspect if status != 403 => {
                state.standing = Standing::Untried;
                self.unsent.extend(state.unsent_waiting.drain(..));
            }
            Standing::Suspect | Standing::Untried => {}
        }
        let waiting: usize = state.rejected_waiting.iter().map(|batch| batch.members.len()).sum();
        let is_suspect = matches!(state.standing, Standing::Suspect);
        if state.rejected_probes < MAX_PROBES {
            self.probes.push_back(partition);
        } else if waiting > Operation::BATCH_SIZE || is_suspect {
            // What was not sent stays unsent. What was rejected may still be split, if a request in
            // flight is accepted.
            state.standing = Standing::GivenUp(cause.clone());
            self.unsent.extend(state.unsent_waiting.drain(..));
        } else {
            // Few enough to send each alone.
            for batch in self.end_waiting(partition) {
                self.split(batch, Operation::BATCH_SIZE);
            }
        }
    }

    /// Ends the waiting for a probe: unsent batches go on, and the rejected ones are returned.
    fn end_waiting(&mut self, partition: Partition) -> Vec<SubBatch> {
        let state = self.partitions.entry(partition).or_default();
        state.probing = false;
        if let Standing::Suspect = state.standing {
            state.standing = Standing::Untried;
        }
        self.unsent.extend(state.unsent_waiting.drain(..));
        std::mem::take(&mut state.rejected_waiting)
    }

    fn split(&mut self, batch: SubBatch, parts: usize) {
        let size = batch.members.len().div_ceil(parts).max(1);
        for members in batch.members.chunks(size) {
            let members = members.to_vec();
            let part = SubBatch { partition: batch.partition, members, role: Role::Split };
            self.split_count += 1;
            self.splits.push((part.members.len(), Reverse(self.split_count), part));
        }
    }
}

impl Job for ChangeJob<'_, '_> {
    fn next(&mut self) -> Option<RequestId> {
        let next = self.next_sub_batch()?;
        if next.role != Role::Batch {
            self.isolation_budget = self.isolation_budget.saturating_sub(1);
        }
        self.next_id += 1;
        self.in_flight.insert(self.next_id, next);
        Some(self.next_id)
    }

    fn request(&self, id: RequestId) -> Request {
        let sub_batch = &self.in_flight[&id];
        self.plan.request(self.base_url, sub_batch.partition.group, &sub_batch.members)
    }

    fn sending(&mut self, id: RequestId) {
        for &member in self.in_flight[&id].affected() {
            self.ledger.sending(member);
        }
    }

    fn attempted(&mut self, id: RequestId, effect: AttemptEffect) {
        let affected = self.in_flight[&id].affected();
        for &member in affected {
            match effect {
                AttemptEffect::Rejected if affected.len() > 1 => {
                    self.ledger.rejected_with_others(member, None);
                }
                AttemptEffect::None | AttemptEffect::Rejected => self.ledger.not_processed(member),
                AttemptEffect::InDoubt => self.ledger.result_lost(member),
            }
        }
    }

    fn settle(&mut self, id: RequestId, completion: Completion) -> Result<()> {
        let sub_batch = self.in_flight.remove(&id).expect("a request is settled once");
        match completion {
            Completion::Accepted(response) => match response.confirmed() {
                Ok(()) => self.on_accepted(sub_batch, response.tracking_id),
                Err(error) => {
                    self.give_up(sub_batch, Outcome::Unknown, error.clone());
                    return Err(error);
                }
            },
            Completion::Rejected(response) => {
                self.on_rejected(sub_batch, response.error(), response.tracking_id);
            }
            Completion::Failed(error) => self.give_up(sub_batch, Outcome::Failed, error),
            Completion::InDoubt(error) => self.give_up(sub_batch, Outcome::Unknown, error),
        }
        Ok(())
    }

    fn is_idempotent(&self) -> bool {
        !self.plan.is_all()
    }

    fn counts(&self) -> Counts {
        self.ledger.counts()
    }

    fn sending_results(&self, id: RequestId) -> Option<String> {
        let affected = self.in_flight[&id].affected();
        (!affected.is_empty()).then(|| report::sending_results(self.plan, affected))
    }

    fn settled_results(&mut self) -> Option<String> {
        let settled = self.ledger.take_settled();
        (!settled.is_empty()).then(|| report::results(self.plan, &self.ledger, &settled))
    }
}

impl SubBatch {
    /// The recordings that the request has an effect on.
    fn affected(&self) -> &[u32] {
        if self.role == Role::RepeatCheck { &[] } else { &self.members }
    }
}

impl PartitionState {
    /// Takes a recording out of the rejected batches.
    fn take_probe(&mut self, partition: Partition) -> Option<SubBatch> {
        let last = self.rejected_waiting.last_mut()?;
        let member = last.members.pop()?;
        if last.members.is_empty() {
            self.rejected_waiting.pop();
        }
        Some(SubBatch { partition, members: vec![member], role: Role::Probe })
    }
}
