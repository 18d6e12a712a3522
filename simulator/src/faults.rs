//! Random faults: which requests fail, and how, drawn with a seeded generator.

use crate::answer::{Answer, Refusal};
use fastrand::Rng;
use hyper::StatusCode;
use serde::{Deserialize, Serialize};

const ERRORS: [StatusCode; 4] = [
    StatusCode::INTERNAL_SERVER_ERROR,
    StatusCode::BAD_GATEWAY,
    StatusCode::SERVICE_UNAVAILABLE,
    StatusCode::GATEWAY_TIMEOUT,
];

/// How often requests fail at random. The same seed makes the same requests fail in the same way,
/// counted from the start, from a reset or from a change of the faults; scripted answers don't
/// count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Faults {
    /// The probability (0 to 1) of an error: 500, 502, 503 or 504. Half of them come after the
    /// service did what the request asks for.
    pub errors: f64,
    /// The probability that the connection is closed before the service does what the request asks
    /// for.
    pub drops_before: f64,
    /// The probability that the connection is closed after it did.
    pub drops_after: f64,
    /// Where the generator starts.
    pub seed: u64,
}

impl Default for Faults {
    fn default() -> Self {
        Self { errors: 0.0, drops_before: 0.0, drops_after: 0.0, seed: 1 }
    }
}

impl Faults {
    pub(crate) fn check(&self) -> Result<(), String> {
        let all = [self.errors, self.drops_before, self.drops_after];
        // Tenths add up to a little more than 1.
        if all.iter().any(|each| !(0.0..=1.0).contains(each))
            || all.iter().sum::<f64>() > 1.0 + 1e-9
        {
            return Err("faults are probabilities from 0 to 1 that add up to 1 at most".into());
        }
        Ok(())
    }

    fn draw(&self, rng: &mut Rng) -> Option<Fault> {
        let drawn = rng.f64();
        if drawn < self.errors {
            Some(Fault { applies: rng.bool(), error: Some(ERRORS[rng.usize(..ERRORS.len())]) })
        } else if drawn < self.errors + self.drops_before {
            Some(Fault { applies: false, error: None })
        } else if drawn < self.errors + self.drops_before + self.drops_after {
            Some(Fault { applies: true, error: None })
        } else {
            None
        }
    }
}

/// What one request gets instead of the service's own answer.
pub(crate) struct Fault {
    /// Whether the service does first what the request asks for.
    pub(crate) applies: bool,
    /// Without one the connection is dropped.
    error: Option<StatusCode>,
}

impl Fault {
    /// The answer, unless the connection is to be dropped.
    pub(crate) fn answer(&self, tracking_id: &str) -> Option<Answer> {
        // It must not tell whether the request was applied.
        let refusal = Refusal::new(self.error?, "The service failed at random.");
        Some(Answer::new(Err(refusal), tracking_id))
    }
}

/// The faults of the requests to come.
pub(crate) struct Draws(Option<(Faults, Rng)>);

impl Draws {
    pub(crate) fn new(faults: Option<&Faults>) -> Self {
        Self(faults.map(|faults| (faults.clone(), Rng::with_seed(faults.seed))))
    }

    pub(crate) fn next(&mut self) -> Option<Fault> {
        let (faults, rng) = self.0.as_mut()?;
        faults.draw(rng)
    }
}
