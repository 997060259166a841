//! What counts where a page says a thing several times, or not at all.

use std::collections::BTreeSet;

use super::eleventy::FILE_DATE;
use super::{Fields, Reader, is_flag, text};
use crate::config::Generator;
use crate::content::date;
use crate::content::fields::{self as known, Field};
use crate::content::node::{Entry, Node, Value};
use crate::content::tree::standing::Standing;
use crate::diagnostic::did_you_mean;

impl Reader<'_> {
    /// Ends the reading: of several candidates one is chosen, of slips the likely ones are kept.
    pub(super) fn finish(mut self) -> Fields {
        let standing = self.standing;
        self.choose_date(standing);
        self.choose_section(standing);
        self.choose_name(standing);
        let taken: BTreeSet<Field> = self
            .fields
            .table
            .entries
            .iter()
            .filter_map(|entry| known::find(known::RECORD, &entry.name).map(|(field, _)| field))
            .collect();
        /// Names that are worth a guess.
        const OFTEN: [&str; 6] = ["title", "date", "published", "updated", "publishdate", "description"];
        for entry in std::mem::take(&mut self.typos) {
            let Some(meant) = did_you_mean(&entry.name, OFTEN) else { continue };
            let is_missing =
                known::find(known::RECORD, meant).is_some_and(|(field, _)| !taken.contains(&field));
            if is_missing && text(&entry.node).is_some_and(|text| !is_flag(text)) {
                self.fields.table.entries.push(entry);
            }
        }
        self.fields
    }

    /// The first date that can be read, in the order of the names' ranks; the first of all if none
    /// can, so that it is reported.
    fn choose_date(&mut self, standing: &Standing) {
        self.dates.sort_by_key(|(rank, _)| *rank);
        let zone = self.config.site.timezone;
        let is_date =
            |entry: &Entry| entry.node.as_text().is_some_and(|text| date::parse(text, zone).is_some());
        let best = self.dates.iter().position(|(_, entry)| is_date(entry));
        match best {
            Some(n) => {
                let entry = self.dates.swap_remove(n).1;
                self.keep(&entry);
                self.fields.doubts.retain(|doubt| doubt.code != FILE_DATE);
            }
            None if self.dates.is_empty() || standing.date.is_some() => {
                self.fields.is_undated = true;
                // Only a page that gets no date from elsewhere is worth a word.
                if standing.date.is_some() || self.config.content.undated.is_some() {
                    self.fields.doubts.retain(|doubt| doubt.code != FILE_DATE);
                }
            }
            None => {
                let entry = self.dates.swap_remove(0).1;
                self.keep(&entry);
            }
        }
    }

    /// A page of Docusaurus's documentation without a slug is called by its `id`, unless it stands for its
    /// folder.
    fn choose_name(&mut self, standing: &Standing) {
        let has_slug = self.fields.table.entries.iter().any(|entry| entry.name == "slug");
        if let Some(entry) = self.document.take()
            && !(standing.is_post || has_slug || standing.is_index)
            && let Some(name) = text(&entry.node)
        {
            self.keep_text("slug", &entry, name);
        }
    }

    /// Jekyll makes categories of the folders above `_posts`; documentation has its parts in folders.
    fn choose_section(&mut self, standing: &Standing) {
        let folders: Vec<&String> = match self.generator {
            Generator::Jekyll => match standing.folders.is_empty() {
                true => standing.shelf.iter().collect(),
                false => standing.folders.iter().collect(),
            },
            Generator::Hexo => {
                if let (Some(category), true) = (&standing.category, self.fields.categories.is_empty()) {
                    self.fields.categories.push(category.clone());
                }
                standing.category.iter().collect()
            }
            Generator::Eleventy | Generator::Html | Generator::Text | Generator::Tidings => return,
            _ => standing.folders.iter().take(1).collect(),
        };
        const OF_EVERYTHING: [&str; 12] = [
            "post", "posts", "blog", "blogs", "article", "articles", "entry", "entries", "docs", "content",
            "pages", "page",
        ];
        let is_told =
            |name: &&&String| self.generator == Generator::Hexo || !OF_EVERYTHING.contains(&name.as_str());
        let names = folders.iter().filter(is_told);
        let names: Vec<Node> =
            names.map(|name| Node { at: 0, value: Value::Text((*name).clone()) }).collect();
        if self.generator == Generator::Jekyll {
            let folders = standing.folders.iter().cloned();
            self.fields.categories.splice(0..0, folders);
        }
        let has_section = self.fields.table.entries.iter().any(|entry| entry.name == "section");
        if !has_section && !names.is_empty() {
            let node = Node { at: 0, value: Value::List(names) };
            self.fields.table.entries.push(Entry { name: "section".to_owned(), at: 0, node });
        }
    }
}
