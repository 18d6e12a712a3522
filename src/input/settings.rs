//! How to reach the service and how long a call may take: the caller's options and the environment,
//! checked before use.

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

const DAY_IN_MS: u32 = 24 * 60 * 60 * 1000;
const WEEK_IN_SECONDS: u32 = 7 * 24 * 60 * 60;

/// Everything that a connection depends on: calls with equal settings share connections.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    pub base_url: BaseUrl,
    /// PEM file with certificates to trust besides the system's.
    pub ca_file: Option<PathBuf>,
    pub proxy: Option<Proxy>,
    pub user_agent: String,
    /// Whether the process has more rights than whoever set its environment.
    pub privileged: bool,
    pub connect_timeout: Duration,
    pub request_timeout: Duration,
}

/// How much a call may do at the same time, and how long it may take.
#[derive(Clone)]
pub(crate) struct Limits {
    /// Requests in flight at the same time.
    pub concurrency: usize,
    /// For one request, from making a connection to the end of the response.
    pub request_timeout: Duration,
    /// For the whole call.
    pub deadline: Option<Duration>,
    /// Attempts at one request that fails for a temporary reason.
    pub max_attempts: u32,
    /// Waiting for the rate limit without a success between.
    pub max_wait: Duration,
}

/// The settings that the caller chose, each checked when it is set.
#[derive(Clone)]
pub(crate) struct Options {
    base_url: Option<BaseUrl>,
    ca_file: Option<PathBuf>,
    proxy: Option<Proxy>,
    user_agent: Option<String>,
    connect_timeout: Duration,
    limits: Limits,
}

/// An option with a number.
pub(crate) struct NumberOption {
    pub name: &'static str,
    #[cfg_attr(not(test), allow(dead_code, reason = "tests compare the documentation with it"))]
    pub unit: &'static str,
    pub range: RangeInclusive<u32>,
    pub default: u32,
}

pub(crate) const CONCURRENCY: NumberOption =
    NumberOption { name: "concurrency", unit: "requests", range: 1..=32, default: 4 };
pub(crate) const CONNECT_TIMEOUT: NumberOption = NumberOption {
    name: "connect_timeout_ms",
    unit: "milliseconds",
    range: 1..=DAY_IN_MS,
    default: 10_000,
};
pub(crate) const REQUEST_TIMEOUT: NumberOption = NumberOption {
    name: "request_timeout_ms",
    unit: "milliseconds",
    range: 1..=DAY_IN_MS,
    default: 60_000,
};
/// 0 is no deadline.
pub(crate) const DEADLINE: NumberOption =
    NumberOption { name: "deadline_ms", unit: "milliseconds", range: 0..=u32::MAX, default: 0 };
pub(crate) const MAX_ATTEMPTS: NumberOption =
    NumberOption { name: "max_attempts", unit: "attempts", range: 1..=100, default: 6 };
pub(crate) const MAX_WAIT: NumberOption = NumberOption {
    name: "max_wait_seconds",
    unit: "seconds",
    range: 0..=WEEK_IN_SECONDS,
    default: 900,
};

#[cfg(test)]
pub(crate) const NUMBER_OPTIONS: [NumberOption; 6] =
    [CONCURRENCY, CONNECT_TIMEOUT, REQUEST_TIMEOUT, DEADLINE, MAX_ATTEMPTS, MAX_WAIT];

impl NumberOption {
    fn check(&self, value: u32) -> Result<u32> {
        if self.range.contains(&value) {
            return Ok(value);
        }
        let (name, least, most) = (self.name, self.range.start(), self.range.end());
        Err(invalid(&format!("{name} can't be {value}; give a number from {least} to {most}")))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            concurrency: CONCURRENCY.default as usize,
            request_timeout: milliseconds(REQUEST_TIMEOUT.default),
            deadline: deadline(DEADLINE.default),
            max_attempts: MAX_ATTEMPTS.default,
            max_wait: seconds(MAX_WAIT.default),
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
            connect_timeout: milliseconds(CONNECT_TIMEOUT.default),
            limits: Limits::default(),
        }
    }
}

impl Options {
    pub fn set_base_url(&mut self, value: Option<&str>) -> Result<()> {
        self.base_url = value.map(|value| BaseUrl::parse(value, "base_url")).transpose()?;
        Ok(())
    }

