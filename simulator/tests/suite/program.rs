//! The program: its options, its output, and the command that it runs.

use crate::client::{Response, exchange, plain_agent};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};
use ureq::http::Request;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_webexrec-simulator"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A running program, which is killed when dropped.
struct Serving {
    child: Child,
    variables: HashMap<String, String>,
}

impl Serving {
    /// Waits until the program has printed this number of lines.
    fn start(arguments: &[&str], lines: usize) -> Self {
        let mut child = program().args(arguments).spawn().unwrap();
        let output = BufReader::new(child.stdout.as_mut().unwrap()).lines().take(lines);
        let variables = output.map(|line| {
            let line = line.unwrap();
            let (name, value) = line.split_once('=').expect("NAME=VALUE");
            (name.to_owned(), value.to_owned())
        });
        Self { variables: variables.collect(), child }
    }

    fn get(&self, path: &str) -> Response {
        self.get_url(format!("{}{path}", self.variables["WEBEXREC_BASE_URL"]))
    }

    fn behaviour(&self) -> Value {
        let origin = self.variables["WEBEXREC_BASE_URL"].strip_suffix("/v1").unwrap();
        self.get_url(format!("{origin}/simulator/behaviour")).json()
    }

    fn get_url(&self, url: String) -> Response {
        let token = format!("Bearer {}", self.variables["WEBEX_ACCESS_TOKEN"]);
        let request = Request::get(url).header("authorization", token).body(String::new()).unwrap();
        exchange(&plain_agent(), request).unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Fails only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_prints_its_url_and_token_and_serves() {
    let serving = Serving::start(&["--port", "0", "--recordings", "12", "--days", "1"], 2);
    assert!(serving.variables["WEBEXREC_BASE_URL"].starts_with("http://127.0.0.1:"));
    let items = serving.get("/recordings?max=100&siteUrl=example.webex.com").items();
    assert_eq!(items.iter().filter(|item| item["shareToMe"] == false).count(), 12);
}

#[test]
fn the_role_selects_the_token() {
    for (role, status) in [("user", 403), ("admin", 200), ("compliance", 200)] {
        let serving = Serving::start(&["--role", role], 2);
        assert_eq!(serving.get("/admin/recordings").status, status, "{role}");
    }
}

#[test]
fn options_set_the_behaviour() {
    let serving = Serving::start(
        &[
            "--batch",
            "allOthers",
            "--unknown-status",
            "400",
            "--already-status",
            "404",
            "--latency-ms",
            "1",
            "--rate-limit",
            "5/s,burst=20",
            "--retry-after",
            "soon",
            "--empty-pages",
            "--behaviour",
            r#"{"detailsInBin":false}"#,
            "--seed",
            "5",
            "--other-recordings",
            "8",
        ],
        2,
    );
    let behaviour = serving.behaviour();
    assert_eq!(behaviour["batch"], "allOthers");
    assert_eq!(
        (&behaviour["unknownStatus"], &behaviour["alreadyStatus"]),
        (&400.into(), &404.into())
    );
    assert_eq!((&behaviour["latencyMs"], &behaviour["retryAfter"]), (&1.into(), &"soon".into()));
    assert_eq!(
        (&behaviour["emptyPages"], &behaviour["detailsInBin"]),
        (&true.into(), &false.into())
    );
    assert_eq!(behaviour["rateLimit"]["burst"], 20);
}

#[test]
fn a_rate_limit_has_one_of_three_forms() {
    for (limit, kind) in [
        ("300/60s", "fixedWindow"),
        ("5/s,burst=20", "tokenBucket"),
        ("5/s,burst=20,penalty=10", "penalisingBucket"),
    ] {
        let serving = Serving::start(&["--rate-limit", limit], 2);
        assert_eq!(serving.behaviour()["rateLimit"]["kind"], kind, "{limit}");
    }
}

#[test]
fn invalid_arguments_are_refused_with_a_reason() {
    for (arguments, reason) in [
        (&["--port", "many"][..], "many"),
        (&["--colour", "red"], "--colour"),
        (&["--role", "boss"], "boss"),
        (&["--rate-limit", "fast"], "300/60s"),
        (&["--rate-limit", "0/60s"], "rateLimit"),
        (&["--rate-limit", "5/s,burst=20,penalty=long"], "penalty=10"),
        (&["--unknown-status", "500"], "unknownStatus"),
        (&["--behaviour", r#"{"batch":"some"}"#], "some"),
        (&["--behaviour", r#"{"faults":{"errors":2}}"#], "faults"),
        (&["--behaviour", "[]"], "object"),
        (&["-x"], "-x"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(reason), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
}

/// The options that the source parses: `Long("name")`, and the arms of `match name`.
fn known_options() -> BTreeSet<&'static str> {
    let source = include_str!("../../src/arguments.rs");
    let long = source.split("Long(\"").skip(1);
    let (_, arms) = source.split_once("match name {").expect("options that set the behaviour");
    let (arms, _) = arms.split_once("_ =>").expect("an arm for unknown options");
    let arms = arms.lines().filter_map(|line| line.trim_start().strip_prefix('"'));
    long.chain(arms).filter_map(|text| text.split('"').next()).collect()
}

#[test]
fn help_lists_every_option() {
    let output = run(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    let printed = text(&output.stdout);
    let described: BTreeSet<&str> = printed
        .lines()
        .filter_map(|line| line.trim_start().trim_start_matches("-h, ").strip_prefix("--"))
        .filter_map(|option| option.split_whitespace().next())
        .collect();
    assert_eq!(described, known_options());
    assert!(printed.contains("-- COMMAND"), "{printed}");
}

#[cfg(unix)]
mod unix {
    use super::{Serving, program, run, text};
    use std::io::{BufRead, BufReader};
    use std::os::unix::process::ExitStatusExt;
    use std::path::Path;
    use std::process::Command;

    fn send_signal(name: &str, process: u32) {
        let sent = Command::new("kill").args([name, &process.to_string()]).status().unwrap();
        assert!(sent.success());
    }

    #[test]
    fn signals_end_it_and_it_removes_its_files() {
        for signal in ["-TERM", "-INT"] {
            let mut serving = Serving::start(&["--tls"], 3);
            let file = serving.variables["WEBEXREC_CA_FILE"].clone();
            assert!(
                text(&std::fs::read(&file).unwrap()).starts_with("-----BEGIN CERTIFICATE-----")
            );
            send_signal(signal, serving.child.id());
            assert_eq!(serving.child.wait().unwrap().code(), Some(0));
            assert!(!Path::new(&file).parent().unwrap().exists());
        }
    }

    #[test]
    fn a_command_gets_the_variables_and_nothing_is_printed() {
        let script = r#"
            echo "$WEBEXREC_BASE_URL $WEBEXREC_SIMULATOR_URL"
            echo "${#WEBEX_ACCESS_TOKEN} [$WEBEXREC_CA_FILE] $1"
        "#;
        let output = program()
            .args(["--recordings", "1", "--", "sh", "-c", script, "name", "--port"])
            .env("WEBEXREC_CA_FILE", "of something else")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        let printed = text(&output.stdout);
        let words: Vec<&str> = printed.split_whitespace().collect();
        assert_eq!(words[0], format!("{}/v1", words[1]));
        assert_eq!((words[2], words[3], words[4]), ("106", "[]", "--port"));
    }

    #[test]
    fn a_command_with_tls_gets_the_certificate_which_is_removed_afterwards() {
        let output = run(&[
            "--tls",
            "--",
            "sh",
            "-c",
            r#"test -s "$WEBEXREC_CA_FILE" && echo "$WEBEXREC_CA_FILE""#,
        ]);
        assert!(output.status.success());
        assert!(!Path::new(text(&output.stdout).trim()).exists());
    }

    #[test]
    fn the_exit_status_is_that_of_the_command() {
        for (script, status) in
            [("exit 0", 0), ("exit 7", 7), ("exit 255", 255), ("kill -9 $$", 137), ("kill $$", 143)]
        {
            let output = run(&["--", "sh", "-c", script]);
            assert_eq!(output.status.code(), Some(status), "{script}");
        }
        let missing = run(&["--", "/no/such/command"]);
        assert_eq!(missing.status.code(), Some(127));
        assert!(text(&missing.stderr).contains("/no/such/command"));
    }

    #[test]
    fn terminating_it_terminates_the_command() {
        let mut child = program()
            .args([
                "--tls",
                "--",
                "sh",
                "-c",
                r#"echo "$$ $WEBEXREC_CA_FILE"; exec cat /dev/zero >/dev/null"#,
            ])
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let (process, file) = line.trim().split_once(' ').unwrap();
        send_signal("-TERM", child.id());
        let status = child.wait().unwrap();
        assert_eq!((status.code(), status.signal()), (Some(143), None));
        let probe = Command::new("kill").args(["-0", process]).output().unwrap();
        assert!(!probe.status.success(), "the command still runs");
        assert!(!Path::new(file).exists());
    }
}
