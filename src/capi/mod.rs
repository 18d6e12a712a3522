//! The C interface, and with os.rs all the unsafe code: converts pointers and results, decides nothing.

mod change_params;
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
