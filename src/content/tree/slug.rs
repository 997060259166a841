//! Names as parts of addresses, in the ways of the generators.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::config::Slugs;

/// Makes one part of an address of `name`.
pub(in crate::content) fn slug(name: &str, way: Slugs) -> String {
    match way {
        Slugs::Plain => name.to_owned(),
        Slugs::Lower => hugos(name).chars().filter_map(|c| c.to_lowercase().next()).collect(),
        Slugs::Cased => hugos(name),
        Slugs::Pretty => hyphenated(name, |c| is_word(c) || "._~!$&'()+,;=@".contains(c)),
        Slugs::Ascii => ::slug::slugify(name),
        Slugs::Safe => safe(name),
    }
}

/// The same of the name of a file or folder: to Hugo each of its spaces is a hyphen.
pub(in crate::content) fn name_slug(name: &str, way: Slugs) -> String {
    match way {
        Slugs::Lower | Slugs::Cased => slug(&name.replace(char::is_whitespace, "-"), way),
        _ => slug(name, way),
    }
}

/// The same of a title, or of a name that stands for one: Hugo leaves more marks out.
pub(in crate::content) fn title_slug(title: &str, way: Slugs) -> String {
    match way {
        Slugs::Lower | Slugs::Cased => slug(&title.replace('/', "-"), way).replace(['+', '#'], ""),
        _ => slug(title, way),
    }
}

/// Letters, digits and some marks stay; spaces between them become one hyphen, where none stands.
fn hugos(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    let (mut is_apart, mut was_hyphen) = (false, false);
    for (at, c) in name.char_indices() {
        let is_code = || name[at + 1..].bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
        if is_word(c) || "._#+~-@".contains(c) || (c == '%' && is_code()) {
            was_hyphen = c == '-';
            if std::mem::take(&mut is_apart) && !was_hyphen {
                slug.push('-');
            }
            slug.push(c);
        } else if c.is_whitespace() && !slug.is_empty() && !was_hyphen {
            is_apart = true;
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
            ("A - b", Slugs::Lower, "a-b"),
            ("c++ & d", Slugs::Lower, "c++-d"),
            ("100% x", Slugs::Lower, "100-x"),
            (" -X- ", Slugs::Lower, "-x-"),
            ("Big  Name", Slugs::Cased, "Big-Name"),
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

    /// As Hugo 0.168 has them.
    #[test]
    fn names_and_titles_are_not_what_slugs_are_to_hugo() {
        for (text, of_name, of_title) in [
            ("A - b", "a---b", "a-b"),
            ("Big  Name", "big--name", "big-name"),
            ("c++ & d", "c++--d", "c-d"),
            ("C#", "c#", "c"),
            ("中文：标题 (1)", "中文标题-1", "中文标题-1"),
        ] {
            assert_eq!(name_slug(text, Slugs::Lower), of_name, "{text}");
            assert_eq!(title_slug(text, Slugs::Lower), of_title, "{text}");
        }
    }
}
