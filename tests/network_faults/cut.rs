//! The Nth operation on the sockets fails, for every N up to a call that none is left for: once, and for
//! ever after. Over plain http and over https, whose handshake comes in more pieces than a request does.

use crate::cases::{all, at_once};
use crate::contract;
use crate::job::{Job, OPERATIONS, Operation, Shape, Wishes};
use crate::pipe::{self, Break};
use crate::proxy::{Log, Proxy};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// No call comes near it.
const ENDLESS: usize = 2_000;
/// By default this one N and then every so many.
const STEP: usize = 5;
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug)]
struct Cut {
    operation: Operation,
    tls: bool,
    forever: bool,
    how: Break,
    nth: usize,
}

/// Plays every N until all are clean, in which the cut never came.
fn cut_everywhere(tls: bool, forever: bool) {
    let operations = if all() { &OPERATIONS[..] } else { &OPERATIONS[..1] };
    let ways = if all() { &[Break::Close, Break::Stall][..] } else { &[Break::Close] };
    let step = if all() { 1 } else { STEP };
    for &operation in operations {
        for &how in ways {
            let cut = |nth| Cut { operation, tls, forever, how, nth };
            let cuts: Vec<Cut> = (1..=ENDLESS).step_by(step).map(cut).collect();
            let is_clean = cuts.chunks(16).any(|cuts| {
                let clean = AtomicUsize::new(0);
                at_once(cuts, |cut| {
                    clean.fetch_add(usize::from(!play(cut)), Ordering::SeqCst);
                });
                clean.into_inner() == cuts.len()
            });
            assert!(is_clean, "a call of more than {ENDLESS} operations");
        }
    }
}

/// Whether the cut came.
fn play(cut: &Cut) -> bool {
    let Cut { operation, tls, forever, how, nth } = *cut;
    let job = Job::new(operation, Shape::One, tls, 5);
    let (service, passed) = (job.service(), Arc::new(AtomicUsize::new(0)));
    let serve = {
        let passed = passed.clone();
        move |stream, _| {
            pipe::carry(&stream, service, how, || {
                let number = passed.fetch_add(1, Ordering::SeqCst) + 1;
                if forever { number >= nth } else { number == nth }
            });
        }
    };
    let proxy = if tls { Proxy::open_for_tls(serve) } else { Proxy::open(serve) };
    let wishes = Wishes {
        workers: 1,
        deadline: PATIENCE,
        timeout: if how == Break::Stall { Duration::from_millis(300) } else { PATIENCE },
        attempts: if forever { 2 } else { 4 },
        verify: false,
    };
    let log = Arc::new(Log::default());
    let done = job.run(&proxy.base_url(), wishes, &log, |_| ());
    proxy.finish();

    contract::nothing_is_lost_or_doubled(&job, &done);
    contract::every_outcome_is_true(&job, &done);
    contract::it_ended_in_time(&done, PATIENCE);
    if !forever {
        contract::all_that_is_possible_is_done(&job, &done);
    }
    if tls && nth <= pipe::WITHIN_A_HANDSHAKE {
        contract::nothing_is_unclear(&done);
    }
    passed.load(Ordering::SeqCst) >= nth
}

#[test]
fn the_nth_operation_that_fails_once_is_made_good() {
    cut_everywhere(false, false);
}

#[test]
fn all_operations_that_fail_from_the_nth_on_leave_a_true_report() {
    cut_everywhere(false, true);
}

#[test]
fn the_nth_operation_of_a_tls_connection_that_fails_once_is_made_good() {
    cut_everywhere(true, false);
}

#[test]
fn all_operations_of_tls_that_fail_from_the_nth_on_leave_a_true_report() {
    cut_everywhere(true, true);
}
