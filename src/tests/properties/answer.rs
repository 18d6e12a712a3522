//! One answer: its status and headers line by line, an empty line, its body.

use super::{assert_line, assert_message, assert_no_token, token};
use crate::codes::WEBEXREC_E_BAD_RESPONSE;
use crate::http::Line;
use crate::http::response::Answer;
use serde_json::Value;
use ureq::http::Response;

const WEEK: u64 = 7 * 24 * 60 * 60;
/// Bytes of the service's own that a message can have.
const LONGEST: usize = 512;

pub(super) fn check(input: &[u8]) {
    let Some(answer) = read(input) else { return };
    let is_error = (400..600).contains(&answer.status);
    let is_json = serde_json::from_slice::<Value>(&answer.body).is_ok();
    let error = answer.error();
    assert_message(&error);
    assert_no_token(&error.message);
    assert!(error.message.len() <= LONGEST, "{} bytes", error.message.len());
    let code = if is_error { i32::from(answer.status) } else { WEBEXREC_E_BAD_RESPONSE };
    assert_eq!(error.code, code);
    let confirms = match answer.status {
        204 => true,
        200 => answer.body.is_empty() || is_json,
        _ => false,
    };
    assert_eq!(answer.confirmed().is_ok(), confirms);
    assert_eq!(answer.content().is_ok(), answer.status == 200 && is_json);
    assert!(answer.retry_after_seconds.is_none_or(|seconds| (1..=WEEK).contains(&seconds)));
    for text in [&answer.tracking_id, &answer.warning].into_iter().flatten() {
        assert_line(text);
        assert_no_token(text);
        assert!(text.len() <= LONGEST);
    }
}

/// What the library makes of an answer; `None` if HTTP can't have it.
pub(super) fn read(input: &[u8]) -> Option<Answer> {
    let (status, mut rest) = line(input);
    let mut head = Response::builder().status(status.trim_ascii());
    loop {
        let (header, after) = line(rest);
        rest = after;
        if header.is_empty() {
            break;
        }
        let colon = header.iter().position(|byte| *byte == b':')?;
        head = head.header(&header[..colon], header[colon + 1..].trim_ascii());
    }
    let (head, ()) = head.body(()).ok()?.into_parts();
    Some(Line::answer(&head).with_body(rest.into(), |text| token().strike_from(text)))
}

/// The first line and what follows it.
fn line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &[]),
    }
}
