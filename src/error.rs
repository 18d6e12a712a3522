//! The error of a call: a result code for programs, a message for people.

use std::fmt;

/// A result code other than `WEBEXREC_OK`, with a message that says what was wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Error {
    pub code: i32,
    pub message: String,
}

pub(crate) type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        Error { code, message: message.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
