//! A backend without a network: the simulator's service, and a clock that moves only when the executor
//! waits or sends. A test decides what the network does to each request, and when the call is
//! cancelled or the token expires.

use super::fixtures::read_response;
use super::network::{Fault, Network, Transit, without_faults};
use crate::codes::*;
use crate::engine::observer::Monitor;
use crate::engine::{AttemptResult, Backend, RateLimiter, RequestId, TokenRefresh};
use crate::error::{Error, Result};
use crate::http::{Request, TransportError};
use fastrand::Rng;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};
use ureq::http;
use webexrec_simulator::{OfflineService, Role, Settings};

pub(super) struct Simulation {
    pub service: OfflineService,
    pub role: Role,
    pub clock: Clock,
    pub network: Network,
    /// Called before each request.
    pub on_send: Box<dyn FnMut(&Request)>,
    /// How long sending a request takes the calling thread.
    pub send_duration: Duration,
    pub cancel_at: Option<Instant>,
    /// What `cancel_at` cancels.
    pub monitor: Arc<Monitor>,
    /// Whether an expired token can be refreshed.
    pub has_provider: bool,
    pub token_expires_at: Option<Instant>,
    /// Until then another thread is refreshing the token.
    pub refreshing_until: Option<Instant>,
    rng: Rng,
    rate_limiter: Arc<RateLimiter>,
    token: String,
    token_number: u64,
    in_flight: Vec<InFlight>,
}

/// The time of a simulation, which a callback can read while the simulation runs.
#[derive(Clone)]
pub(super) struct Clock(Rc<Cell<Instant>>);

impl Clock {
    pub fn now(&self) -> Instant {
        self.0.get()
    }

    pub fn advance(&self, by: Duration) {
        self.0.set(self.0.get() + by);
    }

    fn advance_to(&self, time: Instant) {
        self.0.set(self.0.get().max(time));
    }
}

struct InFlight {
    /// `None`: nobody waits for the result any more.
    id: Option<RequestId>,
    request: Request,
    token: String,
    transit: Transit,
    stage: Stage,
}

enum Stage {
    /// The service gets the request at that time.
    Sending(Instant),
    /// The executor gets the result at that time.
    Receiving(Instant, AttemptResult),
    /// Until it is interrupted or abandoned.
    Hanging,
}

enum Event {
    /// At the service.
    RequestArrived,
    /// At the executor.
    ResultArrived(RequestId, AttemptResult),
}

impl Simulation {
    pub fn new(settings: &Settings, role: Role, seed: u64) -> Self {
        let now = Instant::now();
        let service = OfflineService::new(settings, now);
        Simulation {
            token: service.token(role).to_owned(),
            service,
            role,
            clock: Clock(Rc::new(Cell::new(now))),
            network: without_faults(),
            on_send: Box::new(|_| ()),
            send_duration: Duration::ZERO,
            cancel_at: None,
            monitor: Arc::default(),
            has_provider: false,
            token_expires_at: None,
            refreshing_until: None,
            rng: Rng::with_seed(seed),
            rate_limiter: Arc::default(),
            token_number: 1,
            in_flight: Vec::new(),
        }
    }

    pub fn token_refreshes(&self) -> u64 {
        self.token_number - 1
    }

    /// Lets the service get the requests that are still on their way although nobody waits for them.
    pub fn deliver_abandoned(&mut self) {
        while self.next_event(None).is_some() {}
    }

    /// Lets the next event happen, unless it comes after a time.
    fn next_event(&mut self, until: Option<Instant>) -> Option<Event> {
        let times = self.in_flight.iter().enumerate();
        let (time, index) =
            times.filter_map(|(index, one)| Some((one.event_time()?, index))).min()?;
        if until.is_some_and(|until| until < time) {
            return None;
        }
        self.clock.advance_to(time);
        let mut next = self.in_flight.swap_remove(index);
        match next.stage {
            Stage::Receiving(_, result) => {
                Some(Event::ResultArrived(next.id.expect("it is waited for"), result))
            }
            Stage::Sending(_) | Stage::Hanging => {
                next.stage = self.serve(&next);
                if next.id.is_some() {
                    self.in_flight.push(next);
                }
                Some(Event::RequestArrived)
            }
        }
    }

    /// The service gets a request, and acts on it.
    fn serve(&mut self, arrived: &InFlight) -> Stage {
        let now = self.clock.now();
        if self.token_expires_at.take_if(|time| *time <= now).is_some() {
            self.service.replace_token(self.role);
        }
        let InFlight { request, token, transit, .. } = arrived;
        let authorization = format!("Bearer {token}");
        let mut headers = vec![("authorization", authorization.as_str())];
        headers.extend(request.body.as_ref().map(|_| ("content-type", "application/json")));
        headers.extend(request.site_url.as_deref().map(|site| ("siteurl", site)));
        let body = request.body.as_deref().unwrap_or_default();
        let reaction =
            self.service.request(now, request.method.as_str(), &request.url, &headers, body);
        let result = match (transit.fault, reaction.response) {
            (Some(Fault::ResponseStalled), _) => return Stage::Hanging,
            (Some(Fault::ResponseLost), _) | (_, None) => response_lost(),
            (_, Some(response)) => received(response.status, &response.headers, response.body),
        };
        Stage::Receiving(now + reaction.delay + transit.from_service, result)
    }

