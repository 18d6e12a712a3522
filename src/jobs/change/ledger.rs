//! What is known of each recording of a job while it runs and at its end, and nothing more than the
//! service's answers support.

use crate::error::Error;
use crate::jobs::change::plan::Plan;
use std::rc::Rc;

/// What is known of a recording after the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The service confirmed it.
    Done,
    /// Refused, but most likely because an earlier unclear try had done it.
    Inferred,
    /// The service refused it.
    Rejected,
    /// Certainly not done.
    Failed,
    /// Sent, and may have been done.
    Unknown,
    /// Not sent, or sent and not processed.
    NotSent,
}

/// Where a later look found a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    Available,
    Deleted,
    Purged,
    /// The service shows no such recording.
    Missing,
    /// The look itself failed.
    Error,
}

/// What was said of a recording, shared by those of one request.
#[derive(Debug, PartialEq)]
pub(crate) struct Note {
    /// `None` when it is done.
    pub error: Option<Error>,
    pub tracking_id: Option<String>,
}

/// One recording's account. A recording that was given more than once has one, with its first entry.
#[derive(Debug, Default, Clone)]
pub(crate) struct Account {
    /// It is that of a recording given before, and not used.
    is_copy: bool,
    /// Once it is settled.
    outcome: Option<Outcome>,
    /// It is in a request under way.
    under_way: bool,
    /// It was in a try that may have had its effect and of which nobody knows, now or in an earlier
    /// call.
    lost: bool,
    /// It was in a request for several that was refused, which says nothing of each.
    refused_with_others: bool,
    /// It was refused alone; what that means depends on the rest of the job.
    refused_alone: bool,
    note: Option<Rc<Note>>,
    seen: Option<Seen>,
}

/// The accounts of all recordings of a job.
pub(crate) struct Ledger {
    accounts: Vec<Account>,
    /// How many entries a recording has beyond one.
    copies: Vec<(u32, u32)>,
    done: u64,
    not_done: u64,
    /// Recordings settled since the caller was told last.
    news: Vec<u32>,
    keeps_news: bool,
}

impl Ledger {
    /// `keeps_news`: whether anybody will ask for them.
    pub fn new(plan: &Plan, keeps_news: bool) -> Self {
        let accounts: Vec<Account> = plan
            .entries
            .iter()
            // A dry run says nothing of what was before it.
            .map(|entry| Account { lost: entry.unclear && !plan.dry_run, ..Account::default() })
            .collect();
        let mut ledger = Ledger {
            accounts,
            copies: Vec::new(),
            done: 0,
            not_done: 0,
            news: Vec::new(),
            keeps_news,
        };
        let mut copies = std::collections::BTreeMap::new();
        for (index, entry) in (0u32..).zip(&plan.entries) {
            match entry.sent_as {
                // This call does nothing with it, but an earlier one may have.
                None if ledger.account(index).lost => ledger.settle(index, Outcome::Unknown),
                None => ledger.settle(index, Outcome::NotSent),
                Some(first) if first != index => {
                    ledger.of(index).is_copy = true;
                    *copies.entry(first).or_default() += 1;
                }
                Some(_) => {}
            }
        }
        ledger.copies = copies.into_iter().collect();
        ledger
    }

    pub fn account(&self, recording: u32) -> &Account {
        &self.accounts[recording as usize]
    }

    pub fn tally(&self) -> (u64, u64, u64) {
        (self.accounts.len() as u64, self.done, self.not_done)
    }

