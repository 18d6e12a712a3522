//! Passwords of recordings, and links that show them: in a list only if they are asked for, and nowhere else.

use crate::server::{Server, answer, kept};
use serde_json::{Value, json};
use std::cell::RefCell;
use webexrec::*;
use webexrec_test_support::client::*;
use webexrec_test_support::simple::*;

const SECRET: &str = "Ge4eim";

/// As the service shows it, with all that lets somebody see it.
fn recording(id: &str) -> Value {
    json!({
        "id": id,
        "siteUrl": "example.webex.com",
        "hostEmail": "a@example.com",
        "sizeBytes": 7,
        "password": format!("{SECRET}-1"),
        "downloadUrl": format!("https://example.webex.com/lsr.php?RCID={SECRET}"),
        "playbackUrl": format!("https://example.webex.com/ldr.php?RCID={SECRET}"),
        "temporaryDirectDownloadLinks": {"recordingDownloadLink": format!("https://x/{SECRET}")},
    })
}

/// Moves "good", refuses the others, and has a list.
fn service() -> Server {
    Server::plain(|request| {
        if request.starts_with("GET ") {
            return kept("200 OK", &json!({"items": [recording("good")]}).to_string());
        }
        match request.contains("bad") {
            true => answer("404 Not Found", &[], r#"{"message":"not there"}"#),
            false => kept("204 No Content", ""),
        }
    })
}

#[test]
fn a_list_has_them_only_if_they_are_asked_for() {
    let server = service();
    let client = ClientOptions::at(&server.base_url()).client_for("an0ther-t0ken");
    let plain = client.list("{}", 0, None).expect("a list");
    assert_eq!(
        plain[0],
        json!({"id": "good", "siteUrl": "example.webex.com", "hostEmail": "a@example.com", "sizeBytes": 7})
    );
    let full = client.list("{}", WEBEXREC_INCLUDE_SECRETS, None).expect("a list");
    assert_eq!(full[0], recording("good"));
}

#[test]
fn no_message_report_or_journal_has_them_whatever_becomes_of_the_recordings() {
    let server = service();
    let client =
        ClientOptions::at(&server.base_url()).without_retries().client_for("an0ther-t0ken");
    let recordings = Value::Array(["good", "bad"].map(recording).into()).to_string();
    for (function, flags) in
        [(MOVE, 0), (RESTORE, WEBEXREC_VERIFY), (PURGE, 0), (MOVE, WEBEXREC_DRY_RUN)]
    {
        let told = RefCell::new(String::new());
        let monitor = Monitor::new().on_outcome(|results| {
            told.borrow_mut().push_str(&format!("{results:?}"));
            true
        });
        let options = Options { flags, ..Options::default() };
        let reported = client.watched(function, &recordings, options, Some(&monitor));
        assert_eq!(reported.results().len(), 2, "{}", reported.message);
        drop(monitor);
        assert!(told.borrow().contains("good") || flags == WEBEXREC_DRY_RUN);
        assert!(!format!("{reported:?}{told:?}").contains(SECRET), "a secret is shown");
    }
    assert!(server.requests().iter().all(|request| !request.contains(SECRET)), "a secret was sent");
}

#[test]
fn bad_input_beside_them_is_named_without_them() {
    let server = service();
    let client = ClientOptions::at(&server.base_url()).client_for("an0ther-t0ken");
    for (member, value) in [
        ("id", json!(7)),
        ("siteUrl", json!("a/b")),
        ("hostEmail", json!(["a@b"])),
        ("shareToMe", json!("yes")),
    ] {
        let mut wrong = recording("good");
        wrong[member] = value;
        let reported =
            client.change(MOVE, &Value::Array(vec![wrong]).to_string(), Options::default());
        assert_eq!(reported.code, WEBEXREC_E_INVALID_RECORDINGS, "{member}");
        assert!(!reported.message.contains(SECRET), "a secret is shown");
    }
    assert_eq!(server.connections(), 0);
}
