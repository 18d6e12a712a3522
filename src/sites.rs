//! Lists the sites of a user.

use crate::codes::*;
use crate::error::{Error, Result};
use crate::flags;
use crate::text;
use crate::transport::Service;
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

    /// The sites as a JSON array; the preferred one has `"default":true`.
    pub fn fetch(&self, service: &Service) -> Result<String> {
        let query: Vec<_> = self.user_email.map(|email| ("userEmail", email)).into_iter().collect();
        let url = service.base_url().join("/meetingPreferences/sites", &query);
        let answer = service.get(&url).map_err(|failure| failure.error)?;
        match answer.content()?.get_mut("sites").map(Value::take) {
            Some(sites @ Value::Array(_)) => Ok(sites.to_string()),
            _ => Err(Error::new(
                WEBEXREC_E_BAD_ANSWER,
                "the answer is JSON but not a list of sites; check the base URL",
            )),
        }
    }
}
