//! Moves Webex meeting recordings into the recycle bin, restores, purges and lists them, for
//! programs in any language with a C interface. The interface is that of `include/webexrec.h`.
//!
//! A call goes one way: `capi` takes the caller's pointers and hands strings to `calls`; the
//! parameters are checked (`recordings`, `query`, `sites`) and planned (`plan`); the requests are
//! those of a work (`changes`, `list`, `sites`, `verify`), and the run (`run`) sends them over HTTP
//! (`transport`) and brings the answers (`answer`) back to it; what is known of each recording
//! (`ledger`) becomes one conclusion and a report (`report`).

#![deny(unsafe_code)]

mod call;
#[allow(unsafe_code)]
mod capi;
mod client;
mod codes;
#[cfg(test)]
mod doc_comments;
mod engine;
mod error;
mod http;
mod input;
mod jobs;
#[allow(unsafe_code)]
mod os;
// The properties of the C interface are checked through its functions.
#[cfg(any(test, fuzzing))]
#[allow(unsafe_code)]
mod tests;
mod util;

#[cfg(fuzzing)]
pub use tests::properties;

pub use capi::*;
pub use codes::*;
