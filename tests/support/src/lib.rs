//! Calls the library from Rust as another language would, for every test crate.

pub mod client;
pub mod simple;
