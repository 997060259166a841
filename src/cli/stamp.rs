//! `tidings stamp`.

use std::path::PathBuf;

use anyhow::Result;
use tidings::config::Config;
use tidings::content::{self, Source};
use tidings::error::Error;

use super::exit::{Exit, UsageError};
use super::options::Form;
use super::output::{Finding, Printer, Stamp, Stamped};

/// Writes the missing ids and says which.
pub fn run(
    config: &Config,
    paths: &[PathBuf],
    is_dry_run: bool,
    form: Form,
    printer: &mut Printer,
) -> Result<Exit> {
    let (sources, mut findings) = content::scan(&config.paths.content, config)?;
    let sources = chosen(sources, paths, config)?;
    let stamping = content::stamp(&sources, config, is_dry_run)?;
    findings.extend(stamping.findings);
    let files: Vec<String> =
        stamping.written.iter().map(|stamped| stamped.path.display().to_string()).collect();
    match form {
        Form::Human => {
            printer.findings(&findings);
            for (stamped, file) in stamping.written.iter().zip(&files) {
                let line = format!("{}: id: {}", printer.safe(file), printer.safe(stamped.id.as_str()));
                printer.line(&line);
            }
        }
        Form::Json => printer.json(&Stamped {
            dry_run: is_dry_run,
            stamped: stamping
                .written
                .iter()
                .zip(&files)
                .map(|(stamped, file)| Stamp { file, line: stamped.line, id: stamped.id.as_str() })
                .collect(),
            findings: Finding::all(&findings),
        }),
    }
    Ok(Exit::Done)
}

/// The sources that stand at `paths` or below; all, if none is named.
fn chosen(sources: Vec<Source>, paths: &[PathBuf], config: &Config) -> Result<Vec<Source>> {
    if paths.is_empty() {
        return Ok(sources);
    }
    let mut is_chosen = vec![false; sources.len()];
    // Paths may be named in many ways, so they are compared as the system knows them.
    let resolved = sources.iter().map(|source| source.path.canonicalize().ok()).collect::<Vec<_>>();
    for path in paths {
        let root = path.canonicalize().map_err(|e| Error::io("reading", path, e))?;
        let mut is_used = false;
        for (chosen, source) in is_chosen.iter_mut().zip(&resolved) {
            if source.as_ref().is_some_and(|source| source.starts_with(&root)) {
                *chosen = true;
                is_used = true;
            }
        }
        if !is_used {
            let content = config.paths.content.display();
            let message = format!("no record of `{content}` stands at `{}`", path.display());
            return Err(UsageError::new(message, "name files or folders with records").into());
        }
    }
    Ok(sources.into_iter().zip(is_chosen).filter_map(|(source, chosen)| chosen.then_some(source)).collect())
}
