//! Under a rate limit, on a simulated clock: how long a job takes, as a part of what the limit itself
//! allows, and how many 429s it gets. For comparison, small models of what others do meet the same
//! service on the same clock.
//!
//! Each comparison prints lines of JSON, which benches/bench/limit.py makes rows of.

use super::rules::{answered, ids, move_all, simulation};
use super::simulation::Simulation;
use crate::engine::{Backend, RequestId};
use crate::http::Request;
use crate::input::settings::Limits;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::outcome::Outcome;
use serde_json::json;
use std::time::{Duration, Instant};
use webexrec_simulator::{RateLimit, Status};

/// In a request, and in a job of 600 requests.
const BATCH: usize = 100;
const REQUESTS: usize = 600;
/// What isn't done by then never will be.
const HOPELESS: Duration = Duration::from_secs(3600);
const WINDOW: RateLimit = RateLimit::FixedWindow { limit: 300, window_seconds: 60.0 };
const BUCKET: RateLimit = RateLimit::TokenBucket { per_second: 5.0, burst: 20 };
const PENALISING: RateLimit =
    RateLimit::PenalisingBucket { per_second: 5.0, burst: 20, penalty_seconds: 10.0 };

/// A service with recordings for so many requests. What it says in `Retry-After` is true unless told
/// otherwise.
#[derive(Debug, Clone, Copy)]
struct Service<'s> {
    limit: &'s RateLimit,
    retry_after: Option<&'s str>,
    requests: usize,
}

/// How long it took as a part of the least time, if it came to an end, and how many 429s there were.
#[derive(Debug, Clone, Copy)]
struct Course {
    part: Option<f64>,
    refused: usize,
}

impl<'s> Service<'s> {
    fn new(limit: &'s RateLimit, retry_after: Option<&'s str>) -> Self {
        Service { limit, retry_after, requests: REQUESTS }
    }

    /// What nobody can beat, even who knows the limit and needs no time for a request. A penalty adds
    /// nothing to it: such a one is never refused.
    fn least_seconds(self) -> f64 {
        match *self.limit {
            RateLimit::FixedWindow { limit, window_seconds } => {
                ((self.requests - 1) / limit as usize) as f64 * window_seconds
            }
            RateLimit::TokenBucket { per_second, burst }
            | RateLimit::PenalisingBucket { per_second, burst, .. } => {
                (self.requests - burst as usize) as f64 / per_second
            }
        }
    }

    /// Lets all recordings be moved, and sees how that goes.
    fn watch(self, move_all: impl FnOnce(&mut Simulation) -> Option<Duration>) -> Course {
        let mut simulation = simulation(self.requests * BATCH);
        simulation.service.change(|behaviour| {
            behaviour.rate_limit = Some(self.limit.clone());
            behaviour.retry_after = self.retry_after.map(Into::into);
        });
        let took = move_all(&mut simulation);
        let all = simulation.service.recordings().iter().all(|r| r.status == Status::Deleted);
        assert_eq!(all, took.is_some());
        Course {
            part: took.map(|took| took.as_secs_f64() / self.least_seconds()),
            refused: answered(&simulation, 429),
        }
    }

    /// A job with so many requests at the same time.
    fn job(self, concurrency: usize) -> Course {
        let limits = Limits { concurrency, ..Limits::default() };
        self.watch(|simulation| {
            move_all(simulation, &limits, |ended| {
                assert_eq!(ended.count(Outcome::Done), self.requests * BATCH);
                Some(ended.took)
            })
        })
    }

    /// So many workers that go on at full speed when they have waited.
    fn workers(self, number: usize, wait: Wait) -> Course {
        self.watch(|simulation| work(simulation, number, wait))
    }

    /// Prints how a job fares and how the others do, each under the name of the client that it is a
    /// model of. The result is that of the job.
    fn compare(self, about: &str) -> Course {
        let job = self.job(Limits::default().concurrency);
        for (client, Course { part, refused }) in [
            ("webexrec", job),
            ("wxc_sdk", self.workers(1, Wait::Alone)),
            ("wxc_sdk, 4 threads", self.workers(4, Wait::Alone)),
            ("libcurl, gate", self.workers(4, Wait::Together)),
        ] {
            let line =
                json!({ "service": about, "client": client, "part": part, "refused": refused });
            println!("limit: {line}");
        }
        job
    }
}

impl Course {
    fn is_within(self, part: f64) -> bool {
        self.part.is_some_and(|own| own <= part)
    }
}

