//! From the store to the published files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::DateTime;
use rayon::prelude::*;

use super::Flow;
use super::touched::Scope;
use crate::article::{Article, ArticleId};
use crate::config::Format;
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::feeds::{
    Archive, Document, Feed, FeedSpec, NEWS, Renderer, catalogue, companions, file_name, media_type,
    news_sitemap, sitemaps,
};
use crate::index::{Audience, Embedded, Engine, Facets, Location, Request};
use crate::publish::{Digest, Name, Sink, digest};
use crate::query::Query;

/// Feeds rendered before they are published, a megabyte each with all formats.
const BATCH: usize = 8;

/// Of the newest so many articles the news sitemap chooses (Google's limit of a news sitemap).
const NEWS_ARTICLES: usize = 1_000;

/// And they are at most so much older than the newest, in seconds: two days.
const NEWS_SECONDS: i64 = 2 * 24 * 60 * 60;

/// The media type of sitemaps.
const SITEMAP_TYPE: &str = "application/xml";

/// What was published.
#[derive(Default)]
pub(super) struct Published {
    pub written: Vec<Name>,
    pub deleted: Vec<Name>,
    /// Of those written, the ones that readers subscribe to.
    pub feeds: Vec<Name>,
    /// Files there are now.
    pub files: BTreeMap<Name, Digest>,
    /// Feeds that could not be published, each with a finding.
    pub left_out: usize,
}

/// Renders the feeds in `scope` and publishes the files that differ from the `former` ones, which the
/// sink lists; removes those that no feed has any more.
pub(super) fn publish(
    flow: &Flow<'_>,
    engine: &Embedded,
    sink: &mut dyn Sink,
    former: BTreeMap<Name, Digest>,
    scope: &Scope,
    findings: &mut Vec<Diagnostic>,
) -> Result<Published> {
    if scope.is_empty() {
        return Ok(Published { files: former, ..Published::default() });
    }
    let (specs, catalogue_findings) = catalogue(flow.config, &facets(flow, engine)?);
    let left_out = catalogue_findings.iter().filter(|finding| finding.is_error()).count();
    findings.extend(catalogue_findings);
    guard(flow, engine, &specs, &former)?;
    let mut press = Press {
        flow,
        sink,
        published: Published { left_out, files: former, ..Published::default() },
        names: BTreeSet::new(),
    };
    press.feeds(engine, &specs, scope)?;
    press.companions(engine, &specs)?;
    press.remove_others()?;
    press.finish()
}

/// Returns what keeps feeds from being published.
pub(super) fn left_out(flow: &Flow<'_>, engine: &Embedded) -> Result<Vec<Diagnostic>> {
    let (_, mut found) = catalogue(flow.config, &facets(flow, engine)?);
    found.retain(Diagnostic::is_error);
    Ok(found)
}

/// A site without an article is not believed to be the one whose feeds are there: the guard against
/// mass loss knows only what the index knows, and that may have been deleted.
fn guard(
    flow: &Flow<'_>,
    engine: &Embedded,
    specs: &[FeedSpec],
    former: &BTreeMap<Name, Digest>,
) -> Result<()> {
    if engine.articles() > 0 || flow.options.allow_mass_delete {
        return Ok(());
    }
    let formats = &flow.config.feeds.formats;
    let expected: BTreeSet<Name> = specs
        .iter()
        .map(|spec| Feed::new(spec, Vec::new()))
        .flat_map(|feed| formats.iter().map(move |&format| feed.file(format)))
        .collect();
    let is_feed = |name: &Name| formats.iter().any(|&format| name.ends_with(file_name(format)));
    let lost = former.keys().filter(|name| is_feed(name) && !expected.contains(*name)).count();
    if lost > 0 {
        return Err(Error::NoArticles { path: flow.config.paths.content.clone(), feeds: lost });
    }
    Ok(())
}

/// Returns the counts over all articles that readers see.
pub(super) fn facets(flow: &Flow<'_>, engine: &Embedded) -> Result<Facets> {
    let hits = engine.query(&Request { facets: true, ..Request::newest(Query::All, 0, flow.now) })?;
    Ok(hits.facets.unwrap_or_default())
}

/// Puts what differs from the former files, and remembers all names.
struct Press<'a> {
    flow: &'a Flow<'a>,
    sink: &'a mut dyn Sink,
    published: Published,
    names: BTreeSet<Name>,
}

