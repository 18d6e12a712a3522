//! One call: check, plan, run, conclude.

use crate::client::{Client, Provider, Session, WorkerPool};
use crate::codes::WEBEXREC_E_PANIC;
use crate::engine::observer::CallObserver;
use crate::engine::{Executor, Job, RunStats, StopReason};
use crate::error::{Error, Result};
use crate::input::base_url::BaseUrl;
use crate::input::recordings;
use crate::jobs::change::ChangeJob;
use crate::jobs::change::conclusion::conclude;
use crate::jobs::change::plan::{ChangeParams, Plan};
use crate::jobs::change::report::Report;
use crate::jobs::change::verify::Verify;
use crate::jobs::list::Listing;
use crate::jobs::sites::SiteList;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;
use time::UtcDateTime;

/// A call of a client, and its observer.
pub(crate) struct Call<'c> {
    pub client: &'c Client,
    pub provider: Option<Provider<'c>>,
    pub observer: CallObserver<'c>,
}

/// The end of a change that had begun. One that could not begin is an error instead.
pub(crate) struct ChangeResult {
    /// `None`: everything asked for was done.
    pub error: Option<Error>,
    /// JSON, if requested.
    pub report: Option<String>,
}

pub(crate) fn change(
    call: Call,
    params: &ChangeParams,
    wants_report: bool,
) -> Result<ChangeResult> {
    let started_at = UtcDateTime::now();
    let session = call.client.session(call.provider);
    let mut observer = call.observer;
    let plan = Plan::new(params, &mut |read| observer.notify_reading(read, Instant::now))
        .map_err(|error| session.redact(error))?;
    refuse_token_among(&plan, &session)?;
    let base_url = session.base_url();
    let mut job = ChangeJob::new(&plan, base_url, observer.outcomes.is_some());
    let (mut stats, mut stop) = (RunStats::default(), None);
    if !plan.dry_run {
        // A panic of the run must not lose what is known by then.
        let run = AssertUnwindSafe(|| run_change(&session, observer, &plan, &mut job));
        match catch_unwind(run) {
            Ok(finished) => (stats, stop) = finished,
            Err(_) => stop = Some(panicked()),
        }
    }
    // What a dry run or a panic left open.
    job.finalize(stop.as_ref().map(|stop| &stop.error));
    let ledger = job.ledger();
    let error = conclude(&plan, ledger, stop.as_ref()).map(|error| session.redact(error));
    let report = Report {
        plan: &plan,
        ledger,
        stats: &stats,
        stop: stop.as_ref(),
        conclusion: error.as_ref(),
        base_url: base_url.to_string(),
        started_at,
        finished_at: UtcDateTime::now(),
    };
    let report = wants_report.then(|| report.to_json());
    Ok(ChangeResult { error, report })
}

/// A JSON array of recordings.
pub(crate) fn list_recordings(call: Call, query_json: Option<&str>, flags: u32) -> Result<String> {
    let session = call.client.session(call.provider);
    let listing = Listing::new(query_json, flags, UtcDateTime::now())
        .map_err(|error| session.redact(error))?;
    let mut pages = listing.fetch(session.base_url());
    run_whole(&session, call.observer, &mut pages)?;
    Ok(pages.into_json())
}

/// A JSON array of sites.
pub(crate) fn list_sites(call: Call, user_email: Option<&str>, flags: u32) -> Result<String> {
    let list = SiteList::new(user_email, flags)?;
    let session = call.client.session(call.provider);
    let mut request = list.fetch(session.base_url());
    run_whole(&session, call.observer, &mut request)?;
    Ok(request.into_json())
}

fn run_change(
    session: &Session,
    observer: CallObserver,
    plan: &Plan,
    job: &mut ChangeJob,
) -> (RunStats, Option<StopReason>) {
    let mut workers = WorkerPool::new(session, &observer);
    let mut executor = Executor::new(&mut workers, session.limits(), observer);
    execute_change(&mut executor, plan, job, session.base_url());
    executor.finish()
}

/// Sends the changes, looks up what is in doubt then if requested, and settles the rest.
pub(crate) fn execute_change(
    executor: &mut Executor,
    plan: &Plan,
    job: &mut ChangeJob,
    base_url: &BaseUrl,
) {
    executor.run(job);
    if plan.verify && executor.stop_reason().is_none() {
        job.finalize(None);
        executor.run(&mut Verify::new(plan, base_url, job.ledger_mut()));
    }
    job.finalize(executor.stop_reason().map(|stop| &stop.error));
    executor.notify_end(job);
}

/// Runs a job of which a part is worth nothing.
fn run_whole(session: &Session, observer: CallObserver, job: &mut dyn Job) -> Result<()> {
    let mut workers = WorkerPool::new(session, &observer);
    let mut executor = Executor::new(&mut workers, session.limits(), observer);
    executor.run(job);
    executor.notify_end(job);
    match executor.finish() {
        (_, Some(stop)) => Err(session.redact(stop.error)),
        (_, None) => Ok(()),
    }
}

/// A token given as a recording would be sent, reported and written down as one.
fn refuse_token_among(plan: &Plan, session: &Session) -> Result<()> {
    match session.find_token(plan.entries.iter().map(|entry| entry.id.as_deref().unwrap_or(""))) {
        None => Ok(()),
        Some(index) => {
            let fault = "the id is or contains the access token; give a recording id";
            Err(recordings::invalid(index, fault))
        }
    }
}

fn panicked() -> StopReason {
    let message = "a bug in this library stopped the call halfway";
    StopReason { error: Error::new(WEBEXREC_E_PANIC, message), retry_after_seconds: None }
}
