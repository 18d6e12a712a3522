//! Lines to the service that are not in use, kept warm for the next call.

use super::Line;
use super::roots::{self, Certificates};
use crate::error::Result;
use crate::settings::Settings;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// As many as one call can use at once.
const IDLE_LINES: usize = 32;

pub(crate) struct Pool {
    settings: Arc<Settings>,
    /// Those of the CA file.
    certificates: Certificates,
    idle: Mutex<Vec<Line>>,
}

impl Pool {
    /// Reads the CA file of the settings, which may turn out to be none.
    pub fn new(settings: Arc<Settings>) -> Result<Self> {
        let certificates = settings.ca_file.as_deref().map_or(Ok(Vec::new()), roots::read_file)?;
        Ok(Pool { settings, certificates, idle: Mutex::default() })
    }

    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// The line used last, so that those too many grow old.
    pub fn take(&self) -> Result<Line> {
        let idle = self.idle().pop();
        idle.map_or_else(|| Line::new(&self.settings, &self.certificates), Ok)
    }

    pub fn give_back(&self, line: Option<Line>) {
        let mut idle = self.idle();
        if idle.len() < IDLE_LINES {
            idle.extend(line);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Line>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
