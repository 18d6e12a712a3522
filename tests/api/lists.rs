//! Listing recordings and sites.

use std::collections::HashSet;
use webexrec::*;
use webexrec_simulator::{DropConnection, Role, Script, Settings};
use webexrec_test_support::client::{ClientOptions, Monitor};
use webexrec_test_support::simple::*;

const EVER: &str = r#"{"from":"2020-01-01"}"#;

fn ids(recordings: &[serde_json::Value]) -> HashSet<&str> {
    recordings.iter().filter_map(|recording| recording["id"].as_str()).collect()
}

#[test]
fn every_page_is_fetched_the_empty_ones_too() {
    let simulator = simulator();
    simulator.change(|behaviour| behaviour.empty_pages = true);
    let listed = Caller::new(&simulator, Role::User)
        .list(Some(r#"{"from":"2020-01-01","siteUrl":"example.webex.com","max":7}"#), 0)
        .expect("a list");
    let own = own_ids(&simulator, 250);
    assert!(own.iter().all(|id| ids(&listed).contains(id.as_str())));
    assert_eq!(ids(&listed).len(), listed.len(), "no recording twice");
    assert!(simulator.requests().len() >= 2 * 250 / 7);
}

#[test]
fn a_list_over_https_is_the_same() {
    let simulator = start(Settings { tls: true, ..Settings::default() });
    let listed = Caller::new(&simulator, Role::User).list(Some(EVER), 0).expect("a list");
    assert!(listed.len() >= 250);
}

#[test]
fn without_a_query_the_service_shows_its_last_seven_days() {
    let simulator = simulator();
    let listed = Caller::new(&simulator, Role::User).list(None, 0).expect("a list");
    assert!(!listed.is_empty() && listed.len() < 50, "{}", listed.len());
    assert_eq!(simulator.requests()[0].query.as_deref(), Some("max=100"));
}

#[test]
fn what_was_listed_can_be_moved_and_the_bin_be_listed_and_restored_as_it_is() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    let own: Vec<_> = caller.list(Some(EVER), 0).expect("a list");
    let movable = own.iter().filter(|r| r["shareToMe"] != true).count();
    let ended = caller.change(
        webexrec_move_to_recycle_bin,
        &serde_json::to_string(&own).expect("JSON"),
        Options::default(),
    );
    assert!(
        ended.code == WEBEXREC_E_PARTIAL && ended.message.contains("only shared with you"),
        "{ended:?}"
    );
    let bin = caller.list(Some(r#"{"from":"2020-01-01","status":"deleted"}"#), 0).expect("a list");
    assert_eq!(bin.len(), movable);
    let json = serde_json::to_string(&bin).expect("JSON");
    assert_eq!(
        caller.change(webexrec_restore_from_recycle_bin, &json, Options::default()).code,
        WEBEXREC_OK
    );
}

#[test]
fn a_list_of_another_hosts_recordings_names_that_host() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::Admin);
    let query = r#"{"from":"2020-01-01","hostEmail":"dave+events@example.com"}"#;
    let listed = caller.list(Some(query), 0).expect("a list");
    assert!(!listed.is_empty());
    assert!(listed.iter().all(|recording| recording["hostEmail"] == "dave+events@example.com"));
    let json = serde_json::to_string(&listed).expect("JSON");
    assert_eq!(
        caller.change(webexrec_move_to_recycle_bin, &json, Options::default()).code,
        WEBEXREC_OK
    );
}

#[test]
fn an_admin_lists_all_hosts_of_a_site() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::Admin);
    let listed = caller.list(None, WEBEXREC_ADMIN).expect("a list");
    assert!(
        !listed.is_empty() && listed.iter().all(|recording| recording["hostEmail"].is_string())
    );
    assert_eq!(simulator.requests()[0].path, "/admin/recordings");
}

#[test]
fn an_admins_list_of_more_than_thirty_days_has_no_gap_and_no_recording_twice() {
    let simulator = start(Settings {
        recordings: 400,
        other_recordings: 400,
        spread_days: 200,
        ..Settings::default()
    });
    let site = "emea.example.webex.com";
    let query = format!(r#"{{"from":"2020-01-01","siteUrl":"{site}","max":10}}"#);
    let listed =
        Caller::new(&simulator, Role::Admin).list(Some(&query), WEBEXREC_ADMIN).expect("a list");
    let all = simulator.recordings();
    let there: HashSet<&str> =
        all.iter().filter(|r| r.site_url == site).map(|r| r.id.as_str()).collect();
    assert_eq!(ids(&listed), there);
    assert_eq!(listed.len(), there.len(), "no recording twice");
    let times: Vec<_> = listed.iter().map(|r| r["createTime"].as_str().expect("a time")).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "newest first, as the service has it: {times:?}");
}

