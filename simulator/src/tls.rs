//! TLS: a certificate authority that is created at start, its certificate in a temporary file, and the
//! server's certificate.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{ServerConfig, version};

/// The server's TLS configuration, and the CA certificate for its clients.
pub(crate) struct Tls {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) ca_file: CaFile,
}

impl Tls {
    pub(crate) fn new() -> io::Result<Self> {
        let ca = authority().map_err(io::Error::other)?;
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = server_certificate()
            .and_then(|params| params.signed_by(&key, &ca))
            .map_err(io::Error::other)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&version::TLS13, &version::TLS12])
            .and_then(|builder| {
                let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
                builder.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key)
            })
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            ca_file: CaFile::write(&ca.pem())?,
        })
    }
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "webexrec simulator CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

fn server_certificate() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()])?;
    params.distinguished_name.push(DnType::CommonName, "localhost");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Strict clients require it.
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

/// The CA certificate in a temporary folder of its own, which is removed when this is dropped.
pub(crate) struct CaFile {
    folder: PathBuf,
    file: PathBuf,
}

impl CaFile {
    fn write(pem: &str) -> io::Result<Self> {
        let folder =
            std::env::temp_dir().join(format!("webexrec-simulator-{:016x}", fastrand::u64(..)));
        std::fs::create_dir(&folder)?;
        let ca = Self { file: folder.join("ca.pem"), folder };
        std::fs::write(&ca.file, pem)?;
        Ok(ca)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.file
    }
}

impl Drop for CaFile {
    fn drop(&mut self) {
        // An error can't be reported here, and a leftover file of a few kilobytes is harmless.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
