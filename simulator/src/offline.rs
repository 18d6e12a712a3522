//! The service without a network, on the caller's clock.

use crate::access::Role;
use crate::log::LoggedRequest;
use crate::recording::Recording;
use crate::request::Request;
use crate::response::Response;
use crate::script::Script;
use crate::settings::{Behaviour, Settings};
use crate::state::State;
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Uri};
use std::time::{Duration, Instant};

/// The service without a network, for tests that depend on time: the caller supplies the time of each
/// request. It never waits, and responds as a [`Simulator`](crate::Simulator) does.
///
/// The dates of the recordings, and the default time windows of lists, follow the real clock. What the
/// control interface (`/simulator/...`) offers are methods here.
///
/// ```
/// use std::time::{Duration, Instant};
/// use webexrec_simulator::{OfflineService, RateLimit, Role, Settings};
///
/// let now = Instant::now();
/// let mut service = OfflineService::new(&Settings::default(), now);
/// service.change(|behaviour| {
///     behaviour.rate_limit = Some(RateLimit::FixedWindow { limit: 1, window_seconds: 60.0 });
/// });
/// let bearer = format!("Bearer {}", service.token(Role::User));
/// let mut status = |seconds| {
///     let now = now + Duration::from_secs(seconds);
///     let headers = [("authorization", bearer.as_str())];
///     let reaction = service.request(now, "GET", "/v1/recordings?max=1", &headers, b"");
///     reaction.response.map(|response| response.status)
/// };
/// assert_eq!([0, 1, 60].map(&mut status), [Some(200), Some(429), Some(200)]);
/// ```
pub struct OfflineService {
    state: State,
}

/// The result of a request. Its change is applied at the time of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfflineReaction {
    /// `None`: the connection is closed without a response.
    pub response: Option<OfflineResponse>,
    /// The delay of the response or of the closing.
    pub delay: Duration,
}

/// A response, without the headers that the HTTP server adds, such as `content-length`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfflineResponse {
    /// Such as 204.
    pub status: u16,
    /// Names are in lower case.
    pub headers: Vec<(String, String)>,
    /// Empty if the response has no body.
    pub body: Vec<u8>,
}

impl OfflineService {
    /// Creates a service that starts at the given time. `tls` has no effect; `port` only makes the
    /// tokens those of a simulator on this port. Panics if the behaviour is not valid.
    #[track_caller]
    pub fn new(settings: &Settings, start: Instant) -> Self {
        if let Err(problem) = settings.behaviour.check() {
            panic!("{problem}");
        }
        Self { state: State::new(settings, settings.port, start) }
    }

    /// Handles a request at the given time, which must not be before that of the previous request.
    /// `url` is absolute, or a path on `http://127.0.0.1` such as `/v1/recordings?max=100`. Panics if
    /// the request is not valid in HTTP.
    #[track_caller]
    pub fn request(
        &mut self,
        now: Instant,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> OfflineReaction {
        let request = match request(method, url, headers, body) {
            Ok(request) => request,
            Err(problem) => panic!("{method} {url}: {problem}"),
        };
        let reaction = self.state.react(&request, now);
        if let Some(response) = &reaction.response {
            self.state.log.set_status(&reaction.entry, response.status());
        }
        OfflineReaction { response: reaction.response.map(Into::into), delay: reaction.delay }
    }

    /// The role's current access token.
    pub fn token(&self, role: Role) -> &str {
        self.state.tokens.of(role)
    }

    /// Issues a new access token to the role. The old one is refused from now on.
    pub fn replace_token(&mut self, role: Role) -> String {
        self.state.replace_token(role)
    }

    /// All recordings in their actual state, newest first.
    pub fn recordings(&self) -> &[Recording] {
        &self.state.catalog.recordings
    }

    /// Changes the behaviour from the next request on. Panics if the result is not valid.
    #[track_caller]
    pub fn change(&mut self, change: impl FnOnce(&mut Behaviour)) {
        self.state.change(change);
    }

    /// Appends an entry to the script. Panics if it is not valid.
    #[track_caller]
    pub fn script(&mut self, script: Script) {
        self.state.script(script);
    }

    /// The requests so far, with the status of their responses, whatever the delay.
    pub fn requests(&self) -> &[LoggedRequest] {
        self.state.log.requests()
    }
}

fn request(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Request, hyper::http::Error> {
    let url: Uri = url.parse()?;
    let mut map = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        map.append(HeaderName::try_from(*name)?, HeaderValue::try_from(*value)?);
    }
    let (scheme, host) = (
        url.scheme_str().unwrap_or("http"),
        url.authority().map_or("127.0.0.1", |host| host.as_str()),
    );
    Ok(Request {
        method: Method::try_from(method)?,
        path: url.path().into(),
        query: url.query().map(Into::into),
        origin: format!("{scheme}://{host}"),
        headers: map,
        body: Bytes::copy_from_slice(body),
        connection: 0,
    })
}

impl From<Response> for OfflineResponse {
    fn from(response: Response) -> Self {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers =
            response.headers().iter().map(|(name, value)| (name.to_string(), text(value)));
        Self { status: response.status(), headers: headers.collect(), body: response.into_body() }
    }
}
