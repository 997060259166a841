//! `tidings import`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use tidings::config::Config;
use tidings::import::{self, Import, Options, Report};

use super::exit::Exit;
use super::options::Form;
use super::output::{Finding, Imported, LeftOut, Printer};

/// An import with everything it needs.
#[derive(Debug)]
pub struct ImportTask {
    pub config: Config,
    pub from: From,
    /// The files to read, in order; at least one.
    pub inputs: Vec<PathBuf>,
    /// The folder of the records.
    pub into: PathBuf,
    pub options: Options,
    pub form: Form,
}

/// What wrote the input.
#[derive(Debug)]
pub enum From {
    /// RSS, Atom or JSON Feed.
    Feed,
    /// WXR; the types of posts that are wanted.
    WordPress { types: Vec<String> },
    /// Ghost's JSON.
    Ghost { with_pages: bool },
    /// The text of a newspaper page; where to write what was understood, in place of importing it.
    Page { options: import::page::Options, annotate: Option<PathBuf> },
    /// Blogger's Atom.
    Blogger { with_pages: bool },
    /// A sitemap; the folder of the mirror, if it is not the sitemap's own.
    Sitemap { mirror: Option<PathBuf> },
}

impl From {
    /// The system's name, if its input holds all that the system has.
    fn of_all(&self) -> Option<&'static str> {
        match self {
            Self::Feed => None,
            Self::WordPress { .. } => Some("wordpress"),
            Self::Ghost { .. } => Some("ghost"),
            Self::Page { .. } => Some("page"),
            Self::Blogger { .. } => Some("blogger"),
            Self::Sitemap { .. } => Some("sitemap"),
        }
    }
}

/// Imports and reports.
pub fn run(task: &ImportTask, printer: &mut Printer) -> Result<Exit> {
    if let From::Page { options, annotate: Some(table) } = &task.from {
        return annotate(&task.inputs, options, table, printer);
    }
    let mut import = Import::new(&task.into, &task.config, task.options)?;
    if let Some(system) = task.from.of_all() {
        import = import.of_all(system);
    }
    for input in &task.inputs {
        let receive = &mut |item| import.take(item);
        match &task.from {
            From::Feed => import::feed::read(input, receive),
            From::WordPress { types } => import::wordpress::read(input, types, receive),
            From::Ghost { with_pages } => import::ghost::read(input, *with_pages, receive),
            From::Page { options, .. } => import::page::run(input, options, receive),
            From::Blogger { with_pages } => import::blogger::read(input, *with_pages, receive),
            From::Sitemap { mirror } => {
                let beside = input.parent().filter(|folder| !folder.as_os_str().is_empty());
                let folder = mirror.as_deref().or(beside).unwrap_or(Path::new("."));
                import::sitemap::read(input, folder, &task.config, receive)
            }
        }?;
    }
    let report = import.finish()?;
    Ok(tell(&report, task.options.dry_run, task.form, printer))
}

/// Writes what a page's paragraphs were taken for.
fn annotate(
    inputs: &[PathBuf],
    options: &import::page::Options,
    table: &Path,
    printer: &mut Printer,
) -> Result<Exit> {
    for input in inputs {
        let (articles, paragraphs) = import::page::annotate(input, options, table)?;
        let file = table.display().to_string();
        let line = format!("{articles} articles of {paragraphs} paragraphs: see {}", printer.safe(&file));
        printer.line(&line);
    }
    Ok(Exit::Done)
}

/// Prints what an import did, and returns how the command ends.
pub fn tell(report: &Report, is_dry_run: bool, form: Form, printer: &mut Printer) -> Exit {
    printer.findings(&report.findings);
    match form {
        Form::Json => printer.json(&Imported {
            dry_run: is_dry_run,
            added: &report.added,
            updated: &report.updated,
            unchanged: report.unchanged,
            kept: &report.kept,
            gone: &report.gone,
            refused: report.refused,
            drafts: report.drafts,
            sections: &report.sections,
            left_out: report.left_out.iter().map(|(kind, count)| LeftOut { kind, count: *count }).collect(),
            findings: Finding::all(&report.findings),
        }),
        Form::Human => {
            if is_dry_run {
                for (what, files) in [("add", &report.added), ("update", &report.updated)] {
                    for file in files {
                        let line = format!("{what} {}", printer.safe(file));
                        printer.line(&line);
                    }
                }
            }
            for line in human(report, is_dry_run) {
                let line = printer.safe(&line).into_owned();
                printer.line(&line);
            }
        }
    }
    if report.refused > 0 { Exit::Refused } else { Exit::Done }
}

/// One line of what was done, one of what was left out.
fn human(report: &Report, is_dry_run: bool) -> Vec<String> {
    let counts = [
        (report.added.len() as u64, "added"),
        (report.updated.len() as u64, "updated"),
        (report.unchanged, "unchanged"),
        (report.kept.len() as u64, "left as edited"),
        (report.refused, "refused"),
    ];
    let total: u64 = counts.iter().map(|(count, _)| count).sum();
    let mut done: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if report.drafts > 0 {
        done.push(format!("{} of them drafts", report.drafts));
    }
    let articles = if total == 1 { "1 article".to_owned() } else { format!("{total} articles") };
    let would = if is_dry_run { "would be: " } else { "" };
    let mut lines = vec![match done.is_empty() {
        true => "no article".to_owned(),
        false => format!("{articles}: {would}{}", done.join(", ")),
    }];
    if !report.left_out.is_empty() {
        let kinds: Vec<String> =
            report.left_out.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        lines.push(format!("left out: {}", kinds.join(", ")));
    }
    if !report.sections.is_empty() {
        lines.push("for tidings.toml, so that sections keep their names in addresses:".to_owned());
        lines.push("[sections]".to_owned());
        for (name, slug) in &report.sections {
            let quoted = |text: &str| serde_json::Value::from(text).to_string();
            lines.push(format!("{} = {}", quoted(name), quoted(slug)));
        }
    }
    lines
}
