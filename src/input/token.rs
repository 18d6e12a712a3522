//! The access token: checked once, wiped when dropped, never shown.

use crate::codes::WEBEXREC_E_INVALID_TOKEN;
use crate::error::{Error, Result};
use std::hash::{BuildHasher, Hash};
use std::ops::Range;
use zeroize::Zeroizing;

/// What is shorter is no secret, and striking it out would garble words that have it by chance.
const SHORTEST_SECRET: usize = 5;

/// Has neither `Debug` nor `Display`, so that it can't end up in a message by accident.
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

    /// Whether `text` is the token or has it in it.
    pub fn is_in(&self, text: &str) -> bool {
        text.len() >= self.0.len()
            && (*self.0 == text || (self.is_secret() && text.contains(self.0.as_str())))
    }

    pub fn is_same(&self, other: &Token) -> bool {
        *self.0 == *other.0
    }

    /// A number that says nothing of the token to who doesn't know the hasher's own chance.
    pub fn hashed(&self, hasher: &impl BuildHasher, with: impl Hash) -> u64 {
        hasher.hash_one((self.0.as_str(), with))
    }

    /// A value for the `Authorization` header that is as long as the true one.
    pub fn placeholder(&self) -> String {
        format!("Bearer {}", "*".repeat(self.0.len()))
    }

    /// Puts the token into the head of a request that has the placeholder, and gives its place.
    pub fn fill_in(&self, head: &mut [u8]) -> Option<Range<usize>> {
        // It begins with a method, as no body of JSON does: not all of that has to be searched.
        head.first().filter(|first| first.is_ascii_uppercase())?;
        let is_placeholder = |line: &[u8]| {
            let value = line.strip_prefix(b"authorization: Bearer ");
            let stars = value.and_then(|value| value.strip_suffix(b"\r\n"));
            stars.is_some_and(|s| s.len() == self.0.len() && s.iter().all(|&byte| byte == b'*'))
        };
        let mut end = 0;
        head.split_inclusive(|&byte| byte == b'\n').find(|line| {
            end += line.len();
            is_placeholder(line)
        })?;
        let end = end - "\r\n".len();
        let place = end - self.0.len()..end;
        head[place.clone()].copy_from_slice(self.0.as_bytes());
        Some(place)
    }

    /// `text` without the token, should the service have put it there, or the caller: as it is,
    /// percent-encoded, in other case, or broken by white space.
    pub fn redact(&self, text: &str) -> String {
        if !self.is_secret() || text.len() < self.0.len() {
            return text.to_owned();
        }
        let (mut struck, mut rest) = (String::new(), text);
        while let Some(c) = rest.chars().next() {
            if let Some(after) = self.skipped(rest) {
                struck.push_str("[token]");
                rest = after;
            } else {
                struck.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        struck
    }

    /// `error` without the token, should it have got into the message.
    pub fn redact_error(&self, error: Error) -> Error {
        Error { message: self.redact(&error.message), ..error }
    }

    /// What comes after the token, if `text` begins with it.
    fn skipped<'t>(&self, text: &'t str) -> Option<&'t str> {
        let mut rest = text;
        for (index, wanted) in self.0.bytes().enumerate() {
            if index > 0 {
                rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
            }
            let (byte, length) = match rest.as_bytes() {
                [b'%', ..] => match rest.get(1..3).map(|code| u8::from_str_radix(code, 16)) {
                    Some(Ok(byte)) => (byte, 3),
                    _ => (b'%', 1),
                },
                [byte, ..] => (*byte, 1),
                [] => return None,
            };
            if !byte.eq_ignore_ascii_case(&wanted) {
                return None;
            }
            // What is equal to a character of a token is ASCII.
            rest = &rest[length..];
        }
        Some(rest)
    }

    fn is_secret(&self) -> bool {
        self.0.len() >= SHORTEST_SECRET
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_could_not_be_one_is_refused_without_being_repeated() {
        for wrong in
            ["", "secret\n", "secret\r\nX: y", "Bearer secret", "secr\u{e9}t", "secret\u{7f}"]
        {
            let error = Token::new(wrong).err().expect("refused");
            assert_eq!(error.code, WEBEXREC_E_INVALID_TOKEN);
            assert!(!error.message.contains("secr"), "{error}");
        }
    }

    #[test]
    fn a_token_is_struck_from_the_text_of_others() {
        let token = Token::new("s3cret").expect("a token");
        assert_eq!(token.redact("no s3cret, s3cret!"), "no [token], [token]!");
        let short = Token::new("t").expect("a token");
        assert_eq!(short.redact("not this"), "not this");
    }

    #[test]
    fn a_token_is_struck_however_it_is_written() {
        let token = Token::new("s3/cr%t").expect("a token");
        for text in ["S3/CR%T", "s3%2Fcr%25t", "%73%33%2fcr%t", "s3/\r\n cr%t", "s3/c\u{85}r%t"] {
            assert_eq!(token.redact(&format!("a {text}b")), "a [token]b", "{text}");
        }
        for text in ["s3/cr%", "s3/cr%2", "s3/cr\u{e9}t", "s3cr%t", "%", "%2\u{e9}", ""] {
            assert_eq!(token.redact(text), text);
        }
    }

    #[test]
    fn a_token_given_as_part_of_something_is_noticed() {
        let token = Token::new("s3cret").expect("a token");
        assert!(token.is_in("s3cret") && token.is_in("Bearer:s3cret") && !token.is_in("s3cre"));
        let short = Token::new("t").expect("a token");
        assert!(short.is_in("t") && !short.is_in("it"));
    }

    #[test]
    fn a_token_is_filled_in_where_the_placeholder_is_the_value_of_its_header() {
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
