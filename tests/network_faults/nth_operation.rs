//! The Nth socket operation of a call fails, for every N that a call reaches: this one only, or this one and
//! all later ones. Over http and over https, whose handshake takes more operations than a request.

use crate::byte_relay::{self, Interruption};
use crate::invariants;
use crate::job::{CallSettings, Job, OPERATIONS, Operation, Shape};
use crate::proxy::{Log, Proxy};
use crate::scenarios::{all, run_concurrently};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// No call has this number of operations.
const MAX_OPERATIONS: usize = 2_000;
/// The distance between two N by default.
const STEP: usize = 5;
const TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Debug)]
struct Case {
    operation: Operation,
    tls: bool,
    forever: bool,
    interruption: Interruption,
    nth: usize,
}

/// Runs a call for every N, up to one that no call reaches.
fn interrupt_every_nth(tls: bool, forever: bool) {
    let operations = if all() { &OPERATIONS[..] } else { &OPERATIONS[..1] };
    let interruptions = if all() {
        &[Interruption::Close, Interruption::Stall][..]
    } else {
        &[Interruption::Close]
    };
    let step = if all() { 1 } else { STEP };
    for &operation in operations {
        for &interruption in interruptions {
            let case = |nth| Case { operation, tls, forever, interruption, nth };
            let cases: Vec<Case> = (1..=MAX_OPERATIONS).step_by(step).map(case).collect();
            let is_complete = cases.chunks(16).any(|cases| {
                let uninterrupted = AtomicUsize::new(0);
                run_concurrently(cases, |case| {
                    uninterrupted.fetch_add(usize::from(!run(case)), Ordering::SeqCst);
                });
                uninterrupted.into_inner() == cases.len()
            });
            assert!(is_complete, "a call of more than {MAX_OPERATIONS} operations");
        }
    }
}

/// Whether the call was interrupted.
fn run(case: &Case) -> bool {
    let Case { operation, tls, forever, interruption, nth } = *case;
    let job = Job::new(operation, Shape::One, tls, 5);
    let (service, relayed) = (job.service(), Arc::new(AtomicUsize::new(0)));
    let serve = {
        let relayed = relayed.clone();
        move |stream, _| {
            byte_relay::relay(&stream, service, interruption, || {
                let number = relayed.fetch_add(1, Ordering::SeqCst) + 1;
                if forever { number >= nth } else { number == nth }
            });
        }
    };
    let proxy = if tls { Proxy::open_for_tls(serve) } else { Proxy::open(serve) };
    let settings = CallSettings {
        workers: 1,
        deadline: TIMEOUT,
        timeout: if interruption == Interruption::Stall {
            Duration::from_millis(300)
        } else {
            TIMEOUT
        },
        attempts: if forever { 2 } else { 4 },
        verify: false,
    };
    let log = Arc::new(Log::default());
    let call = job.run(&proxy.base_url(), settings, &log, |_| ());
    proxy.finish();

    invariants::each_recording_has_one_outcome(&job, &call);
    invariants::every_outcome_is_true(&job, &call);
    invariants::the_call_ended_in_time(&call, TIMEOUT);
    if !forever {
        invariants::everything_possible_is_done(&job, &call);
    }
    if tls && nth <= byte_relay::WITHIN_A_HANDSHAKE {
        invariants::nothing_is_in_doubt(&call);
    }
    relayed.load(Ordering::SeqCst) >= nth
}

#[test]
fn a_call_recovers_if_the_nth_operation_fails() {
    interrupt_every_nth(false, false);
}

#[test]
fn the_report_is_true_if_all_operations_fail_from_the_nth_on() {
    interrupt_every_nth(false, true);
}

#[test]
fn a_call_over_tls_recovers_if_the_nth_operation_fails() {
    interrupt_every_nth(true, false);
}

#[test]
fn the_report_of_a_call_over_tls_is_true_if_all_operations_fail_from_the_nth_on() {
    interrupt_every_nth(true, true);
}
