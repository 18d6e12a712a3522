//! Lists recordings: every page of a query, and what is added to and removed from each item.

use crate::codes::*;
use crate::engine::{Completion, Counts, Job, RequestId};
use crate::error::{Error, Result};
use crate::http::Request;
use crate::input::base_url::BaseUrl;
use crate::input::flags;
use crate::input::query::Query;
use serde_json::Value;
use std::collections::{HashSet, VecDeque};
use time::UtcDateTime;

/// Members that give access to the recording to whoever reads them.
const SECRETS: [&str; 4] =
    ["password", "downloadUrl", "playbackUrl", "temporaryDirectDownloadLinks"];
/// Pages in a row without a new recording after which a list is taken to go in circles. Empty pages
/// occur, and pages overlap while recordings are added.
const MAX_PAGES_WITHOUT_NEWS: usize = 1000;

/// A query for recordings, checked before anything is sent.
pub(crate) struct Listing {
    query: Query,
    admin: bool,
    include_secrets: bool,
}

impl Listing {
    pub fn new(query_json: Option<&str>, flags: u32, now: UtcDateTime) -> Result<Self> {
        flags::allow(flags, WEBEXREC_ADMIN | WEBEXREC_INCLUDE_SECRETS)?;
        let admin = flags & WEBEXREC_ADMIN != 0;
        let query = Query::new(query_json, admin, now)?;
        Ok(Listing { query, admin, include_secrets: flags & WEBEXREC_INCLUDE_SECRETS != 0 })
    }

    pub fn fetch(self, base_url: &BaseUrl) -> Pages<'_> {
        let path = if self.admin { "/admin/recordings" } else { "/recordings" };
        let windows = self.query.windows().into_iter().map(|query| {
            let next = base_url.join(path, &query);
            Window { next, visited: HashSet::new(), pages_without_news: 0, recordings: Vec::new() }
        });
        let windows: Vec<_> = windows.collect();
        let ready = (0..windows.len()).collect();
        Pages { listing: self, base_url, windows, ready, known: HashSet::new() }
    }

    /// Makes an item fit to be shown, and to be given to a change as it is.
    fn adapt(&self, mut item: Value) -> Value {
        let Some(recording) = item.as_object_mut() else { return item };
        if !self.include_secrets {
            SECRETS.iter().for_each(|name| drop(recording.remove(*name)));
        }
        let is_shared = recording.get("shareToMe") == Some(&Value::Bool(true));
        if let (Some(host_email), false) = (self.query.get("hostEmail"), is_shared) {
            let known = recording.entry("hostEmail").or_insert(Value::Null);
            if known.is_null() {
                *known = host_email.into();
            }
        }
        item
    }
}

/// The pages of all windows of time. Windows are fetched side by side, the pages of one window one after
/// another, since each page names the next. A request's id is the index of its window.
pub(crate) struct Pages<'b> {
    listing: Listing,
    base_url: &'b BaseUrl,
    windows: Vec<Window>,
    /// Windows whose next page can be requested.
    ready: VecDeque<usize>,
    /// The ids listed. One recording may be on several pages and in two windows.
    known: HashSet<String>,
}

struct Window {
    next: String,
    visited: HashSet<String>,
    pages_without_news: usize,
    recordings: Vec<Value>,
}

impl Pages<'_> {
    /// Removes the recordings that came so far.
    pub fn take(&mut self) -> impl Iterator<Item = Value> {
        self.windows.iter_mut().flat_map(|window| std::mem::take(&mut window.recordings))
    }

    /// A JSON array of the recordings, in the order of the service.
    pub fn into_json(self) -> String {
        let recordings = self.windows.into_iter().flat_map(|window| window.recordings);
        Value::Array(recordings.collect()).to_string()
    }

    fn follow(&self, link: &str) -> Result<String> {
        let url = self.base_url.follow(link).ok_or_else(|| {
            incomplete(
                "the link to the next page leads to another service, which must not get the token",
            )
        })?;
        // The service has been seen to replace the page size of the next link by null.
        let page_size = self.listing.query.get("max").unwrap_or_default();
        Ok(url.replacen("max=null", &format!("max={page_size}"), 1))
    }
}

impl Job for Pages<'_> {
    fn next(&mut self) -> Option<RequestId> {
        self.ready.pop_front()
    }

    fn request(&self, id: RequestId) -> Request {
        Request::get(self.windows[id].next.clone())
    }

    /// A page may be empty and still have a next one.
    fn settle(&mut self, id: RequestId, completion: Completion) -> Result<()> {
        let response = completion.into_response()?;
        let window = &mut self.windows[id];
        let known_before = self.known.len();
        for (recording_id, item) in items(response.content()?)? {
            if self.known.insert(recording_id) {
                window.recordings.push(self.listing.adapt(item));
            }
        }
        let has_news = self.known.len() > known_before;
        window.pages_without_news = if has_news { 0 } else { window.pages_without_news + 1 };
        if window.pages_without_news > MAX_PAGES_WITHOUT_NEWS {
            return Err(incomplete("the pages go in circles"));
        }
        let Some(link) = response.next else { return Ok(()) };
        let next = self.follow(&link)?;
        let window = &mut self.windows[id];
        let visited = std::mem::replace(&mut window.next, next);
        window.visited.insert(visited);
        // The service has been seen to link a page to itself. Then there is nothing more.
        if !window.visited.contains(&window.next) {
            self.ready.push_back(id);
        }
        Ok(())
    }

    fn counts(&self) -> Counts {
        Counts { done: self.known.len() as u64, ..Counts::default() }
    }
}

/// The recordings of a page, each with its id.
fn items(mut page: Value) -> Result<Vec<(String, Value)>> {
    let Some(Value::Array(items)) = page.get_mut("items").map(Value::take) else {
        return Err(incomplete("the response is JSON but has no recordings; check the base URL"));
    };
    let with_id = |item: Value| Some((item["id"].as_str()?.to_owned(), item));
    let read: Option<Vec<_>> = items.into_iter().map(with_id).collect();
    read.ok_or_else(|| incomplete("the response has a recording without an id"))
}

fn incomplete(fault: &str) -> Error {
    Error::new(WEBEXREC_E_BAD_RESPONSE, format!("the list can't be completed: {fault}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(json: &str, flags: u32) -> Result<Listing> {
        Listing::new(Some(json), flags, UtcDateTime::UNIX_EPOCH)
    }

    #[test]
    fn an_item_gets_the_host_it_was_asked_for_and_loses_its_secrets() {
        let host = r#"{"hostEmail":"a@example.com"}"#;
        let item = || serde_json::json!({"id":"1","password":"p","downloadUrl":"d","playbackUrl":"b","temporaryDirectDownloadLinks":{},"new":1});
        let plain = listing(host, 0).expect("valid").adapt(item());
        assert_eq!(plain, serde_json::json!({"id":"1","hostEmail":"a@example.com","new":1}));
        let with_secrets = listing("{}", WEBEXREC_INCLUDE_SECRETS).expect("valid").adapt(item());
        assert_eq!(with_secrets, item());

        let own = serde_json::json!({"id":"1","hostEmail":"b@example.com"});
        assert_eq!(listing(host, 0).expect("valid").adapt(own.clone()), own);
        let shared = serde_json::json!({"id":"1","shareToMe":true});
        assert_eq!(listing(host, 0).expect("valid").adapt(shared.clone()), shared);
    }
}
