//! How the service is reached and how long a call may take: from the caller's options and the
//! environment, checked before use.

use crate::codes::WEBEXREC_E_INVALID_OPTION;
use crate::error::{Error, Result};
use crate::input::base_url::{BaseUrl, DEFAULT_BASE_URL};
use std::env;
use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;
use ureq::Proxy;

const BASE_URL_VARIABLE: &str = "WEBEXREC_BASE_URL";
const CA_FILE_VARIABLE: &str = "WEBEXREC_CA_FILE";
const PROXY_VARIABLES: [&str; 6] =
    ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/// Everything that decides over a connection; connections are shared by calls with equal settings.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    pub base_url: BaseUrl,
    /// PEM file with certificates to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    pub proxy: Option<Proxy>,
    pub user_agent: String,
    /// Whether the process has rights that whoever set its environment does not have.
    pub privileged: bool,
    pub connect_timeout: Duration,
    pub request_timeout: Duration,
}

/// How much a call may do at once, and how long it may take.
#[derive(Clone)]
pub(crate) struct Limits {
    /// Requests at once.
    pub concurrency: usize,
    /// From the start of a request, its connection included, to the end of its answer.
    pub request_timeout: Duration,
    /// For the whole call.
    pub deadline: Option<Duration>,
    /// Tries of one request that fail by chance.
    pub max_attempts: u32,
    /// Waiting for the service to take requests again, without one success.
    pub max_wait: Duration,
}

/// What a caller chose; checked when it is set.
#[derive(Clone)]
pub(crate) struct Options {
    base_url: Option<BaseUrl>,
    ca_file: Option<PathBuf>,
    proxy: Option<Proxy>,
    user_agent: Option<String>,
    connect_timeout: Duration,
    limits: Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            concurrency: 4,
            request_timeout: Duration::from_secs(60),
            deadline: None,
            max_attempts: 6,
            max_wait: Duration::from_secs(900),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            base_url: None,
            ca_file: None,
            proxy: None,
            user_agent: None,
            connect_timeout: Duration::from_secs(10),
            limits: Limits::default(),
        }
    }
}

impl Options {
    pub fn set_base_url(&mut self, value: Option<&str>) -> Result<()> {
        self.base_url = value.map(|value| BaseUrl::parse(value, "base_url")).transpose()?;
        Ok(())
    }

    /// It is read when a client is made.
    pub fn set_ca_file(&mut self, value: Option<&str>) -> Result<()> {
        if value == Some("") {
            return Err(invalid("ca_file is empty; name a PEM file, or give NULL for none"));
        }
        self.ca_file = value.map(PathBuf::from);
        Ok(())
    }

    pub fn set_proxy(&mut self, value: Option<&str>) -> Result<()> {
        self.proxy = value.map(|value| proxy(value, "proxy")).transpose()?;
        Ok(())
    }

    pub fn set_user_agent(&mut self, value: Option<&str>) -> Result<()> {
        let visible = |text: &str| text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        let usable = |text: &str| !text.trim().is_empty() && visible(text);
        if value.is_some_and(|value| !usable(value)) {
            return Err(invalid(
                "user_agent is empty or has characters that a header can't have; give one such as \
                 example-tool/1.0",
            ));
        }
        self.user_agent = value.map(Into::into);
        Ok(())
    }

    pub fn set_concurrency(&mut self, value: u32) -> Result<()> {
        self.limits.concurrency = checked("concurrency", value, 1..=32)? as usize;
        Ok(())
    }

    pub fn set_connect_timeout_ms(&mut self, value: u32) -> Result<()> {
        self.connect_timeout = milliseconds("connect_timeout_ms", value)?;
        Ok(())
    }

    pub fn set_request_timeout_ms(&mut self, value: u32) -> Result<()> {
        self.limits.request_timeout = milliseconds("request_timeout_ms", value)?;
        Ok(())
    }

    pub fn set_deadline_ms(&mut self, value: u32) -> Result<()> {
        self.limits.deadline = (value > 0).then(|| Duration::from_millis(value.into()));
        Ok(())
    }

    pub fn set_max_attempts(&mut self, value: u32) -> Result<()> {
        self.limits.max_attempts = checked("max_attempts", value, 1..=100)?;
        Ok(())
    }

