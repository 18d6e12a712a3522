//! Idle connections that the service closes between two calls: the next call notices it before it sends
//! anything.

use crate::fault::{Fault, Injection, Moment, Targets};
use crate::fault_injector;
use crate::job::{CallSettings, Job, OPERATIONS, Shape};
use crate::proxy::{Log, Proxy};
use serde_json::Value;
use std::sync::{Arc, mpsc};
use std::time::Duration;
use webexrec::WEBEXREC_OK;
use webexrec_test_support::ChangeOptions;

const TIMEOUT: Duration = Duration::from_secs(30);

#[test]
fn a_connection_that_is_closed_between_two_calls_costs_no_retry() {
    // With half of the seeds the connection is closed, with the others it is reset.
    for seed in 0..8 {
        for operation in OPERATIONS {
            let job = Job::new(operation, Shape::One, false, seed);
            let (sender, closed) = mpsc::channel();
            let (log, service) = (Arc::new(Log::default()), job.service());
            let proxy = Proxy::open(move |stream, number| {
                let (fault, moment, targets) =
                    (Fault::ClosedAfterwards, Moment::After, Targets::All);
                let injection = Injection { fault, moment, targets, seed };
                fault_injector::serve(stream, number, service, injection, &log);
                sender.send(()).expect("a waiting test");
            });
            let settings = CallSettings {
                workers: 4,
                deadline: TIMEOUT,
                timeout: TIMEOUT,
                attempts: 1,
                verify: false,
            };
            let client = job.client(&proxy.base_url(), settings);
            for call in 0..4 {
                let recordings = Value::Array(job.recordings.clone()).to_string();
                let options = ChangeOptions::default();
                let result = client.change(operation.function(), &recordings, options);
                assert_eq!(
                    result.code, WEBEXREC_OK,
                    "call {call}, seed {seed}: {}",
                    result.message
                );
                assert_eq!(result.report["requests"], 1, "call {call}, seed {seed}");
                closed.recv_timeout(TIMEOUT).expect("a closed connection");
            }
            drop(client);
            proxy.finish();
        }
    }
}
