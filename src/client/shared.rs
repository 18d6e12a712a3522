//! What the calls of one process share: connections of the Simple API, gates, the system's
//! certificates.

use crate::engine::Gate;
use crate::error::Result;
use crate::http::{Pool, SystemRoots};
use crate::input::base_url::BaseUrl;
use crate::input::settings::Settings;
use crate::input::token::Token;
use crate::util::fork_local::PerProcess;
use std::hash::RandomState;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Settings whose connections are remembered; a program has one or two, so past this all are
/// dropped and made anew.
const REMEMBERED: usize = 16;
/// How long what a gate has learned is kept when nobody uses it.
const GATE_MEMORY: Duration = Duration::from_secs(15 * 60);

static PROCESS: PerProcess<Process> = PerProcess::new();

#[derive(Default)]
pub(crate) struct Process {
    pools: Mutex<Vec<Arc<Pool>>>,
    gates: Mutex<Vec<KnownGate>>,
    /// Keyed by chance, so that the key of a gate says nothing of its token.
    hasher: RandomState,
    pub system_roots: SystemRoots,
}

struct KnownGate {
    /// That of its token and service.
    key: u64,
    gate: Arc<Gate>,
    last_use: Instant,
}

pub(crate) fn current() -> &'static Process {
    PROCESS.get(Process::default)
}

impl Process {
    /// The connections for these settings.
    pub fn pool(&self, settings: Settings) -> Result<Arc<Pool>> {
        if let Some(pool) = find(&self.pools(), &settings) {
            return Ok(pool);
        }
        // Made outside of the lock, because reading certificates may take a while.
        let made = Arc::new(Pool::new(settings)?);
        let mut pools = self.pools();
        if let Some(pool) = find(&pools, made.settings()) {
            return Ok(pool);
        }
        if pools.len() >= REMEMBERED {
            pools.clear();
        }
        pools.push(made.clone());
        Ok(made)
    }

    fn pools(&self) -> MutexGuard<'_, Vec<Arc<Pool>>> {
        self.pools.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The gate for a token at a service.
    pub fn gate(&self, token: &Token, base_url: &BaseUrl) -> Arc<Gate> {
        let key = token.hashed(&self.hasher, base_url.origin());
        let now = Instant::now();
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        gates.retain(|known| {
            Arc::strong_count(&known.gate) > 1
                || now.duration_since(known.last_use) < GATE_MEMORY
                || known.gate.is_closed(now)
        });
        let index = gates.iter().position(|known| known.key == key).unwrap_or_else(|| {
            gates.push(KnownGate { key, gate: Arc::default(), last_use: now });
            gates.len() - 1
        });
        gates[index].last_use = now;
        gates[index].gate.clone()
    }
}

fn find(pools: &[Arc<Pool>], settings: &Settings) -> Option<Arc<Pool>> {
    pools.iter().find(|pool| **pool.settings() == *settings).cloned()
}
