//! Control over HTTP, for tests in other languages: `/simulator/...`, which needs no token and is
//! not logged.

use crate::access::Role;
use crate::answer::{Answer, Outcome, Refusal, Reply};
use crate::request::Request;
use crate::script::Script;
use crate::state::State;
use hyper::header::ALLOW;
use hyper::{Method, StatusCode};
use serde_json::{Value, json};

/// The paths that are for control begin with this.
pub(crate) const PREFIX: &str = "/simulator/";

pub(crate) fn answer(state: &mut State, request: &Request) -> Answer {
    let outcome = outcome(state, request);
    Answer::new(outcome, &state.tracking_id())
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
        _ => return Err(Refusal::new(StatusCode::NOT_FOUND, "The simulator has no such control.")),
    };
    if !methods.contains(&request.method) {
        let allowed: Vec<_> = methods.iter().map(Method::as_str).collect();
        return Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "This control has no such method.",
        )
        .with_header(ALLOW, allowed.join(", ")));
    }
    if let Some(role) = role {
        return Ok(Reply::Json(json!({ "token": state.renew_token(role) })));
    }
    match (name, &request.method) {
        ("behaviour", &Method::PATCH) => change(state, request),
        ("behaviour", _) => Ok(Reply::Json(json!(state.behaviour))),
        ("script", _) => script(state, request),
        ("requests", &Method::GET) => Ok(Reply::Json(json!(state.log.requests()))),
        ("requests", _) => {
            state.log.clear();
            Ok(Reply::Done)
        }
        ("recordings", _) => Ok(Reply::Json(json!(state.world.recordings))),
        ("tokens", _) => Ok(Reply::Json(json!(state.tokens))),
        _ => {
            state.reset();
            Ok(Reply::Done)
        }
    }
}

fn change(state: &mut State, request: &Request) -> Outcome {
    let behaviour = state.behaviour.with(&body(request)?).map_err(Refusal::bad_request)?;
    state.set_behaviour(behaviour);
    Ok(Reply::Json(json!(state.behaviour)))
}

/// Takes one entry or an array of them; all or, if any is wrong, none.
fn script(state: &mut State, request: &Request) -> Outcome {
    let entries = match body(request)? {
        Value::Array(entries) => entries,
        entry => vec![entry],
    };
    let scripts: Result<Vec<Script>, String> = entries.into_iter().map(Script::read).collect();
    scripts.map_err(Refusal::bad_request)?.into_iter().for_each(|script| state.script(script));
    Ok(Reply::Done)
}

fn body(request: &Request) -> Result<Value, Refusal> {
    serde_json::from_slice(&request.body)
        .map_err(|error| Refusal::bad_request(format!("This is not JSON: {error}.")))
}
