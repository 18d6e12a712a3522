//! Moving into the recycle bin, restoring and purging.

use crate::client::{ALICE, BOB, Client, PREFERRED, TRAINING, count, ids, mine, start, statuses};
use serde_json::json;
use webexrec_simulator::Status::{Available, Deleted, Purged};
use webexrec_simulator::{Batch, Role, Simulator};

const UNKNOWN: &str = "00000000000000000000000000000000";

#[test]
fn recordings_are_moved_into_the_bin_restored_and_purged() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let ids = mine(&simulator, 100);

    let moved = client.move_to_bin(&ids);
    assert_eq!((moved.status, moved.body.as_str()), (204, ""));
    assert_eq!(statuses(&simulator, &ids), [Deleted; 100]);

    assert_eq!(client.restore(&ids).status, 204);
    assert_eq!(statuses(&simulator, &ids), [Available; 100]);

    client.move_to_bin(&ids);
    let purged = client.post("/recordings/purge", &json!({ "recordingIds": ids }));
    assert_eq!(purged.status, 204);
    assert_eq!(statuses(&simulator, &ids), [Purged; 100]);
    assert_eq!(count(&simulator, Available), 210, "all others are where they were");
}

#[test]
fn a_recording_of_another_host_or_site_is_unknown() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let foreign = ids(&simulator, BOB, PREFERRED, 1);
    let elsewhere = ids(&simulator, ALICE, TRAINING, 1);
    assert_eq!(client.move_to_bin(&foreign).status, 404);
    assert_eq!(client.move_to_bin(&elsewhere).status, 404);
    let body = json!({ "recordingIds": elsewhere, "siteUrl": "Training.Example.Webex.com" });
    assert_eq!(client.post("/recordings/softDelete", &body).status, 204);
    simulator.change(|behaviour| behaviour.unknown_status = 400);
    assert_eq!(client.move_to_bin(&foreign).status, 400);
    assert_eq!(count(&simulator, Deleted), 1);
}

#[test]
fn only_recordings_in_the_bin_are_purged_and_purged_ones_are_not_restored() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let ids = mine(&simulator, 1);
    assert_eq!(client.post("/recordings/purge", &json!({ "recordingIds": ids })).status, 404);
    client.move_to_bin(&ids);
    client.post("/recordings/purge", &json!({ "recordingIds": ids }));
    assert_eq!(client.restore(&ids).status, 404);
    assert_eq!(client.move_to_bin(&ids).status, 404);
    assert_eq!(statuses(&simulator, &ids), [Purged]);
}

#[test]
fn only_an_admin_changes_the_recordings_of_another_host() {
    let simulator = start();
    let host = "dave+events@example.com";
    let site = simulator.recordings().into_iter().find(|recording| recording.host_email == host);
    let site = site.expect("a recording of that host").site_url;
    let body = json!({ "recordingIds": ids(&simulator, host, &site, 1), "siteUrl": site });
    let path = "/recordings/softDelete?hostEmail=dave%2Bevents%40example.com";

    assert_eq!(Client::new(&simulator, Role::User).post(path, &body).status, 404);
    let admin = Client::new(&simulator, Role::Admin);
    assert_eq!(admin.post("/recordings/softDelete", &body).status, 404);
    let unencoded = admin.post("/recordings/softDelete?hostEmail=dave+events@example.com", &body);
    assert_eq!(unencoded.status, 404, "an unencoded plus is a space");
    assert_eq!(count(&simulator, Deleted), 0);
    assert_eq!(admin.post(path, &body).status, 204);
    assert_eq!(count(&simulator, Deleted), 1);
}

#[test]
fn an_unknown_host_is_not_found() {
    let simulator = start();
    let body = json!({ "recordingIds": mine(&simulator, 1) });
    let path = "/recordings/softDelete?hostEmail=nobody@example.com";
    assert_eq!(Client::new(&simulator, Role::Admin).post(path, &body).status, 404);
    let user = Client::new(&simulator, Role::User).post(path, &body);
    assert_eq!(user.status, 204, "the parameter has no effect without an admin's scope");
}

