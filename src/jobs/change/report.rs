//! What a call that changes recordings ends with: one result code and one message for all of them,
//! and the report, which has an entry for each.

use crate::codes::{WEBEXREC_E_PARTIAL, WEBEXREC_E_UNCERTAIN, WEBEXREC_OK};
use crate::engine::{Cost, Stop};
use crate::error::Error;
use crate::jobs::change::ledger::{Account, Ledger, Note, Outcome, Seen};
use crate::jobs::change::operation::Operation;
use crate::jobs::change::plan::{Entry, Group, Plan};
use crate::util::json::{Object, push_array};
use crate::util::text;
use serde::Serialize;
use serde::ser::Serializer;
use std::ops::Range;
use std::ptr;
use time::UtcDateTime;

/// Webex's ids have 32 characters.
const LONGEST_ID: usize = 40;
const ONLY_SHARED: &str = "it is only shared with you, and its host alone can do that";

/// A job at its end.
pub(crate) struct Report<'r, 'a> {
    pub plan: &'r Plan<'a>,
    pub ledger: &'r Ledger,
    pub cost: &'r Cost,
    pub stop: Option<&'r Stop>,
    pub base_url: String,
    pub started_at: UtcDateTime,
    pub finished_at: UtcDateTime,
}

impl Report<'_, '_> {
    /// `None` when everything asked for was done (or a dry run was); otherwise the code that
    /// describes the job best, and a message that counts what is done, says what stopped the job,
    /// and names the first that is not done.
    pub fn conclude(&self) -> Option<Error> {
        let not_done = || self.ends().filter(|end| end.account.outcome() != Outcome::Done);
        // One that failed tells more than one that was only shared with the user.
        let first =
            not_done().find(|end| end.account.error().is_some()).or_else(|| not_done().next());
        let first = first.filter(|_| !self.plan.dry_run)?;
        let mut parts = Vec::new();
        if first.entry.id.is_some() {
            let (total, done, _) = self.ledger.tally();
            let verb = self.plan.operation.done();
            parts.push(format!("{done} of {total} recordings confirmed {verb}"));
        }
        let stopper = self.stop.map(|stop| &stop.error);
        if let Some(stopper) = stopper.filter(|stopper| first.account.error() != Some(*stopper)) {
            parts.push(format!("stopped by {stopper}"));
        }
        parts.push(first.describe(self.plan.operation));
        Some(Error::new(self.code(), parts.join("; ")))
    }

    /// The first that applies: what stopped the job; the one cause, if nothing was done for one
    /// cause alone; uncertain if anything is; partial.
    fn code(&self) -> i32 {
        if let Some(stop) = self.stop {
            return stop.error.code;
        }
        let any = |outcome| self.ends().any(|end| end.account.outcome() == outcome);
        if !any(Outcome::Done) && !any(Outcome::Inferred) {
            let cause = |end: End| end.account.error().map(|error| error.code);
            if let Some(first) = self.ends().next().and_then(cause)
                && self.ends().all(|end| cause(end) == Some(first))
            {
                return first;
            }
        }
        if any(Outcome::Unknown) || any(Outcome::Inferred) {
            WEBEXREC_E_UNCERTAIN
        } else {
            WEBEXREC_E_PARTIAL
        }
    }

    fn ends(&self) -> impl Iterator<Item = End<'_>> {
        (0u32..).zip(&self.plan.entries).map(|(index, entry)| End::of(index, entry, self.ledger))
    }

    /// The report as JSON, with the conclusion it came to.
    pub fn to_json(&self, conclusion: Option<&Error>) -> String {
        let (total, done, _) = self.ledger.tally();
        let (mut counts, mut bytes) =
            (Counts { total, done, ..Counts::default() }, Bytes::default());
        for end in self.ends() {
            *counts.of(end.account.outcome()) += 1;
            // Given twice it is still one recording.
            if end.entry.sent_as.is_none_or(|first| first == end.index) {
                let size = end.entry.size_bytes.unwrap_or_default();
                bytes.total = bytes.total.saturating_add(size);
                if end.account.outcome() == Outcome::Done {
                    bytes.done = bytes.done.saturating_add(size);
                }
            }
        }
        counts.done = done;
        let document = Document {
            operation: self.plan.operation.name(),
            result: conclusion.map_or(WEBEXREC_OK, |error| error.code),
            message: conclusion.map_or("", |error| &error.message),
            version: env!("CARGO_PKG_VERSION"),
            base_url: &self.base_url,
            started_at: text::of_time(self.started_at),
            finished_at: text::of_time(self.finished_at),
            counts,
            bytes,
            requests: self.cost.requests,
            retries: self.cost.retries,
            waited_seconds: (self.cost.waited.as_secs_f64() * 1000.0).round() / 1000.0,
            stopped_by: self.stop.map(|stop| StoppedBy {
                code: stop.error.code,
                message: &stop.error.message,
                retry_after_seconds: stop.retry_after_seconds,
            }),
            warnings: &self.cost.warnings,
            plan: self.plan.dry_run.then_some(Requests(self.plan)),
        };
        let mut json = serde_json::to_string(&document).expect("strings and numbers are JSON");
        // The results are by far the most of it, and become its last member.
        json.pop();
        json.push_str(",\"results\":");
        push_results(&mut json, self.plan, self.ledger, 0..self.plan.entries.len() as u32);
        json.push('}');
        json
    }
}

