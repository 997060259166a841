//! Everything that the program says goes through one [`Printer`]: results to standard output, all
//! else to standard error.
//!
//! A closed pipe is a normal end: what can't be read any more is dropped, and the command's
//! outcome stays what it is.

mod human;
mod json;
mod progress;
mod terminal;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, Write};

use clap::builder::styling::{AnsiColor, Style};
use serde::Serialize;
use tidings::diagnostic::{Diagnostic, Severity};

use super::args::{CommonArgs, When};

pub use human::{counted, found as human_found, suggested as human_suggested, summary as human_summary};
pub use json::{
    Checked, FeedFile, FeedList, Finding, Imported, LeftOut, ListedFeed, Rebuilt, Stamp, Stamped,
};
pub use progress::Bar;

/// Where everything is printed.
pub struct Printer {
    results: BufWriter<io::Stdout>,
    /// Nobody reads the results any more.
    is_closed: bool,
    /// Another failure to write results, to be reported at the end.
    failure: Option<io::Error>,
    is_quiet: bool,
    is_verbose: bool,
    /// Standard output is a terminal, so that text from records must be made safe.
    is_terminal: bool,
    has_result_colors: bool,
    is_error_terminal: bool,
    has_error_colors: bool,
}

impl Printer {
    /// Looks at the streams, the environment and the flags.
    #[expect(clippy::disallowed_methods, reason = "the one place")]
    pub fn new(common: &CommonArgs) -> Self {
        let (results, errors) = (io::stdout(), io::stderr());
        let is_wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let has_colors = |is_terminal: bool| match common.color {
            When::Always => true,
            When::Never => false,
            When::Auto => is_terminal && is_wanted,
        };
        Self {
            is_closed: false,
            failure: None,
            is_quiet: common.quiet,
            is_verbose: common.verbose,
            is_terminal: results.is_terminal(),
            has_result_colors: has_colors(results.is_terminal()),
            is_error_terminal: errors.is_terminal(),
            has_error_colors: has_colors(errors.is_terminal()),
            results: BufWriter::with_capacity(1 << 16, results),
        }
    }

    /// Prints one line of results.
    pub fn line(&mut self, line: &str) {
        self.bytes(line.as_bytes());
        self.bytes(b"\n");
    }

