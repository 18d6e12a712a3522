//! Reads `query_json`: which recordings to list, under the service's own names.

use super::validate;
use crate::codes::{WEBEXREC_E_INVALID_QUERY, WEBEXREC_E_NOT_JSON};
use crate::error::{Error, Result};
use crate::util::text;
use serde_json::Value;
use std::collections::BTreeMap;
use time::format_description::well_known::Iso8601;
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime};

const MAX_PAGE_SIZE: u64 = 100;
const MAX_TEXT_BYTES: usize = 1024;
/// The longest period that the service lists for an admin in one request.
const MAX_ADMIN_WINDOW: Duration = Duration::days(30);
/// Webex is not older: an admin's list starts here at the earliest.
const MIN_TIME: UtcDateTime = match Date::from_ordinal_date(1995, 1) {
    Ok(day) => day.midnight().as_utc(),
    Err(_) => unreachable!(),
};
/// Nothing is recorded later than now: an admin's list ends now at the latest, with a margin for clocks
/// that differ.
const MAX_CLOCK_SKEW: Duration = Duration::days(1);

/// All parameters but `max`, which is a number.
const TEXTS: [&str; 10] = [
    "from",
    "to",
    "status",
    "siteUrl",
    "hostEmail",
    "meetingId",
    "topic",
    "integrationTag",
    "format",
    "serviceType",
];
const CHOICES: [(&str, &[&str]); 3] = [
    ("status", &["available", "deleted", "purged"]),
    ("format", &["MP4", "ARF"]),
    ("serviceType", &["MeetingCenter", "EventCenter", "SupportCenter", "TrainingCenter"]),
];

/// The query of `GET /recordings` or `GET /admin/recordings`.
#[derive(Debug, Default)]
pub(crate) struct Query {
    parameters: BTreeMap<String, String>,
    /// Start and end of a period that is too long for one request.
    long_period: Option<(UtcDateTime, UtcDateTime)>,
}

/// What is wrong and what to do, for a message.
type Fault = String;

