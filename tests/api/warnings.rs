//! What the service warns of is passed on.

use webexrec::*;
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

#[test]
fn a_warning_of_the_service_is_in_the_report_once_however_often_it_came() {
    let simulator = simulator();
    let warning = r#"299 - "This function will end in 2027""#;
    simulator.change(|behaviour| behaviour.warning = Some(warning.into()));
    let client = ClientOptions::of(&simulator).client(&simulator);
    let ended = client.move_to_bin(&own_ids(&simulator, 250));
    assert_eq!(ended.code, WEBEXREC_OK, "{}", ended.message);
    assert_eq!(simulator.requests().len(), 3);
    assert_eq!(ended.report["warnings"], serde_json::json!([warning]));
}
