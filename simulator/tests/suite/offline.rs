//! The service without a network, on the test's clock.

use crate::client::{Client, mine, start};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use webexrec_simulator::{
    Behaviour, DropConnection, Faults, LoggedRequest, OfflineReaction, OfflineResponse,
    OfflineService, RateLimit, Recording, Role, Script, Settings, Simulator, Status,
};

const WINDOW: RateLimit = RateLimit::FixedWindow { limit: 2, window_seconds: 60.0 };
const JSON: (&str, &str) = ("content-type", "application/json");

/// A service and its current time.
struct Offline {
    service: OfflineService,
    now: Instant,
}

impl Offline {
    fn new(settings: &Settings) -> Self {
        let now = Instant::now();
        Self { service: OfflineService::new(settings, now), now }
    }

    fn limited(limit: RateLimit) -> Self {
        let mut offline = Self::new(&Settings::default());
        offline.service.change(|behaviour| behaviour.rate_limit = Some(limit));
        offline
    }

    fn wait(&mut self, seconds: f64) {
        self.now += Duration::from_secs_f64(seconds);
    }

    fn send(&mut self, method: &str, path: &str, body: &str) -> OfflineReaction {
        let bearer = format!("Bearer {}", self.service.token(Role::User));
        let headers = [("authorization", bearer.as_str()), JSON];
        self.service.request(self.now, method, path, &headers, body.as_bytes())
    }

    fn get(&mut self, path: &str) -> OfflineResponse {
        self.send("GET", path, "").response.expect("a response")
    }

    fn move_to_bin(&mut self, ids: &[String]) -> OfflineResponse {
        let body = json!({ "recordingIds": ids }).to_string();
        self.send("POST", "/v1/recordings/softDelete", &body).response.expect("a response")
    }

    /// The `Retry-After` of a request; `None` if it is accepted.
    fn retry_after(&mut self) -> Option<u64> {
        let response = self.get("/v1/meetingPreferences/sites");
        let (_, wait) = response.headers.iter().find(|(name, _)| name == "retry-after")?;
        assert_eq!(response.status, 429);
        Some(wait.parse().expect("whole seconds"))
    }

    fn ids(&self, count: usize) -> Vec<String> {
        let mine = |recording: &&Recording| {
            recording.host_email == Role::User.email() && recording.site_url == "example.webex.com"
        };
        let recordings = self.service.recordings().iter().filter(mine);
        recordings.take(count).map(|recording| recording.id.clone()).collect()
    }
}

fn items(response: &OfflineResponse) -> Vec<Value> {
    let body: Value = serde_json::from_slice(&response.body).expect("a list is JSON");
    body["items"].as_array().expect("a list has items").clone()
}

#[test]
fn rate_limits_follow_the_given_clock() {
    let mut offline = Offline::limited(WINDOW);
    assert_eq!([(); 3].map(|()| offline.retry_after()), [None, None, Some(60)]);
    offline.wait(59.9);
    assert_eq!(offline.retry_after(), Some(1));
    offline.wait(0.1);
    assert_eq!([(); 3].map(|()| offline.retry_after()), [None, None, Some(60)]);

    let mut offline = Offline::limited(RateLimit::TokenBucket { per_second: 0.1, burst: 1 });
    assert_eq!([(); 2].map(|()| offline.retry_after()), [None, Some(10)]);
    offline.wait(10.0);
    assert_eq!([(); 2].map(|()| offline.retry_after()), [None, Some(10)]);
}

#[test]
fn penalties_follow_the_given_clock() {
    let limit = RateLimit::PenalisingBucket { per_second: 1.0, burst: 1, penalty_seconds: 30.0 };
    let mut offline = Offline::limited(limit);
    assert_eq!([(); 3].map(|()| offline.retry_after()), [None, Some(1), Some(30)]);
    offline.wait(29.999);
    assert_eq!(offline.retry_after(), Some(30));
    offline.wait(30.0);
    assert_eq!(offline.retry_after(), None);
}

#[test]
fn a_restarted_wait_outlasts_the_first_one_even_if_the_bucket_is_full_again() {
    let limit = RateLimit::PenalisingBucket { per_second: 20.0, burst: 1, penalty_seconds: 30.0 };
    let mut offline = Offline::limited(limit);
    assert_eq!([(); 3].map(|()| offline.retry_after()), [None, Some(1), Some(30)]);
    offline.wait(1.05);
    assert_eq!(offline.retry_after(), Some(30));
}

#[test]
fn a_request_exactly_at_the_end_of_its_wait_is_accepted() {
    let limit = RateLimit::TokenBucket { per_second: 1.0 / 3.0, burst: 1 };
    let mut offline = Offline::limited(limit);
    assert_eq!(offline.retry_after(), None);
    for early in (1..3000).step_by(7).map(Duration::from_millis) {
        assert_eq!(offline.retry_after(), Some(3));
        offline.now += early;
        assert!(offline.retry_after().is_some(), "after {early:?}");
        offline.now += Duration::from_secs(3) - early;
        assert_eq!(offline.retry_after(), None, "after {early:?} and the rest");
    }
}

