//! From the caller's parameters to the requests to send. Everything is checked; each recording goes
//! into one batch of at most 100 of its site and host, duplicates once. Recordings in doubt, which an
//! earlier call may have changed, have batches of their own, which come last.

use super::id_index::IdIndex;
use super::operation::{Operation, Selection};
use crate::codes::*;
use crate::error::{Error, Result};
use crate::http::Request;
use crate::input::base_url::BaseUrl;
use crate::input::recordings::{self, Recording};
use crate::input::validate;
use crate::util::text;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Recordings read between two progress notifications: some milliseconds' worth.
const PROGRESS_EVERY: usize = 4096;

/// A change, complete and checked before anything of it is sent.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub operation: Operation,
    /// What was asked for, in the order given.
    pub entries: Vec<Entry<'a>>,
    pub groups: Vec<Group<'a>>,
    pub batches: Vec<Batch>,
    /// Whether a rejected batch may be sent again in parts.
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
    /// The entry that is sent for this recording: the first one of it. `None` if it is not sent, since
    /// it is only shared with the user.
    pub primary: Option<u32>,
    /// An earlier call may have done it.
    pub in_doubt: bool,
    /// As given.
    pub share_to_me: bool,
}

/// Site and host, spelled as in the first entry.
#[derive(Debug, PartialEq)]
pub(crate) struct Group<'a> {
    pub site_url: Option<Cow<'a, str>>,
    pub host_email: Option<Cow<'a, str>>,
}

/// The entries of one request, all of one partition.
#[derive(Debug, PartialEq)]
pub(crate) struct Batch {
    pub partition: Partition,
    pub members: Vec<u32>,
}

/// The unit for which rejections are interpreted: one site and host, recordings in doubt apart. A
/// rejection of those may come from the earlier call, and must not make the others look wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Partition {
    pub in_doubt: bool,
    pub group: u32,
}

/// The parameters of a call, as the caller gave them.
#[derive(Clone, Copy)]
pub(crate) struct ChangeParams<'a> {
    pub operation: Operation,
    pub recordings_json: Option<&'a str>,
    pub site_url: Option<&'a str>,
    pub host_email: Option<&'a str>,
    pub flags: u32,
}

impl<'a> Plan<'a> {
    /// `on_read` is called from time to time with the number of recordings read.
    pub fn new(params: &ChangeParams<'a>, on_read: &mut dyn FnMut(u64)) -> Result<Plan<'a>> {
        params.operation.check_flags(params.flags)?;
        if let Some(site_url) = params.site_url {
            validate::site_url(site_url).map_err(|fault| {
                Error::new(WEBEXREC_E_INVALID_SITE_URL, format!("site_url {fault}"))
            })?;
        }
        if let Some(host_email) = params.host_email {
            validate::email(host_email).map_err(|fault| {
                Error::new(WEBEXREC_E_INVALID_HOST_EMAIL, format!("host_email {fault}"))
            })?;
        }
        match params.recordings_json {
            json if params.has(WEBEXREC_ALL) => plan_all(params, json.unwrap_or("[]")),
            Some(json) => plan_each(params, json, on_read),
            None => {
                let message = "recordings_json is NULL; give a JSON array of recording ids";
                Err(Error::new(WEBEXREC_E_NULL_POINTER, message))
            }
        }
    }

    /// The request for some entries of a group.
    pub fn request(&self, base_url: &BaseUrl, group: u32, members: &[u32]) -> Request {
        let Group { site_url, host_email } = &self.groups[group as usize];
        let selection = self.selection(members);
        self.operation.request(base_url, &selection, site_url.as_deref(), host_email.as_deref())
    }

    fn selection(&self, members: &[u32]) -> Selection<'_> {
        let ids: Option<Vec<_>> =
            members.iter().map(|&entry| self.entries[entry as usize].id.as_ref()).collect();
        ids.map_or(Selection::All, Selection::These)
    }

    /// Whether it is about everything in a recycle bin.
    pub fn is_all(&self) -> bool {
        self.entries[0].id.is_none()
    }

    fn with_batches(
        params: &ChangeParams,
        entries: Vec<Entry<'a>>,
        groups: Vec<Group<'a>>,
        batches: Vec<Batch>,
    ) -> Self {
        Plan {
            operation: params.operation,
            entries,
            groups,
            batches,
            may_isolate: !params.has(WEBEXREC_SINGLE_REQUEST) && !params.has(WEBEXREC_ALL),
            verify: params.has(WEBEXREC_VERIFY),
            dry_run: params.has(WEBEXREC_DRY_RUN),
        }
    }
}

impl<'a> ChangeParams<'a> {
    fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// The group of recordings that name neither site nor host.
    fn default_group(&self) -> Group<'a> {
        Group {
            site_url: self.site_url.map(Into::into),
            host_email: self.host_email.map(Into::into),
        }
    }
}

