//! A world for tests: the simulator's service without a network, and a clock that moves only when
//! the run waits. What the network does to each request, a test decides.

use crate::call;
use crate::codes::*;
use crate::engine::observer::{Monitor, Watch};
use crate::engine::{Cost, Stop};
use crate::engine::{Gate, Key, Renewal, Reply, Run, World};
use crate::error::{Error, Result};
use crate::http::{Failure, Line, Request};
use crate::input::base_url::BaseUrl;
use crate::input::settings::Limits;
use crate::jobs::change::Changes;
use crate::jobs::change::ledger::{Ledger, Outcome};
use crate::jobs::change::plan::{Job, Plan};
use crate::jobs::change::report::Report;
use std::sync::Arc;
use std::time::{Duration, Instant};
use time::UtcDateTime;
use webexrec_simulator::{OfflineService, Role, Settings};

/// What becomes of one request on its way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fate {
    /// Until the service has it, and from then until its answer is back.
    pub there: Duration,
    pub back: Duration,
    pub accident: Option<Accident>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accident {
    /// No connection: certainly not sent.
    Refused,
    /// Connecting, or looking up the name, never ends, not even by an interruption.
    Stuck,
    /// The answer never comes.
    Stalled,
    /// The connection breaks when the answer is due.
    Broken,
    /// The certificate is not to be trusted.
    Untrusted,
}

pub(super) struct Simulation {
    pub service: OfflineService,
    pub role: Role,
    pub now: Instant,
    pub rng: fastrand::Rng,
    pub fate: Box<dyn FnMut(&mut fastrand::Rng) -> Fate>,
    /// How long the run itself is busy with sending a request.
    pub effort: Duration,
    /// When somebody cancels, and what is cancelled then.
    pub cancel: Option<Instant>,
    pub monitor: Arc<Monitor>,
    /// Whether a new token can be had when the old one has expired, and when it does.
    pub has_provider: bool,
    pub expires: Option<Instant>,
    /// Until when another thread is fetching it.
    pub busy_until: Option<Instant>,
    gate: Arc<Gate>,
    token: String,
    token_number: u64,
    under_way: Vec<UnderWay>,
}

struct UnderWay {
    key: Key,
    request: Request,
    token: String,
    fate: Fate,
    /// When the next thing happens to it: it arrives, or its answer does.
    next: Option<Instant>,
    reply: Option<Reply>,
    /// Nobody waits for it any more.
    forgotten: bool,
}

impl Simulation {
    pub fn new(settings: &Settings, role: Role, seed: u64) -> Self {
        let now = Instant::now();
        let service = OfflineService::new(settings, now);
        Simulation {
            token: service.token(role).to_owned(),
            service,
            role,
            now,
            rng: fastrand::Rng::with_seed(seed),
            fate: Box::new(|_| Fate::default()),
            effort: Duration::ZERO,
            cancel: None,
            monitor: Arc::default(),
            has_provider: false,
            expires: None,
            busy_until: None,
            gate: Arc::default(),
            token_number: 1,
            under_way: Vec::new(),
        }
    }

    /// Runs a job to its end.
    pub fn run<T>(&mut self, job: &Job, limits: &Limits, look: impl FnOnce(Ended) -> T) -> T {
        let monitor = self.monitor.clone();
        let watch = Watch::new(Some(&monitor), None, None);
        self.run_watched(job, limits, watch, look)
    }

    pub fn run_watched<T>(
        &mut self,
        job: &Job,
        limits: &Limits,
        watch: Watch,
        look: impl FnOnce(Ended) -> T,
    ) -> T {
        let plan = Plan::new(job, &mut |_| ()).expect("a plan");
        let base_url = base_url();
        let mut changes = Changes::new(&plan, &base_url, watch.outcomes.is_some());
        let begin = self.now;
        let mut run = Run::new(self, limits, watch);
        call::work_off(&mut run, &plan, &mut changes, &base_url);
        let (cost, stop) = run.end();
        look(Ended {
            plan: &plan,
            ledger: changes.ledger(),
            cost: &cost,
            stop: stop.as_ref(),
            took: self.now - begin,
        })
    }

