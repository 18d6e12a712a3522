//! Details of a recording, and the list of sites.

use crate::client::{ALICE, BOB, Client, PREFERRED, TRAINING, ids, mine, start};
use serde_json::json;
use webexrec_simulator::Role;

fn details(client: &Client, id: &str) -> u16 {
    client.get(&format!("/recordings/{id}")).status
}

#[test]
fn a_user_gets_the_details_of_own_recordings_on_any_site_and_of_shared_ones() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let own = &ids(&simulator, ALICE, TRAINING, 1)[0];
    let response = client.get(&format!("/recordings/{own}"));
    assert_eq!((response.status, &response.json()["id"]), (200, &json!(own)));
    assert!(response.json()["temporaryDirectDownloadLinks"]["recordingDownloadLink"].is_string());
    let recordings = simulator.recordings();
    let shared = recordings.iter().find(|recording| recording.shared_with == [ALICE]).unwrap();
    assert_eq!(details(&client, &shared.id), 200);
    let foreign =
        recordings.iter().find(|recording| recording.host_email == "carol@example.com").unwrap();
    assert_eq!(details(&client, &foreign.id), 404);
    assert_eq!(details(&client, "unknown"), 404);
}

#[test]
fn an_admin_gets_details_on_behalf_of_the_host() {
    let simulator = start();
    let client = Client::new(&simulator, Role::Admin);
    let id = &ids(&simulator, BOB, PREFERRED, 1)[0];
    assert_eq!(details(&client, id), 404);
    assert_eq!(details(&client, &format!("{id}?hostEmail={BOB}")), 200);
}

#[test]
fn details_can_be_limited_to_a_site() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let path = format!("/recordings/{}", mine(&simulator, 1)[0]);
    let status = |site: &str| client.send("GET", &path, &[("siteUrl", site)], "").unwrap().status;
    assert_eq!(status(PREFERRED), 200);
    assert_eq!(status(TRAINING), 404);
    assert_eq!(status("nowhere.webex.com"), 404);
}

#[test]
fn details_include_the_recycle_bin_if_set_and_never_purged_recordings() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let ids = mine(&simulator, 1);
    client.move_to_bin(&ids);
    let response = client.get(&format!("/recordings/{}", ids[0]));
    assert_eq!((response.status, &response.json()["status"]), (200, &json!("deleted")));
    simulator.change(|behaviour| behaviour.details_in_bin = false);
    assert_eq!(details(&client, &ids[0]), 404);
    simulator.change(|behaviour| behaviour.details_in_bin = true);
    client.post("/recordings/purge", &json!({ "recordingIds": ids }));
    assert_eq!(details(&client, &ids[0]), 404);
}

#[test]
fn the_site_list_has_one_preferred_site() {
    let simulator = start();
    for role in [Role::User, Role::Admin, Role::ComplianceOfficer] {
        let response = Client::new(&simulator, role).get("/meetingPreferences/sites");
        let sites = response.json()["sites"].as_array().unwrap().clone();
        assert_eq!(sites.len(), 3);
        let preferred: Vec<_> = sites.iter().filter(|site| site["default"] == true).collect();
        assert_eq!(preferred, [&json!({ "siteUrl": PREFERRED, "default": true })]);
    }
}

#[test]
fn an_admin_gets_the_sites_of_a_user() {
    let simulator = start();
    let client = Client::new(&simulator, Role::Admin);
    let status = |query: &str| client.get(&format!("/meetingPreferences/sites?{query}")).status;
    assert_eq!(status("userEmail=bob@example.com"), 200);
    assert_eq!(status("userEmail=nobody@example.com"), 404);
    assert_eq!(status(&format!("userEmail=bob@example.com&siteUrl={TRAINING}")), 200);
    assert_eq!(status("siteUrl=nowhere.webex.com"), 404);
}
