//! A request, read completely.

use hyper::body::Bytes;
use hyper::{HeaderMap, Method};

/// The prefix of the service's paths.
pub(crate) const SERVICE_PREFIX: &str = "/v1";

pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// As received, not decoded.
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Scheme, host and port as the client named them.
    pub(crate) origin: String,
    /// The number of the connection on which it came.
    pub(crate) connection: u64,
}

impl Request {
    /// The path without `/v1`, as in the log and the script.
    pub(crate) fn short_path(&self) -> &str {
        self.path.strip_prefix(SERVICE_PREFIX).unwrap_or(&self.path)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The decoded parameters of the query.
    pub(crate) fn parameters(&self) -> Parameters {
        Parameters(
            form_urlencoded::parse(self.query.as_deref().unwrap_or_default().as_bytes())
                .into_owned()
                .collect(),
        )
    }
}

pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn without(mut self, names: &[&str]) -> Self {
        self.0.retain(|(name, _)| !names.contains(&name.as_str()));
        self
    }

    /// The query with these parameters replaced, or removed.
    pub(crate) fn with(&self, changes: &[(&str, Option<String>)]) -> String {
        let kept =
            self.0.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        let set = changes.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept)
            .extend_pairs(set)
            .finish()
    }
}
