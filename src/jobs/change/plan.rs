//! From what was asked to the requests to send: everything is checked, each recording is put into
//! one batch of at most 100 for its site and host, and duplicates share their recording's fate. What
//! an earlier call may have done already has batches of its own, which come last.

use crate::codes::*;
use crate::error::{Error, Result};
use crate::http::Request;
use crate::input::base_url::BaseUrl;
use crate::input::recordings::{self, Recording};
use crate::jobs::change::operation::{Operation, Selection};
use crate::util::text;
use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::borrow::Cow;
use std::hash::BuildHasher;

/// The service takes at most this many ids in one request.
pub(crate) const BATCH_SIZE: usize = 100;
/// Recordings that take some milliseconds to read.
const TOLD_AT_ONCE: usize = 4096;

/// A job, complete and checked before anything of it is sent.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub operation: Operation,
    /// What was asked for, in the order given.
    pub entries: Vec<Entry<'a>>,
    pub groups: Vec<Group<'a>>,
    pub batches: Vec<Batch>,
    /// Whether a batch that is refused may be sent again in parts.
    pub may_isolate: bool,
    pub verify: bool,
    pub dry_run: bool,
}

/// One recording as given, or everything in a recycle bin.
#[derive(Debug, PartialEq)]
pub(crate) struct Entry<'a> {
    /// `None`: everything.
    pub id: Option<Cow<'a, str>>,
    pub size_bytes: Option<u64>,
    pub group: u32,
    /// The entry that is sent for this recording, which is the first of it; `None` when it is not
    /// sent, because it is only shared with the user.
    pub sent_as: Option<u32>,
    /// Whether an earlier call may have done it.
    pub unclear: bool,
    /// As it was given.
    pub share_to_me: bool,
}

/// Site and host, as they were given first.
#[derive(Debug, PartialEq)]
pub(crate) struct Group<'a> {
    pub site_url: Option<Cow<'a, str>>,
    pub host_email: Option<Cow<'a, str>>,
}

/// What goes into one request: entries of one lot.
#[derive(Debug, PartialEq)]
pub(crate) struct Batch {
    pub lot: Lot,
    pub members: Vec<u32>,
}

/// What can be judged together: recordings of a group of which either each or none is unclear. What
/// an earlier call did may be refused now, and must not make the others look wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Lot {
    pub unclear: bool,
    pub group: u32,
}

/// The parameters of a call, as the caller gave them.
#[derive(Clone, Copy)]
pub(crate) struct Job<'a> {
    pub operation: Operation,
    pub recordings_json: Option<&'a str>,
    pub site_url: Option<&'a str>,
    pub host_email: Option<&'a str>,
    pub flags: u32,
}

impl<'a> Plan<'a> {
    /// `tell` hears from time to time how many recordings are read.
    pub fn new(job: &Job<'a>, tell: &mut dyn FnMut(u64)) -> Result<Plan<'a>> {
        job.operation.check_flags(job.flags)?;
        if let Some(site_url) = job.site_url {
            text::check_site_url(site_url).map_err(|fault| {
                Error::new(WEBEXREC_E_INVALID_SITE_URL, format!("site_url {fault}"))
            })?;
        }
        if let Some(host_email) = job.host_email {
            text::check_email(host_email).map_err(|fault| {
                Error::new(WEBEXREC_E_INVALID_HOST_EMAIL, format!("host_email {fault}"))
            })?;
        }
        match job.recordings_json {
            json if job.has(WEBEXREC_ALL) => plan_all(job, json.unwrap_or("[]")),
            Some(json) => plan_each(job, json, tell),
            None => {
                let message = "recordings_json is NULL; give a JSON array of recording ids";
                Err(Error::new(WEBEXREC_E_NULL_POINTER, message))
            }
        }
    }

    /// The request for some entries of a group.
    pub fn request(&self, base_url: &BaseUrl, group: u32, members: &[u32]) -> Request {
        let Group { site_url, host_email } = &self.groups[group as usize];
        let body = self.operation.body(&self.selection(members), site_url.as_deref());
        let query: Vec<_> = host_email.iter().map(|host_email| ("hostEmail", host_email)).collect();
        let url = base_url.join(self.operation.path(), &query);
        Request { url, body: Some(body), site_url: None }
    }

    fn selection(&self, members: &[u32]) -> Selection<'_> {
        let ids: Option<Vec<&str>> =
            members.iter().map(|&entry| self.entries[entry as usize].id.as_deref()).collect();
        ids.map_or(Selection::All, Selection::These)
    }

