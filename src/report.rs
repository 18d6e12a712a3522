//! What a call that changes recordings ends with: one result code and one message for all of them.

use crate::codes::{WEBEXREC_E_PARTIAL, WEBEXREC_E_UNCERTAIN};
use crate::error::{Error, Result};
use crate::operation::Operation;
use crate::plan::{Entry, Plan};
use crate::run::{Outcome, Run};
use crate::text;

/// Webex's ids have 32 characters.
const LONGEST_ID: usize = 40;

/// `Ok` when every entry is done; otherwise the code that describes the call best, and a message
/// that counts what is done, says what stopped the call, and names the first entry that is not done.
pub(crate) fn conclude(plan: &Plan, run: &Run) -> Result<()> {
    let ends: Vec<End> = plan.entries.iter().map(|entry| End::of(entry, run)).collect();
    let not_done = || ends.iter().filter(|end| end.outcome != Outcome::Done);
    // One that failed tells more than one that was only shared with the user.
    let Some(first) = not_done().find(|end| end.error.is_some()).or_else(|| not_done().next())
    else {
        return Ok(());
    };
    let mut parts = Vec::new();
    if first.entry.id.is_some() {
        let done = ends.len() - not_done().count();
        parts.push(format!(
            "{done} of {} recordings confirmed {}",
            ends.len(),
            plan.operation.done()
        ));
    }
    if let Some(stopper) = run.stopped_by.as_ref().filter(|stopper| first.error != Some(*stopper)) {
        parts.push(format!("stopped by {stopper}"));
    }
    parts.push(first.describe(plan.operation));
    Err(Error::new(code(&ends, run), parts.join("; ")))
}

/// How one entry ended.
struct End<'a> {
    entry: &'a Entry,
    outcome: Outcome,
    error: Option<&'a Error>,
}

impl<'a> End<'a> {
    fn of(entry: &'a Entry, run: &'a Run) -> Self {
        let settled = entry.batch.map(|batch| &run.batches[batch]);
        let outcome = match settled.map_or(Outcome::NotSent, |settled| settled.outcome) {
            // This call did not do it, but an earlier one may have.
            Outcome::Failed | Outcome::NotSent if entry.unclear => Outcome::Unknown,
            outcome => outcome,
        };
        End { entry, outcome, error: settled.and_then(|settled| settled.error.as_ref()) }
    }

