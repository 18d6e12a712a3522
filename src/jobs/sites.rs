//! Lists the sites of a user.

use crate::codes::*;
use crate::engine::{Completion, Counts, Job, RequestId};
use crate::error::{Error, Result};
use crate::http::Request;
use crate::input::base_url::BaseUrl;
use crate::input::flags;
use crate::input::validate;
use serde_json::Value;

/// The user whose sites to list, checked before anything is sent.
pub(crate) struct SiteList<'a> {
    user_email: Option<&'a str>,
}

impl<'a> SiteList<'a> {
    pub fn new(user_email: Option<&'a str>, flags: u32) -> Result<Self> {
        flags::allow(flags, 0)?;
        if let Some(email) = user_email {
            validate::email(email).map_err(|fault| {
                Error::new(WEBEXREC_E_INVALID_HOST_EMAIL, format!("user_email {fault}"))
            })?;
        }
        Ok(SiteList { user_email })
    }

    pub fn fetch(&self, base_url: &BaseUrl) -> SiteRequest {
        let query: Vec<_> = self.user_email.map(|email| ("userEmail", email)).into_iter().collect();
        let url = base_url.join("/meetingPreferences/sites", &query);
        SiteRequest { url, is_sent: false, sites: Vec::new() }
    }
}

/// A single request.
pub(crate) struct SiteRequest {
    url: String,
    is_sent: bool,
    sites: Vec<Value>,
}

impl SiteRequest {
    /// The sites as a JSON array; the preferred one has `"default":true`.
    pub fn into_json(self) -> String {
        Value::Array(self.sites).to_string()
    }
}

impl Job for SiteRequest {
    fn next(&mut self) -> Option<RequestId> {
        (!std::mem::replace(&mut self.is_sent, true)).then_some(0)
    }

    fn request(&self, _id: RequestId) -> Request {
        Request::get(self.url.clone())
    }

    fn settle(&mut self, _id: RequestId, completion: Completion) -> Result<()> {
        match completion.into_response()?.content()?.get_mut("sites").map(Value::take) {
            Some(Value::Array(sites)) => {
                self.sites = sites;
                Ok(())
            }
            _ => Err(Error::new(
                WEBEXREC_E_BAD_RESPONSE,
                "the response is JSON but not a list of sites; check the base URL",
            )),
        }
    }

    fn counts(&self) -> Counts {
        Counts { done: self.sites.len() as u64, ..Counts::default() }
    }
}
