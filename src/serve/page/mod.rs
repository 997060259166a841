//! The search page: a search, what it found and the reader's language become one HTML document.
//!
//! Pure functions of their arguments: nothing here reads the clock, the index or a request. The
//! page is whole without JavaScript, a form and links; `assets/search.js` only fetches the same
//! addresses sooner and takes the `main` element out of them, so there is one renderer and one
//! truth. All markup is written by [`maud`], which escapes every value; nothing is put together
//! from strings. All addresses are relative, so the page works below any path of a proxy.
//!
//! One subject a file: [`Locale`] decides the language and `texts` has its words, [`Address`] is
//! what the page's address says, `frame` the document around the answer, `answer` the answer,
//! and `assets` what is served beside it.

mod address;
mod answer;
mod assets;
mod facets;
mod frame;
mod hits;
mod locale;
mod nothing;
mod paging;
mod texts;

#[cfg(test)]
mod tests;

use maud::html;

pub use self::address::Address;
pub use self::assets::{Asset, CONTENT_SECURITY_POLICY, assets, search_box};
pub use self::locale::Locale;
use self::texts::{Texts, fill, texts};
use crate::config::Site;
use crate::search::Found;

/// Everything that a search page is made of.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// Whose page it is.
    pub site: &'a Site,
    /// The language that it speaks.
    pub locale: Locale,
    /// What was asked, as its address says it.
    pub address: &'a Address,
    /// What was found, with counts by property.
    pub found: &'a Found,
}

impl Page<'_> {
    fn texts(&self) -> &'static Texts {
        texts(self.locale)
    }

    /// How many articles can be paged through: those that match in part are shown in the order of
    /// relevance only.
    fn reachable(&self) -> u64 {
        let Found { total, partial, .. } = *self.found;
        if self.is_by_relevance() { total + partial } else { total }
    }

    /// Without text there is nothing to rank by, and the newest come first.
    fn is_by_relevance(&self) -> bool {
        use crate::index::Order;
        let has_text = !self.address.text.trim().is_empty();
        has_text && self.address.order.unwrap_or_default() == Order::Relevance
    }
}

/// Renders the page of a search.
pub fn render(page: &Page) -> String {
    let texts = page.texts();
    let text = page.address.text.trim();
    let title = match text {
        "" if page.address.is_narrowed() => texts.filtered_articles.to_owned(),
        "" => texts.newest_articles.to_owned(),
        text => fill(texts.page_title, text),
    };
    frame::document(page.site, page.locale, page.address, &title, &answer::answer(page)).into_string()
}

/// Renders the page that says why a search was refused or can't be answered now; `reason` is the
/// server's, in English.
pub fn refusal(site: &Site, locale: Locale, address: &Address, reason: &str) -> String {
    let texts = texts(locale);
    let answer = html! {
        main #answer tabindex="-1" {
            h1 { (texts.refused) }
            p lang="en" { (reason) }
            p { a href="search" { (texts.again) } }
        }
    };
    frame::document(site, locale, address, texts.refused, &answer).into_string()
}
