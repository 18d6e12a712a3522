//! What can be chosen at start ([`Settings`]) and also while the simulator runs ([`Behaviour`]).

use crate::faults::Faults;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How to start a simulator.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Whether to speak https, with a certificate authority made at start.
    pub tls: bool,
    /// How many recordings the user has on the preferred site.
    pub recordings: usize,
    /// How many recordings there are besides: on other sites, of other hosts, shared with the user.
    pub other_recordings: usize,
    /// The recordings are spread evenly over this many days up to now.
    pub spread_days: u32,
    /// The same seed makes the same recordings (but for their times, which are relative to the
    /// start).
    pub seed: u64,
    /// What the service does where its documentation leaves a choice, and what goes wrong.
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

/// What the service does where its documentation leaves a choice, and what goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Behaviour {
    /// What becomes of the good ids of a request that also has a bad one.
    pub batch: Batch,
    /// The answer (400 or 404) for an id, site or state that does not fit the request.
    pub unknown_status: u16,
    /// Whether the answer for a bad id names it.
    pub names_id: bool,
    /// The answer (204, 400 or 404) for an id that is in the wanted state already.
    pub already_status: u16,
    /// Whether recording details are given for a recording in the bin.
    pub details_in_bin: bool,
    /// Lists show the recordings as they were this long ago.
    pub list_lag_ms: u64,
    /// Whether an empty page with a next link comes between any two pages of a list.
    pub empty_pages: bool,
    /// The text of a `Warning` header on every answer.
    pub warning: Option<String>,
    /// How long each answer takes.
    pub latency_ms: u64,
    /// How many requests each token may make.
    pub rate_limit: Option<RateLimit>,
    /// What `Retry-After` says over the rate limit, instead of the true seconds; an empty text
    /// leaves it out.
    pub retry_after: Option<String>,
    /// Which requests to the service fail at random.
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
    /// This behaviour with the members of a JSON object replaced; the error says which member is
    /// wrong.
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

    /// What the types leave possible but the simulator does not play.
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
                return Err(format!("{name} must be text that fits into a header"));
            }
        }
        self.rate_limit.as_ref().map_or(Ok(()), RateLimit::check)?;
        self.faults.as_ref().map_or(Ok(()), Faults::check)
    }
}

/// What becomes of the good ids of a request that also has a bad one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Batch {
    /// None is applied.
    Atomic,
    /// Those before the first bad one are applied.
    UntilFirstBad,
    /// All are applied.
    AllOthers,
}

/// How many requests a token may make. A renewed token goes on with the count of the old one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    tag = "kind",
    deny_unknown_fields
)]
pub enum RateLimit {
    /// So many in a window that begins with the first request.
    FixedWindow {
        /// Requests in a window.
        limit: u32,
        /// Length of a window.
        window_seconds: f64,
    },
    /// So many at once, which come back at a steady rate.
    TokenBucket {
        /// Requests that come back each second.
        per_second: f64,
        /// Requests at once.
        burst: u32,
    },
    /// A token bucket with a wait that must be kept: a request during the wait that the last
    /// refusal asked for starts it anew.
    PenalisingBucket {
        /// Requests that come back each second.
        per_second: f64,
        /// Requests at once.
        burst: u32,
        /// The new wait, from the request on; longer if there is nothing in the bucket by then.
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
                "a rateLimit needs a count of 1 or more, and 0.001 to 1000000 beside it".into()
            );
        }
        Ok(())
    }
}
