//! Lists of recordings and sites.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use webexrec::*;
use webexrec_simulator::{DropConnection, Recording, Role, Script, Settings, Simulator};
use webexrec_test_support::*;

const ALL_TIME: &str = r#"{"from":"2020-01-01"}"#;
const USER: &str = "alice@example.com";

/// The ids of a list, in its order.
fn ids(recordings: &[Value]) -> Vec<&str> {
    recordings.iter().filter_map(|recording| recording["id"].as_str()).collect()
}

/// The ids of the recordings that fulfil the condition, newest first as in lists.
fn ids_where(simulator: &Simulator, condition: impl Fn(&Recording) -> bool) -> Vec<String> {
    simulator.recordings().into_iter().filter(condition).map(|recording| recording.id).collect()
}

/// Whether the user's list has the recording.
fn is_visible(recording: &Recording) -> bool {
    recording.host_email == USER || recording.shared_with == [USER]
}

#[test]
fn all_pages_are_fetched_including_those_after_an_empty_one() {
    let simulator = start_simulator();
    simulator.change(|behaviour| behaviour.empty_pages = true);
    let query = r#"{"from":"2020-01-01","siteUrl":"example.webex.com","max":7}"#;
    let listed = SimpleCaller::new(&simulator, Role::User).list(Some(query), 0).expect("a list");
    let wanted = ids_where(&simulator, |r| is_visible(r) && r.site_url == "example.webex.com");
    assert_eq!(ids(&listed), wanted);
    let pages = wanted.len().div_ceil(7);
    assert_eq!(simulator.requests().len(), 2 * pages - 1, "with an empty page between any two");
}

#[test]
fn a_list_over_https_is_the_list_over_http() {
    // The same seed generates the same recordings, with the same times if both start within a second.
    let start = |tls| {
        let settings = Settings { seed: 0, tls, ..Settings::default() };
        Simulator::start(settings).expect("a free port")
    };
    let (http, https) = loop {
        let (http, https) = (start(false), start(true));
        if http.recordings()[0].create_time == https.recordings()[0].create_time {
            break (http, https);
        }
    };
    let list = |simulator, role, flags| {
        SimpleCaller::new(simulator, role).list(Some(ALL_TIME), flags).expect("a list")
    };
    for (role, flags) in
        [(Role::User, 0), (Role::User, WEBEXREC_INCLUDE_SECRETS), (Role::Admin, WEBEXREC_ADMIN)]
    {
        let (over_http, over_https) = (list(&http, role, flags), list(&https, role, flags));
        assert!(over_http.len() > 200, "{}", over_http.len());
        assert_eq!(over_https, over_http);
    }
    let sites = |simulator| SimpleCaller::new(simulator, Role::User).sites(None);
    assert_eq!(sites(&https), sites(&http));
}

#[test]
fn without_a_query_the_service_lists_the_last_seven_days() {
    let simulator = start_simulator();
    let listed = SimpleCaller::new(&simulator, Role::User).list(None, 0).expect("a list");
    assert!(!listed.is_empty() && listed.len() < 50, "{}", listed.len());
    // The newest ones, without a gap.
    assert_eq!(ids(&listed), ids_where(&simulator, is_visible)[..listed.len()]);
    assert_eq!(simulator.requests()[0].query.as_deref(), Some("max=100"));
}

#[test]
fn lists_can_be_passed_to_move_and_restore_as_they_are() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    let own = caller.list(Some(ALL_TIME), 0).expect("a list");
    let movable = own.iter().filter(|r| r["shareToMe"] != true).count();
    let result = caller.change(
        webexrec_move_to_recycle_bin,
        &serde_json::to_string(&own).expect("JSON"),
        ChangeOptions::default(),
    );
    assert!(
        result.code == WEBEXREC_E_PARTIAL && result.message.contains("only shared with you"),
        "{result:?}"
    );
    let bin = caller.list(Some(r#"{"from":"2020-01-01","status":"deleted"}"#), 0).expect("a list");
    assert_eq!(bin.len(), movable);
    let json = serde_json::to_string(&bin).expect("JSON");
    assert_eq!(
        caller.change(webexrec_restore_from_recycle_bin, &json, ChangeOptions::default()).code,
        WEBEXREC_OK
    );
}

#[test]
fn an_admins_list_of_a_host_has_the_recordings_of_this_host_with_its_address() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::Admin);
    let host = "dave+events@example.com";
    let query = json!({"from": "2020-01-01", "hostEmail": host}).to_string();
    let listed = caller.list(Some(&query), 0).expect("a list");
    assert_eq!(ids(&listed), ids_where(&simulator, |recording| recording.host_email == host));
    assert!(!listed.is_empty() && listed.iter().all(|recording| recording["hostEmail"] == host));
    let json = Value::Array(listed).to_string();
    let moved = caller.change(webexrec_move_to_recycle_bin, &json, ChangeOptions::default());
    assert_eq!(moved.code, WEBEXREC_OK, "{}", moved.message);
}

