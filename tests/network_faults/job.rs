//! A job of random size and shape on a simulator of its own, and the call that does it.

use crate::message;
use crate::proxy::{Event, Log};
use fastrand::Rng;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use webexrec::*;
use webexrec_simulator::{Batch, Role, Settings, Simulator, Status};
use webexrec_test_support::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Move,
    Restore,
    Purge,
}

pub const OPERATIONS: [Operation; 3] = [Operation::Move, Operation::Restore, Operation::Purge];

/// The size and the kind of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Up to 30 recordings in one request, all in the right state.
    One,
    /// Up to four requests for one host, all recordings in the right state.
    Plain,
    /// Sixteen requests for one host, all recordings in the right state.
    Sixteen,
    /// Any number of requests for many sites and hosts; some recordings may be unknown or in another state.
    Any,
}

/// The settings of a call.
#[derive(Debug, Clone, Copy)]
pub struct CallSettings {
    pub workers: u32,
    pub deadline: Duration,
    /// Of connecting, and of a request.
    pub timeout: Duration,
    pub attempts: u32,
    pub verify: bool,
}

pub struct Job {
    pub simulator: Simulator,
    pub operation: Operation,
    pub recordings: Vec<Value>,
    /// The states before the call.
    pub before: HashMap<String, Status>,
    /// Some recordings may be unknown or in another state, so that the service refuses requests.
    pub is_irregular: bool,
    /// Whether the service accepts a request for what is already done.
    pub repeats_are_accepted: bool,
    role: Role,
}

/// A call that has returned.
pub struct FinishedCall {
    pub result: ChangeResult,
    pub took: Duration,
    /// The entries that were reported to the outcome callback, in order.
    pub outcomes: Vec<Value>,
}

impl Operation {
    pub fn function(self) -> ClientChange {
        match self {
            Operation::Move => MOVE,
            Operation::Restore => RESTORE,
            Operation::Purge => PURGE,
        }
    }

    /// The state that the operation requires, and its target state.
    pub fn states(self) -> (Status, Status) {
        match self {
            Operation::Move => (Status::Available, Status::Deleted),
            Operation::Restore => (Status::Deleted, Status::Available),
            Operation::Purge => (Status::Deleted, Status::Purged),
        }
    }
}

impl Job {
    pub fn new(operation: Operation, shape: Shape, tls: bool, seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let hosts = shape == Shape::Any && rng.bool();
        let role = if hosts { Role::Admin } else { Role::User };
        let (own, others) = match shape {
            Shape::One => (rng.usize(1..=30), 0),
            Shape::Plain => (rng.usize(1..=330), 0),
            Shape::Sixteen => (1_600, 0),
            Shape::Any if hosts => (rng.usize(1..=20), rng.usize(20..=90)),
            Shape::Any => (rng.usize(1..=330), 0),
        };
        let settings = Settings {
            recordings: own,
            other_recordings: others,
            tls,
            seed,
            ..Settings::default()
        };
        let simulator = Simulator::start(settings).expect("a free port");
        let mut recordings = known(&simulator, role);
        rng.shuffle(&mut recordings);
        let is_irregular = shape == Shape::Any && rng.bool();
        let irregular = if is_irregular { rng.usize(..=recordings.len().min(4)) } else { 0 };
        // A move needs available recordings, so its irregular ones are in the bin. For the other operations it
        // is the other way round.
        let (some, others) = recordings.split_at(irregular);
        let in_bin = if operation == Operation::Move { some } else { others };
        fill_the_bin(&simulator, role, in_bin);
        let mut repeats_are_accepted = true;
        if is_irregular {
            repeats_are_accepted = rng.bool();
            simulator.change(|behaviour| {
                behaviour.batch =
                    [Batch::Atomic, Batch::UntilFirstBad, Batch::AllOthers][rng.usize(..3)];
                behaviour.unknown_status = [400, 404][rng.usize(..2)];
                behaviour.names_id = rng.bool();
                behaviour.details_in_bin = rng.bool();
                behaviour.already_status =
                    if repeats_are_accepted { 204 } else { [400, 404][rng.usize(..2)] };
            });
            for _ in 0..rng.usize(..=3) {
                // Not the simulator's seed, which would generate known ids.
                let id = format!("{:032x}", Rng::with_seed(!seed ^ rng.u64(..)).u128(..));
                recordings.insert(rng.usize(..=recordings.len()), json!({ "id": id }));
            }
        }
        let before = states(&simulator);
        simulator.clear_requests();
        Job { simulator, operation, recordings, before, is_irregular, repeats_are_accepted, role }
    }