    /// Whether it is about everything in a recycle bin.
    pub fn is_all(&self) -> bool {
        self.entries[0].id.is_none()
    }

    fn new_for(
        job: &Job,
        entries: Vec<Entry<'a>>,
        groups: Vec<Group<'a>>,
        batches: Vec<Batch>,
    ) -> Self {
        Plan {
            operation: job.operation,
            entries,
            groups,
            batches,
            may_isolate: !job.has(WEBEXREC_SINGLE_REQUEST) && !job.has(WEBEXREC_ALL),
            verify: job.has(WEBEXREC_VERIFY),
            dry_run: job.has(WEBEXREC_DRY_RUN),
        }
    }
}

impl<'a> Job<'a> {
    fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// That of recordings which name neither site nor host.
    fn group(&self) -> Group<'a> {
        Group {
            site_url: self.site_url.map(Into::into),
            host_email: self.host_email.map(Into::into),
        }
    }
}

fn plan_all<'a>(job: &Job<'a>, json: &str) -> Result<Plan<'a>> {
    if recordings::parse(json, &mut |_, _| Ok(()))? > 0 {
        return Err(Error::new(
            WEBEXREC_E_INVALID_RECORDINGS,
            "recordings_json names recordings although WEBEXREC_ALL is set; leave out one of the two",
        ));
    }
    if job.operation == Operation::Purge && job.site_url.is_none() {
        return Err(Error::new(
            WEBEXREC_E_INVALID_SITE_URL,
            "site_url is NULL; a purge with WEBEXREC_ALL can't be undone, so name the site",
        ));
    }
    let everything = Entry {
        id: None,
        size_bytes: None,
        group: 0,
        sent_as: Some(0),
        unclear: false,
        share_to_me: false,
    };
    let batch = Batch { lot: Lot { unclear: false, group: 0 }, members: vec![0] };
    Ok(Plan::new_for(job, vec![everything], vec![job.group()], vec![batch]))
}

fn plan_each<'a>(job: &Job<'a>, json: &'a str, tell: &mut dyn FnMut(u64)) -> Result<Plan<'a>> {
    let mut planner = Planner::new(job);
    let mut take = |index: usize, recording: Recording<'a>| {
        if index > 0 && index.is_multiple_of(TOLD_AT_ONCE) {
            tell(index as u64);
        }
        if index >= u32::MAX as usize {
            let message = "recordings_json has more than 4294967295 recordings; give fewer";
            return Err(Error::new(WEBEXREC_E_TOO_MANY_RECORDINGS, message));
        }
        let in_bin_only = job.operation == Operation::Purge;
        if in_bin_only && recording.status.as_deref() == Some("available") {
            let fault = "its status is available, and only what is in the recycle bin can be purged; \
                         move it there first";
            return Err(recordings::invalid(index, fault));
        }
        planner.add(index, recording)
    };
    if recordings::parse(json, &mut take)? == 0 {
        return Err(Error::new(
            WEBEXREC_E_NO_RECORDINGS,
            "recordings_json is empty; give at least one recording id",
        ));
    }
    let plan = planner.finish(job);
    if job.has(WEBEXREC_SINGLE_REQUEST) && plan.batches.len() > 1 {
        return Err(Error::new(
            WEBEXREC_E_TOO_MANY_RECORDINGS,
            format!(
                "recordings_json needs {} requests (at most {BATCH_SIZE} recordings of one site and \
                 host in each); leave WEBEXREC_SINGLE_REQUEST out",
                plan.batches.len()
            ),
        ));
    }
    Ok(plan)
}

/// Site and host, for comparing: Webex tells neither by case.
type GroupKey = (Option<String>, Option<String>);

struct Planner<'a> {
    entries: Vec<Entry<'a>>,
    groups: Vec<Group<'a>>,
    batches: Vec<Batch>,
    /// Whether what is unclear goes into batches of its own.
    separates: bool,
    given: Group<'a>,
    known_groups: FxHashMap<GroupKey, u32>,
    /// The group of the entry before, most often the next one's too, and whether it was the one
    /// given for all.
    last_group: Option<(u32, bool)>,
    /// The batch of each lot that was begun last.
    open: FxHashMap<Lot, usize>,
    /// The entries to be sent.
    sent: Firsts,
    /// Ids of which not every entry says by itself what holds for all: given twice, or shared.
    mixed: bool,
}

