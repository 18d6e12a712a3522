//! Lists recordings: from a query to every page of it, and what is filled in and left out.

use crate::codes::*;
use crate::error::{Error, Result};
use crate::flags;
use crate::settings::BaseUrl;
use crate::text;
use crate::transport::Service;
use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashSet;

const LARGEST_PAGE: u32 = 100;
const LONGEST_VALUE: usize = 1024;
const LONGEST_ADMIN_WINDOW: SignedDuration = SignedDuration::from_hours(30 * 24);
/// What lets whoever reads it see the recording.
const SECRETS: [&str; 4] =
    ["password", "downloadUrl", "playbackUrl", "temporaryDirectDownloadLinks"];

/// The query of `GET /recordings` and `GET /admin/recordings`, under the service's own names.
#[derive(Deserialize, Serialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Query {
    max: Option<u32>,
    from: Option<String>,
    to: Option<String>,
    meeting_id: Option<String>,
    host_email: Option<String>,
    site_url: Option<String>,
    integration_tag: Option<String>,
    topic: Option<String>,
    format: Option<Format>,
    service_type: Option<ServiceType>,
    status: Option<Status>,
}

#[derive(Deserialize, Serialize)]
enum Format {
    #[serde(rename = "MP4")]
    Mp4,
    #[serde(rename = "ARF")]
    Arf,
}

#[derive(Deserialize, Serialize)]
#[expect(clippy::enum_variant_names, reason = "Webex names them so")]
enum ServiceType {
    MeetingCenter,
    EventCenter,
    SupportCenter,
    TrainingCenter,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum Status {
    Available,
    Deleted,
    Purged,
}

/// A listing, checked before anything of it is sent.
pub(crate) struct Listing {
    query: Query,
    admin: bool,
    include_secrets: bool,
}

impl Listing {
    pub fn new(query_json: Option<&str>, flags: u32, now: Timestamp) -> Result<Self> {
        flags::allow(flags, WEBEXREC_ADMIN | WEBEXREC_INCLUDE_SECRETS)?;
        let mut query = query_json.map_or(Ok(Query::default()), Query::parse)?;
        let admin = flags & WEBEXREC_ADMIN != 0;
        query.check(admin).and_then(|()| query.complete(admin, now)).map_err(|fault| {
            Error::new(WEBEXREC_E_INVALID_QUERY, format!("query_json: {fault}"))
        })?;
        Ok(Listing { query, admin, include_secrets: flags & WEBEXREC_INCLUDE_SECRETS != 0 })
    }

    /// Walks all pages; a page may be empty and still have a next one. The answer is a JSON array.
    pub fn fetch(&self, service: &Service) -> Result<String> {
        let path = if self.admin { "/admin/recordings" } else { "/recordings" };
        let mut next = Some(self.query.url(service.base_url(), path));
        let mut visited = HashSet::new();
        let mut recordings = Vec::new();
        while let Some(url) = next {
            let answer = service.get(&url).map_err(|failure| failure.error)?;
            for item in items(answer.content()?)? {
                recordings.push(self.adapt(item));
            }
            visited.insert(url);
            next = answer.next.map(|link| self.follow(service, &link)).transpose()?;
            // The service has been seen to link a page to itself; there is nothing more then.
            next = next.filter(|url| !visited.contains(url));
        }
        Ok(Value::Array(recordings).to_string())
    }

    fn follow(&self, service: &Service, link: &str) -> Result<String> {
        let Some(url) = service.base_url().follow(link) else {
            return Err(Error::new(
                WEBEXREC_E_BAD_ANSWER,
                "the link to the next page leads to another server, which must not get the token; \
                 the list is not complete",
            ));
        };
        // Seen from the service: the page size of the next link replaced by null.
        Ok(url.replacen("max=null", &format!("max={}", self.query.page_size()), 1))
    }

    /// Makes an item fit to be given to a change as it is, and to be shown.
    fn adapt(&self, mut item: Value) -> Value {
        let Some(recording) = item.as_object_mut() else { return item };
        if !self.include_secrets {
            SECRETS.iter().for_each(|name| drop(recording.remove(*name)));
        }
        let shared = recording.get("shareToMe") == Some(&Value::Bool(true));
        if let (Some(host_email), false) = (&self.query.host_email, shared) {
            let known = recording.entry("hostEmail").or_insert(Value::Null);
            if known.is_null() {
                *known = host_email.as_str().into();
            }
        }
        item
    }
}

fn items(mut page: Value) -> Result<Vec<Value>> {
    match page.get_mut("items").map(Value::take) {
        Some(Value::Array(items)) if items.iter().all(|item| item["id"].is_string()) => Ok(items),
        _ => Err(Error::new(
            WEBEXREC_E_BAD_ANSWER,
            "the answer is JSON but not a list of recordings; check the base URL",
        )),
    }
}

impl Query {
    fn parse(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(|error| {
            if error.is_data() {
                Error::new(WEBEXREC_E_INVALID_QUERY, format!("query_json: {error}"))
            } else {
                let message =
                    format!("query_json is not JSON: {error}; give an object such as {{}}");
                Error::new(WEBEXREC_E_NOT_JSON, message)
            }
        })
    }

