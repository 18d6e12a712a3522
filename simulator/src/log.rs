//! The log of received requests. The `Authorization` header is never stored.

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
    /// As received, not decoded.
    pub query: Option<String>,
    /// All headers but `authorization`, with names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// The body as text.
    pub body: String,
    /// The role that the token belongs to, if the token is valid.
    pub role: Option<Role>,
    /// The status of the response; `None` as long as, or because, there is no response.
    pub status: Option<u16>,
    /// The number of the connection on which it came; 0 without a network.
    pub connection: u64,
    /// When it was received, in milliseconds since the start of the simulator.
    pub received_ms: f64,
}

/// The requests since the log was last cleared.
pub(crate) struct Log {
    start: Instant,
    requests: Vec<LoggedRequest>,
    cleared: usize,
}

/// Identifies a logged request, also after the log was cleared.
pub(crate) struct EntryId(usize);

impl Log {
    pub(crate) fn new(start: Instant) -> Self {
        Self { start, requests: Vec::new(), cleared: 0 }
    }

    pub(crate) fn add(&mut self, request: &Request, role: Option<Role>, now: Instant) -> EntryId {
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
        EntryId(self.cleared + self.requests.len() - 1)
    }

    /// Does nothing if the log was cleared since.
    pub(crate) fn set_status(&mut self, entry: &EntryId, status: u16) {
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
