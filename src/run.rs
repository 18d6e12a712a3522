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
/// does not tell whether some were done before the one that was refused.
fn refused(plan: &Plan, batch: &Batch, code: i32) -> Outcome {
    let single = matches!(batch.members[..], [entry] if plan.entries[entry].id.is_some());
    match code {
        429 => Outcome::NotSent,
        401 | 405 | 415 => Outcome::Failed,
        408 => Outcome::Unknown,
        400..=499 if single && !batch.unclear => Outcome::Rejected,
        400 | 404 | 409 | 410 if single => Outcome::Inferred,
        _ => Outcome::Unknown,
    }
}
