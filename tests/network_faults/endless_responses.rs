//! The memory that a call needs for endless responses.

use crate::fault::{Fault, Injection, Moment, Targets};
use crate::fault_injector;
use crate::invariants;
use crate::job::{CallSettings, Job, Operation, Shape};
use crate::proxy::{Log, Proxy};
use std::fs;
use std::sync::Arc;
use std::time::Duration;
use webexrec_test_support::{child_input, run_in_child};

const WORKERS: u32 = 16;
const TIMEOUT: Duration = Duration::from_secs(60);

#[test]
fn endless_responses_need_at_most_16_mib_for_each_worker() {
    const NAME: &str = "endless_responses::endless_responses_need_at_most_16_mib_for_each_worker";
    // In a process of its own nothing else needs memory.
    if child_input().is_none() {
        let output = run_in_child(NAME, "run", &[]);
        return print!("{}", output.stdout);
    }
    let headers = peak_growth(Fault::EndlessHead);
    assert!(headers < 32, "endless headers needed {headers} MiB");
    let bodies = peak_growth(Fault::EndlessBody);
    assert!(bodies < 16 * u64::from(WORKERS) + 32, "endless bodies needed {bodies} MiB");
    println!("headers {headers} MiB, bodies {bodies} MiB");
}

/// By how many MiB the peak memory of this process grows in a call all of whose responses are endless.
fn peak_growth(fault: Fault) -> u64 {
    let job = Job::new(Operation::Move, Shape::Sixteen, false, 1);
    let (log, service) = (Arc::new(Log::default()), job.service());
    let serve = {
        let log = log.clone();
        move |stream, number| {
            let (moment, targets) = (Moment::Before, Targets::All);
            let injection = Injection { fault, moment, targets, seed: 1 };
            fault_injector::serve(stream, number, service, injection, &log);
        }
    };
    let proxy = Proxy::open(serve);
    let settings = CallSettings {
        workers: WORKERS,
        deadline: TIMEOUT,
        timeout: TIMEOUT,
        attempts: 1,
        verify: false,
    };
    let before = peak();
    let call = job.run(&proxy.base_url(), settings, &log, |_| ());
    proxy.finish();
    invariants::each_recording_has_one_outcome(&job, &call);
    assert_eq!(call.result.count("unknown"), call.result.count("total"));
    invariants::floods_were_cut_off(&log.take());
    peak() - before
}

/// The peak memory of this process in MiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("the status of this process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
}
