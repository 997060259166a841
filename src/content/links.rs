//! URLs: of articles, of what they link to, and of the files beside them.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use chrono::DateTime;
use chrono_tz::Tz;
use percent_encoding::percent_decode_str;
use url::Url;

use super::Source;
use crate::address::{has_strict_host, strict};

/// Resolves what a record gives as its address; only web addresses pass.
pub(super) fn web_address(written: &str, base: &Url) -> Option<Url> {
    let url = base.join(written.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && has_strict_host(&url)).then(|| strict(url))
}

/// Resolves a link in a body. `mailto:` and `tel:` pass where a reader can follow them.
pub(super) fn link_target(written: &str, base: &Url, is_followed: bool) -> Option<Url> {
    let url = base.join(written.trim()).ok()?;
    match url.scheme() {
        "http" | "https" => has_strict_host(&url).then(|| strict(url)),
        "mailto" | "tel" if is_followed => Some(url),
        _ => None,
    }
}

/// What the addresses in a body are.
pub(super) struct Addresses<'a> {
    /// Relative ones are resolved against it.
    pub base: &'a Url,
    /// What an address means that an element has, where it is not what it seems.
    pub meant: Option<&'a Meaning<'a>>,
}

/// What an address means that an element (the first) has; `None` where it is what it seems.
pub(super) type Meaning<'a> = dyn Fn(&str, &str) -> Option<Meant> + 'a;

/// What an address means that a generator gives another sense.
pub(super) enum Meant {
    Address(Url),
    /// Nothing that a reader could follow: the link is its text.
    Text,
}

impl Addresses<'_> {
    /// What the address `written` of an `element` means, where it is not what it seems.
    pub fn of(&self, element: &str, written: &str) -> Option<Meant> {
        self.meant?(element, written.trim())
    }
}

/// What a permalink pattern is filled with; what is empty drops its segment.
#[derive(Debug, Default)]
pub(super) struct Permalink<'a> {
    pub published: Option<DateTime<Tz>>,
    pub section: Option<&'a str>,
    pub slug: &'a str,
    pub id: &'a str,
    pub path: &'a str,
    pub lang: &'a str,
    pub title: &'a str,
    pub slug_or_title: &'a str,
    pub name: &'a str,
    pub folders: &'a str,
    pub categories: &'a str,
    pub abbrlink: &'a str,
    /// The path below the folder that the pattern is for; the slash at its end counts.
    pub below: &'a str,
    /// The same, a date of the file's name in front as folders.
    pub dated_path: &'a str,
}

/// Stands for a slash that belongs to a value, not to the path.
const INNER_SLASH: &str = "\u{1}";

