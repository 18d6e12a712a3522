//! A whole job in a world without a network, in which time passes only when the run waits: settings
//! and recordings from the first bytes, and then one decision after another about what comes back.
//!
//! The world keeps its own record of what each recording met with, against which the outcomes are
//! held.

use super::super::fixtures::{base_url, conclude_with_report as concluded};
use super::input::Input;
use super::{assert_line, assert_no_token, assert_report};
use crate::call;
use crate::codes::*;
use crate::engine::observer::{CallObserver, Monitor};
use crate::engine::{AttemptResult, Backend, Executor, RateLimiter, RequestId, TokenRefresh};
use crate::error::{Error, Result};
use crate::http::response::Response;
use crate::http::{Request, TransportError};
use crate::input::settings::Limits;
use crate::jobs::change::ChangeJob;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::plan::{ChangeParams, Plan};
use serde_json::{Value, json};
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

pub(super) fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let operation = input.pick(&[Operation::Move, Operation::Restore, Operation::Purge]);
    let flags = input.pick(&[0, WEBEXREC_VERIFY, WEBEXREC_SINGLE_REQUEST, WEBEXREC_ALL]);
    let limits = Limits {
        concurrency: 1 + usize::from(input.below(5)),
        request_timeout: Duration::from_secs(60),
        deadline: input.pick(&[None, None, Some(Duration::from_secs(100))]),
        max_attempts: 1 + u32::from(input.below(6)),
        max_wait: Duration::from_secs(input.pick(&[900, 0, 60])),
    };
    // Some cancel at the third progress, some at the fourth outcomes told.
    let cancel = input.below(8);
    let recordings = recordings(&mut input, flags);
    let json = Value::Array(recordings.clone()).to_string();
    let params = ChangeParams {
        operation,
        recordings_json: Some(&json),
        site_url: Some("example.webex.com"),
        host_email: None,
        flags,
    };
    let Ok(plan) = Plan::new(&params, &mut |_| ()) else { return };
    let base_url = base_url();
    let mut service = Service::new(input);
    let monitor = service.monitor.clone();
    let mut told = HashMap::new();
    let (mut progresses, mut outcomes) = (0, 0);
    let mut on_progress = |_: &_| {
        progresses += 1;
        cancel != 1 || progresses < 3
    };
    let mut on_outcomes = |results: &str| {
        for result in serde_json::from_str::<Vec<Value>>(results).expect("a JSON array") {
            told.insert(result["id"].to_string(), result);
        }
        outcomes += 1;
        cancel != 2 || outcomes < 4
    };
    let observer =
        CallObserver::new(Some(&monitor), Some(&mut on_progress), Some(&mut on_outcomes));
    let mut job = ChangeJob::new(&plan, base_url, true);
    let mut executor = Executor::new(&mut service, &limits, observer);
    call::execute_change(&mut executor, &plan, &mut job, base_url);
    let (stats, stop) = executor.finish();
    let (conclusion, report) = concluded(&plan, job.ledger(), &stats, stop.as_ref());
    let code = conclusion.map_or(WEBEXREC_OK, |error| {
        assert_line(&error.message);
        error.code
    });
    assert_no_token(&report);
    let report = assert_report(&report, code, plan.entries.len());
    assert_eq!(report["requests"], service.requests);
    for (given, result) in recordings.iter().zip(report["results"].as_array().expect("results")) {
        // What one element says of a recording holds for all.
        let is_in_doubt = |r: &Value| r["id"] == given["id"] && r["outcome"] == "unknown";
        let in_doubt = recordings.iter().any(is_in_doubt);
        assert_true(service.met(given), in_doubt, result, flags & WEBEXREC_VERIFY != 0);
    }
    if cancel != 2 {
        assert_last_words(&report, &told);
    }
}

