//! The work of a job that changes recordings: its batches, and what is done to find out what became
//! of each recording of a batch that the service refused.
//!
//! A refused batch is sent again in five parts, each of which may be refused and divided again, down
//! to single recordings. Where the service has not accepted anything of a site and host yet, single
//! recordings go first: if those are refused too, the job is wrong rather than a recording of it. What
//! an earlier call may have done is judged apart, for a refusal of it says less.

pub(crate) mod ledger;
pub(crate) mod operation;
pub(crate) mod plan;
pub(crate) mod report;
pub(crate) mod verify;

use crate::engine::{Effect, End, Key, Work};
use crate::error::{Error, Result};
use crate::http::Request;
use crate::input::base_url::BaseUrl;
use crate::jobs::change::ledger::{Ledger, Note, Outcome};
use crate::jobs::change::plan::{BATCH_SIZE, Lot, Plan};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::rc::Rc;

/// Into how many parts a refused batch is divided: 100, 20, 4, 1.
const PARTS: usize = 5;
/// Single recordings of a site and host that are refused before the job is taken to be wrong.
const PROBES: u32 = 3;
/// Requests to find out what is wrong: at least so many, and half as many as there are recordings.
const LEAST_BUDGET: usize = 200;

pub(crate) struct Changes<'p, 'a> {
    plan: &'p Plan<'a>,
    base_url: &'p BaseUrl,
    ledger: Ledger,
    fresh: VecDeque<u32>,
    lots: HashMap<Lot, LotState>,
    /// What was refused, the larger parts first: they are more likely to be good.
    parts: BinaryHeap<(usize, Reverse<u64>, Part)>,
    /// Counts what was put there, to keep the order among equals.
    divided: u64,
    under_way: HashMap<Key, Part>,
    next_key: Key,
    /// Requests left for finding out what is wrong.
    budget: usize,
    proof: Proof,
}

/// Entries of one lot in one request.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    lot: Lot,
    members: Vec<u32>,
    role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// A batch of the plan.
    Batch,
    /// A part of a refused one.
    Part,
    /// A single recording that tells a wrong job from a wrong recording.
    Probe,
    /// One that is done already, sent again.
    Proof,
}

#[derive(Default)]
struct LotState {
    standing: Standing,
    /// Refused batches that wait for a probe.
    parked: Vec<Part>,
    /// Batches that wait for it too, because they are likely to be refused as well.
    held: Vec<u32>,
    /// Whether a probe is asked for or under way.
    probing: bool,
    refused_probes: u32,
}

/// What is known of a lot.
#[derive(Default)]
enum Standing {
    #[default]
    Untried,
    /// A refusal was of the caller (403) rather than of a recording.
    Suspect,
    /// Something of its site and host was accepted.
    Accepted,
    /// The last word on all of it.
    GivenUp(Rc<Note>),
}

/// Whether the service accepts again what it has done already: then a refusal is one, even of what
/// an earlier try may have done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// Nothing is done yet.
    Impossible,
    /// The recording that was done first.
    Possible(u32),
    UnderWay,
    Accepted,
    Refused,
}

impl<'p, 'a> Changes<'p, 'a> {
    /// `keeps_news`: whether the caller wants to be told of outcomes.
    pub fn new(plan: &'p Plan<'a>, base_url: &'p BaseUrl, keeps_news: bool) -> Self {
        Changes {
            plan,
            base_url,
            ledger: Ledger::new(plan, keeps_news),
            fresh: (0..plan.batches.len() as u32).collect(),
            lots: HashMap::new(),
            parts: BinaryHeap::new(),
            divided: 0,
            under_way: HashMap::new(),
            next_key: 0,
            budget: LEAST_BUDGET.max(plan.entries.len() / 2),
            proof: Proof::Impossible,
        }
    }

    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub fn ledger_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    /// Settles all that is still open, when nothing more will be sent.
    pub fn close(&mut self, stopped_by: Option<&Error>) {
        self.ledger.close(self.proof == Proof::Accepted, stopped_by);
    }

    fn hand_out(&mut self, part: Part) -> Key {
        if part.role != Role::Batch {
            self.budget = self.budget.saturating_sub(1);
        }
        self.next_key += 1;
        self.under_way.insert(self.next_key, part);
        self.next_key
    }

