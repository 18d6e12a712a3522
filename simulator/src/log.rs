//! The requests received, for tests to look at. The `Authorization` header is never kept.

use crate::access::Role;
use crate::request::Request;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Instant;

/// A request as it was received.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoggedRequest {
    /// Such as `POST`.
    pub method: String,
    /// Without `/v1`.
    pub path: String,
    /// Not decoded.
    pub query: Option<String>,
    /// All but `authorization`, with names in lower case.
    pub headers: BTreeMap<String, String>,
    /// Of the body.
    pub content_type: Option<String>,
    /// As text.
    pub body: String,
    /// Whose token it had, if it had a known one.
    pub role: Option<Role>,
    /// The answer given; none yet, or none at all, without one.
    pub status: Option<u16>,
    /// Which connection it came on: requests with the same number came on the same one. 0 without
    /// a network.
    pub connection: u64,
    /// When it had been received, in milliseconds since the start of the simulator.
    pub received_ms: f64,
}

/// The requests since the last time the log was cleared.
pub(crate) struct Log {
    start: Instant,
    requests: Vec<LoggedRequest>,
    cleared: usize,
}

/// Finds a request again to note its answer, unless the log was cleared meanwhile.
pub(crate) struct Entry(usize);

impl Log {
    pub(crate) fn new(start: Instant) -> Self {
        Self { start, requests: Vec::new(), cleared: 0 }
    }

    pub(crate) fn add(&mut self, request: &Request, role: Option<Role>, now: Instant) -> Entry {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let headers = request.headers.iter().filter(|(name, _)| *name != AUTHORIZATION);
        self.requests.push(LoggedRequest {
            method: request.method.to_string(),
            path: request.short_path().into(),
            query: request.query.clone(),
            headers: headers
                .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
                .collect(),
            content_type: request.header(CONTENT_TYPE.as_str()).map(Into::into),
            body: text(&request.body),
            role,
            status: None,
            connection: request.connection,
            received_ms: now.saturating_duration_since(self.start).as_micros() as f64 / 1e3,
        });
        Entry(self.cleared + self.requests.len() - 1)
    }

    pub(crate) fn answered(&mut self, entry: &Entry, status: u16) {
        let request = entry.0.checked_sub(self.cleared).and_then(|at| self.requests.get_mut(at));
        if let Some(request) = request {
            request.status = Some(status);
        }
    }

    pub(crate) fn requests(&self) -> &[LoggedRequest] {
        &self.requests
    }

    pub(crate) fn clear(&mut self) {
        self.cleared += self.requests.len();
        self.requests.clear();
    }
}
