//! Tests of the simulator through its public interface: over real sockets, as a program, and offline.

mod client;
mod control;
mod faults;
mod handle;
mod lists;
mod lookup;
mod offline;
mod program;
mod rate_limits;
mod recycle_bin;
mod script;
mod tls;
mod tokens;
mod validation;