    fn next_batch(&mut self) -> Option<Part> {
        while let Some(batch) = self.fresh.pop_front() {
            let planned = &self.plan.batches[batch as usize];
            let state = self.lots.entry(planned.lot).or_default();
            match &state.standing {
                Standing::GivenUp(note) => {
                    for &member in &planned.members {
                        self.ledger.give_up(member, Outcome::NotSent, note);
                    }
                }
                Standing::Suspect => state.held.push(batch),
                Standing::Untried | Standing::Accepted => {
                    let members = planned.members.clone();
                    return Some(Part { lot: planned.lot, members, role: Role::Batch });
                }
            }
        }
        None
    }

    /// The next part of something refused, as long as the budget lasts; what it does not last for
    /// stays open. A probe is always asked for: whole batches may wait for it.
    fn next_part(&mut self) -> Option<Part> {
        while let Some((_, _, part)) = self.parts.pop() {
            if part.role == Role::Probe {
                match self.state(part.lot).take_probe(part.lot) {
                    None => drop(self.release(part.lot)),
                    probe => return probe,
                }
            } else if self.budget > 0 {
                return Some(part);
            }
        }
        None
    }

    /// When all else is settled: one request for what is known to be done, if a refusal is to be
    /// understood that a try before it could explain.
    fn next_proof(&mut self) -> Option<Part> {
        let Proof::Possible(done) = self.proof else { return None };
        let is_last = self.under_way.is_empty();
        if !is_last || !self.plan.may_isolate || !self.ledger.has_unjudged() {
            return None;
        }
        self.proof = Proof::UnderWay;
        let lot = Lot { unclear: false, group: self.plan.entries[done as usize].group };
        Some(Part { lot, members: vec![done], role: Role::Proof })
    }

    fn state(&mut self, lot: Lot) -> &mut LotState {
        self.lots.entry(lot).or_default()
    }

    fn accepted(&mut self, part: Part, tracking_id: Option<String>) {
        if part.role == Role::Proof {
            self.proof = Proof::Accepted;
            return;
        }
        let note = Rc::new(Note { error: None, tracking_id });
        for &member in &part.members {
            self.ledger.done(member, &note);
        }
        if self.proof == Proof::Impossible {
            self.proof = Proof::Possible(part.members[0]);
        }
        // Then it is the right site and host for what is unclear too.
        for unclear in [false, true] {
            let lot = Lot { unclear, ..part.lot };
            self.state(lot).standing = Standing::Accepted;
            for parked in self.release(lot) {
                self.divide(parked, PARTS);
            }
        }
    }

    fn refused(&mut self, part: Part, error: Error, tracking_id: Option<String>) {
        let status = error.code;
        let note = Rc::new(Note { error: Some(error), tracking_id });
        match (&part.members[..], part.role) {
            (_, Role::Proof) => self.proof = Proof::Refused,
            (&[single], role) if !self.plan.is_all() => {
                self.ledger.refused_alone(single, &note);
                if role == Role::Probe {
                    self.probe_failed(part.lot, status, &note);
                }
            }
            _ => {
                for &member in &part.members {
                    self.ledger.refused_with_others(member, Some(&note));
                }
                if self.plan.may_isolate {
                    self.isolate(part, status);
                }
            }
        }
    }

    /// The last word on a part that was neither accepted nor refused.
    fn give_up(&mut self, part: Part, outcome: Outcome, error: Error) {
        let note = Rc::new(Note { error: Some(error), tracking_id: None });
        for &member in part.concerned() {
            if outcome == Outcome::Unknown {
                self.ledger.lost(member);
            }
            self.ledger.give_up(member, outcome, &note);
        }
        if part.role == Role::Probe {
            self.probe_failed(part.lot, 0, &note);
        }
    }

    fn isolate(&mut self, part: Part, status: i32) {
        let lot = part.lot;
        let state = self.state(lot);
        match state.standing {
            Standing::Accepted => return self.divide(part, PARTS),
            Standing::GivenUp(_) => return state.parked.push(part),
            Standing::Untried if status == 403 => state.standing = Standing::Suspect,
            Standing::Untried | Standing::Suspect => {}
        }
        state.parked.push(part);
        if !std::mem::replace(&mut state.probing, true) {
            self.ask_for_probe(lot);
        }
    }

    fn ask_for_probe(&mut self, lot: Lot) {
        self.put(usize::MAX, Part { lot, members: Vec::new(), role: Role::Probe });
    }

