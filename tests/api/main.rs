//! The C interface, called from Rust as another language would call it, against the simulator over
//! real sockets.

mod answers;
mod artefacts;
mod bad_input;
mod bulk;
mod cancel;
mod changes;
mod client;
mod dry_run;
mod example;
mod lists;
mod monitor;
mod options;
mod provider;
mod verify;
mod warnings;
mod wire;
