//! Ten thousand random jobs with a service that does everything its documentation leaves open, on a
//! network where everything goes wrong: each recording has one outcome, and none is false.

mod random;

use super::checks::{Truth, run_checked};
use super::fixtures::{OPERATIONS, params};
use super::harness::run;
use super::simulation::Simulation;
use crate::codes::*;
use crate::input::settings::Limits;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::plan::Plan;
use fastrand::Rng;
use serde_json::Value;
use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;
use webexrec_simulator::{Role, Settings};

const SCHEDULES: u64 = 10_000;
/// How long after a cancel or its deadline a call may return.
const MAX_DELAY: Duration = Duration::from_millis(200);

/// How often each outcome and each result code came about: schedules without incidents prove nothing.
#[derive(Default, Debug)]
struct Coverage {
    outcomes: BTreeMap<String, usize>,
    codes: BTreeMap<i64, usize>,
    /// Recordings that a lookup found done.
    verified: usize,
}

#[test]
fn whatever_happens_each_recording_has_one_outcome_and_it_is_true() {
    let threads = thread::available_parallelism().map_or(2, |number| number.get() as u64);
    let coverage = thread::scope(|scope| {
        let seeds = |thread: u64| (thread..SCHEDULES).step_by(threads as usize);
        let play_all = |thread| {
            move || {
                let mut coverage = Coverage::default();
                seeds(thread).for_each(|seed| play(seed, &mut coverage));
                coverage
            }
        };
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(play_all(thread))).collect();
        let mut whole = Coverage::default();
        for thread in running {
            whole.add(thread.join().expect("no schedule fails"));
        }
        whole
    });
    for outcome in ["done", "inferred", "rejected", "failed", "unknown", "notSent"] {
        assert!(
            coverage.outcomes.get(outcome).is_some_and(|n| *n > 100),
            "{outcome}: {coverage:?}"
        );
    }
    for code in [
        WEBEXREC_OK,
        WEBEXREC_E_PARTIAL,
        WEBEXREC_E_UNCERTAIN,
        WEBEXREC_E_CANCELLED,
        WEBEXREC_E_DEADLINE,
        WEBEXREC_E_RATE_LIMITED,
        WEBEXREC_E_TLS,
        WEBEXREC_E_CONNECT,
        WEBEXREC_E_UNAUTHORIZED,
        WEBEXREC_E_NOT_FOUND,
    ] {
        let count = coverage.codes.get(&i64::from(code));
        assert!(count.is_some_and(|n| *n > 10), "{code}: {coverage:?}");
    }
    assert!(coverage.verified > 100, "{coverage:?}");
}

/// One schedule: a job, and then often others that are given the results of the one before.
fn play(seed: u64, coverage: &mut Coverage) {
    // The ids made up here must not be those that the simulator makes up from its seed.
    let mut rng = Rng::with_seed(!seed);
    let role = if rng.bool() { Role::User } else { Role::Admin };
    let operation = OPERATIONS[rng.usize(..OPERATIONS.len())];
    let mut simulation = new_simulation(&mut rng, role, seed);
    let mut recordings = random::recordings(&mut rng, &simulation);
    if operation != Operation::Move {
        fill_recycle_bin(&mut simulation, &recordings);
    }
    random::upset(&mut rng, &mut simulation, seed);
    let mut truth = Truth::new(operation);
    for round in 0..rng.u8(1..=3) {
        let case = format!("seed {seed}, round {round}");
        let report = play_round(&mut rng, &mut simulation, &mut truth, recordings, &case);
        coverage.count(&report);
        recordings = report["results"].as_array().expect("results").clone();
    }
}

fn new_simulation(rng: &mut Rng, role: Role, seed: u64) -> Simulation {
    let is_large = rng.u8(..20) == 0;
    let (recordings, other_recordings) =
        if is_large { (260, 120) } else { (rng.usize(1..30), rng.usize(..30)) };
    let settings = Settings { recordings, other_recordings, seed, ..Settings::default() };
    Simulation::new(&settings, role, seed)
}

/// Moves most of the recordings into the recycle bin before anything goes wrong.
fn fill_recycle_bin(simulation: &mut Simulation, recordings: &[Value]) {
    let mut most = recordings[recordings.len() / 8..].to_vec();
    for recording in most.iter_mut().filter_map(Value::as_object_mut) {
        recording.retain(|name, _| ["id", "siteUrl", "hostEmail"].contains(&name.as_str()));
    }
    let json = Value::Array(most).to_string();
    run(simulation, &params(Operation::Move, &json, 0), &Limits::default());
}

/// Runs one job and returns its report.
fn play_round(
    rng: &mut Rng,
    simulation: &mut Simulation,
    truth: &mut Truth,
    recordings: Vec<Value>,
    case: &str,
) -> Value {
    let limits = random::limits(rng);
    let cancel_after = (rng.u8(..6) == 0).then(|| Duration::from_millis(rng.u64(..10_000)));
    let start = simulation.clock.now();
    simulation.monitor = Default::default();
    simulation.cancel_at = cancel_after.map(|time| start + time);
    let flags = [0, 0, WEBEXREC_VERIFY][rng.usize(..3)];
    let json = Value::Array(recordings).to_string();
    let single = params(truth.operation, &json, flags | WEBEXREC_SINGLE_REQUEST);
    let is_single = rng.u8(..4) == 0 && Plan::new(&single, &mut |_| ()).is_ok();
    let params = if is_single { single } else { params(truth.operation, &json, flags) };
    let wants_progress = rng.u8(..4) == 0;
    let finished = run_checked(simulation, truth, &params, &limits, wants_progress, case);
    if let Some(end) = cancel_after.into_iter().chain(limits.deadline).min() {
        assert!(finished.took <= end + MAX_DELAY, "{case}: took {:?}", finished.took);
    }
    finished.report()
}

impl Coverage {
    fn count(&mut self, report: &Value) {
        *self.codes.entry(report["result"].as_i64().expect("a code")).or_default() += 1;
        for result in report["results"].as_array().expect("results") {
            let outcome = result["outcome"].as_str().expect("an outcome");
            *self.outcomes.entry(outcome.into()).or_default() += 1;
            self.verified += usize::from(result["seen"].is_string() && outcome == "done");
        }
    }

    fn add(&mut self, other: Coverage) {
        for (outcome, count) in other.outcomes {
            *self.outcomes.entry(outcome).or_default() += count;
        }
        for (code, count) in other.codes {
            *self.codes.entry(code).or_default() += count;
        }
        self.verified += other.verified;
    }
}
