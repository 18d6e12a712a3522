//! Roles, their access tokens and their scopes.

use fastrand::Rng;
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use serde::Serialize;

/// The role that an access token belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// `alice@example.com`, who hosts most of the recordings.
    User,
    /// `admin@example.com`, who manages all sites.
    Admin,
    /// `officer@example.com`, who lists everything but can't use the recycle bin.
    ComplianceOfficer,
}

impl Role {
    /// The email address of the role's user.
    pub fn email(self) -> &'static str {
        match self {
            Self::User => "alice@example.com",
            Self::Admin => "admin@example.com",
            Self::ComplianceOfficer => "officer@example.com",
        }
    }

    /// The role with this name in JSON.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "user" => Some(Self::User),
            "admin" => Some(Self::Admin),
            "complianceOfficer" => Some(Self::ComplianceOfficer),
            _ => None,
        }
    }

    /// Whether the role may act for other hosts.
    pub(crate) fn is_admin_level(self) -> bool {
        self != Self::User
    }

    /// Whether any of these scopes was granted.
    pub(crate) fn has_any(self, scopes: &[&str]) -> bool {
        self.scopes().iter().any(|granted| scopes.contains(granted))
    }

    fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::User => {
                &["meeting:recordings_read", "meeting:recordings_write", "meeting:preferences_read"]
            }
            Self::Admin => &[
                "meeting:recordings_read",
                "meeting:recordings_write",
                "meeting:preferences_read",
                "meeting:admin_recordings_read",
                "meeting:admin_recordings_write",
                "meeting:admin_preferences_read",
            ],
            Self::ComplianceOfficer => &[
                "meeting:recordings_read",
                "meeting:preferences_read",
                "meeting:admin_recordings_read",
                "meeting:admin_preferences_read",
            ],
        }
    }
}

/// The bearer token of each role.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tokens {
    user: String,
    admin: String,
    compliance_officer: String,
}

impl Tokens {
    pub(crate) fn generate(rng: &mut Rng) -> Self {
        Self { user: token(rng), admin: token(rng), compliance_officer: token(rng) }
    }

    pub(crate) fn of(&self, role: Role) -> &str {
        match role {
            Role::User => &self.user,
            Role::Admin => &self.admin,
            Role::ComplianceOfficer => &self.compliance_officer,
        }
    }

    /// Replaces the role's token. The old one becomes invalid.
    pub(crate) fn renew(&mut self, role: Role, rng: &mut Rng) -> &str {
        let place = match role {
            Role::User => &mut self.user,
            Role::Admin => &mut self.admin,
            Role::ComplianceOfficer => &mut self.compliance_officer,
        };
        *place = token(rng);
        place
    }

    /// The role of the request's bearer token, if it is valid.
    pub(crate) fn role(&self, headers: &HeaderMap) -> Option<Role> {
        let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        let known = |role: &Role| scheme.eq_ignore_ascii_case("Bearer") && self.of(*role) == token;
        [Role::User, Role::Admin, Role::ComplianceOfficer].into_iter().find(known)
    }
}

/// A random token in the format of the service's.
fn token(rng: &mut Rng) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut random =
        |length| (0..length).map(|_| ALPHABET[rng.usize(..64)] as char).collect::<String>();
    format!("{}_P0A1_{}", random(64), random(36))
}
