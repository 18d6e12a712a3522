//! Certificate authorities, and servers with their certificates, valid and invalid.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// A certificate authority with a file for clients that are to trust it. The file is removed when it is
/// dropped.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: PathBuf,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "webexrec test CA");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let issuer = CertifiedIssuer::self_signed(params, key()).expect("a certificate");
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "webexrec-security-{}-{}.pem",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        let file = std::env::temp_dir().join(name);
        std::fs::write(&file, issuer.pem()).expect("a file");
        Authority { issuer, file }
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    /// A server for these names, with its certificate changed by `change`.
    pub fn server(
        &self,
        names: &[&str],
        change: impl FnOnce(&mut CertificateParams),
    ) -> Arc<ServerConfig> {
        let key = key();
        let certificate =
            params(names, change).signed_by(&key, &self.issuer).expect("a certificate");
        config(certificate.der().clone(), &key)
    }

    /// A server for this machine with a valid certificate.
    pub fn good_server(&self) -> Arc<ServerConfig> {
        self.server(&["localhost", "127.0.0.1"], |_| {})
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        // A leftover file of a few hundred bytes is harmless.
        let _ = std::fs::remove_file(&self.file);
    }
}

/// A server for this machine with a self-signed certificate.
pub fn self_signed_server() -> Arc<ServerConfig> {
    let key = key();
    let certificate = params(&["localhost"], |_| {}).self_signed(&key).expect("a certificate");
    config(certificate.der().clone(), &key)
}

fn key() -> KeyPair {
    KeyPair::generate().expect("a key")
}

fn params(names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("names of hosts");
    change(&mut params);
    params
}

fn config(certificate: CertificateDer<'static>, key: &KeyPair) -> Arc<ServerConfig> {
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("TLS 1.2 and 1.3")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(key.serialize_der().into()));
    Arc::new(config.expect("a usable certificate"))
}
