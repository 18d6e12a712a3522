//! Renewed tokens.

use crate::client::{Client, start};
use webexrec_simulator::{RateLimit, Role, Simulator};

fn status(simulator: &Simulator, token: &str) -> u16 {
    let client = Client::new(simulator, Role::User);
    let authorization = format!("Bearer {token}");
    client.send("GET", "/recordings", &[("authorization", &authorization)], "").unwrap().status
}

#[test]
fn a_renewed_token_replaces_the_previous_one() {
    let simulator = start();
    let first = simulator.token(Role::User);
    let second = simulator.replace_token(Role::User);
    assert_eq!((status(&simulator, first), status(&simulator, &second)), (401, 200));
    let third = simulator.replace_token(Role::User);
    assert_eq!((status(&simulator, &second), status(&simulator, &third)), (401, 200));
    assert_eq!(third.len(), first.len());
    assert_eq!(simulator.token(Role::User), first, "not the initial token");
}

#[test]
fn renewing_a_token_keeps_those_of_other_roles() {
    let simulator = start();
    for role in [Role::Admin, Role::ComplianceOfficer] {
        let token = simulator.replace_token(role);
        assert_eq!(status(&simulator, &token), 200);
        assert_eq!(simulator.requests().last().unwrap().role, Some(role));
    }
    assert_eq!(status(&simulator, simulator.token(Role::User)), 200);
}

#[test]
fn a_renewed_token_continues_the_count_of_the_old_one() {
    let simulator = start();
    simulator.change(|behaviour| {
        behaviour.rate_limit = Some(RateLimit::FixedWindow { limit: 1, window_seconds: 60.0 });
    });
    assert_eq!(status(&simulator, simulator.token(Role::User)), 200);
    assert_eq!(status(&simulator, &simulator.replace_token(Role::User)), 429);
}

#[test]
fn a_reset_restores_the_initial_tokens() {
    let simulator = start();
    let renewed = simulator.replace_token(Role::User);
    simulator.reset();
    assert_eq!(status(&simulator, simulator.token(Role::User)), 200);
    assert_eq!(status(&simulator, &renewed), 401);
    assert_ne!(simulator.replace_token(Role::User), renewed, "a refused token is issued again");
}