    /// Prints results as they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        if self.is_closed {
            return;
        }
        if let Err(error) = self.results.write_all(bytes) {
            self.close(error);
        }
    }

    /// Prints a result as one line of JSON.
    pub fn json(&mut self, value: &impl Serialize) {
        match serde_json::to_string(value) {
            Ok(line) => self.line(&line),
            Err(error) => self.close(error.into()),
        }
    }

    /// Returns whether nobody reads the results any more.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    fn close(&mut self, error: io::Error) {
        self.is_closed = true;
        if error.kind() != ErrorKind::BrokenPipe {
            self.failure = Some(error);
        }
    }

    /// Makes text from a record fit for standard output.
    pub fn safe<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.is_terminal { terminal::safe(text) } else { Cow::Borrowed(text) }
    }

    /// Puts results into a style, where colours are wanted.
    pub fn styled(&self, style: Style, text: &str) -> String {
        styled(self.has_result_colors, style, text)
    }

    /// Tells what was done, if somebody is there who wants to know.
    pub fn tell(&mut self, line: &str) {
        if self.is_verbose || (self.is_error_terminal && !self.is_quiet) {
            self.error_line(line);
        }
    }

    /// Tells something beside the results.
    pub fn note(&mut self, note: &str) {
        if !self.is_quiet {
            let label = styled(self.has_error_colors, AnsiColor::Cyan.on_default().bold(), "note:");
            self.error_line(&format!("{label} {}", self.safe_error(note)));
        }
    }

    /// Tells what is wrong in records. Unknown fields are told once per name; quiet leaves out
    /// warnings.
    pub fn findings(&mut self, findings: &[Diagnostic]) {
        for (finding, more) in once_per_field(findings) {
            if self.is_quiet && !finding.is_error() {
                continue;
            }
            let color = match finding.severity {
                Severity::Error => AnsiColor::Red,
                Severity::Warning => AnsiColor::Yellow,
            };
            let severity = finding.severity.to_string();
            let mut line = format!(
                "{}: {}: {}",
                self.safe_error(&finding.place.to_string()),
                styled(self.has_error_colors, color.on_default().bold(), &severity),
                self.safe_error(&finding.message)
            );
            match more {
                0 => {}
                1 => line.push_str(" (and at 1 more place)"),
                more => line.push_str(&format!(" (and at {more} more places)")),
            }
            if let Some(hint) = &finding.hint {
                line.push_str(&format!("\n  hint: {}", self.safe_error(hint)));
            }
            self.error_line(&line);
        }
    }

    /// Tells why the command failed.
    pub fn failure(&mut self, error: &anyhow::Error) {
        if let Some(tidings::error::Error::Invalid(findings)) = error.downcast_ref() {
            self.findings(findings);
            return;
        }
        let label = styled(self.has_error_colors, AnsiColor::Red.on_default().bold(), "error:");
        // The library's errors carry their cause in their own text; a context stands before it.
        let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
        let mut text = String::new();
        for link in &chain {
            if !text.contains(link.as_str()) {
                if !text.is_empty() {
                    text.push_str(": ");
                }
                text.push_str(link);
            }
        }
        let lines: Vec<_> = text.lines().map(|line| self.safe_error(line).into_owned()).collect();
        self.error_line(&format!("{label} {}", lines.join("\n")));
    }

    /// A progress bar, where one makes sense.
    pub fn progress(&self) -> Bar {
        Bar::new(self.is_error_terminal && !self.is_quiet)
    }

    /// Writes what is left of the results.
    ///
    /// # Errors
    ///
    /// What the system said when results could not be written, such as a full disk.
    pub fn finish(&mut self) -> io::Result<()> {
        if !self.is_closed
            && let Err(error) = self.results.flush()
        {
            self.close(error);
        }
        self.failure.take().map_or(Ok(()), Err)
    }

    fn safe_error<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.is_error_terminal { terminal::safe(text) } else { Cow::Borrowed(text) }
    }

    /// There is nobody to tell that standard error is gone.
    #[expect(clippy::disallowed_methods, reason = "the one place")]
    fn error_line(&mut self, line: &str) {
        let _ = writeln!(io::stderr().lock(), "{line}");
    }
}

fn styled(has_colors: bool, style: Style, text: &str) -> String {
    if has_colors { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// Each finding with the number of later ones that say the same about the same field.
fn once_per_field(findings: &[Diagnostic]) -> Vec<(&Diagnostic, usize)> {
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut once: Vec<(&Diagnostic, usize)> = Vec::new();
    for finding in findings {
        if finding.code == "unknown-field" {
            if let Some(&seen) = first.get(finding.message.as_str()) {
                once[seen].1 += 1;
                continue;
            }
            first.insert(&finding.message, once.len());
        }
        once.push((finding, 0));
    }
    once
}

#[cfg(test)]
mod tests {
    use tidings::diagnostic::Place;

    use super::*;

    #[test]
    fn an_unknown_field_is_told_once_with_a_count() {
        let unknown = |file: &str, name: &str| {
            Diagnostic::warning("unknown-field", Place::file(file), format!("unknown field `{name}`"))
        };
        let other = Diagnostic::error("bad-date", Place::file("b.md"), "unknown field `mood`");
        let findings = [
            unknown("a.md", "mood"),
            unknown("b.md", "mood"),
            other,
            unknown("c.md", "mood"),
            unknown("c.md", "x"),
        ];
        let told: Vec<_> = once_per_field(&findings)
            .into_iter()
            .map(|(f, more)| (f.place.to_string(), f.code, more))
            .collect();
        assert_eq!(
            told,
            [
                ("a.md".to_owned(), "unknown-field", 2),
                ("b.md".to_owned(), "bad-date", 0),
                ("c.md".to_owned(), "unknown-field", 0)
            ]
        );
    }
}
