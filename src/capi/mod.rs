//! The C interface, and all the unsafe code there is: pointers in, pointers out, nothing decided.

mod client;
mod ffi;
mod library;
mod monitor;
mod options;
mod simple;

pub use client::*;
pub use library::*;
pub use monitor::*;
pub use options::*;
pub use simple::*;
