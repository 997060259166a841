//! `tidings import`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use tidings::config::Config;
use tidings::diagnostic::{Diagnostic, Place};
use tidings::import::{self, Import, Options, Report};

use super::exit::Exit;
use super::options::Form;
use super::output::{self, Finding, Imported, LeftOut, Printer};

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

/// Imports and reports.
pub fn run(task: &ImportTask, printer: &mut Printer) -> Result<Exit> {
    if let From::Page { options, annotate: Some(table) } = &task.from {
        return annotate(&task.inputs, options, table, printer);
    }
    let mut import = Import::new(&task.into, &task.config, task.options)?;
    let mut failures = Vec::new();
    for input in &task.inputs {
        // A file that can't be read stops neither the others nor the note of what was written; one that
        // can't be written stops everything.
        let mut is_written = true;
        let outcome = read(task, input, &mut import, &mut is_written);
        if !is_written {
            import.finish()?;
            outcome?;
            return Ok(Exit::Failed);
        }
        failures.extend(outcome.err());
    }
    if failures.len() == task.inputs.len() {
        import.finish()?;
        return Err(failures.swap_remove(0).into());
    }
    for failure in failures {
        let finding = Diagnostic::error("unreadable", Place::default(), failure.to_string());
        import.take(import::Imported::Refused(finding.with_hint("the other files were imported")))?;
    }
    let report = import.finish()?;
    Ok(tell(&report, task.options.dry_run, task.form, printer))
}

/// Reads one input. If an article could not be written, `is_written` is false at the end.
fn read(
    task: &ImportTask,
    input: &Path,
    import: &mut Import<'_>,
    is_written: &mut bool,
) -> tidings::error::Result<()> {
    import.begin_input();
    let pages = import.pages();
    let receive = &mut |item| import.take(item).inspect_err(|_| *is_written = false);
    match &task.from {
        From::Feed => import::feed::read(input, receive),
        From::WordPress { types } => import::wordpress::read(input, types, receive),
        From::Ghost { with_pages } => import::ghost::read(input, *with_pages, receive),
        From::Page { options, .. } => import::page::run(input, options, &pages, receive),
        From::Blogger { with_pages } => import::blogger::read(input, *with_pages, receive),
        From::Sitemap { mirror } => {
            let beside = input.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = mirror.as_deref().or(beside).unwrap_or(Path::new("."));
            import::sitemap::read(input, folder, &task.config, receive)
        }
    }
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
        let (articles, paragraphs) = (articles as u64, paragraphs as u64);
        let counts = format!(
            "{} of {}",
            output::counted(articles, "article"),
            output::counted(paragraphs, "paragraph")
        );
        let line = format!("{counts}: see {}", printer.safe(&file));
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
            others: &report.others,
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
        (report.others.len() as u64, "left as imported from elsewhere"),
        (report.refused, "refused"),
    ];
    let total: u64 = counts.iter().map(|(count, _)| count).sum();
    let mut done: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if report.drafts > 0 {
        done.push(match report.drafts {
            1 => "1 of them a draft".to_owned(),
            drafts => format!("{drafts} of them drafts"),
        });
    }
    let articles = output::counted(total, "article");
    let would = if is_dry_run { "would be: " } else { "" };
    let mut lines = vec![match done.is_empty() {
        true => "no article".to_owned(),
        false => format!("{articles}: {would}{}", done.join(", ")),
    }];
    if !report.left_out.is_empty() {
        let kinds: Vec<String> = report.left_out.iter().map(|(kind, count)| left_out(*count, kind)).collect();
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

/// `1 page without a date`, `2 pages without a date`: `kind` is in the plural.
fn left_out(count: u64, kind: &str) -> String {
    if count != 1 {
        return format!("{count} {kind}");
    }
    let mut is_noun_found = false;
    let words: Vec<String> = kind
        .split(' ')
        .map(|word| {
            let verb =
                [("are", "is"), ("show", "shows"), ("lead", "leads"), ("name", "names"), ("stand", "stands")];
            let pronouns = [("their", "its")];
            if let Some((_, one)) = verb.iter().chain(&pronouns).find(|(several, _)| *several == word) {
                return (*one).to_owned();
            }
            if is_noun_found || !word.ends_with('s') {
                return word.to_owned();
            }
            is_noun_found = true;
            match word.strip_suffix("ies") {
                Some(stem) => format!("{stem}y"),
                None => word
                    .strip_suffix("sses")
                    .map(|stem| format!("{stem}ss"))
                    .unwrap_or_else(|| word[..word.len() - 1].to_owned()),
            }
        })
        .collect();
    format!("1 {}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::left_out;

    #[test]
    fn one_is_counted_as_one() {
        for (kind, one) in [
            ("comments", "1 comment"),
            ("pages that show others", "1 page that shows others"),
            ("addresses that are listed twice", "1 address that is listed twice"),
            ("bodies that stand elsewhere or are no text", "1 body that stands elsewhere or is no text"),
            ("shortcodes [gallery]", "1 shortcode [gallery]"),
            ("menu items", "1 menu item"),
        ] {
            assert_eq!(left_out(1, kind), one);
            assert_eq!(left_out(2, kind), format!("2 {kind}"));
        }
    }
}
