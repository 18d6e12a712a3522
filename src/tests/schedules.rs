//! Ten thousand random jobs against a service that does everything its documentation leaves open, on
//! a network where everything goes wrong: whatever happens, each recording has one outcome, and none
//! says what is not so.

use super::simulation::{Accident, Fate, Finished, Simulation};
use crate::codes::*;
use crate::engine::observer::{CallObserver, Progress};
use crate::input::settings::Limits;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::plan::{ChangeParams, Plan};
use fastrand::Rng;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Display;
use std::thread;
use std::time::Duration;
use webexrec_simulator::{Batch, Behaviour, Faults, RateLimit, Role, Script, Settings, Status};

const SCHEDULES: u64 = 10_000;

/// How often each outcome and each result was seen.
#[derive(Default, Debug)]
struct Seen {
    outcomes: BTreeMap<String, usize>,
    results: BTreeMap<i32, usize>,
    verified: usize,
}

#[test]
fn whatever_happens_each_recording_has_one_outcome_and_it_is_true() {
    let workers = thread::available_parallelism().map_or(2, |number| number.get() as u64);
    let seen = thread::scope(|scope| {
        let range = |worker| (worker..SCHEDULES).step_by(workers as usize);
        let work = |worker| move || range(worker).map(play).collect::<Vec<_>>();
        let threads: Vec<_> = (0..workers).map(|worker| scope.spawn(work(worker))).collect();
        threads.into_iter().flat_map(|t| t.join().expect("no schedule fails")).fold(
            Seen::default(),
            |mut all, one| {
                one.outcomes
                    .iter()
                    .for_each(|(k, n)| *all.outcomes.entry(k.clone()).or_default() += n);
                one.results.iter().for_each(|(k, n)| *all.results.entry(*k).or_default() += n);
                all.verified += one.verified;
                all
            },
        )
    });
    // A schedule in which nothing happens proves nothing.
    for outcome in ["done", "inferred", "rejected", "failed", "unknown", "notSent"] {
        assert!(seen.outcomes.get(outcome).is_some_and(|n| *n > 100), "{outcome}: {seen:?}");
    }
    for result in [
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
        assert!(seen.results.get(&result).is_some_and(|n| *n > 10), "{result}: {seen:?}");
    }
    assert!(seen.verified > 100, "{seen:?}");
}

/// One schedule: a job, and then often a second one that is given the report of the first.
fn play(seed: u64) -> Seen {
    // Not the simulator's own seed: made-up ids must not be those that it makes up.
    let mut rng = Rng::with_seed(!seed);
    let mut seen = Seen::default();
    let role = if rng.bool() { Role::User } else { Role::Admin };
    let operation = [Operation::Move, Operation::Restore, Operation::Purge][rng.usize(..3)];
    let large = rng.u8(..20) == 0;
    let (own, other) = if large { (260, 120) } else { (rng.usize(1..30), rng.usize(..30)) };
    let settings =
        Settings { recordings: own, other_recordings: other, seed, ..Settings::default() };
    let mut simulation = Simulation::new(&settings, role, seed);
    let recordings = choose(&mut rng, &simulation, role);
    if operation != Operation::Move {
        fill_the_bin(&mut simulation, &recordings);
    }
    let behaviour = behaviour(&mut rng, seed);
    simulation.service.change(|current| *current = behaviour);
    trouble(&mut rng, &mut simulation);

    let mut given = Value::Array(recordings);
    let mut open_before = HashMap::new();
    for round in 0..rng.u8(1..=3) {
        let (report, states) = run(&mut rng, &mut simulation, operation, &given, seed);
        let case = format!("seed {seed}, round {round}");
        check_truth(&report, &states, &simulation, operation, &mut open_before, &case);
        seen.note(&report);
        given = report["results"].clone();
        simulation.monitor = Default::default();
        simulation.cancel = None;
    }
    seen
}

