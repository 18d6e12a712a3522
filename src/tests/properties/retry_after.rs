//! `Retry-After` on the first line, `Date` on the second.

use crate::http::retry_after::seconds;

const WEEK: u64 = 7 * 24 * 60 * 60;

pub(super) fn check(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let (value, date) = match text.split_once('\n') {
        Some((value, date)) => (value, Some(date)),
        None => (text, None),
    };
    let told = seconds(value, date);
    assert!(told.is_none_or(|told| (1..=WEEK).contains(&told)), "{told:?}");
    let plain = value.trim();
    if !plain.bytes().any(|byte| byte.is_ascii_digit()) {
        assert_eq!(told, None, "nothing says when");
    }
    if let Ok(number) = plain.parse::<u64>()
        && plain.bytes().all(|byte| byte.is_ascii_digit())
    {
        assert_eq!(told, Some(number.clamp(1, WEEK)));
    }
    assert_eq!(seconds(&format!("\t{value} "), date), told, "white space around means nothing");
}
