//! `tidings init`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use serde::Serialize;
use tidings::init::from::{self, Proposal};
use tidings::init::{self, Starter};

use super::exit::Exit;
use super::options::{Form, InitFrom};
use super::output::{Printer, counted};

/// Articles that are shown before the configuration is written.
const SHOWN: usize = 10;

/// Writes the starter site into `dir` and says what to do next.
pub fn run(dir: &Path, starter: &Starter, printer: &mut Printer) -> Result<Exit> {
    for file in init::init(dir, starter)? {
        printer.line(&file.display().to_string());
    }
    printer.tell(&format!("next: {}tidings rebuild", change_to(dir)));
    Ok(Exit::Done)
}

fn change_to(dir: &Path) -> String {
    if dir == Path::new(".") { String::new() } else { format!("cd {} && ", dir.display()) }
}

/// Shows what was recognised, and writes the configuration for it.
pub fn run_from(task: &InitFrom, printer: &mut Printer) -> Result<Exit> {
    let proposal = from::propose(&task.dir, &task.from, &task.given, &task.starter)?;
    let is_human = task.form == Form::Human;
    if is_human {
        show(&proposal, printer);
    }
    let written = match task.dry_run {
        true => None,
        false => Some(from::write(&task.dir, &proposal)?.display().to_string()),
    };
    if !is_human {
        printer.json(&Shown::of(&proposal, written));
        return Ok(Exit::Done);
    }
    match written {
        Some(path) => {
            printer.line(&format!("{path} is written"));
            printer.tell(&format!("next: {}tidings check; tidings rebuild", change_to(&task.dir)));
        }
        None => {
            printer.line("tidings.toml would be:\n");
            printer.line(proposal.text.trim_end());
        }
    }
    Ok(Exit::Done)
}

fn show(proposal: &Proposal, printer: &mut Printer) {
    let (found, survey) = (&proposal.found, &proposal.survey);
    let content = found.content.display();
    printer.line(&format!("{} ({}), content in {content}", found.generator.name(), found.evidence));
    printer.line(&format!(
        "{}, {}, {} refused",
        counted(survey.articles.len() as u64, "article"),
        counted(survey.drafts as u64, "draft"),
        survey.refused
    ));
    for (reason, count) in reasons(proposal) {
        printer.line(&format!("  {count} × {reason}"));
    }
    for note in &found.notes {
        let note = printer.safe(note).into_owned();
        printer.line(&format!("note: {note}"));
    }
    printer.line("");
    for article in survey.articles.iter().take(SHOWN) {
        let title = printer.safe(&article.title).into_owned();
        printer.line(&format!("{}  {title}", article.published.format("%Y-%m-%d")));
        let url = printer.safe(&article.url).into_owned();
        printer.line(&format!("            {url}"));
    }
    if survey.articles.len() > SHOWN {
        printer.line(&format!("            … and {} more", survey.articles.len() - SHOWN));
    }
    printer.line("");
}

/// Why records are refused, and how many, the most frequent first.
fn reasons(proposal: &Proposal) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for finding in proposal.survey.findings.iter().filter(|finding| finding.is_error()) {
        *counts.entry(format!("{}: {}", finding.code, finding.message)).or_default() += 1;
    }
    let mut reasons: Vec<(String, usize)> = counts.into_iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    reasons.truncate(8);
    reasons
}

/// What was recognised, for programs.
#[derive(Serialize)]
struct Shown<'a> {
    generator: &'a str,
    evidence: &'a str,
    content: String,
    articles: usize,
    drafts: usize,
    refused: usize,
    notes: &'a [String],
    first: Vec<First<'a>>,
    configuration: &'a str,
    written: Option<String>,
}

#[derive(Serialize)]
struct First<'a> {
    title: &'a str,
    published: String,
    url: &'a str,
}

impl<'a> Shown<'a> {
    fn of(proposal: &'a Proposal, written: Option<String>) -> Self {
        let (found, survey) = (&proposal.found, &proposal.survey);
        let first = survey.articles.iter().take(SHOWN).map(|article| First {
            title: &article.title,
            published: article.published.to_rfc3339(),
            url: &article.url,
        });
        Self {
            generator: found.generator.name(),
            evidence: &found.evidence,
            content: found.content.display().to_string(),
            articles: survey.articles.len(),
            drafts: survey.drafts,
            refused: survey.refused,
            notes: &found.notes,
            first: first.collect(),
            configuration: &proposal.text,
            written,
        }
    }
}
