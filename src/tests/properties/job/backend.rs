//! A backend whose every decision comes from the input, and which keeps for each recording what its
//! outcome can be held against.

use crate::codes::*;
use crate::engine::observer::Monitor;
use crate::engine::{AttemptResult, Backend, RateLimiter, RequestId, TokenRefresh};
use crate::error::{Error, Result};
use crate::http::response::Response;
use crate::http::{Request, TransportError};
use crate::jobs::change::operation::Operation;
use crate::tests::properties::assertions::redact;
use crate::tests::properties::input::Input;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

const STATUSES: [u16; 18] =
    [204, 200, 404, 400, 403, 401, 429, 423, 500, 503, 408, 405, 415, 409, 302, 206, 410, 599];
const BODIES: [&str; 6] = [
    "",
    "{}",
    r#"{"message":"no s3cret-t0ken here","trackingId":"ROUTER_1"}"#,
    "<html>",
    r#"{"id":"0","status":"deleted"}"#,
    r#"{"items":[{"id":"0"},{"id":"1"},{"id":"2"}]}"#,
];

/// What the requests for one recording came to.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct History {
    pub confirmed: bool,
    /// A request for this recording alone was rejected.
    pub rejected_alone: bool,
    /// A request for this recording alone was locked: not processed, but it may be later.
    pub locked_alone: bool,
    /// A request got no response, or one that does not exclude an effect.
    pub may_have_changed: bool,
}

pub(super) struct FuzzedBackend<'i> {
    pub monitor: Arc<Monitor>,
    /// The number of requests sent.
    pub requests: u64,
    input: Input<'i>,
    now: Instant,
    rate_limiter: Arc<RateLimiter>,
    token_number: u64,
    in_flight: Vec<(RequestId, Request)>,
    interrupted: Vec<RequestId>,
    histories: HashMap<String, History>,
}

impl<'i> FuzzedBackend<'i> {
    pub fn new(input: Input<'i>) -> Self {
        FuzzedBackend {
            monitor: Arc::default(),
            requests: 0,
            input,
            now: Instant::now(),
            rate_limiter: Arc::default(),
            token_number: 1,
            in_flight: Vec::new(),
            interrupted: Vec::new(),
            histories: HashMap::new(),
        }
    }

    pub fn history(&self, id: &str) -> History {
        self.histories.get(id).copied().unwrap_or_default()
    }

    /// Updates the history of each recording in a change, and whether it is alone in it. A lookup
    /// has none.
    fn update(&mut self, request: &Request, update: impl Fn(&mut History, bool)) {
        let Some(body) = &request.body else { return };
        let body: Value = serde_json::from_slice(body).expect("a body is JSON");
        let ids = body["recordingIds"].as_array().map_or(&[][..], Vec::as_slice);
        assert!(ids.len() <= Operation::BATCH_SIZE);
        for id in ids {
            let id = id.as_str().expect("an id").to_owned();
            update(self.histories.entry(id).or_default(), ids.len() == 1);
        }
    }

    fn may_have_changed(&mut self, request: &Request) {
        self.update(request, |history, _| history.may_have_changed = true);
    }

    fn result(&mut self, request: &Request) -> AttemptResult {
        match self.input.below(12) {
            0..=7 => Ok(self.response(request)),
            8 => failed(WEBEXREC_E_CONNECT, false, false),
            9 => failed(WEBEXREC_E_TLS, false, true),
            10 => {
                self.may_have_changed(request);
                failed(WEBEXREC_E_IO, true, false)
            }
            _ => {
                self.may_have_changed(request);
                failed(WEBEXREC_E_BAD_RESPONSE, true, true)
            }
        }
    }

    fn response(&mut self, request: &Request) -> Response {
        let status = self.input.pick(&STATUSES);
        let body = if status == 204 { "" } else { self.input.pick(&BODIES) };
        let retry_after_seconds = match status {
            429 | 423 | 503 => self.input.pick(&[None, Some(1), Some(60), Some(604_800)]),
            _ => None,
        };
        let response = Response { status, retry_after_seconds, ..Response::default() }
            .with_body(body.into(), redact);
        let confirmed = response.confirmed().is_ok();
        self.update(request, |history, is_alone| match status {
            _ if confirmed => history.confirmed = true,
            401 | 429 | 405 | 415 => {}
            423 if is_alone => history.locked_alone = true,
            400..=499 if status != 408 && is_alone => history.rejected_alone = true,
            _ => history.may_have_changed = true,
        });
        response
    }
}

fn failed(code: i32, may_have_been_sent: bool, is_permanent: bool) -> AttemptResult {
    Err(TransportError { error: Error::new(code, "a failure"), may_have_been_sent, is_permanent })
}

impl Backend for FuzzedBackend<'_> {
    fn now(&self) -> Instant {
        self.now
    }

    fn random(&mut self) -> f64 {
        f64::from(self.input.byte()) / 256.0
    }

    fn rate_limiter(&self) -> Arc<RateLimiter> {
        self.rate_limiter.clone()
    }

    fn token_number(&self) -> u64 {
        self.token_number
    }

    fn refresh_token(&mut self, refused: u64) -> Result<TokenRefresh> {
        assert_eq!(refused, self.token_number, "only a refused token is refreshed");
        match self.input.below(4) {
            0 => Ok(TokenRefresh::Unavailable),
            1 => Err(Error::new(WEBEXREC_E_TOKEN_PROVIDER, "no token")),
            2 => {
                self.token_number += 1;
                Ok(TokenRefresh::Ready)
            }
            _ => Ok(TokenRefresh::InProgress),
        }
    }

    fn send(&mut self, id: RequestId, request: Request) {
        assert!(self.in_flight.iter().all(|(other, _)| *other != id));
        self.requests += 1;
        self.in_flight.push((id, request));
    }

    fn wait(&mut self, until: Instant, _is_idle: bool) -> Option<(RequestId, AttemptResult)> {
        let has_no_result = self.input.below(8) == 7;
        if self.in_flight.is_empty() || has_no_result {
            self.now = self.now.max(until);
            if has_no_result && self.input.below(8) == 7 {
                self.monitor.cancel();
            }
            return None;
        }
        self.now += Duration::from_millis(u64::from(self.input.byte()) * 16);
        let index = usize::from(self.input.byte()) % self.in_flight.len();
        let (id, request) = self.in_flight.swap_remove(index);
        let result = if self.interrupted.contains(&id) {
            self.interrupted.retain(|interrupted| *interrupted != id);
            self.may_have_changed(&request);
            failed(WEBEXREC_E_IO, true, false)
        } else {
            self.result(&request)
        };
        Some((id, result))
    }

    fn interrupt(&mut self, id: RequestId) {
        self.interrupted.push(id);
    }

    fn abandon(&mut self, id: RequestId) -> bool {
        let found = self.in_flight.iter().position(|(other, _)| *other == id);
        let (_, request) = self.in_flight.swap_remove(found.expect("a request in flight"));
        self.interrupted.retain(|interrupted| *interrupted != id);
        let may_have_been_sent = self.input.below(2) == 1;
        if may_have_been_sent {
            self.may_have_changed(&request);
        }
        may_have_been_sent
    }
}
