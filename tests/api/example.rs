//! The example program: its output, and that it changes nothing real without `--real` and a confirmation.

use std::env;
use std::io::Write;
use std::process::{Command, Stdio};
use webexrec_simulator::{Role, Settings, Simulator, Status};
use webexrec_test_support::*;

/// Its output, with the URL and the token of a simulator in its environment.
fn run(simulator: &Simulator, arguments: &[&str], answers: &str) -> String {
    let this_test = env::current_exe().expect("this test");
    let program =
        this_test.ancestors().nth(2).expect("target/PROFILE").join("examples/recycle_bin");
    assert!(program.exists(), "run `cargo build --example recycle_bin` first: no {program:?}");
    let mut child = Command::new(program)
        .args(arguments)
        .env("WEBEXREC_BASE_URL", simulator.base_url())
        .env_remove("WEBEXREC_CA_FILE")
        .env("WEBEX_ACCESS_TOKEN", simulator.token(Role::User))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the example");
    // It may have ended without reading all of them.
    let _ = child.stdin.take().expect("standard input").write_all(answers.as_bytes());
    let output = child.wait_with_output().expect("its output");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn without_real_the_example_sends_nothing_to_the_service_of_the_environment() {
    let simulator = start_simulator();
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
fn with_real_the_example_asks_for_confirmation_before_each_change() {
    for (answers, requests, in_the_bin) in
        [("n\n", 0, 0), ("", 0, 0), ("y\nn\n", 1, 2), ("y\ny\n", 2, 0)]
    {
        let simulator =
            start_simulator_with(Settings { other_recordings: 0, ..Settings::default() });
        let ids = own_ids(&simulator, 2);
        let printed = run(&simulator, &["--real", &ids[0], &ids[1]], answers);
        assert!(printed.contains("Move 2 recordings to the recycle bin? [y/N]"), "{printed}");
        assert_eq!(simulator.requests().len(), requests, "{answers:?}: {printed}");
        assert_eq!(
            count_in_state(&simulator, &ids, Status::Deleted),
            in_the_bin,
            "{answers:?}: {printed}"
        );
    }
}
