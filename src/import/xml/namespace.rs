//! Namespaces, by the prefixes under which everybody knows them.

use quick_xml::name::ResolveResult;

/// The usual prefix of a namespace; a prefix that was never declared stands for itself.
pub(super) fn usual_prefix(namespace: &ResolveResult<'_>) -> &'static str {
    let of_prefix = |prefix: &[u8]| match prefix {
        b"content" => "content",
        b"dc" => "dc",
        b"atom" => "atom",
        b"media" => "media",
        b"itunes" => "itunes",
        b"wp" => "wp",
        b"excerpt" => "excerpt",
        b"slash" => "slash",
        b"news" => "news",
        _ => "other",
    };
    let uri = match namespace {
        ResolveResult::Unbound => return "",
        ResolveResult::Unknown(prefix) => return of_prefix(prefix),
        ResolveResult::Bound(namespace) => namespace.as_ref(),
    };
    let uri = std::str::from_utf8(uri).unwrap_or_default();
    match uri {
        "http://purl.org/rss/1.0/"
        | "http://my.netscape.com/rdf/simple/0.9/"
        | "http://backend.userland.com/rss2"
        | "http://www.sitemaps.org/schemas/sitemap/0.9"
        | "http://www.google.com/schemas/sitemap/0.84" => "",
        "http://www.google.com/schemas/sitemap-news/0.9" => "news",
        "http://www.w3.org/2005/Atom" | "http://purl.org/atom/ns#" => "atom",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#" => "rdf",
        "http://purl.org/rss/1.0/modules/content/" => "content",
        "http://purl.org/rss/1.0/modules/slash/" => "slash",
        "http://purl.org/dc/elements/1.1/" => "dc",
        "http://purl.org/dc/terms/" => "dcterms",
        "http://search.yahoo.com/mrss/" | "http://search.yahoo.com/mrss" => "media",
        "http://www.itunes.com/dtds/podcast-1.0.dtd" => "itunes",
        "http://www.w3.org/2007/app" | "http://purl.org/atom/app#" => "app",
        "http://purl.org/syndication/thread/1.0" => "thr",
        "http://schemas.google.com/blogger/2018" => "blogger",
        "http://www.w3.org/1999/xhtml" => "xhtml",
        _ if uri.starts_with("http://wordpress.org/export/") && uri.ends_with("/excerpt/") => "excerpt",
        _ if uri.starts_with("http://wordpress.org/export/") => "wp",
        _ => "other",
    }
}
