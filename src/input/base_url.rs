//! Where the service is: the base URL, the URLs of requests, and where a link in a response may lead.

use crate::codes::{WEBEXREC_E_INSECURE_URL, WEBEXREC_E_INVALID_OPTION};
use crate::error::{Error, Result};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use std::net::IpAddr;
use ureq::http::Uri;

pub(crate) const DEFAULT_BASE_URL: &str = "https://webexapis.com/v1";
/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The URL that the paths of the service's reference are appended to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    origin: Origin,
    /// Without a slash at the end.
    text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    https: bool,
    host: String,
    port: Option<u16>,
}

impl BaseUrl {
    /// Accepts https, and http to this machine alone. `name` is the option or variable, for messages.
    pub fn parse(text: &str, name: &str) -> Result<Self> {
        let invalid = |fault: &str| {
            let remedy = format!("give a URL such as {DEFAULT_BASE_URL}");
            Error::new(WEBEXREC_E_INVALID_OPTION, format!("{name} {fault}; {remedy}"))
        };
        let uri = text.parse::<Uri>().ok().filter(|_| text.is_ascii());
        let uri = uri.ok_or_else(|| invalid("is not a URL"))?;
        let origin = Origin::of(&uri)
            .ok_or_else(|| invalid("is not an http or https URL with a host and a port alone"))?;
        if text.contains(['?', '#']) {
            return Err(invalid("has a query or fragment"));
        }
        if !origin.https && !origin.is_loopback() {
            return Err(Error::new(
                WEBEXREC_E_INSECURE_URL,
                format!(
                    "{name} would send the token to {} over plain http, which is allowed to this \
                     machine alone; use https",
                    origin.host
                ),
            ));
        }
        let text = format!("{origin}{}", uri.path().trim_end_matches('/'));
        Ok(BaseUrl { origin, text })
    }

    pub fn is_https(&self) -> bool {
        self.origin.https
    }

    pub fn is_loopback(&self) -> bool {
        self.origin.is_loopback()
    }

    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    pub fn host(&self) -> &str {
        &self.origin.host
    }

    /// The URL of a request. The path is one of the reference, such as `/recordings/softDelete`.
    pub fn join(&self, path: &str, query: &[(impl AsRef<str>, impl AsRef<str>)]) -> String {
        let mut url = [&self.text, path].concat();
        for (index, (name, value)) in query.iter().enumerate() {
            let separator = if index == 0 { '?' } else { '&' };
            url += &format!(
                "{separator}{}={}",
                name.as_ref(),
                utf8_percent_encode(value.as_ref(), RESERVED)
            );
        }
        url
    }

    /// Encodes a segment of a path, such as a recording id.
    pub fn segment(text: &str) -> String {
        utf8_percent_encode(text, RESERVED).to_string()
    }

    /// The URL of a link in a response, if it leads to the same service: any other would get the
    /// token.
    pub fn follow(&self, link: &str) -> Option<String> {
        let uri: Uri = utf8_percent_encode(link, CONTROLS).to_string().parse().ok()?;
        let same_origin = match uri.authority() {
            None => link.starts_with('/') && !link.starts_with("//"),
            Some(_) => Origin::of(&uri)? == self.origin,
        };
        let path_and_query = uri.path_and_query()?;
        same_origin.then(|| format!("{}{path_and_query}", self.origin))
    }

    /// Others than the caller may have set a variable, so only Webex's own hosts and this machine are
    /// accepted from one.
    pub fn check_allowed_in_environment(&self, variable: &str) -> Result<()> {
        let host = self.host();
        let is_webex = host == "webexapis.com"
            || host.ends_with(".webexapis.com")
            || host.ends_with(".webex.com");
        if is_webex || self.is_loopback() {
            return Ok(());
        }
        Err(Error::new(
            WEBEXREC_E_INSECURE_URL,
            format!(
                "{variable} names {host}, but from the environment only webexapis.com, \
                 *.webexapis.com, *.webex.com and this machine are accepted; unset it"
            ),
        ))
    }
}

impl Origin {
    fn of(uri: &Uri) -> Option<Self> {
        let https = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = uri.authority()?.as_str();
        let host = uri.host().filter(|host| !host.is_empty())?;
        // Refuses a user name and an invalid port.
        let port = match authority.strip_prefix(host)? {
            "" => None,
            rest => Some(rest.strip_prefix(':')?.parse().ok()?),
        };
        let default_port = if https { 443 } else { 80 };
        let port = port.filter(|port| *port != default_port);
        Some(Origin { https, host: host.to_ascii_lowercase(), port })
    }

