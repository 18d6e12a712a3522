//! The C interface, and all the unsafe code there is: pointers in, pointers out, nothing decided.

mod boundary;
mod library;
mod process;
mod simple;

pub use library::*;
pub use simple::*;
