//! A stand-in for the Webex recordings service: real HTTP on the loopback interface, state that
//! really changes, and a setting for everything about the service that its documentation leaves
//! open. Tests on a clock of their own take it without the network: [`OfflineService`].
//!
//! ```
//! use webexrec_simulator::{Role, Settings, Simulator};
//!
//! let simulator = Simulator::start(Settings::default())?;
//! println!("{} {}", simulator.base_url(), simulator.token(Role::User));
//! # Ok::<(), std::io::Error>(())
//! ```

mod access;
mod answer;
mod control;
mod faults;
mod log;
mod offline;
mod rate_limit;
mod recording;
mod request;
mod script;
mod server;
mod service;
mod settings;
mod state;
mod tls;
mod world;

pub use access::Role;
pub use faults::Faults;
pub use log::LoggedRequest;
pub use offline::{OfflineAnswer, OfflineReaction, OfflineService};
pub use recording::{Recording, Status};
pub use script::{DropConnection, Script};
pub use server::Simulator;
pub use settings::{Batch, Behaviour, RateLimit, Settings};
