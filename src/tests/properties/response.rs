//! A response: its status and headers line by line, an empty line, its body.

use super::{assert_line, assert_message, assert_no_token, token};
use crate::codes::WEBEXREC_E_BAD_RESPONSE;
use crate::http::response::Response;
use serde_json::Value;
use ureq::http;

const WEEK: u64 = 7 * 24 * 60 * 60;
/// Bytes of the service's own that a message can have.
const MAX_MESSAGE_BYTES: usize = 512;

pub(super) fn check(input: &[u8]) {
    let Some(response) = read(input) else { return };
    let is_error = (400..600).contains(&response.status);
    let is_json = serde_json::from_slice::<Value>(&response.body).is_ok();
    let error = response.error();
    assert_message(&error);
    assert_no_token(&error.message);
    assert!(error.message.len() <= MAX_MESSAGE_BYTES, "{} bytes", error.message.len());
    let code = if is_error { i32::from(response.status) } else { WEBEXREC_E_BAD_RESPONSE };
    assert_eq!(error.code, code);
    let confirms = match response.status {
        204 => true,
        200 => response.body.is_empty() || is_json,
        _ => false,
    };
    assert_eq!(response.confirmed().is_ok(), confirms);
    assert_eq!(response.content().is_ok(), response.status == 200 && is_json);
    assert!(response.retry_after_seconds.is_none_or(|seconds| (1..=WEEK).contains(&seconds)));
    for text in [&response.tracking_id, &response.warning].into_iter().flatten() {
        assert_line(text);
        assert_no_token(text);
        assert!(text.len() <= MAX_MESSAGE_BYTES);
    }
}

/// What the library makes of a response; `None` if HTTP can't have it.
pub(super) fn read(input: &[u8]) -> Option<Response> {
    let (status, mut rest) = line(input);
    let mut head = http::Response::builder().status(status.trim_ascii());
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
    Some(Response::read_head(&head).with_body(rest.into(), |text| token().redact(text)))
}

/// The first line and what follows it.
fn line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &[]),
    }
}