impl<'a> Planner<'a> {
    fn new(job: &Job<'a>) -> Self {
        Planner {
            // Most calls are about one batch.
            entries: Vec::with_capacity(BATCH_SIZE),
            groups: Vec::new(),
            batches: Vec::new(),
            separates: !job.has(WEBEXREC_SINGLE_REQUEST),
            given: job.group(),
            known_groups: FxHashMap::default(),
            last_group: None,
            open: FxHashMap::default(),
            sent: Firsts(HashTable::with_capacity(BATCH_SIZE)),
            mixed: false,
        }
    }

    fn add(&mut self, index: usize, recording: Recording<'a>) -> Result<()> {
        let unclear = recording.is_unclear();
        let share_to_me = recording.share_to_me == Some(true);
        let Recording { id, site_url, host_email, size_bytes, .. } = recording;
        let group = self.group(site_url, host_email);
        let number = self.entries.len() as u32;
        let sent_as = if share_to_me {
            self.mixed = true;
            None
        } else {
            let first = self.sent.first(&id, number, &self.entries);
            if first == number {
                self.put_into_batch(Lot { unclear: unclear && self.separates, group }, number);
            } else {
                self.mixed = true;
                self.check_same_group(index, first, group, &id)?;
            }
            Some(first)
        };
        self.entries.push(Entry { id: Some(id), size_bytes, group, sent_as, unclear, share_to_me });
        Ok(())
    }

    fn group(&mut self, site_url: Option<Cow<'a, str>>, host_email: Option<Cow<'a, str>>) -> u32 {
        let names_none = site_url.is_none() && host_email.is_none();
        if let Some((last, true)) = self.last_group.filter(|_| names_none) {
            return last;
        }
        let group = Group {
            site_url: site_url.or_else(|| self.given.site_url.clone()),
            host_email: host_email.or_else(|| self.given.host_email.clone()),
        };
        let last = self.last_group.map(|(last, _)| last);
        let number = match last.filter(|&last| self.groups[last as usize] == group) {
            Some(last) => last,
            None => self.known_group(group),
        };
        self.last_group = Some((number, names_none));
        number
    }

    fn known_group(&mut self, group: Group<'a>) -> u32 {
        let folded = |text: &Option<Cow<str>>| text.as_ref().map(|text| text.to_lowercase());
        let key = (folded(&group.site_url), folded(&group.host_email));
        *self.known_groups.entry(key).or_insert_with(|| {
            self.groups.push(group);
            self.groups.len() as u32 - 1
        })
    }

    fn check_same_group(&self, index: usize, first: u32, group: u32, id: &str) -> Result<()> {
        if self.entries[first as usize].group == group {
            return Ok(());
        }
        let fault = format!(
            "recording {} was given as recordings_json[{first}] with another site or host; a \
             recording has one of each",
            text::for_message(id, 80)
        );
        Err(recordings::invalid(index, fault))
    }

    fn put_into_batch(&mut self, lot: Lot, entry: u32) {
        let last = self.batches.last().filter(|batch| batch.lot == lot);
        let open = match last {
            Some(_) => Some(self.batches.len() - 1),
            None => self.open.get(&lot).copied(),
        };
        let members = open.map(|batch| &mut self.batches[batch].members);
        match members.filter(|members| members.len() < BATCH_SIZE) {
            Some(members) => members.push(entry),
            None => {
                self.open.insert(lot, self.batches.len());
                self.batches.push(Batch { lot, members: vec![entry] });
            }
        }
    }

    /// What one entry says of a recording holds for all entries of it: that it is unclear, and,
    /// when it is shared with one host and given as another's too, that it is sent.
    fn finish(mut self, job: &Job) -> Plan<'a> {
        if self.mixed {
            for index in 0..self.entries.len() {
                let entry = &self.entries[index];
                let sent_as = entry.id.as_ref().and_then(|id| self.sent.find(id, &self.entries));
                let unclear = entry.unclear;
                self.entries[index].sent_as = sent_as;
                if let Some(first) = sent_as {
                    self.entries[first as usize].unclear |= unclear;
                }
            }
        }
        let (mut batches, unclear): (Vec<_>, Vec<_>) =
            self.batches.into_iter().partition(|batch| !batch.lot.unclear);
        batches.extend(unclear);
        Plan::new_for(job, self.entries, self.groups, batches)
    }
}

/// The first entry of each id: half of the id's hash, and the entry's number. A map with the ids in
/// it is several times as large, and of a million most of the time would go to waiting for memory.
struct Firsts(HashTable<(u32, u32)>);

