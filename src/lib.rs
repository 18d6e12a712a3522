//! Moves Webex meeting recordings into the recycle bin, restores, purges and lists them, for
//! programs in any language with a C interface. The interface is that of `include/webexrec.h`.
//!
//! A call goes one way: `capi` takes the caller's pointers and hands strings to `calls`; the
//! parameters are checked (`recordings`, `query`, `sites`) and planned (`plan`); the requests are
//! those of a work (`changes`, `list`, `sites`, `verify`), and the run (`run`) sends them over HTTP
//! (`transport`) and brings the answers (`answer`) back to it; what is known of each recording
//! (`ledger`) becomes one conclusion and a report (`report`).

mod answer;
mod base_url;
mod calls;
mod capi;
mod changes;
mod client;
mod codes;
mod error;
mod flags;
mod json;
mod ledger;
mod list;
mod operation;
mod per_process;
mod plan;
mod process;
mod query;
mod recordings;
mod report;
mod retry_after;
mod run;
mod settings;
mod sites;
mod text;
mod token;
mod transport;
mod verify;
mod watch;

/// For the fuzzer: what holds whatever comes in.
#[cfg(any(test, fuzzing))]
#[path = "../tests/fuzz/properties/mod.rs"]
pub mod properties;

pub use capi::*;
pub use codes::*;
