//! `tidings init`.

use std::path::Path;

use anyhow::Result;
use tidings::init::{self, Starter};

use super::exit::Exit;
use super::output::Printer;

/// Writes the starter site into `dir` and says what to do next.
pub fn run(dir: &Path, starter: &Starter, printer: &mut Printer) -> Result<Exit> {
    for file in init::init(dir, starter)? {
        printer.line(&file.display().to_string());
    }
    let place = if dir == Path::new(".") { String::new() } else { format!("cd {} && ", dir.display()) };
    printer.tell(&format!("next: {place}tidings rebuild"));
    Ok(Exit::Done)
}
