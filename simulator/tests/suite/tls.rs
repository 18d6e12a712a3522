//! TLS.

use crate::client::{Client, exchange, mine, start};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::sync::Arc;
use ureq::Agent;
use ureq::http::Request;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use webexrec_simulator::{Role, Settings, Simulator};

fn start_tls() -> Simulator {
    Simulator::start(Settings { tls: true, ..Settings::default() }).unwrap()
}

/// An agent that trusts only the authority of this simulator.
fn agent(trusted: &Simulator) -> Agent {
    let ca =
        CertificateDer::from_pem_file(trusted.ca_file().expect("a file")).expect("a certificate");
    let roots = RootCerts::new_with_certs(&[Certificate::from_der(&ca).to_owned()]);
    let tls = TlsConfig::builder()
        .root_certs(roots)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    Agent::config_builder().http_status_as_error(false).proxy(None).tls_config(tls).build().into()
}

fn list(agent: &Agent, base_url: &str, token: &str) -> Result<u16, ureq::Error> {
    let request = Request::get(format!("{base_url}/recordings"))
        .header("authorization", format!("Bearer {token}"));
    exchange(agent, request.body(String::new()).unwrap()).map(|response| response.status)
}

#[test]
fn a_client_that_trusts_the_authority_reaches_both_host_names() {
    let simulator = start_tls();
    let (agent, token) = (agent(&simulator), simulator.token(Role::User));
    assert!(simulator.base_url().starts_with("https://localhost:"));
    assert_eq!(list(&agent, simulator.base_url(), token).unwrap(), 200);
    let by_address = simulator.base_url().replace("localhost", "127.0.0.1");
    assert_eq!(list(&agent, &by_address, token).unwrap(), 200);
    let connections: Vec<u64> =
        simulator.requests().iter().map(|request| request.connection).collect();
    assert_eq!(connections.len(), 2);
}

#[test]
fn a_client_that_trusts_another_authority_sends_no_request() {
    let (simulator, other) = (start_tls(), start_tls());
    assert!(list(&agent(&other), simulator.base_url(), simulator.token(Role::User)).is_err());
    assert!(simulator.requests().is_empty());
}

#[test]
fn plain_http_to_the_tls_port_fails_and_the_server_goes_on() {
    let simulator = start_tls();
    let plain = Client::new(&start(), Role::User);
    let url = format!("{}/recordings", simulator.base_url().replace("https", "http"));
    assert!(plain.send("GET", &url, &[], "").is_err());
    assert_eq!(
        list(&agent(&simulator), simulator.base_url(), simulator.token(Role::User)).unwrap(),
        200
    );
}

#[test]
fn the_ca_file_is_removed_when_the_simulator_is_dropped() {
    let simulator = start_tls();
    let file = simulator.ca_file().unwrap().to_owned();
    assert!(file.exists());
    assert_eq!(mine(&simulator, 1).len(), 1);
    drop(simulator);
    assert!(!file.exists() && !file.parent().unwrap().exists());
}

#[test]
fn without_tls_there_is_no_ca_file() {
    assert_eq!(start().ca_file(), None);
}