/// Elements of all kinds; now and then more than one request takes.
fn recordings(input: &mut Input, flags: u32) -> Vec<Value> {
    if flags & WEBEXREC_ALL != 0 {
        return Vec::new();
    }
    let number = match input.byte() {
        few @ 0..=251 => usize::from(few % 12) + 1,
        many => usize::from(many - 251) + Operation::BATCH_SIZE,
    };
    let mut recordings: Vec<Value> =
        (0..number).map(|id| json!({"id": id.to_string(), "sizeBytes": id})).collect();
    // All others are as plain as they can be.
    for recording in recordings.iter_mut().take(4) {
        match input.below(16) {
            0..=9 => {}
            10 => recording["siteUrl"] = "other.webex.com".into(),
            11 => recording["hostEmail"] = "b@example.com".into(),
            12 => recording["shareToMe"] = true.into(),
            13 => recording["outcome"] = "unknown".into(),
            14 => recording["id"] = "0".into(),
            _ => recording["sizeBytes"] = u64::MAX.into(),
        }
    }
    recordings
}

/// What the requests for one recording met with.
#[derive(Clone, Copy, Default, Debug)]
struct Met {
    sent: bool,
    confirmed: bool,
    /// Refused in a request for it alone.
    refused: bool,
    /// Locked, likewise: it was not processed, and may be later.
    locked: bool,
    /// It may have had an effect: something else than a refusal to process it came back, or
    /// nothing.
    touched: bool,
}

struct Service<'i> {
    input: Input<'i>,
    now: Instant,
    gate: Arc<RateLimiter>,
    monitor: Arc<Monitor>,
    token: u64,
    under_way: Vec<(RequestId, Request)>,
    interrupted: Vec<RequestId>,
    requests: u64,
    met: HashMap<String, Met>,
}

impl<'i> Service<'i> {
    fn new(input: Input<'i>) -> Self {
        Service {
            input,
            now: Instant::now(),
            gate: Arc::default(),
            monitor: Arc::default(),
            token: 1,
            under_way: Vec::new(),
            interrupted: Vec::new(),
            requests: 0,
            met: HashMap::new(),
        }
    }

    fn met(&self, given: &Value) -> Met {
        self.met.get(given["id"].as_str().expect("an id")).copied().unwrap_or_default()
    }

    /// Notes something of each recording of a change; a look-up has none.
    fn note(&mut self, request: &Request, note: impl Fn(&mut Met, bool)) {
        let Some(body) = &request.body else { return };
        let body: Value = serde_json::from_slice(body).expect("a body is JSON");
        let ids = body["recordingIds"].as_array().map_or(&[][..], Vec::as_slice);
        assert!(ids.len() <= Operation::BATCH_SIZE);
        for id in ids {
            let met = self.met.entry(id.as_str().expect("an id").to_owned()).or_default();
            note(met, ids.len() == 1);
        }
    }

    fn reply(&mut self, request: &Request) -> AttemptResult {
        match self.input.below(12) {
            0..=7 => self.answer(request),
            8 => failed(WEBEXREC_E_CONNECT, false, false),
            9 => failed(WEBEXREC_E_TLS, false, true),
            10 => {
                self.note(request, |met, _| met.touched = true);
                failed(WEBEXREC_E_IO, true, false)
            }
            _ => {
                self.note(request, |met, _| met.touched = true);
                failed(WEBEXREC_E_BAD_RESPONSE, true, true)
            }
        }
    }

    fn answer(&mut self, request: &Request) -> AttemptResult {
        let status = self.input.pick(&STATUSES);
        let body = if status == 204 { "" } else { self.input.pick(&BODIES) };
        let retry_after_seconds = match status {
            429 | 423 | 503 => self.input.pick(&[None, Some(1), Some(60), Some(604_800)]),
            _ => None,
        };
        let answer = Response { status, retry_after_seconds, ..Response::default() }
            .with_body(body.into(), |text| super::token().redact(text));
        let confirmed = answer.confirmed().is_ok();
        self.note(request, |met, alone| match status {
            _ if confirmed => met.confirmed = true,
            401 | 429 | 405 | 415 => {}
            423 if alone => met.locked = true,
            400..=499 if status != 408 && alone => met.refused = true,
            _ => met.touched = true,
        });
        Ok(answer)
    }
}

