//! Helpers that know nothing of recordings.

pub(crate) mod fork_local;
pub(crate) mod json;
pub(crate) mod lock;
pub(crate) mod text;
