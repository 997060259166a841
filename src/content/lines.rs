//! Plain text as it is taken down from HTML: one line a paragraph, white space collapsed.

/// Takes down text.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    /// Where the line begins that is being written.
    line: usize,
    /// White space was read since the last character.
    has_space: bool,
}

impl Lines {
    /// Expects about `capacity` bytes.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { text: String::with_capacity(capacity), ..Self::default() }
    }

    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Adds text; a run of white space counts as one space, none at a line's beginning.
    pub fn push(&mut self, text: &str) {
        let mut words = text.split([' ', '\t', '\n', '\r', '\x0C']);
        let mut word = words.next();
        while let Some(part) = word {
            if !part.is_empty() {
                if self.has_space && self.text.len() > self.line {
                    self.text.push(' ');
                }
                self.has_space = false;
                let part = if self.text.len() == self.line { part.trim_start() } else { part };
                self.text.push_str(part);
            }
            word = words.next();
            self.has_space |= word.is_some();
        }
    }

    /// Puts a space between what was and what comes.
    pub fn space(&mut self) {
        self.has_space = true;
    }

    /// Begins a table cell: a tab after the one before it.
    pub fn cell(&mut self) {
        if self.text.len() > self.line && !self.text.ends_with('\t') {
            self.text.push('\t');
        }
        self.has_space = false;
    }

    /// Ends the line, if anything stands on it.
    pub fn break_line(&mut self) {
        let end = self.line + self.text[self.line..].trim_end().len();
        self.text.truncate(end);
        if end > self.line {
            self.text.push('\n');
            self.line = self.text.len();
        }
        self.has_space = false;
    }

    /// Returns the text.
    pub fn done(mut self) -> String {
        self.break_line();
        self.text.pop();
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_collapses_and_lines_are_never_empty() {
        let mut lines = Lines::default();
        for part in ["  a ", " b", "\n", "c\u{3000}d"] {
            lines.push(part);
        }
        lines.break_line();
        lines.push(" ");
        lines.break_line();
        lines.push("　　e");
        lines.cell();
        lines.cell();
        lines.push("f");
        lines.cell();
        assert_eq!(lines.done(), "a b c\u{3000}d\ne\tf");
    }

    #[test]
    fn nothing_stays_nothing() {
        assert_eq!(Lines::default().done(), "");
    }
}
