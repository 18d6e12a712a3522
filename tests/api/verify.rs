//! WEBEXREC_VERIFY looks up recordings in doubt: one that is in the target state is done, any other stays in
//! doubt.

use webexrec::*;
use webexrec_simulator::{DropConnection, Script, Simulator, Status};
use webexrec_test_support::*;

const VERIFY: ChangeOptions =
    ChangeOptions { site_url: None, host_email: None, flags: WEBEXREC_VERIFY };

fn client(simulator: &Simulator) -> Client<'static> {
    ClientOptions::of(simulator).without_retries().client(simulator)
}

/// Changes three recordings; the response is lost.
fn change_with_lost_response(
    simulator: &Simulator,
    function: ClientChange,
    drop: DropConnection,
) -> ChangeResult {
    simulator.script(Script { drop: Some(drop), ..Script::default() });
    client(simulator).change(function, &ids_json(&own_ids(simulator, 3)), VERIFY)
}

/// The outcome of each recording, and where it was seen.
fn seen(result: &ChangeResult) -> Vec<(&str, &str)> {
    let member = |name| result.entries().iter().map(move |r| r[name].as_str().expect("text"));
    member("outcome").zip(member("seen")).collect()
}

#[test]
fn a_recording_in_the_bin_is_done_whether_by_its_details_or_by_the_list() {
    for details_in_bin in [true, false] {
        let simulator = start_simulator();
        simulator.change(|behaviour| behaviour.details_in_bin = details_in_bin);
        let result = change_with_lost_response(&simulator, MOVE, DropConnection::After);
        assert_eq!(result.code, WEBEXREC_OK, "{}", result.message);
        assert_eq!(seen(&result), [("done", "deleted"); 3]);
        let requests = if details_in_bin { 4 } else { 5 };
        assert_eq!(simulator.requests().len(), requests);
    }
}

#[test]
fn a_recording_that_was_not_moved_stays_in_doubt() {
    let simulator = start_simulator();
    let result = change_with_lost_response(&simulator, MOVE, DropConnection::Before);
    assert_eq!(result.code, WEBEXREC_E_IO, "the cause of all three: {}", result.message);
    assert_eq!(seen(&result), [("unknown", "available"); 3]);
    assert_eq!(count_in_state(&simulator, &own_ids(&simulator, 3), Status::Available), 3);
}

#[test]
fn a_recording_that_is_in_no_list_stays_in_doubt() {
    let simulator = start_simulator();
    simulator.change(|behaviour| {
        behaviour.details_in_bin = false;
        behaviour.list_lag_ms = 60_000;
    });
    let result = change_with_lost_response(&simulator, MOVE, DropConnection::After);
    assert_eq!(seen(&result), [("unknown", "missing"); 3]);
}

#[test]
fn a_restored_recording_is_found_on_its_site_and_a_purged_one_in_the_list_of_purged_ones() {
    let simulator = start_simulator();
    let ids = own_ids(&simulator, 3);
    for (function, place) in [(RESTORE, "available"), (PURGE, "purged")] {
        assert_eq!(client(&simulator).move_to_bin(&ids).code, WEBEXREC_OK);
        let result = change_with_lost_response(&simulator, function, DropConnection::After);
        assert_eq!(result.code, WEBEXREC_OK, "{}", result.message);
        assert_eq!(seen(&result), [("done", place); 3]);
    }
}

#[test]
fn a_failed_lookup_leaves_the_recording_in_doubt() {
    let simulator = start_simulator();
    simulator.script(Script { drop: Some(DropConnection::After), ..Script::default() });
    simulator.script(Script { count: 99, status: 403, ..Script::default() });
    let result = client(&simulator).change(MOVE, &ids_json(&own_ids(&simulator, 3)), VERIFY);
    assert_eq!(result.code, WEBEXREC_E_IO, "{}", result.message);
    assert_eq!(seen(&result), [("unknown", "error"); 3]);
}

#[test]
fn only_recordings_in_doubt_are_looked_up() {
    let simulator = start_simulator();
    let ids = own_ids(&simulator, 250);
    assert_eq!(client(&simulator).change(MOVE, &ids_json(&ids), VERIFY).code, WEBEXREC_OK);
    assert_eq!(simulator.requests().len(), 3);
}

#[test]
fn a_recording_in_doubt_from_an_earlier_call_is_looked_up_after_a_refusal() {
    let simulator = start_simulator();
    simulator.change(|behaviour| behaviour.already_status = 404);
    let ids = own_ids(&simulator, 1);
    assert_eq!(client(&simulator).move_to_bin(&ids).code, WEBEXREC_OK);
    let in_doubt = format!(r#"[{{"id":"{}","outcome":"unknown"}}]"#, ids[0]);
    let result = client(&simulator).change(MOVE, &in_doubt, VERIFY);
    assert_eq!(result.code, WEBEXREC_OK, "{}", result.message);
    assert_eq!(seen(&result), [("done", "deleted")]);
}
