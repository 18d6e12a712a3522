//! Sends the batches of a plan, one after another, and says truthfully what became of each.

use crate::error::Error;
use crate::plan::{Batch, Plan};
use crate::transport::Service;

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

/// How one batch ended; the error is there unless it is done.
#[derive(Debug)]
pub(crate) struct Settled {
    pub outcome: Outcome,
    pub error: Option<Error>,
}

/// How all batches ended, in the plan's order.
#[derive(Debug)]
pub(crate) struct Run {
    pub batches: Vec<Settled>,
    /// Why the rest was not sent, if the run stopped early.
    pub stopped_by: Option<Error>,
}

pub(crate) fn run(plan: &Plan, service: &Service) -> Run {
    let mut run = Run { batches: Vec::with_capacity(plan.batches.len()), stopped_by: None };
    for batch in &plan.batches {
        let settled = match &run.stopped_by {
            Some(error) => Settled { outcome: Outcome::NotSent, error: Some(error.clone()) },
            None => send(plan, batch, service),
        };
        if run.stopped_by.is_none() {
            run.stopped_by = settled.error.clone().filter(|error| stops(error.code));
        }
        run.batches.push(settled);
    }
    run
}

/// Whether every further request would meet the same fate: credentials, rate limit, transport.
fn stops(code: i32) -> bool {
    matches!(code, 20..=39 | 401 | 403 | 429)
}

fn send(plan: &Plan, batch: &Batch, service: &Service) -> Settled {
    let body = plan.operation.body(&plan.selection(batch), batch.site_url.as_deref());
    let query: Vec<_> =
        batch.host_email.iter().map(|host_email| ("hostEmail", host_email)).collect();
    let url = service.base_url().join(plan.operation.path(), &query);
    match service.post(&url, &body) {
        Ok(answer) => match answer.confirmed() {
            Ok(()) => Settled { outcome: Outcome::Done, error: None },
            Err(error) => Settled { outcome: refused(plan, batch, error.code), error: Some(error) },
        },
        Err(failure) => Settled {
            outcome: if failure.sent { Outcome::Unknown } else { Outcome::Failed },
            error: Some(failure.error),
        },
    }
}

/// What an error answer says about the batch. A refusal of several recordings, or of a whole bin,
/// does not tell whether some were done before the one that was refused; neither does the refusal
/// of one that an earlier call may have done, and that may be refused for that very reason.
fn refused(plan: &Plan, batch: &Batch, code: i32) -> Outcome {
    let single = match batch.members[..] {
        [entry] => Some(&plan.entries[entry]).filter(|entry| entry.id.is_some()),
        _ => None,
    };
    match (code, single) {
        (429, _) => Outcome::NotSent,
        (401 | 405 | 415, _) => Outcome::Failed,
        (408, _) => Outcome::Unknown,
        (400..=499, Some(entry)) if !entry.unclear => Outcome::Rejected,
        (400 | 404 | 409 | 410, Some(_)) => Outcome::Inferred,
        _ => Outcome::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::WEBEXREC_ALL;
    use crate::operation::Operation;
    use crate::plan::Job;
    use Outcome::*;

    fn plan(recordings_json: Option<&str>, flags: u32) -> Plan {
        let (operation, site_url) = (Operation::Restore, None);
        Plan::new(&Job { operation, recordings_json, site_url, host_email: None, flags })
            .expect("a plan")
    }

    #[test]
    fn a_refusal_says_no_more_than_it_tells() {
        let one = plan(Some(r#"["a"]"#), 0);
        let one_unclear = plan(Some(r#"[{"id":"a","outcome":"unknown"}]"#), 0);
        let two = plan(Some(r#"["a","b"]"#), 0);
        let all = plan(None, WEBEXREC_ALL);
        for (codes, wanted) in [
            (&[400, 404, 409, 410][..], [Rejected, Inferred, Unknown, Unknown]),
            (&[402, 403, 423, 428, 499], [Rejected, Unknown, Unknown, Unknown]),
            (&[401, 405, 415], [Failed, Failed, Failed, Failed]),
            (&[429], [NotSent, NotSent, NotSent, NotSent]),
            (&[26, 408, 500, 502, 503, 504, 599], [Unknown, Unknown, Unknown, Unknown]),
        ] {
            for &code in codes {
                let found = [&one, &one_unclear, &two, &all]
                    .map(|plan| refused(plan, &plan.batches[0], code));
                assert_eq!(found, wanted, "{code}");
            }
        }
    }

    #[test]
    fn only_what_every_further_request_would_meet_stops_the_run() {
        for code in [20, 21, 22, 23, 24, 25, 26, 401, 403, 429] {
            assert!(stops(code), "{code}");
        }
        for code in [90, 400, 404, 405, 409, 410, 415, 423, 428, 500, 502, 503, 504] {
            assert!(!stops(code), "{code}");
        }
    }
}
