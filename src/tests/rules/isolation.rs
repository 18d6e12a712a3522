//! How the job finds the recordings that the service refuses, with few requests.

use crate::codes::*;
use crate::input::settings::Limits;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::outcome::Outcome::*;
use crate::jobs::change::plan::ChangeParams;
use crate::tests::fixtures::params;
use crate::tests::harness::*;
use crate::tests::network::slow_responses;
use serde_json::json;
use std::time::Duration;
use webexrec_simulator::{Batch, Role, Status};

#[test]
fn an_unknown_id_among_ten_thousand_costs_at_most_fifteen_more_requests() {
    for batch in [Batch::Atomic, Batch::UntilFirstBad, Batch::AllOthers] {
        let mut simulation = simulation(9999);
        simulation.service.change(|behaviour| behaviour.batch = batch);
        let mut ids = ids(&simulation);
        ids.insert(5000, UNKNOWN_ID.into());
        let finished = move_ids(&mut simulation, &ids, 0, &Limits::default());
        let outcomes = vec![(Done, 9999), (Rejected, 1)];
        assert_eq!(finished.summary(), (WEBEXREC_E_PARTIAL, outcomes), "{batch:?}");
        assert!(finished.stats.requests <= 115, "{} requests", finished.stats.requests);
        let moved = simulation.service.recordings().iter().filter(|r| r.status == Status::Deleted);
        assert_eq!(moved.count(), 9999);
    }
}

#[test]
fn an_unknown_id_does_not_keep_the_other_ninety_nine_of_its_batch_from_being_moved() {
    let mut simulation = simulation(99);
    let mut ids = ids(&simulation);
    ids.insert(50, UNKNOWN_ID.into());
    let finished = move_ids(&mut simulation, &ids, 0, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_E_PARTIAL, vec![(Done, 99), (Rejected, 1)]));
    assert!(finished.stats.requests <= 17, "{} requests", finished.stats.requests);
}

#[test]
fn a_missing_right_ends_the_job_after_few_requests() {
    let mut simulation = simulation_as(Role::ComplianceOfficer, 10_000);
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.code, WEBEXREC_E_FORBIDDEN);
    assert!(finished.stats.requests <= 8, "{} requests", finished.stats.requests);
    assert!(finished.count(NotSent) >= 9_500);
}

#[test]
fn a_wrong_site_is_not_tried_for_each_of_ten_thousand_recordings() {
    let mut simulation = simulation(10_000);
    let json = to_json(&ids(&simulation));
    let site_url = Some("elsewhere.example.webex.com");
    let params = ChangeParams { site_url, ..params(Operation::Move, &json, 0) };
    let finished = run(&mut simulation, &params, &Limits::default());
    // No accepted request shows that a rejection has no effect.
    assert_eq!(finished.summary(), (WEBEXREC_E_NOT_FOUND, vec![(Unknown, 10_000)]));
    assert!(finished.stats.requests <= 104, "{} requests", finished.stats.requests);
}

#[test]
fn a_few_recordings_that_are_all_unknown_are_each_sent_alone() {
    let mut simulation = simulation(1);
    let finished = move_ids(&mut simulation, &unknown_ids(30), 0, &Limits::default());
    // The batch was rejected as a whole, and may have changed some of them.
    assert_eq!(finished.summary(), (WEBEXREC_E_NOT_FOUND, vec![(Unknown, 30)]));
    assert_eq!(finished.stats.requests, 31);
}

#[test]
fn isolation_has_a_budget() {
    let mut simulation = simulation(100);
    let ids = [ids(&simulation), unknown_ids(2000)].concat();
    let finished = move_ids(&mut simulation, &ids, 0, &Limits::default());
    assert_eq!(finished.count(Done), 100);
    // The batches, half as many as there are recordings, and the check that repeats are accepted.
    assert!(finished.stats.requests <= 21 + 1050 + 1, "{} requests", finished.stats.requests);
    assert_eq!(finished.count(Rejected) + finished.count(Unknown), 2000);
    assert!(finished.count(Rejected) > 0, "nothing was isolated");
    assert!(finished.count(Unknown) > 0, "the budget was large enough");
}

#[test]
fn a_forbidden_recording_does_not_keep_the_others_of_its_host_from_being_moved() {
    // The first batch is rejected, and then its first recording that is sent alone.
    let mut simulation = simulation(1000);
    respond(&mut simulation, 2, 403, None);
    let finished = move_all(&mut simulation, &one_at_a_time());
    assert_eq!(finished.summary(), (WEBEXREC_E_PARTIAL, vec![(Done, 999), (Rejected, 1)]));
    assert!(finished.stats.requests <= 20, "{} requests", finished.stats.requests);
}

#[test]
fn batches_that_waited_for_a_probe_are_sent_even_if_it_is_rejected() {
    let mut simulation = simulation(300);
    respond(&mut simulation, 1, 403, None);
    respond(&mut simulation, 3, 404, None);
    let finished = move_all(&mut simulation, &one_at_a_time());
    // The probe, and then both waiting batches, of which each recording is good.
    assert_eq!(finished.summary(), (WEBEXREC_E_PARTIAL, vec![(Done, 299), (Rejected, 1)]));
}

#[test]
fn rejected_batches_are_split_once_another_of_their_host_is_accepted_however_late() {
    let mut simulation = simulation(1000);
    let ids = [unknown_ids(400), ids(&simulation)].concat();
    // The unknown ones are rejected at once, and the good ones accepted late.
    simulation.network = slow_responses(5..=14, Duration::from_secs(10));
    let limits = Limits { concurrency: 32, ..Limits::default() };
    let finished = move_ids(&mut simulation, &ids, 0, &limits);
    assert_eq!(finished.summary(), (WEBEXREC_E_PARTIAL, vec![(Done, 1000), (Rejected, 400)]));
}

#[test]
fn unknown_ids_at_the_start_do_not_keep_the_rest_from_being_sent() {
    let mut simulation = simulation(1000);
    let ids = [unknown_ids(400), ids(&simulation)].concat();
    // One of the first batches is rejected for a missing right, the others for their ids.
    respond(&mut simulation, 1, 403, None);
    let finished = move_ids(&mut simulation, &ids, 0, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_E_PARTIAL, vec![(Done, 1000), (Rejected, 400)]));
}

#[test]
fn recordings_in_doubt_do_not_keep_the_rest_from_being_sent() {
    for new_first in [true, false] {
        let mut simulation = simulation(400);
        let ids = ids(&simulation);
        let (moved, new) = ids.split_at(300);
        let finished = move_ids(&mut simulation, moved, 0, &Limits::default());
        assert_eq!(finished.code, WEBEXREC_OK);
        simulation.service.change(|behaviour| behaviour.already_status = 404);
        let in_doubt = moved.iter().map(|id| json!({"id": id, "outcome": "unknown"}));
        let new = new.iter().map(|id| json!(id));
        let recordings: Vec<_> =
            if new_first { new.chain(in_doubt).collect() } else { in_doubt.chain(new).collect() };
        let json = serde_json::to_string(&recordings).expect("JSON");
        let params = params(Operation::Move, &json, 0);
        let finished = run(&mut simulation, &params, &Limits::default());
        assert_eq!(finished.count(Done), 100, "{:?}", finished.summary());
        assert_eq!(finished.count(Rejected), 0);
    }
}