impl Press<'_> {
    fn feeds(&mut self, engine: &Embedded, specs: &[FeedSpec], scope: &Scope) -> Result<()> {
        let config = self.flow.config;
        let (chosen, unchanged): (Vec<&FeedSpec>, Vec<&FeedSpec>) =
            specs.iter().partition(|spec| scope.includes(&spec.kind));
        let shelf = Shelf::new(self.flow, engine);
        for spec in unchanged {
            for document in documents(shelf.archive_documents(spec)?) {
                let feed = Feed { document, ..Feed::new(spec, Vec::new()) };
                self.names.extend(config.feeds.formats.iter().map(|&format| feed.file(format)));
            }
        }
        self.flow.progress.begin("rendering", chosen.len() as u64);
        let renderer = Renderer::new(config);
        for batch in chosen.chunks(BATCH) {
            let rendered: Vec<Vec<_>> = batch
                .par_iter()
                .map(|spec| {
                    let mut feed = Feed::new(spec, shelf.newest(spec, Audience::Readers)?);
                    feed.withdrawn = shelf.newest(spec, Audience::Withdrawn)?;
                    let archives = shelf.archive_documents(spec)?;
                    feed.document = Document::Subscription { archives };
                    self.flow.progress.step();
                    Ok(render(&renderer, &feed, &config.feeds.formats))
                })
                .collect::<Result<_>>()?;
            for (name, bytes, media_type) in rendered.into_iter().flatten() {
                if self.put(name.clone(), &bytes, media_type)? {
                    self.published.feeds.push(name);
                }
            }
        }
        if config.feeds.archive {
            for spec in chosen {
                let places = shelf.places(spec)?;
                let archive = Archive::new(spec, &places, config.feeds.archive_size);
                for feed in archive.feeds(|ids| shelf.still_seen(ids)) {
                    for (name, bytes, media_type) in render(&renderer, &feed?, &config.feeds.formats) {
                        self.put(name, &bytes, media_type)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// What stands beside the feeds: the list of them in its forms, the stylesheet, the sitemaps.
    fn companions(&mut self, engine: &Embedded, specs: &[FeedSpec]) -> Result<()> {
        let flow = self.flow;
        for (name, bytes, media_type) in companions(specs, flow.config) {
            self.put(name.to_owned(), &bytes, media_type)?;
        }
        let locations = engine.locations(flow.now)?;
        let recent = recent(&locations);
        let urls = locations.into_iter().map(|location| {
            let changed = DateTime::from_timestamp(location.updated, 0).unwrap_or_default();
            (location.url, changed.fixed_offset())
        });
        for (name, bytes) in sitemaps(urls, flow.config) {
            self.put(name, &bytes, SITEMAP_TYPE)?;
        }
        let news = engine.query(&Request::newest(Query::All, recent, flow.now))?;
        let ids: Vec<ArticleId> = news.hits.into_iter().map(|hit| hit.id).collect();
        let articles = engine.fetch(&ids)?;
        let bytes = news_sitemap(articles.iter().flatten(), flow.config);
        self.put(NEWS.to_owned(), &bytes, SITEMAP_TYPE)?;
        Ok(())
    }

    /// Publishes a file if it differs; returns whether it did.
    fn put(&mut self, name: Name, bytes: &[u8], media_type: &str) -> Result<bool> {
        let digest = digest(bytes);
        let differs = self.published.files.get(&name) != Some(&digest);
        if differs {
            self.sink.put(&name, bytes, media_type)?;
            self.published.written.push(name.clone());
            self.published.files.insert(name.clone(), digest);
        }
        self.names.insert(name);
        Ok(differs)
    }

    fn remove_others(&mut self) -> Result<()> {
        let is_other = |name: &&Name| !self.names.contains(*name);
        let others: Vec<Name> = self.published.files.keys().filter(is_other).cloned().collect();
        for name in &others {
            self.sink.remove(name)?;
            self.published.files.remove(name);
        }
        self.published.deleted = others;
        Ok(())
    }

    fn finish(mut self) -> Result<Published> {
        self.sink.finish()?;
        self.published.written.sort();
        Ok(self.published)
    }
}

/// Articles that are kept for further feeds; beyond that they are fetched again.
const SHELF: usize = 500;

/// How many of the newest articles can stand in the news sitemap.
fn recent(locations: &[Location]) -> usize {
    let newest = locations.last().map_or(0, |location| location.published);
    let is_recent = |location: &&Location| newest - location.published <= NEWS_SECONDS;
    locations.iter().rev().take(NEWS_ARTICLES).take_while(is_recent).count()
}

/// The files of a feed's document: name, bytes and media type.
fn render(
    renderer: &Renderer<'_>,
    feed: &Feed<'_>,
    formats: &[Format],
) -> Vec<(Name, Vec<u8>, &'static str)> {
    formats
        .iter()
        .map(|&format| (feed.file(format), renderer.render(feed, format), media_type(format)))
        .collect()
}

/// All documents of a feed with so many archive documents.
fn documents(archives: u32) -> impl Iterator<Item = Document> {
    std::iter::once(Document::Subscription { archives })
        .chain((1..=archives).map(move |number| Document::Archive { number, has_next: number < archives }))
}

/// Articles that were fetched for one feed and may stand in others.
struct Shelf<'a> {
    flow: &'a Flow<'a>,
    engine: &'a Embedded,
    articles: RwLock<HashMap<ArticleId, Arc<Article>>>,
}

impl<'a> Shelf<'a> {
    fn new(flow: &'a Flow<'a>, engine: &'a Embedded) -> Self {
        Self { flow, engine, articles: RwLock::default() }
    }

    /// Returns the newest articles of a feed.
    fn newest(&self, spec: &FeedSpec, audience: Audience) -> Result<Vec<Arc<Article>>> {
        let limit = self.flow.config.feeds.limit;
        let request = Request { audience, ..Request::newest(spec.query.clone(), limit, self.flow.now) };
        let ids: Vec<ArticleId> = self.engine.query(&request)?.hits.into_iter().map(|hit| hit.id).collect();
        let mut found: HashMap<ArticleId, Arc<Article>> = {
            let shelf = self.articles.read().unwrap_or_else(PoisonError::into_inner);
            ids.iter().filter_map(|id| Some((id.clone(), Arc::clone(shelf.get(id)?)))).collect()
        };
        let missing: Vec<ArticleId> = ids.iter().filter(|id| !found.contains_key(*id)).cloned().collect();
        for article in self.engine.fetch(&missing)?.into_iter().flatten() {
            found.insert(article.id.clone(), Arc::new(article));
        }
        let wanted = ids.iter().filter_map(|id| found.get(id).cloned()).collect();
        let mut shelf = self.articles.write().unwrap_or_else(PoisonError::into_inner);
        if shelf.len() > SHELF {
            shelf.clear();
        }
        shelf.extend(found);
        Ok(wanted)
    }

    /// Returns all articles that were ever in a feed, oldest first: the places of its archive.
    fn places(&self, spec: &FeedSpec) -> Result<Vec<ArticleId>> {
        let all = Request::newest(spec.query.clone(), usize::MAX, self.flow.now);
        let hits = self.engine.query(&Request { audience: Audience::Ever, ..all })?.hits;
        Ok(hits.into_iter().rev().map(|hit| hit.id).collect())
    }

    /// Returns how many archive documents a feed has; none if there is to be no archive.
    fn archive_documents(&self, spec: &FeedSpec) -> Result<u32> {
        let feeds = &self.flow.config.feeds;
        if !feeds.archive {
            return Ok(0);
        }
        let count = Request::newest(spec.query.clone(), 0, self.flow.now);
        let total = self.engine.query(&Request { audience: Audience::Ever, ..count })?.total;
        Ok(Archive::count(total, feeds.archive_size))
    }

    /// Returns the articles that readers see or that were withdrawn; not those that expired.
    fn still_seen(&self, ids: &[ArticleId]) -> Result<Vec<Option<Arc<Article>>>> {
        let now = self.flow.now;
        let as_seen = |mut article: Article| {
            // What is to be withdrawn one day is an article like any other until then.
            article.withdrawn = article.withdrawn.filter(|withdrawn| *withdrawn <= now);
            article.expires.is_none_or(|expires| now < expires).then(|| Arc::new(article))
        };
        let articles = self.engine.fetch(ids)?;
        Ok(articles.into_iter().map(|article| article.and_then(as_seen)).collect())
    }
}
