//! Tests of more than one source file: whole jobs on a simulated clock, properties that the fuzzer
//! checks, and texts that are written from the sources. A test of a single file is in that file; a test
//! of the C interface, with real sockets, is in `tests/`.
//!
//! | file | |
//! |---|---|
//! | `rules/` | the rules of a job one by one, each in a situation made for it |
//! | `rate_limits.rs` | how fast a job is under a rate limit that it does not know |
//! | `schedules/` | ten thousand random jobs, whose reports are true |
//! | `nth_failure.rs` | jobs of which the Nth network operation fails, for every N |
//! | `peers.rs` | models of other clients under the same rate limits, for `benches/run limit` |
//! | `knowledge/` | that documentation and bindings say what the sources say |
//! | `properties/` | what holds for any input: the fuzz targets, and the replay of their corpus |
//!
//! What the tests of jobs need: `simulation.rs` (the service, the clock), `network.rs` (delays and faults), `harness.rs`
//! (runs a job), `checks.rs` (what holds after every job), `limited_service.rs` (measures a client
//! under a rate limit) and `fixtures.rs` (what simulated and fuzzed jobs share).

#[cfg(test)]
mod checks;
pub(crate) mod fixtures;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod knowledge;
#[cfg(test)]
mod limited_service;
#[cfg(test)]
mod network;
#[cfg(test)]
mod nth_failure;
#[cfg(test)]
mod peers;
pub mod properties;
#[cfg(test)]
mod rate_limits;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod schedules;
#[cfg(test)]
mod simulation;
