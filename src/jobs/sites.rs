//! Lists the sites of a user.

use crate::codes::*;
use crate::engine::{End, Key, Work};
use crate::error::{Error, Result};
use crate::http::Request;
use crate::input::base_url::BaseUrl;
use crate::input::flags;
use crate::util::text;
use serde_json::Value;

/// Whose sites to list, checked before anything is sent.
pub(crate) struct SiteList<'a> {
    user_email: Option<&'a str>,
}

impl<'a> SiteList<'a> {
    pub fn new(user_email: Option<&'a str>, flags: u32) -> Result<Self> {
        flags::allow(flags, 0)?;
        if let Some(email) = user_email {
            text::check_email(email).map_err(|fault| {
                Error::new(WEBEXREC_E_INVALID_HOST_EMAIL, format!("user_email {fault}"))
            })?;
        }
        Ok(SiteList { user_email })
    }

    pub fn fetch(&self, base_url: &BaseUrl) -> SiteRequest {
        let query: Vec<_> = self.user_email.map(|email| ("userEmail", email)).into_iter().collect();
        let url = base_url.join("/meetingPreferences/sites", &query);
        SiteRequest { url, is_out: false, sites: Vec::new() }
    }
}

/// The one request there is.
pub(crate) struct SiteRequest {
    url: String,
    is_out: bool,
    sites: Vec<Value>,
}

impl SiteRequest {
    /// The sites as a JSON array; the preferred one has `"default":true`.
    pub fn into_json(self) -> String {
        Value::Array(self.sites).to_string()
    }
}

impl Work for SiteRequest {
    fn next(&mut self) -> Option<Key> {
        (!std::mem::replace(&mut self.is_out, true)).then_some(0)
    }

    fn request(&self, _key: Key) -> Request {
        Request { url: self.url.clone(), ..Request::default() }
    }

    fn settle(&mut self, _key: Key, end: End) -> Result<()> {
        match end.into_answer()?.content()?.get_mut("sites").map(Value::take) {
            Some(Value::Array(sites)) => {
                self.sites = sites;
                Ok(())
            }
            _ => Err(Error::new(
                WEBEXREC_E_BAD_RESPONSE,
                "the answer is JSON but not a list of sites; check the base URL",
            )),
        }
    }

    fn tally(&self) -> (u64, u64, u64) {
        (0, self.sites.len() as u64, 0)
    }
}
