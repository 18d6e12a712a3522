//! Looks up what stayed unclear after a job. Only a recording that is seen in the state the job
//! wanted changes its outcome; that one is not seen proves nothing.
//!
//! First each is asked for by its id. Whether the service shows what is in the recycle bin that way
//! is not documented, so what is missing then is looked for in the list of its site and host.

use crate::engine::{End, Key, Work};
use crate::error::Result;
use crate::http::Request;
use crate::input::base_url::BaseUrl;
use crate::jobs::change::ledger::{Ledger, Outcome, Seen};
use crate::jobs::change::operation::Operation;
use crate::jobs::change::plan::Plan;
use crate::jobs::change::report;
use crate::jobs::list::{Listing, Pages};
use crate::util::text;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use time::{Duration, UtcDateTime};

/// How old a recording may be to be found in a list.
const AGE: Duration = Duration::days(10 * 366);

pub(crate) struct Verify<'v, 'a> {
    plan: &'v Plan<'a>,
    base_url: &'v BaseUrl,
    ledger: &'v mut Ledger,
    target: Seen,
    /// What to ask for by id. The key of a request for one is its place here.
    unclear: Vec<u32>,
    asked: usize,
    answered: usize,
    /// By group, what was asked for by id and is missing.
    missing: BTreeMap<u32, Vec<u32>>,
    /// Their keys follow those of the recordings.
    lists: Vec<GroupList<'v>>,
    has_listed: bool,
}

struct GroupList<'v> {
    /// Recordings by id.
    missing: HashMap<&'v str, u32>,
    pages: Pages<'v>,
}

impl<'v, 'a> Verify<'v, 'a> {
    pub fn new(plan: &'v Plan<'a>, base_url: &'v BaseUrl, ledger: &'v mut Ledger) -> Self {
        let is_unclear = |&recording: &u32| {
            let entry = &plan.entries[recording as usize];
            let outcome = ledger.account(recording).outcome();
            entry.id.is_some()
                && entry.sent_as == Some(recording)
                && matches!(outcome, Outcome::Unknown | Outcome::Inferred)
        };
        Verify {
            plan,
            base_url,
            target: match plan.operation {
                Operation::Move => Seen::Deleted,
                Operation::Restore => Seen::Available,
                Operation::Purge => Seen::Purged,
            },
            unclear: (0..plan.entries.len() as u32).filter(is_unclear).collect(),
            ledger,
            asked: 0,
            answered: 0,
            missing: BTreeMap::new(),
            lists: Vec::new(),
            has_listed: false,
        }
    }

    /// The lists that may have what is missing. What is in its place is not missing.
    fn make_lists(&mut self) {
        self.has_listed = true;
        let status = match self.target {
            Seen::Deleted => "deleted",
            Seen::Purged => "purged",
            Seen::Available | Seen::Missing | Seen::Error => return,
        };
        let now = UtcDateTime::now();
        let from = text::of_time(now.checked_sub(AGE).unwrap_or(UtcDateTime::UNIX_EPOCH));
        for (group, missing) in std::mem::take(&mut self.missing) {
            let group = &self.plan.groups[group as usize];
            let query = json!({
                "status": status,
                "from": from,
                "siteUrl": group.site_url,
                "hostEmail": group.host_email,
            });
            let listing = Listing::new(Some(&query.to_string()), 0, now);
            let pages = listing.expect("a query of checked parts").fetch(self.base_url);
            let by_id = |recording: u32| {
                Some((self.plan.entries[recording as usize].id.as_deref()?, recording))
            };
            let missing = missing.into_iter().filter_map(by_id).collect();
            self.lists.push(GroupList { missing, pages });
        }
    }

    fn answered_by_id(&mut self, key: Key, end: End) {
        let recording = self.unclear[key];
        self.answered += 1;
        let seen = match end {
            End::Accepted(answer) => {
                answer.content().map_or(Seen::Error, |details| Seen::of(&details))
            }
            End::Refused(answer) if answer.status == 404 => {
                let group = self.plan.entries[recording as usize].group;
                self.missing.entry(group).or_default().push(recording);
                Seen::Missing
            }
            End::Refused(_) | End::Failed(_) | End::Lost(_) => Seen::Error,
        };
        self.ledger.saw(recording, seen, self.target);
    }

    /// A list that fails leaves what it might have shown as it is.
    fn answered_by_list(&mut self, index: usize, end: End) {
        let list = &mut self.lists[index];
        if list.pages.settle(0, end).is_err() {
            return list.missing.clear();
        }
        for item in list.pages.take() {
            let id = item["id"].as_str().unwrap_or_default();
            // The service may show others than those that were asked for.
            let seen = Seen::of(&item);
            if let Some(recording) = list.missing.remove(id).filter(|_| seen != Seen::Error) {
                self.ledger.saw(recording, seen, self.target);
            }
        }
    }
}

impl Work for Verify<'_, '_> {
    fn next(&mut self) -> Option<Key> {
        if self.asked < self.unclear.len() {
            self.asked += 1;
            return Some(self.asked - 1);
        }
        if self.answered < self.asked {
            return None;
        }
        if !self.has_listed {
            self.make_lists();
        }
        let mut lists = self.lists.iter_mut().enumerate();
        lists.find_map(|(index, list)| {
            let is_wanted = !list.missing.is_empty() && list.pages.next().is_some();
            is_wanted.then_some(self.unclear.len() + index)
        })
    }

    fn request(&self, key: Key) -> Request {
        let Some(&recording) = self.unclear.get(key) else {
            return self.lists[key - self.unclear.len()].pages.request(0);
        };
        let entry = &self.plan.entries[recording as usize];
        let group = &self.plan.groups[entry.group as usize];
        let id = BaseUrl::segment(entry.id.as_deref().unwrap_or_default());
        let query: Vec<_> = group.host_email.iter().map(|email| ("hostEmail", email)).collect();
        let url = self.base_url.join(&format!("/recordings/{id}"), &query);
        Request { url, body: None, site_url: group.site_url.as_deref().map(Into::into) }
    }

    fn settle(&mut self, key: Key, end: End) -> Result<()> {
        match key.checked_sub(self.unclear.len()) {
            None => self.answered_by_id(key, end),
            Some(index) => self.answered_by_list(index, end),
        }
        Ok(())
    }

    fn tally(&self) -> (u64, u64, u64) {
        self.ledger.tally()
    }

    fn news(&mut self) -> Option<String> {
        let news = self.ledger.take_news();
        (!news.is_empty()).then(|| report::results(self.plan, self.ledger, &news))
    }
}

impl Seen {
    fn of(details: &Value) -> Self {
        match details["status"].as_str() {
            Some("available") => Seen::Available,
            Some("deleted") => Seen::Deleted,
            Some("purged") => Seen::Purged,
            _ => Seen::Error,
        }
    }
}
