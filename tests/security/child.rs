//! A test of this program in a process of its own: for what a process has only one of, such as its memory, its
//! output, its log and its environment.

use crate::canary;
use std::env;
use std::process::Command;

const VARIABLE: &str = "WEBEXREC_TEST_CHILD";

/// What the parent handed over, if this is the child.
pub fn handed_over() -> Option<String> {
    env::var(VARIABLE).ok()
}

/// Runs the test of that name in a child, with this handed over and these variables, and checks that it
/// succeeds and shows no token.
#[track_caller]
pub fn run(test: &str, hand_over: &str, variables: &[(&str, &str)]) {
    let output = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(VARIABLE, hand_over)
        .envs(variables.iter().copied())
        .output()
        .expect("this program runs");
    let [out, err] =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    canary::assert_absent(&out, "standard output");
    canary::assert_absent(&err, "standard error");
    assert!(output.status.success() && out.contains("1 passed"), "{out}{err}");
}
