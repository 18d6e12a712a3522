//! From what was asked to the requests to send: everything is checked, each recording is put into
//! one batch of at most 100 for its site and host, and duplicates share their batch.

use crate::codes::*;
use crate::error::{Error, Result};
use crate::operation::{Operation, Selection};
use crate::recordings::{self, Recording};
use crate::text;
use std::collections::{HashMap, HashSet};

/// The service takes at most this many ids in one request.
const BATCH_SIZE: usize = 100;

/// A job, complete and checked before anything of it is sent.
#[derive(Debug)]
pub(crate) struct Plan {
    pub operation: Operation,
    /// What was asked for, in the order given.
    pub entries: Vec<Entry>,
    pub batches: Vec<Batch>,
}

/// One recording as given, or everything in a recycle bin.
#[derive(Debug, PartialEq)]
pub(crate) struct Entry {
    /// `None`: everything.
    pub id: Option<String>,
    /// `None`: not to be sent, because it is only shared with the user.
    pub batch: Option<usize>,
    /// Whether an earlier call may have done it.
    pub unclear: bool,
}

/// What goes into one request.
#[derive(Debug, PartialEq)]
pub(crate) struct Batch {
    pub site_url: Option<String>,
    pub host_email: Option<String>,
    /// Indices of entries.
    pub members: Vec<usize>,
}

/// The parameters of a call, as the caller gave them.
pub(crate) struct Job<'a> {
    pub operation: Operation,
    pub recordings_json: Option<&'a str>,
    pub site_url: Option<&'a str>,
    pub host_email: Option<&'a str>,
    pub flags: u32,
}

impl Plan {
    pub fn new(job: &Job) -> Result<Plan> {
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
        let recordings = match (job.recordings_json, job.flags & WEBEXREC_ALL != 0) {
            (Some(json), _) => recordings::parse(json)?,
            (None, true) => Vec::new(),
            (None, false) => {
                let message = "recordings_json is NULL; give a JSON array of recording ids";
                return Err(Error::new(WEBEXREC_E_NULL_POINTER, message));
            }
        };
        if job.flags & WEBEXREC_ALL != 0 {
            plan_all(job, &recordings)
        } else {
            plan_each(job, recordings)
        }
    }

    /// What the request of a batch is about.
    pub fn selection(&self, batch: &Batch) -> Selection<'_> {
        let ids: Option<Vec<&str>> =
            batch.members.iter().map(|&entry| self.entries[entry].id.as_deref()).collect();
        ids.map_or(Selection::All, Selection::These)
    }
}