    /// The address of the simulator.
    pub fn service(&self) -> SocketAddr {
        let address = self.simulator.origin().split("//").nth(1).expect("a URL");
        address.replace("localhost", "127.0.0.1").parse().expect("an address")
    }

    /// The recordings that are known and in the right state.
    pub fn possible(&self) -> HashSet<&str> {
        let (from, _) = self.operation.states();
        let ids = self.recordings.iter().map(|recording| recording["id"].as_str().expect("an id"));
        ids.filter(|id| self.before.get(*id) == Some(&from)).collect()
    }

    pub fn client(&self, base_url: &str, settings: CallSettings) -> Client<'static> {
        let milliseconds = |time: Duration| u32::try_from(time.as_millis()).expect("a short time");
        let options = ClientOptions::at(base_url)
            .number(webexrec_options_set_concurrency, settings.workers)
            .number(webexrec_options_set_deadline_ms, milliseconds(settings.deadline))
            .number(webexrec_options_set_connect_timeout_ms, milliseconds(settings.timeout))
            .number(webexrec_options_set_request_timeout_ms, milliseconds(settings.timeout))
            .number(webexrec_options_set_max_attempts, settings.attempts)
            .number(webexrec_options_set_max_wait_seconds, 2);
        let options = match self.simulator.ca_file() {
            Some(file) => options.text(webexrec_options_set_ca_file, file.to_str().expect("UTF-8")),
            None => options,
        };
        options.client_for(self.simulator.token(self.role))
    }

    /// Does the job. `on_sending` is called with the number of times that the outcome callback has got entries
    /// that are about to be sent.
    pub fn run(
        &self,
        base_url: &str,
        settings: CallSettings,
        log: &Arc<Log>,
        mut on_sending: impl FnMut(usize),
    ) -> FinishedCall {
        let client = self.client(base_url, settings);
        let token = self.simulator.token(self.role);
        let (mut outcomes, mut sendings, mut leaks) = (Vec::new(), 0, 0);
        let monitor = Monitor::new().on_outcome(|results: &[Value]| {
            leaks += usize::from(json!(results).to_string().contains(token));
            outcomes.extend(results.iter().cloned());
            let is_sending = |entry: &&Value| entry["outcome"] == "sending";
            let ids: Vec<_> = results.iter().filter(is_sending).map(id).collect();
            if !ids.is_empty() {
                sendings += 1;
                log.add(Event::ReportedAsSending(ids));
                on_sending(sendings);
            }
            true
        });
        let flags = if settings.verify { WEBEXREC_VERIFY } else { 0 };
        let options = ChangeOptions { flags, ..ChangeOptions::default() };
        let recordings = Value::Array(self.recordings.clone()).to_string();
        let begin = Instant::now();
        let result = client.change_monitored(
            self.operation.function(),
            &recordings,
            options,
            Some(&monitor),
        );
        let took = begin.elapsed();
        drop((monitor, client));
        assert_eq!(leaks, 0, "the token is shown");
        FinishedCall { result, took, outcomes }
    }

    /// The recordings that the service has confirmed, whether the response arrived or not.
    pub fn confirmed(&self) -> HashSet<String> {
        let requests = self.simulator.requests().into_iter();
        let confirmed = requests.filter(|request| request.status == Some(204));
        confirmed.flat_map(|request| message::ids(request.body.as_bytes())).collect()
    }

    pub fn states(&self) -> HashMap<String, Status> {
        states(&self.simulator)
    }
}

pub fn id(entry: &Value) -> String {
    entry["id"].as_str().expect("an id").to_owned()
}

fn states(simulator: &Simulator) -> HashMap<String, Status> {
    simulator.recordings().into_iter().map(|recording| (recording.id, recording.status)).collect()
}

/// The recordings that the role can change, as objects of a list.
fn known(simulator: &Simulator, role: Role) -> Vec<Value> {
    let recordings = simulator.recordings().into_iter();
    let own =
        recordings.filter(|recording| role == Role::Admin || recording.host_email == role.email());
    own.map(|r| json!({"id": r.id, "siteUrl": r.site_url, "hostEmail": r.host_email})).collect()
}

fn fill_the_bin(simulator: &Simulator, role: Role, recordings: &[Value]) {
    if !recordings.is_empty() {
        let client = ClientOptions::of(simulator).client_for(simulator.token(role));
        let recordings = Value::Array(recordings.to_vec()).to_string();
        let result = client.change(MOVE, &recordings, ChangeOptions::default());
        assert_eq!(result.code, WEBEXREC_OK, "{}", result.message);
    }
}
