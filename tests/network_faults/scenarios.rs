//! Injects faults in scenarios that are derived from a seed: which requests are hit, the size and kind of the
//! job, whether the call has a short deadline. Then the invariants are checked.

use crate::byte_relay::{self, Interruption};
use crate::fault::{Effect, Fault, Injection, Moment, Targets};
use crate::fault_injector;
use crate::invariants;
use crate::job::{CallSettings, Job, OPERATIONS, Operation, Shape};
use crate::proxy::{Log, Proxy};
use fastrand::Rng;
use std::env;
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// The number of cases at the same time. Most of them wait most of the time.
const CONCURRENCY: usize = 16;
const SEEDS: u64 = 20;
const WORKERS: [u32; 3] = [1, 4, 16];
const LONG: Duration = Duration::from_secs(30);
/// The timeout of requests that get no response.
const SHORT: Duration = Duration::from_millis(400);

#[derive(Debug, Clone, Copy)]
struct Case {
    fault: Fault,
    moment: Moment,
    operation: Operation,
    workers: u32,
    seed: u64,
}

/// What a case derives from its seed.
#[derive(Debug)]
struct Scenario {
    injection: Injection,
    shape: Shape,
    /// The deadline is likely to end the call, and no timeout does.
    has_short_deadline: bool,
    settings: CallSettings,
    /// A refused address starts to listen when this number of batches has been reported as sending.
    opens_at: Option<usize>,
    /// Nothing reaches the service.
    never_arrives: bool,
}

/// Whether to run all cases.
pub fn all() -> bool {
    env::var_os("WEBEXREC_ALL_CHECKS").is_some_and(|value| !value.is_empty())
}

/// Injects a fault at these moments, with all operations.
pub fn inject(fault: Fault, moments: &[Moment]) {
    let mut cases = Vec::new();
    for &moment in moments {
        for (index, operation) in (0..).zip(OPERATIONS) {
            // By default the first operation is hit once, the second has a short deadline, and the third is
            // hit always.
            let few = (&WORKERS[1..2], index..index + 1);
            let (workers, seeds) = if all() { (&WORKERS[..], 0..SEEDS) } else { few };
            for &workers in workers {
                let seeds = seeds.clone();
                cases.extend(seeds.map(|seed| Case { fault, moment, operation, workers, seed }));
            }
        }
    }
    let hits = AtomicUsize::new(0);
    run_concurrently(&cases, |case| {
        hits.fetch_add(usize::from(run(case)), Ordering::SeqCst);
    });
    // A fault that hits nothing proves nothing.
    let hits = hits.into_inner();
    assert!(hits * 2 >= cases.len(), "{fault:?} hit requests in {hits} of {} cases", cases.len());
}

/// Runs something for each case, several at the same time, and names the case that fails.
pub fn run_concurrently<C: Sync + Debug>(cases: &[C], run: impl Fn(&C) + Sync) {
    struct NamedOnPanic<'c, C: Debug>(&'c C);
    impl<C: Debug> Drop for NamedOnPanic<'_, C> {
        fn drop(&mut self) {
            if thread::panicking() {
                eprintln!("in {:?}", self.0);
            }
        }
    }
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..CONCURRENCY.min(cases.len()) {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let _name = NamedOnPanic(case);
                    run(case);
                }
            });
        }
    });
}

