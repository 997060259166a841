//! HTML for whoever makes records of it: the same reading as that of a record's body.

use url::Url;

use super::format::Markup;
use super::markup;

/// Returns what a reader sees of `html`, one line a paragraph.
pub fn html_text(html: &str) -> String {
    let Ok(base) = Url::parse("http://localhost/") else { return String::new() };
    markup::render(html, Markup::Html, &base).map(|finished| finished.text).unwrap_or_default()
}

/// Returns `html` cleaned as a body is, with its addresses absolute against `base`; as it is, if its
/// elements stand in each other too deep to be read.
pub fn resolved_html(html: &str, base: &Url) -> String {
    markup::render(html, Markup::Html, base).map_or_else(|_| html.to_owned(), |finished| finished.html)
}

/// Returns the HTML of `markdown`, not cleaned, its addresses as they are written; the text itself as
/// one paragraph, if its elements stand in each other too deep.
pub fn markdown_html(markdown: &str) -> String {
    match markup::markdown(markdown) {
        Ok((html, _)) => html,
        Err(_) => format!("<p>{}</p>", quick_xml::escape::escape(markdown)),
    }
}