    pub fn set_max_wait_seconds(&mut self, value: u32) -> Result<()> {
        let seconds = checked("max_wait_seconds", value, 0..=LONGEST_WAIT_SECONDS)?;
        self.limits.max_wait = Duration::from_secs(seconds.into());
        Ok(())
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// With what the environment says where nothing was chosen, unless the process is privileged.
    pub fn settings(&self, privileged: bool) -> Result<Settings> {
        let environment = !privileged;
        let base_url = match &self.base_url {
            Some(base_url) => base_url.clone(),
            None => base_url(environment)?,
        };
        // On the way to this machine itself a proxy would see the token in clear.
        let proxy = if base_url.is_loopback() {
            None
        } else if self.proxy.is_some() || !environment {
            self.proxy.clone()
        } else {
            proxy_of_environment()?
        };
        let own_agent = || concat!("webexrec/", env!("CARGO_PKG_VERSION")).to_owned();
        Ok(Settings {
            base_url,
            ca_file: self
                .ca_file
                .clone()
                .or_else(|| variable(CA_FILE_VARIABLE).filter(|_| environment).map(PathBuf::from)),
            proxy,
            user_agent: self.user_agent.clone().unwrap_or_else(own_agent),
            privileged,
            connect_timeout: self.connect_timeout,
            request_timeout: self.limits.request_timeout,
        })
    }
}

/// A week.
const LONGEST_WAIT_SECONDS: u32 = 7 * 24 * 60 * 60;
/// A day.
const LONGEST_TIMEOUT_MS: u32 = 24 * 60 * 60 * 1000;

fn milliseconds(name: &str, value: u32) -> Result<Duration> {
    Ok(Duration::from_millis(checked(name, value, 1..=LONGEST_TIMEOUT_MS)?.into()))
}

fn checked(name: &str, value: u32, range: RangeInclusive<u32>) -> Result<u32> {
    if range.contains(&value) {
        return Ok(value);
    }
    let (least, most) = range.into_inner();
    Err(invalid(&format!("{name} can't be {value}; give a number from {least} to {most}")))
}

fn invalid(fault: &str) -> Error {
    Error::new(WEBEXREC_E_INVALID_OPTION, fault)
}

/// An environment variable; empty counts as unset.
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

fn base_url(environment: bool) -> Result<BaseUrl> {
    match variable(BASE_URL_VARIABLE).filter(|_| environment) {
        None => BaseUrl::parse(DEFAULT_BASE_URL, "the default base URL"),
        Some(value) => {
            let url = BaseUrl::parse(&value.to_string_lossy(), BASE_URL_VARIABLE)?;
            url.check_allowed_in_environment(BASE_URL_VARIABLE)?;
            Ok(url)
        }
    }
}

/// ureq reads the variables, but takes one that it does not understand for none at all, and would
/// go without the proxy.
fn proxy_of_environment() -> Result<Option<Proxy>> {
    for name in PROXY_VARIABLES {
        if let Some(value) = variable(name) {
            proxy(value.to_str().unwrap_or_default(), name)?;
        }
    }
    Ok(Proxy::try_from_env())
}

/// What is no proxy is not repeated: it may have a password in it.
fn proxy(value: &str, name: &str) -> Result<Proxy> {
    Proxy::new(value).map_err(|_| {
        invalid(&format!(
            "{name} is not the URL of a proxy; give one such as http://proxy.example.com:3128"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_out_of_range_are_refused_with_the_range() {
        let mut options = Options::default();
        for (result, range) in [
            (options.set_concurrency(0), "from 1 to 32"),
            (options.set_concurrency(33), "from 1 to 32"),
            (options.set_connect_timeout_ms(0), "from 1 to 86400000"),
            (options.set_request_timeout_ms(u32::MAX), "from 1 to 86400000"),
            (options.set_max_attempts(0), "from 1 to 100"),
            (options.set_max_wait_seconds(u32::MAX), "from 0 to 604800"),
        ] {
            let error = result.expect_err(range);
            assert_eq!(error.code, WEBEXREC_E_INVALID_OPTION);
            assert!(error.message.ends_with(range), "{error}");
        }
        assert_eq!(options.limits().concurrency, 4, "what was refused changes nothing");
        assert_eq!(options.set_concurrency(32), Ok(()));
        assert_eq!(options.set_deadline_ms(u32::MAX), Ok(()));
    }

    #[test]
    fn what_is_not_a_proxy_or_a_user_agent_is_refused_without_repeating_it() {
        let mut options = Options::default();
        for result in [
            options.set_proxy(Some("ftp://s3cret@proxy.example.com")),
            options.set_proxy(Some("")),
            options.set_user_agent(Some("s3cret\r\nX: y")),
            options.set_user_agent(Some("")),
            options.set_user_agent(Some("s3cr\u{e9}t")),
            options.set_user_agent(Some("s3cret\tx")),
            options.set_ca_file(Some("")),
            options.set_base_url(Some("")),
        ] {
            let error = result.expect_err("refused");
            assert_eq!(error.code, WEBEXREC_E_INVALID_OPTION);
            assert!(!error.message.contains("s3cr"), "{error}");
        }
    }

    #[test]
    fn a_proxy_is_never_used_for_this_machine() {
        let mut options = Options::default();
        options.set_proxy(Some("http://proxy.example.com:3128")).expect("a proxy");
        options.set_base_url(Some("https://elsewhere.example.com/v1")).expect("a URL");
        assert!(options.settings(false).expect("settings").proxy.is_some());
        options.set_base_url(Some("http://127.0.0.1:8080/v1")).expect("a URL");
        assert!(options.settings(false).expect("settings").proxy.is_none());
    }
}
