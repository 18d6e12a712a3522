//! One call of the Simple API from its parameters to its end: check everything, plan, send, conclude.

use crate::codes::WEBEXREC_DRY_RUN;
use crate::error::Result;
use crate::list::Listing;
use crate::plan::{Job, Plan};
use crate::settings::Settings;
use crate::sites::SiteList;
use crate::token::Token;
use crate::transport::Service;
use crate::{report, run};
use jiff::Timestamp;

/// Who calls: the token, and whether the process has rights that its environment must not use.
pub(crate) struct Caller<'a> {
    pub token: &'a str,
    pub privileged: bool,
}

pub(crate) fn change(caller: &Caller, job: &Job) -> Result<()> {
    let token = Token::new(caller.token)?;
    let plan = Plan::new(job)?;
    caller.at_service(token, |service| {
        if job.flags & WEBEXREC_DRY_RUN != 0 {
            return Ok(());
        }
        report::conclude(&plan, &run::run(&plan, service))
    })
}

/// A JSON array of recordings.
pub(crate) fn list_recordings(
    caller: &Caller,
    query_json: Option<&str>,
    flags: u32,
) -> Result<String> {
    let token = Token::new(caller.token)?;
    let listing = Listing::new(query_json, flags, Timestamp::now())?;
    caller.at_service(token, |service| listing.fetch(service))
}

/// A JSON array of sites.
pub(crate) fn list_sites(caller: &Caller, user_email: Option<&str>, flags: u32) -> Result<String> {
    let token = Token::new(caller.token)?;
    let list = SiteList::new(user_email, flags)?;
    caller.at_service(token, |service| list.fetch(service))
}

impl Caller<'_> {
    /// Calls the service that the environment names; its errors don't have the token in them.
    fn at_service<T>(&self, token: Token, call: impl FnOnce(&Service) -> Result<T>) -> Result<T> {
        let service = Service::new(Settings::from_environment(self.privileged)?, token)?;
        call(&service).map_err(|error| service.conceal_token(error))
    }
}