impl Query {
    /// Checks the parameters and replaces the service's silent defaults: a page size of 10, and for
    /// `from` alone a period of seven days.
    pub fn new(json: Option<&str>, admin: bool, now: UtcDateTime) -> Result<Self> {
        let value = match json {
            None => Value::Object(serde_json::Map::new()),
            Some(json) => serde_json::from_str(json).map_err(|error| {
                let message =
                    format!("query_json is not JSON: {error}; give an object such as {{}}");
                Error::new(WEBEXREC_E_NOT_JSON, message)
            })?,
        };
        Query::read(value, admin, now)
            .map_err(|fault| Error::new(WEBEXREC_E_INVALID_QUERY, format!("query_json: {fault}")))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// The parameters of each request, in alphabetical order. A long period is divided into windows, the
    /// latest first.
    pub fn windows(&self) -> Vec<Vec<(String, String)>> {
        let Some((from, mut to)) = self.long_period else {
            return vec![self.parameters.clone().into_iter().collect()];
        };
        let mut windows = Vec::new();
        while from < to {
            let start = to.checked_sub(MAX_ADMIN_WINDOW).map_or(from, |start| start.max(from));
            let mut parameters = self.parameters.clone();
            parameters.insert("from".into(), text::rfc3339(start));
            parameters.insert("to".into(), text::rfc3339(to));
            windows.push(parameters.into_iter().collect());
            to = start;
        }
        windows
    }

    fn read(value: Value, admin: bool, now: UtcDateTime) -> std::result::Result<Self, Fault> {
        let Value::Object(members) = value else {
            return Err("it is not an object; give one such as {}".into());
        };
        let mut query = Query::default();
        query.parameters.insert("max".into(), MAX_PAGE_SIZE.to_string());
        for (name, value) in members {
            if name != "max" && !TEXTS.contains(&name.as_str()) {
                let name = text::for_message(&name, 64);
                return Err(format!("{name} is unknown; it takes max, {}", TEXTS.join(", ")));
            }
            if !value.is_null() {
                let value = checked(&name, &value)?;
                query.parameters.insert(name, value);
            }
        }
        if admin && query.get("hostEmail").is_some() {
            return Err(
                "hostEmail is not for WEBEXREC_ADMIN, which lists all hosts; leave out one \
                        of the two"
                    .into(),
            );
        }
        query.complete_window(admin, now)?;
        Ok(query)
    }

    fn complete_window(&mut self, admin: bool, now: UtcDateTime) -> std::result::Result<(), Fault> {
        let (from, to) = match (self.get("from"), self.get("to")) {
            (None, None) => return Ok(()),
            (None, Some(_)) => {
                return Err(
                    "to without from would show the last seven days before it; give from too"
                        .into(),
                );
            }
            (Some(from), None) => (instant("from", from, Time::MIDNIGHT)?, now),
            (Some(from), Some(to)) => {
                (instant("from", from, Time::MIDNIGHT)?, instant("to", to, Time::MAX)?)
            }
        };
        if from > to {
            return Err(
                "from is later than to, which is now unless given; correct one of them".into()
            );
        }
        let is_limited = admin && self.get("meetingId").is_none();
        if is_limited && to - from > MAX_ADMIN_WINDOW {
            let latest = now.checked_add(MAX_CLOCK_SKEW).unwrap_or(now);
            let to = to.min(latest.max(from));
            self.long_period = Some((from.max(MIN_TIME).min(to), to));
        }
        self.parameters
            .entry("to".into())
            .or_insert_with(|| text::rfc3339(now.truncate_to_second()));
        Ok(())
    }
}

/// The value of a known parameter, as text.
fn checked(name: &str, value: &Value) -> std::result::Result<String, Fault> {
    if name == "max" { checked_page_size(value) } else { checked_text(name, value) }
}

fn checked_page_size(value: &Value) -> std::result::Result<String, Fault> {
    let size = value.as_u64().filter(|size| (1..=MAX_PAGE_SIZE).contains(size));
    size.map(|size| size.to_string()).ok_or_else(|| {
        format!("max is the page size, a number from 1 to {MAX_PAGE_SIZE}; leave it out")
    })
}

fn checked_text(name: &str, value: &Value) -> std::result::Result<String, Fault> {
    let Some(text) = value.as_str() else {
        return Err(format!("{name} is not a string; give one"));
    };
    if text.is_empty() {
        return Err(format!("{name} is empty; leave it out"));
    }
    if text.len() > MAX_TEXT_BYTES {
        return Err(format!("{name} is longer than {MAX_TEXT_BYTES} bytes; shorten it"));
    }
    if text.contains(char::is_control) {
        return Err(format!("{name} has control characters; remove them"));
    }
    if let Some((_, choices)) = CHOICES.iter().find(|(of, _)| *of == name)
        && !choices.contains(&text)
    {
        let text = text::for_message(text, 64);
        return Err(format!("{name} can't be {text}; give one of {}", choices.join(", ")));
    }
    match name {
        "siteUrl" => validate::site_url(text).map_err(|fault| format!("siteUrl {fault}"))?,
        "hostEmail" => validate::email(text).map_err(|fault| format!("hostEmail {fault}"))?,
        _ => {}
    }
    Ok(text.to_owned())
}

/// An ISO 8601 time. Without an offset it is UTC; a date alone means `time` on that day.
fn instant(name: &str, text: &str, time: Time) -> std::result::Result<UtcDateTime, Fault> {
    let is_date = !text.contains([':', 'T']);
    let parsed = if is_date {
        Date::parse(text, &Iso8601::PARSING).ok().map(|day| day.with_time(time).as_utc())
    } else if let Ok(instant) = OffsetDateTime::parse(text, &Iso8601::PARSING) {
        instant.checked_to_utc()
    } else {
        PrimitiveDateTime::parse(text, &Iso8601::PARSING).ok().map(PrimitiveDateTime::as_utc)
    };
    parsed.ok_or_else(|| {
        format!("{name} is not an ISO 8601 time; give one such as 2026-01-31T00:00:00Z")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(json: &str, admin: bool) -> Result<Query> {
        let now = instant("now", "2026-03-01T12:00:00.5Z", Time::MIDNIGHT).expect("a time");
        Query::new(Some(json), admin, now)
    }

    fn to_text(json: &str) -> String {
        let query = query(json, false).expect(json);
        let pairs: Vec<_> =
            query.windows()[0].iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("&")
    }

    #[test]
    fn a_query_has_the_parameters_that_were_given_and_a_page_size() {
        assert_eq!(to_text("{}"), "max=100");
        assert_eq!(
            to_text(
                r#"{"hostEmail":"d+e@example.com","topic":"a b&c=é","status":"deleted","format":"MP4","serviceType":"EventCenter","max":7,"siteUrl":null}"#
            ),
            "format=MP4&hostEmail=d+e@example.com&max=7&serviceType=EventCenter&status=deleted&topic=a b&c=é"
        );
    }

    #[test]
    fn from_alone_runs_to_now_and_to_alone_is_refused() {
        assert_eq!(
            to_text(r#"{"from":"2020-01-01T00:00:00Z"}"#),
            "from=2020-01-01T00:00:00Z&max=100&to=2026-03-01T12:00:00Z"
        );
        assert!(query(r#"{"to":"2020-01-01T00:00:00Z"}"#, false).is_err());
    }

    #[test]
    fn times_are_iso_8601_and_in_order() {
        for from in [
            "2026-02-01",
            "2026-02-01T00:00:00",
            "2026-02-01T00:00:00.5+01:00",
            "2026-02-01T00:00Z",
        ] {
            assert!(query(&format!(r#"{{"from":"{from}"}}"#), true).is_ok(), "{from}");
        }
        assert!(query(r#"{"from":"2026-02-01","to":"2026-02-01"}"#, false).is_ok());
        for json in [
            r#"{"from":"yesterday"}"#,
            r#"{"from":""}"#,
            r#"{"from":"2026-02-30"}"#,
            r#"{"from":"2026-02-02","to":"2026-02-01"}"#,
            r#"{"from":"2030-01-01"}"#,
        ] {
            assert_eq!(
                query(json, false).expect_err(json).code,
                WEBEXREC_E_INVALID_QUERY,
                "{json}"
            );
        }
    }

    #[test]
    fn an_admins_long_period_is_divided_into_windows_of_thirty_days_without_a_gap() {
        let windows = |json, admin| {
            let windows = query(json, admin).expect(json).windows();
            let get = |window: &[(String, String)], name: &str| {
                let pair = window.iter().find(|(known, _)| known == name);
                instant(name, &pair.expect("a window").1, Time::MIDNIGHT).expect("a time")
            };
            windows.iter().map(|w| (get(w, "from"), get(w, "to"))).collect::<Vec<_>>()
        };
        let long = r#"{"from":"2025-12-01T00:00:00Z","to":"2026-02-15T06:00:00Z"}"#;
        let divided = windows(long, true);
        assert_eq!(divided.len(), 3);
        assert_eq!(text::rfc3339(divided[0].1), "2026-02-15T06:00:00Z");
        assert_eq!(text::rfc3339(divided[2].0), "2025-12-01T00:00:00Z");
        for pair in divided.windows(2) {
            assert_eq!(pair[0].0, pair[1].1, "no gap");
        }
        assert!(divided.iter().all(|(from, to)| *to - *from <= MAX_ADMIN_WINDOW));
        assert_eq!(windows(long, false).len(), 1);
        assert_eq!(windows(r#"{"from":"2026-02-01T00:00:00Z"}"#, true).len(), 1);
        assert_eq!(windows(r#"{"from":"2020-01-01T00:00:00Z","meetingId":"m"}"#, true).len(), 1);
        let ever = windows(r#"{"from":"0001-01-01T00:00:00Z"}"#, true);
        assert_eq!(
            ever.last().map(|(from, _)| text::rfc3339(*from)).as_deref(),
            Some("1995-01-01T00:00:00Z")
        );
        let forever = windows(r#"{"from":"2026-02-01T00:00:00Z","to":"9999-12-01"}"#, true);
        assert_eq!(forever.len(), 1, "nothing is recorded later than now");
    }

    #[test]
    fn an_error_names_the_parameter_that_is_unknown_or_out_of_range() {
        for (json, name) in [
            (r#"{"Max":5}"#, "Max"),
            (r#"{"max":0}"#, "max"),
            (r#"{"max":101}"#, "max"),
            (r#"{"max":"5"}"#, "a number"),
            (r#"{"status":"gone"}"#, "gone"),
            (r#"{"format":"mp4"}"#, "mp4"),
            (r#"{"serviceType":"x"}"#, "x"),
            (r#"{"siteUrl":"https://a.b"}"#, "siteUrl"),
            (r#"{"hostEmail":"x"}"#, "hostEmail"),
            (r#"{"topic":""}"#, "topic"),
            (r#"{"topic":"a\u0000"}"#, "topic"),
            (r#"{"gone\n":null}"#, "gone is unknown"),
            (r#"{"status":{"deleted":null}}"#, "status is not a string"),
            (r#"[5,null,null]"#, "not an object"),
            ("[]", "not an object"),
            ("7", "query_json"),
        ] {
            let error = query(json, false).expect_err(json);
            assert_eq!(error.code, WEBEXREC_E_INVALID_QUERY, "{json}");
            assert!(
                error.message.starts_with("query_json") && error.message.contains(name),
                "{json}: {error}"
            );
        }
        assert_eq!(query("", false).expect_err("refused").code, WEBEXREC_E_NOT_JSON);
        let long = format!(r#"{{"topic":"{}"}}"#, "x".repeat(5000));
        assert_eq!(query(&long, false).expect_err("refused").code, WEBEXREC_E_INVALID_QUERY);
        let admin = query(r#"{"hostEmail":"a@example.com"}"#, true);
        assert_eq!(admin.expect_err("refused").code, WEBEXREC_E_INVALID_QUERY);
    }
}