    /// What is still on its way to the service when nobody waits for it any more arrives.
    pub fn settle(&mut self) {
        while self.step(None) {}
    }

    /// The next thing that happens up to a time; false if there is none.
    fn step(&mut self, until: Option<Instant>) -> bool {
        let next = self.under_way.iter().enumerate().filter_map(|(i, u)| Some((u.next?, i))).min();
        let Some((at, index)) = next.filter(|(at, _)| until.is_none_or(|until| *at <= until))
        else {
            return false;
        };
        self.now = self.now.max(at);
        if self.under_way[index].reply.is_none() {
            self.arrive(index);
        } else {
            self.under_way[index].next = None;
        }
        if self.under_way[index].forgotten {
            self.under_way.swap_remove(index);
        }
        true
    }

    /// The service gets a request and acts on it.
    fn arrive(&mut self, index: usize) {
        if self.expires.is_some_and(|expires| expires <= self.now) {
            self.expires = None;
            self.service.renew_token(self.role);
        }
        let UnderWay { request, token, fate, .. } = &self.under_way[index];
        let authorization = format!("Bearer {token}");
        let mut headers = vec![("authorization", authorization.as_str())];
        let method = if request.body.is_some() { "POST" } else { "GET" };
        headers.extend(request.body.as_ref().map(|_| ("content-type", "application/json")));
        headers.extend(request.site_url.as_deref().map(|site| ("siteurl", site)));
        let body = request.body.as_deref().unwrap_or_default();
        let reaction = self.service.request(self.now, method, &request.url, &headers, body);
        let reply = match (fate.accident, reaction.response) {
            (Some(Accident::Broken), _) | (_, None) => Err(lost()),
            (_, Some(answer)) => {
                let mut head = ureq::http::Response::builder().status(answer.status);
                for (name, value) in &answer.headers {
                    head = head.header(name, value);
                }
                let (head, ()) = head.body(()).expect("an HTTP answer").into_parts();
                Ok(Line::answer(&head).with_body(answer.body, str::to_owned))
            }
        };
        let next = self.now + reaction.delay + fate.back;
        let stalled = fate.accident == Some(Accident::Stalled);
        let under_way = &mut self.under_way[index];
        under_way.next = (!stalled).then_some(next);
        under_way.reply = Some(reply);
    }

    fn find(&self, key: Key) -> usize {
        let found = self.under_way.iter().position(|u| u.key == key && !u.forgotten);
        found.expect("a request under way")
    }
}

fn lost() -> Failure {
    let error = Error::new(WEBEXREC_E_IO, "the connection broke");
    Failure { error, sent: true, final_word: false }
}

pub(super) fn base_url() -> BaseUrl {
    BaseUrl::parse("http://127.0.0.1/v1", "test").expect("a URL")
}

impl World for Simulation {
    fn now(&self) -> Instant {
        self.now
    }

    fn random(&mut self) -> f64 {
        self.rng.f64()
    }

    fn gate(&self) -> Arc<Gate> {
        self.gate.clone()
    }

    fn token(&self) -> u64 {
        self.token_number
    }

    fn renew(&mut self, refused: u64) -> Result<Renewal> {
        assert_eq!(refused, self.token_number);
        if self.busy_until.is_some_and(|until| self.now < until) {
            return Ok(Renewal::Busy);
        }
        if !self.has_provider || self.service.token(self.role) == self.token {
            return Ok(Renewal::Exhausted);
        }
        self.token = self.service.token(self.role).to_owned();
        self.token_number += 1;
        Ok(Renewal::Ready)
    }