fn plan_all<'a>(params: &ChangeParams<'a>, json: &str) -> Result<Plan<'a>> {
    if recordings::parse(json, &mut |_, _| Ok(()))? > 0 {
        return Err(Error::new(
            WEBEXREC_E_INVALID_RECORDINGS,
            "recordings_json names recordings although WEBEXREC_ALL is set; leave out one of the two",
        ));
    }
    if params.operation == Operation::Purge && params.site_url.is_none() {
        return Err(Error::new(
            WEBEXREC_E_INVALID_SITE_URL,
            "site_url is NULL; a purge with WEBEXREC_ALL can't be undone, so name the site",
        ));
    }
    let everything = Entry {
        id: None,
        size_bytes: None,
        group: 0,
        primary: Some(0),
        in_doubt: false,
        share_to_me: false,
    };
    let batch = Batch { partition: Partition { in_doubt: false, group: 0 }, members: vec![0] };
    Ok(Plan::with_batches(params, vec![everything], vec![params.default_group()], vec![batch]))
}

fn plan_each<'a>(
    params: &ChangeParams<'a>,
    json: &'a str,
    on_read: &mut dyn FnMut(u64),
) -> Result<Plan<'a>> {
    let mut planner = Planner::new(params);
    let mut take = |index: usize, recording: Recording<'a>| {
        if index > 0 && index.is_multiple_of(PROGRESS_EVERY) {
            on_read(index as u64);
        }
        check_recording(params.operation, index, &recording)?;
        planner.add(index, recording)
    };
    if recordings::parse(json, &mut take)? == 0 {
        return Err(Error::new(
            WEBEXREC_E_NO_RECORDINGS,
            "recordings_json is empty; give at least one recording id",
        ));
    }
    let plan = planner.finish(params);
    if params.has(WEBEXREC_SINGLE_REQUEST) && plan.batches.len() > 1 {
        return Err(Error::new(
            WEBEXREC_E_TOO_MANY_RECORDINGS,
            format!(
                "recordings_json needs {} requests (at most {} recordings of one site and host in \
                 each); leave WEBEXREC_SINGLE_REQUEST out",
                plan.batches.len(),
                Operation::BATCH_SIZE
            ),
        ));
    }
    Ok(plan)
}

fn check_recording(operation: Operation, index: usize, recording: &Recording) -> Result<()> {
    if index >= u32::MAX as usize {
        let message = "recordings_json has more than 4294967295 recordings; give fewer";
        return Err(Error::new(WEBEXREC_E_TOO_MANY_RECORDINGS, message));
    }
    if operation == Operation::Purge && recording.status.as_deref() == Some("available") {
        let fault = "its status is available, and only what is in the recycle bin can be purged; move \
                     it there first";
        return Err(recordings::invalid(index, fault));
    }
    Ok(())
}

/// Site and host in lower case: Webex ignores their case.
type GroupKey<'a> = (Option<Cow<'a, str>>, Option<Cow<'a, str>>);

struct Planner<'a> {
    entries: Vec<Entry<'a>>,
    groups: Vec<Group<'a>>,
    batches: Vec<Batch>,
    /// Whether recordings in doubt get batches of their own.
    separates: bool,
    default_group: Group<'a>,
    known_groups: FxHashMap<GroupKey<'a>, u32>,
    /// The group of the previous entry, which most often is the next one's too, and whether that
    /// entry named neither site nor host.
    last_group: Option<(u32, bool)>,
    /// The latest batch of each partition.
    open: FxHashMap<Partition, usize>,
    primaries: IdIndex,
    /// Whether an id is given twice or is shared, so that entries have to be reconciled at the end.
    mixed: bool,
}

impl<'a> Planner<'a> {
    fn new(params: &ChangeParams<'a>) -> Self {
        Planner {
            // Most calls are about one batch.
            entries: Vec::with_capacity(Operation::BATCH_SIZE),
            groups: Vec::new(),
            batches: Vec::new(),
            separates: !params.has(WEBEXREC_SINGLE_REQUEST),
            default_group: params.default_group(),
            known_groups: FxHashMap::default(),
            last_group: None,
            open: FxHashMap::default(),
            primaries: IdIndex::with_capacity(Operation::BATCH_SIZE),
            mixed: false,
        }
    }

