//! `tidings man`.

use std::path::Path;

use anyhow::{Context as _, Result};
use clap::CommandFactory as _;

use super::args::Args;
use super::exit::Exit;
use super::output::Printer;

/// Prints the program's page, or writes the pages of all commands into the folder `out`.
pub fn run(out: Option<&Path>, printer: &mut Printer) -> Result<Exit> {
    match out {
        Some(folder) => {
            let action = || format!("writing manual pages into `{}`", folder.display());
            std::fs::create_dir_all(folder).with_context(action)?;
            clap_mangen::generate_to(Args::command(), folder).with_context(action)?;
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Args::command()).render(&mut page)?;
            printer.bytes(&page);
        }
    }
    Ok(Exit::Done)
}
