//! How long the service asks to wait: the `Retry-After` header, in every form it has been seen in.

use std::time::SystemTime;

/// A week: what asks for more means "not again".
const LONGEST: u64 = 7 * 24 * 60 * 60;

/// Seconds to wait, a week at most. Only plain seconds and the HTTP dates (counted from the
/// answer's own `Date`) mean something; everything else counts as absent, such as the
/// `rand(30),add(30)` that the service has sent. Never 0, which the service has sent too: at once is no waiting.
pub(crate) fn seconds(retry_after: &str, date: Option<&str>) -> Option<u64> {
    let value = retry_after.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return value.parse().ok().map(|seconds: u64| seconds.clamp(1, LONGEST));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let now = date
        .and_then(|date| httpdate::parse_http_date(date.trim()).ok())
        .unwrap_or_else(SystemTime::now);
    Some(until.duration_since(now).map_or(1, |wait| wait.as_secs().clamp(1, LONGEST)))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, seconds};

    const DATE: Option<&str> = Some("Sun, 06 Nov 1994 08:49:37 GMT");

    #[test]
    fn seconds_are_taken_as_they_are() {
        assert_eq!(seconds("0", None), Some(1));
        assert_eq!(seconds(" 3600 ", None), Some(3600));
        for endless in ["18446744073709551615", "604801", "Fri, 31 Dec 9999 23:59:59 GMT"] {
            assert_eq!(seconds(endless, DATE), Some(LONGEST), "{endless}");
        }
    }

    #[test]
    fn each_form_of_http_date_is_counted_from_the_answers_date() {
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

    #[test]
    fn no_header_whatever_makes_it_fail_and_a_wait_is_never_nothing() {
        let mut rng = fastrand::Rng::with_seed(1);
        let pieces = [
            "0",
            "9",
            "60",
            "18446744073709551615",
            "-",
            "+",
            ".",
            " ",
            "\t",
            ",",
            "rand(30)",
            "GMT",
            "Sun,",
            "Sunday,",
            "Nov",
            "06",
            "1994",
            "94",
            ":",
            "08:49:37",
            "é",
            "\u{0}",
            "31",
            "9999",
            "Fri, 31 Dec 9999",
        ];
        for _ in 0..200_000 {
            let text: String =
                (0..rng.usize(..8)).map(|_| pieces[rng.usize(..pieces.len())]).collect();
            let date: String =
                (0..rng.usize(..8)).map(|_| pieces[rng.usize(..pieces.len())]).collect();
            for date in [None, Some(date.as_str()), DATE] {
                assert_ne!(seconds(&text, date), Some(0), "{text:?} {date:?}");
            }
            let digits = text.trim();
            let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            if is_number && digits.len() < 19 {
                assert_eq!(
                    seconds(&text, DATE),
                    digits.parse().ok().map(|n: u64| n.clamp(1, LONGEST)),
                    "{text:?}"
                );
            }
        }
    }
}
