//! Everything that can change while the simulator runs, and what one request does to it.

use crate::access::{Role, Tokens};
use crate::answer::Answer;
use crate::faults::Draws;
use crate::log::{Entry, Log};
use crate::rate_limit::Limiter;
use crate::request::Request;
use crate::script::{Script, Scripts};
use crate::service;
use crate::settings::{Behaviour, Settings};
use crate::world::World;
use fastrand::Rng;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) behaviour: Behaviour,
    scripts: Scripts,
    faults: Draws,
    pub(crate) log: Log,
    pub(crate) limiter: Limiter,
    pub(crate) tokens: Tokens,
    rng: Rng,
    at_start: (Behaviour, Tokens),
}

/// What the client gets, and when.
pub(crate) struct Reaction {
    pub(crate) entry: Entry,
    pub(crate) delay: Duration,
    /// Without one the connection is dropped.
    pub(crate) answer: Option<Answer>,
}

impl State {
    pub(crate) fn new(settings: &Settings, port: u16, start: Instant) -> Self {
        let mut rng = Rng::with_seed(settings.seed);
        let world = World::generate(settings, &mut rng);
        // Other ports have other tokens, so that those of one simulator are refused by all others.
        let mut rng = Rng::with_seed(settings.seed ^ (u64::from(port) << 32));
        let tokens = Tokens::generate(&mut rng);
        Self {
            behaviour: settings.behaviour.clone(),
            scripts: Scripts::default(),
            faults: Draws::new(settings.behaviour.faults.as_ref()),
            log: Log::new(start),
            limiter: Limiter::default(),
            at_start: (settings.behaviour.clone(), tokens.clone()),
            tokens,
            rng,
            world,
        }
    }

    /// Handles a request to the service, received now: a scripted answer if there is one, else a
    /// fault if the draw says so, else the service's own answer.
    pub(crate) fn react(&mut self, request: &Request, now: Instant) -> Reaction {
        let entry = self.log.add(request, self.tokens.role(&request.headers), now);
        let mut delay = Duration::from_millis(self.behaviour.latency_ms);
        let answer = if let Some(script) = self.scripts.next(request.short_path()) {
            delay += script.delay();
            self.apply_if(script.applies(), request, now);
            script.answer(&self.tracking_id())
        } else if let Some(fault) = self.faults.next() {
            self.apply_if(fault.applies, request, now);
            fault.answer(&self.tracking_id())
        } else {
            Some(service::answer(self, request, now))
        };
        Reaction { entry, delay, answer }
    }

    /// Lets the service do what the request asks for, without its answer.
    fn apply_if(&mut self, applies: bool, request: &Request, now: Instant) {
        if applies {
            service::answer(self, request, now);
        }
    }

    /// Panics if the result is not a behaviour that can be played.
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
            self.limiter = Limiter::default();
        }
        if behaviour.faults != self.behaviour.faults {
            self.faults = Draws::new(behaviour.faults.as_ref());
        }
        self.behaviour = behaviour;
    }

    /// Adds scripted answers behind those not yet given. Panics if they can't be given.
    #[track_caller]
    pub(crate) fn script(&mut self, script: Script) {
        if let Err(problem) = script.check() {
            panic!("{problem}");
        }
        self.scripts.add(script);
    }

    pub(crate) fn renew_token(&mut self, role: Role) -> String {
        self.tokens.renew(role, &mut self.rng).to_owned()
    }

    pub(crate) fn reset(&mut self) {
        self.world.reset();
        (self.behaviour, self.tokens) = self.at_start.clone();
        self.scripts = Scripts::default();
        self.faults = Draws::new(self.behaviour.faults.as_ref());
        self.limiter = Limiter::default();
        self.log.clear();
    }

    pub(crate) fn tracking_id(&mut self) -> String {
        let digits = format!("{:032x}", self.rng.u128(..));
        let (a, b, c, d, e) =
            (&digits[..8], &digits[8..12], &digits[13..16], &digits[17..20], &digits[20..]);
        format!("SIM_{a}-{b}-4{c}-a{d}-{e}")
    }
}

/// The state, for the connections and for the handle.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Mutex<State>>);

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    /// Also after a panic in a test's own closure: the state is whole between any two statements.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