impl<'a> Permalink<'a> {
    fn value(&self, name: &str) -> Option<Cow<'a, str>> {
        let value = match name {
            "section" => self.section?,
            "slug" => self.slug,
            "id" => self.id,
            "path" => self.path,
            "lang" => self.lang,
            "title" => self.title,
            "slugortitle" => self.slug_or_title,
            "name" => self.name,
            "folder" => self.folders.split('/').next().unwrap_or_default(),
            "folders" => self.folders,
            "categories" => self.categories,
            "abbrlink" => self.abbrlink,
            "below" => self.below,
            "datedpath" => self.dated_path,
            _ => return self.time(name).map(Cow::Owned),
        };
        (!value.is_empty()).then_some(Cow::Borrowed(value))
    }

    fn time(&self, name: &str) -> Option<String> {
        let format = match name {
            "year" => "%Y",
            "month" => "%m",
            "day" => "%d",
            "imonth" => "%-m",
            "iday" => "%-d",
            "yearday" => "%j",
            "hour" => "%H",
            "minute" => "%M",
            "second" => "%S",
            "shortyear" => "%y",
            "shortmonth" => "%b",
            "longmonth" => "%B",
            "week" => "%V",
            "weekyear" => "%G",
            _ => return None,
        };
        Some(self.published?.format(format).to_string())
    }

    /// Fills `pattern`; the result lies below `site`. With `/?` at its end it ends in a slash where its last
    /// value does.
    pub fn fill(&self, pattern: &str, site: &Url) -> Url {
        if let Some(pattern) = pattern.strip_suffix("/?") {
            let last = pattern.rsplit_once('/').map_or(pattern, |(_, last)| last);
            let value = last.strip_prefix(':').and_then(|name| self.value(name));
            let slash = if value.is_some_and(|value| value.ends_with('/')) { "/" } else { "" };
            return self.fill(&format!("{pattern}{slash}"), site);
        }
        let mut url = site.clone();
        url.set_query(None);
        url.set_fragment(None);
        // A site that one page shows: what is behind its # is the address.
        if let Some((before, after)) = pattern.split_once("#/") {
            let whole = self.fill(&format!("{before}{after}"), site);
            let front = self.fill(before, site);
            let path = whole.path().strip_prefix(front.path()).unwrap_or_else(|| whole.path());
            url.set_path(front.path());
            url.set_fragment(Some(&format!("/{path}")));
            return strict(url);
        }
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty();
            for segment in pattern.split('/').filter(|segment| !segment.is_empty()) {
                match segment.strip_prefix(':').filter(|name| name.bytes().all(|b| b.is_ascii_lowercase())) {
                    // Alone in its segment, a value may be a path of its own.
                    Some(name) => {
                        let value = self.value(name).unwrap_or_default();
                        path.extend(value.split('/').filter(|part| !part.is_empty()));
                    }
                    None => {
                        if let Some(filled) = self.fill_segment(segment) {
                            let parts = filled.split('/').filter(|part| !part.is_empty());
                            path.extend(parts.map(|part| part.replace(INNER_SLASH, "/")));
                        }
                    }
                }
            }
            if pattern.is_empty() || pattern.ends_with('/') {
                path.push("");
            }
        }
        strict(url)
    }

    fn fill_segment(&self, segment: &str) -> Option<String> {
        let mut filled = String::new();
        let mut rest = segment;
        while let Some((before, after)) = rest.split_once(':') {
            filled.push_str(before);
            let end = after.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(after.len());
            let value = self.value(&after[..end])?;
            match &after[..end] {
                "path" | "folders" | "categories" | "below" | "datedpath" => filled.push_str(&value),
                _ => filled.push_str(&value.replace('/', INNER_SLASH)),
            }
            rest = &after[end..];
        }
        filled.push_str(rest);
        Some(filled)
    }
}

/// Bytes of the path of a file; Linux opens none of more.
const LONGEST_PATH: usize = 4096;

/// Returns the file that the relative URL `written` in `source` means, with its key: beside the
/// record, or, if it begins with a slash, in the content folder. `None` for other URLs and for what
/// would lie outside the content folder.
pub(super) fn local_file(written: &str, source: &Source) -> Option<Source> {
    let written = written.trim();
    let is_absolute = Url::parse(written).is_ok() || written.starts_with("//");
    let path = written.split(['?', '#']).next().unwrap_or_default();
    if is_absolute || path.is_empty() || path.len() > LONGEST_PATH {
        return None;
    }
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let folder = source.key.rsplit_once('/').map_or("", |(folder, _)| folder);
    neighbour(&path, if path.starts_with('/') { "" } else { folder }, source)
}

/// `path` without `.` and `..`, if it doesn't lead out of where it begins.
fn inside(path: &Path) -> Option<PathBuf> {
    let mut inside = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => inside.push(name),
            Component::CurDir => {}
            Component::ParentDir if inside.pop() => {}
            _ => return None,
        }
    }
    Some(inside)
}

/// The file that lies at `path` in the content folder of `source`.
fn file_at(path: &Path, source: &Source) -> Option<PathBuf> {
    let depth = Path::new(&source.key).components().count();
    Some(source.path.ancestors().nth(depth)?.join(path))
}

