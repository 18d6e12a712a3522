//! Lists of recordings: filters, time windows and pages.

use super::{acting_for, site};
use crate::access::Role;
use crate::catalog::PREFERRED_SITE;
use crate::recording::{Recording, Status};
use crate::request::{Parameters, Request};
use crate::response::{Outcome, ServiceError, Success};
use crate::state::State;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
const LONGEST_ADMIN_WINDOW: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The recordings that a user hosts or that are shared with the user; on all sites unless one is named.
pub(super) fn for_user(state: &State, role: Role, request: &Request, now: Instant) -> Outcome {
    let parameters = parameters(request, &["siteUrl"]);
    let user = acting_for(role, &parameters, "hostEmail")?;
    let filter = Filter::read(state, &parameters)?;
    let mine =
        |recording: &Recording| recording.host_email == user || recording.is_shared_with(user);
    page(state, request, now, &filter, mine, |recording, status| recording.for_user(user, status))
}

/// The recordings of all hosts on one site, in a window of at most 30 days.
pub(super) fn for_admin(state: &State, request: &Request, now: Instant) -> Outcome {
    let mut filter = Filter::read(state, &parameters(request, &["siteUrl", "from", "to"]))?;
    if filter.meeting_id.is_some() {
        filter.window = None;
    } else {
        filter.site = filter.site.or(Some(PREFERRED_SITE));
    }
    if filter.window.as_ref().is_some_and(|window| window.length() > LONGEST_ADMIN_WINDOW) {
        return Err(ServiceError::bad_request("from and to must not be more than 30 days apart."));
    }
    page(state, request, now, &filter, |_| true, Recording::for_admin)
}

/// The query, without the parameters that a meeting id overrides.
fn parameters(request: &Request, beside_meeting: &[&str]) -> Parameters {
    let parameters = request.parameters();
    if parameters.get("meetingId").is_some() {
        parameters.without(beside_meeting)
    } else {
        parameters
    }
}

/// The requested page of the list, with the URL of the next one.
fn page(
    state: &State,
    request: &Request,
    now: Instant,
    filter: &Filter,
    visible: impl Fn(&Recording) -> bool,
    show: impl Fn(&Recording, Status) -> Value,
) -> Outcome {
    let parameters = request.parameters();
    let max = number(&parameters, "max", 10, 1..=100)?;
    let offset = number(&parameters, "offset", 0, 0..=usize::MAX)?;
    let is_gap = parameters.get("gap").is_some();
    // The clock of a machine that was just booted may not reach back that far. Nothing has changed then.
    let seen_at = now.checked_sub(Duration::from_millis(state.behaviour.list_lag_ms));
    let seen = |recording: &Recording| match seen_at {
        Some(time) => recording.status_at(time),
        None => recording.history.first().map_or(recording.status, |(_, status)| *status),
    };
    let mut found = state
        .catalog
        .recordings
        .iter()
        .filter(|recording| visible(recording) && filter.accepts(recording, seen(recording)))
        .skip(offset);
    if is_gap {
        return Ok(Success::Page(
            json!({ "items": [] }),
            Some(filter.url(request, &parameters, offset, false)),
        ));
    }
    let items: Vec<Value> =
        found.by_ref().take(max).map(|recording| show(recording, seen(recording))).collect();
    let next = || filter.url(request, &parameters, offset + max, state.behaviour.empty_pages);
    Ok(Success::Page(json!({ "items": items }), found.next().map(|_| next())))
}

/// The filter of a query.
struct Filter {
    meeting_id: Option<String>,
    site: Option<&'static str>,
    window: Option<Window>,
    topic: Option<String>,
    integration_tag: Option<String>,
    format: Option<&'static str>,
    service_type: Option<&'static str>,
    status: Status,
}

impl Filter {
    fn read(state: &State, parameters: &Parameters) -> Result<Self, ServiceError> {
        Ok(Self {
            site: parameters.get("siteUrl").map(|name| site(state, name)).transpose()?,
            meeting_id: parameters.get("meetingId").map(Into::into),
            window: Some(Window::read(parameters)?),
            topic: parameters.get("topic").map(str::to_lowercase),
            integration_tag: parameters.get("integrationTag").map(Into::into),
            format: choice(parameters, "format", &["MP4", "ARF"])?,
            service_type: choice(
                parameters,
                "serviceType",
                &["MeetingCenter", "EventCenter", "SupportCenter", "TrainingCenter"],
            )?,
            status: match choice(parameters, "status", &["available", "deleted", "purged"])? {
                Some("deleted") => Status::Deleted,
                Some("purged") => Status::Purged,
                _ => Status::Available,
            },
        })
    }

