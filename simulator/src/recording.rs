//! A recording: its data, its state now and earlier, and its JSON in lists.

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use std::time::Instant;

/// The state of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// On its site.
    Available,
    /// In the recycle bin.
    Deleted,
    /// Deleted for good.
    Purged,
}

/// A recording with everything the service knows of it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)] // The service's own names.
pub struct Recording {
    pub id: String,
    pub meeting_id: String,
    pub scheduled_meeting_id: String,
    pub meeting_series_id: String,
    pub topic: String,
    #[serde(serialize_with = "as_text")]
    pub create_time: Timestamp,
    #[serde(serialize_with = "as_text")]
    pub time_recorded: Timestamp,
    pub host_display_name: String,
    pub host_email: String,
    pub site_url: String,
    pub download_url: String,
    pub playback_url: String,
    pub password: String,
    pub format: String,
    pub service_type: String,
    pub duration_seconds: u32,
    pub size_bytes: u64,
    pub integration_tags: Vec<String>,
    /// Users, other than the host, whose lists show it.
    pub shared_with: Vec<String>,
    pub status: Status,
    /// Each earlier status, with the time at which it ended.
    #[serde(skip)]
    pub(crate) history: Vec<(Instant, Status)>,
}

impl Recording {
    pub(crate) fn set_status(&mut self, status: Status, now: Instant) {
        self.history.push((now, self.status));
        self.status = status;
    }

    /// The status at an earlier time.
    pub(crate) fn status_at(&self, time: Instant) -> Status {
        self.history.iter().find(|(end, _)| *end > time).map_or(self.status, |(_, status)| *status)
    }

    pub(crate) fn is_of(&self, host_email: &str, site_url: &str) -> bool {
        self.host_email.eq_ignore_ascii_case(host_email)
            && self.site_url.eq_ignore_ascii_case(site_url)
    }

    pub(crate) fn is_shared_with(&self, user: &str) -> bool {
        self.shared_with.iter().any(|other| other.eq_ignore_ascii_case(user))
    }

    /// As lists and details show it to `user`: without the host.
    pub(crate) fn for_user(&self, user: &str, status: Status) -> Value {
        let mut item = self.for_admin(status);
        item["shareToMe"] = json!(self.is_shared_with(user));
        if let Some(members) = item.as_object_mut() {
            members.remove("hostDisplayName");
            members.remove("hostEmail");
        }
        item
    }

    /// As an administrator's list shows it: with the host.
    pub(crate) fn for_admin(&self, status: Status) -> Value {
        let mut item = json!(self);
        item["status"] = json!(status);
        item["shareToMe"] = json!(false);
        if let Some(members) = item.as_object_mut() {
            members.remove("sharedWith");
        }
        item
    }
}

fn as_text<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}
