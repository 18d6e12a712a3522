//! A small HTTP client for the simulator, and helpers that select recordings.

use serde_json::{Value, json};
use std::time::Duration;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};
use webexrec_simulator::{Recording, Role, Settings, Simulator, Status};

pub const PREFERRED: &str = "example.webex.com";
pub const TRAINING: &str = "training.example.webex.com";
pub const ALICE: &str = "alice@example.com";
pub const BOB: &str = "bob@example.com";

pub fn start() -> Simulator {
    Simulator::start(Settings::default()).expect("the simulator starts")
}

/// Sends requests to one simulator with one role's token, on its own connections.
pub struct Client {
    agent: Agent,
    base_url: String,
    authorization: String,
}

pub struct Response {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("headers are text"))
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub fn items(&self) -> Vec<Value> {
        self.json()["items"].as_array().expect("a list has items").clone()
    }

    pub fn description(&self) -> String {
        self.json()["errors"][0]["description"].as_str().expect("an error is described").into()
    }
}

impl Client {
    pub fn new(simulator: &Simulator, role: Role) -> Self {
        let authorization = format!("Bearer {}", simulator.token(role));
        Self { agent: plain_agent(), base_url: simulator.base_url().into(), authorization }
    }

    pub fn get(&self, path: &str) -> Response {
        self.send("GET", path, &[], "").expect("a response")
    }

    pub fn post(&self, path: &str, body: &Value) -> Response {
        self.try_post(path, body).expect("a response")
    }

    pub fn try_post(&self, path: &str, body: &Value) -> Result<Response, ureq::Error> {
        self.send("POST", path, &[("content-type", "application/json")], &body.to_string())
    }

    pub fn move_to_bin(&self, ids: &[String]) -> Response {
        self.post("/recordings/softDelete", &json!({ "recordingIds": ids }))
    }

    pub fn restore(&self, ids: &[String]) -> Response {
        self.post("/recordings/restore", &json!({ "recordingIds": ids }))
    }

    /// Omits headers with an empty value.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Response, ureq::Error> {
        let url =
            if path.contains("://") { path.into() } else { format!("{}{path}", self.base_url) };
        let mut request = Request::builder().method(method).uri(url);
        if !headers.iter().any(|(name, _)| *name == "authorization") {
            request = request.header("authorization", &self.authorization);
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        exchange(&self.agent, request.body(body.to_owned()).expect("a valid request"))
    }
}

/// Returns every status as a response, follows no redirects, and times out.
pub fn plain_agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .allow_non_standard_methods(true)
        .proxy(None)
        .timeout_recv_response(Some(Duration::from_secs(20)))
        .build()
        .into()
}

pub fn exchange(agent: &Agent, request: Request<String>) -> Result<Response, ureq::Error> {
    let mut response = agent.run(request)?;
    let body = response.body_mut().read_to_string()?;
    Ok(Response { status: response.status().as_u16(), headers: response.headers().clone(), body })
}

/// Ids of the newest `count` recordings of a host on a site.
pub fn ids(simulator: &Simulator, host: &str, site: &str, count: usize) -> Vec<String> {
    let of = |recording: &Recording| recording.host_email == host && recording.site_url == site;
    let found = simulator.recordings().into_iter().filter(of).map(|recording| recording.id);
    let ids: Vec<String> = found.take(count).collect();
    assert_eq!(ids.len(), count, "{host} has fewer recordings on {site}");
    ids
}

/// Ids of the newest `count` recordings of the user on the preferred site.
pub fn mine(simulator: &Simulator, count: usize) -> Vec<String> {
    ids(simulator, ALICE, PREFERRED, count)
}

pub fn statuses(simulator: &Simulator, ids: &[String]) -> Vec<Status> {
    let recordings = simulator.recordings();
    let status = |id: &String| {
        let recording = recordings.iter().find(|recording| recording.id == *id);
        recording.expect("a recording of that id").status
    };
    ids.iter().map(status).collect()
}

pub fn count(simulator: &Simulator, status: Status) -> usize {
    simulator.recordings().iter().filter(|recording| recording.status == status).count()
}
