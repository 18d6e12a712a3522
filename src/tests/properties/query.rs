//! A byte for whether the query is an administrator's, and `query_json`.

use super::assertions::assert_message;
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
/// From 1995, when Webex began, to the day after `NOW`.
const MAX_WINDOWS: usize = 383;
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
    let mut previous: Option<BTreeMap<&str, &str>> = None;
    for window in windows {
        let parameters = parameters(window);
        if admin && !parameters.contains_key("meetingId") {
            assert_short(&parameters);
        }
        // The latest window comes first.
        if let Some(later) = previous {
            assert_eq!(later["from"], parameters["to"], "no gap and no overlap");
        }
        previous = Some(parameters);
    }
    assert!(windows.len() == 1 || (admin && windows.len() <= MAX_WINDOWS));
}

/// The parameters of a window, checked one by one.
fn parameters(window: &[(String, String)]) -> BTreeMap<&str, &str> {
    let base_url = BaseUrl::parse("https://webexapis.com/v1", "test").expect("a URL");
    let url: Uri = base_url.join("/recordings", window).parse().expect("a URL");
    assert_eq!((url.host(), url.path()), (Some("webexapis.com"), "/v1/recordings"));
    let parameters: BTreeMap<&str, &str> =
        window.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert!(parameters.keys().all(|name| NAMES.contains(name)), "{parameters:?}");
    assert!((1..=100).contains(&parameters["max"].parse().expect("a number")));
    assert!(parameters.contains_key("to") || !parameters.contains_key("from"));
    parameters
}

fn assert_short(parameters: &BTreeMap<&str, &str>) {
    let time = |name: &str| UtcDateTime::parse(parameters.get(name)?, &Rfc3339).ok();
    if let (Some(from), Some(to)) = (time("from"), time("to")) {
        assert!(from <= to && to - from <= ADMIN_WINDOW);
    }
}
