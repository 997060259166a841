//! `tidings feeds`.

use anyhow::Result;
use tidings::article::Timestamp;
use tidings::config::{Config, Format};
use tidings::feeds::{self, FeedSpec, Kind};
use tidings::index::{Embedded, Engine as _, Order, Request};
use tidings::query::Query;
use url::Url;

use super::exit::Exit;
use super::options::FeedsForm;
use super::output::{FeedFile, FeedList, ListedFeed, Printer};

/// Lists the feeds of the articles that are due now.
pub fn run(config: &Config, now: Timestamp, form: FeedsForm, printer: &mut Printer) -> Result<Exit> {
    let engine = Embedded::open(&config.paths.index)?;
    let everything = Request {
        query: Query::All,
        order: Order::Newest,
        offset: 0,
        limit: 0,
        partial: false,
        facets: true,
        now,
    };
    let counts = engine.query(&everything)?;
    let (specs, findings) = feeds::catalogue(config, &counts.facets.unwrap_or_default());
    printer.findings(&findings);
    let listed: Vec<ListedFeed> = specs.iter().map(|spec| listed(spec, config)).collect();
    match form {
        FeedsForm::Json => printer.json(&FeedList { feeds: listed }),
        FeedsForm::Human => {
            for feed in &listed {
                let line = format!("{:>6}  {}", feed.articles, printer.safe(&feed.title));
                printer.line(&line);
                for file in &feed.files {
                    printer.line(&format!("        {}", file.url));
                }
            }
        }
        FeedsForm::Html => {
            for feed in &listed {
                for file in &feed.files {
                    printer.line(&autodiscovery(feed, file));
                }
            }
        }
    }
    Ok(Exit::Done)
}

fn listed(spec: &FeedSpec, config: &Config) -> ListedFeed {
    let (kind, name) = match &spec.kind {
        Kind::Site => ("site", None),
        Kind::Section(name) => ("section", Some(name)),
        Kind::Tag(name) => ("tag", Some(name)),
        Kind::Author(name) => ("author", Some(name)),
        Kind::Lang(name) => ("lang", Some(name)),
        Kind::Topic(name) => ("topic", Some(name)),
        Kind::Search(name) => ("search", Some(name)),
    };
    let files = config.feeds.formats.iter().map(|format| feed_file(&spec.folder, *format, config)).collect();
    ListedFeed { kind, name: name.cloned(), title: spec.title.clone(), articles: spec.count, files }
}

fn feed_file(folder: &str, format: Format, config: &Config) -> FeedFile {
    let (format, name, media_type) = match format {
        Format::Rss => ("rss", "rss.xml", "application/rss+xml"),
        Format::Atom => ("atom", "atom.xml", "application/atom+xml"),
        Format::Json => ("json", "feed.json", "application/feed+json"),
    };
    let path = format!("{folder}{name}");
    let url = below(config.feeds_url(), &path);
    FeedFile { format, path, url, media_type }
}

/// The address of the file `path` below `base`, its names percent-encoded.
fn below(base: &Url, path: &str) -> String {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path.split('/'));
    }
    url.into()
}

fn autodiscovery(feed: &ListedFeed, file: &FeedFile) -> String {
    format!(
        r#"<link rel="alternate" type="{}" title="{}" href="{}">"#,
        file.media_type,
        attribute(&feed.title),
        attribute(&file.url)
    )
}

/// Text as it stands in an attribute between double quotes.
fn attribute(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
