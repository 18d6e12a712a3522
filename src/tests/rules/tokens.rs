//! An expired token is refreshed, or ends the job.

use crate::codes::*;
use crate::input::settings::Limits;
use crate::jobs::change::outcome::Outcome::*;
use crate::tests::harness::*;
use crate::tests::network::LATENCY;
use std::time::Duration;

#[test]
fn an_expired_token_is_refreshed_once_and_nothing_is_lost() {
    let mut simulation = simulation(5000);
    simulation.has_provider = true;
    simulation.token_expires_at = Some(simulation.clock.now() + LATENCY * 5);
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_OK, vec![(Done, 5000)]));
    assert_eq!(simulation.token_refreshes(), 1);
    assert!((1..=4).contains(&count_responses(&simulation, 401)), "those in flight at the time");
}

#[test]
fn nothing_is_sent_with_the_old_token_while_another_thread_refreshes_it() {
    let mut simulation = simulation(1000);
    simulation.has_provider = true;
    simulation.token_expires_at = Some(simulation.clock.now());
    simulation.refreshing_until = Some(simulation.clock.now() + Duration::from_secs(30));
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_OK, vec![(Done, 1000)]));
    assert!(finished.took >= Duration::from_secs(30));
    assert_eq!(count_responses(&simulation, 401), 4);
}

#[test]
fn a_refused_token_without_a_new_one_stops_the_job_and_nothing_was_done() {
    let mut simulation = simulation(1000);
    respond(&mut simulation, 1000, 401, None);
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_E_UNAUTHORIZED, vec![(NotSent, 1000)]));
    assert_eq!(finished.stats.requests, 4, "those in flight at the time");
}
