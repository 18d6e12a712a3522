//! What simulated and fuzzed jobs share: parameters, the steps of `call.rs` without a client, and a
//! response from its parts.

use crate::call;
use crate::engine::observer::CallObserver;
use crate::engine::{Backend, Executor, RunStats, StopReason};
use crate::error::Error;
use crate::http::response::Response;
use crate::input::base_url::BaseUrl;
use crate::input::settings::Limits;
use crate::jobs::change::ChangeJob;
use crate::jobs::change::conclusion::conclude;
use crate::jobs::change::ledger::Ledger;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::plan::{ChangeParams, Plan};
use crate::jobs::change::report::Report;
use std::sync::LazyLock;
use time::UtcDateTime;
use ureq::http;

pub(super) const OPERATIONS: [Operation; 3] =
    [Operation::Move, Operation::Restore, Operation::Purge];

static BASE_URL: LazyLock<BaseUrl> =
    LazyLock::new(|| BaseUrl::parse("http://127.0.0.1/v1", "test").expect("a URL"));

pub(super) fn base_url() -> &'static BaseUrl {
    &BASE_URL
}

/// The parameters of a change, without a default site or host.
pub(crate) fn params(operation: Operation, recordings_json: &str, flags: u32) -> ChangeParams<'_> {
    let recordings_json = Some(recordings_json);
    ChangeParams { operation, recordings_json, site_url: None, host_email: None, flags }
}

/// Executes a plan on a backend until it is done or stopped.
pub(super) fn execute<'p, 'a>(
    plan: &'p Plan<'a>,
    backend: &mut dyn Backend,
    limits: &Limits,
    observer: CallObserver,
) -> (ChangeJob<'p, 'a>, RunStats, Option<StopReason>) {
    let mut job = ChangeJob::new(plan, base_url(), observer.outcomes.is_some());
    let mut executor = Executor::new(backend, limits, observer);
    call::execute_change(&mut executor, plan, &mut job, base_url());
    let (stats, stop) = executor.finish();
    (job, stats, stop)
}

/// The conclusion of a job, and its report as JSON.
pub(super) fn conclude_with_report(
    plan: &Plan,
    ledger: &Ledger,
    stats: &RunStats,
    stop: Option<&StopReason>,
) -> (Option<Error>, String) {
    let conclusion = conclude(plan, ledger, stop);
    let report = Report {
        plan,
        ledger,
        stats,
        stop,
        conclusion: conclusion.as_ref(),
        base_url: base_url().to_string(),
        started_at: UtcDateTime::UNIX_EPOCH,
        finished_at: UtcDateTime::UNIX_EPOCH,
    };
    let json = report.to_json();
    (conclusion, json)
}

/// A response as the library reads it; `None` if its head is invalid in HTTP.
pub(super) fn read_response(
    head: http::response::Builder,
    body: Vec<u8>,
    redact: impl Fn(&str) -> String,
) -> Option<Response> {
    let (head, ()) = head.body(()).ok()?.into_parts();
    Some(Response::read_head(&head).with_body(body, redact))
}
