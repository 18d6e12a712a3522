//! Connections that are kept from call to call, and that the service closes meanwhile: the next call
//! notices before it sends anything.

use crate::fault::{Fault, Hits, Moment, Play};
use crate::job::{Job, OPERATIONS, Shape, Wishes};
use crate::player;
use crate::proxy::{Log, Proxy};
use serde_json::Value;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use webexrec::WEBEXREC_OK;
use webexrec_test_support::simple::ChangeOptions;

const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn a_connection_that_was_closed_between_two_calls_costs_no_retry() {
    // Half of the seeds close it, the others reset it.
    for seed in 0..8 {
        for operation in OPERATIONS {
            let job = Job::new(operation, Shape::One, false, seed);
            let (closed, was_closed) = mpsc::channel();
            let (closed, log, service) =
                (Mutex::new(closed), Arc::new(Log::default()), job.service());
            let proxy = Proxy::open(move |stream, number| {
                let (fault, moment, hits) = (Fault::ClosedAfterwards, Moment::After, Hits::All);
                let play = Play { fault, moment, hits, seed };
                player::serve(stream, number, service, play, &log);
                closed.lock().expect("no panic before").send(()).expect("a waiting test");
            });
            let wishes = Wishes {
                workers: 4,
                deadline: PATIENCE,
                timeout: PATIENCE,
                attempts: 1,
                verify: false,
            };
            let client = job.client(&proxy.base_url(), wishes);
            for call in 0..4 {
                let recordings = Value::Array(job.recordings.clone()).to_string();
                let done =
                    client.change(operation.function(), &recordings, ChangeOptions::default());
                assert_eq!(done.code, WEBEXREC_OK, "call {call}, seed {seed}: {}", done.message);
                assert_eq!(done.report["requests"], 1, "call {call}, seed {seed}");
                was_closed.recv_timeout(PATIENCE).expect("a closed connection");
            }
            drop(client);
            proxy.finish();
        }
    }
}
