//! One request over HTTP and its answer, with the token attached. Decides nothing about what an
//! answer means; a failure says whether the request can have had an effect.

mod connect;
mod pool;
mod roots;

use crate::answer::Answer;
use crate::codes::*;
use crate::error::{Error, Result};
use crate::retry_after;
use crate::settings::{BaseUrl, Settings};
use crate::text;
use crate::token::Token;
use connect::{NotConnected, Stage};
use std::fmt::Display;
use std::io::Read;
use ureq::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LINK};
use ureq::http::request::Builder;
use ureq::http::{HeaderMap, Method, Request};
use ureq::{Agent, AsSendBody};

/// A page of 100 recordings is some 200 KiB.
const LONGEST_BODY: u64 = 16 << 20;
/// Bytes of the operating system's or TLS library's own words in a message.
const LONGEST_CAUSE: usize = 160;

/// The service at a base URL, as the owner of a token sees it.
pub(crate) struct Service {
    agent: Agent,
    settings: Settings,
    token: Token,
}

/// A request without an answer.
#[derive(Debug)]
pub(crate) struct Failure {
    pub error: Error,
    /// False when certainly nothing reached the service; otherwise it may have acted.
    pub sent: bool,
}

impl Service {
    /// Connections are taken from, and left to, a pool of the whole process.
    pub fn new(settings: Settings, token: Token) -> Result<Self> {
        Ok(Service { agent: pool::agent(&settings)?, settings, token })
    }

    pub fn base_url(&self) -> &BaseUrl {
        &self.settings.base_url
    }

    /// `url` is one that `base_url` made.
    pub fn get(&self, url: &str) -> std::result::Result<Answer, Failure> {
        self.exchange(self.request(url).body(()))
    }

    pub fn post(&self, url: &str, json: &[u8]) -> std::result::Result<Answer, Failure> {
        let request = self.request(url).method(Method::POST);
        self.exchange(request.header(CONTENT_TYPE, "application/json").body(json))
    }

    /// `error` without the token, should it have got into the message (as a recording id, say).
    pub fn conceal_token(&self, error: Error) -> Error {
        Error { message: self.token.strike_from(&error.message), ..error }
    }

    fn request(&self, url: &str) -> Builder {
        Request::builder()
            .uri(url)
            .header(AUTHORIZATION, self.token.authorization())
            .header(ACCEPT, "application/json")
    }

    fn exchange(
        &self,
        request: std::result::Result<Request<impl AsSendBody>, ureq::http::Error>,
    ) -> std::result::Result<Answer, Failure> {
        let response = request
            .map_err(ureq::Error::from)
            .and_then(|request| self.agent.run(request))
            .map_err(|error| self.failure(error))?;
        let (head, mut body) = response.into_parts();
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
        let answer = Answer {
            status: head.status.as_u16(),
            tracking_id: header("trackingid").map(Into::into),
            retry_after_seconds: header("retry-after")
                .and_then(|value| retry_after::seconds(value, header("date"))),
            next: next_link(&head.headers),
            ..Answer::default()
        };
        // Read to the end, or the connection can't be used again.
        let mut content = Vec::new();
        let read = body.as_reader().take(LONGEST_BODY + 1).read_to_end(&mut content);
        let whole = match read {
            Ok(_) if content.len() as u64 > LONGEST_BODY => {
                let message = format!("the answer is longer than {} MiB", LONGEST_BODY >> 20);
                Err(Failure { error: Error::new(WEBEXREC_E_BAD_ANSWER, message), sent: true })
            }
            Ok(_) => Ok(content),
            Err(error) => Err(self.failure(error.into())),
        };
        let content = match whole {
            Ok(content) => content,
            Err(failure) if answer.status == 200 => return Err(failure),
            // The status is known all the same, and says more than the loss of its explanation.
            Err(_) => Vec::new(),
        };
        Ok(answer.with_body(content, |text| self.token.strike_from(text)))
    }

    fn failure(&self, error: ureq::Error) -> Failure {
        let host = self.settings.base_url.host();
        let (code, message, sent) = match &error {
            ureq::Error::Other(other) if other.is::<NotConnected>() => {
                let NotConnected { stage, cause } = other.downcast_ref().expect("just checked");
                let (code, message) = self.explain_not_connected(*stage, cause);
                (code, message, false)
            }
            ureq::Error::Timeout(_) => {
                let seconds = self.settings.request_timeout.as_secs_f32();
                (
                    WEBEXREC_E_TIMEOUT,
                    format!("no answer from {host} within {seconds} seconds"),
                    true,
                )
            }
            ureq::Error::Io(cause) => {
                let message = format!(
                    "the connection to {host} broke before its answer was complete: {}",
                    shortened(cause)
                );
                (WEBEXREC_E_IO, message, true)
            }
            ureq::Error::Protocol(_)
            | ureq::Error::LargeResponseHeader(..)
            | ureq::Error::BodyStalled => (
                WEBEXREC_E_BAD_ANSWER,
                format!("{host} did not answer in proper HTTP: {error}"),
                true,
            ),
            ureq::Error::Http(_) | ureq::Error::BadUri(_) => {
                (WEBEXREC_E_INTERNAL, format!("the request could not be made: {error}"), false)
            }
            _ => (WEBEXREC_E_INTERNAL, format!("the exchange with {host} failed: {error}"), true),
        };
        Failure { error: Error::new(code, message), sent }
    }

