//! One response of the service, and its description as an error.

use super::{link, retry_after};
use crate::codes::WEBEXREC_E_BAD_RESPONSE;
use crate::error::{Error, Result};
use crate::util::text;
use serde_json::Value;
use ureq::http::StatusCode;
use ureq::http::response::Parts;

/// Bytes of the service's own text in a message: what follows it, such as how long to wait, has to fit
/// into an error buffer too.
const MAX_TEXT_BYTES: usize = 160;
/// Webex's tracking ids have some 50.
const MAX_ID_BYTES: usize = 64;

/// The parts of an HTTP response that this library uses.
#[derive(Debug, Default)]
pub(crate) struct Response {
    pub status: u16,
    /// From the header, unless an error body has one.
    pub tracking_id: Option<String>,
    /// From `Retry-After`, if that is valid.
    pub retry_after_seconds: Option<u64>,
    /// From `Warning`, redacted and shortened.
    pub warning: Option<String>,
    /// The target of `Link: <...>; rel="next"`.
    pub next: Option<String>,
    pub body: Vec<u8>,
    /// The messages of an error body.
    pub explanation: String,
}

impl Response {
    /// A response without its body.
    pub fn read_head(head: &Parts) -> Self {
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
        Response {
            status: head.status.as_u16(),
            tracking_id: header("trackingid").map(Into::into),
            retry_after_seconds: header("retry-after")
                .and_then(|value| retry_after::seconds(value, header("date"))),
            warning: header("warning").map(Into::into),
            next: link::next(&head.headers),
            ..Response::default()
        }
    }

    /// Adds the body. `redact` removes secrets from the service's own text, before that is shortened.
    pub fn with_body(mut self, body: Vec<u8>, redact: impl Fn(&str) -> String) -> Self {
        self.body = body;
        if self.is_error() {
            let body = self.json().unwrap_or_default();
            self.explanation = redact(&explanation(&body));
            if let Some(id) = body["trackingId"].as_str().filter(|id| !id.is_empty()) {
                self.tracking_id = Some(id.to_owned());
            }
        }
        self.tracking_id = self.tracking_id.map(|id| text::for_message(&redact(&id), MAX_ID_BYTES));
        self.warning = self.warning.map(|text| text::for_message(&redact(&text), MAX_TEXT_BYTES));
        self
    }

    /// A change is confirmed by a 204, or by a 200 with an empty or JSON body. Any other 200, such as a
    /// login page of the network, confirms nothing.
    pub fn confirmed(&self) -> Result<()> {
        match self.status {
            204 => Ok(()),
            200 if self.body.is_empty() || self.json().is_some() => Ok(()),
            _ => Err(self.error()),
        }
    }

    /// The JSON body of a 200.
    pub fn content(&self) -> Result<Value> {
        match self.json() {
            Some(value) if self.status == 200 => Ok(value),
            _ => Err(self.error()),
        }
    }

    /// The response as an error; its message says how long to wait if the service asks for that.
    pub fn error(&self) -> Error {
        let wait = match (self.status, self.retry_after_seconds) {
            (400.., Some(seconds)) => wait_advice(seconds),
            (423 | 429, None) => {
                "; no waiting time given: wait a minute before trying again".into()
            }
            _ => String::new(),
        };
        let code = if self.is_error() { i32::from(self.status) } else { WEBEXREC_E_BAD_RESPONSE };
        Error::new(code, self.description() + &wait)
    }

    /// `404 Not Found: message; descriptions (trackingId ...)`.
    pub fn description(&self) -> String {
        let status = match StatusCode::from_u16(self.status).ok().and_then(|s| s.canonical_reason())
        {
            Some(reason) => format!("{} {reason}", self.status),
            None => self.status.to_string(),
        };
        let explanation = if self.is_error() {
            text::for_message(&self.explanation, MAX_TEXT_BYTES)
        } else {
            "not a response of the Webex service; check the base URL and any proxy in between"
                .into()
        };
        let mut message =
            if explanation.is_empty() { status } else { format!("{status}: {explanation}") };
        if let Some(id) = &self.tracking_id {
            message += &format!(" (trackingId {id})");
        }
        message
    }

    fn is_error(&self) -> bool {
        (400..600).contains(&self.status)
    }

    fn json(&self) -> Option<Value> {
        // As text, like all other JSON: serde_json's reader for bytes would be a second one.
        serde_json::from_str(str::from_utf8(&self.body).ok()?).ok()
    }
}

