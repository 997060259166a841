//! The comments with which the block editor marks its blocks, and others, which say nothing to
//! readers.

/// Removes comments. A block that is drawn by WordPress itself (`<!-- wp:latest-posts /-->`) has
/// nothing that could be kept; its name is put into `left_out`.
pub(super) fn without_comments(content: &str, left_out: &mut Vec<String>) -> String {
    let mut kept = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = rest.find("<!--") {
        kept.push_str(&rest[..at]);
        let Some(length) = rest[at..].find("-->") else {
            // No comment: it never ends.
            kept.push_str(&rest[at..]);
            return kept;
        };
        let inside = rest[at + 4..].get(..length.saturating_sub(4)).unwrap_or_default().trim();
        if let Some(block) = inside.strip_prefix("wp:")
            && block.ends_with('/')
        {
            let name = block.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
            // `more`, `nextpage`, `separator` and `spacer` only divide.
            if !matches!(name, "more" | "nextpage" | "spacer" | "") {
                left_out.push(format!("blocks without content of their own ({name})"));
            }
        }
        rest = &rest[at + length + 3..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_lose_their_comments_and_dynamic_ones_are_named() {
        let mut left_out = Vec::new();
        let content = "<!-- wp:paragraph {\"a\":1} -->\n<p>a</p>\n<!-- /wp:paragraph -->\n<!--more--><!-- wp:latest-posts {\"n\":3} /-->b<!-- x";
        assert_eq!(without_comments(content, &mut left_out), "\n<p>a</p>\n\nb<!-- x");
        assert_eq!(left_out, ["blocks without content of their own (latest-posts)"]);
        assert_eq!(without_comments("<!-->x-->", &mut left_out), "x-->");
    }
}
