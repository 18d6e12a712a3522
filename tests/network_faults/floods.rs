//! The memory of a call that gets answers without end.

use crate::contract;
use crate::fault::{Fault, Hits, Moment, Play};
use crate::job::{Job, Operation, Shape, Wishes};
use crate::player;
use crate::proxy::{Log, Proxy};
use std::env;
use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

/// Tells this test that it is in a process of its own, where nothing else needs memory.
const ALONE: &str = "WEBEXREC_TEST_ALONE";
const WORKERS: u32 = 16;
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn answers_without_end_at_every_worker_need_16_mib_each_at_most() {
    if env::var_os(ALONE).is_some() {
        let of_heads = peak_of(Fault::EndlessHead);
        assert!(of_heads < 32, "headers without end needed {of_heads} MiB");
        let of_bodies = peak_of(Fault::EndlessBody);
        assert!(
            of_bodies < 16 * u64::from(WORKERS) + 32,
            "bodies without end needed {of_bodies} MiB"
        );
        return println!("heads {of_heads} MiB, bodies {of_bodies} MiB");
    }
    let name = "floods::answers_without_end_at_every_worker_need_16_mib_each_at_most";
    let mut alone = Command::new(env::current_exe().expect("this program"));
    let output = alone.args([name, "--exact", "--nocapture"]).env(ALONE, "1").output();
    let output = output.expect("a process");
    let said =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success() && said[0].contains("bodies"), "{said:?}");
    print!("{}", said[0]);
}

/// By how many MiB the most memory that this process ever had grows in a call all of whose requests are
/// answered so.
fn peak_of(fault: Fault) -> u64 {
    let job = Job::new(Operation::Move, Shape::Sixteen, false, 1);
    let (log, service) = (Arc::new(Log::default()), job.service());
    let serve = {
        let log = log.clone();
        move |stream, number| {
            let play = Play { fault, moment: Moment::Before, hits: Hits::All, seed: 1 };
            player::serve(stream, number, service, play, &log);
        }
    };
    let proxy = Proxy::open(serve);
    let wishes = Wishes {
        workers: WORKERS,
        deadline: PATIENCE,
        timeout: PATIENCE,
        attempts: 1,
        verify: false,
    };
    let before = peak();
    let done = job.run(&proxy.base_url(), wishes, &log, |_| ());
    proxy.finish();
    contract::nothing_is_lost_or_doubled(&job, &done);
    assert_eq!(done.result.count("unknown"), done.result.count("total"));
    contract::no_flood_was_swallowed(&log.take());
    peak() - before
}

/// The most memory that this process has had, in MiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("of Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
}
