//! One call from its parameters to its end: check everything, plan, run, conclude.

use crate::client::workers::Crew;
use crate::client::{Client, Provider, Session};
use crate::codes::WEBEXREC_E_PANIC;
use crate::engine::observer::Watch;
use crate::engine::{Cost, Run, Stop, Work};
use crate::error::{Error, Result};
use crate::input::base_url::BaseUrl;
use crate::input::recordings;
use crate::jobs::change::Changes;
use crate::jobs::change::plan::{Job, Plan};
use crate::jobs::change::report::Report;
use crate::jobs::change::verify::Verify;
use crate::jobs::list::Listing;
use crate::jobs::sites::SiteList;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;
use time::UtcDateTime;

/// One call of a client, and who looks on.
pub(crate) struct Call<'c> {
    pub client: &'c Client,
    pub provider: Option<Provider<'c>>,
    pub watch: Watch<'c>,
}

/// A job that was begun. What could not even begin is an error instead.
pub(crate) struct Ended {
    /// `None`: everything asked for was done.
    pub error: Option<Error>,
    /// JSON, if it was wanted.
    pub report: Option<String>,
}

pub(crate) fn change(call: Call, job: &Job, wants_report: bool) -> Result<Ended> {
    let started_at = UtcDateTime::now();
    let session = call.client.session(call.provider);
    let mut watch = call.watch;
    let plan = Plan::new(job, &mut |read| watch.tell_reading(read, Instant::now))
        .map_err(|error| session.conceal(error))?;
    refuse_token_among(&plan, &session)?;
    let base_url = session.base_url();
    let mut changes = Changes::new(&plan, base_url, watch.outcomes.is_some());
    let (mut cost, mut stop) = (Cost::default(), None);
    if !plan.dry_run {
        // A fault of the run must not lose what is known up to then.
        let run = AssertUnwindSafe(|| run_changes(&session, watch, &plan, &mut changes));
        match catch_unwind(run) {
            Ok(ended) => (cost, stop) = ended,
            Err(_) => stop = Some(panicked()),
        }
    }
    // What a dry run or a fault left open.
    changes.close(stop.as_ref().map(|stop| &stop.error));
    let report = Report {
        plan: &plan,
        ledger: changes.ledger(),
        cost: &cost,
        stop: stop.as_ref(),
        base_url: base_url.to_string(),
        started_at,
        finished_at: UtcDateTime::now(),
    };
    let error = report.conclude().map(|error| session.conceal(error));
    let report = wants_report.then(|| report.to_json(error.as_ref()));
    Ok(Ended { error, report })
}

/// A JSON array of recordings.
pub(crate) fn list_recordings(call: Call, query_json: Option<&str>, flags: u32) -> Result<String> {
    let session = call.client.session(call.provider);
    let listing = Listing::new(query_json, flags, UtcDateTime::now())
        .map_err(|error| session.conceal(error))?;
    let mut pages = listing.fetch(session.base_url());
    drive(&session, call.watch, &mut pages)?;
    Ok(pages.into_json())
}

/// A JSON array of sites.
pub(crate) fn list_sites(call: Call, user_email: Option<&str>, flags: u32) -> Result<String> {
    let list = SiteList::new(user_email, flags)?;
    let session = call.client.session(call.provider);
    let mut request = list.fetch(session.base_url());
    drive(&session, call.watch, &mut request)?;
    Ok(request.into_json())
}

fn run_changes(
    session: &Session,
    watch: Watch,
    plan: &Plan,
    changes: &mut Changes,
) -> (Cost, Option<Stop>) {
    let mut crew = Crew::new(session, &watch);
    let mut run = Run::new(&mut crew, session.limits(), watch);
    work_off(&mut run, plan, changes, session.base_url());
    run.end()
}

/// Sends the changes, looks up what is unclear then if that is wanted, and tells the last word on
/// the rest.
pub(crate) fn work_off(run: &mut Run, plan: &Plan, changes: &mut Changes, base_url: &BaseUrl) {
    run.drive(changes);
    if plan.verify && run.stop().is_none() {
        changes.close(None);
        run.drive(&mut Verify::new(plan, base_url, changes.ledger_mut()));
    }
    changes.close(run.stop().map(|stop| &stop.error));
    run.tell_end(changes);
}

/// Does work of which a part is worth nothing.
fn drive(session: &Session, watch: Watch, work: &mut dyn Work) -> Result<()> {
    let mut crew = Crew::new(session, &watch);
    let mut run = Run::new(&mut crew, session.limits(), watch);
    run.drive(work);
    run.tell_end(work);
    match run.end() {
        (_, Some(stop)) => Err(session.conceal(stop.error)),
        (_, None) => Ok(()),
    }
}

/// A token given as a recording would be sent, reported and written down as one.
fn refuse_token_among(plan: &Plan, session: &Session) -> Result<()> {
    match session.find_token(plan.entries.iter().map(|entry| entry.id.as_deref().unwrap_or(""))) {
        None => Ok(()),
        Some(index) => {
            let fault = "the id is the access token, or has it in it; give a recording id";
            Err(recordings::invalid(index, fault))
        }
    }
}

fn panicked() -> Stop {
    let message = "a fault in this library stopped the call halfway";
    Stop { error: Error::new(WEBEXREC_E_PANIC, message), retry_after_seconds: None }
}