impl Case {
    fn scenario(self) -> Scenario {
        let Case { fault, moment, operation, workers, seed } = self;
        let place = (fault as u64) << 8 | (moment as u64) << 4 | operation as u64;
        let mut rng = Rng::with_seed(seed << 32 | u64::from(workers) << 16 | place);
        // Each timeout, each wait for the rate limiter and each transfer of megabytes takes time.
        let is_slow = fault.hangs()
            || fault.pauses_the_rate_limiter()
            || matches!(fault, Fault::EndlessBody | Fault::EndlessHead);
        let attempts = if is_slow { 2 } else { 4 };
        let has_short_deadline = seed % 4 == 1;
        let targets = match seed % 4 {
            0 => Targets::One(rng.usize(..4) / 3),
            1 if fault == Fault::StalledHandshake => Targets::All,
            2 if is_slow => Targets::First(rng.usize(2..5)),
            2 => Targets::All,
            _ if is_slow => Targets::First(rng.usize(1..4)),
            _ => [Targets::Half(rng.u64(..)), Targets::First(rng.usize(1..6))][rng.usize(..2)],
        };
        let shape = if fault.pauses_the_rate_limiter() {
            Shape::Plain
        } else {
            [Shape::One, Shape::Plain, Shape::Any, Shape::Any][rng.usize(..4)]
        };
        let timeout = if fault.hangs() && !has_short_deadline { SHORT } else { LONG };
        let deadline =
            if has_short_deadline { Duration::from_millis(rng.u64(20..700)) } else { LONG };
        let settings =
            CallSettings { workers, deadline, timeout, attempts, verify: rng.u8(..4) == 0 };
        let opens_at = rng.bool().then(|| rng.usize(2..5));
        let never_arrives = match fault {
            Fault::Refused => opens_at.is_none(),
            Fault::StalledHandshake => matches!(targets, Targets::All),
            _ => false,
        };
        let injection = Injection { fault, moment, targets, seed: rng.u64(..) };
        Scenario { injection, shape, has_short_deadline, settings, opens_at, never_arrives }
    }
}

/// Whether the fault hit a request or a connection.
fn run(case: &Case) -> bool {
    let Case { fault, moment, operation, .. } = *case;
    let scenario = case.scenario();
    let Scenario { injection, settings, .. } = scenario;
    let tls = fault == Fault::StalledHandshake;
    let job = Job::new(operation, scenario.shape, tls, injection.seed);
    let log = Arc::new(Log::default());
    let proxy = proxy(&job, injection, &log);
    let on_sending = |number| {
        if fault == Fault::Refused && scenario.opens_at == Some(number) {
            proxy.reopen();
        }
    };
    let call = job.run(&proxy.base_url(), settings, &log, on_sending);
    proxy.finish();

    let events = log.take();
    invariants::each_recording_has_one_outcome(&job, &call);
    invariants::every_outcome_is_true(&job, &call);
    invariants::the_call_ended_in_time(&call, settings.deadline);
    invariants::floods_were_cut_off(&events);
    if fault != Fault::StalledHandshake {
        invariants::each_request_is_counted(&call, log.requests.load(Ordering::SeqCst));
        invariants::each_request_was_reported_and_none_was_superfluous(&events);
    }
    let effect = fault.effect(moment);
    // A short deadline may end requests in flight, and a refused batch leaves its recordings in doubt.
    let is_plain = !job.is_irregular && !scenario.has_short_deadline;
    let is_certain = matches!(effect, Effect::NotSent | Effect::NotProcessed);
    if scenario.never_arrives || (is_plain && is_certain) {
        invariants::nothing_is_in_doubt(&call);
    }
    if fault.shows_requests() {
        invariants::recordings_in_doubt_were_sent(&call, &events);
    }
    let is_recovered = effect == Effect::None
        || (effect == Effect::Recoverable && matches!(injection.targets, Targets::One(_)));
    if is_recovered && job.repeats_are_accepted && !scenario.has_short_deadline {
        invariants::everything_possible_is_done(&job, &call);
    }
    log.hits.load(Ordering::SeqCst) > 0 || fault == Fault::Refused
}

fn proxy(job: &Job, injection: Injection, log: &Arc<Log>) -> Proxy {
    let (service, log) = (job.service(), log.clone());
    match injection.fault {
        Fault::StalledHandshake => Proxy::open_for_tls(move |stream, number| {
            let pieces = if injection.targets.contains(number) {
                log.hits.fetch_add(1, Ordering::SeqCst);
                let mut rng = Rng::with_seed(injection.seed ^ number as u64);
                rng.usize(..=byte_relay::WITHIN_A_HANDSHAKE)
            } else {
                usize::MAX
            };
            let relayed = AtomicUsize::new(0);
            let is_over = || relayed.fetch_add(1, Ordering::SeqCst) >= pieces;
            byte_relay::relay(&stream, service, Interruption::Stall, is_over);
        }),
        Fault::Refused => {
            Proxy::closed(move |stream, _| fault_injector::pass_through(stream, service, &log))
        }
        _ => Proxy::open(move |stream, number| {
            fault_injector::serve(stream, number, service, injection, &log);
        }),
    }
}
