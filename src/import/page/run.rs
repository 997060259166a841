//! A file with the text of a page, as the command line hands it over.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::record::title;
use super::{Issue, Reading, annotation, language, records};
use crate::content;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};
use crate::import::{Imported, KnownPages, Receive};
use crate::replace::replace;

/// Paragraphs of a page at most; everything is compared with everything.
const MAX_PARAGRAPHS: usize = 1500;

/// How a page is to be read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The issue's day; the page may say it itself.
    pub date: Option<NaiveDate>,
    /// What the page is called in ids; the file's name without its extension if left out.
    pub name: Option<String>,
    /// The section of articles below no column head.
    pub section: Option<String>,
    /// BCP 47; by the characters of the page if left out.
    pub lang: Option<String>,
    /// A corrected table to follow.
    pub annotation: Option<PathBuf>,
}

/// Reads the page in `input` and hands its articles over.
///
/// # Errors
///
/// [`Error::Io`] if a file can't be read, [`Error::Invalid`] if the annotation can't be followed; and
/// what the receiver says. What is no page's text, or tells no day, is refused.
pub fn run(input: &Path, options: &Options, known: &KnownPages, receive: &mut Receive<'_>) -> Result<()> {
    let refuse = |error, receive: &mut Receive<'_>| match error {
        Error::Invalid(findings) => findings.into_iter().try_for_each(|f| receive(Imported::Refused(f))),
        error => Err(error),
    };
    let page = match text(input) {
        Ok((page, guess)) => {
            guess.map_or(Ok(()), |guess| receive(Imported::Finding(guess)))?;
            page
        }
        Err(error) => return refuse(error, receive),
    };
    let file = input.display().to_string();
    if let Err(error) = check_size(&page, input) {
        return refuse(error, receive);
    }
    let reading = reading(&page, options)?;
    let Some(date) = options.date.or(reading.day) else {
        let message = "the page doesn't say its day, and records need one";
        return refuse(
            invalid("no-date", &file, message, "add `--date`, such as `--date 2023-07-18`"),
            receive,
        );
    };
    let stem = || input.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = options.name.clone().or_else(stem).unwrap_or_else(|| "page".to_owned());
    let name = name.trim().replace(|c: char| c.is_whitespace() || matches!(c, '/' | '\\'), "-");
    let own = own_name(&page, &reading, date, &name, known);
    if own != name && !known.contain(&format!("{date}/{own}")) {
        let message =
            format!("another page was imported as `{date}/{name}` before, so this one is `{date}/{own}`");
        let finding = Diagnostic::warning("taken-page", Place::file(&file), message);
        let hint = "give the pages of each newspaper names of their own: `--page-name science-01`";
        receive(Imported::Finding(finding.with_hint(hint)))?;
    }
    let lang = options.lang.clone().or_else(|| language(&page).map(str::to_owned));
    let issue = Issue { date, page: own, section: options.section.clone(), lang };
    for imported in records(&reading, &issue, &file) {
        receive(imported)?;
    }
    Ok(())
}

/// Reads the page in `input` and writes the table of the reading to `table`, for a person to
/// correct. Returns how many articles and paragraphs it has.
///
/// # Errors
///
/// As [`run`]; also if the table can't be written.
pub fn annotate(input: &Path, options: &Options, table: &Path) -> Result<(usize, usize)> {
    let (page, _) = text(input)?;
    check_size(&page, input)?;
    let reading = reading(&page, options)?;
    replace(table, annotation::write(&reading).as_bytes()).map_err(|e| Error::io("writing", table, e))?;
    Ok((reading.articles.len(), reading.paragraphs.len()))
}

/// What a page is called that is to be called `name`: another newspaper's may have been imported under
/// that name. It is the same one if half of the titles that were found then are titles of its articles,
/// or stand in its text at least; letters and digits are compared, for a record has neither control
/// characters nor the page's blanks.
fn own_name(page: &str, reading: &Reading, date: NaiveDate, name: &str, known: &KnownPages) -> String {
    let dense = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let page = dense(page);
    let titles: HashSet<String> = reading.articles.iter().map(|article| dense(&title(article))).collect();
    let is_there = |title: &&String| {
        let title = dense(title);
        titles.contains(&title) || page.contains(&title)
    };
    let mut own = name.to_owned();
    for number in 2u32.. {
        let former = known.titles(&format!("{date}/{own}"));
        if former.iter().filter(is_there).count() * 2 >= former.len() {
            break;
        }
        own = format!("{name}-{number}");
    }
    own
}

fn check_size(page: &str, input: &Path) -> Result<()> {
    let file = input.display().to_string();
    let count = super::paragraph::split(page).len();
    if count == 0 {
        return Err(invalid("empty-page", &file, "there is no text in it", "give the text layer of a page"));
    }
    if count > MAX_PARAGRAPHS {
        let message = format!("{count} paragraphs are more than a page has ({MAX_PARAGRAPHS})");
        return Err(invalid("no-page", &file, &message, "give the text of one page in a file of its own"));
    }
    Ok(())
}

fn reading(page: &str, options: &Options) -> Result<Reading> {
    match &options.annotation {
        None => Ok(super::read(page)),
        Some(table) => {
            annotation::read(page, &text(table)?.0, &table.display().to_string()).map_err(Error::Invalid)
        }
    }
}

/// The text of a file, in whatever encoding it is; with it what is to be told of a guess.
fn text(path: &Path) -> Result<(String, Option<Diagnostic>)> {
    let bytes = fs::read(path).map_err(|e| Error::io("reading", path, e))?;
    let (text, finding) = content::decoded_text(bytes, path.display().to_string());
    let finding = finding.map(|finding| finding.with_hint("save the file as UTF-8"));
    match (text, finding) {
        (Some(text), finding) => Ok((text, finding)),
        (None, finding) => Err(Error::Invalid(finding.into_iter().collect())),
    }
}

fn invalid(code: &'static str, file: &str, message: &str, hint: &str) -> Error {
    Error::Invalid(vec![Diagnostic::error(code, Place::file(file), message).with_hint(hint)])
}
