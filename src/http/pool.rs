//! Idle connections to the service, kept open for the next call.

use super::connection::Connection;
use super::roots::{self, Certificates};
use crate::error::Result;
use crate::input::settings::{CONCURRENCY, Settings};
use crate::util::lock::lock;
use once_cell::sync::OnceCell;
use std::sync::{Arc, Mutex};

/// As many as one call can use at once.
const MAX_IDLE: usize = *CONCURRENCY.range.end() as usize;

pub(crate) struct Pool {
    settings: Arc<Settings>,
    /// Those of the CA file.
    certificates: Arc<Certificates>,
    /// Those and the system's, once there is a connection.
    trusted: OnceCell<Arc<Certificates>>,
    idle: Mutex<Vec<Connection>>,
}

impl Pool {
    /// Reads the CA file of the settings; fails if that is invalid.
    pub fn new(settings: Settings) -> Result<Self> {
        let certificates = settings.ca_file.as_deref().map_or(Ok(Vec::new()), roots::read_file)?;
        Ok(Pool::empty(Arc::new(settings), Arc::new(certificates)))
    }

    /// An empty pool with the same settings. Takes no lock.
    pub fn fresh(&self) -> Self {
        Pool::empty(self.settings.clone(), self.certificates.clone())
    }

    fn empty(settings: Arc<Settings>, certificates: Arc<Certificates>) -> Self {
        Pool { settings, certificates, trusted: OnceCell::new(), idle: Mutex::default() }
    }

    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// The connection used last, so that surplus ones expire; or a new one.
    pub fn take(&self) -> Result<Connection> {
        if let Some(connection) = lock(&self.idle).pop() {
            return Ok(connection);
        }
        let trusted =
            self.trusted.get_or_try_init(|| roots::trusted(&self.settings, &self.certificates))?;
        Ok(Connection::new(&self.settings, trusted.clone()))
    }

    pub fn give_back(&self, connection: Option<Connection>) {
        let mut idle = lock(&self.idle);
        if idle.len() < MAX_IDLE {
            idle.extend(connection);
        }
    }
}
