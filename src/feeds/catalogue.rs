//! Which feeds a site has.

use std::collections::{BTreeMap, BTreeSet};

use super::name::{folded, folder_name};
use super::{FeedSpec, Kind, header};
use crate::config::{By, Config, FILE_NAME, Generator};
use crate::diagnostic::{Diagnostic, Place};
use crate::index::Facets;
use crate::query::{self, Property, Query};
use crate::text::fold_to_string;

/// The languages' own names, for the titles of their feeds.
const LANGUAGES: [(&str, &str); 6] = [
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
    ("zh", "中文"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("en", "English"),
];

/// Returns the site's feeds: the site's own, then one for each value that occurs, by name, then
/// the topics; with findings where two names would share a folder (the second is left out).
pub fn catalogue(config: &Config, facets: &Facets) -> (Vec<FeedSpec>, Vec<Diagnostic>) {
    let site = &config.site.title;
    let mut feeds = vec![FeedSpec {
        kind: Kind::Site,
        folder: String::new(),
        title: site.clone(),
        query: Query::All,
        // Each article has one language.
        count: facets.lang.iter().map(|(_, count)| count).sum(),
    }];
    let mut found: Vec<Diagnostic> = incomplete_podcast(config).into_iter().collect();
    for by in &config.feeds.by {
        let (parent, property, values) = match by {
            By::Section => ("section", Property::Section, &facets.section),
            By::Tag => ("tag", Property::Tag, &facets.tag),
            By::Author => ("author", Property::Author, &facets.author),
            By::Lang => ("lang", Property::Lang, &facets.lang),
        };
        let values: BTreeMap<&String, u64> = values.iter().map(|(name, count)| (name, *count)).collect();
        let mut folders = Folders::new(parent, config);
        let mut written = BTreeSet::new();
        for (name, count) in values {
            // To other generators `PHP` and `php` are one tag; so they are to the search that makes
            // the feed.
            if config.content.generator != Generator::Tidings && !written.insert(name.to_lowercase()) {
                continue;
            }
            let slug = if *by == By::Section { config.sections.get(name).unwrap_or(name) } else { name };
            match folders.take(name, slug) {
                Ok(folder) => feeds.push(FeedSpec {
                    kind: kind(*by, name),
                    folder,
                    title: format!("{} – {site}", shown(*by, name)),
                    query: Query::Property(property, name.clone()),
                    count,
                }),
                Err(finding) => found.push(finding),
            }
        }
    }
    let mut folders = Folders::new("topic", config);
    for topic in &config.feeds.topic {
        match folders.take(&topic.name, &topic.name) {
            Ok(folder) => feeds.push(FeedSpec {
                kind: Kind::Topic(topic.name.clone()),
                folder,
                title: topic.title.clone(),
                query: query::parse(&topic.query).0,
                count: 0,
            }),
            Err(finding) => found.push(finding),
        }
    }
    (feeds, found)
}

/// Counts the articles of the feeds whose number does not follow from the facets, by `total`: of
/// topics, and of names that search takes for one (氣象, 气象), whose feeds hold each other's articles.
///
/// # Errors
///
/// What `total` says.
pub fn count<E>(feeds: &mut [FeedSpec], mut total: impl FnMut(&Query) -> Result<u64, E>) -> Result<(), E> {
    let alike = |kind: &Kind| {
        let (what, name) = kind.parts();
        (what, name.map(fold_to_string))
    };
    let mut spellings: BTreeMap<_, usize> = BTreeMap::new();
    for feed in feeds.iter() {
        *spellings.entry(alike(&feed.kind)).or_default() += 1;
    }
    for feed in feeds {
        if matches!(feed.kind, Kind::Topic(_)) || spellings[&alike(&feed.kind)] > 1 {
            feed.count = total(&feed.query)?;
        }
    }
    Ok(())
}

impl FeedSpec {
    /// Describes the feed of a search on the fly; `text` is the query as typed.
    pub fn of_search(text: &str, query: Query, config: &Config) -> Self {
        Self {
            kind: Kind::Search(text.to_owned()),
            folder: String::new(),
            title: format!("“{text}” – {}", config.site.title),
            query,
            count: 0,
        }
    }
}

/// A `[podcast]` of which a part is missing is not told of in feeds, but to who wrote it.
fn incomplete_podcast(config: &Config) -> Option<Diagnostic> {
    let podcast = config.podcast.as_ref().filter(|_| header::podcast(config).is_none())?;
    let is_missing = [
        ("category", podcast.category.is_empty()),
        ("explicit", podcast.explicit.is_none()),
        ("email", podcast.email.is_empty()),
        ("image", podcast.image.is_empty()),
    ];
    let missing: Vec<_> =
        is_missing.iter().filter(|(_, missing)| *missing).map(|(name, _)| format!("`{name}`")).collect();
    let message = format!("[podcast] lacks {}; feeds say nothing of a podcast", missing.join(", "));
    let finding = Diagnostic::warning("incomplete-podcast", Place::file(FILE_NAME), message);
    Some(finding.with_hint("directories of podcasts ask for all of them"))
}

fn kind(by: By, name: &str) -> Kind {
    let name = name.to_owned();
    match by {
        By::Section => Kind::Section(name),
        By::Tag => Kind::Tag(name),
        By::Author => Kind::Author(name),
        By::Lang => Kind::Lang(name),
    }
}

fn shown(by: By, name: &str) -> &str {
    language_name(name).filter(|_| by == By::Lang).unwrap_or(name)
}

/// Returns the own name of a BCP 47 language, of those that have one here.
pub fn language_name(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// The folders of one kind of feed, and whose they are.
struct Folders<'a> {
    parent: &'static str,
    config: &'a Config,
    taken: BTreeMap<String, String>,
}

impl<'a> Folders<'a> {
    fn new(parent: &'static str, config: &'a Config) -> Self {
        Self { parent, config, taken: BTreeMap::new() }
    }

    /// Returns the folder for `slug`, or a finding if it is another's on some file system.
    fn take(&mut self, name: &str, slug: &str) -> Result<String, Diagnostic> {
        let folder = folder_name(slug);
        let parent = self.parent;
        if let Some(owner) = self.taken.get(&folded(&folder)) {
            let path = self.config.paths.feeds.join(parent).join(&folder);
            let message =
                format!("the {parent}s `{owner}` and `{name}` would share a folder; `{name}` has no feed");
            let hint = match parent {
                "section" => "write them alike, or give one another folder under [sections]",
                "topic" => "give one of the topics another name",
                _ => "write them alike in all records",
            };
            let place = Place::file(path.display().to_string());
            return Err(Diagnostic::error("same-folder", place, message).with_hint(hint));
        }
        self.taken.insert(folded(&folder), name.to_owned());
        Ok(format!("{parent}/{folder}/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facets() -> Facets {
        let values = |names: &[(&str, u64)]| names.iter().map(|(n, c)| ((*n).to_owned(), *c)).collect();
        Facets {
            section: values(&[("科技在线", 5), ("图解", 2)]),
            tag: values(&[("AC/DC", 3), ("AI", 2), ("ai", 1), ("か\u{3099}", 1), ("が", 1)]),
            author: values(&[("..", 1)]),
            lang: values(&[("zh-Hans", 6), ("en", 1), ("fr", 1)]),
            month: vec![],
        }
    }

    fn config() -> Config {
        let text =
            "[site]\ntitle = \"T\"\nurl = \"https://example.org/\"\n[sections]\n\"科技在线\" = \"tech\"\n";
        Config::parse(text, "tidings.toml").unwrap()
    }

    #[test]
    fn each_value_has_a_feed_in_a_folder_of_its_own() {
        let (feeds, _) = catalogue(&config(), &facets());
        let lines: Vec<String> =
            feeds.iter().map(|feed| format!("{} | {} | {}", feed.folder, feed.title, feed.count)).collect();
        assert_eq!(
            lines,
            [
                " | T | 8",
                "section/图解/ | 图解 – T | 2",
                "section/tech/ | 科技在线 – T | 5",
                "tag/AC-DC-2e6114c4/ | AC/DC – T | 3",
                "tag/AI/ | AI – T | 2",
                "tag/が/ | か\u{3099} – T | 1",
                "author/70a33f0e/ | .. – T | 1",
                "lang/en/ | English – T | 1",
                "lang/fr/ | fr – T | 1",
                "lang/zh-Hans/ | 简体中文 – T | 6",
            ]
        );
    }

    #[test]
    fn names_that_fall_together_are_reported_and_the_second_is_left_out() {
        let (_, found) = catalogue(&config(), &facets());
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "feeds/tag/ai: error: the tags `AI` and `ai` would share a folder; `ai` has no feed\n  hint: write \
                 them alike in all records",
                "feeds/tag/が: error: the tags `か\u{3099}` and `が` would share a folder; `が` has no feed\n  hint: \
                 write them alike in all records",
            ]
        );
    }

    #[test]
    fn an_incomplete_podcast_is_told_of() {
        let podcast = "[podcast]\ncategory = \"Science\"\nimage = \"cover.jpg\"\n";
        let text = format!("[site]\ntitle = \"T\"\nurl = \"https://example.org/\"\n{podcast}");
        let (_, found) = catalogue(&Config::parse(&text, "tidings.toml").unwrap(), &Facets::default());
        assert_eq!(
            found[0].to_string(),
            "tidings.toml: warning: [podcast] lacks `explicit`, `email`; feeds say nothing of a podcast\n  hint: \
             directories of podcasts ask for all of them"
        );
    }

    #[test]
    fn a_site_without_articles_has_its_own_feed() {
        let (feeds, found) = catalogue(&config(), &Facets::default());
        assert_eq!((feeds.len(), found.len(), feeds[0].count), (1, 0, 0));
    }
}
