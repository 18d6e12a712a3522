//! Starts simulators, selects their recordings, and writes their scripts.

use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use webexrec_simulator::{Recording, Role, Script, Settings, Simulator, Status};

/// An id that no simulator generates.
pub const UNKNOWN_ID: &str = "ffffffffffffffffffffffffffffffff";

pub fn start_simulator() -> Simulator {
    start_simulator_with(Settings::default())
}

/// Each simulator gets another seed, and so another token: the library keeps a rate limit for each token
/// and service, and a later test may get the same port.
pub fn start_simulator_with(settings: Settings) -> Simulator {
    static SEED: AtomicU64 = AtomicU64::new(1);
    let seed = SEED.fetch_add(1, Ordering::Relaxed);
    Simulator::start(Settings { seed, ..settings }).expect("a free port")
}

/// Ids of the user's recordings on the preferred site, which need neither site nor host.
pub fn own_ids(simulator: &Simulator, number: usize) -> Vec<String> {
    let own = simulator
        .recordings()
        .into_iter()
        .filter(|r| r.host_email == Role::User.email() && r.site_url == "example.webex.com");
    let ids: Vec<String> = own.map(|recording| recording.id).take(number).collect();
    assert_eq!(ids.len(), number, "the simulator has too few recordings");
    ids
}

/// 249 ids of the user's recordings, and an unknown one in their first hundred.
pub fn own_ids_and_unknown(simulator: &Simulator) -> Vec<String> {
    let mut ids = own_ids(simulator, 249);
    ids.insert(50, UNKNOWN_ID.to_owned());
    ids
}

pub fn ids_json(ids: &[String]) -> String {
    serde_json::to_string(ids).expect("JSON")
}

/// The recordings as objects with their site and host.
pub fn recordings_json(recordings: &[Recording]) -> String {
    let objects = recordings
        .iter()
        .map(|r| json!({"id": r.id, "siteUrl": r.site_url, "hostEmail": r.host_email}));
    Value::Array(objects.collect()).to_string()
}

/// Recordings on this number of sites, one on each, so that each needs a request of its own.
pub fn recordings_on_sites(number: usize) -> String {
    let objects =
        (0..number).map(|n| json!({"id": n.to_string(), "siteUrl": format!("site{n}.webex.com")}));
    Value::Array(objects.collect()).to_string()
}

/// How many of these recordings are in this state.
pub fn count_in_state(simulator: &Simulator, ids: &[String], status: Status) -> usize {
    let recordings = simulator.recordings();
    recordings.iter().filter(|r| r.status == status && ids.contains(&r.id)).count()
}

/// A scripted 429 with this `Retry-After`.
pub fn too_many_requests(retry_after: &str) -> Script {
    let headers = [("Retry-After".to_owned(), retry_after.to_owned())].into();
    Script { status: 429, headers, ..Script::default() }
}
