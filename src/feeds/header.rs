//! What a feed says about itself, the same in every format.

use url::Url;

use super::{Document, Feed, Kind, date, file_name, identity};
use crate::address::strict;
use crate::article::{Article, Timestamp};
use crate::config::{Config, Format, Podcast};

/// The page that explains RSS 2.0, for RSS `docs`.
pub const RSS_DOCS: &str = "https://www.rssboard.org/rss-specification";

/// What the program calls itself in feeds.
pub const GENERATOR: &str = env!("CARGO_PKG_NAME");

/// Its version.
pub const GENERATOR_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Its home page; empty if the package has none.
pub const GENERATOR_URI: &str = env!("CARGO_PKG_HOMEPAGE");

/// A feed's header in one format.
pub struct Header<'a> {
    pub config: &'a Config,
    pub format: Format,
    /// The feed's identity, for Atom.
    pub id: String,
    pub title: &'a str,
    /// What it is about, where there is more to say than the title.
    pub description: Option<&'a str>,
    pub lang: &'a str,
    /// The newest `updated` of the entries.
    pub updated: Timestamp,
    /// The document's own URL.
    pub self_url: String,
    /// RFC 5005: the feed that an archive document belongs to.
    pub current: Option<String>,
    /// RFC 5005: the archive document before this one.
    pub prev_archive: Option<String>,
    /// RFC 5005: the archive document after this one.
    pub next_archive: Option<String>,
    /// The WebSub hub; archives have none, for they don't change, nor have searches on the fly, for it
    /// is not told of them.
    pub hub: Option<&'a str>,
    /// Relative, so that it works without a web server.
    pub stylesheet: String,
    /// What a podcast's feed says in addition.
    pub podcast: Option<CompletePodcast<'a>>,
    /// Identity and date of what was taken back (RFC 6721), newest first.
    pub deleted: Vec<(String, Timestamp)>,
}

/// A `[podcast]` configuration with everything that directories of podcasts ask for.
#[derive(Clone)]
pub struct CompletePodcast<'a> {
    pub category: &'a str,
    pub subcategory: Option<&'a str>,
    pub is_explicit: bool,
    pub owner: &'a str,
    pub email: &'a str,
    pub image: String,
}

impl<'a> Header<'a> {
    /// Describes `feed` with these entries.
    pub fn new(feed: &Feed<'a>, format: Format, config: &'a Config, entries: &[&Article]) -> Self {
        let spec = feed.spec;
        let archive = |number: u32| String::from(spec.archive_url(number, format, config));
        let subscription = String::from(spec.url(format, config));
        let (self_url, current, prev_archive, next_archive) = match feed.document {
            Document::Subscription { archives } => {
                (subscription, None, (archives > 0).then(|| archive(archives)), None)
            }
            Document::Archive { number, has_next } => (
                archive(number),
                Some(subscription),
                (number > 1).then(|| archive(number - 1)),
                has_next.then(|| archive(number + 1)),
            ),
        };
        let is_site = spec.kind == Kind::Site;
        // The hub is told of published feeds only.
        let is_told = current.is_none() && !matches!(spec.kind, Kind::Search(_));
        let has_media = entries.iter().any(|article| episode(article).is_some());
        Self {
            config,
            format,
            id: identity::feed_id(&spec.kind, config),
            title: &spec.title,
            description: Some(config.site.description.as_str()).filter(|text| is_site && *text != spec.title),
            lang: spec.lang(config),
            updated: date::in_zone(
                entries.iter().map(|article| article.updated).max().unwrap_or(date::of_empty_feed(config)),
                config.site.timezone,
            ),
            self_url,
            hub: Some(config.feeds.hub.as_str()).filter(|hub| !hub.is_empty() && is_told),
            current,
            prev_archive,
            next_archive,
            stylesheet: feed.stylesheet(),
            podcast: podcast(config).filter(|_| has_media),
            deleted: Vec::new(),
        }
    }

    /// Returns the site's front page.
    pub fn link(&self) -> &'a str {
        self.config.site.url.as_str()
    }

    /// Returns a picture's URL, absolute.
    pub fn picture(&self, picture: &Option<String>) -> Option<String> {
        picture.as_ref().filter(|url| !url.is_empty()).and_then(|url| absolute(url, self.config))
    }
}

/// Returns the `[podcast]` configuration if nothing is missing in it.
pub fn podcast(config: &Config) -> Option<CompletePodcast<'_>> {
    let podcast: &Podcast = config.podcast.as_ref()?;
    let mut categories = podcast.category.split('>').map(str::trim).filter(|name| !name.is_empty());
    Some(CompletePodcast {
        category: categories.next()?,
        subcategory: categories.next(),
        is_explicit: podcast.explicit?,
        owner: if podcast.owner.is_empty() { &config.site.author } else { &podcast.owner },
        email: Some(podcast.email.as_str()).filter(|email| !email.is_empty())?,
        image: absolute(&podcast.image, config).filter(|_| !podcast.image.is_empty())?,
    })
}

/// Returns the sound or film that makes an article an episode.
pub fn episode(article: &Article) -> Option<&crate::article::Enclosure> {
    article.enclosures.first().filter(|file| {
        let (kind, _) = file.media_type.split_once('/').unwrap_or_default();
        matches!(kind, "audio" | "video")
    })
}

fn absolute(url: &str, config: &Config) -> Option<String> {
    config.site.url.join(url).ok().map(Url::into)
}

impl super::FeedSpec {
    /// Returns the language of the feed: its own, or the site's.
    pub fn lang<'a>(&'a self, config: &'a Config) -> &'a str {
        match &self.kind {
            Kind::Lang(code) => code,
            _ => &config.site.language,
        }
    }

    /// Returns where the feed is served in `format`; a search on the fly by its query.
    pub fn url(&self, format: Format, config: &Config) -> Url {
        if let Kind::Search(query) = &self.kind {
            let mut url = below(config, "", search_name(format));
            url.query_pairs_mut().append_pair("q", query);
            return url;
        }
        below(config, &self.folder, file_name(format))
    }

    /// Returns where an archive document of the feed is served.
    pub fn archive_url(&self, number: u32, format: Format, config: &Config) -> Url {
        below(config, &self.archive_folder(number), file_name(format))
    }

    /// Returns the folder of an archive document, with a slash at the end.
    pub fn archive_folder(&self, number: u32) -> String {
        format!("{}archive/{number}/", self.folder)
    }
}

/// Returns the URL of a published file.
pub fn below(config: &Config, folder: &str, file: &str) -> Url {
    let mut url = config.feeds_url().clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(folder.split('/').filter(|part| !part.is_empty())).push(file);
    }
    strict(url)
}

/// Returns where the file of this name is served.
pub fn published_url(name: &str, config: &Config) -> Url {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    below(config, folder, file)
}

fn search_name(format: Format) -> &'static str {
    match format {
        Format::Rss => "search.rss",
        Format::Atom => "search.atom",
        Format::Json => "search.json",
    }
}
