//! Looking up afterwards what stayed unclear: what is seen in its place is done, and all else stays
//! as it was.

use webexrec::*;
use webexrec_simulator::{DropConnection, Script, Simulator, Status};
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

const VERIFY: Options = Options { site_url: None, host_email: None, flags: WEBEXREC_VERIFY };

fn client(simulator: &Simulator) -> Client<'static> {
    ClientOptions::of(simulator).without_retries().client(simulator)
}

/// Changes three recordings whose answer gets lost.
fn with_a_lost_answer(
    simulator: &Simulator,
    function: ClientChange,
    drop: DropConnection,
) -> Reported {
    simulator.script(Script { drop: Some(drop), ..Script::default() });
    client(simulator).change(function, &json(&own_ids(simulator, 3)), VERIFY)
}

/// Outcome and place of each.
fn seen(ended: &Reported) -> Vec<(&str, &str)> {
    let member = |name| ended.results().iter().map(move |r| r[name].as_str().expect("text"));
    member("outcome").zip(member("seen")).collect()
}

#[test]
fn what_is_seen_in_the_bin_is_done_whether_its_details_are_shown_or_only_the_list() {
    for details_in_bin in [true, false] {
        let simulator = simulator();
        simulator.change(|behaviour| behaviour.details_in_bin = details_in_bin);
        let ended = with_a_lost_answer(&simulator, MOVE, DropConnection::After);
        assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
        assert_eq!(seen(&ended), [("done", "deleted"); 3]);
        let asked = if details_in_bin { 4 } else { 5 };
        assert_eq!(simulator.requests().len(), asked);
    }
}

#[test]
fn what_is_seen_where_it_was_stays_unknown() {
    let simulator = simulator();
    let ended = with_a_lost_answer(&simulator, MOVE, DropConnection::Before);
    assert_eq!(ended.code, WEBEXREC_E_IO, "the one cause of all: {}", ended.message);
    assert_eq!(seen(&ended), [("unknown", "available"); 3]);
    assert_eq!(count(&simulator, &own_ids(&simulator, 3), Status::Available), 3);
}

#[test]
fn what_is_seen_nowhere_stays_unknown() {
    let simulator = simulator();
    simulator.change(|behaviour| {
        behaviour.details_in_bin = false;
        behaviour.list_lag_ms = 60_000;
    });
    let ended = with_a_lost_answer(&simulator, MOVE, DropConnection::After);
    assert_eq!(seen(&ended), [("unknown", "missing"); 3]);
}

#[test]
fn a_restored_recording_is_seen_in_its_place_and_a_purged_one_in_the_list_of_those() {
    let simulator = simulator();
    let ids = own_ids(&simulator, 3);
    for (function, place) in [(RESTORE, "available"), (PURGE, "purged")] {
        assert_eq!(client(&simulator).move_to_bin(&ids).code, WEBEXREC_OK);
        let ended = with_a_lost_answer(&simulator, function, DropConnection::After);
        assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
        assert_eq!(seen(&ended), [("done", place); 3]);
    }
}

#[test]
fn a_look_that_fails_changes_nothing() {
    let simulator = simulator();
    simulator.script(Script { drop: Some(DropConnection::After), ..Script::default() });
    simulator.script(Script { count: 99, status: 403, ..Script::default() });
    let ended = client(&simulator).change(MOVE, &json(&own_ids(&simulator, 3)), VERIFY);
    assert_eq!(ended.code, WEBEXREC_E_IO, "{}", ended.message);
    assert_eq!(seen(&ended), [("unknown", "error"); 3]);
}

#[test]
fn only_what_is_unclear_is_looked_up() {
    let simulator = simulator();
    let ids = own_ids(&simulator, 250);
    assert_eq!(client(&simulator).change(MOVE, &json(&ids), VERIFY).code, WEBEXREC_OK);
    assert_eq!(simulator.requests().len(), 3);
}

#[test]
fn what_an_earlier_call_left_open_is_looked_up_where_a_refusal_does_not_settle_it() {
    let simulator = simulator();
    simulator.change(|behaviour| behaviour.already_status = 404);
    let ids = own_ids(&simulator, 1);
    assert_eq!(client(&simulator).move_to_bin(&ids).code, WEBEXREC_OK);
    let open = format!(r#"[{{"id":"{}","outcome":"unknown"}}]"#, ids[0]);
    let ended = client(&simulator).change(MOVE, &open, VERIFY);
    assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
    assert_eq!(seen(&ended), [("done", "deleted")]);
}
