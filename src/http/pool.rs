//! Lines to the service that are not in use, kept warm for the next call.

use super::connection::Connection;
use super::roots::{self, Certificates};
use crate::error::Result;
use crate::input::settings::Settings;
use once_cell::sync::OnceCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// As many as one call can use at once.
const MAX_IDLE: usize = 32;

pub(crate) struct Pool {
    settings: Arc<Settings>,
    /// Those of the CA file.
    certificates: Arc<Certificates>,
    /// Those and the system's, from the first line on.
    trusted: OnceCell<Arc<Certificates>>,
    idle: Mutex<Vec<Connection>>,
}

impl Pool {
    /// Reads the CA file of the settings, which may turn out to be none.
    pub fn new(settings: Settings) -> Result<Self> {
        let certificates = settings.ca_file.as_deref().map_or(Ok(Vec::new()), roots::read_file)?;
        Ok(Pool::empty(Arc::new(settings), Arc::new(certificates)))
    }

    /// One with the same settings and nothing in it. Touches no lock.
    pub fn fresh(&self) -> Self {
        Pool::empty(self.settings.clone(), self.certificates.clone())
    }

    fn empty(settings: Arc<Settings>, certificates: Arc<Certificates>) -> Self {
        Pool { settings, certificates, trusted: OnceCell::new(), idle: Mutex::default() }
    }

    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// The line used last, so that those too many grow old.
    pub fn take(&self) -> Result<Connection> {
        if let Some(line) = self.idle().pop() {
            return Ok(line);
        }
        let trusted =
            self.trusted.get_or_try_init(|| roots::trusted(&self.settings, &self.certificates))?;
        Ok(Connection::new(&self.settings, trusted.clone()))
    }

    pub fn give_back(&self, line: Option<Connection>) {
        let mut idle = self.idle();
        if idle.len() < MAX_IDLE {
            idle.extend(line);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
