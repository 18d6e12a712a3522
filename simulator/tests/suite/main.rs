//! The simulator, seen from outside: over real sockets, as its clients see it, and offline.

mod bin;
mod checks;
mod client;
mod control;
mod faults;
mod handle;
mod limits;
mod lists;
mod lookup;
mod offline;
mod program;
mod script;
mod tls;
mod tokens;
