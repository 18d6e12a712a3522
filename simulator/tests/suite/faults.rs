//! Random faults.

use crate::client::{Client, mine, start, statuses};
use serde_json::json;
use webexrec_simulator::{Faults, RateLimit, Role, Script, Settings, Simulator, Status};

/// The status of a response, `None` without one, and whether the request was applied.
type Fate = (Option<u16>, bool);

fn faulty(faults: Faults) -> Simulator {
    let simulator = start();
    simulator.change(|behaviour| behaviour.faults = Some(faults));
    simulator
}

/// Moves `count` recordings, one by one.
fn fates(simulator: &Simulator, count: usize) -> Vec<Fate> {
    let client = Client::new(simulator, Role::User);
    let ids = mine(simulator, count);
    let responses: Vec<Option<u16>> = ids
        .iter()
        .map(|id| {
            let response =
                client.try_post("/recordings/softDelete", &json!({ "recordingIds": [id] }));
            response.ok().map(|response| response.status)
        })
        .collect();
    let sent = simulator.requests().len();
    assert_eq!(sent, count, "the client repeats no request");
    let applied = statuses(simulator, &ids).into_iter().map(|status| status == Status::Deleted);
    responses.into_iter().zip(applied).collect()
}

fn some_of_all() -> Faults {
    Faults { errors: 0.3, drops_before: 0.2, drops_after: 0.2, seed: 7 }
}

#[test]
fn each_fault_occurs_about_as_often_as_its_probability() {
    let fates = fates(&faulty(some_of_all()), 200);
    let share = |fits: fn(&Fate) -> bool| {
        fates.iter().filter(|fate| fits(fate)).count() as f64 / fates.len() as f64
    };
    for (share, expected) in [
        (share(|fate| *fate == (Some(204), true)), 0.3),
        (share(|fate| matches!(fate, (Some(500 | 502 | 503 | 504), _))), 0.3),
        (share(|fate| *fate == (None, false)), 0.2),
        (share(|fate| *fate == (None, true)), 0.2),
    ] {
        assert!((share - expected).abs() < 0.1, "{share} instead of {expected}");
    }
}

#[test]
fn errors_are_of_four_kinds_and_half_of_them_come_after_the_change_was_applied() {
    let fates = fates(&faulty(Faults { errors: 1.0, ..Faults::default() }), 200);
    for status in [500, 502, 503, 504] {
        let count = fates.iter().filter(|(response, _)| *response == Some(status)).count();
        assert!((30..=70).contains(&count), "{status}: {count}");
    }
    let applied = fates.iter().filter(|(_, applied)| *applied).count();
    assert!((70..=130).contains(&applied), "{applied}");
}

#[test]
fn a_random_error_has_the_format_of_the_services_errors() {
    let simulator = faulty(Faults { errors: 1.0, ..Faults::default() });
    let response = Client::new(&simulator, Role::User).get("/recordings");
    assert!(!response.description().is_empty());
    assert_eq!(response.json()["trackingId"].as_str(), response.header("trackingid"));
    assert_eq!(response.header("content-type"), Some("application/json;charset=UTF-8"));
}

#[test]
fn the_seed_decides_which_requests_fail_and_how() {
    let simulator = faulty(some_of_all());
    let first = fates(&simulator, 60);
    assert_eq!(fates(&faulty(some_of_all()), 60), first);
    assert_ne!(fates(&faulty(Faults { seed: 8, ..some_of_all() }), 60), first);
    let mut settings = Settings::default();
    settings.behaviour.faults = Some(some_of_all());
    let other = Simulator::start(settings).unwrap();
    assert_eq!(fates(&other, 60), first, "from the start");
    other.reset();
    assert_eq!(fates(&other, 60), first, "from a reset");
}

#[test]
fn another_change_of_the_behaviour_does_not_restart_the_generator() {
    let faults = Faults { errors: 0.5, ..Faults::default() };
    let reads = |interrupt: bool| {
        let simulator = faulty(faults.clone());
        let client = Client::new(&simulator, Role::User);
        let read = |at| {
            if interrupt && at == 10 {
                simulator.change(|behaviour| behaviour.names_id = false);
            }
            client.get("/recordings").status
        };
        (0..30).map(read).collect::<Vec<u16>>()
    };
    assert_eq!(reads(true), reads(false));
}

#[test]
fn every_path_can_fail_and_faults_come_before_all_checks() {
    let simulator = faulty(Faults { errors: 1.0, ..Faults::default() });
    simulator.change(|behaviour| {
        behaviour.rate_limit = Some(RateLimit::FixedWindow { limit: 1, window_seconds: 60.0 });
    });
    let client = Client::new(&simulator, Role::User);
    let id = &mine(&simulator, 1)[0];
    for path in [
        "/recordings",
        "/admin/recordings",
        &format!("/recordings/{id}"),
        "/meetingPreferences/sites",
        "/nowhere",
    ] {
        assert!(client.get(path).status >= 500, "{path}");
    }
    let unknown = client.send("GET", "/recordings", &[("authorization", "")], "").unwrap();
    assert!(unknown.status >= 500);
}

#[test]
fn a_scripted_response_wins_and_does_not_advance_the_generator() {
    let faults = Faults { errors: 0.5, ..Faults::default() };
    let reads = |simulator: &Simulator| {
        let client = Client::new(simulator, Role::User);
        (0..20).map(|_| client.get("/recordings").status).collect::<Vec<u16>>()
    };
    let expected = reads(&faulty(faults.clone()));
    let simulator = faulty(faults);
    simulator.script(Script { status: 418, count: 5, ..Script::default() });
    let seen = reads(&simulator);
    assert_eq!(seen[..5], [418; 5]);
    assert_eq!(seen[5..], expected[..15]);
}

#[test]
#[should_panic(expected = "a sum of at most 1")]
fn probabilities_with_a_sum_above_one_are_refused() {
    faulty(Faults { errors: 0.5, drops_before: 0.5, drops_after: 0.1, seed: 1 });
}

#[test]
fn probabilities_with_a_sum_of_one_are_accepted_despite_rounding() {
    faulty(Faults { errors: 0.8, drops_before: 0.15, drops_after: 0.05, seed: 1 });
}
