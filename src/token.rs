//! The access token: checked once, wiped when dropped, never shown.

use crate::codes::WEBEXREC_E_INVALID_TOKEN;
use crate::error::{Error, Result};
use std::hash::{BuildHasher, Hash};
use ureq::http::HeaderValue;
use zeroize::Zeroizing;

/// Has neither `Debug` nor `Display`, so that it can't end up in a message by accident.
pub(crate) struct Token(Zeroizing<String>);

impl Token {
    pub fn new(text: &str) -> Result<Self> {
        let fault = if text.is_empty() {
            "is empty"
        } else if text.chars().any(char::is_control) {
            "has control characters, such as a line end"
        } else if text.chars().any(char::is_whitespace) {
            "has a space"
        } else if !text.is_ascii() {
            "has characters that no access token has"
        } else {
            return Ok(Token(Zeroizing::new(text.to_owned())));
        };
        let remedy = "give the access token alone, without \"Bearer\" or a line end";
        Err(Error::new(WEBEXREC_E_INVALID_TOKEN, format!("token {fault}; {remedy}")))
    }

    pub fn is(&self, text: &str) -> bool {
        *self.0 == text
    }

    pub fn is_same(&self, other: &Token) -> bool {
        self.is(&other.0)
    }

    /// A number that says nothing of the token to who doesn't know the hasher's own chance.
    pub fn hashed(&self, hasher: &impl BuildHasher, with: impl Hash) -> u64 {
        hasher.hash_one((self.0.as_str(), with))
    }

    /// The value of the `Authorization` header.
    pub fn authorization(&self) -> HeaderValue {
        let value = Zeroizing::new(format!("Bearer {}", self.0.as_str()));
        let mut header = HeaderValue::from_str(&value).expect("visible ASCII is a header value");
        header.set_sensitive(true);
        header
    }

    /// `text` without the token, should the service have put it there.
    pub fn strike_from(&self, text: &str) -> String {
        text.replace(self.0.as_str(), "[token]")
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
        assert_eq!(token.strike_from("no s3cret, s3cret!"), "no [token], [token]!");
    }

    #[test]
    fn a_token_is_sent_as_a_sensitive_bearer_header() {
        let header = Token::new("s3cret").expect("a token").authorization();
        assert_eq!(header.to_str().ok(), Some("Bearer s3cret"));
        assert_eq!(format!("{header:?}"), "Sensitive");
    }
}
