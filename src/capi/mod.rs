//! The C interface, and all the unsafe code there is: pointers in, pointers out, nothing decided.

mod boundary;
mod client;
mod library;
mod monitor;
mod options;
mod process;
mod simple;

pub use client::*;
pub use library::*;
pub use monitor::*;
pub use options::*;
pub(crate) use process::without_signals;
pub use simple::*;
