//! A byte for the flags and one for the query, and answers in the form of `answer`, with a NUL
//! between any two: pages, one after another as they are asked for.

use super::input::Input;
use super::response;
use super::{assert_message, assert_no_token};
use crate::codes::*;
use crate::engine::{Completion, Job};
use crate::error::Error;
use crate::input::base_url::BaseUrl;
use crate::jobs::list::Listing;
use serde_json::Value;
use std::collections::HashSet;
use time::UtcDateTime;

/// The last one has three windows of time.
const QUERIES: [&str; 3] = [
    "{}",
    r#"{"hostEmail":"a@example.com","max":7}"#,
    r#"{"from":"2026-01-01","to":"2026-03-20"}"#,
];
const SECRETS: [&str; 4] =
    ["password", "downloadUrl", "playbackUrl", "temporaryDirectDownloadLinks"];

pub(super) fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let flags = input.pick(&[0, WEBEXREC_ADMIN, WEBEXREC_INCLUDE_SECRETS]);
    let query = input.pick(&QUERIES);
    let base_url = BaseUrl::parse("https://webexapis.com/v1", "test").expect("a URL");
    let Ok(listing) = Listing::new(Some(query), flags, UtcDateTime::UNIX_EPOCH) else { return };
    let mut pages = listing.fetch(&base_url);
    let mut answers = input.rest().split(|byte| *byte == 0);
    let mut asked = HashSet::new();
    while let Some(key) = pages.next() {
        let request = pages.request(key);
        assert!(request.url.starts_with("https://webexapis.com/"), "the token goes elsewhere");
        assert!(request.body.is_none());
        assert!(asked.insert((key, request.url)), "a page is asked for once");
        let Some(answer) = answers.next() else { return };
        let Some(response) = response::read(answer) else { return };
        let completion = match response.status {
            200 | 204 => Completion::Accepted(response),
            _ => Completion::Rejected(response),
        };
        if let Err(error) = pages.settle(key, completion) {
            return assert_failure(&error);
        }
    }
    let listed = pages.counts().done;
    assert_list(&pages.into_json(), listed, flags, query);
}

fn assert_failure(error: &Error) {
    assert!((400..600).contains(&error.code) || error.code == WEBEXREC_E_BAD_RESPONSE, "{error}");
    assert_message(error);
    assert_no_token(&error.message);
}

fn assert_list(json: &str, listed: u64, flags: u32, query: &str) {
    let list: Vec<Value> = serde_json::from_str(json).expect("a JSON array");
    assert_eq!(list.len() as u64, listed);
    let mut ids = HashSet::new();
    for recording in &list {
        let id = recording["id"].as_str().expect("an id");
        assert!(ids.insert(id), "a recording is listed once");
        let has_secrets = SECRETS.iter().any(|name| recording.get(name).is_some());
        assert!(flags & WEBEXREC_INCLUDE_SECRETS != 0 || !has_secrets);
        if query == QUERIES[1] && recording["shareToMe"] != true {
            assert!(!recording["hostEmail"].is_null(), "its host is known");
        }
    }
}
