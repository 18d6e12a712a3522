//! The certificates to trust: the system's and those of the CA file.

use crate::codes::{WEBEXREC_E_INVALID_OPTION, WEBEXREC_E_TLS};
use crate::error::{Error, Result};
use crate::input::settings::Settings;
use crate::util::fork_local::ForkLocal;
use once_cell::sync::OnceCell;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use std::path::Path;
use std::sync::Arc;
use ureq::tls::{Certificate, PemItem, parse_pem};

pub(super) type Certificates = Vec<Certificate<'static>>;

/// The system's. Reading them takes time, so that is left to the first https call.
static SYSTEM: ForkLocal<OnceCell<Certificates>> = ForkLocal::new();

/// The certificates of the CA file, and for https the system's.
pub(super) fn trusted(settings: &Settings, from_file: &Certificates) -> Result<Arc<Certificates>> {
    let mut roots = from_file.clone();
    if settings.base_url.is_https() {
        let system = SYSTEM.get(OnceCell::new);
        // With a CA file the system needs none.
        match system.get_or_try_init(|| read_system(settings.privileged)) {
            Ok(certificates) => roots.extend_from_slice(certificates),
            Err(error) if roots.is_empty() => return Err(error),
            Err(_) => {}
        }
    }
    Ok(Arc::new(roots))
}

fn read_system(privileged: bool) -> Result<Certificates> {
    let (found, fault) = if privileged {
        (installed(), None)
    } else {
        // From SSL_CERT_FILE and SSL_CERT_DIR if they are set, otherwise from the system's own place.
        let found = rustls_native_certs::load_native_certs();
        (found.certs, found.errors.into_iter().next())
    };
    if found.is_empty() {
        let fault = fault.map_or("none installed".into(), |error| error.to_string());
        return Err(Error::new(
            WEBEXREC_E_TLS,
            format!(
                "no trusted root certificates on this system ({fault}); install its \
                 ca-certificates package, or name a PEM file in WEBEXREC_CA_FILE"
            ),
        ));
    }
    Ok(found.iter().map(|der| Certificate::from_der(der).to_owned()).collect())
}

/// The certificates in the places where systems install them; the environment is ignored.
fn installed() -> Vec<CertificateDer<'static>> {
    openssl_probe::candidate_cert_dirs()
        .flat_map(|folder| rustls_native_certs::load_certs_from_paths(None, Some(folder)).certs)
        .collect()
}

pub(super) fn read_file(path: &Path) -> Result<Certificates> {
    let invalid = |fault: String| {
        let message = format!(
            "the CA file {} {fault}; name a file with certificates in PEM form",
            path.display()
        );
        Error::new(WEBEXREC_E_INVALID_OPTION, message)
    };
    let pem = std::fs::read(path).map_err(|error| invalid(format!("can't be read ({error})")))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| invalid("is not PEM".into()))? {
            // ureq would silently skip an unusable one.
            RootCertStore::empty().add(CertificateDer::from(certificate.der())).map_err(
                |error| invalid(format!("has a certificate that can't be used ({error})")),
            )?;
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(invalid("has no certificate in it".into()));
    }
    Ok(certificates)
}
