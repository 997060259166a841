//! `tidings serve`.

use anyhow::Result;
use tidings::config::Config;
use tidings::serve::{self, Clock, Options};

use super::exit::Exit;
use super::output::Printer;

/// Serves until the process is told to end; prints the address as soon as it can be asked.
pub fn run(config: Config, options: &Options, clock: Clock, printer: &mut Printer) -> Result<Exit> {
    let mut printed = Ok(());
    serve::run(config, options, clock, &mut |address| {
        printer.line(address);
        printed = printer.finish();
    })?;
    printed?;
    Ok(Exit::Done)
}
