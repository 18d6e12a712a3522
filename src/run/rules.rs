//! The rules of the run one by one, on a simulated clock.

use super::simulation::{Accident, Fate, Simulation};
use crate::codes::*;
use crate::ledger::Outcome;
use crate::operation::Operation;
use crate::plan::Job;
use crate::settings::Limits;
use std::time::Duration;
use webexrec_simulator::{RateLimit, Role, Settings};

const LATENCY: Duration = Duration::from_millis(40);

fn simulation(recordings: usize) -> Simulation {
    let settings = Settings { recordings, other_recordings: 0, ..Settings::default() };
    let mut simulation = Simulation::new(&settings, Role::User, 1);
    simulation.fate = Box::new(|_| Fate { there: LATENCY / 2, back: LATENCY / 2, accident: None });
    simulation
}

fn ids(simulation: &Simulation) -> Vec<String> {
    simulation.service.recordings().iter().map(|recording| recording.id.clone()).collect()
}

fn json(ids: &[String]) -> String {
    serde_json::to_string(ids).expect("strings are JSON")
}

fn moving(json: &str) -> Job<'_> {
    let operation = Operation::Move;
    Job { operation, recordings_json: Some(json), site_url: None, host_email: None, flags: 0 }
}

/// Jobs of one recording a request, one after another, as other programs of the user would make
/// them; how long all take, and how many 429s there were.
fn requests_under_limit(
    limit: RateLimit,
    retry_after: Option<&str>,
    requests: usize,
) -> (f64, usize) {
    let mut simulation = simulation(requests * 100);
    simulation.service.change(|behaviour| {
        behaviour.rate_limit = Some(limit);
        behaviour.retry_after = retry_after.map(Into::into);
    });
    let json = json(&ids(&simulation));
    let took = simulation.run(&moving(&json), &Limits::default(), |ended| {
        assert_eq!(ended.count(Outcome::Done), requests * 100);
        ended.took
    });
    let refused = simulation.service.requests().iter().filter(|r| r.status == Some(429)).count();
    (took.as_secs_f64(), refused)
}

#[test]
fn limits() {
    for (name, limit, ra, allowed) in [
        (
            "bucket 5/s 20, retry-after 10",
            RateLimit::TokenBucket { per_second: 5.0, burst: 20 },
            Some("10"),
            116.0,
        ),
        ("bucket 5/s 20, true", RateLimit::TokenBucket { per_second: 5.0, burst: 20 }, None, 116.0),
        ("window 300/60", RateLimit::FixedWindow { limit: 300, window_seconds: 60.0 }, None, 60.0),
        ("bucket 1/s 10", RateLimit::TokenBucket { per_second: 1.0, burst: 10 }, None, 590.0),
        (
            "bucket 1/s 10 ra 30",
            RateLimit::TokenBucket { per_second: 1.0, burst: 10 },
            Some("30"),
            590.0,
        ),
        (
            "bucket 5/s 20, none",
            RateLimit::TokenBucket { per_second: 5.0, burst: 20 },
            Some(""),
            116.0,
        ),
        (
            "penalising",
            RateLimit::PenalisingBucket { per_second: 5.0, burst: 20, penalty_seconds: 10.0 },
            None,
            116.0,
        ),
        ("window 20/4", RateLimit::FixedWindow { limit: 20, window_seconds: 4.0 }, None, 116.0),
    ] {
        let (took, refused) = requests_under_limit(limit, ra, 600);
        println!("{name}: {took:.1} s, {:.2} of allowed, {refused} 429s", took / allowed);
    }
}