    /// An `Err` says what is wrong and what to do.
    fn check(&self, admin: bool) -> std::result::Result<(), String> {
        if !(1..=LARGEST_PAGE).contains(&self.page_size()) {
            return Err(format!("max is the page size, from 1 to {LARGEST_PAGE}; leave it out"));
        }
        if let Some(site_url) = &self.site_url {
            text::check_site_url(site_url).map_err(|fault| format!("siteUrl {fault}"))?;
        }
        if let Some(host_email) = &self.host_email {
            text::check_email(host_email).map_err(|fault| format!("hostEmail {fault}"))?;
            if admin {
                return Err("hostEmail is not for WEBEXREC_ADMIN, which lists all hosts; \
                            leave out one of the two"
                    .into());
            }
        }
        let texts = [
            ("meetingId", &self.meeting_id),
            ("integrationTag", &self.integration_tag),
            ("topic", &self.topic),
        ];
        for (name, text) in
            texts.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?)))
        {
            if text.is_empty() {
                return Err(format!("{name} is empty; leave it out"));
            }
            if text.len() > LONGEST_VALUE {
                return Err(format!("{name} is longer than {LONGEST_VALUE} bytes; shorten it"));
            }
            if text.contains(char::is_control) {
                return Err(format!("{name} has control characters; remove them"));
            }
        }
        Ok(())
    }

    /// Makes explicit what the service would silently choose otherwise: a page size of 10, and for
    /// `from` alone a window of seven days.
    fn complete(&mut self, admin: bool, now: Timestamp) -> std::result::Result<(), String> {
        self.max = Some(self.page_size());
        let to = match (&self.from, &self.to) {
            (None, None) => return Ok(()),
            (None, Some(_)) => {
                return Err(
                    "to without from would show the last seven days before it; give from too"
                        .into(),
                );
            }
            (Some(_), None) => now,
            (Some(_), Some(to)) => instant("to", to, civil::Time::MAX)?,
        };
        let from = instant("from", self.from.as_deref().unwrap_or_default(), civil::Time::MIN)?;
        if from > to {
            return Err(
                "from is later than to, which is now unless given; correct one of them".into()
            );
        }
        let window_counts = admin && self.meeting_id.is_none();
        if window_counts && to.duration_since(from) > LONGEST_ADMIN_WINDOW {
            return Err(
                "from and to are more than 30 days apart, the most that the service lists with \
                        WEBEXREC_ADMIN; call once for each 30 days"
                    .into(),
            );
        }
        if self.to.is_none() {
            let seconds =
                Timestamp::from_second(now.as_second()).map_err(|error| error.to_string())?;
            self.to = Some(seconds.to_string());
        }
        Ok(())
    }

    fn page_size(&self) -> u32 {
        self.max.unwrap_or(LARGEST_PAGE)
    }

    fn url(&self, base_url: &BaseUrl, path: &str) -> String {
        let Ok(Value::Object(members)) = serde_json::to_value(self) else {
            unreachable!("a struct is an object");
        };
        let present = members.iter().filter_map(|(name, value)| match value {
            Value::Null => None,
            Value::String(text) => Some((name.as_str(), text.clone())),
            other => Some((name.as_str(), other.to_string())),
        });
        base_url.join(path, &present.collect::<Vec<_>>())
    }
}

