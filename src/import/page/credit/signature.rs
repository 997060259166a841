//! How a text ends that says who wrote it.

use super::super::paragraph::narrowed;
use super::Credit;
use super::byline::{byline, names};
use super::loose::CALLINGS;

/// Words in brackets at the end of a text that are no names.
const NO_SIGNATURES: &[&str] = &[
    "完",
    "续",
    "待续",
    "略",
    "上",
    "下",
    "图",
    "资料",
    "注",
    "附",
    "见",
    "综合",
    "转载",
    "来源",
    "责编",
    "编辑",
    "下转",
    "上接",
    "以下",
    "简称",
    "本报",
    "摘编",
    "共同",
    "時事",
    "供图",
    "资料图",
    "资料片",
    "照片",
    "提供",
    "社",
];

/// What ends an article in brackets and names nobody.
const NAMELESS: &[&str] = &[
    "据",
    "據",
    "新华社",
    "新華社",
    "中新社",
    "中央社",
    "综合",
    "綜合",
    "本报综合",
    "共同",
    "時事",
    "作者系",
    "作者为",
    "作者是",
    "作者單位",
    "作者单位",
    "摘自",
    "摘编自",
    "原载",
    "转自",
    "来源",
    "來源",
];

/// Reads the end of a text: （风启）, （本报记者 张三）, 최은별 기자 byeol@example.org; also
/// （据新华社）, which names nobody but ends an article all the same.
pub fn signature(text: &str) -> Option<Credit> {
    let chars = narrowed(text);
    let ended = |at: usize| {
        let before = chars[..at].iter().rev().find(|c| !c.is_whitespace());
        before.is_some_and(|c| matches!(c, '。' | '!' | '?' | '”' | '」' | '…' | '.'))
    };
    let brackets = [('(', ')'), ('[', ']')];
    if let Some((opening, _)) = brackets.iter().find(|(_, closing)| chars.last() == Some(closing)) {
        let at = chars.iter().rposition(|c| c == opening)?;
        let is_alone = at == 0 && *opening == '(';
        if !is_alone && !ended(at) || chars.len() - at > 32 {
            return None;
        }
        let inside: String = chars[at + 1..chars.len() - 1].iter().collect();
        let inside = inside.trim();
        if inside.ends_with(['电', '電', '讯', '訊']) && super::dateline(inside).is_some() {
            // （本报柏林10月22日电）
            return Some(Credit { at, ..Credit::default() });
        }
        if NAMELESS.iter().any(|word| inside.starts_with(word)) {
            return Some(Credit { at, ..Credit::default() });
        }
        if NO_SIGNATURES.iter().any(|no| inside == *no || inside.ends_with(no) && !inside.contains("记者"))
        {
            return None;
        }
        if CALLINGS.iter().any(|calling| calling.chars().count() >= 2 && inside.ends_with(calling))
            && !inside.contains(' ')
        {
            // （科学部長） says what its author is.
            return None;
        }
        let inside = ["文:", "文/", "編:", "编:", "編/", "编/"]
            .iter()
            .find_map(|mark| inside.strip_prefix(mark))
            .unwrap_or(inside);
        let authors = names(inside)?;
        return (!authors.is_empty()).then_some(Credit { authors, at, ..Credit::default() });
    }
    // Korean: the name after the last sentence.
    let tail: String = chars.iter().collect();
    let at = tail.rfind(". ")? + 2;
    let name = tail[at..].trim();
    let is_address = name.contains('@') && name.is_ascii() && !name.contains(' ');
    if is_address {
        // Whose it is stands in the dateline.
        return Some(Credit { at: tail[..at].chars().count(), ..Credit::default() });
    }
    if !name.contains("기자") {
        return None;
    }
    let found = byline(name.trim())?;
    Some(Credit { authors: found.authors, at: tail[..at].chars().count(), ..Credit::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_stands_after_the_last_sentence() {
        for (text, expected) in [
            ("正逐步形成。(风启)", Some("风启")),
            ("说。”（张三 李四）", Some("张三 李四")),
            ("说。（本报记者 张三）", Some("张三")),
            ("说。（据新华社）", Some("")),
            ("说。（综合新华社报道）", Some("")),
            ("说。（作者系某大学教授）", Some("")),
            ("貼り出している。【鳥居健】", Some("鳥居健")),
            ("늘릴 계획이다. han@example.org", Some("")),
            ("跟着降。（本报柏林10月22日电）", Some("")),
            ("（本报柏林10月22日电）", Some("")),
            ("（冷泉）", Some("冷泉")),
            ("(森下千景)", Some("森下千景")),
            ("（资料图）", None),
            ("吊装风电主轴。（资料片）", None),
            ("【新闻背景】", None),
            ("填补了空白。(资料图)", None),
            ("创新中心(以下简称)", None),
            ("有了。（中村悟）", Some("中村悟")),
            ("들어 있다. 최은별 기자 byeol@example.org", Some("최은별")),
        ] {
            let found = signature(text).map(|credit| credit.authors.join(" "));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
