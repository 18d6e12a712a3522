//! Plays faults in cases that a seed decides: which requests are hit, how large and odd the job is, whether
//! the caller is in a hurry. Then the contract is checked.

use crate::contract;
use crate::fault::{Fault, Harm, Hits, Moment, Play};
use crate::job::{Job, OPERATIONS, Operation, Shape, Wishes};
use crate::pipe::{self, Break};
use crate::player;
use crate::proxy::{Log, Proxy};
use fastrand::Rng;
use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// Cases under way at the same time: most of them wait most of the time.
const AT_ONCE: usize = 16;
const SEEDS: u64 = 20;
const WORKERS: [u32; 3] = [1, 4, 16];
const LONG: Duration = Duration::from_secs(30);
/// For requests that will not be answered.
const SHORT: Duration = Duration::from_millis(400);

#[derive(Debug, Clone, Copy)]
struct Case {
    fault: Fault,
    moment: Moment,
    operation: Operation,
    workers: u32,
    seed: u64,
}

/// What the seed of a case decides.
#[derive(Debug)]
struct Draw {
    play: Play,
    shape: Shape,
    /// A deadline that is likely to end the call, with timeouts that don't.
    in_a_hurry: bool,
    wishes: Wishes,
    /// At which announcement a door that is closed at first opens, if ever.
    opens_at: Option<usize>,
    /// Nothing reaches the service.
    never_arrives: bool,
}

/// Whether everything is to be played that there is.
pub fn all() -> bool {
    env::var_os("WEBEXREC_ALL_CHECKS").is_some_and(|value| !value.is_empty())
}

/// Plays a fault at these moments with all operations.
pub fn play(fault: Fault, moments: &[Moment]) {
    let mut cases = Vec::new();
    for &moment in moments {
        for (index, operation) in (0..).zip(OPERATIONS) {
            // By default the first is hit once, the second is in a hurry, and the third is hit always.
            let few = (&WORKERS[1..2], index..index + 1);
            let (workers, seeds) = if all() { (&WORKERS[..], 0..SEEDS) } else { few };
            for &workers in workers {
                let seeds = seeds.clone();
                cases.extend(seeds.map(|seed| Case { fault, moment, operation, workers, seed }));
            }
        }
    }
    let hits = AtomicUsize::new(0);
    at_once(&cases, |case| {
        hits.fetch_add(usize::from(play_one(case)), Ordering::SeqCst);
    });
    // A fault that never came proves nothing.
    let hits = hits.into_inner();
    assert!(hits * 2 >= cases.len(), "{fault:?} came in {hits} of {} cases", cases.len());
}

/// Does many things at once, and names the one that fails.
pub fn at_once<T: Sync + std::fmt::Debug>(things: &[T], act: impl Fn(&T) + Sync) {
    struct Named<'t, T: std::fmt::Debug>(&'t T);
    impl<T: std::fmt::Debug> Drop for Named<'_, T> {
        fn drop(&mut self) {
            if thread::panicking() {
                eprintln!("in {:?}", self.0);
            }
        }
    }
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(things.len()) {
            scope.spawn(|| {
                while let Some(thing) = things.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let _name = Named(thing);
                    act(thing);
                }
            });
        }
    });
}

