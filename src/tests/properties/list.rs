//! A byte for the flags, one for the query, and responses in the form of `response.rs`, separated by
//! NUL: the pages, in the order in which they are requested.

use super::assertions::{assert_message, assert_no_token};
use super::input::Input;
use super::response;
use crate::codes::*;
use crate::engine::{Completion, Job};
use crate::error::Error;
use crate::input::base_url::BaseUrl;
use crate::jobs::list::Listing;
use serde_json::Value;
use std::collections::HashSet;
use time::UtcDateTime;

const WITH_HOST: &str = r#"{"hostEmail":"a@example.com","max":7}"#;
const WITH_THREE_WINDOWS: &str = r#"{"from":"2026-01-01","to":"2026-03-20"}"#;
const SECRETS: [&str; 4] =
    ["password", "downloadUrl", "playbackUrl", "temporaryDirectDownloadLinks"];

pub(super) fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let flags = input.pick(&[0, WEBEXREC_ADMIN, WEBEXREC_INCLUDE_SECRETS]);
    let query = input.pick(&["{}", WITH_HOST, WITH_THREE_WINDOWS]);
    let base_url = BaseUrl::parse("https://webexapis.com/v1", "test").expect("a URL");
    let Ok(listing) = Listing::new(Some(query), flags, UtcDateTime::UNIX_EPOCH) else { return };
    let mut pages = listing.fetch(&base_url);
    let mut responses = input.rest().split(|byte| *byte == 0);
    let mut requested = HashSet::new();
    while let Some(id) = pages.next() {
        let request = pages.request(id);
        assert!(request.url.starts_with("https://webexapis.com/"), "the token goes elsewhere");
        assert!(request.body.is_none());
        assert!(requested.insert((id, request.url)), "a page is requested once");
        let Some(response) = responses.next() else { return };
        let Some(response) = response::read(response) else { return };
        let completion = match response.status {
            200 | 204 => Completion::Accepted(response),
            _ => Completion::Rejected(response),
        };
        if let Err(error) = pages.settle(id, completion) {
            return assert_error(&error);
        }
    }
    let listed = pages.counts().done;
    assert_list(&pages.into_json(), listed, flags, query);
}

fn assert_error(error: &Error) {
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
        if query == WITH_HOST && recording["shareToMe"] != true {
            assert!(!recording["hostEmail"].is_null(), "its host is known");
        }
    }
}
