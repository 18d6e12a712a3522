//! The example program: what it says, and that it touches nothing real unless told and agreed.

use crate::artefacts::built;
use std::io::Write;
use std::process::{Command, Stdio};
use webexrec_simulator::{Role, Settings, Simulator, Status};
use webexrec_test_support::simple::*;

/// What it prints, with the service and token of a simulator in its environment.
fn run(simulator: &Simulator, arguments: &[&str], answers: &str) -> String {
    let mut child = Command::new(built("examples/recycle_bin"))
        .args(arguments)
        .env("WEBEXREC_BASE_URL", simulator.base_url())
        .env_remove("WEBEXREC_CA_FILE")
        .env("WEBEX_ACCESS_TOKEN", simulator.token(Role::User))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the example");
    // It may have ended without reading all of them.
    let _ = child.stdin.take().expect("its input").write_all(answers.as_bytes());
    let output = child.wait_with_output().expect("its end");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn without_real_the_example_leaves_the_service_of_the_environment_alone() {
    let simulator = simulator();
    let printed = run(&simulator, &[], "");
    for part in [
        "The user has 250 recordings, and 0 in the recycle bin",
        "250 of 250 done, in 3 requests",
        "The recycle bin now has 250 recordings",
        "250 of 251 done, 1 rejected, in ",
        "rejected 0123456789abcdef0123456789abcdef: 404 Not Found",
        "The recycle bin now has 0 recordings; 250 are available again",
    ] {
        assert!(printed.contains(part), "{printed}");
    }
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn with_real_the_example_asks_before_each_change() {
    for (answers, requests, in_the_bin) in
        [("n\n", 0, 0), ("", 0, 0), ("y\nn\n", 1, 2), ("y\ny\n", 2, 0)]
    {
        let simulator = start(Settings { other_recordings: 0, ..Settings::default() });
        let ids = own_ids(&simulator, 2);
        let printed = run(&simulator, &["--real", &ids[0], &ids[1]], answers);
        assert!(printed.contains("Move 2 recordings to the recycle bin? [y/N]"), "{printed}");
        assert_eq!(simulator.requests().len(), requests, "{answers:?}: {printed}");
        assert_eq!(count(&simulator, &ids, Status::Deleted), in_the_bin, "{answers:?}: {printed}");
    }
}
