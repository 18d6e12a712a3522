//! The command line.

use lexopt::prelude::*;
use serde_json::{Map, Value as Json, json};
use std::ffi::OsString;
use webexrec_simulator::{Role, Settings};

pub const HELP: &str = "\
Simulates the Webex recordings service on 127.0.0.1, for tests and for trying things out.

Usage: webexrec-simulator [OPTIONS] [-- COMMAND [ARGUMENTS]]

Without a command: prints WEBEXREC_BASE_URL=..., WEBEX_ACCESS_TOKEN=... and, with --tls,
WEBEXREC_CA_FILE=..., and serves until it is stopped (Ctrl-C or SIGTERM).
With a command: runs it with these environment variables and with WEBEXREC_SIMULATOR_URL (the URL of
the control interface, /simulator/...), prints nothing, and exits with the command's exit status.

General:
  --port N               port (default 0: a free one)
  --tls                  serve https; clients must trust the certificate in WEBEXREC_CA_FILE
  --role ROLE            role of the token: user (default), admin or compliance
  --recordings N         number of the user's recordings on the preferred site (default 250)
  --other-recordings N   number of recordings on other sites, of other hosts, or shared (default 60)
  --days N               spread the recordings over the past N days (default 90)
  --seed N               seed of the recordings: the same seed generates the same ones (default 1)
  -h, --help             print this help

What the documentation of the service leaves open, and faults:
  --batch MODE           which ids of a request with an invalid id are applied: atomic (none;
                         default), untilFirstBad (those before it), allOthers (all valid ones)
  --unknown-status N     status for an unknown or foreign id or site: 404 (default) or 400
  --already-status N     status for a recording that is already in the requested state:
                         204 (default), 400 or 404
  --empty-pages          insert an empty page between any two pages of a list
  --latency-ms N         delay of every response (default 0)
  --rate-limit LIMIT     rate limit of each token (default: none):
                         300/60s                  fixed window: 300 requests in 60 seconds
                         5/s,burst=20             token bucket: 20 at once, 5 per second
                         5/s,burst=20,penalty=10  token bucket in which a request during the wait
                                                  restarts the wait, with 10 seconds
  --retry-after TEXT     Retry-After header over the limit (default: the actual wait; an empty text
                         omits it)
  --behaviour JSON       these settings, and more, as JSON; simulator/README.md lists the members
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

/// The members of the behaviour's JSON that an option sets.
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
