//! Names as parts of addresses, in the ways of the generators.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::config::Slugs;

/// Makes one part of an address of `name`.
pub(in crate::content) fn slug(name: &str, way: Slugs) -> String {
    match way {
        Slugs::Plain => name.to_owned(),
        Slugs::Lower => lower(name),
        Slugs::Pretty => hyphenated(name, |c| is_word(c) || "._~!$&'()+,;=@".contains(c)),
        Slugs::Ascii => ::slug::slugify(name),
        Slugs::Safe => safe(name),
    }
}

/// Letters, digits and some marks stay; spaces become hyphens, one for several.
fn lower(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.trim().chars() {
        if c.is_whitespace() {
            if !slug.ends_with('-') {
                slug.push('-');
            }
        } else if is_word(c) || "._#+~-%@".contains(c) {
            slug.extend(c.to_lowercase());
        }
    }
    slug
}

/// Runs of what is not kept become one hyphen, none at the ends.
fn hyphenated(name: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.chars() {
        if is_kept(c) {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// As Hexo makes it of any text: marks and spaces become hyphens, one for several, none at the ends.
pub(in crate::content) fn of_hexo(text: &str) -> String {
    let is_mark = |c: char| c.is_whitespace() || c.is_control() || c.is_ascii_punctuation();
    text.split(is_mark).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

fn safe(name: &str) -> String {
    let is_refused = |c: char| "<>:\"/|?*#\\()[]\n\r\t".contains(c) || c.is_control();
    let kept: String = name.chars().filter(|c| !is_refused(*c)).collect();
    kept.trim_matches(|c: char| c == '.' || c.is_whitespace())
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("_")
}

fn is_word(c: char) -> bool {
    c == '_'
        || matches!(
            c.general_category_group(),
            GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark | GeneralCategoryGroup::Number
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_makes_its_own_names() {
        for (name, way, expected) in [
            ("Go 并发：入门 (1)", Slugs::Lower, "go-并发入门-1"),
            ("日本語のブログ", Slugs::Lower, "日本語のブログ"),
            ("Hello,  World", Slugs::Pretty, "Hello,-World"),
            ("한국어 글!?", Slugs::Pretty, "한국어-글!"),
            ("中文 Blog", Slugs::Ascii, "zhong-wen-blog"),
            ("中文: Blog?", Slugs::Safe, "中文_Blog"),
            ("a b", Slugs::Plain, "a b"),
        ] {
            assert_eq!(slug(name, way), expected, "{name}");
        }
        assert_eq!(of_hexo("你好 World A&B!"), "你好-World-A-B");
    }
}
