//! A response: its status and headers line by line, an empty line, its body.

use super::assertions::{assert_line, assert_message, assert_no_token, redact};
use crate::codes::WEBEXREC_E_BAD_RESPONSE;
use crate::http::response::Response;
use crate::tests::fixtures::read_response;
use serde_json::Value;
use ureq::http;

const WEEK: u64 = 7 * 24 * 60 * 60;
/// Bytes of the service's text that a message may contain.
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

/// A response as the library reads it; `None` if it is invalid in HTTP.
pub(super) fn read(input: &[u8]) -> Option<Response> {
    let (status, mut rest) = split_line(input);
    let mut head = http::Response::builder().status(status.trim_ascii());
    loop {
        let (header, after) = split_line(rest);
        rest = after;
        if header.is_empty() {
            break;
        }
        let colon = header.iter().position(|byte| *byte == b':')?;
        head = head.header(&header[..colon], header[colon + 1..].trim_ascii());
    }
    read_response(head, rest.into(), redact)
}

/// The first line, and what follows it.
fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &[]),
    }
}