/// Recordings of the job: mostly those that the role can change, as a list would give them.
fn choose(rng: &mut Rng, simulation: &Simulation, role: Role) -> Vec<Value> {
    let mut recordings: Vec<Value> = Vec::new();
    let odd = if rng.bool() { 0.0 } else { rng.f64() * 0.3 };
    for recording in simulation.service.recordings() {
        let is_own = recording.host_email == role.email();
        if !is_own && role == Role::User && rng.f64() >= odd / 3.0 {
            continue;
        }
        let mut object = json!({ "id": recording.id, "siteUrl": recording.site_url });
        if role == Role::Admin {
            object["hostEmail"] = recording.host_email.clone().into();
        }
        if rng.f64() < odd {
            match rng.u8(..6) {
                0 => object["id"] = format!("{:032x}", rng.u128(..)).into(),
                1 => object["siteUrl"] = "elsewhere.example.webex.com".into(),
                2 => object["shareToMe"] = true.into(),
                3 => object["outcome"] = ["unknown", "sending"][rng.usize(..2)].into(),
                4 => object["hostEmail"] = "nobody@example.com".into(),
                _ => recordings.push(object.clone()),
            }
        }
        recordings.push(object);
    }
    rng.shuffle(&mut recordings);
    if recordings.is_empty() {
        recordings.push(json!({ "id": "0".repeat(32) }));
    }
    recordings
}

/// Moves most of the job's recordings into the recycle bin, on a quiet day.
fn fill_the_bin(simulation: &mut Simulation, recordings: &[Value]) {
    let without_outcome = |recording: &Value| json!({ "id": recording["id"], "siteUrl": recording["siteUrl"], "hostEmail": recording["hostEmail"] });
    let most: Vec<_> = recordings.iter().skip(recordings.len() / 8).map(without_outcome).collect();
    let json = Value::Array(most).to_string();
    simulation.run(&job(Operation::Move, &json, 0), &Limits::default(), |_| ());
}

fn behaviour(rng: &mut Rng, seed: u64) -> Behaviour {
    let rate_limit = match rng.u8(..8) {
        0 => Some(RateLimit::FixedWindow { limit: rng.u32(1..20), window_seconds: 60.0 }),
        1 => Some(RateLimit::TokenBucket {
            per_second: 1.0 + rng.f64() * 5.0,
            burst: rng.u32(1..20),
        }),
        2 => Some(RateLimit::PenalisingBucket {
            per_second: 1.0 + rng.f64() * 5.0,
            burst: rng.u32(1..20),
            penalty_seconds: 10.0,
        }),
        _ => None,
    };
    let retry_after =
        [None, None, None, Some(""), Some("0"), Some("rand(30),add(30)"), Some("3600")];
    let weight = if rng.bool() { 0.0 } else { rng.f64() * 0.2 };
    Behaviour {
        batch: [Batch::Atomic, Batch::UntilFirstBad, Batch::AllOthers][rng.usize(..3)],
        unknown_status: [400, 404][rng.usize(..2)],
        names_id: rng.bool(),
        already_status: [204, 400, 404][rng.usize(..3)],
        details_in_bin: rng.bool(),
        list_lag_ms: [0, 0, 5_000][rng.usize(..3)],
        empty_pages: rng.bool(),
        warning: rng.bool().then(|| "299 - \"soon to change\"".into()),
        rate_limit,
        retry_after: retry_after[rng.usize(..retry_after.len())].map(Into::into),
        faults: Some(Faults { errors: weight, drops_before: weight, drops_after: weight, seed }),
        ..Behaviour::default()
    }
}

