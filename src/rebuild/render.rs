//! From the store to the published files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, RwLock};

use rayon::prelude::*;

use super::Flow;
use super::touched::Scope;
use crate::article::{Article, ArticleId};
use crate::diagnostic::Diagnostic;
use crate::error::Result;
use crate::feeds::{Feed, FeedSpec, Renderer, catalogue, file_name, media_type};
use crate::index::{Audience, Embedded, Engine, Facets, Order, Request};
use crate::publish::{Digest, Name, Sink, digest};
use crate::query::Query;

/// Feeds rendered before they are published: with all their formats they fit into memory.
const BATCH: usize = 64;

/// What was published.
#[derive(Default)]
pub(super) struct Published {
    pub written: Vec<Name>,
    pub deleted: Vec<Name>,
    /// Files there are now.
    pub files: usize,
}

/// Renders the feeds in `scope` and publishes the files that differ; removes those that no feed
/// has any more.
pub(super) fn publish(
    flow: &Flow<'_>,
    engine: &Embedded,
    sink: &mut dyn Sink,
    scope: &Scope,
    findings: &mut Vec<Diagnostic>,
) -> Result<Published> {
    let former = sink.list()?;
    if scope.is_empty() {
        return Ok(Published { files: former.len(), ..Published::default() });
    }
    let (specs, catalogue_findings) = catalogue(flow.config, &facets(flow, engine)?);
    findings.extend(catalogue_findings);

    let mut press =
        Press { flow, sink, former: &former, published: Published::default(), names: BTreeSet::new() };
    press.feeds(engine, &specs, scope)?;
    press.remove_others()?;
    press.finish()
}

/// Returns the counts over all articles that readers see.
pub(super) fn facets(flow: &Flow<'_>, engine: &Embedded) -> Result<Facets> {
    let hits = engine.query(&Request { facets: true, ..newest(Query::All, 0, flow.now) })?;
    Ok(hits.facets.unwrap_or_default())
}

fn newest(query: Query, limit: usize, now: crate::article::Timestamp) -> Request {
    Request {
        query,
        order: Order::Newest,
        offset: 0,
        limit,
        partial: false,
        facets: false,
        explain: false,
        audience: Audience::Readers,
        now,
    }
}

/// Puts what differs from the former files, and remembers all names.
struct Press<'a> {
    flow: &'a Flow<'a>,
    sink: &'a mut dyn Sink,
    former: &'a BTreeMap<Name, Digest>,
    published: Published,
    names: BTreeSet<Name>,
}

impl Press<'_> {
    fn feeds(&mut self, engine: &Embedded, specs: &[FeedSpec], scope: &Scope) -> Result<()> {
        let config = self.flow.config;
        let (chosen, unchanged): (Vec<&FeedSpec>, Vec<&FeedSpec>) =
            specs.iter().partition(|spec| scope.includes(&spec.kind));
        for spec in unchanged {
            self.names
                .extend(config.feeds.formats.iter().map(|&format| spec.folder.clone() + file_name(format)));
        }
        self.flow.progress.begin("rendering", chosen.len() as u64);
        let shelf = Shelf::new(self.flow, engine);
        let renderer = Renderer::new(config);
        for batch in chosen.chunks(BATCH) {
            let rendered: Vec<Vec<_>> = batch
                .par_iter()
                .map(|spec| {
                    let mut feed = Feed::new(spec, shelf.newest(spec, Audience::Readers)?);
                    feed.withdrawn = shelf.newest(spec, Audience::Withdrawn)?;
                    let files = config.feeds.formats.iter().map(|&format| {
                        (feed.file(format), renderer.render(&feed, format), media_type(format))
                    });
                    self.flow.progress.step();
                    Ok(files.collect())
                })
                .collect::<Result<_>>()?;
            for (name, bytes, media_type) in rendered.into_iter().flatten() {
                self.put(name, &bytes, media_type)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, name: Name, bytes: &[u8], media_type: &str) -> Result<()> {
        if self.former.get(&name) != Some(&digest(bytes)) {
            self.sink.put(&name, bytes, media_type)?;
            self.published.written.push(name.clone());
        }
        self.names.insert(name);
        Ok(())
    }

    fn remove_others(&mut self) -> Result<()> {
        for name in self.former.keys().filter(|name| !self.names.contains(*name)) {
            self.sink.remove(name)?;
            self.published.deleted.push(name.clone());
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Published> {
        self.sink.finish()?;
        self.published.written.sort();
        self.published.files = self.names.len();
        Ok(self.published)
    }
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
        let request = Request { audience, ..newest(spec.query.clone(), limit, self.flow.now) };
        let ids: Vec<ArticleId> = self.engine.query(&request)?.hits.into_iter().map(|hit| hit.id).collect();
        let missing: Vec<ArticleId> = {
            let shelf = self.articles.read().expect("no thread panics with the shelf");
            ids.iter().filter(|id| !shelf.contains_key(*id)).cloned().collect()
        };
        let fetched = self.engine.fetch(&missing)?;
        let mut shelf = self.articles.write().expect("no thread panics with the shelf");
        for (id, article) in missing.into_iter().zip(fetched) {
            if let Some(article) = article {
                shelf.insert(id, Arc::new(article));
            }
        }
        Ok(ids.iter().filter_map(|id| shelf.get(id).cloned()).collect())
    }
}
