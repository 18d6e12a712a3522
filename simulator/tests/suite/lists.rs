//! Lists: who sees what, windows, filters and pages.

use crate::client::{ALICE, BOB, Client, PREFERRED, Response, TRAINING, mine, start};
use serde_json::Value;
use std::collections::HashSet;
use webexrec_simulator::{Recording, Role, Simulator};

const EVER: &str = "from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";

/// The `days` before now, as a query.
fn past(days: i64) -> String {
    let now = jiff::Timestamp::now();
    format!("from={}&to={now}", now - jiff::SignedDuration::from_hours(24 * days))
}

/// All pages of a list, by its next links.
fn pages(client: &Client, path: &str) -> Vec<Response> {
    let mut pages = vec![client.get(path)];
    while let Some(link) = pages[pages.len() - 1].header("link") {
        let url = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\""));
        pages.push(client.get(url.expect("a next link")));
        assert!(pages.len() < 1000, "the list has no end");
    }
    pages
}

fn all(client: &Client, path: &str) -> Vec<Value> {
    pages(client, path).iter().flat_map(Response::items).collect()
}

fn ids_of(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| item["id"].as_str().unwrap().into()).collect()
}

/// Ids of the recordings that fulfil the condition, newest first.
fn ids_where(simulator: &Simulator, holds: impl Fn(&Recording) -> bool) -> Vec<String> {
    simulator.recordings().into_iter().filter(holds).map(|recording| recording.id).collect()
}

#[test]
fn a_user_lists_own_recordings_on_all_sites_and_shared_ones() {
    let simulator = start();
    let items = all(&Client::new(&simulator, Role::User), &format!("/recordings?max=100&{EVER}"));
    let is_shared = |recording: &Recording| recording.shared_with == [ALICE];
    let expected =
        ids_where(&simulator, |recording| recording.host_email == ALICE || is_shared(recording));
    assert_eq!(ids_of(&items), expected);
    let shared: Vec<Value> = items.into_iter().filter(|item| item["shareToMe"] == true).collect();
    assert_eq!(ids_of(&shared), ids_where(&simulator, is_shared));
    assert!(!shared.is_empty());
}

#[test]
fn an_item_has_all_documented_fields_and_no_host_for_a_user() {
    let simulator = start();
    let mut item = Client::new(&simulator, Role::User).get("/recordings?max=1").items().remove(0);
    let members = item.as_object_mut().unwrap();
    for name in ["createTime", "timeRecorded"] {
        let time: jiff::Timestamp = members[name].as_str().unwrap().parse().unwrap();
        assert!(time < jiff::Timestamp::now());
    }
    assert_eq!(members["id"].as_str().unwrap().len(), 32);
    let names: HashSet<&str> = members.keys().map(String::as_str).collect();
    let documented = [
        "id",
        "meetingId",
        "scheduledMeetingId",
        "meetingSeriesId",
        "topic",
        "createTime",
        "timeRecorded",
        "siteUrl",
        "downloadUrl",
        "playbackUrl",
        "password",
        "format",
        "serviceType",
        "durationSeconds",
        "sizeBytes",
        "shareToMe",
        "integrationTags",
        "status",
    ];
    assert_eq!(names, HashSet::from(documented));
}

#[test]
fn an_admin_lists_the_recordings_of_all_hosts_on_one_site() {
    let simulator = start();
    for role in [Role::Admin, Role::ComplianceOfficer] {
        let client = Client::new(&simulator, role);
        let window = past(29);
        for site in [PREFERRED, TRAINING] {
            let items = all(&client, &format!("/admin/recordings?max=100&siteUrl={site}&{window}"));
            let (from, to) = window.strip_prefix("from=").unwrap().split_once("&to=").unwrap();
            let [from, to] = [from, to].map(|time| time.parse::<jiff::Timestamp>().unwrap());
            let expected = ids_where(&simulator, |recording| {
                recording.site_url == site && (from..to).contains(&recording.create_time)
            });
            assert_eq!(ids_of(&items), expected);
            let hosts: HashSet<_> = items.iter().map(|item| item["hostEmail"].as_str()).collect();
            assert!(hosts.len() > 1 && !hosts.contains(&None), "{hosts:?}");
        }
        let items = all(&client, &format!("/admin/recordings?max=100&{window}"));
        assert!(!items.is_empty() && items.iter().all(|item| item["siteUrl"] == PREFERRED));
        let bobs = items.iter().find(|item| item["hostEmail"] == BOB).expect("one of bob's");
        assert_eq!(bobs["hostDisplayName"], "Bob Baker");
    }
}

#[test]
fn only_an_admin_lists_the_recordings_of_another_host() {
    let simulator = start();
    let path = format!("/recordings?hostEmail={BOB}&max=100&{EVER}");
    let bobs = ids_where(&simulator, |recording| recording.host_email == BOB);
    assert_eq!(ids_of(&all(&Client::new(&simulator, Role::Admin), &path)), bobs);
    assert!(all(&Client::new(&simulator, Role::User), &path).len() > 250);
    let unknown =
        Client::new(&simulator, Role::Admin).get("/recordings?hostEmail=nobody@example.com");
    assert_eq!(unknown.status, 404);
}

