//! The C interface, called from Rust as another language would call it, against the simulator over
//! real sockets.

mod answers;
mod artefacts;
mod bad_input;
mod caller;
mod changes;
mod example;
mod lists;
mod wire;
