//! HTTP responses, and the service's results and errors that they are made of.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{HeaderMap, StatusCode};
use serde_json::{Value, json};

const JSON: &str = "application/json;charset=UTF-8";
const TRACKING_ID: &str = "trackingid";

/// What the service made of a request.
pub(crate) type Outcome = Result<Success, ServiceError>;

/// A success.
#[derive(Debug)]
pub(crate) enum Success {
    /// 204 No Content.
    Done,
    /// 200 with this body.
    Json(Value),
    /// 200 with a page of a list; the URL of the next page, if there is one.
    Page(Value, Option<String>),
}

/// An error response: status, description and one more header.
#[derive(Debug)]
pub(crate) struct ServiceError {
    status: StatusCode,
    description: String,
    header: Option<(HeaderName, String)>,
}

impl ServiceError {
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

/// An HTTP response.
#[derive(Debug)]
pub(crate) struct Response {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Response {
    pub(crate) fn new(outcome: Outcome, tracking_id: &str) -> Self {
        match outcome {
            Ok(Success::Done) => Self::empty(StatusCode::NO_CONTENT, tracking_id),
            Ok(Success::Json(body)) => Self::json(StatusCode::OK, tracking_id, &body),
            Ok(Success::Page(body, next)) => {
                let page = Self::json(StatusCode::OK, tracking_id, &body);
                next.iter().fold(page, |page, next| {
                    page.header("link", &format!("<{next}>; rel=\"next\""))
                })
            }
            Err(ServiceError { status, description, header }) => {
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

    /// Sets a header, which has been checked before. An empty value removes it.
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

impl From<Response> for hyper::Response<Full<Bytes>> {
    fn from(Response { status, headers, body }: Response) -> Self {
        let mut response = hyper::Response::new(Full::new(body.into()));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }
}

pub(crate) fn header_name(name: &str) -> Option<HeaderName> {
    HeaderName::from_bytes(name.as_bytes()).ok()
}

pub(crate) fn header(value: &str) -> Option<HeaderValue> {
    HeaderValue::from_bytes(value.as_bytes()).ok()
}

/// The general `message` of an error; `errors` has the details.
fn message(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "The service does not accept this request.",
        StatusCode::UNAUTHORIZED => "The request has no valid access token.",
        StatusCode::FORBIDDEN => "The caller is not allowed to do this.",
        StatusCode::NOT_FOUND => "The requested resource does not exist.",
        StatusCode::METHOD_NOT_ALLOWED => "The resource does not support this method.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "The service does not support this content type.",
        StatusCode::TOO_MANY_REQUESTS => "Too many requests.",
        _ => "The service failed.",
    }
}
