//! What a call that changes recordings returns: one result code and one message for all of them.

use super::ledger::{Cause, Ledger, RecordingState};
use super::operation::Operation;
use super::outcome::Outcome;
use super::plan::{Entry, Plan};
use crate::codes::{WEBEXREC_E_PARTIAL, WEBEXREC_E_UNCERTAIN};
use crate::engine::StopReason;
use crate::error::Error;
use crate::util::text;

/// Bytes of an id in the message. Webex's ids have 32 characters.
const MAX_ID_BYTES: usize = 40;
const ONLY_SHARED: &str = "it is only shared with you, and its host alone can do that";

/// `None` when everything asked for was done, and for a dry run. Otherwise the code that describes the
/// job best, and a message that counts what is done, says what stopped the job, and names the first
/// recording that is not done.
pub(crate) fn conclude(plan: &Plan, ledger: &Ledger, stop: Option<&StopReason>) -> Option<Error> {
    if plan.dry_run {
        return None;
    }
    let not_done = || entries(plan, ledger).filter(|entry| entry.outcome() != Outcome::Done);
    // One that failed says more than one that was only shared with the user.
    let first = not_done().find(|entry| entry.state.error().is_some());
    let first = first.or_else(|| not_done().next())?;
    let mut parts = Vec::new();
    if first.entry.id.is_some() {
        let counts = ledger.counts();
        let done = plan.operation.done();
        parts.push(format!("{} of {} recordings confirmed {done}", counts.done, counts.total));
    }
    let stop = stop.map(|stop| &stop.error);
    if let Some(stop) = stop.filter(|stop| first.state.error() != Some(*stop)) {
        parts.push(format!("stopped by {stop}"));
    }
    parts.push(first.describe(plan.operation));
    Some(Error::new(code(plan, ledger, stop), parts.join("; ")))
}

/// The first that applies: what stopped the job; the cause, if nothing was done for one single cause;
/// uncertain if anything is; partial.
fn code(plan: &Plan, ledger: &Ledger, stop: Option<&Error>) -> i32 {
    if let Some(stop) = stop {
        return stop.code;
    }
    let any = |outcome| entries(plan, ledger).any(|entry| entry.outcome() == outcome);
    if !any(Outcome::Done) && !any(Outcome::Inferred) {
        let cause = |entry: EntryResult| entry.state.error().map(|error| error.code);
        if let Some(first) = entries(plan, ledger).next().and_then(cause)
            && entries(plan, ledger).all(|entry| cause(entry) == Some(first))
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

/// How one entry ended.
pub(super) struct EntryResult<'r> {
    pub index: u32,
    pub entry: &'r Entry<'r>,
    pub state: &'r RecordingState,
}

pub(super) fn entries<'r>(
    plan: &'r Plan,
    ledger: &'r Ledger,
) -> impl Iterator<Item = EntryResult<'r>> {
    (0..plan.entries.len() as u32).map(|index| EntryResult::new(index, plan, ledger))
}

impl<'r> EntryResult<'r> {
    pub fn new(index: u32, plan: &'r Plan, ledger: &'r Ledger) -> Self {
        let entry = &plan.entries[index as usize];
        EntryResult { index, entry, state: ledger.state(entry.primary.unwrap_or(index)) }
    }

    pub fn outcome(&self) -> Outcome {
        self.state.outcome()
    }

    fn describe(&self, operation: Operation) -> String {
        let what = match &self.entry.id {
            Some(id) => format!("recording {}", text::for_message(id, MAX_ID_BYTES)),
            None => "everything".into(),
        };
        let done = operation.done();
        let reason = reason(self.state.cause());
        match self.outcome() {
            Outcome::Done => format!("{what} was {done}"),
            Outcome::Inferred => {
                format!("{what} was most likely {done} by an earlier attempt: {reason}")
            }
            Outcome::Rejected => format!("{what} was refused: {reason}"),
            Outcome::Failed => format!("{what} was not {done}: {reason}"),
            Outcome::Unknown => format!("{what} may or may not have been {done}: {reason}"),
            Outcome::NotSent => format!("{what} was left as it was: {reason}"),
        }
    }
}

/// Why a recording is not done.
pub(super) fn reason(cause: Option<&Cause>) -> &str {
    cause.and_then(|cause| cause.error.as_ref()).map_or(ONLY_SHARED, |error| &error.message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::*;
    use crate::http::response::Response;
    use crate::tests::fixtures::params;
    use Outcome::*;

    fn error(code: i32) -> Error {
        Error::new(code, format!("cause {code}"))
    }

    fn conclude_json(
        json: &str,
        settled: &[(Outcome, Error)],
        stop: Option<Error>,
    ) -> Option<Error> {
        let plan = Plan::new(&params(Operation::Move, json, 0), &mut |_| ()).expect("a plan");
        let mut ledger = Ledger::new(&plan, false);
        for (recording, (outcome, error)) in (0..).zip(settled) {
            ledger.settle_as(recording, *outcome, error.clone());
        }
        ledger.finalize(false, stop.as_ref());
        let stop = stop.map(|error| StopReason { error, retry_after_seconds: None });
        conclude(&plan, &ledger, stop.as_ref())
    }

    fn conclude_ids(settled: &[(Outcome, i32)], stop: Option<Error>) -> Option<Error> {
        let ids: Vec<String> = (0..settled.len()).map(|n| format!("id{n}")).collect();
        let json = serde_json::to_string(&ids).expect("JSON");
        let settled: Vec<_> =
            settled.iter().map(|(outcome, code)| (*outcome, error(*code))).collect();
        conclude_json(&json, &settled, stop)
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
            let error = conclude_ids(&outcomes, stopped_by.map(error)).expect("not all done");
            assert_eq!(error.code, code, "{outcomes:?}: {error}");
        }
        assert_eq!(conclude_ids(&[(Done, 0), (Done, 0)], None), None);
        assert_eq!(
            conclude_ids(&[(Done, 0)], Some(error(42))),
            None,
            "cancelled when all was done"
        );
    }

    #[test]
    fn the_message_counts_what_is_done_and_names_the_first_that_is_not() {
        let error = conclude_ids(&[(Done, 0), (Unknown, 504), (Rejected, 404)], None);
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
            conclude_ids(&outcomes, Some(stop)).expect("not all done").message,
            "1 of 3 recordings confirmed moved to the recycle bin; stopped by a rate limit; recording \
             id1 was refused: cause 404"
        );
    }

    #[test]
    fn the_longest_message_fits_the_usual_error_buffer() {
        let words = "long ".repeat(200);
        let body = serde_json::json!({"message": words, "trackingId": words}).to_string();
        let response =
            Response { status: 428, retry_after_seconds: Some(86400), ..Response::default() };
        let cause = response.with_body(body.into(), str::to_owned).error();
        let ids = [format!("{:0>200}", 1), format!("{:0>200}", 2)];
        let json = serde_json::to_string(&ids).expect("JSON");
        let settled = [(Unknown, cause.clone()), (Unknown, cause)];
        let message = conclude_json(&json, &settled, None).expect("not done").message;
        assert!(message.ends_with("wait 86400 seconds before trying again"), "{message}");
        assert!(message.len() < WEBEXREC_ERROR_SIZE, "{} bytes: {message}", message.len());
    }

    #[test]
    fn a_recording_shared_with_the_user_leaves_the_call_partial() {
        let error = conclude_json(r#"[{"id":"a","shareToMe":true}]"#, &[], None).expect("not done");
        assert_eq!(error.code, WEBEXREC_E_PARTIAL);
        assert!(error.message.contains("recording a was left as it was: it is only shared"));
    }
}
