//! Which line a byte of a text stands in.

/// The places of a text's line ends. The parser of XML counts from the top each time that it is
/// asked; a sitemap has 50,000 addresses, and each of them may be wrong.
pub(super) struct Lines {
    ends: Vec<usize>,
}

impl Lines {
    /// Takes note of the line ends of `text`.
    pub fn of(text: &str) -> Self {
        Self { ends: text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect() }
    }

    /// Returns the line of the byte `at`, counted from 1.
    pub fn line(&self, at: usize) -> u32 {
        let before = self.ends.partition_point(|end| *end < at);
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_end_belongs_to_its_line() {
        let lines = Lines::of("a\n\nbc");
        let found: Vec<u32> = (0..5).map(|at| lines.line(at)).collect();
        assert_eq!(found, [1, 1, 2, 3, 3]);
        assert_eq!(Lines::of("").line(0), 1);
    }
}
