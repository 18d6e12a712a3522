//! `Retry-After` in the first line, `Date` in the second.

use crate::http::retry_after::seconds;

const WEEK: u64 = 7 * 24 * 60 * 60;

pub(super) fn check(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let (value, date) = match text.split_once('\n') {
        Some((value, date)) => (value, Some(date)),
        None => (text, None),
    };
    let found = seconds(value, date);
    assert!(found.is_none_or(|found| (1..=WEEK).contains(&found)), "{found:?}");
    let trimmed = value.trim();
    if !trimmed.bytes().any(|byte| byte.is_ascii_digit()) {
        assert_eq!(found, None, "a time needs a digit");
    }
    if let Ok(number) = trimmed.parse::<u64>()
        && trimmed.bytes().all(|byte| byte.is_ascii_digit())
    {
        assert_eq!(found, Some(number.clamp(1, WEEK)));
    }
    assert_eq!(seconds(&format!("\t{value} "), date), found, "white space around means nothing");
}