/// Who waits after a 429.
#[derive(Clone, Copy, PartialEq)]
enum Wait {
    /// The worker that got it, for as long as it says; then it sends the same request again, as often
    /// as it takes. So does wxc_sdk 1.41.0, which sleeps within the call.
    Alone,
    /// All workers, who share a plain gate.
    Together,
}

/// Moves all recordings with so many workers, and says how long that takes unless it is hopeless.
fn work(simulation: &mut Simulation, workers: usize, wait: Wait) -> Option<Duration> {
    let ids = ids(simulation);
    let batches: Vec<_> = ids.chunks(BATCH).collect();
    let url = super::base_url().join(Operation::Move.path(), &[("", ""); 0]);
    let request = |key: RequestId| {
        Request::post(url.clone(), json!({ "recordingIds": batches[key] }).to_string().into())
    };
    let begin = simulation.now();
    let mut fresh = 0..batches.len();
    // When each worker that has nothing under way goes on, and what it must send again.
    let mut idle: Vec<(Instant, Option<RequestId>)> = vec![(begin, None); workers];
    let mut under_way = 0;
    let mut gate = begin;
    loop {
        let now = simulation.now();
        while let Some(index) = idle.iter().position(|(until, _)| *until <= now) {
            // A worker for which nothing is left has finished.
            if let Some(key) = idle.swap_remove(index).1.or_else(|| fresh.next()) {
                simulation.send(key, request(key));
                under_way += 1;
            }
        }
        let next = idle.iter().map(|(until, _)| *until).min();
        if under_way == 0 && next.is_none() {
            return Some(now - begin);
        }
        if now > begin + HOPELESS {
            return None;
        }
        let Some((key, reply)) = simulation.wait(next.unwrap_or(now + HOPELESS), false) else {
            continue;
        };
        under_way -= 1;
        let now = simulation.now();
        let answer = reply.expect("an answer");
        let (until, again) = if answer.status == 429 {
            let seconds = answer.retry_after_seconds.expect("it says how long to wait");
            (now + Duration::from_secs(seconds), Some(key))
        } else {
            (now, None)
        };
        idle.push((until, again));
        if wait == Wait::Together {
            gate = gate.max(until);
            idle.iter_mut().for_each(|(until, _)| *until = gate.max(*until));
        }
    }
}

#[test]
fn a_window_is_used_at_full_speed_as_soon_as_it_opens() {
    let service = Service::new(&WINDOW, None);
    let course = service.compare("300 a minute");
    assert!(course.is_within(1.1) && course.refused <= 20, "{course:?}");
    let many = service.job(32);
    assert!(many.is_within(1.1) && many.refused <= 31, "{many:?}");
    let long = Service { requests: 1800, ..service };
    for concurrency in [4, 32] {
        let course = long.job(concurrency);
        assert!(course.is_within(1.1), "{concurrency}: {course:?}");
    }
}

#[test]
fn a_bucket_is_emptied_at_the_rate_at_which_it_is_filled() {
    for (retry_after, about, at_most) in
        [(Some("10"), "5/s, burst 20, Retry-After: 10", 1.25), (None, "5/s, burst 20", 1.1)]
    {
        let service = Service::new(&BUCKET, retry_after);
        let course = service.compare(about);
        assert!(course.is_within(at_most) && course.refused <= 20, "{about}: {course:?}");
        // Of 32 under way at the same time most are refused together.
        let many = service.job(32);
        assert!(many.is_within(at_most) && many.refused <= 40, "{about}: {many:?}");
    }
}

#[test]
fn a_service_that_punishes_early_calls_gets_few() {
    let service = Service::new(&PENALISING, None);
    for course in [service.compare("5/s, burst 20, penalised"), service.job(32)] {
        assert!(course.is_within(1.25) && course.refused <= 20, "{course:?}");
    }
}

#[test]
fn a_service_that_says_to_come_back_at_once_is_left_alone_for_a_while() {
    let service = Service::new(&BUCKET, Some("0"));
    for (concurrency, at_most) in [(4, 20), (32, 40)] {
        let course = service.job(concurrency);
        assert!(course.is_within(1.1) && course.refused <= at_most, "{concurrency}: {course:?}");
    }
}

#[test]
fn a_slow_limit_is_found_too() {
    let bucket = RateLimit::TokenBucket { per_second: 1.0, burst: 10 };
    let course = Service::new(&bucket, Some("30")).job(4);
    assert!(course.is_within(1.25) && course.refused <= 20, "{course:?}");
}
