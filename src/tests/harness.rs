//! Runs whole jobs on a simulation and returns their results.

use super::fixtures::{conclude_with_report, execute, params};
use super::simulation::Simulation;
use crate::codes::WEBEXREC_OK;
use crate::engine::observer::CallObserver;
use crate::engine::{Backend, RunStats, StopReason};
use crate::input::settings::Limits;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::outcome::{Outcome, Seen};
use crate::jobs::change::plan::{ChangeParams, Plan};
use serde_json::Value;
use std::time::Duration;
use webexrec_simulator::{Role, Script, Settings};

/// An id that no recording has.
pub(super) const UNKNOWN_ID: &str = "0123456789abcdef0123456789abcdef";

/// A job after its end.
pub(super) struct Finished {
    /// The result code.
    pub code: i32,
    report_json: String,
    /// Of each entry, in the order given.
    pub outcomes: Vec<Outcome>,
    pub seen: Vec<Option<Seen>>,
    pub stats: RunStats,
    pub stop: Option<StopReason>,
    pub took: Duration,
}

impl Finished {
    pub fn count(&self, outcome: Outcome) -> usize {
        self.outcomes.iter().filter(|found| **found == outcome).count()
    }

    /// The code, and how often each outcome occurs.
    pub fn summary(&self) -> (i32, Vec<(Outcome, usize)>) {
        let outcomes = [
            Outcome::Done,
            Outcome::Inferred,
            Outcome::Rejected,
            Outcome::Failed,
            Outcome::Unknown,
            Outcome::NotSent,
        ];
        let counts = outcomes.map(|outcome| (outcome, self.count(outcome)));
        (self.code, counts.into_iter().filter(|(_, count)| *count > 0).collect())
    }

    pub fn report(&self) -> Value {
        serde_json::from_str(&self.report_json).expect("a report is JSON")
    }

    pub fn stop_code(&self) -> Option<i32> {
        self.stop.as_ref().map(|stop| stop.error.code)
    }
}

/// A service without faults, and recordings of the user on the preferred site.
pub(super) fn simulation(recordings: usize) -> Simulation {
    simulation_as(Role::User, recordings)
}

/// The same, used by another role.
pub(super) fn simulation_as(role: Role, recordings: usize) -> Simulation {
    let settings = Settings { recordings, other_recordings: 0, ..Settings::default() };
    Simulation::new(&settings, role, 1)
}

/// The next requests get this status, and a `Retry-After` header if there is a text for it.
pub(super) fn respond(
    simulation: &mut Simulation,
    requests: u32,
    status: u16,
    retry_after: Option<&str>,
) {
    let headers = retry_after.map(|text| ("Retry-After".to_owned(), text.to_owned()));
    let headers = headers.into_iter().collect();
    simulation.service.script(Script { count: requests, status, headers, ..Script::default() });
}

pub(super) fn count_responses(simulation: &Simulation, status: u16) -> usize {
    simulation.service.requests().iter().filter(|r| r.status == Some(status)).count()
}

pub(super) fn ids(simulation: &Simulation) -> Vec<String> {
    simulation.service.recordings().iter().map(|recording| recording.id.clone()).collect()
}

pub(super) fn unknown_ids(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{number:032x}")).collect()
}

pub(super) fn to_json(ids: &[String]) -> String {
    serde_json::to_string(ids).expect("strings are JSON")
}

pub(super) fn one_at_a_time() -> Limits {
    Limits { concurrency: 1, ..Limits::default() }
}

pub(super) fn single_attempts() -> Limits {
    Limits { max_attempts: 1, ..Limits::default() }
}

/// Moves all recordings of the simulation.
pub(super) fn move_all(simulation: &mut Simulation, limits: &Limits) -> Finished {
    let ids = ids(simulation);
    move_ids(simulation, &ids, 0, limits)
}

pub(super) fn move_ids(
    simulation: &mut Simulation,
    ids: &[String],
    flags: u32,
    limits: &Limits,
) -> Finished {
    run(simulation, &params(Operation::Move, &to_json(ids), flags), limits)
}

pub(super) fn run(simulation: &mut Simulation, params: &ChangeParams, limits: &Limits) -> Finished {
    let monitor = simulation.monitor.clone();
    run_observed(simulation, params, limits, CallObserver::new(Some(&monitor), None, None))
}

pub(super) fn run_observed(
    simulation: &mut Simulation,
    params: &ChangeParams,
    limits: &Limits,
    observer: CallObserver,
) -> Finished {
    let plan = Plan::new(params, &mut |_| ()).expect("a plan");
    let start = simulation.now();
    let (job, stats, stop) = execute(&plan, simulation, limits, observer);
    let took = simulation.now() - start;
    let ledger = job.ledger();
    let (conclusion, report_json) = conclude_with_report(&plan, ledger, &stats, stop.as_ref());
    let entries = (0..).zip(&plan.entries);
    let states = entries.map(|(index, entry)| ledger.state(entry.primary.unwrap_or(index)));
    let (outcomes, seen) = states.map(|state| (state.outcome(), state.seen())).unzip();
    Finished {
        code: conclusion.map_or(WEBEXREC_OK, |error| error.code),
        report_json,
        outcomes,
        seen,
        stats,
        stop,
        took,
    }
}