/// The results of some recordings as a JSON array.
pub(crate) fn results(plan: &Plan, ledger: &Ledger, recordings: &[u32]) -> String {
    let mut json = String::new();
    push_results(&mut json, plan, ledger, recordings.iter().copied());
    json
}

/// Recordings that are about to be sent, in the same form.
pub(crate) fn announcement(plan: &Plan, recordings: &[u32]) -> String {
    let mut json = String::new();
    let lines = recordings.iter().map(|&index| {
        let entry = &plan.entries[index as usize];
        let group = &plan.groups[entry.group as usize];
        let end = Common { group, outcome: None, seen: None, note: None, shows_reason: false };
        (entry, end)
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
        let entry = &plan.entries[index as usize];
        (entry, End::of(index, entry, ledger).in_common(plan))
    });
    push_lines(json, lines);
}

/// How one entry ended.
struct End<'r> {
    index: u32,
    entry: &'r Entry<'r>,
    account: &'r Account,
}

impl<'r> End<'r> {
    fn of(index: u32, entry: &'r Entry<'r>, ledger: &'r Ledger) -> Self {
        End { index, entry, account: ledger.account(entry.sent_as.unwrap_or(index)) }
    }

    fn describe(&self, operation: Operation) -> String {
        let what = match &self.entry.id {
            Some(id) => format!("recording {}", text::for_message(id, LONGEST_ID)),
            None => "everything".into(),
        };
        let done = operation.done();
        let reason = self.reason();
        match self.account.outcome() {
            Outcome::Done => format!("{what} was {done}"),
            Outcome::Inferred => {
                format!("{what} was most likely {done} by an earlier try: {reason}")
            }
            Outcome::Rejected => format!("{what} was refused: {reason}"),
            Outcome::Failed => format!("{what} was not {done}: {reason}"),
            Outcome::Unknown => format!("{what} may or may not have been {done}: {reason}"),
            Outcome::NotSent => format!("{what} was left as it was: {reason}"),
        }
    }

    fn reason(&self) -> &'r str {
        reason(self.account.note())
    }

    fn in_common(self, plan: &'r Plan<'r>) -> Common<'r> {
        let outcome = self.account.outcome();
        Common {
            group: &plan.groups[self.entry.group as usize],
            outcome: Some(outcome),
            seen: self.account.seen(),
            note: self.account.note(),
            shows_reason: outcome != Outcome::Done && !plan.dry_run,
        }
    }
}

fn reason(note: Option<&Note>) -> &str {
    note.and_then(|note| note.error.as_ref()).map_or(ONLY_SHARED, |error| &error.message)
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Inferred => "inferred",
            Outcome::Rejected => "rejected",
            Outcome::Failed => "failed",
            Outcome::Unknown => "unknown",
            Outcome::NotSent => "notSent",
        }
    }
}

impl Seen {
    fn name(self) -> &'static str {
        match self {
            Seen::Available => "available",
            Seen::Deleted => "deleted",
            Seen::Purged => "purged",
            Seen::Missing => "missing",
            Seen::Error => "error",
        }
    }
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
    counts: Counts,
    bytes: Bytes,
    requests: u64,
    retries: u64,
    waited_seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_by: Option<StoppedBy<'r>>,
    warnings: &'r [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<Requests<'r>>,
}

/// Entries by outcome; they add up to the total.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Counts {
    total: u64,
    done: u64,
    inferred: u64,
    rejected: u64,
    failed: u64,
    unknown: u64,
    not_sent: u64,
}

