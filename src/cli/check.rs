//! `tidings check`.

use anyhow::Result;
use tidings::check;
use tidings::config::Config;
use tidings::diagnostic::Diagnostic;

use super::exit::Exit;
use super::options::Form;
use super::output::{Checked, Finding, Printer, counted};

/// Checks and reports.
pub fn run(config: &Config, form: Form, printer: &mut Printer) -> Result<Exit> {
    let checked = check::check(config)?;
    let findings: Vec<Diagnostic> = checked
        .records
        .iter()
        .chain(&checked.loss)
        .chain(&checked.index)
        .chain(&checked.feeds)
        .cloned()
        .collect();
    match form {
        Form::Human => {
            printer.findings(&findings);
            printer.tell(&format!(
                "{}, {}, {} refused; {}",
                counted(checked.articles, "good record"),
                counted(checked.drafts, "draft"),
                checked.refused,
                counted(checked.files as u64, "published file")
            ));
        }
        Form::Json => printer.json(&Checked {
            articles: checked.articles,
            drafts: checked.drafts,
            refused: checked.refused,
            files: checked.files,
            findings: Finding::all(&findings),
        }),
    }
    Ok(
        if checked.loss.is_some() || checked.index.is_some() || checked.feeds.iter().any(Diagnostic::is_error)
        {
            Exit::Failed
        } else if checked.refused > 0 || checked.records.iter().any(Diagnostic::is_error) {
            Exit::Refused
        } else {
            Exit::Done
        },
    )
}