#[test]
fn pages_have_ten_items_by_default_and_together_the_whole_list() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let path = format!("/recordings?siteUrl={PREFERRED}&topic=weekly&{EVER}");
    let ten = pages(&client, &path);
    let expected = ids_where(&simulator, |recording| {
        recording.topic == "Weekly planning"
            && recording.site_url == PREFERRED
            && (recording.host_email == ALICE || recording.shared_with == [ALICE])
    });
    assert!(expected.len() > 10, "one page is not enough for this test");
    assert_eq!(ids_of(&ten.iter().flat_map(Response::items).collect::<Vec<_>>()), expected);
    assert!(ten[..ten.len() - 1].iter().all(|page| page.items().len() == 10));
    assert_eq!(pages(&client, &format!("{path}&max=7")).len(), expected.len().div_ceil(7));
}

#[test]
fn next_links_have_the_host_name_that_the_client_used() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let url =
        format!("{}/recordings?max=1", simulator.base_url().replace("127.0.0.1", "localhost"));
    let link = client.get(&url).header("link").unwrap().to_owned();
    assert!(link.starts_with("<http://localhost:"), "{link}");
}

#[test]
fn empty_pages_come_between_any_two_pages_if_set() {
    let simulator = start();
    simulator.change(|behaviour| behaviour.empty_pages = true);
    let client = Client::new(&simulator, Role::User);
    let pages = pages(&client, &format!("/recordings?max=100&siteUrl={PREFERRED}&{EVER}"));
    let sizes: Vec<usize> = pages.iter().map(|page| page.items().len()).collect();
    let (last, total) = (sizes[sizes.len() - 1], sizes.iter().sum::<usize>());
    assert_eq!(sizes, [100, 0, 100, 0, last]);
    assert!(last > 0 && total > 250);
}

#[test]
fn without_dates_a_list_shows_the_last_seven_days() {
    let simulator = start();
    let week_ago = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(7 * 24);
    let items = all(&Client::new(&simulator, Role::User), "/recordings?max=100");
    let recent = |recording: &Recording| {
        recording.create_time >= week_ago
            && (recording.host_email == ALICE || recording.shared_with == [ALICE])
    };
    assert_eq!(ids_of(&items), ids_where(&simulator, recent));
    assert!((10..40).contains(&items.len()));
}

#[test]
fn a_single_date_makes_a_window_of_seven_days() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let mid = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * 45);
    let week = jiff::SignedDuration::from_hours(24 * 7);
    let window = |from, to| all(&client, &format!("/recordings?max=100&from={from}&to={to}"));
    let (before, after) = (window(mid - week, mid), window(mid, mid + week));
    assert!(before.len() > 10 && after.len() > 10);
    assert_eq!(all(&client, &format!("/recordings?max=100&to={mid}")), before);
    assert_eq!(all(&client, &format!("/recordings?max=100&from={mid}")), after);
}

#[test]
fn from_is_in_the_window_and_to_is_not() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let recordings = simulator.recordings();
    let (newer, older) = (&recordings[20], &recordings[30]);
    let path = format!("/recordings?max=100&from={}&to={}", older.create_time, newer.create_time);
    let listed = ids_of(&all(&client, &path));
    assert!(!listed.contains(&newer.id));
    let expected = ids_where(&simulator, |recording| {
        (older.create_time..newer.create_time).contains(&recording.create_time)
            && (recording.host_email == ALICE || recording.shared_with == [ALICE])
    });
    assert_eq!(listed, expected);
}

#[test]
fn dates_are_iso_8601_with_or_without_offset_and_time() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let list = |from: &str| {
        let response = client.get(&format!("/recordings?max=100&to=2100-01-01&from={from}"));
        (response.status, response.body)
    };
    let expected = list("2001-05-03T00:00:00Z");
    assert_eq!(expected.0, 200);
    for form in
        ["2001-05-03", "2001-05-03T00:00:00", "2001-05-03T02:00:00%2B02:00", "20010503T000000Z"]
    {
        assert_eq!(list(form), expected, "{form}");
    }
}

#[test]
fn invalid_parameters_are_bad_requests() {
    let simulator = start();
    let client = Client::new(&simulator, Role::Admin);
    for query in [
        "max=0",
        "max=101",
        "max=null",
        "max=",
        "from=yesterday",
        "to=",
        "from=2026-05-03T00:00:00+02:00",
        "from=2026-05-02&to=2026-05-01",
        "status=gone",
        "format=AVI",
        "serviceType=Other",
        "offset=-1",
    ] {
        assert_eq!(client.get(&format!("/recordings?{query}")).status, 400, "{query}");
        assert_eq!(client.get(&format!("/admin/recordings?{query}")).status, 400, "{query}");
    }
    assert_eq!(client.get("/recordings?siteUrl=nowhere.webex.com").status, 404);
}