fn plan_all(job: &Job, recordings: &[Recording]) -> Result<Plan> {
    if !recordings.is_empty() {
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
    Ok(Plan {
        operation: job.operation,
        entries: vec![Entry { id: None, batch: Some(0), unclear: false }],
        batches: vec![Batch {
            site_url: job.site_url.map(Into::into),
            host_email: job.host_email.map(Into::into),
            members: vec![0],
        }],
    })
}

fn plan_each(job: &Job, recordings: Vec<Recording>) -> Result<Plan> {
    if recordings.is_empty() {
        return Err(Error::new(
            WEBEXREC_E_NO_RECORDINGS,
            "recordings_json is empty; give at least one recording id",
        ));
    }
    let mut planner = Planner::default();
    for (index, mut recording) in recordings.into_iter().enumerate() {
        let in_bin_only = job.operation == Operation::Purge;
        if in_bin_only && recording.status.as_deref() == Some("available") {
            let fault = "its status is available, and only what is in the recycle bin can be purged; \
                         move it there first";
            return Err(recordings::invalid(index, fault));
        }
        recording.site_url = recording.site_url.or_else(|| job.site_url.map(Into::into));
        recording.host_email = recording.host_email.or_else(|| job.host_email.map(Into::into));
        planner.add(index, recording)?;
    }
    let (entries, batches) = planner.finish();
    if job.flags & WEBEXREC_SINGLE_REQUEST != 0 && batches.len() > 1 {
        return Err(Error::new(
            WEBEXREC_E_TOO_MANY_RECORDINGS,
            format!(
                "recordings_json needs {} requests (at most {BATCH_SIZE} recordings of one site and \
                 host in each); leave WEBEXREC_SINGLE_REQUEST out",
                batches.len()
            ),
        ));
    }
    Ok(Plan { operation: job.operation, entries, batches })
}

/// Site and host, for comparing: Webex tells neither by case.
type Group = (Option<String>, Option<String>);

#[derive(Default)]
struct Planner {
    entries: Vec<Entry>,
    batches: Vec<Batch>,
    /// The batch of each group that still has room.
    open: HashMap<Group, usize>,
    /// The first entry of each id that is to be sent.
    sent: HashMap<String, usize>,
    /// The ids that an earlier call may have done.
    unclear: HashSet<String>,
}

impl Planner {
    fn add(&mut self, index: usize, recording: Recording) -> Result<()> {
        if recording.is_unclear() {
            self.unclear.insert(recording.id.clone());
        }
        let batch = if recording.share_to_me == Some(true) {
            None
        } else if let Some(&first) = self.sent.get(&recording.id) {
            Some(self.batch_of_duplicate(index, first, &recording)?)
        } else {
            self.sent.insert(recording.id.clone(), index);
            Some(self.batch_with_room(index, &recording))
        };
        self.entries.push(Entry { id: Some(recording.id), batch, unclear: false });
        Ok(())
    }

    /// What one entry says of a recording holds for all entries of it: that it is unclear, and,
    /// when it is shared with one host and given as another's too, that it is sent.
    fn finish(mut self) -> (Vec<Entry>, Vec<Batch>) {
        for index in 0..self.entries.len() {
            let id = self.entries[index].id.as_deref().unwrap_or_default();
            let sent = self.sent.get(id).and_then(|&first| self.entries[first].batch);
            let unclear = self.unclear.contains(id);
            let entry = &mut self.entries[index];
            (entry.batch, entry.unclear) = (sent, unclear);
        }
        (self.entries, self.batches)
    }

    fn batch_of_duplicate(
        &self,
        index: usize,
        first: usize,
        recording: &Recording,
    ) -> Result<usize> {
        let batch = self.entries[first].batch.expect("what was seen has a batch");
        let Batch { site_url, host_email, .. } = &self.batches[batch];
        if group(site_url, host_email) != group(&recording.site_url, &recording.host_email) {
            let fault = format!(
                "recording {} was given as recordings_json[{first}] with another site or host; a \
                 recording has one of each",
                text::for_message(&recording.id, 80)
            );
            return Err(recordings::invalid(index, fault));
        }
        Ok(batch)
    }

    fn batch_with_room(&mut self, index: usize, recording: &Recording) -> usize {
        let group = group(&recording.site_url, &recording.host_email);
        let open = self.open.get(&group).copied();
        match open.filter(|&batch| self.batches[batch].members.len() < BATCH_SIZE) {
            Some(batch) => {
                self.batches[batch].members.push(index);
                batch
            }
            None => {
                self.batches.push(Batch {
                    site_url: recording.site_url.clone(),
                    host_email: recording.host_email.clone(),
                    members: vec![index],
                });
                self.open.insert(group, self.batches.len() - 1);
                self.batches.len() - 1
            }
        }
    }
}

fn group(site_url: &Option<String>, host_email: &Option<String>) -> Group {
    let folded = |text: &Option<String>| text.as_ref().map(|text| text.to_lowercase());
    (folded(site_url), folded(host_email))
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

    #[test]
    fn recordings_are_split_into_batches_of_a_hundred() {
        let plan = Plan::new(&job(Move, &ids(0..250))).expect("a plan");
        let sizes: Vec<usize> = plan.batches.iter().map(|batch| batch.members.len()).collect();
        assert_eq!(sizes, [100, 100, 50]);
        assert_eq!(
            plan.entries[249],
            Entry { id: Some("id249".into()), batch: Some(2), unclear: false }
        );
    }

    #[test]
    fn recordings_are_grouped_by_site_and_host_without_regard_to_case() {
        let json = r#"["a", {"id":"b","siteUrl":"X.webex.com"}, {"id":"c","hostEmail":"H@example.com"}, "d"]"#;
        let job = Job {
            site_url: Some("x.webex.com"),
            host_email: Some("h@EXAMPLE.com"),
            ..job(Move, json)
        };
        assert_eq!(Plan::new(&job).expect("a plan").batches.len(), 1);

        let json = r#"["a", {"id":"b","siteUrl":"y.webex.com"}, {"id":"c","hostEmail":"i@example.com"}, "d"]"#;
        let plan = Plan::new(&Job { recordings_json: Some(json), ..job }).expect("a plan");
        let groups: Vec<_> =
            plan.batches.iter().map(|b| (b.site_url.as_deref(), b.members.clone())).collect();
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
    fn a_duplicate_is_sent_once_and_answered_for_each() {
        let json = r#"["a", "b", "a", {"id":"a","outcome":"unknown"}]"#;
        let plan = Plan::new(&job(Move, json)).expect("a plan");
        assert_eq!(plan.batches[0].members, [0, 1]);
        let unclear: Vec<bool> = plan.entries.iter().map(|entry| entry.unclear).collect();
        assert_eq!(unclear, [true, false, true, true]);
        assert_eq!(plan.entries.iter().filter(|entry| entry.batch == Some(0)).count(), 4);
    }

    #[test]
    fn the_same_id_with_another_site_or_host_is_refused() {
        for second in
            [r#"{"id":"a","siteUrl":"x.webex.com"}"#, r#"{"id":"a","hostEmail":"h@example.com"}"#]
        {
            let error = Plan::new(&job(Move, &format!(r#"["a", {second}]"#))).expect_err("refused");
            assert_eq!(error.code, WEBEXREC_E_INVALID_RECORDINGS);
            assert!(
                error.message.starts_with("recordings_json[1]: recording a was given"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_recording_that_is_only_shared_with_the_user_is_not_sent() {
        let plan = Plan::new(&job(Move, r#"[{"id":"a","shareToMe":true},"b"]"#)).expect("a plan");
        assert_eq!(plan.entries[0].batch, None);
        assert_eq!(plan.batches[0].members, [1]);
    }

    #[test]
    fn a_recording_shared_with_one_host_and_given_as_anothers_is_sent_as_the_others() {
        let json = r#"[{"id":"a","shareToMe":true},{"id":"a","hostEmail":"h@example.com"}]"#;
        let plan = Plan::new(&job(Move, json)).expect("a plan");
        assert_eq!(plan.batches[0].members, [1]);
        assert_eq!((plan.entries[0].batch, plan.entries[1].batch), (Some(0), Some(0)));
    }

    #[test]
    fn only_a_purge_refuses_what_is_still_available() {
        let json = r#"["a", {"id":"b","status":"available"}]"#;
        assert!(Plan::new(&job(Move, json)).is_ok());
        let error = Plan::new(&job(Purge, json)).expect_err("refused");
        assert_eq!(error.code, WEBEXREC_E_INVALID_RECORDINGS);
        assert!(
            error.message.starts_with("recordings_json[1]: its status is available"),
            "{error}"
        );
    }

    #[test]
    fn a_single_request_takes_a_hundred_recordings_of_one_site_and_host() {
        let single =
            |json: &str| Plan::new(&Job { flags: WEBEXREC_SINGLE_REQUEST, ..job(Move, json) });
        assert!(single(&ids(0..100)).is_ok());
        for json in [&ids(0..101), r#"["a", {"id":"b","siteUrl":"x.webex.com"}]"#] {
            assert_eq!(single(json).expect_err("refused").code, WEBEXREC_E_TOO_MANY_RECORDINGS);
        }
    }

    #[test]
    fn everything_needs_its_flag_no_list_and_for_a_purge_a_site() {
        let all = |operation, json, site_url| {
            Plan::new(&Job {
                recordings_json: json,
                site_url,
                flags: WEBEXREC_ALL,
                ..job(operation, "")
            })
        };
        for json in [None, Some("[]")] {
            let plan = all(Restore, json, None).expect("a plan");
            assert_eq!(plan.entries, [Entry { id: None, batch: Some(0), unclear: false }]);
            assert!(matches!(plan.selection(&plan.batches[0]), Selection::All));
            assert!(all(Purge, json, Some("x.webex.com")).is_ok());
            let error = all(Purge, json, None).expect_err("refused");
            assert_eq!(error.code, WEBEXREC_E_INVALID_SITE_URL);
        }
        let error = all(Restore, Some(r#"["a"]"#), None).expect_err("refused");
        assert_eq!(error.code, WEBEXREC_E_INVALID_RECORDINGS);
        let error = Plan::new(&job(Restore, "[]")).expect_err("refused");
        assert_eq!(error.code, WEBEXREC_E_NO_RECORDINGS);
    }
}