/// The end of a message that advises to wait.
pub(crate) fn wait_advice(seconds: u64) -> String {
    match seconds {
        1 => "; wait 1 second before trying again".into(),
        _ => format!("; wait {seconds} seconds before trying again"),
    }
}

/// The message and the descriptions of an error body. Any part may be missing, and the service often
/// repeats one.
fn explanation(body: &Value) -> String {
    let errors = body["errors"].as_array().map_or(&[][..], Vec::as_slice);
    let descriptions = errors.iter().filter_map(|error| error["description"].as_str());
    let mut parts: Vec<&str> = Vec::new();
    for part in body["message"].as_str().into_iter().chain(descriptions) {
        if !part.trim().is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> Response {
        Response { status, ..Response::default() }.with_body(body.into(), str::to_owned)
    }

    #[test]
    fn an_error_has_its_message_its_descriptions_and_its_tracking_id() {
        let body = r#"{"message":"Not there","errors":[{"description":"no such id"},{"description":"Not there"},{}],"trackingId":"T1"}"#;
        let error = response(404, body).error();
        assert_eq!(error.code, 404);
        assert_eq!(error.message, "404 Not Found: Not there; no such id (trackingId T1)");
    }

    #[test]
    fn any_part_of_an_error_body_may_be_missing_or_of_another_form() {
        for (body, message) in [
            (r#"{"errors":[{"description":"why"}]}"#, "403 Forbidden: why (trackingId H)"),
            (r#"{"message":"why","errors":[]}"#, "403 Forbidden: why (trackingId H)"),
            (
                r#"{"message":7,"errors":{"description":"x"},"trackingId":null}"#,
                "403 Forbidden (trackingId H)",
            ),
            ("{}", "403 Forbidden (trackingId H)"),
            ("[]", "403 Forbidden (trackingId H)"),
            ("<html>Forbidden</html>", "403 Forbidden (trackingId H)"),
            ("", "403 Forbidden (trackingId H)"),
        ] {
            let response =
                Response { status: 403, tracking_id: Some("H".into()), ..Response::default() }
                    .with_body(body.into(), str::to_owned);
            assert_eq!(response.error().message, message, "{body}");
        }
        assert_eq!(response(403, "").error().message, "403 Forbidden");
        assert_eq!(response(499, "").error().message, "499");
    }

    #[test]
    fn an_error_that_asks_to_wait_says_how_long() {
        let throttled = Response { retry_after_seconds: Some(3600), ..response(429, "<html/>") };
        assert_eq!(
            throttled.error().message,
            "429 Too Many Requests; wait 3600 seconds before trying again"
        );
        assert!(response(423, "").error().message.contains("wait a minute"));
        assert_eq!(response(503, "").error().message, "503 Service Unavailable");
    }

    #[test]
    fn a_long_message_of_the_service_is_cut_and_keeps_its_tracking_id() {
        let body = format!(r#"{{"message":"{}","trackingId":"T1"}}"#, "long ".repeat(200));
        let message = response(400, &body).error().message;
        assert!(message.len() < 220 && message.ends_with("... (trackingId T1)"), "{message}");
    }

    #[test]
    fn secrets_are_redacted_before_a_text_is_cut() {
        let text = format!("{}s3cret{}", "x".repeat(MAX_TEXT_BYTES - 3), "x".repeat(100));
        let body = serde_json::json!({"message": text, "trackingId": "s3cret"}).to_string();
        let redact = |text: &str| text.replace("s3cret", "[token]");
        let response =
            Response { status: 400, ..Response::default() }.with_body(body.into(), redact);
        let message = response.error().message;
        assert!(message.ends_with("xxx[to... (trackingId [token])"), "{message}");
    }

    #[test]
    fn only_a_204_or_a_200_with_an_empty_or_json_body_confirms_a_change() {
        for (status, body) in [(204, ""), (200, ""), (200, "{}")] {
            assert_eq!(response(status, body).confirmed(), Ok(()), "{status} {body}");
        }
        for (status, body) in
            [(200, "<html>"), (202, ""), (206, "{}"), (302, ""), (103, ""), (600, "")]
        {
            let error = response(status, body).confirmed().expect_err("no confirmation");
            assert_eq!(error.code, WEBEXREC_E_BAD_RESPONSE, "{status} {body}");
        }
        assert_eq!(response(500, "{}").confirmed().expect_err("an error").code, 500);
    }
}