impl Firsts {
    fn find(&self, id: &str, entries: &[Entry]) -> Option<u32> {
        let hash = Firsts::hash(id);
        let found = self.0.find(Firsts::spread(hash), |first| Firsts::is(first, hash, id, entries));
        found.map(|&(_, number)| number)
    }

    /// The entry that has this id, which from now on is that number if none has.
    fn first(&mut self, id: &str, number: u32, entries: &[Entry]) -> u32 {
        let hash = Firsts::hash(id);
        let is = |first: &(u32, u32)| Firsts::is(first, hash, id, entries);
        let place = self.0.entry(Firsts::spread(hash), is, |&(hash, _)| Firsts::spread(hash));
        place.or_insert((hash, number)).get().1
    }

    fn is(&(its_hash, number): &(u32, u32), hash: u32, id: &str, entries: &[Entry]) -> bool {
        its_hash == hash && entries[number as usize].id.as_deref() == Some(id)
    }

    fn hash(id: &str) -> u32 {
        FxBuildHasher.hash_one(id) as u32
    }

    /// The table looks at both ends of 64 bits.
    fn spread(hash: u32) -> u64 {
        u64::from(hash) << 32 | u64::from(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Operation::*;

    fn job<'a>(operation: Operation, json: &'a str) -> Job<'a> {
        Job { operation, recordings_json: Some(json), site_url: None, host_email: None, flags: 0 }
    }

    fn ids(range: std::ops::Range<usize>) -> String {
        serde_json::to_string(&range.map(|n| format!("id{n}")).collect::<Vec<_>>()).expect("JSON")
    }

    /// As which entry each is sent.
    fn sent_as(plan: &Plan) -> Vec<Option<u32>> {
        plan.entries.iter().map(|entry| entry.sent_as).collect()
    }

    #[test]
    fn recordings_are_split_into_batches_of_a_hundred() {
        let json = ids(0..250);
        let plan = Plan::new(&job(Move, &json), &mut |_| ()).expect("a plan");
        let sizes: Vec<usize> = plan.batches.iter().map(|batch| batch.members.len()).collect();
        assert_eq!(sizes, [100, 100, 50]);
        assert_eq!(plan.batches[2].members[49], 249);
        assert_eq!(plan.entries[249].id.as_deref(), Some("id249"));
    }

    #[test]
    fn recordings_are_grouped_by_site_and_host_without_regard_to_case() {
        let json = r#"["a", {"id":"b","siteUrl":"X.webex.com"}, {"id":"c","hostEmail":"H@example.com"}, "d"]"#;
        let job = Job {
            site_url: Some("x.webex.com"),
            host_email: Some("h@EXAMPLE.com"),
            ..job(Move, json)
        };
        assert_eq!(Plan::new(&job, &mut |_| ()).expect("a plan").batches.len(), 1);

        let json = r#"["a", {"id":"b","siteUrl":"y.webex.com"}, {"id":"c","hostEmail":"i@example.com"}, "d"]"#;
        let plan =
            Plan::new(&Job { recordings_json: Some(json), ..job }, &mut |_| ()).expect("a plan");
        let site = |group: u32| plan.groups[group as usize].site_url.as_deref();
        let groups: Vec<_> =
            plan.batches.iter().map(|b| (site(b.lot.group), b.members.clone())).collect();
        assert_eq!(
            groups,
            [
                (Some("x.webex.com"), vec![0, 3]),
                (Some("y.webex.com"), vec![1]),
                (Some("x.webex.com"), vec![2])
            ]
        );
    }

    #[test]
    fn a_duplicate_is_sent_once_and_what_one_of_them_says_holds_for_all() {
        let json = r#"["a", "b", "a", {"id":"a","outcome":"unknown"}]"#;
        let plan = Plan::new(&job(Move, json), &mut |_| ()).expect("a plan");
        assert_eq!(plan.batches[0].members, [0, 1]);
        assert_eq!(sent_as(&plan), [Some(0), Some(1), Some(0), Some(0)]);
        assert!(plan.entries[0].unclear && !plan.entries[1].unclear);
    }

    #[test]
    fn what_an_earlier_call_may_have_done_comes_last_in_batches_of_its_own() {
        let json = r#"[{"id":"a","outcome":"unknown"}, "b", {"id":"c","outcome":"sending"}, "d"]"#;
        let plan = Plan::new(&job(Move, json), &mut |_| ()).expect("a plan");
        let batches: Vec<_> =
            plan.batches.iter().map(|b| (b.lot.unclear, &b.members[..])).collect();
        assert_eq!(batches, [(false, &[1, 3][..]), (true, &[0, 2])]);

        let single = Job { flags: WEBEXREC_SINGLE_REQUEST, ..job(Move, json) };
        assert_eq!(
            Plan::new(&single, &mut |_| ()).expect("a plan").batches[0].members,
            [0, 1, 2, 3]
        );
    }

