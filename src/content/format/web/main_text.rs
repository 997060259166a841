//! The part of a page that is its article.

use std::ops::Range;

use super::pieces::Piece;

/// How many open elements an end tag is compared with.
const MAX_OPEN: usize = 256;

/// Elements that are no part of a text.
const LEFT_OUT: [&str; 13] = [
    "script", "style", "nav", "aside", "footer", "form", "noscript", "button", "template", "svg", "iframe",
    "dialog", "title",
];

/// Words in classes and ids of parts that stand beside the text.
const BESIDE: [&str; 10] = [
    "comment",
    "related",
    "share",
    "sidebar",
    "breadcrumb",
    "pagination",
    "advert",
    "social",
    "recommend",
    "copyright",
];

/// Words in classes and ids of the text itself.
const TEXT: [&str; 8] = [
    "post-content",
    "entry-content",
    "article-content",
    "article-body",
    "post-body",
    "article_content",
    "articlebody",
    "post_content",
];

/// Returns the HTML of the main text in `pieces`, without a heading that is the title.
pub(super) fn of(pieces: &[Piece], title: &str) -> String {
    let ranges = ranges(pieces);
    let best = (0..5).find_map(|rank| {
        let of_rank = ranges.iter().filter(|(range, found)| *found == rank && letters(pieces, range) > 0);
        of_rank.max_by_key(|(range, _)| letters(pieces, range)).map(|(range, _)| range.clone())
    });
    let whole =
        ranges.iter().find(|(_, rank)| *rank == 4).map_or(0..pieces.len(), |(range, _)| range.clone());
    let best = match best {
        // A teaser in `article` on a page whose text stands elsewhere.
        Some(best) if letters(pieces, &best) * 8 >= letters(pieces, &whole) => best,
        _ => whole,
    };
    written(pieces, inner(pieces, &ranges, best), title)
}

/// The box inside `best` that is called a text and has most of its letters: what is around it are
/// dates, lists of contents and the like.
fn inner(pieces: &[Piece], ranges: &[(Range<usize>, usize)], best: Range<usize>) -> Range<usize> {
    let enough = letters(pieces, &best) * 6 / 10;
    let boxes = ranges.iter().filter(|(range, rank)| {
        *rank == 2 && best.start < range.start && range.end <= best.end && letters(pieces, range) > enough
    });
    boxes.map(|(range, _)| range.clone()).max_by_key(|range| letters(pieces, range)).unwrap_or(best)
}

/// The candidates: the more telling an element, the lower its rank.
fn ranges(pieces: &[Piece]) -> Vec<(Range<usize>, usize)> {
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut found = Vec::new();
    let mut close = |start: usize, end: usize| {
        if let Some(rank) = rank(&pieces[start]) {
            found.push((start + 1..end, rank));
        }
    };
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Start(name, _) if !is_void(name) => open.push((at, name)),
            Piece::End(name) => {
                let lowest = open.len().saturating_sub(MAX_OPEN);
                if let Some(depth) = open[lowest..].iter().rposition(|(_, own)| own == name) {
                    open.drain(lowest + depth..).rev().for_each(|(start, _)| close(start, at));
                }
            }
            _ => {}
        }
    }
    open.into_iter().rev().for_each(|(start, _)| close(start, pieces.len()));
    found
}

fn rank(piece: &Piece) -> Option<usize> {
    let named = || {
        [piece.attribute("class"), piece.attribute("id")]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    match piece {
        _ if piece.attribute("itemprop") == Some("articleBody") => Some(0),
        Piece::Start(name, _) if name == "article" => Some(1),
        Piece::Start(name, _) if matches!(name.as_str(), "div" | "section" | "td") => {
            let named = named();
            TEXT.iter().any(|word| named.contains(word)).then_some(2)
        }
        Piece::Start(name, _) if name == "main" => Some(3),
        Piece::Start(name, _) if name == "body" => Some(4),
        _ => None,
    }
}

/// How much text there is, in bytes.
fn letters(pieces: &[Piece], range: &Range<usize>) -> usize {
    let texts = pieces[range.clone()].iter().map(|piece| match piece {
        Piece::Text(text) => text.trim().len(),
        _ => 0,
    });
    texts.sum()
}

fn is_beside(piece: &Piece) -> bool {
    let Piece::Start(name, _) = piece else { return false };
    let is_box = matches!(name.as_str(), "div" | "section" | "ul" | "p" | "span");
    let words = [piece.attribute("class"), piece.attribute("id")];
    LEFT_OUT.contains(&name.as_str())
        || (is_box
            && words
                .iter()
                .flatten()
                .any(|words| BESIDE.iter().any(|beside| words.to_lowercase().contains(beside))))
}

fn written(pieces: &[Piece], range: Range<usize>, title: &str) -> String {
    let mut html = String::new();
    // The name of the element that is left out, and how many of that name are open in it.
    let mut left_out: Option<(&str, usize)> = None;
    let mut heading = Some(title.trim()).filter(|title| !title.is_empty());
    let mut at = range.start;
    while at < range.end {
        let piece = &pieces[at];
        at += 1;
        match (&mut left_out, piece) {
            (Some((name, depth)), Piece::Start(own, _)) if own == name => *depth += 1,
            (Some((name, depth)), Piece::End(own)) if own == name => {
                *depth -= 1;
                if *depth == 0 {
                    left_out = None;
                }
            }
            (Some(_), _) => {}
            (None, Piece::Start(name, _)) if is_beside(piece) && !is_void(name) => left_out = Some((name, 1)),
            (None, Piece::Start(name, _)) if matches!(name.as_str(), "h1" | "h2") && heading.is_some() => {
                let shown: String = pieces[at..range.end]
                    .iter()
                    .take(50)
                    .take_while(|piece| !matches!(piece, Piece::End(own) if own == name))
                    .filter_map(|piece| match piece {
                        Piece::Text(text) => Some(text.as_str()),
                        _ => None,
                    })
                    .collect();
                let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
                match heading.take() == Some(&*shown) {
                    true => left_out = Some((name, 1)),
                    false => open(piece, &mut html),
                }
            }
            (None, Piece::Start(..)) => open(piece, &mut html),
            (None, Piece::End(name)) => {
                html.push_str("</");
                html.push_str(name);
                html.push('>');
            }
            (None, Piece::Text(text)) => html.push_str(&quick_xml::escape::partial_escape(text.as_str())),
        }
    }
    html.trim().to_owned()
}

fn open(piece: &Piece, html: &mut String) {
    let Piece::Start(name, attributes) = piece else { return };
    html.push('<');
    html.push_str(name);
    for (name, value) in attributes.iter().filter(|(name, _)| !name.starts_with("on") && name != "style") {
        html.push_str(&format!(" {name}=\"{}\"", quick_xml::escape::escape(value.as_str())));
    }
    html.push('>');
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}
