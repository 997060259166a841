//! What a tree would give: its articles, and what would be refused.

use crate::article::Article;
use crate::config::Config;
use crate::content::{self, Item};
use crate::diagnostic::Diagnostic;
use crate::error::Result;

use super::{Found, UNDATED};

/// Pages that are read to see whether pages have dates.
const SAMPLE: usize = 60;

/// What a tree gives.
#[derive(Debug, Default)]
pub struct Survey {
    /// Every article, in the order of the sources.
    pub articles: Vec<Article>,
    /// The sources, below the content folder, that gave one, or a draft.
    pub dated: Vec<String>,
    /// Records kept out by their own word.
    pub drafts: usize,
    /// Records refused.
    pub refused: usize,
    /// The sources, below the content folder, that were refused for want of a date.
    pub undated: Vec<String>,
    /// The sources whose date is said to be that of their file.
    pub file_dated: Vec<String>,
    /// Everything found wrong, in the order of places.
    pub findings: Vec<Diagnostic>,
}

/// Reads the tree that `config` names; every `step`-th source only.
///
/// # Errors
///
/// If the content folder can't be read.
pub fn survey(config: &Config, step: usize) -> Result<Survey> {
    let mut found = Survey::default();
    let (sources, findings) = content::scan(&config.paths.content, config)?;
    found.findings.extend(findings);
    for source in sources.iter().step_by(step.max(1)) {
        let read = content::read(source, config, None, &mut |item| match item {
            Item::Article(article, _) => {
                found.articles.push(*article);
                found.dated.push(source.key.clone());
            }
            Item::Draft(_) => {
                found.drafts += 1;
                found.dated.push(source.key.clone());
            }
            Item::Refused(_) => found.refused += 1,
            Item::NoRecord(_) => {}
            Item::Finding(finding) => {
                if finding.code == "no-date" {
                    found.undated.push(source.key.clone());
                }
                if finding.code == "file-date" {
                    found.file_dated.push(source.key.clone());
                }
                found.findings.push(finding);
            }
        });
        if let Err(error) = read {
            let place = crate::diagnostic::Place::file(source.path.display().to_string());
            found.findings.push(Diagnostic::error("unreadable", place, error.to_string()));
            found.refused += 1;
        }
    }
    found.findings.sort();
    Ok(found)
}

/// Where most pages have no date, as in documentation, they get one for all.
pub(super) fn complete(found: &mut Found) -> Result<()> {
    let Ok(nowhere) = url::Url::parse("http://localhost/") else { return Ok(()) };
    let mut config = Config::bare(nowhere);
    found.apply(&mut config);
    let (sources, _) = content::scan(&config.paths.content, &config)?;
    let sample = survey(&config, sources.len() / SAMPLE)?;
    if sample.undated.len() > sample.articles.len() + sample.drafts {
        found.undated = Some(UNDATED.to_owned());
        found.notes.push(format!("most pages have no date; those count as of {UNDATED}"));
    }
    Ok(())
}
