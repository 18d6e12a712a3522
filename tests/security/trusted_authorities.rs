//! A private certificate authority is trusted if its file is given, or if the system trusts it.

use crate::certificate_authority::Authority;
use webexrec::*;
use webexrec_test_support::*;

fn move_one(options: &ClientOptions, environment: &[(&str, Option<&str>)]) -> i32 {
    let client = options.try_client(Some("t0ken-of-a-test"), environment).expect("a client");
    client.move_to_bin(&["a".to_owned()]).code
}

#[test]
fn an_authority_is_trusted_by_its_file_in_an_option_or_the_environment() {
    let authority = Authority::new();
    let file = authority.file().to_str().expect("UTF-8");
    let server = Server::https(authority.good_server(), success);
    let options = || ClientOptions::at(&server.base_url()).without_retries();
    assert_eq!(move_one(&options(), &[]), WEBEXREC_E_TLS);
    assert_eq!(move_one(&options(), &[("WEBEXREC_CA_FILE", Some(file))]), WEBEXREC_OK);
    assert_eq!(move_one(&options().text(webexrec_options_set_ca_file, file), &[]), WEBEXREC_OK);
    let other = Authority::new();
    let option =
        options().text(webexrec_options_set_ca_file, other.file().to_str().expect("UTF-8"));
    let both = move_one(&option, &[("WEBEXREC_CA_FILE", Some(file))]);
    assert_eq!(both, WEBEXREC_E_TLS, "the option did not win");
}

#[test]
fn an_authority_in_the_certificate_store_of_the_system_is_trusted() {
    const NAME: &str =
        "trusted_authorities::an_authority_in_the_certificate_store_of_the_system_is_trusted";
    if let Some(url) = child_input() {
        assert_eq!(move_one(&ClientOptions::at(&url).without_retries(), &[]), WEBEXREC_OK);
        return;
    }
    let authority = Authority::new();
    let server = Server::https(authority.good_server(), success);
    // Only this makes it trusted: see the test above.
    let bundle = authority.file().to_str().expect("UTF-8");
    // A process reads the store once.
    run_in_child(NAME, &server.base_url(), &[("SSL_CERT_FILE", bundle)]);
    assert_eq!(server.requests().len(), 1);
}
