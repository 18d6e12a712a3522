//! Looks up the recordings that are in doubt after a job. Only one that is seen in the target state changes
//! its outcome: absence proves nothing.
//!
//! Each is looked up by its id first. Whether the service shows what is in the recycle bin that way is
//! not documented, so what is missing then is looked for in the list of its site and host.

use super::ledger::Ledger;
use super::outcome::{Outcome, Seen};
use super::plan::{Group, Plan};
use super::report;
use crate::engine::{Completion, Counts, Job, RequestId};
use crate::error::Result;
use crate::http::Request;
use crate::input::base_url::BaseUrl;
use crate::jobs::list::{Listing, Pages};
use crate::util::text;
use serde_json::json;
use std::collections::{BTreeMap, HashMap, VecDeque};
use time::{Duration, UtcDateTime};

/// How old a recording may be to be found in a list.
const MAX_AGE: Duration = Duration::days(10 * 366);
/// A list of one site and host is one window of time.
const ONLY_WINDOW: RequestId = 0;

pub(crate) struct Verify<'v, 'a> {
    plan: &'v Plan<'a>,
    base_url: &'v BaseUrl,
    ledger: &'v mut Ledger,
    target: Seen,
    to_look_up: VecDeque<u32>,
    /// Every request so far, under its id.
    requests: Vec<LookupTarget>,
    in_flight: usize,
    /// Recordings not found by id, by group.
    missing: BTreeMap<u32, Vec<u32>>,
    lists: Vec<GroupList<'v>>,
    has_lists: bool,
}

/// What a request is about.
#[derive(Clone, Copy)]
enum LookupTarget {
    Recording(u32),
    /// The next page of the list with this index.
    Page(usize),
}

struct GroupList<'v> {
    /// Recordings by id.
    missing: HashMap<&'v str, u32>,
    pages: Pages<'v>,
}

impl<'v, 'a> Verify<'v, 'a> {
    pub fn new(plan: &'v Plan<'a>, base_url: &'v BaseUrl, ledger: &'v mut Ledger) -> Self {
        let is_in_doubt = |&recording: &u32| {
            let entry = &plan.entries[recording as usize];
            let outcome = ledger.state(recording).outcome();
            entry.id.is_some()
                && entry.primary == Some(recording)
                && matches!(outcome, Outcome::Unknown | Outcome::Inferred)
        };
        Verify {
            plan,
            base_url,
            target: plan.operation.target(),
            to_look_up: (0..plan.entries.len() as u32).filter(is_in_doubt).collect(),
            ledger,
            requests: Vec::new(),
            in_flight: 0,
            missing: BTreeMap::new(),
            lists: Vec::new(),
            has_lists: false,
        }
    }

    /// The lists in which a recording may be found that is not found by id. One that is available is.
    fn make_lists(&mut self) {
        self.has_lists = true;
        if self.target == Seen::Available {
            return;
        }
        let now = UtcDateTime::now();
        for (group, missing) in std::mem::take(&mut self.missing) {
            let listing = self.listing(&self.plan.groups[group as usize], now);
            let with_id = |recording: u32| {
                Some((self.plan.entries[recording as usize].id.as_deref()?, recording))
            };
            let missing = missing.into_iter().filter_map(with_id).collect();
            self.lists.push(GroupList { missing, pages: listing.fetch(self.base_url) });
        }
    }

    fn listing(&self, group: &Group, now: UtcDateTime) -> Listing {
        let from = now.checked_sub(MAX_AGE).unwrap_or(UtcDateTime::UNIX_EPOCH);
        let query = json!({
            "status": self.target.name(),
            "from": text::rfc3339(from),
            "siteUrl": group.site_url,
            "hostEmail": group.host_email,
        });
        Listing::new(Some(&query.to_string()), 0, now).expect("a query of checked parts")
    }

    fn next_lookup(&mut self) -> Option<LookupTarget> {
        if let Some(recording) = self.to_look_up.pop_front() {
            return Some(LookupTarget::Recording(recording));
        }
        if !self.has_lists {
            if self.in_flight > 0 {
                return None;
            }
            self.make_lists();
        }
        let is_ready =
            |list: &mut GroupList| !list.missing.is_empty() && list.pages.next().is_some();
        self.lists.iter_mut().position(is_ready).map(LookupTarget::Page)
    }

    fn on_recording(&mut self, recording: u32, completion: Completion) {
        let seen = match completion {
            Completion::Accepted(response) => {
                response.content().map_or(Seen::Error, |details| Seen::of(&details))
            }
            Completion::Rejected(response) if response.status == 404 => {
                let group = self.plan.entries[recording as usize].group;
                self.missing.entry(group).or_default().push(recording);
                Seen::Missing
            }
            Completion::Rejected(_) | Completion::Failed(_) | Completion::InDoubt(_) => Seen::Error,
        };
        self.ledger.record_lookup(recording, seen, self.target);
    }

    /// A list that fails leaves the recordings that it might have shown as they are.
    fn on_page(&mut self, index: usize, completion: Completion) {
        let list = &mut self.lists[index];
        if list.pages.settle(ONLY_WINDOW, completion).is_err() {
            return list.missing.clear();
        }
        for item in list.pages.take() {
            let id = item["id"].as_str().unwrap_or_default();
            // The service may show others than those asked for.
            let seen = Seen::of(&item);
            if let Some(recording) = list.missing.remove(id).filter(|_| seen != Seen::Error) {
                self.ledger.record_lookup(recording, seen, self.target);
            }
        }
    }

    fn recording_request(&self, recording: u32) -> Request {
        let entry = &self.plan.entries[recording as usize];
        let group = &self.plan.groups[entry.group as usize];
        let id = BaseUrl::segment(entry.id.as_deref().unwrap_or_default());
        let query: Vec<_> = group.host_email.iter().map(|email| ("hostEmail", email)).collect();
        let url = self.base_url.join(&format!("/recordings/{id}"), &query);
        Request { site_url: group.site_url.as_deref().map(Into::into), ..Request::get(url) }
    }
}

impl Job for Verify<'_, '_> {
    fn next(&mut self) -> Option<RequestId> {
        let lookup = self.next_lookup()?;
        self.requests.push(lookup);
        self.in_flight += 1;
        Some(self.requests.len() - 1)
    }

    fn request(&self, id: RequestId) -> Request {
        match self.requests[id] {
            LookupTarget::Recording(recording) => self.recording_request(recording),
            LookupTarget::Page(index) => self.lists[index].pages.request(ONLY_WINDOW),
        }
    }

    fn settle(&mut self, id: RequestId, completion: Completion) -> Result<()> {
        self.in_flight -= 1;
        match self.requests[id] {
            LookupTarget::Recording(recording) => self.on_recording(recording, completion),
            LookupTarget::Page(index) => self.on_page(index, completion),
        }
        Ok(())
    }

    fn counts(&self) -> Counts {
        self.ledger.counts()
    }

    fn settled_results(&mut self) -> Option<String> {
        let settled = self.ledger.take_settled();
        (!settled.is_empty()).then(|| report::results(self.plan, self.ledger, &settled))
    }
}