    fn send(&mut self, key: Key, request: Request) {
        self.now += self.effort;
        let fate = (self.fate)(&mut self.rng);
        let not_sent = |code, final_word| {
            let error = Error::new(code, "no connection");
            Some(Err(Failure { error, sent: false, final_word }))
        };
        let (next, reply) = match fate.accident {
            Some(Accident::Refused) => {
                (Some(self.now + fate.there), not_sent(WEBEXREC_E_CONNECT, false))
            }
            Some(Accident::Untrusted) => {
                (Some(self.now + fate.there), not_sent(WEBEXREC_E_TLS, true))
            }
            Some(Accident::Stuck) => (None, not_sent(WEBEXREC_E_CONNECT, false)),
            _ => (Some(self.now + fate.there), None),
        };
        let token = self.token.clone();
        self.under_way.push(UnderWay { key, request, token, fate, next, reply, forgotten: false });
    }

    fn wait(&mut self, until: Instant, _is_idle: bool) -> Option<(Key, Reply)> {
        loop {
            let is_back = |u: &UnderWay| {
                u.next.is_none() && u.reply.is_some() && !u.forgotten && !u.is_stuck()
            };
            if let Some(index) = self.under_way.iter().position(is_back) {
                let UnderWay { key, reply, .. } = self.under_way.swap_remove(index);
                return Some((key, reply?));
            }
            let cancel = self.cancel.filter(|cancel| *cancel <= until);
            if !self.step(Some(cancel.unwrap_or(until))) {
                self.now = self.now.max(cancel.unwrap_or(until));
                if cancel.is_some() {
                    self.cancel = None;
                    self.monitor.cancel();
                }
                return None;
            }
        }
    }

    fn interrupt(&mut self, key: Key) {
        let index = self.find(key);
        let now = self.now;
        let under_way = &mut self.under_way[index];
        match under_way.fate.accident {
            Some(Accident::Stuck) => {}
            Some(Accident::Refused | Accident::Untrusted) => under_way.next = Some(now),
            // Not there yet: it may still arrive, but nobody will hear of it.
            _ if under_way.reply.is_none() => {
                let late = UnderWay {
                    key,
                    request: std::mem::take(&mut under_way.request),
                    token: under_way.token.clone(),
                    fate: under_way.fate,
                    next: under_way.next,
                    reply: None,
                    forgotten: true,
                };
                (under_way.next, under_way.reply) = (Some(now), Some(Err(lost())));
                under_way.fate.accident = None;
                self.under_way.push(late);
            }
            _ => {
                (under_way.next, under_way.reply) = (Some(now), Some(Err(lost())));
                under_way.fate.accident = None;
            }
        }
    }

    fn abandon(&mut self, key: Key) -> bool {
        let index = self.find(key);
        let under_way = self.under_way.swap_remove(index);
        assert!(under_way.is_stuck(), "an interruption ends all else");
        false
    }
}

impl UnderWay {
    fn is_stuck(&self) -> bool {
        matches!(self.fate.accident, Some(Accident::Stuck | Accident::Stalled))
    }
}

/// A job after its end.
pub(super) struct Ended<'e, 'a> {
    pub plan: &'e Plan<'a>,
    pub ledger: &'e Ledger,
    pub cost: &'e Cost,
    pub stop: Option<&'e Stop>,
    pub took: Duration,
}

impl Ended<'_, '_> {
    pub fn outcomes(&self) -> Vec<Outcome> {
        let entries = (0..).zip(&self.plan.entries);
        entries.map(|(i, e)| self.ledger.account(e.sent_as.unwrap_or(i)).outcome()).collect()
    }

    pub fn count(&self, outcome: Outcome) -> usize {
        self.outcomes().into_iter().filter(|found| *found == outcome).count()
    }

    /// Result code and report.
    pub fn report(&self) -> (i32, serde_json::Value) {
        let report = Report {
            plan: self.plan,
            ledger: self.ledger,
            cost: self.cost,
            stop: self.stop,
            base_url: base_url().to_string(),
            started_at: UtcDateTime::UNIX_EPOCH,
            finished_at: UtcDateTime::UNIX_EPOCH,
        };
        let conclusion = report.conclude();
        let json = report.to_json(conclusion.as_ref());
        let code = conclusion.map_or(WEBEXREC_OK, |error| error.code);
        (code, serde_json::from_str(&json).expect("JSON"))
    }
}
