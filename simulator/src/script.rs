//! Scripted responses, which the next requests get instead of the service's own.

use crate::response::{Response, header, header_name};
use hyper::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// An entry of the script: the response that the next `count` requests to `path` get.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Script {
    /// The path without `/v1`, such as `/recordings/softDelete`; `None` is every path.
    pub path: Option<String>,
    /// How many requests the service handles itself first.
    pub skip: u32,
    /// How many requests get this response.
    pub count: u32,
    /// The status, from 200 to 999. Required unless `drop` is set.
    pub status: u16,
    /// Headers of the response. A `trackingid` is added unless one is given; an empty one omits the
    /// header.
    pub headers: BTreeMap<String, String>,
    /// The body; `None` is an empty one.
    pub body: Option<String>,
    /// The content type of the body; `None` is the service's own.
    pub content_type: Option<String>,
    /// Whether the service applies the request's change first.
    pub apply: bool,
    /// Closes the connection instead of sending a response.
    pub drop: Option<DropConnection>,
    /// Delay of the response or of the closing, in addition to `latency_ms`. The change is applied at once.
    pub delay_ms: u64,
}

/// When the connection is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DropConnection {
    /// Before the request's change is applied.
    Before,
    /// After the request's change was applied.
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
    /// Reads an entry from JSON; the error names the invalid member.
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

    /// The response; `None` closes the connection.
    pub(crate) fn response(&self, tracking_id: &str) -> Option<Response> {
        if self.drop.is_some() {
            return None;
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = Response::empty(status, tracking_id);
        if let Some(body) = &self.body {
            response = response.body(self.content_type.as_deref(), body.clone().into_bytes());
        }
        for (name, value) in &self.headers {
            response = response.header(name, value);
        }
        Some(response)
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        // A 1xx status is an interim response only, and a status has three digits.
        if self.drop.is_none() && !(200..=999).contains(&self.status) {
            return Err("a script entry needs a `status` from 200 to 999, or `drop`".into());
        }
        if self.drop == Some(DropConnection::Before) && self.apply {
            return Err("a script entry can't `apply` a request with `drop`: \"before\"".into());
        }
        if self.count == 0 {
            return Err("the `count` of a script entry must be at least 1".into());
        }
        if self.path.as_ref().is_some_and(|path| !path.starts_with('/') || path.starts_with("/v1/"))
        {
            return Err(
                "the `path` of a script entry must begin with a slash and must not include /v1"
                    .into(),
            );
        }
        for (name, value) in &self.headers {
            if header_name(name).is_none() || header(value).is_none() {
                return Err(format!("the header `{name}` of a script entry is not valid in HTTP"));
            }
            if ["content-length", "transfer-encoding"].contains(&name.to_ascii_lowercase().as_str())
            {
                return Err(format!(
                    "the header `{name}` of a script entry is derived from its body"
                ));
            }
        }
        match self.content_type.as_deref().map(header) {
            Some(None) => Err("the `contentType` of a script entry is not valid in HTTP".into()),
            _ => Ok(()),
        }
    }
}

/// The entries that are not used up yet.
#[derive(Default)]
pub(crate) struct Scripts(VecDeque<Script>);

impl Scripts {
    pub(crate) fn add(&mut self, script: Script) {
        self.0.push_back(script);
    }

    /// The entry whose response a request to this path gets. The first entry for the path decides, even
    /// if it only skips the request.
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
