//! Whole jobs on a simulated clock, and the properties that the fuzzer checks.

use crate::engine::{RunStats, StopReason};
use crate::error::Error;
use crate::input::base_url::BaseUrl;
use crate::jobs::change::conclusion::conclude;
use crate::jobs::change::ledger::Ledger;
use crate::jobs::change::plan::Plan;
use crate::jobs::change::report::Report;
use time::UtcDateTime;

#[cfg(test)]
mod knowledge;
#[cfg(test)]
mod nth_failure;
pub mod properties;
#[cfg(test)]
mod rate_limits;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod schedules;
#[cfg(test)]
mod simulation;

fn base_url() -> BaseUrl {
    BaseUrl::parse("http://127.0.0.1/v1", "test").expect("a URL")
}

/// The conclusion of a job, and its report.
fn concluded(
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
