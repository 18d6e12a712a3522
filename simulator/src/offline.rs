//! The service without a network, on a clock of the caller's.

use crate::access::Role;
use crate::answer::Answer;
use crate::log::LoggedRequest;
use crate::recording::Recording;
use crate::request::Request;
use crate::script::Script;
use crate::settings::{Behaviour, Settings};
use crate::state::State;
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Uri};
use std::time::{Duration, Instant};

/// The service without a network, for tests of rules in which time matters: it takes the time from
/// its caller, never waits, and answers as a [`Simulator`](crate::Simulator) does.
///
/// Only the dates of the recordings, and the windows that lists have unless asked otherwise, are of
/// the real clock. They are about days. The control requests (`/simulator/...`) are methods here.
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
///     reaction.answer.map(|answer| answer.status)
/// };
/// assert_eq!([0, 1, 60].map(&mut status), [Some(200), Some(429), Some(200)]);
/// ```
pub struct OfflineService {
    state: State,
}

/// What becomes of a request. What it does, if anything, was done at the time of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfflineReaction {
    /// Without one the connection is closed.
    pub answer: Option<OfflineAnswer>,
    /// How long the answer or the closing takes.
    pub delay: Duration,
}

/// An answer, without the headers that are the business of the transport, such as `content-length`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfflineAnswer {
    /// Such as 204.
    pub status: u16,
    /// With names in lower case.
    pub headers: Vec<(String, String)>,
    /// Empty if there is none.
    pub body: Vec<u8>,
}

impl OfflineService {
    /// A service that starts at the given time. Of the settings, `tls` means nothing, and `port`
    /// only that the tokens are those of a simulator on this port. Panics if the behaviour is not
    /// one that can be played.
    #[track_caller]
    pub fn new(settings: &Settings, start: Instant) -> Self {
        if let Err(problem) = settings.behaviour.check() {
            panic!("{problem}");
        }
        Self { state: State::new(settings, settings.port, start) }
    }

    /// Lets the service receive a request at the given time, which is the start or later, and not
    /// before that of the last request. `url` is a whole address, or a path such as
    /// `/v1/recordings?max=100`, which is one on `http://127.0.0.1`. Panics if HTTP could not carry
    /// the request.
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
        if let Some(answer) = &reaction.answer {
            self.state.log.answered(&reaction.entry, answer.status());
        }
        OfflineReaction { answer: reaction.answer.map(Into::into), delay: reaction.delay }
    }

    /// The access token that the role has now.
    pub fn token(&self, role: Role) -> &str {
        self.state.tokens.of(role)
    }

    /// Gives the role a new access token and returns it. The old one is refused from now on.
    pub fn renew_token(&mut self, role: Role) -> String {
        self.state.renew_token(role)
    }

    /// All recordings as they truly are, newest first.
    pub fn recordings(&self) -> &[Recording] {
        &self.state.world.recordings
    }

    /// Changes the behaviour from the next request on. Panics if the result is not one that can be
    /// played.
    #[track_caller]
    pub fn change(&mut self, change: impl FnOnce(&mut Behaviour)) {
        self.state.change(change);
    }

    /// Adds scripted answers behind those not yet given. Panics if they can't be given.
    #[track_caller]
    pub fn script(&mut self, script: Script) {
        self.state.script(script);
    }

    /// The requests so far, each with the status of its answer at once, however long that takes.
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

impl From<Answer> for OfflineAnswer {
    fn from(answer: Answer) -> Self {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = answer.headers().iter().map(|(name, value)| (name.to_string(), text(value)));
        Self { status: answer.status(), headers: headers.collect(), body: answer.into_body() }
    }
}
