//! Scripted answers: what the next requests get instead of the service's own answer.

use crate::answer::{Answer, header, header_name};
use hyper::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// The next `count` requests to `path` get this answer, or none.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Script {
    /// The path without `/v1`, such as `/recordings/softDelete`; without one, every path.
    pub path: Option<String>,
    /// How many requests are let through to the service first.
    pub skip: u32,
    /// How many requests get the answer.
    pub count: u32,
    /// The status; needed unless the connection is dropped.
    pub status: u16,
    /// Headers of the answer. A `trackingid` is added unless it is among them; an empty one leaves
    /// it out.
    pub headers: BTreeMap<String, String>,
    /// The body; without one it is empty.
    pub body: Option<String>,
    /// The content type of the body; without one it is the service's own.
    pub content_type: Option<String>,
    /// Whether the service does first what the request asks for.
    pub apply: bool,
    /// Whether the connection is closed instead of an answer.
    pub drop: Option<DropConnection>,
    /// How long the answer or the drop takes, besides the latency of every answer.
    pub delay_ms: u64,
}

/// When the connection is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DropConnection {
    /// Before the service does what the request asks for.
    Before,
    /// After it did.
    After,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            path: None,
            skip: 0,
            count: 1,
            status: 0,
            headers: BTreeMap::new(),
            body: None,
            content_type: None,
            apply: false,
            drop: None,
            delay_ms: 0,
        }
    }
}

impl Script {
    /// An entry from JSON; the error says which member is wrong.
    pub(crate) fn read(entry: Value) -> Result<Self, String> {
        let script: Self = serde_json::from_value(entry).map_err(|error| error.to_string())?;
        script.check()?;
        Ok(script)
    }

    pub(crate) fn applies(&self) -> bool {
        self.apply || self.drop == Some(DropConnection::After)
    }

    pub(crate) fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }

    /// The answer, unless the connection is to be dropped.
    pub(crate) fn answer(&self, tracking_id: &str) -> Option<Answer> {
        if self.drop.is_some() {
            return None;
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer = Answer::empty(status, tracking_id);
        if let Some(body) = &self.body {
            answer = answer.body(self.content_type.as_deref(), body.clone().into_bytes());
        }
        for (name, value) in &self.headers {
            answer = answer.header(name, value);
        }
        Some(answer)
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        // An interim (1xx) status is not an answer, and no HTTP status has four digits.
        if self.drop.is_none() && !(200..=999).contains(&self.status) {
            return Err("a script entry needs a `status` from 200 to 999, or `drop`".into());
        }
        if self.drop == Some(DropConnection::Before) && self.apply {
            return Err("a script entry can't `apply` a request that it drops before".into());
        }
        if self.count == 0 {
            return Err("the `count` of a script entry must be at least 1".into());
        }
        if self.path.as_ref().is_some_and(|path| !path.starts_with('/') || path.starts_with("/v1/"))
        {
            return Err(
                "the `path` of a script entry begins with a slash and is without /v1".into()
            );
        }
        for (name, value) in &self.headers {
            if header_name(name).is_none() || header(value).is_none() {
                return Err(format!("the header `{name}` of a script entry is not valid in HTTP"));
            }
            if ["content-length", "transfer-encoding"].contains(&name.to_ascii_lowercase().as_str())
            {
                return Err(format!("the header `{name}` of a script entry is set from its body"));
            }
        }
        match self.content_type.as_deref().map(header) {
            Some(None) => Err("the `contentType` of a script entry is not valid in HTTP".into()),
            _ => Ok(()),
        }
    }
}

/// The entries not yet used up.
#[derive(Default)]
pub(crate) struct Scripts(VecDeque<Script>);

impl Scripts {
    pub(crate) fn add(&mut self, script: Script) {
        self.0.push_back(script);
    }

    /// The entry that answers a request to this path. The first one for the path decides, be it to
    /// let the request through.
    pub(crate) fn next(&mut self, path: &str) -> Option<Script> {
        let fits = |script: &Script| script.path.as_deref().is_none_or(|wanted| wanted == path);
        let at = self.0.iter().position(fits)?;
        let script = &mut self.0[at];
        if script.skip > 0 {
            script.skip -= 1;
            return None;
        }
        script.count -= 1;
        if script.count == 0 { self.0.remove(at) } else { Some(script.clone()) }
    }
}
