//! The access token and other secrets never leak. Messages, reports, logs, output and memory are searched for
//! a token that the service repeats in every way; servers and proxies that must not be trusted never get it.
//! SECURITY.md lists what is promised.

mod certificate_authority;
mod certificates;
mod echoing_service;
mod injection;
mod log_capture;
#[cfg(target_os = "linux")]
mod memory;
mod passwords_and_links;
mod proxies;
mod redirects_and_links;
mod result_codes;
mod secret_token;
mod trusted_authorities;
