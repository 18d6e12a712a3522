//! Which flags a function takes.

use crate::codes::*;
use crate::error::{Error, Result};

const NAMES: [(u32, &str); 6] = [
    (WEBEXREC_ALL, "WEBEXREC_ALL"),
    (WEBEXREC_DRY_RUN, "WEBEXREC_DRY_RUN"),
    (WEBEXREC_SINGLE_REQUEST, "WEBEXREC_SINGLE_REQUEST"),
    (WEBEXREC_VERIFY, "WEBEXREC_VERIFY"),
    (WEBEXREC_ADMIN, "WEBEXREC_ADMIN"),
    (WEBEXREC_INCLUDE_SECRETS, "WEBEXREC_INCLUDE_SECRETS"),
];

/// Refuses every bit that is not among the allowed ones.
pub(crate) fn allow(flags: u32, allowed: u32) -> Result<()> {
    let excess = flags & !allowed;
    if excess == 0 {
        return Ok(());
    }
    let takes = if allowed == 0 { "none; give 0".into() } else { names(allowed) };
    Err(refused(&format!("{} can't be used in this function; it takes {takes}", names(excess))))
}

pub(crate) fn refused(fault: &str) -> Error {
    Error::new(WEBEXREC_E_INVALID_FLAGS, format!("flags: {fault}"))
}

/// The flags by name, and the unknown ones as a number.
fn names(flags: u32) -> String {
    let mut parts = Vec::new();
    let mut unknown = flags;
    for (bit, name) in NAMES.iter().filter(|(bit, _)| flags & bit != 0) {
        parts.push((*name).to_owned());
        unknown &= !bit;
    }
    if unknown != 0 {
        parts.push(format!("{unknown:#x}"));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_flags_that_are_not_allowed_and_those_that_are() {
        assert_eq!(allow(WEBEXREC_ALL, WEBEXREC_ALL | WEBEXREC_DRY_RUN), Ok(()));
        let error =
            allow(WEBEXREC_ADMIN | 64, WEBEXREC_ALL | WEBEXREC_DRY_RUN).expect_err("refused");
        assert_eq!(
            error.message,
            "flags: WEBEXREC_ADMIN, 0x40 can't be used in this function; it takes WEBEXREC_ALL, WEBEXREC_DRY_RUN"
        );
        assert!(allow(1, 0).expect_err("refused").message.ends_with("it takes none; give 0"));
    }
}