    fn accepts(&self, recording: &Recording, status: Status) -> bool {
        let meeting_ids =
            [&recording.meeting_id, &recording.scheduled_meeting_id, &recording.meeting_series_id];
        let tag = |tag: &String| recording.integration_tags.contains(tag);
        status == self.status
            && self.meeting_id.as_ref().is_none_or(|id| meeting_ids.contains(&id))
            && self.site.is_none_or(|site| recording.site_url == site)
            && self.window.as_ref().is_none_or(|window| window.contains(recording.create_time))
            && self
                .topic
                .as_ref()
                .is_none_or(|topic| recording.topic.to_lowercase().contains(topic))
            && self.integration_tag.as_ref().is_none_or(tag)
            && self.format.is_none_or(|format| recording.format == format)
            && self.service_type.is_none_or(|service_type| recording.service_type == service_type)
    }

    /// The URL of another page. It fixes the window, which would otherwise move with the clock.
    fn url(&self, request: &Request, parameters: &Parameters, offset: usize, gap: bool) -> String {
        let query = parameters.with(&[
            ("from", self.window.as_ref().map(|window| window.from.to_string())),
            ("to", self.window.as_ref().map(|window| window.to.to_string())),
            ("offset", Some(offset.to_string())),
            ("gap", gap.then(|| "true".into())),
        ]);
        format!("{}{}?{query}", request.origin, request.path)
    }
}

/// A time window: from inclusive, to exclusive.
struct Window {
    from: Timestamp,
    to: Timestamp,
}

impl Window {
    fn read(parameters: &Parameters) -> Result<Self, ServiceError> {
        let window = match (time(parameters, "from")?, time(parameters, "to")?) {
            (Some(from), Some(to)) => Self { from, to },
            (Some(from), None) => Self { from, to: later(from, WEEK)? },
            (None, to) => {
                let to = to.unwrap_or_else(Timestamp::now);
                Self { from: later(to, -WEEK)?, to }
            }
        };
        if window.from > window.to {
            return Err(ServiceError::bad_request("from must not be after to."));
        }
        Ok(window)
    }

    fn contains(&self, time: Timestamp) -> bool {
        self.from <= time && time < self.to
    }

    fn length(&self) -> SignedDuration {
        self.to.duration_since(self.from)
    }
}

/// An ISO 8601 date and time; UTC if it has no offset.
fn time(parameters: &Parameters, name: &str) -> Result<Option<Timestamp>, ServiceError> {
    let Some(text) = parameters.get(name) else { return Ok(None) };
    let civil = || TimeZone::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok();
    let time = text.parse().ok().or_else(civil);
    time.map(Some).ok_or_else(|| {
        ServiceError::bad_request(format!("{name} must be a date and time in ISO 8601 format."))
    })
}

fn later(time: Timestamp, by: SignedDuration) -> Result<Timestamp, ServiceError> {
    time.checked_add(by).map_err(|_| {
        ServiceError::bad_request("from and to must be dates within a few thousand years.")
    })
}

fn number(
    parameters: &Parameters,
    name: &str,
    default: usize,
    range: std::ops::RangeInclusive<usize>,
) -> Result<usize, ServiceError> {
    let Some(text) = parameters.get(name) else { return Ok(default) };
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| {
        ServiceError::bad_request(format!(
            "{name} must be a number from {} to {}.",
            range.start(),
            range.end()
        ))
    })
}

fn choice(
    parameters: &Parameters,
    name: &str,
    allowed: &[&'static str],
) -> Result<Option<&'static str>, ServiceError> {
    let Some(text) = parameters.get(name) else { return Ok(None) };
    let known = allowed.iter().find(|value| **value == text).copied();
    known.map(Some).ok_or_else(|| {
        ServiceError::bad_request(format!("{name} must be one of {}.", allowed.join(", ")))
    })
}
