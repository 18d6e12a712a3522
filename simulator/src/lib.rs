//! Simulates the Webex recordings service on the loopback interface: it serves real HTTP, keeps the
//! state of its recordings, and has a setting for everything that the service's documentation leaves
//! open. For tests on a simulated clock there is the same service without a network:
//! [`OfflineService`].
//!
//! ```
//! use webexrec_simulator::{Role, Settings, Simulator};
//!
//! let simulator = Simulator::start(Settings::default())?;
//! println!("{} {}", simulator.base_url(), simulator.token(Role::User));
//! # Ok::<(), std::io::Error>(())
//! ```

mod access;
mod catalog;
mod control;
mod faults;
mod log;
mod offline;
mod rate_limit;
mod recording;
mod request;
mod response;
mod script;
mod server;
mod service;
mod settings;
mod state;
mod tls;

pub use access::Role;
pub use faults::Faults;
pub use log::LoggedRequest;
pub use offline::{OfflineReaction, OfflineResponse, OfflineService};
pub use recording::{Recording, Status};
pub use script::{DropConnection, Script};
pub use server::Simulator;
pub use settings::{Batch, Behaviour, RateLimit, Settings};