/// What the network, the clock and the caller do to the run.
fn trouble(rng: &mut Rng, simulation: &mut Simulation) {
    let accidents = if rng.bool() { 0.0 } else { rng.f64() * 0.3 };
    let untrusted = if rng.u8(..20) == 0 { 0.2 } else { 0.0 };
    let dead = rng.u8(..25) == 0;
    let slow = Duration::from_millis(rng.u64(..2_000));
    simulation.fate = Box::new(move |rng| Fate {
        there: slow.mul_f64(rng.f64()),
        back: slow.mul_f64(rng.f64()),
        accident: if dead {
            Some(Accident::Refused)
        } else if rng.f64() < untrusted {
            Some(Accident::Untrusted)
        } else if rng.f64() < accidents {
            let kinds = [
                Accident::Refused,
                Accident::Stuck,
                Accident::Stalled,
                Accident::Broken,
                Accident::Broken,
            ];
            Some(kinds[rng.usize(..kinds.len())])
        } else {
            None
        },
    });
    for _ in 0..rng.u8(..4) / 2 {
        let status = [423, 423, 429, 503, 408, 500, 202, 302][rng.usize(..8)];
        let headers = rng.bool().then(|| ("Retry-After".to_owned(), rng.u32(..100).to_string()));
        simulation.service.script(Script {
            skip: rng.u32(..8),
            count: rng.u32(1..20),
            status,
            headers: headers.into_iter().collect(),
            // What is locked or over the limit is left alone; anything else may have been done.
            apply: !matches!(status, 423 | 429) && rng.bool(),
            ..Script::default()
        });
    }
    simulation.has_provider = rng.bool();
    if rng.u8(..6) == 0 {
        simulation.busy_until = Some(simulation.now + Duration::from_millis(rng.u64(..10_000)));
        simulation.expires = Some(simulation.now + Duration::from_millis(rng.u64(..5_000)));
    }
}

pub(super) fn job<'j>(operation: Operation, json: &'j str, flags: u32) -> ChangeParams<'j> {
    ChangeParams { operation, recordings_json: Some(json), site_url: None, host_email: None, flags }
}

/// Runs the job, and gives its report and the states that the recordings had before.
fn run(
    rng: &mut Rng,
    simulation: &mut Simulation,
    operation: Operation,
    given: &Value,
    seed: u64,
) -> (Value, HashMap<String, Status>) {
    let states = states(simulation);
    let sent_before = simulation.service.requests().len();
    let limits = Limits {
        concurrency: if rng.u8(..8) == 0 { 32 } else { rng.usize(1..=8) },
        request_timeout: Duration::from_secs(5),
        deadline: (rng.u8(..6) == 0).then(|| Duration::from_millis(rng.u64(1..60_000))),
        max_attempts: rng.u32(1..=6),
        max_wait: Duration::from_secs([0, 60, 900][rng.usize(..3)]),
    };
    if rng.u8(..6) == 0 {
        simulation.cancel = Some(simulation.now + Duration::from_millis(rng.u64(..10_000)));
    }
    let end =
        simulation.cancel.into_iter().chain(limits.deadline.map(|d| simulation.now + d)).min();
    let flags = [0, 0, WEBEXREC_VERIFY][rng.usize(..3)];
    let json = given.to_string();
    let single = job(operation, &json, flags | WEBEXREC_SINGLE_REQUEST);
    let fits = rng.u8(..4) == 0 && Plan::new(&single, &mut |_| ()).is_ok();
    let job = if fits { single } else { job(operation, &json, flags) };

    let monitor = simulation.monitor.clone();
    let journal = RefCell::new(Vec::<Value>::new());
    let mut outcomes = |results: &str| {
        let results: Value = serde_json::from_str(results).expect("JSON");
        journal.borrow_mut().extend(results.as_array().expect("an array").iter().cloned());
        true
    };
    let mut progress = |figures: &Progress| {
        assert!(figures.done + figures.not_done <= figures.total, "seed {seed}: {figures:?}");
        true
    };
    let is_watched = rng.u8(..4) == 0;
    let watch = CallObserver::new(
        Some(&monitor),
        is_watched.then_some(&mut progress as &mut dyn FnMut(&Progress) -> bool),
        Some(&mut outcomes),
    );
    let report = simulation.run_watched(&job, &limits, watch, |ended: Finished| {
        let (code, report) = ended.report();
        let case = format!("seed {seed}");
        check_report(&report, code, &ended, &case);
        check_journal(&journal.borrow(), &report, &case);
        report
    });
    if let Some(end) = end {
        let late = simulation.now.saturating_duration_since(end);
        assert!(late <= Duration::from_millis(200), "seed {seed}: returned {late:?} late");
    }
    simulation.settle();
    let requests = &simulation.service.requests()[sent_before..];
    for request in requests.iter().filter(|request| request.method == "POST") {
        let body: Value = serde_json::from_str(&request.body).expect("JSON");
        let ids = body["recordingIds"].as_array().map_or(0, Vec::len);
        assert!((1..=100).contains(&ids), "seed {seed}: {ids} ids in a request");
    }
    (report, states)
}

