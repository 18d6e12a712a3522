//! The report: one entry for each input, in input order, and what the job has cost.

use super::conclusion::{EntryResult, entries, reason};
use super::ledger::{Cause, Ledger};
use super::operation::Operation;
use super::outcome::{Outcome, Seen};
use super::plan::{Entry, Group, Plan};
use crate::codes::WEBEXREC_OK;
use crate::engine::{RunStats, StopReason};
use crate::error::Error;
use crate::util::json::{Object, push_array, push_read_text};
use crate::util::text;
use serde::Serialize;
use serde::ser::Serializer;
use std::ops::Range;
use std::ptr;
use time::UtcDateTime;

/// A job at its end.
pub(crate) struct Report<'r, 'a> {
    pub plan: &'r Plan<'a>,
    pub ledger: &'r Ledger,
    pub stats: &'r RunStats,
    pub stop: Option<&'r StopReason>,
    /// `None` if everything asked for was done.
    pub conclusion: Option<&'r Error>,
    pub base_url: String,
    pub started_at: UtcDateTime,
    pub finished_at: UtcDateTime,
}

impl Report<'_, '_> {
    pub fn to_json(&self) -> String {
        let mut json =
            serde_json::to_string(&self.document()).expect("strings and numbers are JSON");
        // The results are by far the largest part, and become the last member.
        json.pop();
        json.push_str(",\"results\":");
        let all = 0..self.plan.entries.len() as u32;
        push_results(&mut json, self.plan, self.ledger, all);
        json.push('}');
        json
    }

    fn document(&self) -> Document<'_> {
        let (counts, bytes) = self.sums();
        Document {
            operation: self.plan.operation.name(),
            result: self.conclusion.map_or(WEBEXREC_OK, |error| error.code),
            message: self.conclusion.map_or("", |error| &error.message),
            version: env!("CARGO_PKG_VERSION"),
            base_url: &self.base_url,
            started_at: text::rfc3339(self.started_at),
            finished_at: text::rfc3339(self.finished_at),
            counts,
            bytes,
            requests: self.stats.requests,
            retries: self.stats.retries,
            waited_seconds: (self.stats.waited.as_secs_f64() * 1000.0).round() / 1000.0,
            stopped_by: self.stop.map(|stop| StoppedBy {
                code: stop.error.code,
                message: &stop.error.message,
                retry_after_seconds: stop.retry_after_seconds,
            }),
            warnings: &self.stats.warnings,
            plan: self.plan.dry_run.then_some(PlannedRequests(self.plan)),
        }
    }

    fn sums(&self) -> (OutcomeCounts, Bytes) {
        let (mut counts, mut bytes) = (OutcomeCounts::default(), Bytes::default());
        for result in entries(self.plan, self.ledger) {
            counts.total += 1;
            *counts.of(result.outcome()) += 1;
            // A recording given twice is still one.
            if result.entry.primary.is_none_or(|primary| primary == result.index) {
                let size = result.entry.size_bytes.unwrap_or_default();
                bytes.total = bytes.total.saturating_add(size);
                if result.outcome() == Outcome::Done {
                    bytes.done = bytes.done.saturating_add(size);
                }
            }
        }
        (counts, bytes)
    }
}

/// The results of some recordings as a JSON array.
pub(crate) fn results(plan: &Plan, ledger: &Ledger, recordings: &[u32]) -> String {
    let mut json = String::new();
    push_results(&mut json, plan, ledger, recordings.iter().copied());
    json
}

/// Recordings that are about to be sent, in the form of results.
pub(crate) fn sending_results(plan: &Plan, recordings: &[u32]) -> String {
    let mut json = String::new();
    let lines = recordings.iter().map(|&index| {
        let entry = &plan.entries[index as usize];
        let group = &plan.groups[entry.group as usize];
        let shared =
            SharedMembers { group, outcome: None, seen: None, cause: None, shows_reason: false };
        (entry, shared)
    });
    push_lines(&mut json, lines);
    json
}

fn push_results(
    json: &mut String,
    plan: &Plan,
    ledger: &Ledger,
    recordings: impl Iterator<Item = u32>,
) {
    let lines = recordings.map(|index| {
        let result = EntryResult::new(index, plan, ledger);
        (result.entry, SharedMembers::of(&result, plan))
    });
    push_lines(json, lines);
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'r> {
    operation: &'r str,
    result: i32,
    message: &'r str,
    version: &'r str,
    base_url: &'r str,
    started_at: String,
    finished_at: String,
    counts: OutcomeCounts,
    bytes: Bytes,
    requests: u64,
    retries: u64,
    waited_seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_by: Option<StoppedBy<'r>>,
    warnings: &'r [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<PlannedRequests<'r>>,
}

