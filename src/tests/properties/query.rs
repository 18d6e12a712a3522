//! A byte that says whether it is an admin's, and `query_json`.

use super::assert_message;
use super::input::Input;
use crate::codes::{WEBEXREC_E_INVALID_QUERY, WEBEXREC_E_NOT_JSON};
use crate::input::base_url::BaseUrl;
use crate::input::query::Query;
use serde_json::Value;
use std::collections::BTreeMap;
use time::format_description::well_known::Rfc3339;
use time::{Duration, UtcDateTime};
use ureq::http::Uri;

const NAMES: [&str; 11] = [
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
    "max",
];
const ADMIN_WINDOW: Duration = Duration::days(30);
/// From 1995 to the day after `NOW`.
const MOST_WINDOWS: usize = 383;
const NOW: &str = "2026-06-15T12:00:00Z";

pub(super) fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let admin = input.below(2) == 1;
    let Ok(json) = str::from_utf8(input.rest()) else { return };
    let now = UtcDateTime::parse(NOW, &Rfc3339).expect("a time");
    let value = serde_json::from_str::<Value>(json);
    match Query::new(Some(json), admin, now) {
        Err(error) => {
            let code = if value.is_err() { WEBEXREC_E_NOT_JSON } else { WEBEXREC_E_INVALID_QUERY };
            assert_eq!(error.code, code);
            assert!(error.message.starts_with("query_json"), "{error}");
            assert_message(&error);
        }
        Ok(query) => assert_windows(&query.windows(), admin),
    }
}

fn assert_windows(windows: &[Vec<(String, String)>], admin: bool) {
    let base = BaseUrl::parse("https://webexapis.com/v1", "test").expect("a URL");
    let mut later: Option<BTreeMap<&str, &str>> = None;
    for window in windows {
        let url: Uri = base.join("/recordings", window).parse().expect("a URL");
        assert_eq!((url.host(), url.path()), (Some("webexapis.com"), "/v1/recordings"));
        let parameters: BTreeMap<&str, &str> =
            window.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert!(parameters.keys().all(|name| NAMES.contains(name)), "{parameters:?}");
        assert!((1..=100).contains(&parameters["max"].parse().expect("a number")));
        assert!(parameters.contains_key("to") || !parameters.contains_key("from"));
        if let (true, Some(from), Some(to), None) =
            (admin, parameters.get("from"), parameters.get("to"), parameters.get("meetingId"))
            && let (Ok(from), Ok(to)) =
                (UtcDateTime::parse(from, &Rfc3339), UtcDateTime::parse(to, &Rfc3339))
        {
            assert!(from <= to && to - from <= ADMIN_WINDOW);
        }
        if let Some(later) = later {
            assert_eq!(later["from"], parameters["to"], "no time is left out or asked for twice");
        }
        later = Some(parameters);
    }
    // One window, or those up to now that a long time is walked in, back to when Webex began.
    assert!(windows.len() == 1 || (admin && windows.len() <= MOST_WINDOWS));
}