/// An ISO 8601 time; without an offset it is UTC, and a date alone stands for `time` on that day.
fn instant(name: &str, text: &str, time: civil::Time) -> std::result::Result<Timestamp, String> {
    let local = |datetime| TimeZone::UTC.to_timestamp(datetime);
    text.parse::<Timestamp>()
        .or_else(|_| {
            let date_alone = !text.contains([':', 'T', 't', ' ']);
            if date_alone {
                local(text.parse::<civil::Date>()?.to_datetime(time))
            } else {
                local(text.parse()?)
            }
        })
        .map_err(|_| {
            format!("{name} is not an ISO 8601 time; give one such as 2026-01-31T00:00:00Z")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(json: &str, flags: u32) -> Result<Listing> {
        Listing::new(Some(json), flags, "2026-03-01T12:00:00.5Z".parse().expect("a time"))
    }

    fn encoded(json: &str) -> String {
        let base_url = BaseUrl::parse("https://webexapis.com/v1", "base URL").expect("a base URL");
        let url = listing(json, 0).expect(json).query.url(&base_url, "/recordings");
        url.strip_prefix("https://webexapis.com/v1/recordings?").expect("the path").to_owned()
    }

    #[test]
    fn a_query_is_sent_under_the_services_names_and_percent_encoded() {
        assert_eq!(encoded("{}"), "max=100");
        assert_eq!(
            encoded(
                r#"{"hostEmail":"d+e@example.com","topic":"a b&c=é","status":"deleted","format":"MP4","serviceType":"EventCenter","max":7,"siteUrl":null}"#
            ),
            "format=MP4&hostEmail=d%2Be%40example.com&max=7&serviceType=EventCenter&status=deleted\
             &topic=a%20b%26c%3D%C3%A9"
        );
    }

    #[test]
    fn from_alone_runs_to_now_and_to_alone_is_refused() {
        assert_eq!(
            encoded(r#"{"from":"2020-01-01T00:00:00Z"}"#),
            "from=2020-01-01T00%3A00%3A00Z&max=100&to=2026-03-01T12%3A00%3A00Z"
        );
        assert!(listing(r#"{"to":"2020-01-01T00:00:00Z"}"#, 0).is_err());
    }

    #[test]
    fn times_are_iso_8601_in_order_and_for_an_admin_at_most_30_days_apart() {
        for from in [
            "2026-02-01",
            "2026-02-01T00:00:00",
            "2026-02-01T00:00:00.5+01:00",
            "2026-02-01T00:00Z",
        ] {
            assert!(listing(&format!(r#"{{"from":"{from}"}}"#), WEBEXREC_ADMIN).is_ok(), "{from}");
        }
        assert!(listing(r#"{"from":"2026-02-01","to":"2026-02-01"}"#, 0).is_ok());
        for json in [
            r#"{"from":"yesterday"}"#,
            r#"{"from":""}"#,
            r#"{"from":"2026-02-30"}"#,
            r#"{"from":"2026-02-02","to":"2026-02-01"}"#,
            r#"{"from":"2030-01-01"}"#,
        ] {
            assert_eq!(
                listing(json, 0).err().expect(json).code,
                WEBEXREC_E_INVALID_QUERY,
                "{json}"
            );
        }
        let long = r#"{"from":"2026-01-01","to":"2026-02-01"}"#;
        assert!(listing(long, 0).is_ok());
        assert!(listing(long, WEBEXREC_ADMIN).is_err());
        assert!(listing(r#"{"from":"2026-01-01","meetingId":"m"}"#, WEBEXREC_ADMIN).is_ok());
    }

    #[test]
    fn a_query_with_anything_unknown_or_out_of_range_is_refused_by_name() {
        for (json, name) in [
            (r#"{"Max":5}"#, "Max"),
            (r#"{"max":0}"#, "max"),
            (r#"{"max":101}"#, "max"),
            (r#"{"max":"5"}"#, "string"),
            (r#"{"status":"gone"}"#, "gone"),
            (r#"{"format":"mp4"}"#, "mp4"),
            (r#"{"serviceType":"x"}"#, "x"),
            (r#"{"siteUrl":"https://a.b"}"#, "siteUrl"),
            (r#"{"hostEmail":"x"}"#, "hostEmail"),
            (r#"{"topic":""}"#, "topic"),
            (r#"{"topic":"a\u0000"}"#, "topic"),
            ("[]", "query_json"),
            ("7", "query_json"),
        ] {
            let error = listing(json, 0).err().expect(json);
            assert_eq!(error.code, WEBEXREC_E_INVALID_QUERY, "{json}");
            assert!(
                error.message.starts_with("query_json") && error.message.contains(name),
                "{json}: {error}"
            );
        }
        assert_eq!(listing("", 0).err().expect("refused").code, WEBEXREC_E_NOT_JSON);
        let long = format!(r#"{{"topic":"{}"}}"#, "x".repeat(5000));
        assert_eq!(listing(&long, 0).err().expect("refused").code, WEBEXREC_E_INVALID_QUERY);
        let admin = listing(r#"{"hostEmail":"a@example.com"}"#, WEBEXREC_ADMIN);
        assert_eq!(admin.err().expect("refused").code, WEBEXREC_E_INVALID_QUERY);
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
