//! The three operations that change recordings, each described whole: what is sent, and the words for
//! it.

use super::outcome::Seen;
use crate::codes::*;
use crate::error::Result;
use crate::http::Request;
use crate::input::base_url::BaseUrl;
use crate::input::flags;
use crate::util::json::{Object, push_array, push_read_text};
use std::borrow::Cow;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Move,
    Restore,
    Purge,
}

/// What distinguishes one operation from another.
struct Description {
    /// In the report.
    name: &'static str,
    /// Of the request.
    path: &'static str,
    /// The body member that means everything in the recycle bin, where there is such a thing.
    all_member: Option<&'static str>,
    /// What was done to a recording, for messages.
    done: &'static str,
    /// Where a recording is afterwards.
    target: Seen,
}

const MOVE: Description = Description {
    name: "moveToRecycleBin",
    path: "/recordings/softDelete",
    all_member: None,
    done: "moved to the recycle bin",
    target: Seen::Deleted,
};

const RESTORE: Description = Description {
    name: "restoreFromRecycleBin",
    path: "/recordings/restore",
    all_member: Some("restoreAll"),
    done: "restored from the recycle bin",
    target: Seen::Available,
};

const PURGE: Description = Description {
    name: "purgeFromRecycleBin",
    path: "/recordings/purge",
    all_member: Some("purgeAll"),
    done: "purged from the recycle bin",
    target: Seen::Purged,
};

/// The recordings of a site and host that a request is about.
pub(crate) enum Selection<'a> {
    These(Vec<&'a Cow<'a, str>>),
    All,
}

impl Operation {
    /// Of every request, whatever the operation.
    pub const METHOD: &str = "POST";

    /// The service takes at most this many ids in one request.
    pub const BATCH_SIZE: usize = 100;

    fn description(self) -> &'static Description {
        match self {
            Operation::Move => &MOVE,
            Operation::Restore => &RESTORE,
            Operation::Purge => &PURGE,
        }
    }

    pub fn name(self) -> &'static str {
        self.description().name
    }

    pub fn path(self) -> &'static str {
        self.description().path
    }

    pub fn done(self) -> &'static str {
        self.description().done
    }

    pub fn target(self) -> Seen {
        self.description().target
    }

    /// The request for a selection of one site and host.
    pub fn request(
        self,
        base_url: &BaseUrl,
        selection: &Selection,
        site_url: Option<&str>,
        host_email: Option<&str>,
    ) -> Request {
        let query: Vec<_> = host_email.iter().map(|email| ("hostEmail", *email)).collect();
        Request::post(base_url.join(self.path(), &query), self.body(selection, site_url))
    }

    /// Absent members are left out: the service's reference has no null.
    fn body(self, selection: &Selection, site_url: Option<&str>) -> Vec<u8> {
        let mut json = String::new();
        let mut body = Object::begin(&mut json);
        match selection {
            Selection::These(ids) => {
                let ids = ids.iter();
                push_array(body.member("recordingIds"), ids, |json, id| push_read_text(json, id));
            }
            Selection::All => {
                let member = self.description().all_member;
                body.plain(member.expect("check_flags refuses the others"), Some(true));
            }
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
        let has = |flag: u32| flags & flag != 0;
        let fault = if has(WEBEXREC_ALL) && self.description().all_member.is_none() {
            "WEBEXREC_ALL is not for moving; name the recordings to move"
        } else if has(WEBEXREC_ALL) && has(WEBEXREC_SINGLE_REQUEST) {
            "WEBEXREC_ALL is one request in any case; leave WEBEXREC_SINGLE_REQUEST out"
        } else if has(WEBEXREC_DRY_RUN) && has(WEBEXREC_VERIFY) {
            "WEBEXREC_DRY_RUN sends nothing that WEBEXREC_VERIFY could look up; leave out one of the \
             two"
        } else {
            return Ok(());
        };
        Err(flags::refused(fault))
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
        let read = [Cow::Borrowed("a"), Cow::Owned("b\"".to_owned())];
        let ids = || Selection::These(read.iter().collect());
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
    fn a_request_has_the_method_and_path_that_a_dry_run_reports() {
        let base_url = BaseUrl::parse("https://webexapis.com/v1", "base_url").expect("valid");
        for operation in [Move, Restore, Purge] {
            let request = operation.request(&base_url, &Selection::These(Vec::new()), None, None);
            assert_eq!(request.method, Operation::METHOD);
            assert_eq!(request.url, format!("https://webexapis.com/v1{}", operation.path()));
        }
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
