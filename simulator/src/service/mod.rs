//! The service itself: which request goes where, and the checks that all requests share, in their
//! order.

mod bin;
mod list;
mod lookup;

use crate::access::Role;
use crate::answer::{Answer, Outcome, Refusal};
use crate::request::{Parameters, Request, SERVICE_PREFIX};
use crate::state::State;
use crate::world;
use bin::Operation;
use hyper::header::{ALLOW, RETRY_AFTER};
use hyper::{Method, StatusCode};
use percent_encoding::percent_decode_str;
use std::time::Instant;

pub(crate) fn answer(state: &mut State, request: &Request, now: Instant) -> Answer {
    let outcome = outcome(state, request, now);
    let answer = Answer::new(outcome, &state.tracking_id());
    state.behaviour.warning.iter().fold(answer, |answer, warning| answer.header("warning", warning))
}

fn outcome(state: &mut State, request: &Request, now: Instant) -> Outcome {
    let route =
        request.path.strip_prefix(SERVICE_PREFIX).and_then(Route::find).ok_or_else(|| {
            Refusal::new(StatusCode::NOT_FOUND, "There is nothing at this address.")
        })?;
    if request.method != route.method() {
        return Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "This address has no such method.",
        )
        .with_header(ALLOW, route.method().as_str()));
    }
    let role = state.tokens.role(&request.headers).ok_or_else(|| {
        Refusal::new(StatusCode::UNAUTHORIZED, "The access token is missing, expired or wrong.")
    })?;
    admit(state, role, now)?;
    if !role.has_any(route.scopes()) {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "The access token has none of the scopes this needs.",
        ));
    }
    match route {
        Route::Bin(operation) => bin::apply(state, role, operation, request, now),
        Route::List => list::for_user(state, role, request, now),
        Route::AdminList => list::for_admin(state, request, now),
        Route::Details(id) => lookup::details(state, role, &id, request),
        Route::Sites => lookup::sites(state, role, request),
    }
}

enum Route {
    Bin(Operation),
    List,
    AdminList,
    Details(String),
    Sites,
}

impl Route {
    fn find(path: &str) -> Option<Self> {
        Some(match path {
            "/recordings/softDelete" => Self::Bin(Operation::SoftDelete),
            "/recordings/restore" => Self::Bin(Operation::Restore),
            "/recordings/purge" => Self::Bin(Operation::Purge),
            "/recordings" => Self::List,
            "/admin/recordings" => Self::AdminList,
            "/meetingPreferences/sites" => Self::Sites,
            _ => {
                let id = path
                    .strip_prefix("/recordings/")
                    .filter(|id| !id.is_empty() && !id.contains('/'))?;
                Self::Details(percent_decode_str(id).decode_utf8_lossy().into_owned())
            }
        })
    }

    fn method(&self) -> Method {
        match self {
            Self::Bin(_) => Method::POST,
            _ => Method::GET,
        }
    }

    /// Any of these will do.
    fn scopes(&self) -> &'static [&'static str] {
        match self {
            Self::Bin(_) => &["meeting:recordings_write", "meeting:admin_recordings_write"],
            Self::List | Self::Details(_) => {
                &["meeting:recordings_read", "meeting:admin_recordings_read"]
            }
            Self::AdminList => &["meeting:admin_recordings_read"],
            Self::Sites => &["meeting:preferences_read", "meeting:admin_preferences_read"],
        }
    }
}

fn admit(state: &mut State, role: Role, now: Instant) -> Result<(), Refusal> {
    let Some(limit) = &state.behaviour.rate_limit else { return Ok(()) };
    let Err(seconds) = state.limiter.admit(role, limit, now) else { return Ok(()) };
    let retry_after = state.behaviour.retry_after.clone();
    let retry_after = retry_after.unwrap_or_else(|| seconds.to_string());
    Err(Refusal::new(
        StatusCode::TOO_MANY_REQUESTS,
        "Too many requests: the rate limit is reached.",
    )
    .with_header(RETRY_AFTER, retry_after))
}

/// Whose recordings the request is about: those of the parameter's user for an administrator, else
/// the caller's own.
fn acting_for(role: Role, parameters: &Parameters, name: &str) -> Result<&'static str, Refusal> {
    match parameters.get(name).filter(|_| role.is_admin_level()) {
        None => Ok(role.email()),
        Some(email) => world::host(email).ok_or_else(|| {
            Refusal::new(StatusCode::NOT_FOUND, format!("There is no user {email} on your sites."))
        }),
    }
}

/// The site of that name.
fn site(state: &State, name: &str) -> Result<&'static str, Refusal> {
    world::site(name).ok_or_else(|| {
        Refusal::new(unknown_status(state), format!("{name} is not one of your sites."))
    })
}

/// The undocumented status for what does not exist or belongs elsewhere.
fn unknown_status(state: &State) -> StatusCode {
    StatusCode::from_u16(state.behaviour.unknown_status).unwrap_or(StatusCode::NOT_FOUND)
}