#[test]
fn with_from_the_whole_bin_is_listed_and_without_it_the_last_seven_days() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    let own = own_ids(&simulator, 250);
    assert_eq!(caller.move_to_bin(&own).code, WEBEXREC_OK);
    let bin = caller.list(Some(r#"{"status":"deleted","from":"2020-01-01"}"#), 0).expect("a list");
    assert_eq!(ids(&bin), own.iter().map(String::as_str).collect());
    let recent = caller.list(Some(r#"{"status":"deleted"}"#), 0).expect("a list");
    assert!(!recent.is_empty() && recent.len() < 50, "{}", recent.len());
}

#[test]
fn a_page_that_fails_by_chance_is_asked_for_again() {
    let simulator = simulator();
    simulator.script(Script { skip: 1, status: 503, ..Script::default() });
    simulator.script(Script { drop: Some(DropConnection::Before), ..Script::default() });
    let listed = Caller::new(&simulator, Role::User).list(Some(EVER), 0).expect("a list");
    assert!(own_ids(&simulator, 250).iter().all(|id| ids(&listed).contains(id.as_str())));
    assert_eq!(ids(&listed).len(), listed.len(), "no recording twice");
}

#[test]
fn a_cancelled_list_is_no_list() {
    let simulator = simulator();
    // Or it could be over before progress is told a second time.
    simulator.change(|behaviour| behaviour.latency_ms = 5);
    let client = ClientOptions::of(&simulator).client(&simulator);
    let monitor = Monitor::new().on_progress(|progress| {
        progress.get(WEBEXREC_PROGRESS_DONE) == 0 && progress.get(WEBEXREC_PROGRESS_REQUESTS) < 3
    });
    let ended =
        client.list(r#"{"from":"2020-01-01","max":1}"#, 0, Some(&monitor)).expect_err("no list");
    assert_eq!(ended.code, WEBEXREC_E_CANCELLED, "{}", ended.message);
    assert!(simulator.requests().len() < 250);
    let cancelled_before = Monitor::new();
    cancelled_before.handle().cancel();
    simulator.clear_requests();
    let ended = client.list("{}", 0, Some(&cancelled_before)).expect_err("no list");
    assert_eq!(ended.code, WEBEXREC_E_CANCELLED);
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn a_clients_lists_are_those_of_the_simple_calls() {
    let simulator = simulator();
    let (client, caller) =
        (ClientOptions::of(&simulator).client(&simulator), Caller::new(&simulator, Role::User));
    assert_eq!(client.list("{}", 0, None), caller.list(Some("{}"), 0));
    assert_eq!(client.sites(), caller.sites(None));
}

#[test]
fn secrets_are_left_out_unless_asked_for() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    for (flags, wanted) in [(0, false), (WEBEXREC_INCLUDE_SECRETS, true)] {
        for recording in caller.list(None, flags).expect("a list") {
            for name in ["password", "downloadUrl", "playbackUrl"] {
                assert_eq!(recording.get(name).is_some(), wanted, "{name}");
            }
            assert!(recording["topic"].is_string());
        }
    }
}

#[test]
fn text_in_a_query_arrives_as_it_was_given() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    assert_eq!(caller.list(Some(r#"{"topic":"a+b & c=d %41 é"}"#), 0), Ok(vec![]));
    let query = simulator.requests()[0].query.clone().expect("a query");
    assert!(query.contains("topic=a%2Bb%20%26%20c%3Dd%20%2541%20%C3%A9"), "{query}");
}

#[test]
fn a_next_link_to_another_server_is_refused_and_the_token_stays() {
    let simulator = simulator();
    let elsewhere = start(Settings::default());
    let link = format!("<{}/recordings?max=100>; rel=\"next\"", elsewhere.base_url());
    simulator.script(Script {
        status: 200,
        headers: [("Link".to_owned(), link)].into(),
        body: Some(r#"{"items":[{"id":"a"}]}"#.into()),
        ..Script::default()
    });
    let ended = Caller::new(&simulator, Role::User).list(None, 0).expect_err("refused");
    assert_eq!(ended.code, WEBEXREC_E_BAD_RESPONSE);
    assert!(ended.message.contains("not one to this service"), "{}", ended.message);
    assert_eq!(elsewhere.requests().len(), 0);
}

/// A page with one recording and a `Link` header.
fn page(id: &str, link: String) -> Script {
    Script {
        status: 200,
        headers: [("Link".to_owned(), link)].into(),
        body: Some(format!(r#"{{"items":[{{"id":"{id}"}}]}}"#)),
        ..Script::default()
    }
}

#[test]
fn a_next_link_that_leads_back_ends_the_list_and_a_null_page_size_is_mended() {
    let simulator = simulator();
    let base = simulator.base_url();
    simulator.script(page("a", format!("<{base}/recordings?max=null&cursor=2>; rel=\"next\"")));
    simulator.script(page(
        "b",
        format!("<{base}/x>; rel=\"prev\", <{base}/recordings?max=100>; title=\"a, b\"; rel=next"),
    ));
    let listed = Caller::new(&simulator, Role::User).list(None, 0).expect("a list");
    assert_eq!(ids(&listed), HashSet::from(["a", "b"]));
    let queries: Vec<_> =
        simulator.requests().into_iter().filter_map(|request| request.query).collect();
    assert_eq!(queries, ["max=100", "max=100&cursor=2"]);
}

#[test]
fn a_next_link_is_followed_whatever_characters_it_has_and_its_recordings_come_once() {
    let simulator = simulator();
    simulator.script(page(
        "a",
        "</v1/recordings?hostEmail=a@example.com&topic=\u{e9}>; rel=\"next last\"".into(),
    ));
    simulator.script(page("a", "</v1/recordings?page=3>; rel=next".into()));
    simulator.script(Script { headers: [].into(), ..page("b", String::new()) });
    let listed = Caller::new(&simulator, Role::User).list(None, 0).expect("a list");
    assert_eq!((listed.len(), ids(&listed)), (2, HashSet::from(["a", "b"])));
    let query = simulator.requests()[1].query.clone();
    assert_eq!(query.as_deref(), Some("hostEmail=a@example.com&topic=%C3%A9"));
}

#[test]
fn a_list_that_goes_in_circles_is_an_error_and_not_endless() {
    let simulator = simulator();
    for number in 0..1100 {
        simulator.script(page("a", format!("</v1/recordings?page={number}>; rel=next")));
    }
    let ended = Caller::new(&simulator, Role::User).list(None, 0).expect_err("no list");
    assert_eq!(ended.code, WEBEXREC_E_BAD_RESPONSE);
    assert!(ended.message.contains("in circles"), "{}", ended.message);
}

#[test]
fn an_answer_that_is_no_list_is_an_error_and_so_is_a_failed_page() {
    let simulator = simulator();
    let caller = Caller::new(&simulator, Role::User);
    for body in [
        "<html>login</html>",
        "{}",
        r#"{"items":{}}"#,
        r#"{"items":[{"topic":"no id"}]}"#,
        "[]",
        "",
    ] {
        simulator.script(Script { status: 200, body: Some(body.into()), ..Script::default() });
        assert_eq!(caller.list(None, 0).expect_err(body).code, WEBEXREC_E_BAD_RESPONSE, "{body}");
    }
    simulator.script(Script { skip: 1, status: 403, ..Script::default() });
    let ended = caller.list(Some(EVER), 0).expect_err("a failed page");
    assert_eq!(ended.code, WEBEXREC_E_FORBIDDEN);
}

#[test]
fn sites_are_listed_with_the_preferred_one_marked() {
    let simulator = simulator();
    let sites = Caller::new(&simulator, Role::User).sites(None).expect("a list");
    let preferred: Vec<_> = sites.iter().filter(|site| site["default"] == true).collect();
    assert_eq!(preferred.len(), 1);
    assert_eq!(preferred[0]["siteUrl"], "example.webex.com");
    let of_bob =
        Caller::new(&simulator, Role::Admin).sites(Some("bob@example.com")).expect("a list");
    assert!(!of_bob.is_empty());
    assert_eq!(
        simulator.requests().last().expect("a request").query.as_deref(),
        Some("userEmail=bob%40example.com")
    );
    simulator.script(Script { status: 200, body: Some("{}".into()), ..Script::default() });
    let ended = Caller::new(&simulator, Role::User).sites(None).expect_err("no list");
    assert_eq!(ended.code, WEBEXREC_E_BAD_RESPONSE);
}
