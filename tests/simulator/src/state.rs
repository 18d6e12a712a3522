//! Everything that can change while the simulator runs, and what one request does to it.

use crate::access::Tokens;
use crate::answer::Answer;
use crate::log::{Entry, Log};
use crate::rate_limit::Limiter;
use crate::request::Request;
use crate::script::Scripts;
use crate::service;
use crate::settings::{Behaviour, Settings};
use crate::world::World;
use fastrand::Rng;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) behaviour: Behaviour,
    pub(crate) scripts: Scripts,
    pub(crate) log: Log,
    pub(crate) limiter: Limiter,
    pub(crate) tokens: Tokens,
    rng: Rng,
    at_start: (World, Behaviour),
}

/// What the client gets, and when.
pub(crate) struct Reaction {
    pub(crate) entry: Entry,
    pub(crate) delay: Duration,
    /// Without one the connection is dropped.
    pub(crate) answer: Option<Answer>,
}

impl State {
    pub(crate) fn new(settings: &Settings, port: u16) -> Self {
        let mut rng = Rng::with_seed(settings.seed);
        let world = World::generate(settings, &mut rng);
        // Other ports have other tokens, so that those of one simulator are refused by all others.
        let mut rng = Rng::with_seed(settings.seed ^ (u64::from(port) << 32));
        Self {
            behaviour: settings.behaviour.clone(),
            scripts: Scripts::default(),
            log: Log::default(),
            limiter: Limiter::default(),
            tokens: Tokens::generate(&mut rng),
            rng,
            at_start: (world.clone(), settings.behaviour.clone()),
            world,
        }
    }

    /// Handles a request to the service: a scripted answer if there is one, else the service's own.
    pub(crate) fn react(&mut self, request: &Request) -> Reaction {
        let entry = self.log.add(request, self.tokens.role(&request.headers));
        let answer = match self.scripts.next(request.short_path()) {
            None => Some(service::answer(self, request)),
            Some(script) => {
                if script.applies() {
                    service::answer(self, request);
                }
                script.answer(&self.tracking_id())
            }
        };
        Reaction { entry, delay: Duration::from_millis(self.behaviour.latency_ms), answer }
    }

    pub(crate) fn set_behaviour(&mut self, behaviour: Behaviour) {
        if behaviour.rate_limit != self.behaviour.rate_limit {
            self.limiter = Limiter::default();
        }
        self.behaviour = behaviour;
    }

    pub(crate) fn reset(&mut self) {
        (self.world, self.behaviour) = self.at_start.clone();
        self.scripts = Scripts::default();
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
