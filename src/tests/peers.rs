//! How other clients cope with the same rate limits on the same clock, for comparison: small models of
//! what they do after a 429. `benches/run limit` makes a table of what is printed here.

use super::fixtures::base_url;
use super::harness::ids;
use super::limited_service::{BUCKET, LimitedService, Measurement, PENALISING_BUCKET, WINDOW};
use super::simulation::Simulation;
use crate::engine::{Backend, RequestId};
use crate::http::Request;
use crate::input::settings::Limits;
use crate::jobs::change::operation::{Operation, Selection};
use serde_json::json;
use std::borrow::Cow;
use std::time::{Duration, Instant};

/// A client that has not finished by then never will.
const PATIENCE: Duration = Duration::from_secs(3600);

/// A number of workers, each with one request at a time, that go on at full speed after a wait.
struct Peer {
    name: &'static str,
    workers: usize,
    waiting: Waiting,
}

/// Who waits after a 429, for as long as it says.
#[derive(PartialEq)]
enum Waiting {
    /// The worker that got it. wxc_sdk 1.41.0 sleeps within the call, and sends the request again
    /// until it is accepted.
    Alone,
    /// All workers.
    Together,
}

const PEERS: [Peer; 3] = [
    Peer { name: "wxc_sdk", workers: 1, waiting: Waiting::Alone },
    Peer { name: "wxc_sdk, 4 threads", workers: 4, waiting: Waiting::Alone },
    Peer { name: "libcurl, shared pause", workers: 4, waiting: Waiting::Together },
];

/// A worker without a request in flight.
struct Idle {
    until: Instant,
    /// The request that got a 429.
    retry: Option<RequestId>,
}

impl Peer {
    /// Moves all recordings, and returns how long that takes; `None` if it never ends.
    fn move_all(&self, simulation: &mut Simulation) -> Option<Duration> {
        let ids = ids(simulation);
        let batches: Vec<&[String]> = ids.chunks(Operation::BATCH_SIZE).collect();
        let start = simulation.now();
        let mut unsent = 0..batches.len();
        let mut idle: Vec<Idle> =
            (0..self.workers).map(|_| Idle { until: start, retry: None }).collect();
        let mut in_flight = 0;
        loop {
            let now = simulation.now();
            while let Some(index) = idle.iter().position(|worker| worker.until <= now) {
                // A worker for which nothing is left has finished.
                if let Some(id) = idle.swap_remove(index).retry.or_else(|| unsent.next()) {
                    simulation.send(id, request(batches[id]));
                    in_flight += 1;
                }
            }
            let next = idle.iter().map(|worker| worker.until).min();
            if in_flight == 0 && next.is_none() {
                return Some(now - start);
            }
            if now > start + PATIENCE {
                return None;
            }
            if let Some((id, result)) = simulation.wait(next.unwrap_or(now + PATIENCE), false) {
                in_flight -= 1;
                let response = result.expect("a response");
                let is_throttled = response.status == 429;
                let seconds = || response.retry_after_seconds.expect("seconds to wait");
                let throttled = is_throttled.then(|| (id, seconds()));
                self.go_on(&mut idle, simulation.now(), throttled);
            }
        }
    }

    /// A worker has its response. `throttled`: its request, and the seconds to wait.
    fn go_on(&self, idle: &mut Vec<Idle>, now: Instant, throttled: Option<(RequestId, u64)>) {
        let until = throttled.map_or(now, |(_, seconds)| now + Duration::from_secs(seconds));
        idle.push(Idle { until, retry: throttled.map(|(id, _)| id) });
        if self.waiting == Waiting::Together {
            let until = idle.iter().map(|worker| worker.until).max().expect("the one just added");
            idle.iter_mut().for_each(|worker| worker.until = until);
        }
    }
}

fn request(ids: &[String]) -> Request {
    let ids: Vec<Cow<str>> = ids.iter().map(Into::into).collect();
    let selection = Selection::These(ids.iter().collect());
    Operation::Move.request(base_url(), &selection, None, None)
}

/// One line of JSON for each service and client.
#[test]
#[ignore = "prints a comparison for benches/run limit, and checks nothing"]
fn print_comparison() {
    for (name, rate_limit, retry_after) in [
        ("300 a minute", WINDOW, None),
        ("5/s, burst 20", BUCKET, None),
        ("5/s, burst 20, Retry-After: 10", BUCKET, Some("10")),
        ("5/s, burst 20, penalised", PENALISING_BUCKET, None),
    ] {
        let service = LimitedService::new(rate_limit, retry_after);
        print(name, "webexrec", &service.measure_job(Limits::default().concurrency));
        for peer in &PEERS {
            let measurement = service.measure(|simulation| peer.move_all(simulation));
            print(name, peer.name, &measurement);
        }
    }
}

fn print(service: &str, client: &str, measurement: &Measurement) {
    let Measurement { ratio, throttled } = measurement;
    let line = json!({
        "service": service, "client": client, "ratio": ratio, "throttled": throttled
    });
    println!("limit: {line}");
}
