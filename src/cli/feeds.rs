//! `tidings feeds`.

use anyhow::Result;
use tidings::article::Timestamp;
use tidings::config::{Config, Format};
use tidings::feeds::{FeedSpec, catalogue, count, file_name, media_type};
use tidings::index::{Embedded, Engine as _, Request};
use tidings::query::Query;

use super::exit::Exit;
use super::options::FeedsForm;
use super::output::{FeedFile, FeedList, ListedFeed, Printer};

/// Lists the feeds of the articles that are due now.
pub fn run(config: &Config, now: Timestamp, form: FeedsForm, printer: &mut Printer) -> Result<Exit> {
    let engine = Embedded::open(&config.paths.index)?;
    let search =
        |query: &Query, facets| engine.query(&Request { facets, ..Request::newest(query.clone(), 0, now) });
    let everything = search(&Query::All, true)?;
    let (mut specs, findings) = catalogue(config, &everything.facets.unwrap_or_default());
    printer.findings(&findings);
    count(&mut specs, |query| search(query, false).map(|hits| hits.total))?;
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
    let (kind, name) = spec.kind.parts();
    let files = config.feeds.formats.iter().map(|format| feed_file(spec, *format, config)).collect();
    ListedFeed { kind, name: name.map(str::to_owned), title: spec.title.clone(), articles: spec.count, files }
}

fn feed_file(spec: &FeedSpec, format: Format, config: &Config) -> FeedFile {
    FeedFile {
        format: match format {
            Format::Rss => "rss",
            Format::Atom => "atom",
            Format::Json => "json",
        },
        path: format!("{}{}", spec.folder, file_name(format)),
        url: spec.url(format, config).into(),
        media_type: media_type(format),
    }
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
