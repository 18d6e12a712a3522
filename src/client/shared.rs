//! What the calls of one process share: the connections of the Simple API, and the rate limiters.

use crate::engine::RateLimiter;
use crate::error::Result;
use crate::http::Pool;
use crate::input::base_url::BaseUrl;
use crate::input::settings::Settings;
use crate::input::token::Token;
use crate::util::fork_local::ForkLocal;
use crate::util::lock::lock;
use std::hash::RandomState;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Settings whose connections are kept. A program has one or two; past this number all are dropped.
const MAX_POOLS: usize = 16;
/// How long the estimates of an unused rate limiter are kept.
const RATE_LIMITER_TTL: Duration = Duration::from_secs(15 * 60);

static SHARED: ForkLocal<Shared> = ForkLocal::new();

#[derive(Default)]
pub(super) struct Shared {
    pools: Mutex<Vec<Arc<Pool>>>,
    rate_limiters: Mutex<Vec<KnownRateLimiter>>,
    /// Random for each process, so that the key of a rate limiter says nothing about its token.
    hasher: RandomState,
}

struct KnownRateLimiter {
    /// A hash of its token and service.
    key: u64,
    limiter: Arc<RateLimiter>,
    last_use: Instant,
}

pub(super) fn current() -> &'static Shared {
    SHARED.get(Shared::default)
}

impl Shared {
    /// The connections for these settings.
    pub fn pool(&self, settings: Settings) -> Result<Arc<Pool>> {
        if let Some(pool) = find(&lock(&self.pools), &settings) {
            return Ok(pool);
        }
        // Made without the lock, since reading certificates may take a while.
        let made = Arc::new(Pool::new(settings)?);
        let mut pools = lock(&self.pools);
        if let Some(pool) = find(&pools, made.settings()) {
            return Ok(pool);
        }
        if pools.len() >= MAX_POOLS {
            pools.clear();
        }
        pools.push(made.clone());
        Ok(made)
    }

    /// The rate limiter for a token at a service.
    pub fn rate_limiter(&self, token: &Token, base_url: &BaseUrl) -> Arc<RateLimiter> {
        let key = token.hashed(&self.hasher, base_url.origin());
        let now = Instant::now();
        let mut limiters = lock(&self.rate_limiters);
        limiters.retain(|known| {
            Arc::strong_count(&known.limiter) > 1
                || now.duration_since(known.last_use) < RATE_LIMITER_TTL
                || known.limiter.is_paused(now)
        });
        let index = limiters.iter().position(|known| known.key == key).unwrap_or_else(|| {
            limiters.push(KnownRateLimiter { key, limiter: Arc::default(), last_use: now });
            limiters.len() - 1
        });
        limiters[index].last_use = now;
        limiters[index].limiter.clone()
    }
}

fn find(pools: &[Arc<Pool>], settings: &Settings) -> Option<Arc<Pool>> {
    pools.iter().find(|pool| **pool.settings() == *settings).cloned()
}
