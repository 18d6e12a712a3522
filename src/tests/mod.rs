//! Whole jobs on a simulated clock, and the properties that the fuzzer checks.

#[cfg(test)]
mod nth_failure;
pub mod properties;
#[cfg(test)]
mod rate_limits;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod schedules;
#[cfg(test)]
mod simulation;
