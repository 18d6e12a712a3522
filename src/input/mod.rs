//! What the caller gave, checked. Pure: nothing is sent, and nothing but the environment is read.

pub(crate) mod base_url;
pub(crate) mod flags;
pub(crate) mod query;
pub(crate) mod recordings;
pub(crate) mod settings;
pub(crate) mod token;
pub(crate) mod validate;
