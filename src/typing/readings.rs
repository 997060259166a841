//! How an article says that its kanji are read: 東京（とうきょう）, or by ruby.

/// Returns the pairs of kanji and kana (hiragana or katakana) that `text`, plain text, gives in
/// parentheses.
pub fn in_parentheses(text: &str) -> Vec<(&str, &str)> {
    let mut pairs = Vec::new();
    for (open, bracket) in text.match_indices(['（', '(']) {
        let inside = &text[open + bracket.len()..];
        let Some(length) = inside.find(|c| !is_read(c)).filter(|&at| inside[at..].starts_with(['）', ')']))
        else {
            continue;
        };
        let before = &text[..open];
        let start = before.char_indices().rev().take_while(|(_, c)| is_kanji(*c)).last();
        if let Some((start, _)) = start
            && length > 0
        {
            pairs.push((&before[start..], &inside[..length]));
        }
    }
    pairs.retain(|(kanji, kana)| is_plausible(kanji, kana));
    pairs
}

/// Returns the pairs that ruby in `html`, clean HTML, gives.
pub fn in_ruby(html: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for ruby in html.split("<ruby").skip(1) {
        let ruby = ruby.split("</ruby>").next().unwrap_or_default();
        let (mut kanji, mut kana) = (String::new(), String::new());
        // Text before the first tag is the end of `<ruby …>`.
        let mut element = "";
        for piece in ruby.split('<').flat_map(|piece| piece.split_once('>')) {
            let (tag, text) = piece;
            element = match tag.split_whitespace().next().unwrap_or_default() {
                "rt" => "rt",
                "rp" => "rp",
                "/rt" | "/rp" | "rb" | "" => "",
                _ => element,
            };
            match element {
                "rt" => kana.push_str(text.trim()),
                "rp" => {}
                _ => kanji.push_str(text.trim()),
            }
        }
        if kanji.chars().all(is_kanji) && kana.chars().all(is_read) && is_plausible(&kanji, &kana) {
            pairs.push((kanji, kana));
        }
    }
    pairs
}

/// A kanji is read with one to five kana.
fn is_plausible(kanji: &str, kana: &str) -> bool {
    let (kanji, kana) = (kanji.chars().count(), kana.chars().filter(|c| !is_between(*c)).count());
    (1..=12).contains(&kanji) && kanji <= kana && kana <= 5 * kanji
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3347F}' | '々' | '〆' | 'ヶ')
}

/// A kana, or what stands between names.
fn is_read(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30F6}' | 'ー') || is_between(c)
}

fn is_between(c: char) -> bool {
    matches!(c, '・' | ' ' | '\u{3000}')
}
