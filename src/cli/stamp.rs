//! `tidings stamp`.

use std::path::PathBuf;

use anyhow::Result;
use tidings::config::Config;

use super::exit::Exit;
use super::options::Form;
use super::output::{Finding, Printer, Stamp, Stamped};

/// Writes the missing ids and says which.
pub fn run(
    config: &Config,
    paths: &[PathBuf],
    dry_run: bool,
    form: Form,
    printer: &mut Printer,
) -> Result<Exit> {
    todo!()
}