impl Counts {
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

/// Sizes of recordings, as far as they were given.
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

/// What the recordings of one request most often have in common in their results.
#[derive(Clone, Copy)]
struct Common<'r> {
    group: &'r Group<'r>,
    /// `None`: it is about to be sent.
    outcome: Option<Outcome>,
    seen: Option<Seen>,
    note: Option<&'r Note>,
    shows_reason: bool,
}

impl Common<'_> {
    fn is_same(&self, other: &Common) -> bool {
        let address = |note: Option<&Note>| note.map(ptr::from_ref);
        ptr::eq(self.group, other.group)
            && address(self.note) == address(other.note)
            && (self.outcome, self.seen) == (other.outcome, other.seen)
    }

    fn push(&self, object: &mut Object) {
        let error = self.note.and_then(|note| note.error.as_ref());
        let status = error.map(|error| error.code).filter(|code| (400..600).contains(code));
        object.text("siteUrl", self.group.site_url.as_deref());
        object.text("hostEmail", self.group.host_email.as_deref());
        object.text("outcome", Some(self.outcome.map_or("sending", Outcome::name)));
        object.plain("status", status);
        object.text("message", self.shows_reason.then(|| reason(self.note)));
        object.text("trackingId", self.note.and_then(|note| note.tracking_id.as_deref()));
        object.text("seen", self.seen.map(Seen::name));
    }
}

/// Writes results as an array. What one has in common with the one before is copied.
fn push_lines<'r>(json: &mut String, lines: impl Iterator<Item = (&'r Entry<'r>, Common<'r>)>) {
    let mut before: Option<(Common, Range<usize>)> = None;
    push_array(json, lines, |json, (entry, common)| {
        let mut object = Object::begin(json);
        object.text("id", entry.id.as_deref());
        object.plain("all", entry.id.is_none().then_some(true));
        object.plain("sizeBytes", entry.size_bytes);
        object.plain("shareToMe", entry.share_to_me.then_some(true));
        let start = object.len();
        match &before {
            Some((same, written)) if same.is_same(&common) => object.copy(written.clone()),
            _ => common.push(&mut object),
        }
        before = Some((common, start..object.len()));
        object.end();
    });
}