    fn probe_failed(&mut self, lot: Lot, status: i32, note: &Rc<Note>) {
        let state = self.lots.entry(lot).or_default();
        state.refused_probes += 1;
        match state.standing {
            Standing::Accepted | Standing::GivenUp(_) => return,
            // It is not the caller then. The batches held may be accepted, which would tell more than
            // another probe.
            Standing::Suspect if status != 403 => {
                state.standing = Standing::Untried;
                self.fresh.extend(state.held.drain(..));
            }
            Standing::Suspect | Standing::Untried => {}
        }
        let parked: usize = state.parked.iter().map(|part| part.members.len()).sum();
        if state.refused_probes < PROBES {
            self.ask_for_probe(lot);
        } else if parked > BATCH_SIZE || matches!(state.standing, Standing::Suspect) {
            // What was not sent will not be; what was refused waits for one under way to be accepted.
            state.standing = Standing::GivenUp(note.clone());
            self.fresh.extend(state.held.drain(..));
        } else {
            // Few enough to ask for each.
            for part in self.release(lot) {
                self.divide(part, BATCH_SIZE);
            }
        }
    }

    /// Ends the waiting for a probe: the batches held go on, and what was parked is given back.
    fn release(&mut self, lot: Lot) -> Vec<Part> {
        let state = self.lots.entry(lot).or_default();
        state.probing = false;
        if let Standing::Suspect = state.standing {
            state.standing = Standing::Untried;
        }
        self.fresh.extend(state.held.drain(..));
        std::mem::take(&mut state.parked)
    }

    fn divide(&mut self, part: Part, parts: usize) {
        let size = part.members.len().div_ceil(parts).max(1);
        for members in part.members.chunks(size) {
            let part = Part { lot: part.lot, members: members.to_vec(), role: Role::Part };
            self.put(members.len(), part);
        }
    }

    fn put(&mut self, priority: usize, part: Part) {
        self.divided += 1;
        self.parts.push((priority, Reverse(self.divided), part));
    }
}

impl Work for Changes<'_, '_> {
    fn next(&mut self) -> Option<Key> {
        let part = loop {
            if let Some(part) = self.next_batch().or_else(|| self.next_part()) {
                break part;
            }
            // Unless batches were released that had waited for a probe.
            if self.fresh.is_empty() {
                break self.next_proof()?;
            }
        };
        Some(self.hand_out(part))
    }

    fn request(&self, key: Key) -> Request {
        let part = &self.under_way[&key];
        self.plan.request(self.base_url, part.lot.group, &part.members)
    }

    fn sending(&mut self, key: Key) {
        for &member in self.under_way[&key].concerned() {
            self.ledger.sending(member);
        }
    }

    fn tried(&mut self, key: Key, effect: Effect) {
        let concerned = self.under_way[&key].concerned();
        for &member in concerned {
            match effect {
                Effect::Refused if concerned.len() > 1 => {
                    self.ledger.refused_with_others(member, None);
                }
                Effect::None | Effect::Refused => self.ledger.not_processed(member),
                Effect::Unclear => self.ledger.lost(member),
            }
        }
    }

    fn settle(&mut self, key: Key, end: End) -> Result<()> {
        let part = self.under_way.remove(&key).expect("a request is settled once");
        let (outcome, error) = match end {
            End::Accepted(answer) => match answer.confirmed() {
                Ok(()) => {
                    self.accepted(part, answer.tracking_id);
                    return Ok(());
                }
                Err(error) => {
                    self.give_up(part, Outcome::Unknown, error.clone());
                    return Err(error);
                }
            },
            End::Refused(answer) => {
                self.refused(part, answer.error(), answer.tracking_id);
                return Ok(());
            }
            End::Failed(error) => (Outcome::Failed, error),
            End::Lost(error) => (Outcome::Unknown, error),
        };
        self.give_up(part, outcome, error);
        Ok(())
    }

    fn may_repeat(&self) -> bool {
        !self.plan.is_all()
    }

    fn tally(&self) -> (u64, u64, u64) {
        self.ledger.tally()
    }

    fn announcement(&self, key: Key) -> Option<String> {
        let concerned = self.under_way[&key].concerned();
        (!concerned.is_empty()).then(|| report::announcement(self.plan, concerned))
    }

    fn news(&mut self) -> Option<String> {
        let news = self.ledger.take_news();
        (!news.is_empty()).then(|| report::results(self.plan, &self.ledger, &news))
    }
}

impl Part {
    /// The recordings that the request has an effect on.
    fn concerned(&self) -> &[u32] {
        if self.role == Role::Proof { &[] } else { &self.members }
    }
}

impl LotState {
    /// A recording out of what is parked.
    fn take_probe(&mut self, lot: Lot) -> Option<Part> {
        let last = self.parked.last_mut()?;
        let member = last.members.pop()?;
        if last.members.is_empty() {
            self.parked.pop();
        }
        Some(Part { lot, members: vec![member], role: Role::Probe })
    }
}
