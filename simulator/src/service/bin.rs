//! The recycle bin: moving recordings into it, restoring and purging them.

use super::{acting_for, site, unknown_status};
use crate::access::Role;
use crate::answer::{Outcome, Refusal, Reply};
use crate::recording::Status;
use crate::request::Request;
use crate::settings::Batch;
use crate::state::State;
use crate::world::PREFERRED_SITE;
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
    /// The member of the body that asks for everything in the bin.
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
    let order = Order::read(request, operation)?;
    let host = acting_for(role, &request.parameters(), "hostEmail")?;
    let site = order.site.as_deref().map_or(Ok(PREFERRED_SITE), |name| site(state, name))?;
    if order.all {
        for recording in &mut state.world.recordings {
            if recording.is_of(host, site) && recording.status == operation.source() {
                recording.set_status(operation.target(), now);
            }
        }
        return Ok(Reply::Done);
    }
    let judged: Vec<_> =
        order.ids.iter().map(|id| judge(state, operation, host, site, id)).collect();
    let first_bad = judged.iter().position(Result::is_err).unwrap_or(judged.len());
    let applied = match state.behaviour.batch {
        Batch::Atomic if first_bad < judged.len() => 0,
        Batch::UntilFirstBad => first_bad,
        Batch::Atomic | Batch::AllOthers => judged.len(),
    };
    for at in
        judged[..applied].iter().filter_map(|verdict| verdict.as_ref().ok().copied().flatten())
    {
        // The same id twice in one request is one change.
        if state.world.recordings[at].status != operation.target() {
            state.world.recordings[at].set_status(operation.target(), now);
        }
    }
    match judged.into_iter().find_map(Result::err) {
        Some(refusal) => Err(refusal),
        None => Ok(Reply::Done),
    }
}

/// Which recording an id means, nothing if it needs no change, or why it can't be changed.
fn judge(
    state: &State,
    operation: Operation,
    host: &str,
    site: &str,
    id: &str,
) -> Result<Option<usize>, Refusal> {
    let id_text =
        if state.behaviour.names_id { format!("The recording {id}") } else { "A recording".into() };
    let found = state.world.position(id).filter(|at| state.world.recordings[*at].is_of(host, site));
    let Some(at) = found else {
        let description = format!("{id_text} could not be found for this host on {site}.");
        return Err(Refusal::new(unknown_status(state), description));
    };
    let status = state.world.recordings[at].status;
    if status == operation.source() {
        Ok(Some(at))
    } else if status != operation.target() {
        Err(Refusal::new(
            unknown_status(state),
            format!("{id_text} is not in a state that allows this."),
        ))
    } else if state.behaviour.already_status == 204 {
        Ok(None)
    } else {
        let status =
            StatusCode::from_u16(state.behaviour.already_status).unwrap_or(StatusCode::BAD_REQUEST);
        Err(Refusal::new(status, format!("{id_text} was changed already.")))
    }
}

/// What a body asks for.
struct Order {
    ids: Vec<String>,
    all: bool,
    site: Option<String>,
}

impl Order {
    fn read(request: &Request, operation: Operation) -> Result<Self, Refusal> {
        let media_type = request
            .header("content-type")
            .and_then(|value| value.split(';').next())
            .unwrap_or_default();
        if !media_type.trim().eq_ignore_ascii_case("application/json") {
            return Err(Refusal::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body must be application/json.",
            ));
        }
        let body: Map<String, Value> = serde_json::from_slice(&request.body).map_err(|error| {
            Refusal::bad_request(format!("The body is not a JSON object: {error}."))
        })?;
        if let Some((name, _)) = body.iter().find(|(_, value)| value.is_null()) {
            return Err(Refusal::bad_request(format!("{name} must not be null.")));
        }
        let order = Self {
            ids: ids(&body)?,
            all: flag(&body, operation.all_flag())?,
            site: text(&body, "siteUrl")?,
        };
        match (order.all, order.ids.len()) {
            (true, 0) | (false, 1..=100) => Ok(order),
            (true, _) => Err(Refusal::bad_request(
                "recordingIds must be empty when everything is asked for.",
            )),
            (false, count) => Err(Refusal::bad_request(format!(
                "recordingIds must have 1 to 100 elements, not {count}."
            ))),
        }
    }
}

fn ids(body: &Map<String, Value>) -> Result<Vec<String>, Refusal> {
    let wrong = || Refusal::bad_request("recordingIds must be an array of strings.");
    let Some(value) = body.get("recordingIds") else { return Ok(Vec::new()) };
    let elements = value.as_array().ok_or_else(wrong)?;
    elements.iter().map(|id| id.as_str().map(Into::into).ok_or_else(wrong)).collect()
}

fn flag(body: &Map<String, Value>, name: Option<&str>) -> Result<bool, Refusal> {
    let Some((name, value)) = name.and_then(|name| Some((name, body.get(name)?))) else {
        return Ok(false);
    };
    value.as_bool().ok_or_else(|| Refusal::bad_request(format!("{name} must be true or false.")))
}

fn text(body: &Map<String, Value>, name: &str) -> Result<Option<String>, Refusal> {
    let Some(value) = body.get(name) else { return Ok(None) };
    let text =
        value.as_str().ok_or_else(|| Refusal::bad_request(format!("{name} must be a string.")))?;
    Ok(Some(text.into()))
}
