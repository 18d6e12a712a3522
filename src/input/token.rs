//! The access token: checked once, wiped when dropped, never shown.

use crate::codes::WEBEXREC_E_INVALID_TOKEN;
use crate::error::{Error, Result};
use std::hash::{BuildHasher, Hash};
use std::ops::Range;
use zeroize::Zeroizing;

/// A shorter token is not redacted: it is no secret, and too many words contain it.
const MIN_SECRET_BYTES: usize = 5;

/// Without `Debug` and `Display`, so that no message shows it by mistake.
pub(crate) struct Token(Zeroizing<String>);

impl Token {
    pub fn new(text: &str) -> Result<Self> {
        let fault = if text.is_empty() {
            "is empty"
        } else if text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Token(Zeroizing::new(text.to_owned())));
        } else if text.chars().any(char::is_control) {
            "has control characters, such as a line end"
        } else if text.chars().any(char::is_whitespace) {
            "has a space"
        } else {
            "has characters that no access token has"
        };
        let remedy = "give the access token alone, without \"Bearer\" or a line end";
        Err(Error::new(WEBEXREC_E_INVALID_TOKEN, format!("token {fault}; {remedy}")))
    }

    /// Whether `text` is the token or contains it.
    pub fn is_in(&self, text: &str) -> bool {
        *self.0 == text || (self.is_secret() && text.contains(self.0.as_str()))
    }

    pub fn is_same(&self, other: &Token) -> bool {
        *self.0 == *other.0
    }

    /// A hash that reveals nothing of the token as long as the hasher has a random key.
    pub fn hashed(&self, hasher: &impl BuildHasher, with: impl Hash) -> u64 {
        hasher.hash_one((self.0.as_str(), with))
    }

    /// A value for the `Authorization` header, as long as the real one.
    pub fn placeholder(&self) -> String {
        format!("Bearer {}", "*".repeat(self.0.len()))
    }

    /// Replaces the placeholder in the head of a request by the token, and returns its place.
    pub fn fill_in(&self, head: &mut [u8]) -> Option<Range<usize>> {
        let asterisks = "*".repeat(self.0.len()) + "\r\n";
        let is_placeholder = |&at: &usize| {
            head[at] == b'*'
                && head[..at].ends_with(b"\r\nauthorization: Bearer ")
                && head[at..].starts_with(asterisks.as_bytes())
        };
        let start = (0..head.len()).find(is_placeholder)?;
        let place = start..start + self.0.len();
        head[place.clone()].copy_from_slice(self.0.as_bytes());
        Some(place)
    }

    /// Replaces the token wherever it is in `text`: as it is, percent-encoded, in other case, or broken
    /// by white space.
    pub fn redact(&self, text: &str) -> String {
        // A shorter text has no room for the token.
        if !self.is_secret() || text.len() < self.0.len() {
            return text.to_owned();
        }
        let mut redacted = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some(after) = self.strip_from_start(rest) {
                redacted.push_str("[token]");
                rest = after;
            } else {
                redacted.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        redacted
    }

    pub fn redact_error(&self, error: Error) -> Error {
        Error { message: self.redact(&error.message), ..error }
    }

    /// The rest of a text that starts with the token.
    fn strip_from_start<'t>(&self, text: &'t str) -> Option<&'t str> {
        let mut rest = text;
        for (index, expected) in self.0.bytes().enumerate() {
            if index > 0 {
                rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
            }
            let (byte, length) = first_byte(rest)?;
            if !byte.eq_ignore_ascii_case(&expected) {
                return None;
            }
            // A byte that equals one of a token is ASCII, so the text is cut between characters.
            rest = &rest[length..];
        }
        Some(rest)
    }

    fn is_secret(&self) -> bool {
        self.0.len() >= MIN_SECRET_BYTES
    }
}

/// The first byte of a text, decoded if it is percent-encoded, and the length of its notation.
fn first_byte(text: &str) -> Option<(u8, usize)> {
    let first = *text.as_bytes().first()?;
    let hex = text.get(1..3).filter(|_| first == b'%');
    match hex.map(|hex| u8::from_str_radix(hex, 16)) {
        Some(Ok(byte)) => Some((byte, 3)),
        _ => Some((first, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_token_is_refused_without_quoting_it() {
        for wrong in
            ["", "secret\n", "secret\r\nX: y", "Bearer secret", "secr\u{e9}t", "secret\u{7f}"]
        {
            let error = Token::new(wrong).err().expect("refused");
            assert_eq!(error.code, WEBEXREC_E_INVALID_TOKEN);
            assert!(!error.message.contains("secr"), "{error}");
        }
    }

    #[test]
    fn a_token_is_redacted_unless_it_is_too_short() {
        let token = Token::new("s3cret").expect("a token");
        assert_eq!(token.redact("no s3cret, s3cret!"), "no [token], [token]!");
        let short = Token::new("t").expect("a token");
        assert_eq!(short.redact("not this"), "not this");
    }

    #[test]
    fn a_token_is_redacted_in_any_notation() {
        let token = Token::new("s3/cr%t").expect("a token");
        for text in ["S3/CR%T", "s3%2Fcr%25t", "%73%33%2fcr%t", "s3/\r\n cr%t", "s3/c\u{85}r%t"] {
            assert_eq!(token.redact(&format!("a {text}b")), "a [token]b", "{text}");
        }
        for text in ["s3/cr%", "s3/cr%2", "s3/cr\u{e9}t", "s3cr%t", "%", "%2\u{e9}", ""] {
            assert_eq!(token.redact(text), text);
        }
    }

    #[test]
    fn a_token_is_found_within_a_text() {
        let token = Token::new("s3cret").expect("a token");
        assert!(token.is_in("s3cret") && token.is_in("Bearer:s3cret") && !token.is_in("s3cre"));
        let short = Token::new("t").expect("a token");
        assert!(short.is_in("t") && !short.is_in("it"));
    }

    #[test]
    fn a_token_replaces_the_placeholder_in_the_authorization_header_alone() {
        let token = Token::new("s3cret").expect("a token");
        let placeholder = token.placeholder();
        let mut head = format!(
            "GET / HTTP/1.1\r\nx: {placeholder}\r\nauthorization: {placeholder}\r\nhost: h\r\n\r\n"
        )
        .into_bytes();
        let place = token.fill_in(&mut head).expect("a place");
        assert_eq!(&head[place], b"s3cret");
        let filled = String::from_utf8(head.clone()).expect("UTF-8");
        assert_eq!(filled.matches("\r\nauthorization: Bearer s3cret\r\n").count(), 1);
        assert_eq!(token.fill_in(&mut head), None, "there is no second place");
    }
}
