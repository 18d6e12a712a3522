//! The command line.

use lexopt::prelude::*;
use serde_json::{Map, Value as Json, json};
use std::ffi::OsString;
use webexrec_simulator::{Role, Settings};

pub const HELP: &str = "\
A stand-in for the Webex recordings service on 127.0.0.1, for tests and trials.

Usage: webexrec-simulator [OPTIONS] [-- COMMAND [ARGUMENTS]]

Prints WEBEXREC_BASE_URL=..., WEBEX_ACCESS_TOKEN=... and, with --tls, WEBEXREC_CA_FILE=..., and
serves until it is stopped. With a command it prints nothing, runs the command with these variables
set (and WEBEXREC_SIMULATOR_URL, below which /simulator/... is), and ends with its exit status.

  --port N               the port (default: a free one)
  --tls                  speak https; the certificate to trust is in the file WEBEXREC_CA_FILE
  --role ROLE            whose token it is: user (default), admin or compliance
  --recordings N         the user's recordings on the preferred site (default 250)
  --other-recordings N   those on other sites, of other hosts, or shared (default 60)
  --days N               spread the recordings over the past N days (default 90)
  --seed N               the same number makes the same recordings (default 1)

Where the service's documentation leaves a choice, and what goes wrong:
  --batch MODE           what a bad id does to the others of its request: atomic (default: none is
                         applied), untilFirstBad (those before it are), allOthers (all are)
  --unknown-status N     the answer for an id or site that is unknown or another's: 404 (default)
                         or 400
  --already-status N     the answer for an id already in the wanted state: 204 (default), 400, 404
  --empty-pages          put an empty page between any two pages of a list
  --latency-ms N         let every answer take so long
  --rate-limit LIMIT     300/60s (a fixed window), 5/s,burst=20 (a token bucket) or
                         5/s,burst=20,penalty=10 (one where a request during the wait starts it
                         anew, with so many seconds), for each token
  --retry-after TEXT     what Retry-After says over the limit (default: the true seconds; an empty
                         text leaves it out)
  --behaviour JSON       any of these and more as JSON; the members are in the README
  --help                 print this
";

pub enum Action {
    Help,
    Run(Box<Arguments>),
}

pub struct Arguments {
    pub settings: Settings,
    pub role: Role,
    pub command: Option<(OsString, Vec<OsString>)>,
}

impl Arguments {
    pub fn parse() -> Result<Action, lexopt::Error> {
        let mut parser = lexopt::Parser::from_env();
        let mut arguments = Self { settings: Settings::default(), role: Role::User, command: None };
        let mut behaviour = Map::new();
        while let Some(argument) = parser.next()? {
            let settings = &mut arguments.settings;
            match argument {
                Long("help") | Short('h') => return Ok(Action::Help),
                Long("port") => settings.port = parser.value()?.parse()?,
                Long("tls") => settings.tls = true,
                Long("recordings") => settings.recordings = parser.value()?.parse()?,
                Long("other-recordings") => settings.other_recordings = parser.value()?.parse()?,
                Long("days") => settings.spread_days = parser.value()?.parse()?,
                Long("seed") => settings.seed = parser.value()?.parse()?,
                Long("role") => arguments.role = parser.value()?.parse_with(role)?,
                Value(program) => arguments.command = Some((program, parser.raw_args()?.collect())),
                Long(name) => {
                    let name = name.to_owned();
                    behaviour.extend(behaviour_option(&name, &mut parser)?);
                }
                Short(_) => return Err(argument.unexpected()),
            }
        }
        arguments.settings.behaviour = arguments.settings.behaviour.with(&behaviour.into())?;
        Ok(Action::Run(Box::new(arguments)))
    }
}

/// What an option changes in the behaviour, as the members of its JSON.
fn behaviour_option(
    name: &str,
    parser: &mut lexopt::Parser,
) -> Result<Map<String, Json>, lexopt::Error> {
    let changes = match name {
        "batch" => json!({ "batch": parser.value()?.string()? }),
        "unknown-status" => json!({ "unknownStatus": parser.value()?.parse::<u16>()? }),
        "already-status" => json!({ "alreadyStatus": parser.value()?.parse::<u16>()? }),
        "empty-pages" => json!({ "emptyPages": true }),
        "latency-ms" => json!({ "latencyMs": parser.value()?.parse::<u64>()? }),
        "rate-limit" => json!({ "rateLimit": parser.value()?.parse_with(rate_limit)? }),
        "retry-after" => json!({ "retryAfter": parser.value()?.string()? }),
        "behaviour" => parser.value()?.parse()?,
        _ => return Err(Long(name).unexpected()),
    };
    match changes {
        Json::Object(members) => Ok(members),
        _ => Err("a behaviour must be a JSON object".into()),
    }
}

fn role(text: &str) -> Result<Role, String> {
    match text {
        "user" => Ok(Role::User),
        "admin" => Ok(Role::Admin),
        "compliance" => Ok(Role::ComplianceOfficer),
        _ => Err("the roles are user, admin and compliance".into()),
    }
}

/// `300/60s`, `5/s,burst=20` or `5/s,burst=20,penalty=10`.
fn rate_limit(text: &str) -> Result<Json, String> {
    let window = || {
        let (limit, seconds) = text.strip_suffix('s')?.split_once('/')?;
        let (limit, seconds) = (limit.parse::<u32>().ok()?, seconds.parse::<f64>().ok()?);
        Some(json!({ "kind": "fixedWindow", "limit": limit, "windowSeconds": seconds }))
    };
    let bucket = || {
        let (rate, rest) = text.split_once("/s,burst=")?;
        let (burst, penalty) = match rest.split_once(",penalty=") {
            Some((burst, penalty)) => (burst, Some(penalty.parse::<f64>().ok()?)),
            None => (rest, None),
        };
        let (rate, burst) = (rate.parse::<f64>().ok()?, burst.parse::<u32>().ok()?);
        Some(match penalty {
            None => json!({ "kind": "tokenBucket", "perSecond": rate, "burst": burst }),
            Some(penalty) => json!({
                "kind": "penalisingBucket",
                "perSecond": rate,
                "burst": burst,
                "penaltySeconds": penalty,
            }),
        })
    };
    window().or_else(bucket).ok_or_else(|| {
        "a rate limit looks like 300/60s, 5/s,burst=20 or 5/s,burst=20,penalty=10".into()
    })
}
