//! The program as a user meets it: a temporary site, the real binary, what it printed, wrote and
//! returned. One binary for all of them, because linking takes longer than the tests.

mod site;
mod sources;

mod bare;
mod check;
mod commands;
mod containment;
mod crash;
mod damage;
mod feeds;
mod folding;
mod golden;
mod history;
mod hub;
mod identity;
mod init;
mod layers;
mod model;
mod ranking;
mod readme;
mod rebuild;
mod same_bytes;
mod search;
mod serve;
mod stamp;
mod traps;
mod versions;