    fn is_loopback(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        self.host == "localhost" || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    }
}

impl std::fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<BaseUrl> {
        BaseUrl::parse(url, "base_url")
    }

    #[test]
    fn https_is_accepted_anywhere_and_http_to_this_machine_alone() {
        for url in [
            "https://webexapis.com/v1",
            "https://api-usgov.webex.com/v1",
            "http://127.0.0.1:8080/v1",
            "http://127.9.8.7",
            "http://[::1]:80/v1",
            "http://localhost/v1",
            "HTTP://LOCALHOST:1",
        ] {
            assert!(parse(url).is_ok(), "{url}");
        }
        for url in [
            "http://webexapis.com/v1",
            "http://127.0.0.1.example.com/v1",
            "http://10.0.0.1/v1",
            "http://localhost.example.com",
            "http://[::2]/v1",
            "http://0.0.0.0/v1",
        ] {
            assert_eq!(parse(url).expect_err(url).code, WEBEXREC_E_INSECURE_URL, "{url}");
        }
    }

    #[test]
    fn an_invalid_base_url_is_refused_without_quoting_it() {
        for url in [
            "",
            "webexapis.com",
            "/v1",
            "ftp://webexapis.com",
            "https://",
            "https://a:s3cret@webexapis.com",
            "https://webexapis.com/v1?x=s3cret",
            "https://webexapis.com/v1#s3cret",
            "http://127.0.0.1:99999",
            "http://localhost:abc",
            "http://localhost:",
            "https:// s3cret",
            "https://webexapis.com/v1/\u{e9}s3cret",
        ] {
            let error = parse(url).expect_err(url);
            assert_eq!(error.code, WEBEXREC_E_INVALID_OPTION, "{url}");
            assert!(!error.message.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn the_environment_may_name_webex_and_this_machine_alone() {
        for (url, allowed) in [
            ("https://webexapis.com/v1", true),
            ("https://api-usgov.webex.com/v1", true),
            ("https://x.webexapis.com", true),
            ("https://localhost:4430/v1", true),
            ("https://webexapis.com.example.com/v1", false),
            ("https://evilwebex.com/v1", false),
            ("https://webex.com.evil/v1", false),
            ("https://192.0.2.1/v1", false),
        ] {
            let checked = parse(url).and_then(|parsed| parsed.check_allowed_in_environment("TEST"));
            assert_eq!(checked.is_ok(), allowed, "{url}");
        }
    }

    #[test]
    fn paths_are_appended_to_the_base_url() {
        let query = [("topic", "a b&c"), ("hostEmail", "d+e@example.com")];
        let url = |base| parse(base).map(|base| base.join("/recordings", &query));
        let wanted =
            "https://webexapis.com/v1/recordings?topic=a%20b%26c&hostEmail=d%2Be%40example.com";
        let wanted = Ok(wanted.to_owned());
        assert_eq!(url("https://webexapis.com/v1"), wanted);
        assert_eq!(url("https://WEBEXAPIS.com:443/v1/"), wanted);
    }

    #[test]
    fn a_link_may_have_reserved_characters_in_its_query() {
        let base = parse("https://webexapis.com/v1").expect("a base URL");
        let follow = |link| base.follow(link).expect(link);
        let link = "https://webexapis.com/v1/recordings?hostEmail=a@example.com&x=//y";
        assert_eq!(follow(link), link);
        assert_eq!(follow("/v1/x?topic=\u{e9}"), "https://webexapis.com/v1/x?topic=%C3%A9");
    }

    #[test]
    fn a_link_is_followed_on_the_same_origin_alone() {
        let base = parse("https://webexapis.com/v1").expect("a base URL");
        let wanted = Some("https://webexapis.com/v1/recordings?cursor=a%2Bb".to_owned());
        for link in [
            "https://webexapis.com/v1/recordings?cursor=a%2Bb",
            "https://WebexApis.com:443/v1/recordings?cursor=a%2Bb",
            "/v1/recordings?cursor=a%2Bb",
        ] {
            assert_eq!(base.follow(link), wanted, "{link}");
        }
        for link in [
            "http://webexapis.com/v1/recordings",
            "https://webexapis.com:8443/v1/recordings",
            "https://example.com/v1/recordings",
            "//example.com/v1",
            "https://webexapis.com@example.com/",
            "https://a@webexapis.com/v1",
            "recordings",
            "",
            "https://webexapis.com.example.com/v1",
        ] {
            assert_eq!(base.follow(link), None, "{link}");
        }
    }
}
