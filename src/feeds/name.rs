//! Names of folders made out of names of sections, tags, authors: safe on every file system, the
//! same each time, and never two alike by accident.

use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

/// Bytes of a file's or folder's name that every common file system can hold.
const MAX_BYTES: usize = 255;

/// Bytes of a name beyond which it is cut: some room is left for the mark that tells cut names
/// apart, and for a path's whole length.
const KEPT_BYTES: usize = 120;

/// The names that Windows keeps for devices, with any extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Returns whether `part` can be a file's or folder's name everywhere, and means nothing else.
pub fn is_portable(part: &str) -> bool {
    !part.is_empty()
        && part.len() <= MAX_BYTES
        && !part.chars().any(is_refused)
        && !part.ends_with(['.', ' '])
        && !part.starts_with(' ')
        && !is_device(part)
}

/// Returns the folder's name for `name`: the name itself, composed (NFC), where it is portable and
/// not hidden; else made so, with a mark at its end that depends on the whole of `name`.
pub fn folder_name(name: &str) -> String {
    let composed: String = name.nfc().collect();
    if is_portable(&composed) && !composed.starts_with('.') && composed.len() <= KEPT_BYTES {
        return composed;
    }
    let replaced: String = composed.chars().map(|c| if is_refused(c) { '-' } else { c }).collect();
    let trimmed = replaced.trim_start_matches(['.', ' ', '-']);
    let mut end = trimmed.len().min(KEPT_BYTES);
    while !trimmed.is_char_boundary(end) {
        end -= 1;
    }
    let kept = trimmed[..end].trim_end_matches(['.', ' ', '-']);
    let mark = xxh3_64(composed.as_bytes()) as u32;
    // The mark also parts a device's name from the device: `con.txt` becomes `con-txt-…`.
    let kept = if is_device(kept) { kept.replace('.', "-") } else { kept.to_owned() };
    if kept.is_empty() { format!("{mark:08x}") } else { format!("{kept}-{mark:08x}") }
}

/// Returns what two names share that some file system takes for the same: case and composition
/// do not count.
pub fn folded(name: &str) -> String {
    name.to_uppercase().to_lowercase().nfc().collect()
}

fn is_refused(c: char) -> bool {
    c.is_control()
        || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\u{2028}' | '\u{2029}')
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or("").trim_end().to_lowercase();
    if DEVICES.contains(&stem.as_str()) {
        return true;
    }
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    port.is_some_and(|number| matches!(number, "¹" | "²" | "³") || matches!(number.as_bytes(), [b'0'..=b'9']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_safe_the_same_each_time() {
        let check = |name: &str, expected: &str| {
            assert_eq!(folder_name(name), expected);
            assert!(is_portable(&folder_name(name)), "{name:?}");
        };
        check("科技在线", "科技在线");
        check("C++", "C++");
        check("Q&A 100%", "Q&A 100%");
        check("が", "が"); // decomposed becomes composed
        check("👩‍🚀", "👩‍🚀");
        check("AC/DC", "AC-DC-2e6114c4");
        check("ac/dc", "ac-dc-bec4ec13");
        check("AC-DC", "AC-DC");
        check("..", "70a33f0e");
        check(".hidden", "hidden-7372c4c0");
        check("end. ", "end-1961edc3");
        check("con", "con-203962f2");
        check("NUL.txt", "NUL-txt-129bd1b1");
        check("com5", "com5-7b6d54c0");
        check("a\u{0}b\nc", "a-b-c-155c8611");
        check("", "38d394c2");
        check("/", "3285562e");
    }

    #[test]
    fn a_long_name_is_cut_between_characters_and_stays_its_own() {
        let one = folder_name(&"长".repeat(300));
        let other = folder_name(&"长".repeat(301));
        assert!(one.len() <= KEPT_BYTES + 9 && is_portable(&one) && one.starts_with("长长"));
        assert_ne!(one, other);
    }

    #[test]
    fn case_and_composition_fall_together() {
        assert_eq!(folded("Straße"), folded("STRASSE"));
        assert_eq!(folded("が"), folded("か\u{3099}"));
        assert_ne!(folded("科技"), folded("科學"));
    }
}
