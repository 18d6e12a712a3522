//! A dry run checks and plans everything, and sends nothing.

use webexrec::*;
use webexrec_simulator::{Role, Status};
use webexrec_test_support::*;

const DRY: ChangeOptions =
    ChangeOptions { site_url: None, host_email: None, flags: WEBEXREC_DRY_RUN };

#[test]
fn a_dry_run_checks_everything_and_sends_nothing() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    let ids = own_ids(&simulator, 101);
    let dry = |json: &str, options| caller.change(webexrec_move_to_recycle_bin, json, options).code;
    assert_eq!(dry(&ids_json(&ids), DRY), WEBEXREC_OK);
    assert_eq!(dry("[7]", DRY), WEBEXREC_E_INVALID_RECORDINGS);
    let single = ChangeOptions { flags: WEBEXREC_DRY_RUN | WEBEXREC_SINGLE_REQUEST, ..DRY };
    assert_eq!(dry(&ids_json(&ids), single), WEBEXREC_E_TOO_MANY_RECORDINGS);
    assert_eq!(simulator.requests().len(), 0);
    assert_eq!(count_in_state(&simulator, &ids, Status::Deleted), 0);
}

#[test]
fn the_report_of_a_dry_run_has_the_planned_requests_and_all_recordings_as_not_sent() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let own = own_ids(&simulator, 101);
    let mut recordings: Vec<_> = own.iter().map(|id| serde_json::json!(id)).collect();
    recordings.push(serde_json::json!({
        "id": "elsewhere", "siteUrl": "emea.example.webex.com", "hostEmail": "d+e@example.com",
        "sizeBytes": 7
    }));
    recordings.push(recordings[0].clone());
    let json = serde_json::Value::from(recordings).to_string();
    let planned = client.change(MOVE, &json, DRY);
    assert_eq!(planned.code, WEBEXREC_OK, "{}", planned.message);
    assert_eq!((planned.count("total"), planned.count("notSent")), (103, 103));
    assert_eq!(planned.report["bytes"], serde_json::json!({"total": 7, "done": 0}));
    assert_eq!(planned.report["requests"], 0);
    let plan = planned.report["plan"].as_array().expect("a plan");
    let lengths: Vec<_> =
        plan.iter().map(|request| request["ids"].as_array().expect("ids").len()).collect();
    assert_eq!(lengths, [100, 1, 1]);
    assert!(plan.iter().all(|request| request["method"] == "POST"), "{plan:?}");
    assert!(plan.iter().all(|request| request["path"] == "/recordings/softDelete"), "{plan:?}");
    assert_eq!(plan[0]["ids"][0], own[0]);
    let elsewhere = plan.iter().find(|request| request["ids"][0] == "elsewhere").expect("it");
    assert_eq!(elsewhere["query"], serde_json::json!({"hostEmail": "d+e@example.com"}));
    assert_eq!(elsewhere["siteUrl"], "emea.example.webex.com", "{elsewhere}");
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn a_dry_run_with_all_plans_the_request_and_does_not_send_it() {
    let simulator = start_simulator();
    let client = ClientOptions::of(&simulator).client(&simulator);
    let all = ChangeOptions { flags: WEBEXREC_DRY_RUN | WEBEXREC_ALL, ..DRY };
    let planned = client.change(RESTORE, "[]", all);
    assert_eq!(planned.code, WEBEXREC_OK, "{}", planned.message);
    assert_eq!(planned.report["plan"][0]["path"], "/recordings/restore");
    assert_eq!(planned.entries()[0]["outcome"], "notSent");
    assert_eq!(simulator.requests().len(), 0);
}
