//! What must never come out, and who must never get the token: messages, reports, logs, output and memory
//! are searched for a token that the service repeats in every way; servers and proxies that are not to be
//! trusted wait for it in vain. SECURITY.md says what is promised.

mod authorities;
mod canary;
mod certificates;
mod child;
mod codes;
mod echo;
mod injection;
mod logs;
#[cfg(target_os = "linux")]
mod memory;
mod proxies;
mod recordings;
mod server;
mod strays;
mod tls;
