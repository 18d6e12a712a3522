//! A job of random size and shape at a simulator of its own, and the call that does it.

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
use webexrec_test_support::simple::ChangeOptions;
use webexrec_test_support::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Move,
    Restore,
    Purge,
}

pub const OPERATIONS: [Operation; 3] = [Operation::Move, Operation::Restore, Operation::Purge];

/// How large a job is, and how odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Up to 30 recordings in one request, all as they should be.
    One,
    /// Up to four requests for one host, all as they should be.
    Plain,
    /// Sixteen requests for one host, all as they should be.
    Sixteen,
    /// Besides those, recordings of many sites and hosts, some of them unknown or in another state.
    Any,
}

/// What the caller wants of a call, besides that it is done.
#[derive(Debug, Clone, Copy)]
pub struct Wishes {
    pub workers: u32,
    pub deadline: Duration,
    /// For connecting, and for a request.
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
    /// Some recordings are unknown or in another state, so that the service refuses requests.
    pub is_odd: bool,
    /// Whether the service accepts again what it has done.
    pub repeats_are_accepted: bool,
    role: Role,
}

/// A call at its end.
pub struct Done {
    pub result: ChangeResult,
    pub took: Duration,
    /// What the outcome callback was told, in order.
    pub journal: Vec<Value>,
}

impl Operation {
    pub fn function(self) -> ClientChange {
        match self {
            Operation::Move => MOVE,
            Operation::Restore => RESTORE,
            Operation::Purge => PURGE,
        }
    }

    /// The state that a recording has to be in, and the one that it comes to.
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
        let is_odd = shape == Shape::Any && rng.bool();
        let odd = if is_odd { rng.usize(..=recordings.len().min(4)) } else { 0 };
        // What is in the bin: all but the odd ones where it has to be there, or the odd ones alone.
        let (some, others) = recordings.split_at(odd);
        let in_bin = if operation == Operation::Move { some } else { others };
        fill_the_bin(&simulator, role, in_bin);
        let mut repeats_are_accepted = true;
        if is_odd {
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
                // Not the simulator's own seed: made-up ids must not be those that it makes up.
                let id = format!("{:032x}", Rng::with_seed(!seed ^ rng.u64(..)).u128(..));
                recordings.insert(rng.usize(..=recordings.len()), json!({ "id": id }));
            }
        }
        let before = states(&simulator);
        simulator.clear_requests();
        Job { simulator, operation, recordings, before, is_odd, repeats_are_accepted, role }
    }

    /// Where the simulator listens.
    pub fn service(&self) -> SocketAddr {
        let address = self.simulator.origin().split("//").nth(1).expect("a URL");
        address.replace("localhost", "127.0.0.1").parse().expect("an address")
    }

    /// The recordings that can be done, being known and in the right state.
    pub fn possible(&self) -> HashSet<&str> {
        let (from, _) = self.operation.states();
        let ids = self.recordings.iter().map(|recording| recording["id"].as_str().expect("an id"));
        ids.filter(|id| self.before.get(*id) == Some(&from)).collect()
    }

    pub fn client(&self, base_url: &str, wishes: Wishes) -> Client<'static> {
        let milliseconds = |time: Duration| u32::try_from(time.as_millis()).expect("a short time");
        let options = ClientOptions::at(base_url)
            .number(webexrec_options_set_concurrency, wishes.workers)
            .number(webexrec_options_set_deadline_ms, milliseconds(wishes.deadline))
            .number(webexrec_options_set_connect_timeout_ms, milliseconds(wishes.timeout))
            .number(webexrec_options_set_request_timeout_ms, milliseconds(wishes.timeout))
            .number(webexrec_options_set_max_attempts, wishes.attempts)
            .number(webexrec_options_set_max_wait_seconds, 2);
        let options = match self.simulator.ca_file() {
            Some(file) => options.text(webexrec_options_set_ca_file, file.to_str().expect("UTF-8")),
            None => options,
        };
        options.client_for(self.simulator.token(self.role))
    }

    /// Does the job. `announced` is called with how often the outcome callback has been told of something
    /// that is about to be sent.
    pub fn run(
        &self,
        base_url: &str,
        wishes: Wishes,
        log: &Arc<Log>,
        mut announced: impl FnMut(usize),
    ) -> Done {
        let client = self.client(base_url, wishes);
        let token = self.simulator.token(self.role);
        let (mut journal, mut announcements, mut leaks) = (Vec::new(), 0, 0);
        let monitor = Monitor::new().on_outcome(|results: &[Value]| {
            leaks += usize::from(json!(results).to_string().contains(token));
            journal.extend(results.iter().cloned());
            let is_announced = |entry: &&Value| entry["outcome"] == "sending";
            let ids: Vec<_> = results.iter().filter(is_announced).map(id).collect();
            if !ids.is_empty() {
                announcements += 1;
                log.note(Event::Announced(ids));
                announced(announcements);
            }
            true
        });
        let flags = if wishes.verify { WEBEXREC_VERIFY } else { 0 };
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
        Done { result, took, journal }
    }

    /// The recordings for which the service has said yes, whether that was heard or not.
    pub fn granted(&self) -> HashSet<String> {
        let requests = self.simulator.requests().into_iter();
        let granted = requests.filter(|request| request.status == Some(204));
        granted.flat_map(|request| message::ids(request.body.as_bytes())).collect()
    }

    pub fn states(&self) -> HashMap<String, Status> {
        states(&self.simulator)
    }
}

pub fn id(result: &Value) -> String {
    entry["id"].as_str().expect("an id").to_owned()
}

fn states(simulator: &Simulator) -> HashMap<String, Status> {
    simulator.recordings().into_iter().map(|recording| (recording.id, recording.status)).collect()
}

/// The recordings that the role can change, as a list would give them.
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
