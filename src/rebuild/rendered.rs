//! What the last rendering saw and left: the commit, the moment, the configuration, the files. It tells
//! which feeds can differ now, and how many articles there were. Losing it costs a full rendering.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3Default, xxh3_64};

use super::Flow;
use super::render::Published;
use super::touched::Scope;
use crate::article::Timestamp;
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};
use crate::index::{Embedded, Engine};
use crate::publish::{Digest, Name};
use crate::replace::replace;

const FILE_NAME: &str = "rendered.json";

/// What the last rendering saw.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rendered {
    /// The commit of the index, which no other index has.
    commit: u64,
    /// When, RFC 3339.
    now: String,
    /// A digest of the configuration and the program's version.
    context: u64,
    /// A digest of what was published: the names of all files and their digests.
    #[serde(default)]
    files: u64,
    /// Articles in the index, due or not.
    #[serde(default)]
    articles: u64,
    /// Feeds that could not be published, which is to be told until it is mended.
    #[serde(default)]
    left_out: usize,
    /// The authority of the identities that readers know.
    #[serde(default)]
    tag_authority: String,
}

impl Rendered {
    /// Reads what was noted in the index `folder`; the default if there is nothing readable.
    pub(super) fn read(folder: &Path) -> Self {
        let read = std::fs::read(folder.join(FILE_NAME)).ok();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// What is to be noted after a rendering.
    pub(super) fn after(flow: &Flow<'_>, engine: &Embedded, published: &Published) -> Self {
        Self {
            commit: engine.commit(),
            now: flow.now.to_rfc3339(),
            context: context(flow),
            files: digest(&published.files),
            articles: engine.articles(),
            left_out: published.left_out,
            tag_authority: flow.config.site.tag_authority.clone(),
        }
    }

    /// Returns a warning if readers know the articles by an authority that the site has no more: that
    /// of its domain, mostly, which has changed.
    pub(super) fn finding(&self, config: &Config) -> Option<Diagnostic> {
        let authority = &config.site.tag_authority;
        if self.tag_authority.is_empty() || self.tag_authority == *authority {
            return None;
        }
        let message = format!(
            "identities now begin with `tag:{authority}:`, not with `tag:{}:` any more: readers will see every \
             article as new",
            self.tag_authority
        );
        let hint = format!("to keep them, write: tag_authority = \"{}\"", self.tag_authority);
        Some(Diagnostic::warning("other-identities", Place::file(config::FILE_NAME), message).with_hint(hint))
    }

    /// Returns how many articles there were: what an index that was lost knows no more.
    pub(super) fn articles(&self) -> u64 {
        self.articles
    }

    /// Returns whether there are feeds that could not be published.
    pub(super) fn lacks_feeds(&self) -> bool {
        self.left_out > 0
    }

    /// Which feeds can differ, after a sync that led from the commit `before` and `touched` some.
    pub(super) fn scope(
        &self,
        flow: &Flow<'_>,
        engine: &Embedded,
        before: u64,
        mut touched: Scope,
        former: &BTreeMap<Name, Digest>,
    ) -> Result<Scope> {
        let is_in_step = self.commit == before && self.context == context(flow);
        let last = Timestamp::parse_from_rfc3339(&self.now).ok().filter(|last| *last <= flow.now);
        let (true, false, Some(last)) = (is_in_step, flow.options.full, last) else {
            return Ok(Scope::All);
        };
        // Another folder, one restored from a backup, one whose files somebody altered.
        if digest(former) != self.files {
            return Ok(Scope::All);
        }
        let turned = engine.due_between(last, flow.now)?;
        for article in engine.fetch(&turned)?.into_iter().flatten() {
            touched.add(&article);
        }
        Ok(touched)
    }

    /// Notes it in the index `folder`.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(FILE_NAME);
        let bytes = serde_json::to_vec(self).expect("texts and numbers have a JSON form");
        replace(&path, &bytes).map_err(|e| Error::io("writing", &path, e))
    }
}

/// A digest of the files that a sink lists.
fn digest(files: &BTreeMap<Name, Digest>) -> u64 {
    let mut hasher = Xxh3Default::new();
    for (name, digest) in files {
        // Neither can hold a line feed.
        for part in [name, "\n", digest, "\n"] {
            hasher.update(part.as_bytes());
        }
    }
    hasher.digest()
}

/// A digest of all but the articles that decides the feeds' bytes.
fn context(flow: &Flow<'_>) -> u64 {
    let config = flow.config;
    let decisive = (
        env!("CARGO_PKG_VERSION"),
        &config.site,
        &config.feeds,
        &config.sections,
        &config.podcast,
        &config.content.generator,
    );
    xxh3_64(format!("{decisive:?}").as_bytes())
}