/// The requests that a dry run would have made.
struct Requests<'r>(&'r Plan<'r>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlannedRequest<'r> {
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

impl Serialize for Requests<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let plan = self.0;
        serializer.collect_seq(plan.batches.iter().map(|batch| {
            let group = &plan.groups[batch.lot.group as usize];
            let id = |&member: &u32| plan.entries[member as usize].id.as_deref();
            PlannedRequest {
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
    use super::*;
    use crate::codes::*;
    use crate::http::response::Answer;
    use crate::jobs::change::ledger::Note;
    use crate::jobs::change::plan::Job;
    use Outcome::*;
    use serde_json::Value;
    use std::rc::Rc;

    fn job(json: &str) -> Job<'_> {
        let operation = Operation::Move;
        Job { operation, recordings_json: Some(json), site_url: None, host_email: None, flags: 0 }
    }

    fn error(code: i32) -> Error {
        Error::new(code, format!("cause {code}"))
    }

    fn note(error: Option<Error>) -> Rc<Note> {
        Rc::new(Note { error, tracking_id: Some("T1".into()) })
    }

    /// Brings a recording to an outcome as a run would.
    fn settle(ledger: &mut Ledger, recording: u32, outcome: Outcome, cause: Error) {
        let note = note((outcome != Done).then_some(cause));
        match outcome {
            Done => ledger.done(recording, &note),
            Rejected => ledger.refused_alone(recording, &note),
            Failed | NotSent => ledger.give_up(recording, outcome, &note),
            Unknown => {
                ledger.lost(recording);
                ledger.give_up(recording, Unknown, &note);
            }
            Inferred => {
                ledger.lost(recording);
                ledger.refused_alone(recording, &note);
            }
        }
    }

    fn with_report<T>(
        json: &str,
        settled: &[(Outcome, Error)],
        stop: Option<Error>,
        look: impl FnOnce(Option<Error>, Value) -> T,
    ) -> T {
        let plan = Plan::new(&job(json), &mut |_| ()).expect("a plan");
        let mut ledger = Ledger::new(&plan, false);
        for (recording, (outcome, cause)) in (0..).zip(settled) {
            settle(&mut ledger, recording, *outcome, cause.clone());
        }
        ledger.close(false, stop.as_ref());
        let stop = stop.map(|error| Stop { error, retry_after_seconds: Some(7) });
        let report = Report {
            plan: &plan,
            ledger: &ledger,
            cost: &Cost::default(),
            stop: stop.as_ref(),
            base_url: "https://webexapis.com/v1".into(),
            started_at: UtcDateTime::UNIX_EPOCH,
            finished_at: UtcDateTime::UNIX_EPOCH,
        };
        let conclusion = report.conclude();
        let json = report.to_json(conclusion.as_ref());
        look(conclusion, serde_json::from_str(&json).expect("JSON"))
    }

    fn conclude(settled: &[(Outcome, i32)], stop: Option<Error>) -> Option<Error> {
        let ids: Vec<String> = (0..settled.len()).map(|n| format!("id{n}")).collect();
        let json = serde_json::to_string(&ids).expect("JSON");
        let settled: Vec<_> =
            settled.iter().map(|(outcome, code)| (*outcome, error(*code))).collect();
        with_report(&json, &settled, stop, |conclusion, _| conclusion)
    }

    #[test]
    fn the_code_is_the_first_of_the_contract_that_applies() {
        for (outcomes, stopped_by, code) in [
            (vec![(Rejected, 404), (Rejected, 404)], None, 404),
            (vec![(Unknown, 504), (Unknown, 504)], None, 504),
            (vec![(Rejected, 404), (Rejected, 400)], None, WEBEXREC_E_PARTIAL),
            (vec![(Rejected, 404), (Unknown, 500)], None, WEBEXREC_E_UNCERTAIN),
            (vec![(Inferred, 404)], None, WEBEXREC_E_UNCERTAIN),
            (vec![(Done, 0), (Unknown, 404)], None, WEBEXREC_E_UNCERTAIN),
            (vec![(Done, 0), (Rejected, 404)], None, WEBEXREC_E_PARTIAL),
            (vec![(Done, 0), (Failed, 401), (NotSent, 401)], Some(401), 401),
            (vec![(Unknown, 404), (NotSent, 44)], Some(44), WEBEXREC_E_RATE_LIMITED),
        ] {
            let error = conclude(&outcomes, stopped_by.map(error)).expect("not all done");
            assert_eq!(error.code, code, "{outcomes:?}: {error}");
        }
        assert_eq!(conclude(&[(Done, 0), (Done, 0)], None), None);
        assert_eq!(conclude(&[(Done, 0)], Some(error(42))), None, "cancelled when all was done");
    }

    #[test]
    fn the_message_counts_what_is_done_and_names_the_first_that_is_not() {
        let error = conclude(&[(Done, 0), (Unknown, 504), (Rejected, 404)], None);
        assert_eq!(
            error.expect("not all done").message,
            "1 of 3 recordings confirmed moved to the recycle bin; recording id1 may or may not have \
             been moved to the recycle bin: cause 504"
        );
    }

    #[test]
    fn what_stopped_the_call_is_said_besides_the_first_that_is_not_done() {
        let outcomes = [(Done, 0), (Rejected, 404), (NotSent, 44)];
        let stop = Error::new(44, "a rate limit");
        assert_eq!(
            conclude(&outcomes, Some(stop)).expect("not all done").message,
            "1 of 3 recordings confirmed moved to the recycle bin; stopped by a rate limit; recording \
             id1 was refused: cause 404"
        );
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

    #[test]
    fn the_longest_message_fits_the_usual_error_buffer() {
        let words = "long ".repeat(200);
        let body = serde_json::json!({"message": words, "trackingId": words}).to_string();
        let answer = Answer { status: 428, retry_after_seconds: Some(86400), ..Answer::default() };
        let cause = answer.with_body(body.into(), str::to_owned).error();
        let ids = [format!("{:0>200}", 1), format!("{:0>200}", 2)];
        let json = serde_json::to_string(&ids).expect("JSON");
        let settled = [(Unknown, cause.clone()), (Unknown, cause)];
        let message = with_report(&json, &settled, None, |conclusion, _| conclusion);
        let message = message.expect("not done").message;
        assert!(message.ends_with("wait 86400 seconds before trying again"), "{message}");
        assert!(message.len() < WEBEXREC_ERROR_SIZE, "{} bytes: {message}", message.len());
    }

    #[test]
    fn a_recording_shared_with_the_user_leaves_the_call_partial() {
        with_report(r#"[{"id":"a","shareToMe":true}]"#, &[], None, |conclusion, report| {
            let error = conclusion.expect("not done");
            assert_eq!(error.code, WEBEXREC_E_PARTIAL);
            assert!(error.message.contains("recording a was left as it was: it is only shared"));
            assert_eq!(report["results"][0]["message"], ONLY_SHARED);
        });
    }
}