/// Entries by outcome. They add up to the total.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct OutcomeCounts {
    total: u64,
    done: u64,
    inferred: u64,
    rejected: u64,
    failed: u64,
    unknown: u64,
    not_sent: u64,
}

impl OutcomeCounts {
    fn of(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Done => &mut self.done,
            Outcome::Inferred => &mut self.inferred,
            Outcome::Rejected => &mut self.rejected,
            Outcome::Failed => &mut self.failed,
            Outcome::Unknown => &mut self.unknown,
            Outcome::NotSent => &mut self.not_sent,
        }
    }
}

/// Sizes of the recordings, as far as they were given.
#[derive(Serialize, Default)]
struct Bytes {
    total: u64,
    done: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StoppedBy<'r> {
    code: i32,
    message: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u64>,
}

/// The members of a result that the recordings of one request mostly share.
#[derive(Clone, Copy)]
struct SharedMembers<'r> {
    group: &'r Group<'r>,
    /// `None`: it is about to be sent.
    outcome: Option<Outcome>,
    seen: Option<Seen>,
    cause: Option<&'r Cause>,
    shows_reason: bool,
}

impl<'r> SharedMembers<'r> {
    fn of(result: &EntryResult<'r>, plan: &'r Plan<'r>) -> Self {
        let outcome = result.outcome();
        SharedMembers {
            group: &plan.groups[result.entry.group as usize],
            outcome: Some(outcome),
            seen: result.state.seen(),
            cause: result.state.cause(),
            shows_reason: outcome != Outcome::Done && !plan.dry_run,
        }
    }

    fn is_same(&self, other: &SharedMembers) -> bool {
        let address = |cause: Option<&Cause>| cause.map(ptr::from_ref);
        ptr::eq(self.group, other.group)
            && address(self.cause) == address(other.cause)
            && (self.outcome, self.seen) == (other.outcome, other.seen)
    }

    fn push(&self, object: &mut Object) {
        let error = self.cause.and_then(|cause| cause.error.as_ref());
        let status = error.map(|error| error.code).filter(|code| (400..600).contains(code));
        object.text("siteUrl", self.group.site_url.as_deref());
        object.text("hostEmail", self.group.host_email.as_deref());
        object.text("outcome", Some(self.outcome.map_or("sending", Outcome::name)));
        object.plain("status", status);
        object.text("message", self.shows_reason.then(|| reason(self.cause)));
        object.text("trackingId", self.cause.and_then(|cause| cause.tracking_id.as_deref()));
        object.text("seen", self.seen.map(Seen::name));
    }
}

/// Writes results as an array. Members shared with the result before are copied from it.
fn push_lines<'r>(
    json: &mut String,
    lines: impl Iterator<Item = (&'r Entry<'r>, SharedMembers<'r>)>,
) {
    let mut before: Option<(SharedMembers, Range<usize>)> = None;
    push_array(json, lines, |json, (entry, shared)| {
        let mut object = Object::begin(json);
        if let Some(id) = &entry.id {
            push_read_text(object.member("id"), id);
        }
        object.plain("all", entry.id.is_none().then_some(true));
        object.plain("sizeBytes", entry.size_bytes);
        object.plain("shareToMe", entry.share_to_me.then_some(true));
        let start = object.len();
        match &before {
            Some((same, written)) if same.is_same(&shared) => object.copy(written.clone()),
            _ => shared.push(&mut object),
        }
        before = Some((shared, start..object.len()));
        object.end();
    });
}

/// The requests of a dry run.
struct PlannedRequests<'r>(&'r Plan<'r>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlannedRequest<'r> {
    method: &'static str,
    path: &'r str,
    query: PlannedQuery<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    site_url: Option<&'r str>,
    ids: Vec<&'r str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlannedQuery<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    host_email: Option<&'r str>,
}

