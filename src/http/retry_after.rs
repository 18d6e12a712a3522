//! The `Retry-After` header: how long the service asks to wait.

use std::time::SystemTime;

/// A week.
const MAX_SECONDS: u64 = 7 * 24 * 60 * 60;

/// Seconds to wait, from 1 to a week. Valid are a number of seconds and an HTTP date, which counts from
/// the response's own `Date`; everything else counts as absent. The service has sent 0, and
/// `rand(30),add(30)`.
pub(crate) fn seconds(retry_after: &str, date: Option<&str>) -> Option<u64> {
    let value = retry_after.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return value.parse().ok().map(|seconds: u64| seconds.clamp(1, MAX_SECONDS));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let now = date
        .and_then(|date| httpdate::parse_http_date(date.trim()).ok())
        .unwrap_or_else(SystemTime::now);
    Some(until.duration_since(now).map_or(1, |wait| wait.as_secs().clamp(1, MAX_SECONDS)))
}

#[cfg(test)]
mod tests {
    use super::{MAX_SECONDS, seconds};

    const DATE: Option<&str> = Some("Sun, 06 Nov 1994 08:49:37 GMT");

    #[test]
    fn seconds_are_taken_as_given_within_the_limits() {
        assert_eq!(seconds("0", None), Some(1));
        assert_eq!(seconds(" 3600 ", None), Some(3600));
        for endless in ["18446744073709551615", "604801", "Fri, 31 Dec 9999 23:59:59 GMT"] {
            assert_eq!(seconds(endless, DATE), Some(MAX_SECONDS), "{endless}");
        }
    }

    #[test]
    fn each_form_of_http_date_counts_from_the_date_of_the_response() {
        for date in [
            "Sun, 06 Nov 1994 08:50:37 GMT",
            "Sunday, 06-Nov-94 08:50:37 GMT",
            "Sun Nov  6 08:50:37 1994",
        ] {
            assert_eq!(seconds(date, DATE), Some(60), "{date}");
        }
        assert_eq!(seconds("Sun, 06 Nov 1994 08:00:00 GMT", DATE), Some(1));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:50:37 GMT", None), Some(1));
    }

    #[test]
    fn anything_else_counts_as_absent() {
        for wrong in
            ["", "rand(30),add(30)", "-1", "1.5", "+5", "soon", "99999999999999999999", "5s", "٣"]
        {
            assert_eq!(seconds(wrong, DATE), None, "{wrong}");
        }
    }
}
