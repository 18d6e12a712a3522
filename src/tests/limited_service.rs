//! A service with a rate limit, and how well a client copes with it: the time for moving all recordings
//! as a multiple of the minimum, and the number of 429s.

use super::harness::{count_responses, move_all, simulation};
use super::simulation::Simulation;
use crate::codes::WEBEXREC_OK;
use crate::input::settings::Limits;
use crate::jobs::change::operation::Operation;
use std::time::Duration;
use webexrec_simulator::{RateLimit, Status};

pub(super) const WINDOW: RateLimit = RateLimit::FixedWindow { limit: 300, window_seconds: 60.0 };
pub(super) const BUCKET: RateLimit = RateLimit::TokenBucket { per_second: 5.0, burst: 20 };
pub(super) const PENALISING_BUCKET: RateLimit =
    RateLimit::PenalisingBucket { per_second: 5.0, burst: 20, penalty_seconds: 10.0 };

pub(super) struct LimitedService {
    pub rate_limit: RateLimit,
    /// `None`: the seconds until the next request is accepted.
    pub retry_after: Option<&'static str>,
    /// How many requests it takes to move all recordings.
    pub requests: usize,
}

#[derive(Debug)]
pub(super) struct Measurement {
    /// The time as a multiple of the minimum; `None` if the client does not finish.
    pub ratio: Option<f64>,
    /// The number of 429s.
    pub throttled: usize,
}

impl LimitedService {
    pub fn new(rate_limit: RateLimit, retry_after: Option<&'static str>) -> Self {
        LimitedService { rate_limit, retry_after, requests: 600 }
    }

    /// The minimum time, for a client that knows the limit and whose requests take no time.
    fn min_seconds(&self) -> f64 {
        match self.rate_limit {
            RateLimit::FixedWindow { limit, window_seconds } => {
                ((self.requests - 1) / limit as usize) as f64 * window_seconds
            }
            RateLimit::TokenBucket { per_second, burst }
            | RateLimit::PenalisingBucket { per_second, burst, .. } => {
                (self.requests - burst as usize) as f64 / per_second
            }
        }
    }

    /// Measures a client that moves all recordings, and returns how long that took.
    pub fn measure(
        &self,
        move_all: impl FnOnce(&mut Simulation) -> Option<Duration>,
    ) -> Measurement {
        let mut simulation = simulation(self.requests * Operation::BATCH_SIZE);
        simulation.service.change(|behaviour| {
            behaviour.rate_limit = Some(self.rate_limit.clone());
            behaviour.retry_after = self.retry_after.map(Into::into);
        });
        let took = move_all(&mut simulation);
        let are_all_moved =
            simulation.service.recordings().iter().all(|r| r.status == Status::Deleted);
        assert_eq!(are_all_moved, took.is_some());
        Measurement {
            ratio: took.map(|took| took.as_secs_f64() / self.min_seconds()),
            throttled: count_responses(&simulation, 429),
        }
    }

    /// Measures a job of this library.
    pub fn measure_job(&self, concurrency: usize) -> Measurement {
        let limits = Limits { concurrency, ..Limits::default() };
        self.measure(|simulation| {
            let finished = move_all(simulation, &limits);
            assert_eq!(finished.code, WEBEXREC_OK);
            Some(finished.took)
        })
    }
}