impl Serialize for PlannedRequests<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let plan = self.0;
        serializer.collect_seq(plan.batches.iter().map(|batch| {
            let group = &plan.groups[batch.partition.group as usize];
            let id = |&member: &u32| plan.entries[member as usize].id.as_deref();
            PlannedRequest {
                method: Operation::METHOD,
                path: plan.operation.path(),
                query: PlannedQuery { host_email: group.host_email.as_deref() },
                site_url: group.site_url.as_deref(),
                ids: batch.members.iter().filter_map(id).collect(),
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::conclusion::conclude;
    use super::super::operation::Operation;
    use super::*;
    use crate::tests::fixtures::params;
    use Outcome::*;
    use serde_json::Value;

    fn error(code: i32) -> Error {
        Error::new(code, format!("cause {code}"))
    }

    fn with_report<T>(
        json: &str,
        settled: &[(Outcome, Error)],
        stop: Option<Error>,
        look: impl FnOnce(Option<Error>, Value) -> T,
    ) -> T {
        let plan = Plan::new(&params(Operation::Move, json, 0), &mut |_| ()).expect("a plan");
        let mut ledger = Ledger::new(&plan, false);
        for (recording, (outcome, cause)) in (0..).zip(settled) {
            ledger.settle_as(recording, *outcome, cause.clone());
        }
        ledger.finalize(false, stop.as_ref());
        let stop = stop.map(|error| StopReason { error, retry_after_seconds: Some(7) });
        let conclusion = conclude(&plan, &ledger, stop.as_ref());
        let report = Report {
            plan: &plan,
            ledger: &ledger,
            stats: &RunStats::default(),
            stop: stop.as_ref(),
            conclusion: conclusion.as_ref(),
            base_url: "https://webexapis.com/v1".into(),
            started_at: UtcDateTime::UNIX_EPOCH,
            finished_at: UtcDateTime::UNIX_EPOCH,
        };
        let json = report.to_json();
        look(conclusion, serde_json::from_str(&json).expect("JSON"))
    }

    #[test]
    fn what_an_earlier_call_left_open_stays_open_until_something_is_known() {
        for outcome in [Failed, NotSent, Unknown] {
            let json = r#"[{"id":"a","outcome":"sending"}]"#;
            with_report(json, &[(outcome, error(21))], None, |conclusion, report| {
                let message = conclusion.expect("not done").message;
                assert!(
                    message.contains("recording a may or may not have been moved"),
                    "{message}"
                );
                assert_eq!(report["results"][0]["outcome"], "unknown");
            });
        }
    }

    #[test]
    fn a_report_has_an_entry_for_each_input_and_counts_that_add_up() {
        let json = r#"[{"id":"a","sizeBytes":5,"siteUrl":"x.webex.com","hostEmail":"h@example.com"},
            {"id":"b","sizeBytes":7},"c",{"id":"a","sizeBytes":5,"siteUrl":"x.webex.com","hostEmail":"h@example.com"},
            {"id":"d","shareToMe":true},"e"]"#;
        let settled = [(Done, error(0)), (Rejected, error(404)), (Unknown, error(504))];
        with_report(json, &settled, Some(error(42)), |_, report| {
            let outcomes: Vec<_> = report["results"]
                .as_array()
                .expect("an array")
                .iter()
                .map(|result| result["outcome"].as_str().expect("text"))
                .collect();
            assert_eq!(outcomes, ["done", "rejected", "unknown", "done", "notSent", "notSent"]);
            assert_eq!(
                report["counts"],
                serde_json::json!({"total":6,"done":2,"inferred":0,"rejected":1,"failed":0,"unknown":1,"notSent":2})
            );
            assert_eq!(report["bytes"], serde_json::json!({"total":12,"done":5}));
            assert_eq!(
                report["results"][0],
                serde_json::json!({"id":"a","siteUrl":"x.webex.com","hostEmail":"h@example.com",
                    "sizeBytes":5,"outcome":"done","trackingId":"T1"})
            );
            assert_eq!(
                report["results"][1],
                serde_json::json!({"id":"b","sizeBytes":7,"outcome":"rejected","status":404,
                    "message":"cause 404","trackingId":"T1"})
            );
            assert_eq!(report["results"][4]["shareToMe"], true, "it can be given again as it is");
            assert_eq!(report["results"][5]["message"], "cause 42");
            assert_eq!(report["stoppedBy"]["retryAfterSeconds"], 7);
            assert_eq!(
                (report["result"].as_i64(), report["version"].is_string()),
                (Some(42), true)
            );
        });
    }

    #[test]
    fn sizes_that_no_sum_can_hold_make_the_largest_there_is() {
        let json = r#"[{"id":"a","sizeBytes":18446744073709551615},{"id":"b","sizeBytes":1}]"#;
        with_report(json, &[(Done, error(0)), (Done, error(0))], None, |_, report| {
            assert_eq!(report["bytes"]["done"].as_u64(), Some(u64::MAX));
        });
    }
}
