//! YAML that generators take although it is none.
//!
//! Each repair leaves every byte where it was, so that findings keep their places.

/// Returns `text`, a page, with the slips in its front matter mended that its generator passes over:
/// tabs in front of a line, and a template's tag as a value (`root: {{ site.url }}`). `None` if there are
/// none of them.
pub(super) fn mended(text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    let mut is_changed = false;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let is_fence = line.trim_end() == "---";
        if is_fence && number > 0 {
            break;
        }
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        for byte in &mut bytes[at..at + indent] {
            is_changed |= *byte == b'\t';
            *byte = b' ';
        }
        if let Some((open, close)) = template_tag(line) {
            bytes[at + open] = b'"';
            bytes[at + close] = b'"';
            is_changed = true;
        }
        at += line.len();
    }
    is_changed.then(|| String::from_utf8(bytes).ok())?
}

/// The first and the last brace of a value that is one tag.
fn template_tag(line: &str) -> Option<(usize, usize)> {
    let open = line.find(": {{")? + 2;
    let value = line[open..].trim_end();
    let is_tag = value.ends_with("}}") && !value.contains(['"', '\\']);
    is_tag.then_some((open, open + value.len() - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_mended_in_place() {
        for (text, expected) in [
            ("---\ntags:\n\t- a\n---\n\tcode", Some("---\ntags:\n - a\n---\n\tcode")),
            ("---\nx: [\n \t\"a\"]\n---\n", Some("---\nx: [\n  \"a\"]\n---\n")),
            ("---\nroot: {{ site.url }}\n---\n", Some("---\nroot: \"{ site.url }\"\n---\n")),
            ("tags:\n\t- a\n---\n", Some("tags:\n - a\n---\n")),
            ("---\na: {{ \"b\" }}\n---\n", None),
            ("---\na:\tb\n---\n\tx", None),
            ("", None),
        ] {
            assert_eq!(mended(text).as_deref(), expected, "{text}");
        }
    }
}