#[test]
fn a_lagging_list_follows_the_given_clock() {
    let mut settings = Settings::default();
    settings.behaviour.list_lag_ms = 5000;
    let mut offline = Offline::new(&settings);
    let ids = offline.ids(1);
    offline.wait(60.0);
    assert_eq!(offline.move_to_bin(&ids).status, 204);
    assert_eq!(offline.service.recordings()[0].status, Status::Deleted);
    for (seconds, seen) in [(0.0, 0), (4.999, 0), (0.001, 1), (3600.0, 1)] {
        offline.wait(seconds);
        assert_eq!(items(&offline.get("/v1/recordings?status=deleted")).len(), seen);
    }
}

#[test]
fn a_renewed_token_replaces_the_previous_one_and_continues_its_count() {
    let mut offline = Offline::limited(WINDOW);
    let first = format!("Bearer {}", offline.service.token(Role::User));
    assert_eq!(offline.retry_after(), None);
    let second = offline.service.replace_token(Role::User);
    assert_eq!(offline.service.token(Role::User), second);
    let headers = [("authorization", first.as_str())];
    let old = offline.service.request(offline.now, "GET", "/v1/recordings", &headers, b"");
    assert_eq!(old.response.expect("a response").status, 401);
    assert_eq!([(); 2].map(|()| offline.retry_after()), [None, Some(60)]);
}

#[test]
fn delays_and_dropped_connections_are_reported_without_waiting() {
    let mut offline = Offline::new(&Settings::default());
    offline.service.change(|behaviour| behaviour.latency_ms = 300_000);
    offline.service.script(Script {
        drop: Some(DropConnection::After),
        delay_ms: 60_000,
        ..Script::default()
    });
    let body = json!({ "recordingIds": offline.ids(1) }).to_string();
    let begin = Instant::now();
    let dropped = offline.send("POST", "/v1/recordings/softDelete", &body);
    assert_eq!(dropped, OfflineReaction { response: None, delay: Duration::from_secs(360) });
    assert_eq!(offline.service.recordings()[0].status, Status::Deleted);
    let response = offline.send("GET", "/v1/recordings", "");
    assert_eq!(response.delay, Duration::from_secs(300));
    assert!(response.response.is_some() && begin.elapsed() < Duration::from_secs(60));
}

#[test]
fn the_log_has_the_times_of_the_given_clock_and_all_statuses_at_once() {
    let mut offline = Offline::new(&Settings::default());
    offline.service.script(Script {
        skip: 1,
        drop: Some(DropConnection::Before),
        ..Script::default()
    });
    for path in ["/v1/recordings?max=1", "/v1/recordings", "/v1/nowhere"] {
        offline.wait(1.5);
        offline.send("GET", path, "");
    }
    let log = offline.service.requests();
    let times = log.iter().map(|request| request.received_ms);
    assert!(times.eq([1500.0, 3000.0, 4500.0]));
    assert!(log.iter().map(|request| request.status).eq([Some(200), None, Some(404)]));
    let paths = log.iter().map(|request| request.path.as_str());
    assert!(paths.eq(["/recordings", "/recordings", "/nowhere"]));
    assert!(!format!("{log:?}").contains(offline.service.token(Role::User)));
}

#[test]
fn next_links_have_the_origin_of_the_request() {
    let mut offline = Offline::new(&Settings::default());
    for (url, origin) in [
        ("/v1/recordings", "<http://127.0.0.1/v1/recordings?"),
        (
            "https://webexapis.test:8443/v1/recordings",
            "<https://webexapis.test:8443/v1/recordings?",
        ),
    ] {
        let response = offline.get(url);
        let (_, link) = response.headers.iter().find(|(name, _)| name == "link").expect("a link");
        assert!(link.starts_with(origin), "{link}");
    }
}

#[test]
#[should_panic(expected = "unknownStatus must be 400 or 404")]
fn an_invalid_behaviour_panics() {
    let mut settings = Settings::default();
    settings.behaviour.unknown_status = 200;
    Offline::new(&settings);
}

#[test]
#[should_panic(expected = "GET no address: invalid uri character")]
fn a_request_that_is_not_valid_in_http_panics() {
    Offline::new(&Settings::default()).get("no address");
}

/// A simulator and an offline service with the same tokens and the same recordings, whose times are
/// equal only if both start within the same second.
fn twins() -> (Simulator, OfflineService) {
    loop {
        let simulator = start();
        let port = simulator.origin().rsplit(':').next().unwrap().parse().unwrap();
        let settings = Settings { port, ..Settings::default() };
        let service = OfflineService::new(&settings, Instant::now());
        if service.recordings()[0].create_time == simulator.recordings()[0].create_time {
            return (simulator, service);
        }
    }
}

