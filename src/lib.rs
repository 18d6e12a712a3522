//! Moves Webex meeting recordings into the recycle bin, restores, purges and lists them, for
//! programs in any language with a C interface. The interface is that of `include/webexrec.h`.
//!
//! A call goes one way: `capi` takes the caller's pointers and hands strings to `calls`; the
//! parameters are checked (`recordings`, `query`, `sites`) and planned (`plan`); the plan is sent
//! (`run`) over HTTP (`transport`), whose answers (`answer`) become outcomes and one conclusion
//! (`report`).

mod answer;
mod calls;
mod capi;
mod codes;
mod error;
mod flags;
mod list;
mod operation;
mod plan;
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

pub use capi::*;
pub use codes::*;
