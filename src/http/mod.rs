//! One request on one connection, and its one response. Retries and their rules are the engine's.

mod auth;
mod connection;
mod errors;
mod exchange;
mod link;
mod pool;
mod resolve;
pub(crate) mod response;
pub(crate) mod retry_after;
mod roots;

pub(crate) use connection::{Connection, Request};
pub(crate) use errors::TransportError;
pub(crate) use pool::Pool;
