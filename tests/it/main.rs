//! The program as a user meets it: a temporary site, the real binary, what it printed, wrote and
//! returned. One binary for all of them, because linking takes longer than the tests.

mod site;
mod sources;

mod bare;
mod changes;
mod check;
mod commands;
mod containment;
mod crash;
mod cron;
mod damage;
mod database;
mod faults;
mod feeds;
mod folding;
mod fuzz;
mod golden;
mod history;
mod hostile;
mod hub;
mod identity;
mod import;
mod import_again;
mod import_odd;
mod in_step;
mod init;
mod layers;
mod mass_loss;
mod model;
mod page;
mod ranking;
mod readme;
mod rebuild;
mod same_bytes;
mod search;
mod serve;
mod stamp;
mod suggest;
mod traps;
mod versions;
#[cfg(feature = "watch")]
mod watch;
mod written;
