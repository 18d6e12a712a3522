//! Text for messages and reports.

use std::time::Duration;
use time::UtcDateTime;
use time::format_description::well_known::Rfc3339;

/// Makes text of others fit for a message: one line, of at most `limit` bytes.
pub(crate) fn for_message(text: &str, limit: usize) -> String {
    let line = text.replace(is_invisible, " ");
    let line = line.trim();
    if line.len() <= limit {
        return line.to_owned();
    }
    format!("{}...", &line[..line.floor_char_boundary(limit)])
}

/// Whether a value that must be one word is not.
pub(crate) fn has_space_or_control(text: &str) -> bool {
    // Nearly all are plain ASCII, and there are millions of them.
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    !is_plain && text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Control characters, and those that break lines or change the direction of writing.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A number of seconds such as 30 or 0.04, to the millisecond. Without floats: the code that writes
/// them has 25 kB, and nothing else needs it.
pub(crate) fn seconds(duration: Duration) -> String {
    let text = format!("{}.{:03}", duration.as_secs(), duration.subsec_millis());
    text.trim_end_matches('0').trim_end_matches('.').into()
}

/// A time in UTC, as the service writes it.
pub(crate) fn rfc3339(time: UtcDateTime) -> String {
    time.format(&Rfc3339).expect("a year of four digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_no_more_digits_than_they_need() {
        let text = |ms| seconds(Duration::from_millis(ms));
        assert_eq!(
            [0, 1, 40, 1500, 30_000, 600_000].map(text),
            ["0", "0.001", "0.04", "1.5", "30", "600"]
        );
    }

    #[test]
    fn a_text_becomes_one_line_and_is_cut_between_characters() {
        assert_eq!(for_message(" a\r\nb\u{1b}[0m\u{0} ", 100), "a  b [0m");
        assert_eq!(for_message("ääää", 5), "ää...");
        assert_eq!(for_message("ääää", 8), "ääää");
        assert_eq!(for_message("a\u{202e}b\u{2028}c", 8), "a b c");
    }
}
