//! The paragraphs of a page's text layer, and what their characters alone tell.

/// A paragraph as it stands in the text layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Its line in the file, from 1.
    pub line: u32,
    /// Its text, one line, without blanks around it.
    pub text: String,
}

/// Cuts a page into paragraphs: every line that is not blank, for a text layer has a paragraph on a
/// line. A block of lines of one width is one paragraph that was wrapped.
pub fn split(page: &str) -> Vec<Paragraph> {
    let page = page.strip_prefix('\u{feff}').unwrap_or(page);
    let mut paragraphs = Vec::new();
    let mut block: Vec<(u32, &str)> = Vec::new();
    for (number, line) in (1..).zip(page.split(['\n', '\u{c}'])) {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}');
        if line.is_empty() {
            close(&mut block, &mut paragraphs);
        } else {
            block.push((number, line));
        }
    }
    close(&mut block, &mut paragraphs);
    paragraphs
}

fn close(block: &mut Vec<(u32, &str)>, paragraphs: &mut Vec<Paragraph>) {
    if is_wrapped(block) {
        let mut text = String::new();
        for (_, line) in block.iter() {
            // Between letters of scripts with spaces a line break was one.
            if text.ends_with(is_spaced) && line.starts_with(is_spaced) {
                text.push(' ');
            }
            text.push_str(line);
        }
        paragraphs.push(Paragraph { line: block[0].0, text });
    } else {
        paragraphs
            .extend(block.iter().map(|(line, text)| Paragraph { line: *line, text: (*text).to_owned() }));
    }
    block.clear();
}

fn is_spaced(c: char) -> bool {
    c.is_ascii_alphanumeric() || is_hangul(c)
}

/// Whether the lines of a block are one text: all but the last of one width, cut anywhere.
fn is_wrapped(block: &[(u32, &str)]) -> bool {
    let Some(((_, last), others)) = block.split_last() else { return false };
    let widths = others.iter().map(|(_, line)| line.chars().count());
    let (Some(least), Some(most)) = (widths.clone().min(), widths.max()) else { return false };
    let ended = others.iter().filter(|(_, line)| ends_sentence(line)).count();
    others.len() >= 2
        && least >= 8
        && most - least <= 2
        && last.chars().count() <= most + 1
        && ended * 3 <= others.len()
}

/// Whether `c` is a syllable of Korean script.
pub(super) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// Whether `c` is a kana.
pub(super) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}')
}

/// Whether `c` is a Han character.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}' | '々' | '〇')
}

/// One form for punctuation of either width, character by character.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '【' | '〔' | '［' | '〖' => '[',
        '】' | '〕' | '］' | '〗' => ']',
        '·' | '・' | '•' | '‧' => '·',
        '—' | '─' | '―' => '—',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// The characters of `text`, punctuation of one width.
pub(super) fn narrowed(text: &str) -> Vec<char> {
    text.chars().map(narrow).collect()
}

/// Whether a sentence ends where `text` ends.
pub(super) fn ends_sentence(text: &str) -> bool {
    let mut rest = text.trim_end().chars().rev().map(narrow).peekable();
    let mut closed = false;
    while rest.next_if(|c| matches!(c, '”' | '’' | '"' | '\'' | '」' | '』' | ')' | '》' | ']')).is_some()
    {
        closed = true;
    }
    match rest.next() {
        Some('。' | '!' | '?' | '…' | '｡') => true,
        // A full stop, not a decimal point.
        Some('.') => rest.next().is_some_and(|c| !c.is_ascii_digit()) || closed,
        // (资料图) and 《…》 alone don't end a sentence, but nothing is missing after them either.
        Some(_) => text.trim_end().ends_with([')', '）', ']', '】']),
        None => false,
    }
}

/// How many characters a reader sees.
pub(super) fn length(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Pairs of marks that open and close.
const PAIRS: [(char, char); 7] =
    [('“', '”'), ('‘', '’'), ('(', ')'), ('《', '》'), ('「', '」'), ('『', '』'), ('[', ']')];

/// Marks that `text` opens and leaves open, and those that it closes without having opened them.
pub(super) fn unbalanced(text: &str) -> (Vec<char>, Vec<char>) {
    let (mut open, mut closed) = (Vec::new(), Vec::new());
    for c in text.chars().map(narrow) {
        if let Some((opening, _)) = PAIRS.iter().find(|(opening, _)| *opening == c) {
            open.push(*opening);
        } else if let Some((opening, _)) = PAIRS.iter().find(|(_, closing)| *closing == c) {
            match open.iter().rposition(|o| o == opening) {
                Some(at) => drop(open.remove(at)),
                // ’ is an apostrophe as well, and ) a mark of lists.
                None if c != '’' && c != ')' => closed.push(*opening),
                None => {}
            }
        }
    }
    open.retain(|c| *c != '‘');
    (open, closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_paragraph_but_a_wrapped_block_is_one() {
        let texts = |page| split(page).into_iter().map(|p| p.text).collect::<Vec<_>>();
        assert_eq!(texts("\u{feff}一\n\n  二 \r\n三\n"), ["一", "二", "三"]);
        let wrapped = "草原上的风机叶片退役\n以后被切成小块再运走\n送进炉子。\n\n下一段。";
        assert_eq!(texts(wrapped), ["草原上的风机叶片退役以后被切成小块再运走送进炉子。", "下一段。"]);
        assert_eq!(texts(""), [""; 0]);
    }

    #[test]
    fn a_sentence_ends_at_its_mark_whatever_closes_after_it() {
        for (text, ends) in [
            ("好。", true),
            ("他说:“好。”", true),
            ("完成。(风启)", true),
            ("图 (资料图)", true),
            ("끝났다.", true),
            ("共3.", false),
            ("有效带动产", false),
            ("项目11项", false),
            ("", false),
        ] {
            assert_eq!(ends_sentence(text), ends, "{text}");
        }
    }

    #[test]
    fn open_and_stray_marks_are_found() {
        assert_eq!(unbalanced("编制《甲》《乙"), (vec!['《'], vec![]));
        assert_eq!(unbalanced("的“三难”》解决”"), (vec![], vec!['《', '“']));
        assert_eq!(unbalanced("(a) “b”"), (vec![], vec![]));
    }
}