    fn describe(&self, operation: Operation) -> String {
        let what = match &self.entry.id {
            Some(id) => format!("recording {}", text::for_message(id, LONGEST_ID)),
            None => "everything".into(),
        };
        let done = operation.done();
        let reason = self
            .error
            .map_or("it is only shared with you, and its host alone can do that", |e| &e.message);
        match self.outcome {
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
}

/// The first that applies: what stopped the run; the one cause, if nothing was done for one cause
/// alone; uncertain if anything is; partial.
fn code(ends: &[End], run: &Run) -> i32 {
    if let Some(stopper) = &run.stopped_by {
        return stopper.code;
    }
    let any = |outcome| ends.iter().any(|end| end.outcome == outcome);
    if !any(Outcome::Done) && !any(Outcome::Inferred) {
        let cause = |end: &End| end.error.map(|error| error.code);
        if let Some(first) = ends.first().and_then(cause)
            && ends.iter().all(|end| cause(end) == Some(first))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Answer;
    use crate::codes::WEBEXREC_ERROR_SIZE;
    use crate::plan::Job;
    use crate::run::Settled;
    use Outcome::*;

    /// One batch for each outcome, each with a recording of its own; codes are those of the causes.
    fn conclude_with(outcomes: &[(Outcome, i32)], stopped_by: Option<i32>) -> Result<()> {
        let json: Vec<String> = (0..outcomes.len())
            .map(|n| format!(r#"{{"id":"id{n}","siteUrl":"s{n}.webex.com"}}"#))
            .collect();
        let plan = Plan::new(&Job {
            operation: Operation::Move,
            recordings_json: Some(&format!("[{}]", json.join(","))),
            site_url: None,
            host_email: None,
            flags: 0,
        })?;
        let batches = outcomes.iter().map(|&(outcome, code)| Settled {
            outcome,
            error: (outcome != Done).then(|| Error::new(code, format!("cause {code}"))),
        });
        let stopped_by = stopped_by.map(|code| Error::new(code, "stopped"));
        conclude(&plan, &Run { batches: batches.collect(), stopped_by })
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
            (vec![(Unknown, 404), (NotSent, 429)], Some(429), 429),
        ] {
            let error = conclude_with(&outcomes, stopped_by).expect_err("not all done");
            assert_eq!(error.code, code, "{outcomes:?}: {error}");
        }
        assert_eq!(conclude_with(&[(Done, 0), (Done, 0)], None), Ok(()));
    }

    #[test]
    fn the_message_counts_what_is_done_and_names_the_first_that_is_not() {
        let error = conclude_with(&[(Done, 0), (Unknown, 504), (Rejected, 404)], None)
            .expect_err("not all done");
        assert_eq!(
            error.message,
            "1 of 3 recordings confirmed moved to the recycle bin; recording id1 may or may not have \
             been moved to the recycle bin: cause 504"
        );
    }

    #[test]
    fn what_stopped_the_call_is_said_besides_the_first_that_is_not_done() {
        let outcomes = [(Done, 0), (Rejected, 404), (NotSent, 429)];
        let error = conclude_with(&outcomes, Some(429)).expect_err("not all done");
        assert_eq!(
            error.message,
            "1 of 3 recordings confirmed moved to the recycle bin; stopped by stopped; recording id1 was \
             refused: cause 404"
        );
    }

    #[test]
    fn what_an_earlier_call_left_open_stays_open_until_something_is_known() {
        let plan = Plan::new(&Job {
            operation: Operation::Move,
            recordings_json: Some(r#"[{"id":"a","outcome":"sending"}]"#),
            site_url: None,
            host_email: None,
            flags: 0,
        })
        .expect("a plan");
        for outcome in [Failed, NotSent, Unknown] {
            let error = Some(Error::new(21, "no connection"));
            let run =
                Run { batches: vec![Settled { outcome, error: error.clone() }], stopped_by: error };
            let message = conclude(&plan, &run).expect_err("not done").message;
            assert!(message.contains("recording a may or may not have been moved"), "{message}");
        }
    }

    #[test]
    fn the_longest_message_fits_the_usual_error_buffer() {
        let words = "long ".repeat(200);
        let body = serde_json::json!({"message": words, "trackingId": words}).to_string();
        let answer = Answer { status: 428, retry_after_seconds: Some(86400), ..Answer::default() };
        let error = answer.with_body(body.into(), str::to_owned).error();
        let ids: Vec<String> = (0..101).map(|n| format!("{n:0>200}")).collect();
        let plan = Plan::new(&Job {
            operation: Operation::Restore,
            recordings_json: Some(&serde_json::to_string(&ids).expect("JSON")),
            site_url: None,
            host_email: None,
            flags: 0,
        })
        .expect("a plan");
        let unknown = || Settled { outcome: Unknown, error: Some(error.clone()) };
        let run = Run { batches: vec![unknown(), unknown()], stopped_by: None };
        let message = conclude(&plan, &run).expect_err("not done").message;
        assert!(message.ends_with("wait 86400 seconds before trying again"), "{message}");
        assert!(message.len() < WEBEXREC_ERROR_SIZE, "{} bytes: {message}", message.len());
    }

    #[test]
    fn a_recording_shared_with_the_user_leaves_the_call_partial() {
        let plan = Plan::new(&Job {
            operation: Operation::Move,
            recordings_json: Some(r#"[{"id":"a","shareToMe":true}]"#),
            site_url: None,
            host_email: None,
            flags: 0,
        })
        .expect("a plan");
        let error =
            conclude(&plan, &Run { batches: vec![], stopped_by: None }).expect_err("not done");
        assert_eq!(error.code, WEBEXREC_E_PARTIAL);
        assert!(
            error.message.contains("recording a was left as it was: it is only shared"),
            "{error}"
        );
    }
}
