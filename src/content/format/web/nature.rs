//! Whether a page is an article.

use super::Nature;
use super::json_ld::Linked;
use super::metadata::metas;
use super::pieces::Piece;

/// Types of schema.org whose pages show other pages.
const LISTS: [&str; 5] = ["CollectionPage", "SearchResultsPage", "Blog", "WebSite", "ItemList"];

/// Tells what `pieces` are, and `linked`, their JSON-LD.
pub(super) fn of(pieces: &[Piece], linked: &Linked) -> Nature {
    let types = linked.types();
    let metas = metas(pieces);
    let says = |wanted: &str, value: &str| {
        metas.iter().any(|(name, own)| name == wanted && own.eq_ignore_ascii_case(value))
    };
    let has = |wanted: &str| metas.iter().any(|(name, _)| name == wanted);
    let is_body = |piece: &Piece| piece.attribute("itemprop") == Some("articleBody");
    if types.iter().any(|name| is_article(name))
        || says("og:type", "article")
        || has("article:published_time")
        || pieces.iter().any(is_body)
    {
        return Nature::Article;
    }
    let leads_away = pieces.iter().any(|piece| {
        piece.starts("meta")
            && piece.attribute("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh"))
            && piece.attribute("content").is_some_and(|to| to.to_ascii_lowercase().contains("url="))
    });
    if leads_away {
        return Nature::Detour;
    }
    let is_list = |name: &String| LISTS.contains(&name.as_str()) && !types.iter().any(|own| own == "WebPage");
    if types.iter().any(is_list) || outer_articles(pieces) > 1 {
        return Nature::List;
    }
    Nature::Unknown
}

/// Returns whether schema.org's type of that name is one of articles.
pub(super) fn is_article(name: &str) -> bool {
    name.ends_with("Article") || name.ends_with("Posting") || name == "Report"
}

/// How many `article` elements stand in no other: a comment stands in the article that it is on.
fn outer_articles(pieces: &[Piece]) -> usize {
    let (mut depth, mut count) = (0usize, 0);
    for piece in pieces {
        match piece {
            Piece::Start(name, _) if name == "article" => {
                count += usize::from(depth == 0);
                depth += 1;
            }
            Piece::End(name) if name == "article" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    count
}
