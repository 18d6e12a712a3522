//! The connections of the whole process, kept from call to call. A forked child starts its own:
//! it touches no socket and no lock that it inherited, however its parent's threads held them.

use super::{connect, roots};
use crate::error::Result;
use crate::settings::Settings;
use once_cell::race::OnceBox;
use std::sync::{Arc, Mutex, PoisonError};
use ureq::Agent;
use ureq::tls::{TlsConfig, TlsProvider};

/// Idle connections kept for each service, for programs that call from many threads at once.
const IDLE_CONNECTIONS: usize = 32;
/// Settings remembered; a program has one or two, so past this all are dropped and made anew.
const REMEMBERED: usize = 16;

/// What one process keeps. Each fork adds one to the list; the last is the only one in use.
struct Process {
    id: u32,
    agents: Mutex<Vec<(Settings, Agent)>>,
    system_roots: roots::SystemRoots,
    child: OnceBox<Process>,
}

static FIRST: OnceBox<Process> = OnceBox::new();

impl Process {
    fn new() -> Box<Self> {
        Box::new(Process {
            id: std::process::id(),
            agents: Mutex::default(),
            system_roots: roots::SystemRoots::default(),
            child: OnceBox::new(),
        })
    }

    /// Found without a lock, since a lock held in the parent at the fork stays held in the child.
    fn current() -> &'static Process {
        let mut last = FIRST.get_or_init(Process::new);
        while let Some(child) = last.child.get() {
            last = child;
        }
        if last.id == std::process::id() { last } else { last.child.get_or_init(Process::new) }
    }
}

/// The agent for these settings; its clones share their idle connections.
pub(super) fn agent(settings: &Settings) -> Result<Agent> {
    let process = Process::current();
    let agents = || process.agents.lock().unwrap_or_else(PoisonError::into_inner);
    let known = |agents: &[(Settings, Agent)]| {
        agents.iter().find(|(other, _)| other == settings).map(|(_, agent)| agent.clone())
    };
    if let Some(agent) = known(&agents()) {
        return Ok(agent);
    }
    // Made outside of the lock, because reading certificates takes a while.
    let made = new_agent(settings, &process.system_roots)?;
    let mut agents = agents();
    if let Some(agent) = known(&agents) {
        return Ok(agent);
    }
    if agents.len() >= REMEMBERED {
        agents.clear();
    }
    agents.push((settings.clone(), made.clone()));
    Ok(made)
}

fn new_agent(settings: &Settings, system_roots: &roots::SystemRoots) -> Result<Agent> {
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(roots::trusted(settings, system_roots)?)
        .build();
    let timeout = Some(settings.request_timeout);
    // Timeouts by phase alone: those over a whole call would start a thread for each request.
    let config = Agent::config_builder()
        .tls_config(tls)
        .proxy(settings.proxy.clone())
        // By default a redirected POST becomes a GET, whose 200 would look like success.
        .max_redirects(0)
        // Or the headers and body of an error would be lost.
        .http_status_as_error(false)
        .user_agent(concat!("webexrec/", env!("CARGO_PKG_VERSION")))
        .max_idle_connections(IDLE_CONNECTIONS)
        .max_idle_connections_per_host(IDLE_CONNECTIONS)
        .timeout_connect(Some(settings.connect_timeout))
        .timeout_send_request(timeout)
        .timeout_send_body(timeout)
        .timeout_recv_response(timeout)
        .timeout_recv_body(timeout)
        .build();
    Ok(Agent::with_parts(config, connect::connector(), connect::resolver()))
}
