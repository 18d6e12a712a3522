//! Moves Webex meeting recordings into the recycle bin, restores, purges and lists them, for programs
//! in any language with a C interface, which is that of `include/webexrec.h`.
//!
//! A call goes down this map, and its result comes back up. Each part imports only from those below
//! it; `jobs` and `client` never import each other. `tests/layout` checks that.
//!
//! | part | job |
//! |---|---|
//! | `capi/` | the C interface: pointers in, pointers out, nothing decided; with `os.rs` all the unsafe code |
//! | `call.rs` | one call: check, plan, run, conclude |
//! | `jobs/` | which requests a call needs, and what their responses mean |
//! | `client/` | what outlives a call: connections, tokens, rate limiters; and the worker threads |
//! | `engine/` | executes a job: concurrency, rate limit, retries, progress, cancel; no I/O and no clock of its own |
//! | `http/` | one request on one connection, and its one response |
//! | `input/` | what the caller gave, checked |
//! | `util/` | helpers that know nothing of recordings |
//! | `error.rs` | how a call fails: a code and a message |
//! | `os.rs` | what only the operating system knows: set-uid, signals, the pinned DLL |
//! | `codes.rs` | result codes, flags, versions: copied into the header |

#![deny(unsafe_code)]

mod call;
#[allow(unsafe_code)]
mod capi;
mod client;
mod codes;
mod engine;
mod error;
mod http;
mod input;
mod jobs;
#[allow(unsafe_code)]
mod os;
#[cfg(any(test, fuzzing))]
mod tests;
mod util;

#[cfg(fuzzing)]
pub use tests::properties;

pub use capi::*;
pub use codes::*;
