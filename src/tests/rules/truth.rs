//! Which outcome the responses to a recording's requests support.

use crate::codes::*;
use crate::input::settings::Limits;
use crate::jobs::change::outcome::Outcome::*;
use crate::tests::harness::*;
use crate::tests::network::{Fault, once};
use webexrec_simulator::{Batch, Script, Status};

#[test]
fn a_recording_that_a_rejected_batch_may_have_changed_is_unknown() {
    // The first of the batch is moved, the second is not known; alone, both are rejected.
    let mut simulation = simulation(2);
    simulation.service.change(|behaviour| {
        behaviour.batch = Batch::UntilFirstBad;
        behaviour.already_status = 404;
    });
    let mut ids = ids(&simulation);
    ids.insert(1, UNKNOWN_ID.into());
    let finished = move_ids(&mut simulation, &ids, 0, &Limits::default());
    assert_eq!(finished.outcomes, [Unknown, Unknown, Done]);
    assert_eq!(finished.code, WEBEXREC_E_UNCERTAIN);
}

#[test]
fn a_rejection_after_a_lost_response_is_inferred_as_done() {
    let mut simulation = simulation(1);
    simulation.service.change(|behaviour| behaviour.already_status = 404);
    simulation.network = once(Fault::ResponseLost);
    let finished = move_all(&mut simulation, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_E_UNCERTAIN, vec![(Inferred, 1)]));
}

#[test]
fn a_rejection_after_a_lost_response_counts_if_the_service_accepts_repeats() {
    // The response to the batch is lost. Alone, the one is rejected, and the other is moved; sent once
    // more, it shows that repeats are accepted.
    let mut simulation = simulation(1);
    simulation.network = once(Fault::ResponseLost);
    let ids = [UNKNOWN_ID.to_owned(), ids(&simulation)[0].clone()];
    let finished = move_ids(&mut simulation, &ids, 0, &Limits::default());
    assert_eq!(finished.outcomes, [Rejected, Done]);
}

#[test]
fn a_lock_or_a_missing_right_says_nothing_about_an_earlier_attempt() {
    // The response is lost after the batch was moved, and then everything gets this status.
    for status in [423, 403] {
        let mut simulation = simulation(2);
        simulation.network = once(Fault::ResponseLost);
        simulation.service.script(Script { skip: 1, count: 20, status, ..Script::default() });
        let finished = move_all(&mut simulation, &Limits::default());
        assert_eq!(finished.count(Rejected), 0, "{status}: {:?}", finished.summary());
        assert!(simulation.service.recordings().iter().all(|r| r.status == Status::Deleted));
    }
}

#[test]
fn a_rejected_single_request_is_not_split_and_its_recordings_are_unknown() {
    let mut simulation = simulation(99);
    let mut ids = ids(&simulation);
    ids.push(UNKNOWN_ID.into());
    let finished = move_ids(&mut simulation, &ids, WEBEXREC_SINGLE_REQUEST, &Limits::default());
    assert_eq!(finished.summary(), (WEBEXREC_E_NOT_FOUND, vec![(Unknown, 100)]));
    assert_eq!(finished.stats.requests, 1);
}