    /// The recordings settled since the last time.
    pub fn take_news(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.news)
    }

    pub fn sending(&mut self, recording: u32) {
        self.of(recording).under_way = true;
    }

    /// A try certainly had no effect.
    pub fn not_processed(&mut self, recording: u32) {
        self.of(recording).under_way = false;
    }

    /// Nobody knows whether a try had its effect.
    pub fn lost(&mut self, recording: u32) {
        let account = self.of(recording);
        (account.under_way, account.lost) = (false, true);
    }

    pub fn refused_with_others(&mut self, recording: u32, note: Option<&Rc<Note>>) {
        let account = self.of(recording);
        (account.under_way, account.refused_with_others) = (false, true);
        account.note = note.cloned().or(account.note.take());
    }

    pub fn done(&mut self, recording: u32, note: &Rc<Note>) {
        self.of(recording).note = Some(note.clone());
        self.settle(recording, Outcome::Done);
    }

    /// Refused alone. If no earlier try can be the reason for that, it is the service's word;
    /// otherwise it is judged at the end.
    pub fn refused_alone(&mut self, recording: u32, note: &Rc<Note>) {
        let account = self.of(recording);
        (account.under_way, account.refused_alone) = (false, true);
        account.note = Some(note.clone());
        if !account.may_be_done() {
            self.settle(recording, Outcome::Rejected);
        }
    }

    /// The last word on what was not refused: it may have been done only if some try may have had
    /// its effect.
    pub fn give_up(&mut self, recording: u32, without_effect: Outcome, note: &Rc<Note>) {
        let account = self.of(recording);
        account.note = Some(note.clone());
        let outcome = if account.may_be_done() { Outcome::Unknown } else { without_effect };
        self.settle(recording, outcome);
    }

    /// The recordings refused alone whose refusal an earlier try may explain.
    pub fn has_unjudged(&self) -> bool {
        self.accounts.iter().any(|account| account.outcome.is_none() && account.refused_alone)
    }

    /// Settles everything that is still open. `repeats_are_accepted`: whether the service is known to
    /// accept again what it has done already, so that a refusal is one. `stopped_by`: why the rest
    /// was not sent.
    pub fn close(&mut self, repeats_are_accepted: bool, stopped_by: Option<&Error>) {
        if self.done + self.not_done == self.accounts.len() as u64 {
            return;
        }
        let stopped =
            stopped_by.map(|error| Rc::new(Note { error: Some(error.clone()), tracking_id: None }));
        for recording in 0..self.accounts.len() as u32 {
            let account = self.of(recording);
            if account.is_copy || account.outcome.is_some() {
                continue;
            }
            if account.note.is_none() {
                account.note = stopped.clone();
            }
            let outcome = account.judge(repeats_are_accepted);
            self.settle(recording, outcome);
        }
    }

    /// A later look found the recording there. Only what it was meant to become changes anything.
    pub fn saw(&mut self, recording: u32, seen: Seen, target: Seen) {
        let account = self.of(recording);
        account.seen = Some(seen);
        if seen == target {
            account.outcome = None;
            account.note = None;
            let entries = self.entries_of(recording);
            self.not_done -= entries;
            self.settle(recording, Outcome::Done);
        }
    }

    fn settle(&mut self, recording: u32, outcome: Outcome) {
        let account = self.of(recording);
        account.under_way = false;
        account.outcome = Some(outcome);
        let entries = self.entries_of(recording);
        *(if outcome == Outcome::Done { &mut self.done } else { &mut self.not_done }) += entries;
        if self.keeps_news {
            self.news.push(recording);
        }
    }

    fn entries_of(&self, recording: u32) -> u64 {
        let copies = self.copies.binary_search_by_key(&recording, |(first, _)| *first);
        copies.map_or(1, |index| 1 + u64::from(self.copies[index].1))
    }

    fn of(&mut self, recording: u32) -> &mut Account {
        &mut self.accounts[recording as usize]
    }
}

impl Account {
    /// `NotSent` until it is settled.
    pub fn outcome(&self) -> Outcome {
        self.outcome.unwrap_or(Outcome::NotSent)
    }

    pub fn seen(&self) -> Option<Seen> {
        self.seen
    }

    pub fn note(&self) -> Option<&Note> {
        self.note.as_deref()
    }

    pub fn error(&self) -> Option<&Error> {
        self.note()?.error.as_ref()
    }

    /// Whether a try may have had its effect.
    fn may_be_done(&self) -> bool {
        self.lost || self.refused_with_others
    }

    fn judge(&self, repeats_are_accepted: bool) -> Outcome {
        let status = self.error().map_or(0, |error| error.code);
        // What a recording that is done already could be refused for.
        let is_of_state = matches!(status, 400 | 404 | 409 | 410);
        if !self.refused_alone {
            let may_be_done = self.may_be_done() || self.under_way;
            return if may_be_done { Outcome::Unknown } else { Outcome::NotSent };
        }
        // A lock passes, and says nothing of the recording.
        if repeats_are_accepted && (is_of_state || !self.lost && status != 423) {
            Outcome::Rejected
        } else if self.lost && is_of_state {
            Outcome::Inferred
        } else {
            Outcome::Unknown
        }
    }
}