    fn add(&mut self, index: usize, recording: Recording<'a>) -> Result<()> {
        let in_doubt = recording.is_in_doubt();
        let share_to_me = recording.share_to_me == Some(true);
        let Recording { id, site_url, host_email, size_bytes, .. } = recording;
        let group = self.group(site_url, host_email);
        let number = self.entries.len() as u32;
        let primary = if share_to_me {
            self.mixed = true;
            None
        } else {
            let first = self.primaries.get_or_insert(&id, number, id_of(&self.entries));
            if first == number {
                let in_doubt = in_doubt && self.separates;
                self.put_into_batch(Partition { in_doubt, group }, number);
            } else {
                self.mixed = true;
                self.check_same_group(index, first, group, &id)?;
            }
            Some(first)
        };
        self.entries.push(Entry {
            id: Some(id),
            size_bytes,
            group,
            primary,
            in_doubt,
            share_to_me,
        });
        Ok(())
    }

    fn group(&mut self, site_url: Option<Cow<'a, str>>, host_email: Option<Cow<'a, str>>) -> u32 {
        let names_none = site_url.is_none() && host_email.is_none();
        if let Some((last, true)) = self.last_group.filter(|_| names_none) {
            return last;
        }
        let group = Group {
            site_url: site_url.or_else(|| self.default_group.site_url.clone()),
            host_email: host_email.or_else(|| self.default_group.host_email.clone()),
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
        let key =
            (group.site_url.as_ref().map(lower_case), group.host_email.as_ref().map(lower_case));
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

    fn put_into_batch(&mut self, partition: Partition, entry: u32) {
        let last = self.batches.last().filter(|batch| batch.partition == partition);
        let open = match last {
            Some(_) => Some(self.batches.len() - 1),
            None => self.open.get(&partition).copied(),
        };
        let members = open.map(|batch| &mut self.batches[batch].members);
        match members.filter(|members| members.len() < Operation::BATCH_SIZE) {
            Some(members) => members.push(entry),
            None => {
                self.open.insert(partition, self.batches.len());
                self.batches.push(Batch { partition, members: vec![entry] });
            }
        }
    }

    fn finish(mut self, params: &ChangeParams) -> Plan<'a> {
        if self.mixed {
            self.reconcile();
        }
        let (mut batches, in_doubt): (Vec<_>, Vec<_>) =
            self.batches.into_iter().partition(|batch| !batch.partition.in_doubt);
        batches.extend(in_doubt);
        Plan::with_batches(params, self.entries, self.groups, batches)
    }

    /// What one entry says about a recording holds for all entries of it: that it is in doubt, and,
    /// if it is shared with one host and given as the recording of another, that it is sent.
    fn reconcile(&mut self) {
        for index in 0..self.entries.len() {
            let entry = &self.entries[index];
            let id = entry.id.as_deref().unwrap_or_default();
            let primary = self.primaries.get(id, id_of(&self.entries));
            let in_doubt = entry.in_doubt;
            self.entries[index].primary = primary;
            if let Some(primary) = primary {
                self.entries[primary as usize].in_doubt |= in_doubt;
            }
        }
    }
}

fn lower_case<'a>(text: &Cow<'a, str>) -> Cow<'a, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        text.clone()
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

