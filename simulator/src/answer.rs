//! What goes back to the client: the service's outcomes and errors, turned into status, headers and
//! body.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{HeaderMap, Response, StatusCode};
use serde_json::{Value, json};

const JSON: &str = "application/json;charset=UTF-8";
const TRACKING_ID: &str = "trackingid";

/// How the service ends a request.
pub(crate) type Outcome = Result<Reply, Refusal>;

/// A success.
#[derive(Debug)]
pub(crate) enum Reply {
    /// Done, nothing to say.
    Done,
    /// What was asked for.
    Json(Value),
    /// A page of a list and the address of the next one.
    Page(Value, Option<String>),
}

/// An error: its status, what was wrong, and any more headers.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    description: String,
    header: Option<(HeaderName, String)>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, description: impl Into<String>) -> Self {
        Self { status, description: description.into(), header: None }
    }

    pub(crate) fn bad_request(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, description)
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.header = Some((name, value.into()));
        self
    }
}

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(outcome: Outcome, tracking_id: &str) -> Self {
        match outcome {
            Ok(Reply::Done) => Self::empty(StatusCode::NO_CONTENT, tracking_id),
            Ok(Reply::Json(body)) => Self::json(StatusCode::OK, tracking_id, &body),
            Ok(Reply::Page(body, next)) => {
                let page = Self::json(StatusCode::OK, tracking_id, &body);
                next.iter().fold(page, |page, next| {
                    page.header("link", &format!("<{next}>; rel=\"next\""))
                })
            }
            Err(Refusal { status, description, header }) => {
                let message = message(status);
                let errors = [json!({ "description": description })];
                let body =
                    json!({ "message": message, "errors": errors, "trackingId": tracking_id });
                let error = Self::json(status, tracking_id, &body);
                header.iter().fold(error, |error, (name, value)| error.header(name.as_str(), value))
            }
        }
    }

    pub(crate) fn empty(status: StatusCode, tracking_id: &str) -> Self {
        Self { status, headers: HeaderMap::new(), body: Vec::new() }
            .header(TRACKING_ID, tracking_id)
    }

    fn json(status: StatusCode, tracking_id: &str, body: &Value) -> Self {
        Self::empty(status, tracking_id).body(None, body.to_string().into_bytes())
    }

    pub(crate) fn body(mut self, content_type: Option<&str>, body: Vec<u8>) -> Self {
        self.body = body;
        self.header(CONTENT_TYPE.as_str(), content_type.unwrap_or(JSON))
    }

    /// Sets a header that was checked before; an empty value removes it.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        if let (Some(name), Some(value)) = (header_name(name), header(value)) {
            if value.is_empty() {
                self.headers.remove(name);
            } else {
                self.headers.insert(name, value);
            }
        }
        self
    }

    pub(crate) fn status(&self) -> u16 {
        self.status.as_u16()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub(crate) fn into_body(self) -> Vec<u8> {
        self.body
    }
}

impl From<Answer> for Response<Full<Bytes>> {
    fn from(answer: Answer) -> Self {
        let mut response = Response::new(Full::new(answer.body.into()));
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        response
    }
}

pub(crate) fn header_name(name: &str) -> Option<HeaderName> {
    HeaderName::from_bytes(name.as_bytes()).ok()
}

pub(crate) fn header(value: &str) -> Option<HeaderValue> {
    HeaderValue::from_bytes(value.as_bytes()).ok()
}

/// What an error says first, before it goes into detail.
fn message(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "The service does not accept this request.",
        StatusCode::UNAUTHORIZED => "The service does not know who is asking.",
        StatusCode::FORBIDDEN => "The caller is not allowed to do this.",
        StatusCode::NOT_FOUND => "What the request is about does not exist.",
        StatusCode::METHOD_NOT_ALLOWED => "The method does not fit the address.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "The service does not understand this kind of body.",
        StatusCode::TOO_MANY_REQUESTS => "The service has had too many requests.",
        _ => "The service failed.",
    }
}
