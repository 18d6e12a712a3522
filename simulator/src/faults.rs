//! Random faults: which requests fail and how, by a seeded generator.

use crate::response::{Response, ServiceError};
use fastrand::Rng;
use hyper::StatusCode;
use serde::{Deserialize, Serialize};

const ERRORS: [StatusCode; 4] = [
    StatusCode::INTERNAL_SERVER_ERROR,
    StatusCode::BAD_GATEWAY,
    StatusCode::SERVICE_UNAVAILABLE,
    StatusCode::GATEWAY_TIMEOUT,
];

/// Probabilities of random faults. The same seed makes the same requests fail in the same way, counted
/// from the start, a reset or a change of the faults. Requests with a scripted response don't count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Faults {
    /// The probability (0 to 1) of an error: 500, 502, 503 or 504. Half of these come after the
    /// request's change was applied.
    pub errors: f64,
    /// The probability that the connection is closed before the request's change is applied.
    pub drops_before: f64,
    /// The probability that the connection is closed after the request's change was applied.
    pub drops_after: f64,
    /// The seed of the generator.
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
        // Tolerates the rounding errors of sums such as 0.8 + 0.15 + 0.05.
        if all.iter().any(|each| !(0.0..=1.0).contains(each))
            || all.iter().sum::<f64>() > 1.0 + 1e-9
        {
            return Err("faults must be probabilities from 0 to 1 with a sum of at most 1".into());
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

/// The fault of one request.
pub(crate) struct Fault {
    /// Whether the service applies the request's change first.
    pub(crate) applies: bool,
    /// `None`: the connection is closed without a response.
    error: Option<StatusCode>,
}

impl Fault {
    /// The response; `None` closes the connection.
    pub(crate) fn response(&self, tracking_id: &str) -> Option<Response> {
        // The text must not reveal whether the change was applied.
        let error = ServiceError::new(self.error?, "The service failed at random.");
        Some(Response::new(Err(error), tracking_id))
    }
}

/// Decides for each request whether and how it fails.
pub(crate) struct FaultGenerator(Option<(Faults, Rng)>);

impl FaultGenerator {
    pub(crate) fn new(faults: Option<&Faults>) -> Self {
        Self(faults.map(|faults| (faults.clone(), Rng::with_seed(faults.seed))))
    }

    pub(crate) fn next(&mut self) -> Option<Fault> {
        let (faults, rng) = self.0.as_mut()?;
        faults.draw(rng)
    }
}
