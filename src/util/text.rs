//! What strings from outside must look like, and how the service's text is made fit for a message.

use std::time::Duration;
use time::UtcDateTime;
use time::format_description::well_known::Rfc3339;

const LONGEST_SITE_URL: usize = 253;
const LONGEST_EMAIL: usize = 254;

/// Checks a site such as `example.webex.com`; an `Err` says what is wrong and what to do.
pub(crate) fn check_site_url(site_url: &str) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let label = |l: &str| !l.is_empty() && !l.starts_with('-') && !l.ends_with('-');
    let fault = if site_url.is_empty() {
        "is empty; leave it out to use the default"
    } else if site_url.contains("://") {
        "has a scheme; give the site alone"
    } else if site_url.contains('/') {
        "has a path; give the site alone"
    } else if !site_url.chars().all(plain) {
        "has a space or another character that no site has; give the site alone"
    } else if !site_url.contains('.')
        || !site_url.split('.').all(label)
        || site_url.len() > LONGEST_SITE_URL
    {
        "is not a full site name; give it whole"
    } else {
        return Ok(());
    };
    Err(format!("{fault}, such as example.webex.com"))
}

/// Checks an email address, as far as Webex's own rules are known: something before and after
/// an `@`.
pub(crate) fn check_email(email: &str) -> Result<(), String> {
    let fault = if email.is_empty() {
        "is empty; leave it out to act for the token's own user"
    } else if email.chars().any(|c| c.is_whitespace() || c.is_control()) {
        "has a space or control character; give the address alone"
    } else if email.len() > LONGEST_EMAIL {
        "is longer than an email address can be"
    } else {
        return match email.split_once('@') {
            Some((name, domain)) if !name.is_empty() && !domain.is_empty() => Ok(()),
            _ => Err("is not an email address; give it whole, such as a@example.com".into()),
        };
    };
    Err(fault.into())
}

/// Text of the service for a message: on one line, and at most `limit` bytes of it.
pub(crate) fn for_message(text: &str, limit: usize) -> String {
    let line = text.replace(is_invisible, " ");
    let line = line.trim();
    if line.len() <= limit {
        return line.to_owned();
    }
    format!("{}...", &line[..line.floor_char_boundary(limit)])
}

/// Control characters, and those that break lines or turn the direction of writing.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether the test holds for all bytes, of which it sees eight at once: one by one they would take
/// several times as long as all else in a call.
pub(crate) fn every_eight(text: &str, test: impl Fn(Eight) -> bool) -> bool {
    let bytes = text.as_bytes();
    // The last eight may have some that were seen before.
    let last = bytes.last_chunk().copied().unwrap_or_else(|| {
        let mut few = [b'0'; 8];
        few[..bytes.len()].copy_from_slice(bytes);
        few
    });
    let test = |bytes: &[u8; 8]| test(Eight(u64::from_ne_bytes(*bytes)));
    bytes.as_chunks().0.iter().all(&test) && test(&last)
}

/// Eight bytes, which are compared in one number.
#[derive(Clone, Copy)]
pub(crate) struct Eight(u64);

impl Eight {
    /// Whether one is less than `limit`, itself at most 128: taking the limit away from it then
    /// sets its highest bit, which it had not before.
    pub fn has_less(self, limit: u8) -> bool {
        self.0.wrapping_sub(Eight::of(limit)) & !self.0 & Eight::of(0x80) != 0
    }

    pub fn has(self, byte: u8) -> bool {
        Eight(self.0 ^ Eight::of(byte)).has_less(1)
    }

    pub fn is_ascii(self) -> bool {
        self.0 & Eight::of(0x80) == 0
    }

    fn of(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
}

/// A number of seconds such as 30 or 0.04, to the millisecond. What writes floats is 25 kB,
/// and would be linked for this alone.
pub(crate) fn seconds(duration: Duration) -> String {
    let text = format!("{}.{:03}", duration.as_secs(), duration.subsec_millis());
    text.trim_end_matches('0').trim_end_matches('.').into()
}

/// A time as the service writes it, which is in UTC.
pub(crate) fn of_time(time: UtcDateTime) -> String {
    time.format(&Rfc3339).expect("a year of four digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found_wherever_it_is_among_others() {
        for (byte, at, length) in (0..=0x7f)
            .flat_map(|byte| (1..20).flat_map(move |n| (0..n).map(move |at| (byte, at, n))))
        {
            for other in ["a", "\u{80}"] {
                let text =
                    [&other.repeat(at), &*char::from(byte).to_string(), &other.repeat(length - at)];
                let text = text.concat();
                let all = |test: &dyn Fn(u8) -> bool| text.bytes().all(test);
                assert!(!every_eight(&text, |e| !e.has(byte)), "{byte} in {text:?}");
                assert_eq!(every_eight(&text, |e| !e.has_less(b'!')), all(&|b| b >= b'!'));
                assert_eq!(every_eight(&text, |e| !e.has(b'"')), all(&|b| b != b'"'));
                assert_eq!(every_eight(&text, Eight::is_ascii), text.is_ascii());
            }
        }
        assert!(every_eight("", |_| true));
    }

    #[test]
    fn seconds_have_no_more_digits_than_they_need() {
        let shown = |ms| seconds(Duration::from_millis(ms));
        assert_eq!(
            [0, 1, 40, 1500, 30_000, 600_000].map(shown),
            ["0", "0.001", "0.04", "1.5", "30", "600"]
        );
    }

    #[test]
    fn a_site_is_a_host_name_and_nothing_else() {
        assert_eq!(check_site_url("example.webex.com"), Ok(()));
        for wrong in [
            "",
            "https://example.webex.com",
            "example.webex.com/",
            "example.webex.com/x",
            "a b.c",
            "example",
            ".",
            "example.",
            ".webex.com",
            "a..b",
            "-.-",
            "exämple.webex.com",
            "example.webex.com:443",
            "a\r\n.b",
            "example.webex.com?x",
        ] {
            let fault = check_site_url(wrong).expect_err(wrong);
            assert!(fault.contains("example.webex.com"), "{fault}");
        }
        assert!(check_site_url(&format!("{}.com", "a".repeat(250))).is_err());
    }

    #[test]
    fn an_email_has_something_on_both_sides_of_its_at_sign() {
        assert_eq!(check_email("dave+events@example.com"), Ok(()));
        for wrong in ["", "dave", "@example.com", "dave@", "da ve@example.com", "a@b\n"] {
            assert!(check_email(wrong).is_err(), "{wrong:?}");
        }
        assert!(check_email(&format!("{}@example.com", "a".repeat(250))).is_err());
    }

    #[test]
    fn text_of_the_service_becomes_one_line_cut_between_characters() {
        assert_eq!(for_message(" a\r\nb\u{1b}[0m\u{0} ", 100), "a  b [0m");
        assert_eq!(for_message("ääää", 5), "ää...");
        assert_eq!(for_message("ääää", 8), "ääää");
        assert_eq!(for_message("a\u{202e}b\u{2028}c", 8), "a b c");
    }
}
