//! The generators' patterns of addresses in tidings' own words.

use crate::config::Generator;

/// Stands for a placeholder that has no counterpart.
const UNKNOWN: char = '\u{1}';

/// Returns the pattern `written` of `generator` as a permalink of tidings, and the placeholders that
/// have no counterpart. Those are left out; where nothing would tell articles apart, the path does.
pub fn translate(generator: Generator, written: &str) -> (String, Vec<String>) {
    let written = match (generator, written.trim()) {
        (Generator::Jekyll, "date") => "/:categories/:year/:month/:day/:title:output_ext",
        (Generator::Jekyll, "pretty") => "/:categories/:year/:month/:day/:title/",
        (Generator::Jekyll, "ordinal") => "/:categories/:year/:y_day/:title:output_ext",
        (Generator::Jekyll, "none") => "/:categories/:title:output_ext",
        (_, written) => written,
    };
    let mut pattern = String::new();
    let mut unknown = Vec::new();
    let mut rest = written;
    while let Some((before, after)) = rest.split_once(':') {
        pattern.push_str(before);
        let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(after.len());
        // `:slugs[last]` and the like choose parts of a list.
        let (name, mut left) = after.split_at(end);
        if left.starts_with('[') {
            left = left.find(']').map_or("", |close| &left[close + 1..]);
        }
        rest = left;
        match placeholder(generator, name) {
            Some(known) => pattern.push_str(known),
            None => {
                pattern.push(UNKNOWN);
                unknown.push(name.to_owned());
            }
        }
    }
    pattern.push_str(rest);
    if !pattern.starts_with('/') {
        pattern.insert(0, '/');
    }
    while pattern.contains("//") {
        pattern = pattern.replace("//", "/");
    }
    let is_telling =
        [":slug", ":path", ":title", ":name", ":abbrlink", ":id"].iter().any(|name| pattern.contains(name));
    if !is_telling {
        pattern = match pattern.contains(UNKNOWN) {
            true => pattern.replacen(UNKNOWN, ":path", 1),
            false => format!("{}/:path/", pattern.trim_end_matches('/')),
        };
    }
    (pattern.replace(UNKNOWN, "").replace("//", "/"), unknown)
}

fn placeholder(generator: Generator, name: &str) -> Option<&'static str> {
    let of_generator = match (generator, name) {
        (Generator::Hugo, "slug") => ":slugortitle",
        (Generator::Hugo, "slugorfilename" | "slugorcontentbasename") => ":slug",
        (Generator::Hugo, "filename" | "contentbasename") => ":name",
        (Generator::Hugo, "section" | "sectionslug") => ":folder",
        (Generator::Hugo, "sections" | "sectionslugs") => ":folders",
        (Generator::Jekyll, "title") => ":slug",
        (Generator::Jekyll, "output_ext") => ".html",
        (Generator::Jekyll, "path") => ":path",
        (Generator::Jekyll, "slugified_categories") => ":categories",
        (Generator::Jekyll, "y_day") => ":yearday",
        (Generator::Jekyll, "short_year") => ":shortyear",
        (Generator::Jekyll, "short_month") => ":shortmonth",
        (Generator::Jekyll, "long_month") => ":longmonth",
        (Generator::Jekyll, "week") => ":week",
        (Generator::Jekyll, "w_year") => ":weekyear",
        (Generator::Hugo, "monthname") => ":longmonth",
        (Generator::Hexo, "title") => ":path",
        (Generator::Hexo, "post_title") => ":title",
        (Generator::Hexo, "category") => ":categories",
        _ => "",
    };
    if !of_generator.is_empty() {
        return Some(of_generator);
    }
    Some(match name {
        "year" => ":year",
        "month" => ":month",
        "day" => ":day",
        "hour" => ":hour",
        "minute" => ":minute",
        "second" => ":second",
        "i_month" => ":imonth",
        "i_day" => ":iday",
        "yearday" => ":yearday",
        "title" => ":title",
        "slug" => ":slug",
        "name" => ":name",
        "categories" => ":categories",
        "abbrlink" => ":abbrlink",
        "lang" => ":lang",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_put_into_our_words() {
        for (generator, written, expected, unknown) in [
            (Generator::Hugo, "/:year/:month/:slug/", "/:year/:month/:slugortitle/", ""),
            (Generator::Hugo, "/:sections[1:]/:filename", "/:folders/:name", ""),
            (Generator::Hexo, ":year/:month/:day/:title/", "/:year/:month/:day/:path/", ""),
            (Generator::Hexo, "posts/:hash.html", "/posts/:path.html", "hash"),
            (Generator::Hexo, "article/:title.html", "/article/:path.html", ""),
            (Generator::Jekyll, "pretty", "/:categories/:year/:month/:day/:slug/", ""),
            (Generator::Jekyll, "/posts/:title/", "/posts/:slug/", ""),
            (Generator::Jekyll, "/:short_year/:i_month/:title", "/:shortyear/:imonth/:slug", ""),
            (Generator::Jekyll, "date", "/:categories/:year/:month/:day/:slug.html", ""),
        ] {
            assert_eq!(
                translate(generator, written),
                (expected.to_owned(), unknown.split_whitespace().map(str::to_owned).collect()),
                "{written}"
            );
        }
    }
}
