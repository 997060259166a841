//! What is wrong in a user's record or configuration: where, what, and what to do.
//!
//! A diagnostic is data, not an error: loading goes on and returns all of them.

use std::fmt;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where.
    pub place: Place,
    /// How bad.
    pub severity: Severity,
    /// A stable name of the kind of finding, such as `bad-date`, for programs and for the docs.
    pub code: &'static str,
    /// What is wrong; lower case, no full stop, values in backticks or quotes.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The record (or the configuration) is refused.
    Error,
    /// The record is published; something about it was guessed, dropped or is doubtful.
    Warning,
}

/// A place in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as the user would name it from where the command runs.
    pub file: String,
    /// From 1; `None` where the whole file is meant.
    pub line: Option<u32>,
    /// From 1, in characters.
    pub column: Option<u32>,
}

impl Diagnostic {
    /// A finding for which a record is refused.
    pub fn error(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self { place, severity: Severity::Error, code, message: message.into(), hint: None }
    }

    /// A finding with which a record is still published.
    pub fn warning(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place, message) }
    }

    /// Adds what to write instead.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Returns whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Place {
    /// The whole of `file`.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, column: None }
    }

    /// A place in `file`; `line` and `column` from 1, the column in characters.
    pub fn at(file: impl Into<String>, line: u32, column: u32) -> Self {
        Self { file: file.into(), line: Some(line), column: Some(column) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// `content/a.md:3:12: error: "2023-13-01" is not a date`, and the hint on a line of its own.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.place, self.severity, self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// Returns the one of `known` that `typed` was likely meant to be.
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&typed, name), name))
        .filter(|(distance, name)| *distance <= 2.min(name.chars().count() / 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_mistake_names_its_likely_field() {
        let known = ["published", "updated", "title", "tags", "id"];
        assert_eq!(did_you_mean("publised", known), Some("published"));
        assert_eq!(did_you_mean("Title", known), Some("title"));
        assert_eq!(did_you_mean("tag", known), Some("tags"));
        assert_eq!(did_you_mean("weather", known), None);
        assert_eq!(did_you_mean("ix", known), None);
    }

    #[test]
    fn a_diagnostic_reads_as_place_message_hint() {
        let diagnostic = Diagnostic::error("bad-date", Place::at("a.md", 3, 12), "`x` is not a date")
            .with_hint("write it as 2023-12-01");
        assert_eq!(
            diagnostic.to_string(),
            "a.md:3:12: error: `x` is not a date\n  hint: write it as 2023-12-01"
        );
    }
}
