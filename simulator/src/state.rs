//! Everything that changes while the simulator runs, and how a request changes it.

use crate::access::{Role, Tokens};
use crate::catalog::Catalog;
use crate::faults::FaultGenerator;
use crate::log::{EntryId, Log};
use crate::rate_limit::RateLimiter;
use crate::request::Request;
use crate::response::Response;
use crate::script::{Script, Scripts};
use crate::service;
use crate::settings::{Behaviour, Settings};
use fastrand::Rng;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub(crate) struct State {
    pub(crate) catalog: Catalog,
    pub(crate) behaviour: Behaviour,
    scripts: Scripts,
    faults: FaultGenerator,
    pub(crate) log: Log,
    pub(crate) rate_limiter: RateLimiter,
    pub(crate) tokens: Tokens,
    rng: Rng,
    initial: (Behaviour, Tokens),
}

/// The response to a request, and when it is due.
pub(crate) struct Reaction {
    pub(crate) entry: EntryId,
    pub(crate) delay: Duration,
    /// `None`: the connection is closed without a response.
    pub(crate) response: Option<Response>,
}

impl State {
    pub(crate) fn new(settings: &Settings, port: u16, start: Instant) -> Self {
        let mut rng = Rng::with_seed(settings.seed);
        let catalog = Catalog::generate(settings, &mut rng);
        // The port goes into the seed, so that no simulator accepts the tokens of another.
        let mut rng = Rng::with_seed(settings.seed ^ (u64::from(port) << 32));
        let tokens = Tokens::generate(&mut rng);
        Self {
            behaviour: settings.behaviour.clone(),
            scripts: Scripts::default(),
            faults: FaultGenerator::new(settings.behaviour.faults.as_ref()),
            log: Log::new(start),
            rate_limiter: RateLimiter::default(),
            initial: (settings.behaviour.clone(), tokens.clone()),
            tokens,
            rng,
            catalog,
        }
    }

    /// Handles a request to the service: with a scripted response if there is one, else with a random
    /// fault if one is due, else as the service does.
    pub(crate) fn react(&mut self, request: &Request, now: Instant) -> Reaction {
        let entry = self.log.add(request, self.tokens.role(&request.headers), now);
        let mut delay = Duration::from_millis(self.behaviour.latency_ms);
        let response = if let Some(script) = self.scripts.next(request.short_path()) {
            delay += script.delay();
            self.apply_if(script.applies(), request, now);
            script.response(&self.tracking_id())
        } else if let Some(fault) = self.faults.next() {
            self.apply_if(fault.applies, request, now);
            fault.response(&self.tracking_id())
        } else {
            Some(service::respond(self, request, now))
        };
        Reaction { entry, delay, response }
    }

    /// Applies the request's change and discards the response.
    fn apply_if(&mut self, applies: bool, request: &Request, now: Instant) {
        if applies {
            service::respond(self, request, now);
        }
    }

    /// Panics if the result is not a valid behaviour.
    #[track_caller]
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Behaviour)) {
        let mut behaviour = self.behaviour.clone();
        change(&mut behaviour);
        if let Err(problem) = behaviour.check() {
            panic!("{problem}");
        }
        self.set_behaviour(behaviour);
    }

    pub(crate) fn set_behaviour(&mut self, behaviour: Behaviour) {
        if behaviour.rate_limit != self.behaviour.rate_limit {
            self.rate_limiter = RateLimiter::default();
        }
        if behaviour.faults != self.behaviour.faults {
            self.faults = FaultGenerator::new(behaviour.faults.as_ref());
        }
        self.behaviour = behaviour;
    }

    /// Appends an entry to the script. Panics if it is not valid.
    #[track_caller]
    pub(crate) fn script(&mut self, script: Script) {
        if let Err(problem) = script.check() {
            panic!("{problem}");
        }
        self.scripts.add(script);
    }

    pub(crate) fn replace_token(&mut self, role: Role) -> String {
        self.tokens.renew(role, &mut self.rng).to_owned()
    }

    pub(crate) fn reset(&mut self) {
        self.catalog.reset();
        (self.behaviour, self.tokens) = self.initial.clone();
        self.scripts = Scripts::default();
        self.faults = FaultGenerator::new(self.behaviour.faults.as_ref());
        self.rate_limiter = RateLimiter::default();
        self.log.clear();
    }

    pub(crate) fn tracking_id(&mut self) -> String {
        let digits = format!("{:032x}", self.rng.u128(..));
        let (a, b, c, d, e) =
            (&digits[..8], &digits[8..12], &digits[13..16], &digits[17..20], &digits[20..]);
        format!("SIM_{a}-{b}-4{c}-a{d}-{e}")
    }
}

/// The state as the connections and the handle share it.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Mutex<State>>);

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    /// Ignores poisoning: a panic in a test's closure leaves the state consistent.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
