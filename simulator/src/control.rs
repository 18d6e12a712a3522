//! The control interface over HTTP, for tests in any language: `/simulator/...`. It needs no token
//! and is not logged.

use crate::access::Role;
use crate::request::Request;
use crate::response::{Outcome, Response, ServiceError, Success};
use crate::script::Script;
use crate::state::State;
use hyper::header::ALLOW;
use hyper::{Method, StatusCode};
use serde_json::{Value, json};

/// The prefix of the paths of the control interface.
pub(crate) const PREFIX: &str = "/simulator/";

pub(crate) fn respond(state: &mut State, request: &Request) -> Response {
    let outcome = outcome(state, request);
    Response::new(outcome, &state.tracking_id())
}

fn outcome(state: &mut State, request: &Request) -> Outcome {
    let name = request.path.strip_prefix(PREFIX).unwrap_or_default();
    let role = name.strip_prefix("tokens/").and_then(Role::named);
    let methods: &[Method] = match name {
        "behaviour" => &[Method::GET, Method::PATCH],
        "script" | "reset" => &[Method::POST],
        "requests" => &[Method::GET, Method::DELETE],
        "recordings" | "tokens" => &[Method::GET],
        _ if role.is_some() => &[Method::POST],
        _ => {
            return Err(ServiceError::new(
                StatusCode::NOT_FOUND,
                "The control interface has no such resource.",
            ));
        }
    };
    if !methods.contains(&request.method) {
        let allowed: Vec<_> = methods.iter().map(Method::as_str).collect();
        return Err(ServiceError::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "This resource of the control interface does not support the method.",
        )
        .with_header(ALLOW, allowed.join(", ")));
    }
    if let Some(role) = role {
        return Ok(Success::Json(json!({ "token": state.replace_token(role) })));
    }
    match (name, &request.method) {
        ("behaviour", &Method::PATCH) => change(state, request),
        ("behaviour", _) => Ok(Success::Json(json!(state.behaviour))),
        ("script", _) => script(state, request),
        ("requests", &Method::GET) => Ok(Success::Json(json!(state.log.requests()))),
        ("requests", _) => {
            state.log.clear();
            Ok(Success::Done)
        }
        ("recordings", _) => Ok(Success::Json(json!(state.catalog.recordings))),
        ("tokens", _) => Ok(Success::Json(json!(state.tokens))),
        _ => {
            state.reset();
            Ok(Success::Done)
        }
    }
}

fn change(state: &mut State, request: &Request) -> Outcome {
    let behaviour = state.behaviour.with(&body(request)?).map_err(ServiceError::bad_request)?;
    state.set_behaviour(behaviour);
    Ok(Success::Json(json!(state.behaviour)))
}

/// Takes an entry or an array of entries; none of them if one is invalid.
fn script(state: &mut State, request: &Request) -> Outcome {
    let entries = match body(request)? {
        Value::Array(entries) => entries,
        entry => vec![entry],
    };
    let scripts: Result<Vec<Script>, String> = entries.into_iter().map(Script::read).collect();
    scripts.map_err(ServiceError::bad_request)?.into_iter().for_each(|script| state.script(script));
    Ok(Success::Done)
}

fn body(request: &Request) -> Result<Value, ServiceError> {
    serde_json::from_slice(&request.body)
        .map_err(|error| ServiceError::bad_request(format!("This is not JSON: {error}.")))
}