#[test]
fn the_all_flags_select_everything_in_the_bin_of_one_host_on_one_site() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let here = mine(&simulator, 3);
    let there = ids(&simulator, ALICE, TRAINING, 2);
    client.move_to_bin(&here);
    client.post("/recordings/softDelete", &json!({ "recordingIds": there, "siteUrl": TRAINING }));

    let restored = client.post("/recordings/restore", &json!({ "restoreAll": true }));
    assert_eq!(restored.status, 204);
    assert_eq!(statuses(&simulator, &here), [Available; 3]);
    assert_eq!(statuses(&simulator, &there), [Deleted; 2]);

    let purge = json!({ "purgeAll": true, "recordingIds": [], "siteUrl": TRAINING });
    assert_eq!(client.post("/recordings/purge", &purge).status, 204);
    assert_eq!(statuses(&simulator, &there), [Purged; 2]);
    assert_eq!(count(&simulator, Purged), 2);
}

/// Moves five ids of which the third is invalid; the status, and the states of the others.
fn with_an_invalid_id(batch: Batch) -> (u16, Vec<webexrec_simulator::Status>) {
    let simulator = start();
    simulator.change(|behaviour| behaviour.batch = batch);
    let good = mine(&simulator, 4);
    let mut all = good.clone();
    all.insert(2, UNKNOWN.into());
    let status = Client::new(&simulator, Role::User).move_to_bin(&all).status;
    (status, statuses(&simulator, &good))
}

#[test]
fn an_atomic_batch_with_an_invalid_id_changes_nothing() {
    assert_eq!(with_an_invalid_id(Batch::Atomic), (404, vec![Available; 4]));
}

#[test]
fn a_batch_can_be_applied_up_to_its_first_invalid_id() {
    assert_eq!(
        with_an_invalid_id(Batch::UntilFirstBad),
        (404, vec![Deleted, Deleted, Available, Available])
    );
}

#[test]
fn a_batch_can_be_applied_except_for_its_invalid_ids() {
    assert_eq!(with_an_invalid_id(Batch::AllOthers), (404, vec![Deleted; 4]));
}

fn with_already_status(status: u16) -> (Simulator, u16, Vec<String>) {
    let simulator = start();
    simulator.change(|behaviour| behaviour.already_status = status);
    let client = Client::new(&simulator, Role::User);
    let ids = mine(&simulator, 2);
    assert_eq!(client.move_to_bin(&ids[..1]).status, 204);
    let response = client.move_to_bin(&ids).status;
    (simulator, response, ids)
}

#[test]
fn a_recording_already_in_the_requested_state_is_accepted_or_refused_as_set() {
    let (simulator, response, ids) = with_already_status(204);
    assert_eq!((response, statuses(&simulator, &ids)), (204, vec![Deleted; 2]));
    for refusal in [400, 404] {
        let (simulator, response, ids) = with_already_status(refusal);
        assert_eq!((response, statuses(&simulator, &ids)), (refusal, vec![Deleted, Available]));
    }
}

#[test]
fn an_id_given_twice_is_one_change() {
    let simulator = start();
    simulator.change(|behaviour| behaviour.already_status = 400);
    let id = mine(&simulator, 1).remove(0);
    assert_eq!(Client::new(&simulator, Role::User).move_to_bin(&[id.clone(), id]).status, 204);
    assert_eq!(count(&simulator, Deleted), 1);
}

#[test]
fn the_error_names_the_invalid_id_only_if_set() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    assert!(client.move_to_bin(&[UNKNOWN.into()]).description().contains(UNKNOWN));
    simulator.change(|behaviour| behaviour.names_id = false);
    assert!(!client.move_to_bin(&[UNKNOWN.into()]).body.contains(UNKNOWN));
}