#[test]
fn an_admins_window_has_at_most_thirty_days() {
    let simulator = start();
    let client = Client::new(&simulator, Role::Admin);
    let status = |to| client.get(&format!("/admin/recordings?from=2026-01-01&to={to}")).status;
    assert_eq!(status("2026-01-31T00:00:00Z"), 200);
    assert_eq!(status("2026-01-31T00:00:01Z"), 400);
    assert_eq!(client.get(&format!("/recordings?{EVER}")).status, 200, "a user's is not limited");
}

#[test]
fn filters_narrow_a_list() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let sample = simulator
        .recordings()
        .into_iter()
        .find(|recording| recording.host_email == ALICE && !recording.integration_tags.is_empty());
    let sample = sample.expect("one with tags");
    let listed =
        |query: &str| ids_of(&all(&client, &format!("/recordings?max=100&{EVER}&{query}")));
    let visible =
        |recording: &Recording| recording.host_email == ALICE || recording.shared_with == [ALICE];
    let expected = |holds: &dyn Fn(&Recording) -> bool| {
        let ids = ids_where(&simulator, |recording| visible(recording) && holds(recording));
        assert!(!ids.is_empty() && ids.len() < 250);
        ids
    };
    assert_eq!(listed("format=ARF"), expected(&|recording| recording.format == "ARF"));
    assert_eq!(
        listed("serviceType=EventCenter"),
        expected(&|recording| recording.service_type == "EventCenter")
    );
    assert_eq!(
        listed("topic=R%C3%89UNION"),
        expected(&|recording| recording.topic.starts_with("Réunion"))
    );
    assert_eq!(
        listed(&format!("siteUrl={TRAINING}")),
        expected(&|recording| recording.site_url == TRAINING)
    );
    let tag = &sample.integration_tags[0];
    let this = [sample.id];
    assert_eq!(listed(&format!("integrationTag={tag}")), this);
    assert_eq!(listed(&format!("meetingId={}&siteUrl=ignored", sample.meeting_id)), this);
    assert_eq!(listed(&format!("meetingId={}", sample.scheduled_meeting_id)), this);
    let series = &sample.meeting_series_id;
    let of_series = expected(&|recording| recording.meeting_series_id == *series);
    assert_eq!(listed(&format!("meetingId={series}")), of_series);
}

#[test]
fn a_meeting_id_overrides_the_site_and_the_dates_of_an_admins_list() {
    let simulator = start();
    let sample = simulator
        .recordings()
        .into_iter()
        .rfind(|recording| recording.site_url == TRAINING)
        .unwrap();
    let path = format!(
        "/admin/recordings?meetingId={}&siteUrl=nowhere&from=never&to=ever",
        sample.meeting_id
    );
    assert_eq!(ids_of(&Client::new(&simulator, Role::Admin).get(&path).items()), [sample.id]);
}

#[test]
fn the_status_selects_available_deleted_or_purged_recordings() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let listed = |status: &str| {
        ids_of(&all(&client, &format!("/recordings?max=100&{EVER}&status={status}")))
    };
    let ids = mine(&simulator, 2);
    client.move_to_bin(&ids);
    client.post("/recordings/purge", &serde_json::json!({ "recordingIds": ids[1..] }));
    assert_eq!(listed("deleted"), ids[..1]);
    assert_eq!(listed("purged"), ids[1..]);
    assert!(ids.iter().all(|id| !listed("available").contains(id)));
    let deleted = client.get("/recordings?status=deleted").items();
    assert_eq!(deleted[0]["status"], "deleted");
}

#[test]
fn a_lagging_list_shows_the_earlier_state() {
    let simulator = start();
    let client = Client::new(&simulator, Role::User);
    let ids = mine(&simulator, 1);
    simulator.change(|behaviour| behaviour.list_lag_ms = 3_600_000);
    client.move_to_bin(&ids);
    assert!(client.get("/recordings?status=deleted").items().is_empty());
    let available = client.get("/recordings?max=100").items();
    assert_eq!(
        (available[0]["id"].as_str(), &available[0]["status"]),
        (Some(&*ids[0]), &"available".into())
    );
    simulator.change(|behaviour| behaviour.list_lag_ms = 0);
    assert_eq!(ids_of(&client.get("/recordings?status=deleted").items()), ids);
}

#[test]
fn the_recordings_are_spread_evenly_over_the_days() {
    let simulator = start();
    let recordings = simulator.recordings();
    assert_eq!(recordings.len(), 310);
    let now = jiff::Timestamp::now();
    let age = |recording: &Recording| now.duration_since(recording.create_time).as_hours() / 24;
    assert!(recordings.iter().all(|recording| age(recording) <= 90));
    let young = recordings.iter().filter(|recording| age(recording) < 30).count();
    assert!((95..=115).contains(&young), "{young} of 310 in a third of the days");
    assert!(recordings.is_sorted_by_key(|recording| std::cmp::Reverse(recording.create_time)));
    let ids: HashSet<&String> = recordings.iter().map(|recording| &recording.id).collect();
    assert_eq!(ids.len(), 310);
}