fn id_of<'e>(entries: &'e [Entry]) -> impl Fn(u32) -> &'e str {
    |number| entries[number as usize].id.as_deref().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::fixtures;
    use Operation::*;

    fn params(operation: Operation, json: &str) -> ChangeParams<'_> {
        fixtures::params(operation, json, 0)
    }

    fn ids(range: std::ops::Range<usize>) -> String {
        serde_json::to_string(&range.map(|n| format!("id{n}")).collect::<Vec<_>>()).expect("JSON")
    }

    /// As which entry each is sent.
    fn primary(plan: &Plan) -> Vec<Option<u32>> {
        plan.entries.iter().map(|entry| entry.primary).collect()
    }

    #[test]
    fn recordings_are_split_into_batches_of_a_hundred() {
        let json = ids(0..250);
        let plan = Plan::new(&params(Move, &json), &mut |_| ()).expect("a plan");
        let sizes: Vec<usize> = plan.batches.iter().map(|batch| batch.members.len()).collect();
        assert_eq!(sizes, [100, 100, 50]);
        assert_eq!(plan.batches[2].members[49], 249);
        assert_eq!(plan.entries[249].id.as_deref(), Some("id249"));
    }

    #[test]
    fn recordings_are_grouped_by_site_and_host_without_regard_to_case() {
        let json = r#"["a", {"id":"b","siteUrl":"X.webex.com"}, {"id":"c","hostEmail":"H@example.com"}, "d"]"#;
        let params = ChangeParams {
            site_url: Some("x.webex.com"),
            host_email: Some("h@EXAMPLE.com"),
            ..params(Move, json)
        };
        assert_eq!(Plan::new(&params, &mut |_| ()).expect("a plan").batches.len(), 1);

        let json = r#"["a", {"id":"b","siteUrl":"y.webex.com"}, {"id":"c","hostEmail":"i@example.com"}, "d"]"#;
        let plan = Plan::new(&ChangeParams { recordings_json: Some(json), ..params }, &mut |_| ())
            .expect("a plan");
        let site = |group: u32| plan.groups[group as usize].site_url.as_deref();
        let groups: Vec<_> =
            plan.batches.iter().map(|b| (site(b.partition.group), b.members.clone())).collect();
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
        let plan = Plan::new(&params(Move, json), &mut |_| ()).expect("a plan");
        assert_eq!(plan.batches[0].members, [0, 1]);
        assert_eq!(primary(&plan), [Some(0), Some(1), Some(0), Some(0)]);
        assert!(plan.entries[0].in_doubt && !plan.entries[1].in_doubt);
    }

    #[test]
    fn what_an_earlier_call_may_have_done_comes_last_in_batches_of_its_own() {
        let json = r#"[{"id":"a","outcome":"unknown"}, "b", {"id":"c","outcome":"sending"}, "d"]"#;
        let plan = Plan::new(&params(Move, json), &mut |_| ()).expect("a plan");
        let batches: Vec<_> =
            plan.batches.iter().map(|b| (b.partition.in_doubt, &b.members[..])).collect();
        assert_eq!(batches, [(false, &[1, 3][..]), (true, &[0, 2])]);

        let single = ChangeParams { flags: WEBEXREC_SINGLE_REQUEST, ..params(Move, json) };
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
            let error = Plan::new(&params(Move, &json), &mut |_| ()).expect_err("refused");
            assert_eq!(error.code, WEBEXREC_E_INVALID_RECORDINGS);
            assert!(
                error.message.starts_with("recordings_json[1]: recording a was given"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_recording_that_is_only_shared_with_the_user_is_not_sent() {
        let plan = Plan::new(&params(Move, r#"[{"id":"a","shareToMe":true},"b"]"#), &mut |_| ())
            .expect("a plan");
        assert_eq!(primary(&plan), [None, Some(1)]);
        assert_eq!(plan.batches[0].members, [1]);
    }

    #[test]
    fn a_recording_shared_with_one_host_and_given_as_anothers_is_sent_as_the_others() {
        let json = r#"[{"id":"a","shareToMe":true},{"id":"a","hostEmail":"h@example.com"}]"#;
        let plan = Plan::new(&params(Move, json), &mut |_| ()).expect("a plan");
        assert_eq!(plan.batches[0].members, [1]);
        assert_eq!(primary(&plan), [Some(1), Some(1)]);
    }

    #[test]
    fn only_a_purge_refuses_what_is_still_available() {
        let json = r#"["a", {"id":"b","status":"available"}]"#;
        assert!(Plan::new(&params(Move, json), &mut |_| ()).is_ok());
        let error = Plan::new(&params(Purge, json), &mut |_| ()).expect_err("refused");
        assert_eq!(error.code, WEBEXREC_E_INVALID_RECORDINGS);
        assert!(
            error.message.starts_with("recordings_json[1]: its status is available"),
            "{error}"
        );
    }

    #[test]
    fn a_single_request_takes_a_hundred_recordings_of_one_site_and_host() {
        let single = |json: &str| {
            let params = ChangeParams { flags: WEBEXREC_SINGLE_REQUEST, ..params(Move, json) };
            Plan::new(&params, &mut |_| ()).map(|plan| plan.may_isolate)
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
                &ChangeParams {
                    recordings_json: json,
                    site_url,
                    flags: WEBEXREC_ALL,
                    ..params(operation, "")
                },
                &mut |_| (),
            )
        };
        for json in [None, Some("[]")] {
            let plan = all(Restore, json, None).expect("a plan");
            assert!(plan.is_all() && primary(&plan) == [Some(0)]);
            assert!(matches!(plan.selection(&plan.batches[0].members), Selection::All));
            assert!(all(Purge, json, Some("x.webex.com")).is_ok());
            let error = all(Purge, json, None).expect_err("refused");
            assert_eq!(error.code, WEBEXREC_E_INVALID_SITE_URL);
        }
        let error = all(Restore, Some(r#"["a"]"#), None).expect_err("refused");
        assert_eq!(error.code, WEBEXREC_E_INVALID_RECORDINGS);
        let error = Plan::new(&params(Restore, "[]"), &mut |_| ()).expect_err("refused");
        assert_eq!(error.code, WEBEXREC_E_NO_RECORDINGS);
    }

    #[test]
    fn the_number_of_recordings_read_is_notified_on_the_way() {
        let ids: Vec<String> = (0..10_000).map(|id| id.to_string()).collect();
        let json = serde_json::to_string(&ids).expect("JSON");
        let mut notified = Vec::new();
        Plan::new(&params(Move, &json), &mut |read| notified.push(read)).expect("a plan");
        assert_eq!(notified, [4096, 8192]);
    }
}
