//! The passwords of recordings, and links that show recordings: in a list only if requested, and nowhere else.

use serde_json::{Value, json};
use std::cell::RefCell;
use webexrec::*;
use webexrec_test_support::*;

const SECRET: &str = "Ge4eim";

/// A recording as the service lists it, with everything that gives access to it.
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

/// Changes "good", refuses "bad", and lists "good".
fn service() -> Server {
    Server::http(|request| {
        if request.starts_with("GET ") {
            return keep_alive_response(
                "200 OK",
                &json!({"items": [recording("good")]}).to_string(),
            );
        }
        match request.contains("bad") {
            true => response("404 Not Found", &[], r#"{"message":"not there"}"#),
            false => keep_alive_response("204 No Content", ""),
        }
    })
}

#[test]
fn a_list_has_them_only_if_requested() {
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
fn no_message_report_or_outcome_callback_has_them() {
    let server = service();
    let client =
        ClientOptions::at(&server.base_url()).without_retries().client_for("an0ther-t0ken");
    let recordings = Value::Array(["good", "bad"].map(recording).into()).to_string();
    for (function, flags) in
        [(MOVE, 0), (RESTORE, WEBEXREC_VERIFY), (PURGE, 0), (MOVE, WEBEXREC_DRY_RUN)]
    {
        let reported = RefCell::new(String::new());
        let monitor = Monitor::new().on_outcome(|results| {
            reported.borrow_mut().push_str(&format!("{results:?}"));
            true
        });
        let options = ChangeOptions { flags, ..ChangeOptions::default() };
        let result = client.change_monitored(function, &recordings, options, Some(&monitor));
        assert_eq!(result.entries().len(), 2, "{}", result.message);
        drop(monitor);
        assert!(reported.borrow().contains("good") || flags == WEBEXREC_DRY_RUN);
        assert!(!format!("{result:?}{reported:?}").contains(SECRET), "a secret is shown");
    }
    assert!(server.requests().iter().all(|request| !request.contains(SECRET)), "a secret was sent");
}

#[test]
fn the_message_for_invalid_input_does_not_repeat_them() {
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
        let result =
            client.change(MOVE, &Value::Array(vec![wrong]).to_string(), ChangeOptions::default());
        assert_eq!(result.code, WEBEXREC_E_INVALID_RECORDINGS, "{member}");
        assert!(!result.message.contains(SECRET), "a secret is shown");
    }
    assert_eq!(server.connections(), 0);
}
