//! `tidings completions`.

use anyhow::Result;
use clap::CommandFactory as _;
use clap_complete::Shell;

use super::args::Args;
use super::exit::Exit;
use super::output::Printer;

/// Prints the completion script for `shell`.
pub fn run(shell: Shell, printer: &mut Printer) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "tidings", &mut script);
    printer.bytes(&script);
    Ok(Exit::Done)
}