impl Case {
    fn draw(self) -> Draw {
        let Case { fault, moment, operation, workers, seed } = self;
        let place = (fault as u64) << 8 | (moment as u64) << 4 | operation as u64;
        let mut rng = Rng::with_seed(seed << 32 | u64::from(workers) << 16 | place);
        // Each wait for a timeout, for the gate, or for megabytes takes its time.
        let is_slow = fault.hangs()
            || fault.closes_the_gate()
            || matches!(fault, Fault::EndlessBody | Fault::EndlessHead);
        let attempts = if is_slow { 2 } else { 4 };
        let in_a_hurry = seed % 4 == 1;
        let hits = match seed % 4 {
            0 => Hits::One(rng.usize(..4) / 3),
            1 if fault == Fault::StalledHandshake => Hits::All,
            2 if is_slow => Hits::First(rng.usize(2..5)),
            2 => Hits::All,
            _ if is_slow => Hits::First(rng.usize(1..4)),
            _ => [Hits::Half(rng.u64(..)), Hits::First(rng.usize(1..6))][rng.usize(..2)],
        };
        let shape = if fault.closes_the_gate() {
            Shape::Plain
        } else {
            [Shape::One, Shape::Plain, Shape::Any, Shape::Any][rng.usize(..4)]
        };
        let timeout = if fault.hangs() && !in_a_hurry { SHORT } else { LONG };
        let wishes = Wishes {
            workers,
            deadline: if in_a_hurry { Duration::from_millis(rng.u64(20..700)) } else { LONG },
            timeout,
            attempts,
            verify: rng.u8(..4) == 0,
        };
        let opens_at = rng.bool().then(|| rng.usize(2..5));
        let never_arrives = match fault {
            Fault::Refused => opens_at.is_none(),
            Fault::StalledHandshake => matches!(hits, Hits::All),
            _ => false,
        };
        let play = Play { fault, moment, hits, seed: rng.u64(..) };
        Draw { play, shape, in_a_hurry, wishes, opens_at, never_arrives }
    }
}

/// Whether the fault came.
fn play_one(case: &Case) -> bool {
    let Case { fault, moment, operation, .. } = *case;
    let draw = case.draw();
    let job = Job::new(operation, draw.shape, fault == Fault::StalledHandshake, draw.play.seed);
    let log = Arc::new(Log::default());
    let proxy = proxy(&job, draw.play, &log);
    let announced = |number| {
        if fault == Fault::Refused && draw.opens_at == Some(number) {
            proxy.reopen();
        }
    };
    let done = job.run(&proxy.base_url(), draw.wishes, &log, announced);
    proxy.finish();

    let events = log.take();
    contract::nothing_is_lost_or_doubled(&job, &done);
    contract::every_outcome_is_true(&job, &done);
    contract::it_ended_in_time(&done, draw.wishes.deadline);
    contract::no_flood_was_swallowed(&events);
    if fault != Fault::StalledHandshake {
        contract::each_request_is_counted(&done, log.requests.load(Ordering::SeqCst));
        contract::each_request_is_announced_and_none_made_in_vain(&events);
    }
    let harm = fault.harm(moment);
    // A deadline may end what is under way, and a service that refuses says nothing of each recording.
    let is_plain = !job.is_odd && !draw.in_a_hurry;
    if draw.never_arrives || (is_plain && matches!(harm, Harm::NotSent | Harm::NotProcessed)) {
        contract::nothing_is_unclear(&done);
    }
    if fault.shows_requests() {
        contract::what_is_unclear_was_sent(&done, &events);
    }
    let is_mended =
        harm == Harm::None || (harm == Harm::Mended && matches!(draw.play.hits, Hits::One(_)));
    if is_mended && job.repeats_are_accepted && !draw.in_a_hurry {
        contract::all_that_is_possible_is_done(&job, &done);
    }
    log.hits.load(Ordering::SeqCst) > 0 || fault == Fault::Refused
}

fn proxy(job: &Job, play: Play, log: &Arc<Log>) -> Proxy {
    let (service, log) = (job.service(), log.clone());
    match play.fault {
        Fault::StalledHandshake => Proxy::open_for_tls(move |stream, number| {
            let pieces = if play.hits.hits(number) {
                log.hits.fetch_add(1, Ordering::SeqCst);
                Rng::with_seed(play.seed ^ number as u64).usize(..=pipe::WITHIN_A_HANDSHAKE)
            } else {
                usize::MAX
            };
            let passed = AtomicUsize::new(0);
            let is_over = || passed.fetch_add(1, Ordering::SeqCst) >= pieces;
            pipe::carry(&stream, service, Break::Stall, is_over);
        }),
        Fault::Refused => Proxy::closed(move |stream, _| player::pass(stream, service, &log)),
        _ => Proxy::open(move |stream, number| player::serve(stream, number, service, play, &log)),
    }
}
