//! The C interface, called from Rust as another language would call it, against the simulator over real
//! sockets.

mod artefacts;
mod cancel;
mod changes;
mod client;
mod connections;
mod dry_run;
mod example;
mod invalid_input;
mod large_jobs;
mod lists;
mod monitor;
mod options;
mod responses;
mod token_provider;
mod verify;
