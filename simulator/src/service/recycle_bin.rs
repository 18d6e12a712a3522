//! The recycle bin: moves recordings into it, restores and purges them.

use super::{acting_for, site, unknown_status};
use crate::access::Role;
use crate::catalog::PREFERRED_SITE;
use crate::recording::Status;
use crate::request::Request;
use crate::response::{Outcome, ServiceError, Success};
use crate::settings::Batch;
use crate::state::State;
use hyper::StatusCode;
use serde_json::{Map, Value};
use std::time::Instant;

#[derive(Clone, Copy)]
pub(super) enum Operation {
    SoftDelete,
    Restore,
    Purge,
}

impl Operation {
    /// The member of the body that selects everything in the bin.
    fn all_flag(self) -> Option<&'static str> {
        match self {
            Self::SoftDelete => None,
            Self::Restore => Some("restoreAll"),
            Self::Purge => Some("purgeAll"),
        }
    }

    fn source(self) -> Status {
        match self {
            Self::SoftDelete => Status::Available,
            Self::Restore | Self::Purge => Status::Deleted,
        }
    }

    fn target(self) -> Status {
        match self {
            Self::SoftDelete => Status::Deleted,
            Self::Restore => Status::Available,
            Self::Purge => Status::Purged,
        }
    }
}

pub(super) fn apply(
    state: &mut State,
    role: Role,
    operation: Operation,
    request: &Request,
    now: Instant,
) -> Outcome {
    let change = Change::read(request, operation)?;
    let host = acting_for(role, &request.parameters(), "hostEmail")?;
    let site = change.site.as_deref().map_or(Ok(PREFERRED_SITE), |name| site(state, name))?;
    if change.all {
        for recording in &mut state.catalog.recordings {
            if recording.is_of(host, site) && recording.status == operation.source() {
                recording.set_status(operation.target(), now);
            }
        }
        return Ok(Success::Done);
    }
    let checks: Vec<_> =
        change.ids.iter().map(|id| check(state, operation, host, site, id)).collect();
    let first_bad = checks.iter().position(Result::is_err).unwrap_or(checks.len());
    let applied = match state.behaviour.batch {
        Batch::Atomic if first_bad < checks.len() => 0,
        Batch::UntilFirstBad => first_bad,
        Batch::Atomic | Batch::AllOthers => checks.len(),
    };
    for at in checks[..applied].iter().filter_map(|check| check.as_ref().ok().copied().flatten()) {
        // An id that is in the request twice changes its recording once.
        if state.catalog.recordings[at].status != operation.target() {
            state.catalog.recordings[at].set_status(operation.target(), now);
        }
    }
    match checks.into_iter().find_map(Result::err) {
        Some(error) => Err(error),
        None => Ok(Success::Done),
    }
}

/// The position of the recording to change, `None` if it needs no change, or why it can't be changed.
fn check(
    state: &State,
    operation: Operation,
    host: &str,
    site: &str,
    id: &str,
) -> Result<Option<usize>, ServiceError> {
    let id_text =
        if state.behaviour.names_id { format!("The recording {id}") } else { "A recording".into() };
    let found =
        state.catalog.position(id).filter(|at| state.catalog.recordings[*at].is_of(host, site));
    let Some(at) = found else {
        let description = format!("{id_text} could not be found for this host on {site}.");
        return Err(ServiceError::new(unknown_status(state), description));
    };
    let status = state.catalog.recordings[at].status;
    if status == operation.source() {
        Ok(Some(at))
    } else if status != operation.target() {
        Err(ServiceError::new(
            unknown_status(state),
            format!("{id_text} is not in a state that allows this."),
        ))
    } else if state.behaviour.already_status == 204 {
        Ok(None)
    } else {
        let status =
            StatusCode::from_u16(state.behaviour.already_status).unwrap_or(StatusCode::BAD_REQUEST);
        Err(ServiceError::new(status, format!("{id_text} is already in this state.")))
    }
}

/// The change that a request's body describes.
struct Change {
    ids: Vec<String>,
    all: bool,
    site: Option<String>,
}

impl Change {
    fn read(request: &Request, operation: Operation) -> Result<Self, ServiceError> {
        let media_type = request
            .header("content-type")
            .and_then(|value| value.split(';').next())
            .unwrap_or_default();
        if !media_type.trim().eq_ignore_ascii_case("application/json") {
            return Err(ServiceError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body must be application/json.",
            ));
        }
        let body: Map<String, Value> = serde_json::from_slice(&request.body).map_err(|error| {
            ServiceError::bad_request(format!("The body is not a JSON object: {error}."))
        })?;
        if let Some((name, _)) = body.iter().find(|(_, value)| value.is_null()) {
            return Err(ServiceError::bad_request(format!("{name} must not be null.")));
        }
        let change = Self {
            ids: ids(&body)?,
            all: flag(&body, operation.all_flag())?,
            site: text(&body, "siteUrl")?,
        };
        match (change.all, change.ids.len()) {
            (true, 0) | (false, 1..=100) => Ok(change),
            (true, _) => Err(ServiceError::bad_request(
                "recordingIds must be empty if everything is selected.",
            )),
            (false, count) => Err(ServiceError::bad_request(format!(
                "recordingIds must have 1 to 100 elements, not {count}."
            ))),
        }
    }
}

fn ids(body: &Map<String, Value>) -> Result<Vec<String>, ServiceError> {
    let wrong = || ServiceError::bad_request("recordingIds must be an array of strings.");
    let Some(value) = body.get("recordingIds") else { return Ok(Vec::new()) };
    let elements = value.as_array().ok_or_else(wrong)?;
    elements.iter().map(|id| id.as_str().map(Into::into).ok_or_else(wrong)).collect()
}

fn flag(body: &Map<String, Value>, name: Option<&str>) -> Result<bool, ServiceError> {
    let Some((name, value)) = name.and_then(|name| Some((name, body.get(name)?))) else {
        return Ok(false);
    };
    value
        .as_bool()
        .ok_or_else(|| ServiceError::bad_request(format!("{name} must be true or false.")))
}

fn text(body: &Map<String, Value>, name: &str) -> Result<Option<String>, ServiceError> {
    let Some(value) = body.get(name) else { return Ok(None) };
    let text = value
        .as_str()
        .ok_or_else(|| ServiceError::bad_request(format!("{name} must be a string.")))?;
    Ok(Some(text.into()))
}
