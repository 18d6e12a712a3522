//! The random parts of a schedule: what is given to the job, and what its service, network and limits
//! are like.

use crate::input::settings::Limits;
use crate::tests::network::{Fault, Network, Transit};
use crate::tests::simulation::Simulation;
use fastrand::Rng;
use serde_json::{Value, json};
use std::time::Duration;
use webexrec_simulator::{Batch, Behaviour, Faults, RateLimit, Role, Script};

fn pick<T: Copy>(rng: &mut Rng, choices: &[T]) -> T {
    choices[rng.usize(..choices.len())]
}

/// Zero in one half of all cases, and a random part of the maximum in the other.
fn probability(rng: &mut Rng, max: f64) -> f64 {
    if rng.bool() { 0.0 } else { rng.f64() * max }
}

/// Recordings for a job, mostly those that the role can change, as a list would show them.
pub(super) fn recordings(rng: &mut Rng, simulation: &Simulation) -> Vec<Value> {
    let role = simulation.role;
    let mut recordings: Vec<Value> = Vec::new();
    let odd = probability(rng, 0.3);
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
                3 => object["outcome"] = pick(rng, &["unknown", "sending"]).into(),
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

pub(super) fn limits(rng: &mut Rng) -> Limits {
    Limits {
        concurrency: if rng.u8(..8) == 0 { 32 } else { rng.usize(1..=8) },
        request_timeout: Duration::from_secs(5),
        deadline: (rng.u8(..6) == 0).then(|| Duration::from_millis(rng.u64(1..60_000))),
        max_attempts: rng.u32(1..=6),
        max_wait: Duration::from_secs(pick(rng, &[0, 60, 900])),
    }
}

/// Makes the service, its network and the token behave at random.
pub(super) fn upset(rng: &mut Rng, simulation: &mut Simulation, seed: u64) {
    let behaviour = behaviour(rng, seed);
    simulation.service.change(|current| *current = behaviour);
    for _ in 0..rng.u8(..4) / 2 {
        simulation.service.script(script(rng));
    }
    simulation.network = network(rng);
    simulation.has_provider = rng.bool();
    if rng.u8(..6) == 0 {
        let now = simulation.clock.now();
        simulation.refreshing_until = Some(now + Duration::from_millis(rng.u64(..10_000)));
        simulation.token_expires_at = Some(now + Duration::from_millis(rng.u64(..5_000)));
    }
}

fn behaviour(rng: &mut Rng, seed: u64) -> Behaviour {
    let retry_after =
        [None, None, None, Some(""), Some("0"), Some("rand(30),add(30)"), Some("3600")];
    let faults = probability(rng, 0.2);
    Behaviour {
        batch: pick(rng, &[Batch::Atomic, Batch::UntilFirstBad, Batch::AllOthers]),
        unknown_status: pick(rng, &[400, 404]),
        names_id: rng.bool(),
        already_status: pick(rng, &[204, 400, 404]),
        details_in_bin: rng.bool(),
        list_lag_ms: pick(rng, &[0, 0, 5_000]),
        empty_pages: rng.bool(),
        warning: rng.bool().then(|| "299 - \"soon to change\"".into()),
        rate_limit: rate_limit(rng),
        retry_after: pick(rng, &retry_after).map(Into::into),
        faults: Some(Faults { errors: faults, drops_before: faults, drops_after: faults, seed }),
        ..Behaviour::default()
    }
}

fn rate_limit(rng: &mut Rng) -> Option<RateLimit> {
    let per_second = 1.0 + rng.f64() * 5.0;
    let burst = rng.u32(1..20);
    match rng.u8(..8) {
        0 => Some(RateLimit::FixedWindow { limit: burst, window_seconds: 60.0 }),
        1 => Some(RateLimit::TokenBucket { per_second, burst }),
        2 => Some(RateLimit::PenalisingBucket { per_second, burst, penalty_seconds: 10.0 }),
        _ => None,
    }
}

/// Some requests get a status out of turn.
fn script(rng: &mut Rng) -> Script {
    let status = pick(rng, &[423, 423, 429, 503, 408, 500, 202, 302]);
    let headers = rng.bool().then(|| ("Retry-After".to_owned(), rng.u32(..100).to_string()));
    Script {
        skip: rng.u32(..8),
        count: rng.u32(1..20),
        status,
        headers: headers.into_iter().collect(),
        // These two say that the request was not processed. Any other may have been.
        apply: !matches!(status, 423 | 429) && rng.bool(),
        ..Script::default()
    }
}

fn network(rng: &mut Rng) -> Network {
    let faulty = probability(rng, 0.3);
    let untrusted = if rng.u8(..20) == 0 { 0.2 } else { 0.0 };
    let is_dead = rng.u8(..25) == 0;
    let max_delay = Duration::from_millis(rng.u64(..2_000));
    Box::new(move |rng| {
        let fault = if is_dead {
            Some(Fault::ConnectionRefused)
        } else if rng.f64() < untrusted {
            Some(Fault::UntrustedCertificate)
        } else if rng.f64() < faulty {
            Some(transient_fault(rng))
        } else {
            None
        };
        Transit {
            to_service: max_delay.mul_f64(rng.f64()),
            from_service: max_delay.mul_f64(rng.f64()),
            fault,
        }
    })
}

fn transient_fault(rng: &mut Rng) -> Fault {
    pick(
        rng,
        &[
            Fault::ConnectionRefused,
            Fault::ConnectionStuck,
            Fault::ResponseStalled,
            Fault::ResponseLost,
            Fault::ResponseLost,
        ],
    )
}