    fn explain_not_connected(&self, stage: Stage, cause: &ureq::Error) -> (i32, String) {
        let host = self.settings.base_url.host();
        let seconds = self.settings.connect_timeout.as_secs_f32();
        let timed_out = matches!(cause, ureq::Error::Timeout(_));
        let cause = shortened(cause);
        match stage {
            Stage::Proxy => {
                let proxy = self.settings.proxy.as_ref();
                let name = proxy.map_or(String::new(), |p| format!("{}:{}", p.host(), p.port()));
                (
                    WEBEXREC_E_PROXY,
                    format!(
                        "no way to {host} through the proxy {name}: {cause}; check the proxy settings"
                    ),
                )
            }
            _ if timed_out => {
                (WEBEXREC_E_TIMEOUT, format!("no connection to {host} within {seconds} seconds"))
            }
            Stage::Resolve => (
                WEBEXREC_E_RESOLVE,
                format!(
                    "the name {host} could not be looked up: {cause}; check the network and DNS"
                ),
            ),
            Stage::Connect => (
                WEBEXREC_E_CONNECT,
                format!("no connection to {host}: {cause}; check the network and firewall"),
            ),
            Stage::Tls => (
                WEBEXREC_E_TLS,
                format!(
                    "no secure connection to {host}: {cause}; if a proxy or firewall inspects \
                     traffic, name its certificate in WEBEXREC_CA_FILE"
                ),
            ),
        }
    }
}

fn shortened(cause: &impl Display) -> String {
    text::for_message(&cause.to_string(), LONGEST_CAUSE)
}

/// The target of `<...>; rel="next"` among the links, each in a header of its own or in one list.
fn next_link(headers: &HeaderMap) -> Option<String> {
    // What is not UTF-8 is replaced, so that a link with it is noticed and not taken for none.
    let values =
        headers.get_all(LINK).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    values.into_iter().find_map(|value| {
        links(&value).find(|(_, rels)| names_next(rels)).map(|(url, _)| url.to_owned())
    })
}

/// The (target, relations) pairs of a `Link` header. A target may contain commas and semicolons.
fn links(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.split('<').skip(1).filter_map(|link| {
        let (target, parameters) = link.split_once('>')?;
        let rels = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.trim().split_once('=')?;
            name.trim().eq_ignore_ascii_case("rel").then_some(value)
        })?;
        Some((target, rels.trim().trim_end_matches(',').trim().trim_matches('"')))
    })
}

fn names_next(rels: &str) -> bool {
    rels.split_whitespace().any(|rel| rel.eq_ignore_ascii_case("next"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::time::Duration;

    /// A service that accepts connections, as the system does for a listener, and stays silent.
    fn silent(scheme: &str) -> (TcpListener, Service) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("{scheme}://{}/v1", listener.local_addr().expect("an address"));
        let base_url = BaseUrl::parse(&url, "test").expect("a URL");
        let settings = Settings {
            connect_timeout: Duration::from_millis(40),
            request_timeout: Duration::from_millis(40),
            ..Settings::new(base_url)
        };
        let service =
            Service::new(settings, Token::new("t0ken").expect("a token")).expect("a service");
        (listener, service)
    }

    #[test]
    fn a_service_that_never_answers_times_out_and_may_have_acted() {
        let (_listener, service) = silent("http");
        let failure = service
            .post(&service.base_url().join("/x", &[("", ""); 0]), b"{}")
            .expect_err("no answer");
        assert_eq!(
            (failure.error.code, failure.sent),
            (WEBEXREC_E_TIMEOUT, true),
            "{}",
            failure.error
        );
        assert_eq!(failure.error.message, "no answer from 127.0.0.1 within 0.04 seconds");
    }

    #[test]
    fn a_stalled_tls_handshake_times_out_and_certainly_sent_nothing() {
        let (_listener, service) = silent("https");
        let failure =
            service.get(&service.base_url().join("/x", &[("", ""); 0])).expect_err("no answer");
        assert_eq!(
            (failure.error.code, failure.sent),
            (WEBEXREC_E_TIMEOUT, false),
            "{}",
            failure.error
        );
        assert_eq!(failure.error.message, "no connection to 127.0.0.1 within 0.04 seconds");
    }

    #[test]
    fn the_next_link_is_found_wherever_it_is() {
        let next = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(LINK, value.parse().expect("a header value"));
            }
            next_link(&headers)
        };
        for values in [
            &["<https://a/b,c;d>; rel=\"next\""][..],
            &["<x>; rel=\"prev\", <https://a/b,c;d>; title=\"t\"; rel=next"],
            &["<https://a/b,c;d>; rel=\"last next\""],
            &["<x>; rel=first", "<https://a/b,c;d>;rel = NEXT , <y>; rel=last"],
        ] {
            assert_eq!(next(values).as_deref(), Some("https://a/b,c;d"), "{values:?}");
        }
        for values in
            [&[][..], &["<x>; rel=\"prev\""], &["<x>"], &["x; rel=next"], &["<x; rel=next"]]
        {
            assert_eq!(next(values), None, "{values:?}");
        }
    }
}