pub(super) fn states(simulation: &Simulation) -> HashMap<String, Status> {
    simulation.service.recordings().iter().map(|r| (r.id.clone(), r.status)).collect()
}

pub(super) fn check_report(report: &Value, code: i32, ended: &Finished, case: &dyn Display) {
    let results = report["results"].as_array().expect("results");
    assert_eq!(results.len(), ended.plan.entries.len(), "{case}");
    let counts = report["counts"].as_object().expect("counts");
    let sum: u64 =
        counts.iter().filter(|(k, _)| *k != "total").filter_map(|(_, n)| n.as_u64()).sum();
    assert_eq!(counts["total"].as_u64(), Some(results.len() as u64), "{case}");
    assert_eq!(sum, results.len() as u64, "{case}: {counts:?}");
    for (result, entry) in results.iter().zip(&ended.plan.entries) {
        assert_eq!(result["id"].as_str(), entry.id.as_deref(), "{case}: in input order");
        let is_done = result["outcome"] == "done";
        assert!(is_done || result["message"].is_string(), "{case}: no reason in {result}");
    }
    let all_done = counts["done"] == counts["total"];
    assert_eq!(code == WEBEXREC_OK, all_done, "{case}: {code} with {counts:?}");
}

/// The last word of the journal on each recording is that of the report.
pub(super) fn check_journal(journal: &[Value], report: &Value, case: &dyn Display) {
    let last: HashMap<_, _> =
        journal.iter().map(|line| (line["id"].as_str(), line["outcome"].as_str())).collect();
    for result in report["results"].as_array().expect("results") {
        let last = last.get(&result["id"].as_str());
        assert_eq!(last, Some(&result["outcome"].as_str()), "{case}: {result}");
    }
}

pub(super) fn check_truth(
    report: &Value,
    before: &HashMap<String, Status>,
    simulation: &Simulation,
    operation: Operation,
    first_before: &mut HashMap<String, Status>,
    case: &dyn Display,
) {
    let target = match operation {
        Operation::Move => Status::Deleted,
        Operation::Restore => Status::Available,
        Operation::Purge => Status::Purged,
    };
    let now = states(simulation);
    let mut known = HashSet::new();
    for result in report["results"].as_array().expect("results") {
        let id = result["id"].as_str().expect("an id");
        let (Some(state), Some(state_before)) = (now.get(id), before.get(id)) else {
            assert_ne!(result["outcome"], "done", "{case}: a recording that does not exist");
            continue;
        };
        // What an earlier round left open counts from there.
        let since = *first_before.get(id).unwrap_or(state_before);
        let outcome = result["outcome"].as_str().expect("an outcome");
        let is_true = match outcome {
            "done" => *state == target,
            "rejected" | "failed" | "notSent" => *state == since,
            "unknown" | "inferred" => true,
            _ => false,
        };
        assert!(
            is_true,
            "{case}: {result} was {since:?} and is {state:?}: {}",
            serde_json::to_string_pretty(&simulation.service.requests()).expect("JSON")
        );
        if known.insert(id) {
            if matches!(outcome, "unknown" | "inferred") {
                first_before.insert(id.into(), since);
            } else {
                first_before.remove(id);
            }
        }
    }
}

impl Seen {
    fn note(&mut self, report: &Value) {
        *self.results.entry(report["result"].as_i64().expect("a code") as i32).or_default() += 1;
        for result in report["results"].as_array().expect("results") {
            let outcome = result["outcome"].as_str().expect("an outcome");
            *self.outcomes.entry(outcome.into()).or_default() += 1;
            self.verified += usize::from(result["seen"].is_string() && outcome == "done");
        }
    }
}
