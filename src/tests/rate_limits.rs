//! A job under a rate limit that it does not know takes little longer than the limit itself demands,
//! and gets few 429s.

use super::limited_service::{BUCKET, LimitedService, PENALISING_BUCKET, WINDOW};
use webexrec_simulator::RateLimit;

#[track_caller]
fn assert_within(service: &LimitedService, concurrency: usize, ratio: f64, throttled: usize) {
    let job = service.measure_job(concurrency);
    let is_fast = job.ratio.is_some_and(|own| own <= ratio);
    assert!(is_fast && job.throttled <= throttled, "{concurrency} at a time: {job:?}");
}

#[test]
fn a_fixed_window_is_used_at_full_speed_as_soon_as_it_opens() {
    let service = LimitedService::new(WINDOW, None);
    assert_within(&service, 4, 1.1, 20);
    assert_within(&service, 32, 1.1, 31);
    let service = LimitedService { requests: 1800, ..service };
    assert_within(&service, 4, 1.1, 20);
    assert_within(&service, 32, 1.1, 40);
}

#[test]
fn a_token_bucket_is_used_at_the_rate_at_which_it_is_filled() {
    // Of 32 requests in flight most are throttled together.
    let service = LimitedService::new(BUCKET, None);
    assert_within(&service, 4, 1.1, 20);
    assert_within(&service, 32, 1.1, 40);
}

#[test]
fn a_retry_after_longer_than_needed_costs_a_quarter_more_time_at_most() {
    let service = LimitedService::new(BUCKET, Some("10"));
    assert_within(&service, 4, 1.25, 20);
    assert_within(&service, 32, 1.25, 40);
}

#[test]
fn a_service_that_penalises_early_requests_gets_few() {
    let service = LimitedService::new(PENALISING_BUCKET, None);
    assert_within(&service, 4, 1.25, 20);
    assert_within(&service, 32, 1.25, 20);
}

#[test]
fn a_retry_after_of_zero_does_not_become_a_busy_loop() {
    let service = LimitedService::new(BUCKET, Some("0"));
    assert_within(&service, 4, 1.1, 20);
    assert_within(&service, 32, 1.1, 40);
}

#[test]
fn a_rate_of_one_request_a_second_is_found() {
    let bucket = RateLimit::TokenBucket { per_second: 1.0, burst: 10 };
    assert_within(&LimitedService::new(bucket, Some("30")), 4, 1.25, 20);
}
