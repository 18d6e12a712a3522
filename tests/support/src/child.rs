//! Runs a test again in a process of its own, for what a process has only one of: its memory, its output,
//! its logger, its environment.

use std::env;
use std::process::Command;

const INPUT: &str = "WEBEXREC_TEST_CHILD";

/// What the child wrote.
pub struct ChildOutput {
    pub stdout: String,
    pub stderr: String,
}

/// The input that the parent passed, if this process is the child.
pub fn child_input() -> Option<String> {
    env::var(INPUT).ok()
}

/// Runs the test of this name (with its module, but without the crate) in a child, with this input and
/// these environment variables. Panics unless the test passes.
#[track_caller]
pub fn run_in_child(test: &str, input: &str, variables: &[(&str, &str)]) -> ChildOutput {
    let output = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(INPUT, input)
        .envs(variables.iter().copied())
        .output()
        .expect("a child process");
    let [stdout, stderr] =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(output.status.success() && stdout.contains("1 passed"), "{stdout}{stderr}");
    ChildOutput { stdout, stderr }
}
