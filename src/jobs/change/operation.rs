//! The three changes that a recording can undergo, as the service's reference names them.

use crate::codes::*;
use crate::error::Result;
use crate::input::flags;
use crate::util::json::{Object, push_array, push_text};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Move,
    Restore,
    Purge,
}

/// Which recordings of a site and host a request is about.
pub(crate) enum Selection<'a> {
    These(Vec<&'a str>),
    All,
}

impl Operation {
    pub fn path(self) -> &'static str {
        match self {
            Operation::Move => "/recordings/softDelete",
            Operation::Restore => "/recordings/restore",
            Operation::Purge => "/recordings/purge",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Operation::Move => "moveToRecycleBin",
            Operation::Restore => "restoreFromRecycleBin",
            Operation::Purge => "purgeFromRecycleBin",
        }
    }

    /// What was done to a recording, for messages.
    pub fn done(self) -> &'static str {
        match self {
            Operation::Move => "moved to the recycle bin",
            Operation::Restore => "restored from the recycle bin",
            Operation::Purge => "purged from the recycle bin",
        }
    }

    /// The request body. Absent members are left out: the service's reference has no null.
    pub fn body(self, selection: &Selection, site_url: Option<&str>) -> Vec<u8> {
        let mut json = String::new();
        if let Selection::These(ids) = selection {
            json.reserve(ids.iter().map(|id| id.len() + 3).sum::<usize>() + 100);
        }
        let mut body = Object::begin(&mut json);
        match (selection, self) {
            (Selection::These(ids), _) => {
                push_array(body.member("recordingIds"), ids.iter(), |json, id| push_text(json, id));
            }
            (Selection::All, Operation::Restore) => body.plain("restoreAll", Some(true)),
            (Selection::All, Operation::Purge) => body.plain("purgeAll", Some(true)),
            (Selection::All, Operation::Move) => unreachable!("check_flags refuses it"),
        }
        body.text("siteUrl", site_url);
        body.end();
        json.into_bytes()
    }

    pub fn check_flags(self, flags: u32) -> Result<()> {
        flags::allow(
            flags,
            WEBEXREC_ALL | WEBEXREC_DRY_RUN | WEBEXREC_SINGLE_REQUEST | WEBEXREC_VERIFY,
        )?;
        let all = flags & WEBEXREC_ALL != 0;
        if all && self == Operation::Move {
            return Err(flags::refused(
                "WEBEXREC_ALL is not for moving; name the recordings to move",
            ));
        }
        if all && flags & WEBEXREC_SINGLE_REQUEST != 0 {
            let fault = "WEBEXREC_ALL is one request anyhow; leave WEBEXREC_SINGLE_REQUEST out";
            return Err(flags::refused(fault));
        }
        if flags & WEBEXREC_DRY_RUN != 0 && flags & WEBEXREC_VERIFY != 0 {
            let fault = "WEBEXREC_DRY_RUN sends nothing that WEBEXREC_VERIFY could look up; leave out \
                         one of the two";
            return Err(flags::refused(fault));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Operation::*;

    fn body(operation: Operation, selection: Selection, site_url: Option<&str>) -> String {
        String::from_utf8(operation.body(&selection, site_url)).expect("JSON is UTF-8")
    }

    #[test]
    fn a_body_has_what_was_given_and_no_nulls() {
        let ids = || Selection::These(vec!["a", "b\""]);
        assert_eq!(body(Move, ids(), None), r#"{"recordingIds":["a","b\""]}"#);
        assert_eq!(
            body(Purge, ids(), Some("x.webex.com")),
            r#"{"recordingIds":["a","b\""],"siteUrl":"x.webex.com"}"#
        );
        assert_eq!(body(Restore, Selection::All, None), r#"{"restoreAll":true}"#);
        assert_eq!(
            body(Purge, Selection::All, Some("x.webex.com")),
            r#"{"purgeAll":true,"siteUrl":"x.webex.com"}"#
        );
    }

    #[test]
    fn flags_that_are_unknown_or_contradict_are_refused() {
        for operation in [Move, Restore, Purge] {
            let contradicting = [WEBEXREC_DRY_RUN | WEBEXREC_VERIFY, 5];
            let unknown = [WEBEXREC_ADMIN, WEBEXREC_INCLUDE_SECRETS, 64, 1 << 31];
            for flags in contradicting.into_iter().chain(unknown) {
                let error = operation.check_flags(flags).expect_err("refused");
                assert_eq!(error.code, WEBEXREC_E_INVALID_FLAGS, "{operation:?} {flags}");
            }
            assert_eq!(operation.check_flags(WEBEXREC_DRY_RUN | WEBEXREC_SINGLE_REQUEST), Ok(()));
            assert_eq!(operation.check_flags(WEBEXREC_VERIFY | WEBEXREC_SINGLE_REQUEST), Ok(()));
        }
        assert!(Move.check_flags(WEBEXREC_ALL).is_err());
        assert_eq!(Purge.check_flags(WEBEXREC_ALL | WEBEXREC_DRY_RUN), Ok(()));
    }
}