    fn find(&self, id: RequestId) -> usize {
        let found = self.in_flight.iter().position(|one| one.id == Some(id));
        found.expect("a request in flight")
    }
}

impl InFlight {
    fn event_time(&self) -> Option<Instant> {
        match self.stage {
            Stage::Sending(time) | Stage::Receiving(time, _) => Some(time),
            Stage::Hanging => None,
        }
    }
}

fn received(status: u16, headers: &[(String, String)], body: Vec<u8>) -> AttemptResult {
    let mut head = http::Response::builder().status(status);
    for (name, value) in headers {
        head = head.header(name, value);
    }
    Ok(read_response(head, body, str::to_owned).expect("a response"))
}

fn response_lost() -> AttemptResult {
    let error = Error::new(WEBEXREC_E_IO, "the connection broke");
    Err(TransportError { error, may_have_been_sent: true, is_permanent: false })
}

fn not_sent(code: i32, is_permanent: bool) -> AttemptResult {
    let error = Error::new(code, "no connection");
    Err(TransportError { error, may_have_been_sent: false, is_permanent })
}

impl Backend for Simulation {
    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn random(&mut self) -> f64 {
        self.rng.f64()
    }

    fn rate_limiter(&self) -> Arc<RateLimiter> {
        self.rate_limiter.clone()
    }

    fn token_number(&self) -> u64 {
        self.token_number
    }

    fn refresh_token(&mut self, refused: u64) -> Result<TokenRefresh> {
        assert_eq!(refused, self.token_number);
        if self.refreshing_until.is_some_and(|until| self.clock.now() < until) {
            return Ok(TokenRefresh::InProgress);
        }
        if !self.has_provider || self.service.token(self.role) == self.token {
            return Ok(TokenRefresh::Unavailable);
        }
        self.token = self.service.token(self.role).to_owned();
        self.token_number += 1;
        Ok(TokenRefresh::Ready)
    }

    fn send(&mut self, id: RequestId, request: Request) {
        (self.on_send)(&request);
        self.clock.advance(self.send_duration);
        let transit = (self.network)(&mut self.rng);
        let time = self.clock.now() + transit.to_service;
        let stage = match transit.fault {
            Some(Fault::ConnectionStuck) => Stage::Hanging,
            Some(Fault::ConnectionRefused) => {
                Stage::Receiving(time, not_sent(WEBEXREC_E_CONNECT, false))
            }
            Some(Fault::UntrustedCertificate) => {
                Stage::Receiving(time, not_sent(WEBEXREC_E_TLS, true))
            }
            Some(Fault::ResponseLost | Fault::ResponseStalled) | None => Stage::Sending(time),
        };
        let token = self.token.clone();
        self.in_flight.push(InFlight { id: Some(id), request, token, transit, stage });
    }

    fn wait(&mut self, until: Instant, _is_idle: bool) -> Option<(RequestId, AttemptResult)> {
        let cancel_at = self.cancel_at.filter(|cancel_at| *cancel_at <= until);
        let until = cancel_at.unwrap_or(until);
        while let Some(event) = self.next_event(Some(until)) {
            if let Event::ResultArrived(id, result) = event {
                return Some((id, result));
            }
        }
        self.clock.advance_to(until);
        if cancel_at.is_some() {
            self.cancel_at = None;
            self.monitor.cancel();
        }
        None
    }

    fn interrupt(&mut self, id: RequestId) {
        let now = self.clock.now();
        let index = self.find(id);
        let InFlight { request, token, transit, stage, .. } = &mut self.in_flight[index];
        match (transit.fault, &mut *stage) {
            (Some(Fault::ConnectionStuck), _) => {}
            (
                Some(Fault::ConnectionRefused | Fault::UntrustedCertificate),
                Stage::Receiving(time, _),
            ) => *time = now,
            (_, Stage::Sending(time)) => {
                // It may still arrive, but nobody waits for it.
                let late = InFlight {
                    id: None,
                    request: std::mem::take(request),
                    token: token.clone(),
                    transit: *transit,
                    stage: Stage::Sending(*time),
                };
                *stage = Stage::Receiving(now, response_lost());
                self.in_flight.push(late);
            }
            (_, Stage::Receiving(..) | Stage::Hanging) => {
                *stage = Stage::Receiving(now, response_lost());
            }
        }
    }

    fn abandon(&mut self, id: RequestId) -> bool {
        let index = self.find(id);
        let abandoned = self.in_flight.swap_remove(index);
        let fault = abandoned.transit.fault;
        assert_eq!(fault, Some(Fault::ConnectionStuck), "an interruption ends everything else");
        false
    }
}
