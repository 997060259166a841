//! `tidings rebuild`.

use anyhow::Result;
use tidings::article::Timestamp;
use tidings::config::Config;
use tidings::diagnostic::Diagnostic;
use tidings::rebuild::{self, Options, Report};

use super::exit::Exit;
use super::options::Form;
use super::output::{Finding, Printer, Rebuilt, human_summary};

/// Rebuilds and reports. In silence, if all went well and nobody looks on.
pub fn run(
    config: &Config,
    options: &Options,
    now: Timestamp,
    form: Form,
    printer: &mut Printer,
) -> Result<Exit> {
    let progress = printer.progress();
    let report = rebuild::rebuild(config, options, now, &progress);
    // The bar is cleared before anything is told.
    drop(progress);
    let report = match report {
        Ok(report) => report,
        Err(failure) => {
            printer.findings(&failure.findings);
            return Err(failure.error.into());
        }
    };
    printer.findings(&report.findings);
    match form {
        Form::Json => printer.json(&contract(&report, options)),
        Form::Human if options.dry_run => plan(&report, printer),
        Form::Human => {
            if let Some(summary) = human_summary(&report, false) {
                printer.tell(&summary);
            }
        }
    }
    // A feed that can't be (two names for one folder) is as much for a person as a refused record.
    let has_errors = report.refused > 0 || report.findings.iter().any(Diagnostic::is_error);
    Ok(if has_errors { Exit::Refused } else { Exit::Done })
}

/// What would be done is the result of a dry run, so it goes to standard output.
fn plan(report: &Report, printer: &mut Printer) {
    for name in &report.written {
        let line = format!("write {}", printer.safe(name));
        printer.line(&line);
    }
    for name in &report.deleted {
        let line = format!("delete {}", printer.safe(name));
        printer.line(&line);
    }
    if let Some(summary) = human_summary(report, true) {
        printer.line(&summary);
    }
}

fn contract<'a>(report: &'a Report, options: &Options) -> Rebuilt<'a> {
    Rebuilt {
        dry_run: options.dry_run,
        articles: report.articles,
        added: report.added,
        changed: report.changed,
        removed: report.removed,
        refused: report.refused,
        files: report.files,
        written: &report.written,
        deleted: &report.deleted,
        findings: Finding::all(&report.findings),
    }
}
