//! What is known about a recording after a call, in the words of the report.

use serde_json::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The service confirmed it.
    Done,
    /// Rejected after an attempt in doubt, which most likely did it.
    Inferred,
    /// The service refused this recording.
    Rejected,
    /// Definitely not done.
    Failed,
    /// In doubt: sent, and may have been done.
    Unknown,
    /// Not sent, or sent and not processed.
    NotSent,
}

/// Where a lookup after the job found a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    Available,
    Deleted,
    Purged,
    /// The service shows no such recording.
    Missing,
    /// The lookup failed.
    Error,
}

impl Outcome {
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Inferred => "inferred",
            Outcome::Rejected => "rejected",
            Outcome::Failed => "failed",
            Outcome::Unknown => "unknown",
            Outcome::NotSent => "notSent",
        }
    }
}

impl Seen {
    /// From the service's description of a recording.
    pub fn of(recording: &Value) -> Self {
        match recording["status"].as_str() {
            Some("available") => Seen::Available,
            Some("deleted") => Seen::Deleted,
            Some("purged") => Seen::Purged,
            _ => Seen::Error,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Seen::Available => "available",
            Seen::Deleted => "deleted",
            Seen::Purged => "purged",
            Seen::Missing => "missing",
            Seen::Error => "error",
        }
    }
}
