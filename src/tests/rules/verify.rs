//! What looking up the recordings in doubt proves, and what it does not.

use crate::codes::*;
use crate::jobs::change::outcome::{Outcome::*, Seen};
use crate::tests::harness::*;
use webexrec_simulator::{DropConnection, Script};

#[test]
fn a_lookup_finds_what_a_lost_response_left_in_doubt() {
    for (drop, details_in_bin, outcome, seen) in [
        (DropConnection::After, true, Done, Seen::Deleted),
        (DropConnection::After, false, Done, Seen::Deleted),
        (DropConnection::Before, true, Unknown, Seen::Available),
    ] {
        let mut simulation = simulation(30);
        simulation.service.change(|behaviour| behaviour.details_in_bin = details_in_bin);
        simulation.service.script(Script { drop: Some(drop), ..Script::default() });
        let ids = ids(&simulation);
        let finished = move_ids(&mut simulation, &ids, WEBEXREC_VERIFY, &single_attempts());
        assert_eq!(finished.outcomes, [outcome; 30], "{drop:?} {details_in_bin}");
        assert_eq!(finished.seen, [Some(seen); 30], "{drop:?} {details_in_bin}");
    }
}

#[test]
fn a_lookup_that_fails_leaves_the_outcome_as_it_is() {
    let mut simulation = simulation(3);
    simulation.service.script(Script { drop: Some(DropConnection::After), ..Script::default() });
    respond(&mut simulation, 3, 403, None);
    let ids = ids(&simulation);
    let finished = move_ids(&mut simulation, &ids, WEBEXREC_VERIFY, &single_attempts());
    assert_eq!(finished.summary(), (WEBEXREC_E_IO, vec![(Unknown, 3)]));
    assert_eq!(finished.seen, [Some(Seen::Error); 3]);
}

#[test]
fn a_list_that_shows_another_state_than_asked_for_proves_nothing() {
    let mut simulation = simulation(1);
    let ids = ids(&simulation);
    simulation.service.script(Script { drop: Some(DropConnection::Before), ..Script::default() });
    respond(&mut simulation, 1, 404, None);
    let body = format!(r#"{{"items":[{{"id":"{}","status":"available"}}]}}"#, ids[0]);
    simulation.service.script(Script { status: 200, body: Some(body), ..Script::default() });
    let finished = move_ids(&mut simulation, &ids, WEBEXREC_VERIFY, &single_attempts());
    assert_eq!(finished.summary(), (WEBEXREC_E_IO, vec![(Unknown, 1)]));
    assert_eq!(simulation.service.requests().len(), 3, "the change, the lookup and the list");
}
