//! Network faults over real sockets: a proxy in front of the simulator refuses, cuts, corrupts, slows down,
//! stalls and floods. Whatever it does, each recording has one outcome that is true, the call ends in time,
//! and the token is shown nowhere.
//!
//! By default each fault is injected once with each operation. With `WEBEXREC_ALL_CHECKS=1` it is injected
//! with 1, 4 and 16 workers and 20 seeds, which takes minutes. A failure names its case, which is the same in
//! every run.
//!
//! Linux only: each proxy listens on a loopback address of its own, so that no other program can listen on a
//! port that is to refuse connections.
#![cfg(target_os = "linux")]

mod byte_relay;
mod each_fault;
mod endless_responses;
mod fault;
mod fault_injector;
mod idle_connections;
mod invariants;
mod job;
mod message;
mod nth_operation;
mod proxy;
mod scenarios;
