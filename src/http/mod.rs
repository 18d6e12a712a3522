//! One request on one connection, and its one response.

mod connection;
mod exchange;
mod pool;
pub(crate) mod response;
pub(crate) mod retry_after;
mod roots;

pub(crate) use connection::{Connection, Request, TransportError};
pub(crate) use pool::Pool;