#[test]
fn an_admin_lists_the_recordings_of_each_host_of_a_site() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::Admin);
    let listed = caller.list(Some(ALL_TIME), WEBEXREC_ADMIN).expect("a list");
    assert_eq!(simulator.requests()[0].path, "/admin/recordings");
    let mut by_host: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for recording in &listed {
        let [id, host] = ["id", "hostEmail"].map(|name| recording[name].as_str().expect("text"));
        by_host.entry(host.to_owned()).or_default().push(id.to_owned());
    }
    let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let recordings = simulator.recordings().into_iter();
    for recording in recordings.filter(|recording| recording.site_url == "example.webex.com") {
        wanted.entry(recording.host_email).or_default().push(recording.id);
    }
    assert!(wanted.len() > 3, "{} hosts", wanted.len());
    assert_eq!(by_host, wanted);
}

#[test]
fn an_admins_list_of_more_than_thirty_days_is_complete_and_has_no_recording_twice() {
    let simulator = start_simulator_with(Settings {
        recordings: 400,
        other_recordings: 400,
        spread_days: 200,
        ..Settings::default()
    });
    let site = "emea.example.webex.com";
    let query = format!(r#"{{"from":"2020-01-01","siteUrl":"{site}","max":10}}"#);
    let listed = SimpleCaller::new(&simulator, Role::Admin)
        .list(Some(&query), WEBEXREC_ADMIN)
        .expect("a list");
    assert_eq!(ids(&listed), ids_where(&simulator, |r| r.site_url == site), "newest first");
}

#[test]
fn from_selects_the_whole_bin_and_without_it_the_last_seven_days_are_listed() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    let own = own_ids(&simulator, 250);
    assert_eq!(caller.move_to_bin(&own).code, WEBEXREC_OK);
    let bin = caller.list(Some(r#"{"status":"deleted","from":"2020-01-01"}"#), 0).expect("a list");
    assert_eq!(ids(&bin), own);
    let recent = caller.list(Some(r#"{"status":"deleted"}"#), 0).expect("a list");
    assert!(!recent.is_empty() && recent.len() < 50, "{}", recent.len());
    assert_eq!(ids(&recent), own[..recent.len()]);
}

#[test]
fn a_page_that_fails_is_requested_again() {
    let simulator = start_simulator();
    simulator.script(Script { skip: 1, status: 503, ..Script::default() });
    simulator.script(Script { drop: Some(DropConnection::Before), ..Script::default() });
    let listed = SimpleCaller::new(&simulator, Role::User).list(Some(ALL_TIME), 0).expect("a list");
    assert_eq!(ids(&listed), ids_where(&simulator, is_visible));
    let statuses: Vec<_> = simulator.requests().iter().map(|request| request.status).collect();
    assert!(statuses.contains(&Some(503)) && statuses.contains(&None), "{statuses:?}");
}

#[test]
fn a_cancelled_list_returns_nothing() {
    let simulator = start_simulator();
    // So that it doesn't end before the second progress callback.
    simulator.change(|behaviour| behaviour.latency_ms = 5);
    let client = ClientOptions::of(&simulator).client(&simulator);
    let monitor = Monitor::new().on_progress(|progress| {
        progress.get(WEBEXREC_PROGRESS_DONE) == 0 && progress.get(WEBEXREC_PROGRESS_REQUESTS) < 3
    });
    let result =
        client.list(r#"{"from":"2020-01-01","max":1}"#, 0, Some(&monitor)).expect_err("no list");
    assert_eq!(result.code, WEBEXREC_E_CANCELLED, "{}", result.message);
    assert!(simulator.requests().len() < 250);
    let cancelled_before = Monitor::new();
    cancelled_before.handle().cancel();
    simulator.clear_requests();
    let result = client.list("{}", 0, Some(&cancelled_before)).expect_err("no list");
    assert_eq!(result.code, WEBEXREC_E_CANCELLED);
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn the_lists_of_a_client_are_those_of_the_simple_api() {
    let simulator = start_simulator();
    let (client, caller) = (
        ClientOptions::of(&simulator).client(&simulator),
        SimpleCaller::new(&simulator, Role::User),
    );
    let (listed, sites) = (client.list(ALL_TIME, 0, None).expect("a list"), client.sites());
    assert!(listed.len() > 250 && sites.as_ref().is_ok_and(|sites| sites.len() == 3));
    assert_eq!(caller.list(Some(ALL_TIME), 0), Ok(listed));
    assert_eq!(caller.sites(None), sites);
}

#[test]
fn passwords_and_links_are_omitted_unless_requested() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    for (flags, wanted) in [(0, false), (WEBEXREC_INCLUDE_SECRETS, true)] {
        let listed = caller.list(None, flags).expect("a list");
        assert!(!listed.is_empty());
        for recording in listed {
            for name in ["password", "downloadUrl", "playbackUrl"] {
                assert_eq!(recording.get(name).is_some(), wanted, "{name}");
            }
            assert!(recording["topic"].is_string());
        }
    }
}

#[test]
fn text_in_a_query_is_percent_encoded() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
    assert_eq!(caller.list(Some(r#"{"topic":"a+b & c=d %41 é"}"#), 0), Ok(vec![]));
    let query = simulator.requests()[0].query.clone().expect("a query");
    assert!(query.contains("topic=a%2Bb%20%26%20c%3Dd%20%2541%20%C3%A9"), "{query}");
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
fn a_next_link_to_an_earlier_page_ends_the_list_and_max_null_is_corrected() {
    let simulator = start_simulator();
    let base = simulator.base_url();
    simulator.script(page("a", format!("<{base}/recordings?max=null&cursor=2>; rel=\"next\"")));
    simulator.script(page(
        "b",
        format!("<{base}/x>; rel=\"prev\", <{base}/recordings?max=100>; title=\"a, b\"; rel=next"),
    ));
    let listed = SimpleCaller::new(&simulator, Role::User).list(None, 0).expect("a list");
    assert_eq!(ids(&listed), ["a", "b"]);
    let queries: Vec<_> =
        simulator.requests().into_iter().filter_map(|request| request.query).collect();
    assert_eq!(queries, ["max=100", "max=100&cursor=2"]);
}

#[test]
fn a_next_link_with_any_characters_is_followed_and_repeated_recordings_are_listed_once() {
    let simulator = start_simulator();
    simulator.script(page(
        "a",
        "</v1/recordings?hostEmail=a@example.com&topic=\u{e9}>; rel=\"next last\"".into(),
    ));
    simulator.script(page("a", "</v1/recordings?page=3>; rel=next".into()));
    simulator.script(Script { headers: [].into(), ..page("b", String::new()) });
    let listed = SimpleCaller::new(&simulator, Role::User).list(None, 0).expect("a list");
    assert_eq!(ids(&listed), ["a", "b"]);
    let query = simulator.requests()[1].query.clone();
    assert_eq!(query.as_deref(), Some("hostEmail=a@example.com&topic=%C3%A9"));
}

#[test]
fn an_endless_list_is_an_error() {
    let simulator = start_simulator();
    for number in 0..1100 {
        simulator.script(page("a", format!("</v1/recordings?page={number}>; rel=next")));
    }
    let result = SimpleCaller::new(&simulator, Role::User).list(None, 0).expect_err("no list");
    assert_eq!(result.code, WEBEXREC_E_BAD_RESPONSE);
    assert!(result.message.contains("in circles"), "{}", result.message);
}

#[test]
fn a_response_that_is_not_a_list_and_a_failed_page_are_errors() {
    let simulator = start_simulator();
    let caller = SimpleCaller::new(&simulator, Role::User);
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
    let result = caller.list(Some(ALL_TIME), 0).expect_err("an error");
    assert_eq!(result.code, WEBEXREC_E_FORBIDDEN);
}

#[test]
fn the_preferred_site_is_marked_in_the_list_of_sites() {
    let simulator = start_simulator();
    let sites = SimpleCaller::new(&simulator, Role::User).sites(None).expect("a list");
    let preferred: Vec<_> = sites.iter().filter(|site| site["default"] == true).collect();
    assert_eq!((sites.len(), preferred.len()), (3, 1));
    assert_eq!(preferred[0]["siteUrl"], "example.webex.com");
    let of_bob =
        SimpleCaller::new(&simulator, Role::Admin).sites(Some("bob@example.com")).expect("a list");
    assert!(!of_bob.is_empty());
    assert_eq!(
        simulator.requests().last().expect("a request").query.as_deref(),
        Some("userEmail=bob%40example.com")
    );
    simulator.script(Script { status: 200, body: Some("{}".into()), ..Script::default() });
    let result = SimpleCaller::new(&simulator, Role::User).sites(None).expect_err("no list");
    assert_eq!(result.code, WEBEXREC_E_BAD_RESPONSE);
}
