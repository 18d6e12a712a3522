//! Helpers of the test crates in `tests/`. They call the library through its C interface, as another
//! language would.

mod child;
mod client;
mod environment;
mod header;
mod monitor;
mod report;
mod server;
mod simple;
mod simulator;
mod strings;

pub use child::*;
pub use client::*;
pub use environment::*;
pub use header::*;
pub use monitor::*;
pub use report::*;
pub use server::*;
pub use simple::*;
pub use simulator::*;
pub use strings::*;