fn failed(code: i32, may_have_been_sent: bool, is_permanent: bool) -> AttemptResult {
    Err(TransportError { error: Error::new(code, "a failure"), may_have_been_sent, is_permanent })
}

impl Backend for Service<'_> {
    fn now(&self) -> Instant {
        self.now
    }

    fn random(&mut self) -> f64 {
        f64::from(self.input.byte()) / 256.0
    }

    fn rate_limiter(&self) -> Arc<RateLimiter> {
        self.gate.clone()
    }

    fn token_number(&self) -> u64 {
        self.token
    }

    fn refresh_token(&mut self, refused: u64) -> Result<TokenRefresh> {
        assert_eq!(refused, self.token, "a token is renewed when it is refused");
        match self.input.below(4) {
            0 => Ok(TokenRefresh::Unavailable),
            1 => Err(Error::new(WEBEXREC_E_TOKEN_PROVIDER, "no token")),
            2 => {
                self.token += 1;
                Ok(TokenRefresh::Ready)
            }
            _ => Ok(TokenRefresh::InProgress),
        }
    }

    fn send(&mut self, key: RequestId, request: Request) {
        assert!(self.under_way.iter().all(|(other, _)| *other != key));
        self.requests += 1;
        self.note(&request, |met, _| {
            assert!(!met.confirmed || met.sent, "what is confirmed was sent");
            met.sent = true;
        });
        self.under_way.push((key, request));
    }

    fn wait(&mut self, until: Instant, _is_idle: bool) -> Option<(RequestId, AttemptResult)> {
        let stays_away = self.input.below(8) == 7;
        if self.under_way.is_empty() || stays_away {
            self.now = self.now.max(until);
            if stays_away && self.input.below(8) == 7 {
                self.monitor.cancel();
            }
            return None;
        }
        self.now += Duration::from_millis(u64::from(self.input.byte()) * 16);
        let index = usize::from(self.input.byte()) % self.under_way.len();
        let (key, request) = self.under_way.swap_remove(index);
        let reply = if self.interrupted.contains(&key) {
            self.interrupted.retain(|interrupted| *interrupted != key);
            self.note(&request, |met, _| met.touched = true);
            failed(WEBEXREC_E_IO, true, false)
        } else {
            self.reply(&request)
        };
        Some((key, reply))
    }

    fn interrupt(&mut self, key: RequestId) {
        self.interrupted.push(key);
    }

    fn abandon(&mut self, key: RequestId) -> bool {
        let index = self.under_way.iter().position(|(of, _)| *of == key).expect("under way");
        let (_, request) = self.under_way.swap_remove(index);
        self.interrupted.retain(|interrupted| *interrupted != key);
        let sent = self.input.below(2) == 1;
        self.note(&request, |met, _| met.touched |= sent);
        sent
    }
}

/// An outcome says no more than what was met with.
fn assert_true(met: Met, in_doubt: bool, result: &Value, verified: bool) {
    let outcome = result["outcome"].as_str().expect("text");
    let true_ = match outcome {
        "done" => met.confirmed || (verified && result["seen"].is_string()),
        "rejected" => (met.refused || met.locked) && !met.confirmed,
        "inferred" => met.refused && (met.touched || in_doubt) && !met.confirmed,
        "failed" => !met.touched && !met.confirmed && !in_doubt,
        "notSent" => !met.touched && !met.confirmed && !met.refused && !in_doubt,
        "unknown" => !met.confirmed,
        _ => false,
    };
    assert!(true_, "{met:?}: {result}");
}

/// What a journal of the outcomes told says at its end is what the report says.
fn assert_last_words(report: &Value, told: &HashMap<String, Value>) {
    for result in report["results"].as_array().expect("results") {
        if let Some(last) = told.get(&result["id"].to_string()) {
            assert_eq!(last["outcome"], result["outcome"], "the last word counts");
        }
    }
}