    /// The file is read when a client is made.
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
        let is_visible = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
        let is_valid = |text: &str| !text.trim().is_empty() && text.bytes().all(is_visible);
        if value.is_some_and(|value| !is_valid(value)) {
            return Err(invalid(
                "user_agent is empty or has characters that a header can't have; give one such as \
                 example-tool/1.0",
            ));
        }
        self.user_agent = value.map(Into::into);
        Ok(())
    }

    pub fn set_concurrency(&mut self, value: u32) -> Result<()> {
        self.limits.concurrency = CONCURRENCY.check(value)? as usize;
        Ok(())
    }

    pub fn set_connect_timeout_ms(&mut self, value: u32) -> Result<()> {
        self.connect_timeout = milliseconds(CONNECT_TIMEOUT.check(value)?);
        Ok(())
    }

    pub fn set_request_timeout_ms(&mut self, value: u32) -> Result<()> {
        self.limits.request_timeout = milliseconds(REQUEST_TIMEOUT.check(value)?);
        Ok(())
    }

    pub fn set_deadline_ms(&mut self, value: u32) -> Result<()> {
        self.limits.deadline = deadline(DEADLINE.check(value)?);
        Ok(())
    }

    pub fn set_max_attempts(&mut self, value: u32) -> Result<()> {
        self.limits.max_attempts = MAX_ATTEMPTS.check(value)?;
        Ok(())
    }

    pub fn set_max_wait_seconds(&mut self, value: u32) -> Result<()> {
        self.limits.max_wait = seconds(MAX_WAIT.check(value)?);
        Ok(())
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The options, and for those that were not set the environment, unless the process is privileged.
    pub fn settings(&self, privileged: bool) -> Result<Settings> {
        let environment = !privileged;
        let base_url = match &self.base_url {
            Some(base_url) => base_url.clone(),
            None => default_base_url(environment)?,
        };
        // Plain http is allowed to this machine: a proxy would see the token.
        let proxy = if base_url.is_loopback() {
            None
        } else if self.proxy.is_some() || !environment {
            self.proxy.clone()
        } else {
            proxy_of_environment()?
        };
        let ca_file_of_environment =
            || variable(CA_FILE_VARIABLE).filter(|_| environment).map(PathBuf::from);
        let default_user_agent = || concat!("webexrec/", env!("CARGO_PKG_VERSION")).to_owned();
        Ok(Settings {
            base_url,
            ca_file: self.ca_file.clone().or_else(ca_file_of_environment),
            proxy,
            user_agent: self.user_agent.clone().unwrap_or_else(default_user_agent),
            privileged,
            connect_timeout: self.connect_timeout,
            request_timeout: self.limits.request_timeout,
        })
    }
}

fn milliseconds(number: u32) -> Duration {
    Duration::from_millis(number.into())
}

fn seconds(number: u32) -> Duration {
    Duration::from_secs(number.into())
}

fn deadline(number: u32) -> Option<Duration> {
    (number > 0).then(|| milliseconds(number))
}

fn invalid(fault: &str) -> Error {
    Error::new(WEBEXREC_E_INVALID_OPTION, fault)
}

/// An environment variable; empty counts as unset.
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

fn default_base_url(environment: bool) -> Result<BaseUrl> {
    match variable(BASE_URL_VARIABLE).filter(|_| environment) {
        None => BaseUrl::parse(DEFAULT_BASE_URL, "the default base URL"),
        Some(value) => {
            let url = BaseUrl::parse(&value.to_string_lossy(), BASE_URL_VARIABLE)?;
            url.check_allowed_in_environment(BASE_URL_VARIABLE)?;
            Ok(url)
        }
    }
}

/// ureq reads the variables, but ignores an invalid one and would connect without the proxy: they are
/// checked first.
fn proxy_of_environment() -> Result<Option<Proxy>> {
    for name in PROXY_VARIABLES {
        if let Some(value) = variable(name) {
            proxy(value.to_str().unwrap_or_default(), name)?;
        }
    }
    Ok(Proxy::try_from_env())
}

/// An invalid value is not quoted: it may contain a password.
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
    fn each_number_has_a_default_in_its_range_and_a_time_has_its_unit_in_its_name() {
        for NumberOption { name, unit, range, default } in NUMBER_OPTIONS {
            assert!(range.contains(&default), "{name}");
            assert_eq!(name.ends_with("_ms"), unit == "milliseconds", "{name}");
            assert_eq!(name.ends_with("_seconds"), unit == "seconds", "{name}");
        }
    }

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
        assert_eq!(options.limits().concurrency, 4, "an invalid number changes nothing");
        assert_eq!(options.set_concurrency(32), Ok(()));
        assert_eq!(options.set_deadline_ms(u32::MAX), Ok(()));
    }

    #[test]
    fn an_invalid_text_is_refused_without_quoting_it() {
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
    fn no_proxy_is_used_for_this_machine() {
        let mut options = Options::default();
        options.set_proxy(Some("http://proxy.example.com:3128")).expect("a proxy");
        options.set_base_url(Some("https://elsewhere.example.com/v1")).expect("a URL");
        assert!(options.settings(false).expect("settings").proxy.is_some());
        options.set_base_url(Some("http://127.0.0.1:8080/v1")).expect("a URL");
        assert!(options.settings(false).expect("settings").proxy.is_none());
    }
}
