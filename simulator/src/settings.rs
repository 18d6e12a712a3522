//! The settings at start ([`Settings`]), and those that can also change later ([`Behaviour`]).

use crate::faults::Faults;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The settings with which a simulator starts.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The port on 127.0.0.1; 0 chooses a free one.
    pub port: u16,
    /// Whether to serve https, with a certificate authority that is created at start.
    pub tls: bool,
    /// The number of the user's recordings on the preferred site.
    pub recordings: usize,
    /// The number of other recordings: on other sites, of other hosts, shared with the user.
    pub other_recordings: usize,
    /// The recordings are spread evenly over this number of days up to now.
    pub spread_days: u32,
    /// The same seed generates the same recordings, except for their times, which are relative to the
    /// start.
    pub seed: u64,
    /// What the documentation of the service leaves open, and faults.
    pub behaviour: Behaviour,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            port: 0,
            tls: false,
            recordings: 250,
            other_recordings: 60,
            spread_days: 90,
            seed: 1,
            behaviour: Behaviour::default(),
        }
    }
}

/// What the documentation of the service leaves open, and faults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Behaviour {
    /// Which ids of a request with an invalid id are applied.
    pub batch: Batch,
    /// The status (400 or 404) for an unknown id or site, or a recording in another state.
    pub unknown_status: u16,
    /// Whether the error response names the invalid id.
    pub names_id: bool,
    /// The status (204, 400 or 404) for a recording that is already in the requested state.
    pub already_status: u16,
    /// Whether the details of a recording in the recycle bin are available.
    pub details_in_bin: bool,
    /// Lists show the state of this long ago.
    pub list_lag_ms: u64,
    /// Whether there is an empty page between any two pages of a list.
    pub empty_pages: bool,
    /// The `Warning` header of every response.
    pub warning: Option<String>,
    /// The delay of every response. The request's change is applied at once.
    pub latency_ms: u64,
    /// The rate limit of each token.
    pub rate_limit: Option<RateLimit>,
    /// The `Retry-After` header of a 429, instead of the actual wait; an empty text omits it.
    pub retry_after: Option<String>,
    /// Random faults.
    pub faults: Option<Faults>,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            batch: Batch::Atomic,
            unknown_status: 404,
            names_id: true,
            already_status: 204,
            details_in_bin: true,
            list_lag_ms: 0,
            empty_pages: false,
            warning: None,
            latency_ms: 0,
            rate_limit: None,
            retry_after: None,
            faults: None,
        }
    }
}

impl Behaviour {
    /// This behaviour with the members of a JSON object replaced; the error names the invalid member.
    pub fn with(&self, changes: &Value) -> Result<Self, String> {
        let changes = changes.as_object().ok_or("a behaviour must be a JSON object")?;
        let mut merged = serde_json::to_value(self).map_err(|error| error.to_string())?;
        for (name, value) in changes {
            merged[name] = value.clone();
        }
        let behaviour: Self = serde_json::from_value(merged).map_err(|error| error.to_string())?;
        behaviour.check()?;
        Ok(behaviour)
    }

    /// Rejects values that the types allow but the simulator does not support.
    pub(crate) fn check(&self) -> Result<(), String> {
        if ![400, 404].contains(&self.unknown_status) {
            return Err(format!("unknownStatus must be 400 or 404, not {}", self.unknown_status));
        }
        if ![204, 400, 404].contains(&self.already_status) {
            return Err(format!(
                "alreadyStatus must be 204, 400 or 404, not {}",
                self.already_status
            ));
        }
        for (name, text) in [("warning", &self.warning), ("retryAfter", &self.retry_after)] {
            if text.as_ref().is_some_and(|text| text.chars().any(char::is_control)) {
                return Err(format!(
                    "{name} must be a valid header value, without control characters"
                ));
            }
        }
        self.rate_limit.as_ref().map_or(Ok(()), RateLimit::check)?;
        self.faults.as_ref().map_or(Ok(()), Faults::check)
    }
}

/// Which ids of a request with an invalid id are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Batch {
    /// None.
    Atomic,
    /// Those before the first invalid one.
    UntilFirstBad,
    /// All valid ones.
    AllOthers,
}

/// A rate limit for each role's token. A renewed token continues the count of the old one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    tag = "kind",
    deny_unknown_fields
)]
pub enum RateLimit {
    /// A number of requests in a window that begins with the first request.
    FixedWindow {
        /// Requests per window.
        limit: u32,
        /// Length of a window.
        window_seconds: f64,
    },
    /// A bucket of requests that refills at a steady rate.
    TokenBucket {
        /// Requests refilled per second.
        per_second: f64,
        /// Capacity of the bucket.
        burst: u32,
    },
    /// A token bucket that punishes early requests: a request during the wait of the last 429 restarts
    /// the wait.
    PenalisingBucket {
        /// Requests refilled per second.
        per_second: f64,
        /// Capacity of the bucket.
        burst: u32,
        /// The restarted wait; longer if the bucket takes longer to refill.
        penalty_seconds: f64,
    },
}

impl RateLimit {
    fn check(&self) -> Result<(), String> {
        let (count, numbers) = match *self {
            Self::FixedWindow { limit, window_seconds } => (limit, [window_seconds; 2]),
            Self::TokenBucket { per_second, burst } => (burst, [per_second; 2]),
            Self::PenalisingBucket { per_second, burst, penalty_seconds } => {
                (burst, [per_second, penalty_seconds])
            }
        };
        if count == 0 || numbers.iter().any(|number| !(1e-3..=1e6).contains(number)) {
            return Err(
                "a rateLimit needs a limit or burst of at least 1; its other numbers must be from 0.001 to 1000000".into()
            );
        }
        Ok(())
    }
}