/// The file at `path`, counted from `folder`, in the content folder of `source`, as a source with its key.
pub(super) fn neighbour(path: &str, folder: &str, source: &Source) -> Option<Source> {
    let below = inside(&Path::new(folder).join(path.trim_start_matches('/')))?;
    let path = file_at(&below, source)?;
    let key = below.to_str()?.to_owned();
    Some(Source { key, path, stat: super::Stat::default() })
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;
    use crate::content::Stat;

    #[test]
    fn a_pattern_is_filled_and_encoded() {
        let parts = Permalink {
            published: chrono_tz::UTC.with_ymd_and_hms(2023, 7, 18, 8, 5, 0).single(),
            section: Some("科技"),
            slug: "wind blades?",
            id: "tag:x",
            path: "2023/07/风",
            lang: "zh-Hans",
            folders: "a/b",
            below: "x/y/",
            dated_path: "2023/07/18/z",
            ..Permalink::default()
        };
        let site = Url::parse("https://example.org/blog/").unwrap();
        for (pattern, expected) in [
            ("/:section/:slug/", "%E7%A7%91%E6%8A%80/wind%20blades%3F/"),
            ("/:year/:month/:day/:slug.html", "2023/07/18/wind%20blades%3F.html"),
            (":path", "2023/07/%E9%A3%8E"),
            ("/:lang/a-:year-:month", "zh-Hans/a-2023-07"),
            ("/:id/", "tag:x/"),
            ("/:path.html", "2023/07/%E9%A3%8E.html"),
            ("/:folder/:folders/:imonth-:iday/:slug", "a/a/b/7-18/wind%20blades%3F"),
            ("/b/:below/?", "b/x/y/"),
            ("/b/:below", "b/x/y"),
            ("/:datedpath/?", "2023/07/18/z"),
            ("/:datedpath/", "2023/07/18/z/"),
            ("/:nothing/:slug", "wind%20blades%3F"),
            ("", ""),
        ] {
            assert_eq!(
                parts.fill(pattern, &site).as_str(),
                format!("https://example.org/blog/{expected}"),
                "{pattern}"
            );
        }
    }

    #[test]
    fn a_missing_part_drops_its_segment() {
        let parts = Permalink {
            slug: "a",
            published: chrono_tz::UTC.with_ymd_and_hms(2023, 7, 18, 8, 5, 0).single(),
            ..Permalink::default()
        };
        let site = Url::parse("https://example.org/").unwrap();
        assert_eq!(parts.fill("/:section/:slug/", &site).as_str(), "https://example.org/a/");
        assert_eq!(parts.fill("/#/:slug", &site).as_str(), "https://example.org/#/a");
        assert_eq!(parts.fill("/wiki/#/b/:slug", &site).as_str(), "https://example.org/wiki/#/b/a");
        assert_eq!(parts.fill("/x-:section/:year/:slug/", &site).as_str(), "https://example.org/2023/a/");
    }

    #[test]
    fn no_slug_leads_out_of_the_site() {
        let parts = Permalink { slug: "../../..", ..Permalink::default() };
        let site = Url::parse("https://example.org/blog/").unwrap();
        assert_eq!(parts.fill("/:slug/", &site).as_str(), "https://example.org/blog/");
    }

    #[test]
    fn only_web_addresses_pass() {
        let base = Url::parse("https://example.org/a/b/").unwrap();
        let check = |written: &str| web_address(written, &base).map(String::from);
        assert_eq!(check("../c").as_deref(), Some("https://example.org/a/c"));
        assert_eq!(check("//cdn.example/x").as_deref(), Some("https://cdn.example/x"));
        assert_eq!(
            check("https://例え.jp/記事").as_deref(),
            Some("https://xn--r8jz45g.jp/%E8%A8%98%E4%BA%8B")
        );
        for written in
            ["javascript:alert(1)", "ftp://example.org/", "mailto:a@example.org", "http://", "https://[/"]
        {
            assert_eq!(check(written), None, "{written}");
        }
    }

    #[test]
    fn a_relative_url_names_a_file_inside_the_content_folder() {
        let source = Source { key: "a/b.md".into(), path: "content/a/b.md".into(), stat: Stat::default() };
        let check = |written: &str| local_file(written, &source).map(|file| file.path);
        assert_eq!(check("c.mp3"), Some("content/a/c.mp3".into()));
        assert_eq!(check("../%E9%A3%8E.svg?x"), Some("content/风.svg".into()));
        assert_eq!(check("/images/d.svg"), Some("content/images/d.svg".into()));
        for written in ["https://example.org/c.mp3", "//x/c.mp3", "../../etc/passwd", "/../x", "", "#x"] {
            assert_eq!(check(written), None, "{written}");
        }
    }
}
