//! What the network can do to a call, over real sockets: a proxy in front of the simulator refuses, cuts,
//! garbles, drips, stalls and floods, and whatever it does, each recording has one outcome that is true, the
//! call ends in time, and the token is shown nowhere.
//!
//! By default each fault is played once with each operation; with `WEBEXREC_ALL_CHECKS=1` with 1, 4 and 16
//! workers and 20 seeds, which takes minutes. A failure names its case, and the case is the same each time.
//!
//! On Linux alone: the proxies listen on loopback addresses of their own, so that a port that is to refuse
//! is nobody else's.
#![cfg(target_os = "linux")]

mod cases;
mod contract;
mod cut;
mod fault;
mod faults;
mod floods;
mod job;
mod kept;
mod message;
mod pipe;
mod player;
mod proxy;
