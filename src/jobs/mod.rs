//! Which requests a call needs, and what their responses mean.

pub(crate) mod change;
pub(crate) mod list;
pub(crate) mod sites;
