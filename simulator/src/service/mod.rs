//! The service: routing, and the checks that are common to all requests, in their order.

mod list;
mod lookup;
mod recycle_bin;

use crate::access::Role;
use crate::catalog;
use crate::request::{Parameters, Request, SERVICE_PREFIX};
use crate::response::{Outcome, Response, ServiceError};
use crate::state::State;
use hyper::header::{ALLOW, RETRY_AFTER};
use hyper::{Method, StatusCode};
use percent_encoding::percent_decode_str;
use recycle_bin::Operation;
use std::time::Instant;

pub(crate) fn respond(state: &mut State, request: &Request, now: Instant) -> Response {
    let outcome = outcome(state, request, now);
    let response = Response::new(outcome, &state.tracking_id());
    state
        .behaviour
        .warning
        .iter()
        .fold(response, |response, warning| response.header("warning", warning))
}

fn outcome(state: &mut State, request: &Request, now: Instant) -> Outcome {
    let route =
        request.path.strip_prefix(SERVICE_PREFIX).and_then(Route::find).ok_or_else(|| {
            ServiceError::new(StatusCode::NOT_FOUND, "There is no such resource.")
        })?;
    if request.method != route.method() {
        return Err(ServiceError::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "This resource does not support the method.",
        )
        .with_header(ALLOW, route.method().as_str()));
    }
    let role = state.tokens.role(&request.headers).ok_or_else(|| {
        ServiceError::new(
            StatusCode::UNAUTHORIZED,
            "The access token is missing, expired or wrong.",
        )
    })?;
    check_rate_limit(state, role, now)?;
    if !role.has_any(route.scopes()) {
        return Err(ServiceError::new(
            StatusCode::FORBIDDEN,
            "The access token lacks the scope for this.",
        ));
    }
    match route {
        Route::RecycleBin(operation) => recycle_bin::apply(state, role, operation, request, now),
        Route::List => list::for_user(state, role, request, now),
        Route::AdminList => list::for_admin(state, request, now),
        Route::Details(id) => lookup::details(state, role, &id, request),
        Route::Sites => lookup::sites(state, role, request),
    }
}

enum Route {
    RecycleBin(Operation),
    List,
    AdminList,
    Details(String),
    Sites,
}

impl Route {
    fn find(path: &str) -> Option<Self> {
        Some(match path {
            "/recordings/softDelete" => Self::RecycleBin(Operation::SoftDelete),
            "/recordings/restore" => Self::RecycleBin(Operation::Restore),
            "/recordings/purge" => Self::RecycleBin(Operation::Purge),
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
            Self::RecycleBin(_) => Method::POST,
            _ => Method::GET,
        }
    }

    /// One of these is enough.
    fn scopes(&self) -> &'static [&'static str] {
        match self {
            Self::RecycleBin(_) => &["meeting:recordings_write", "meeting:admin_recordings_write"],
            Self::List | Self::Details(_) => {
                &["meeting:recordings_read", "meeting:admin_recordings_read"]
            }
            Self::AdminList => &["meeting:admin_recordings_read"],
            Self::Sites => &["meeting:preferences_read", "meeting:admin_preferences_read"],
        }
    }
}

fn check_rate_limit(state: &mut State, role: Role, now: Instant) -> Result<(), ServiceError> {
    let Some(limit) = &state.behaviour.rate_limit else { return Ok(()) };
    let Err(seconds) = state.rate_limiter.try_acquire(role, limit, now) else { return Ok(()) };
    let retry_after = state.behaviour.retry_after.clone();
    let retry_after = retry_after.unwrap_or_else(|| seconds.to_string());
    Err(ServiceError::new(
        StatusCode::TOO_MANY_REQUESTS,
        "Too many requests: the rate limit is reached.",
    )
    .with_header(RETRY_AFTER, retry_after))
}

/// The user whose recordings the request concerns: for an administrator the one that the parameter
/// names, else the caller.
fn acting_for(
    role: Role,
    parameters: &Parameters,
    name: &str,
) -> Result<&'static str, ServiceError> {
    match parameters.get(name).filter(|_| role.is_admin_level()) {
        None => Ok(role.email()),
        Some(email) => catalog::host(email).ok_or_else(|| {
            ServiceError::new(
                StatusCode::NOT_FOUND,
                format!("There is no user {email} on your sites."),
            )
        }),
    }
}

/// The canonical spelling of a site's name.
fn site(state: &State, name: &str) -> Result<&'static str, ServiceError> {
    catalog::site(name).ok_or_else(|| {
        ServiceError::new(unknown_status(state), format!("{name} is not one of your sites."))
    })
}

/// The status for an unknown or foreign id or site, which is not documented.
fn unknown_status(state: &State) -> StatusCode {
    StatusCode::from_u16(state.behaviour.unknown_status).unwrap_or(StatusCode::NOT_FOUND)
}