    #[test]
    fn the_same_id_with_another_site_or_host_is_refused() {
        for second in
            [r#"{"id":"a","siteUrl":"x.webex.com"}"#, r#"{"id":"a","hostEmail":"h@example.com"}"#]
        {
            let json = format!(r#"["a", {second}]"#);
            let error = Plan::new(&job(Move, &json), &mut |_| ()).expect_err("refused");
            assert_eq!(error.code, WEBEXREC_E_INVALID_RECORDINGS);
            assert!(
                error.message.starts_with("recordings_json[1]: recording a was given"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_recording_that_is_only_shared_with_the_user_is_not_sent() {
        let plan = Plan::new(&job(Move, r#"[{"id":"a","shareToMe":true},"b"]"#), &mut |_| ())
            .expect("a plan");
        assert_eq!(sent_as(&plan), [None, Some(1)]);
        assert_eq!(plan.batches[0].members, [1]);
    }

    #[test]
    fn a_recording_shared_with_one_host_and_given_as_anothers_is_sent_as_the_others() {
        let json = r#"[{"id":"a","shareToMe":true},{"id":"a","hostEmail":"h@example.com"}]"#;
        let plan = Plan::new(&job(Move, json), &mut |_| ()).expect("a plan");
        assert_eq!(plan.batches[0].members, [1]);
        assert_eq!(sent_as(&plan), [Some(1), Some(1)]);
    }

    #[test]
    fn only_a_purge_refuses_what_is_still_available() {
        let json = r#"["a", {"id":"b","status":"available"}]"#;
        assert!(Plan::new(&job(Move, json), &mut |_| ()).is_ok());
        let error = Plan::new(&job(Purge, json), &mut |_| ()).expect_err("refused");
        assert_eq!(error.code, WEBEXREC_E_INVALID_RECORDINGS);
        assert!(
            error.message.starts_with("recordings_json[1]: its status is available"),
            "{error}"
        );
    }

    #[test]
    fn a_single_request_takes_a_hundred_recordings_of_one_site_and_host() {
        let single = |json: &str| {
            let job = Job { flags: WEBEXREC_SINGLE_REQUEST, ..job(Move, json) };
            Plan::new(&job, &mut |_| ()).map(|plan| plan.may_isolate)
        };
        assert_eq!(single(&ids(0..100)), Ok(false));
        for json in [&ids(0..101), r#"["a", {"id":"b","siteUrl":"x.webex.com"}]"#] {
            assert_eq!(single(json).expect_err("refused").code, WEBEXREC_E_TOO_MANY_RECORDINGS);
        }
    }

    #[test]
    fn everything_needs_its_flag_no_list_and_for_a_purge_a_site() {
        let all = |operation, json, site_url| {
            Plan::new(
                &Job { recordings_json: json, site_url, flags: WEBEXREC_ALL, ..job(operation, "") },
                &mut |_| (),
            )
        };
        for json in [None, Some("[]")] {
            let plan = all(Restore, json, None).expect("a plan");
            assert!(plan.is_all() && sent_as(&plan) == [Some(0)]);
            assert!(matches!(plan.selection(&plan.batches[0].members), Selection::All));
            assert!(all(Purge, json, Some("x.webex.com")).is_ok());
            let error = all(Purge, json, None).expect_err("refused");
            assert_eq!(error.code, WEBEXREC_E_INVALID_SITE_URL);
        }
        let error = all(Restore, Some(r#"["a"]"#), None).expect_err("refused");
        assert_eq!(error.code, WEBEXREC_E_INVALID_RECORDINGS);
        let error = Plan::new(&job(Restore, "[]"), &mut |_| ()).expect_err("refused");
        assert_eq!(error.code, WEBEXREC_E_NO_RECORDINGS);
    }

    #[test]
    fn how_many_are_read_is_told_on_the_way() {
        let ids: Vec<String> = (0..10_000).map(|id| id.to_string()).collect();
        let json = serde_json::to_string(&ids).expect("JSON");
        let mut told = Vec::new();
        Plan::new(&job(Move, &json), &mut |read| told.push(read)).expect("a plan");
        assert_eq!(told, [4096, 8192]);
    }
}
