//! Checks of single values. An error says what is wrong and what to do; the caller puts the name of the
//! value before it.

use crate::util::text;

const MAX_SITE_URL_BYTES: usize = 253;
const MAX_EMAIL_BYTES: usize = 254;

/// A site such as `example.webex.com`.
pub(crate) fn site_url(site_url: &str) -> Result<(), String> {
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
        || site_url.len() > MAX_SITE_URL_BYTES
    {
        "is not a full site name; give it whole"
    } else {
        return Ok(());
    };
    Err(format!("{fault}, such as example.webex.com"))
}

/// An email address: something before and after an `@`. Webex's own rules are not known.
pub(crate) fn email(email: &str) -> Result<(), String> {
    let fault = if email.is_empty() {
        "is empty; leave it out to act for the token's own user"
    } else if text::has_space_or_control(email) {
        "has a space or control character; give the address alone"
    } else if email.len() > MAX_EMAIL_BYTES {
        "is longer than an email address can be"
    } else {
        return match email.split_once('@') {
            Some((name, domain)) if !name.is_empty() && !domain.is_empty() => Ok(()),
            _ => Err("is not an email address; give it whole, such as a@example.com".into()),
        };
    };
    Err(fault.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_a_host_name_and_nothing_else() {
        assert_eq!(site_url("example.webex.com"), Ok(()));
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
            let fault = site_url(wrong).expect_err(wrong);
            assert!(fault.contains("example.webex.com"), "{fault}");
        }
        assert!(site_url(&format!("{}.com", "a".repeat(250))).is_err());
    }

    #[test]
    fn an_email_has_something_on_both_sides_of_its_at_sign() {
        assert_eq!(email("dave+events@example.com"), Ok(()));
        for wrong in ["", "dave", "@example.com", "dave@", "da ve@example.com", "a@b\n"] {
            assert!(email(wrong).is_err(), "{wrong:?}");
        }
        assert!(email(&format!("{}@example.com", "a".repeat(250))).is_err());
    }
}
