//! The details of one recording, and the sites of a user.

use super::{acting_for, site};
use crate::access::Role;
use crate::catalog::{PREFERRED_SITE, SITES};
use crate::recording::{Recording, Status};
use crate::request::Request;
use crate::response::{Outcome, ServiceError, Success};
use crate::state::State;
use hyper::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

pub(super) fn details(state: &State, role: Role, id: &str, request: &Request) -> Outcome {
    let user = acting_for(role, &request.parameters(), "hostEmail")?;
    let wanted_site = request.header("siteurl").map(|name| site(state, name)).transpose()?;
    let readable = |recording: &&Recording| {
        let shown = match recording.status {
            Status::Available => true,
            Status::Deleted => state.behaviour.details_in_bin,
            Status::Purged => false,
        };
        shown
            && (recording.host_email == user || recording.is_shared_with(user))
            && wanted_site.is_none_or(|site| site == recording.site_url)
    };
    let recording =
        state.catalog.position(id).map(|at| &state.catalog.recordings[at]).filter(readable);
    let recording = recording.ok_or_else(|| {
        ServiceError::new(
            StatusCode::NOT_FOUND,
            format!("There is no recording {id} that you have access to."),
        )
    })?;
    let mut item = recording.for_user(user, recording.status);
    item["temporaryDirectDownloadLinks"] = download_links(recording);
    Ok(Success::Json(item))
}

fn download_links(recording: &Recording) -> Value {
    let expiration = Timestamp::now() + SignedDuration::from_hours(3);
    let link = |kind: &str| {
        format!("https://{}/nbr/{kind}?ticket={}", recording.site_url, recording.password)
    };
    json!({
        "recordingDownloadLink": link("recording"),
        "audioDownloadLink": link("audio"),
        "transcriptDownloadLink": link("transcript"),
        "expiration": expiration.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    })
}

/// All users have all sites.
pub(super) fn sites(state: &State, role: Role, request: &Request) -> Outcome {
    let parameters = request.parameters();
    acting_for(role, &parameters, "userEmail")?;
    if let Some(name) = parameters.get("siteUrl") {
        site(state, name)?;
    }
    let entry = |name: &str| json!({ "siteUrl": name, "default": name == PREFERRED_SITE });
    Ok(Success::Json(json!({ "sites": SITES.map(entry) })))
}