/// Status, headers and body, without what the HTTP server adds and without times of the real clock.
fn comparable<'a>(
    status: u16,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
    body: &str,
) -> (u16, Vec<(String, String)>, Value) {
    let own = |name: &str| !["date", "content-length", "connection"].contains(&name);
    let mut headers: Vec<_> = headers
        .filter(|(name, _)| own(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    headers.sort();
    let mut body = serde_json::from_str(body).unwrap_or_else(|_| json!(body));
    if let Some(links) = body.get_mut("temporaryDirectDownloadLinks") {
        links.as_object_mut().expect("an object").remove("expiration");
    }
    (status, headers, body)
}

#[test]
fn the_same_requests_get_the_same_responses_as_over_http() {
    let (simulator, mut service) = twins();
    let ids = mine(&simulator, 4);
    let own = |ids: &[String]| json!({ "recordingIds": ids }).to_string();
    let window = "from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";
    let post = |path: &str, body: String| ("POST", path.to_owned(), body);
    let get = |path: &str| ("GET", path.to_owned(), String::new());
    let requests = [
        get(&format!("/recordings?max=100&{window}")),
        get(&format!("/recordings?max=2&{window}&topic=caf%C3%A9")),
        get(&format!("/admin/recordings?{window}")),
        get("/meetingPreferences/sites"),
        get(&format!("/recordings/{}", ids[0])),
        get("/recordings/unknown"),
        get("/nowhere"),
        get("/recordings?max=0"),
        get("/recordings/softDelete"),
        post("/recordings/softDelete", own(&ids)),
        post("/recordings/softDelete?hostEmail=bob%40example.com", own(&ids)),
        post("/recordings/softDelete", own(&["unknown".into()])),
        post("/recordings/softDelete", "{".into()),
        post("/recordings/restore", own(&ids[..2])),
        post("/recordings/purge", own(&ids[1..])),
        post("/recordings/purge", json!({ "purgeAll": true }).to_string()),
        get(&format!("/recordings?status=deleted&{window}")),
    ];
    for round in 0..3 {
        match round {
            0 => {}
            1 => {
                let faults = Faults { errors: 0.2, drops_after: 0.2, ..Faults::default() };
                simulator.change(|behaviour| behaviour.faults = Some(faults.clone()));
                service.change(|behaviour| behaviour.faults = Some(faults));
                let script = Script { skip: 2, count: 2, status: 503, ..Script::default() };
                simulator.script(script.clone());
                service.script(script);
            }
            _ => {
                let change = |behaviour: &mut Behaviour| {
                    behaviour.faults = None;
                    behaviour.warning = Some("199 - \"soon gone\"".into());
                    behaviour.rate_limit =
                        Some(RateLimit::FixedWindow { limit: 4, window_seconds: 1e6 });
                    behaviour.retry_after = Some("7".into());
                };
                simulator.change(change);
                service.change(change);
            }
        }
        for role in [Role::User, Role::Admin, Role::ComplianceOfficer] {
            let client = Client::new(&simulator, role);
            let bearer = format!("Bearer {}", service.token(role));
            for (method, path, body) in &requests {
                let http = client.send(method, path, &[JSON], body).ok();
                let url = format!("{}{path}", simulator.base_url());
                let headers = [("authorization", bearer.as_str()), JSON];
                let offline =
                    service.request(Instant::now(), method, &url, &headers, body.as_bytes());
                let http = http.as_ref().map(|response| {
                    let headers = response.headers.iter();
                    let headers =
                        headers.map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
                    comparable(response.status, headers, &response.body)
                });
                let offline = offline.response.as_ref().map(|response| {
                    let headers = response
                        .headers
                        .iter()
                        .map(|(name, value)| (name.as_str(), value.as_str()));
                    comparable(
                        response.status,
                        headers,
                        std::str::from_utf8(&response.body).unwrap(),
                    )
                });
                assert_eq!(offline, http, "{role:?} {method} {path} in round {round}");
            }
        }
    }
    let statuses = |recordings: &[Recording]| -> Vec<Status> {
        recordings.iter().map(|recording| recording.status).collect()
    };
    assert_eq!(statuses(service.recordings()), statuses(&simulator.recordings()));
    let log = |requests: &[LoggedRequest]| -> Vec<_> {
        requests
            .iter()
            .map(|request| (request.path.clone(), request.role, request.status))
            .collect()
    };
    assert_eq!(log(service.requests()), log(&simulator.requests()));
}

#[test]
fn three_hundred_services_with_ten_requests_each_take_under_three_seconds() {
    let settings = Settings { recordings: 20, other_recordings: 20, ..Settings::default() };
    let begin = Instant::now();
    for _ in 0..300 {
        let mut offline = Offline::new(&settings);
        let ids = offline.ids(10);
        assert!((0..10).all(|_| offline.move_to_bin(&ids).status == 204));
    }
    assert!(begin.elapsed() < Duration::from_secs(3), "300 took {:?}", begin.elapsed());
}
