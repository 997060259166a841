//! Who wrote it, where and when: bylines, datelines and signatures, as newspapers write them.

use super::paragraph::{is_han, is_hangul, is_kana, narrowed};

/// What a byline, a dateline or a signature says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credit {
    /// In order.
    pub authors: Vec<String>,
    /// Where it was written.
    pub place: Option<String>,
    /// Month and day; the year is the issue's. A day alone is of the month, or the one
    /// before.
    pub day: Option<(Option<u32>, u32)>,
    /// Where it stands, in characters of the paragraph: the end of a dateline, the beginning of a
    /// signature.
    pub at: usize,
}

/// Marks before a byline.
const BULLETS: &str = "□■◇◆○●◎△▲☆★▢▪◼◻□■";

/// What stands before or between names and is none. Longer ones stand before their beginnings.
const ROLES: &[&str] = &[
    "本报全媒体记者",
    "全媒体记者",
    "本报特约记者",
    "本报见习记者",
    "本报实习记者",
    "本报首席记者",
    "本报记者",
    "本刊记者",
    "本网记者",
    "特约记者",
    "见习记者",
    "实习记者",
    "首席记者",
    "新华社记者",
    "中新社记者",
    "特派记者",
    "特约通讯员",
    "本报通讯员",
    "通讯员",
    "实习生",
    "记者",
    "撰稿",
    "撰文",
    "作者",
    "整理",
    "采写",
    "本報記者",
    "特派記者",
    "實習記者",
    "記者",
    "中央社",
    "特約記者",
    "通訊員",
    "撰文者",
    "編集委員",
    "論説委員",
    "特派員",
    "글·사진",
    "글",
    "특파원",
    "객원기자",
    "선임기자",
    "기자",
    "논설위원",
];

/// What stands before names of other trades than writing.
const PICTURES: &[&str] = &["摄影", "摄", "图", "攝影", "攝", "圖", "写真", "사진", "制图", "製圖", "插图"];

/// What follows 记者 without being a name.
const NO_NAMES: &[&str] = &[
    "手记", "观察", "调查", "来信", "札记", "视点", "体验", "感言", "在线", "连线", "从", "获悉", "了解",
    "走进", "近日", "日前", "看到", "见到", "发现", "走访", "采访", "探访", "说", "在", "手記", "觀察",
    "調查", "札記", "会见", "团", "站", "节", "证", "问", "眼", "述评", "综述", "之家",
];

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
    "译",
    "共同",
    "時事",
    "供图",
    "资料图",
    "提供",
    "社",
];

/// Reads a paragraph that is a byline and nothing else.
pub fn byline(text: &str) -> Option<Credit> {
    let chars = narrowed(text);
    if chars.len() > 60 || chars.iter().any(|c| matches!(c, '。' | '!' | '?' | '“')) {
        return None;
    }
    let line: String = chars.iter().collect();
    let line = line.trim().trim_start_matches('[').trim_end_matches(']').trim_matches(['(', ')']);
    let without_bullet = line.trim_start_matches(|c| BULLETS.contains(c)).trim();
    let has_bullet = without_bullet.len() < line.len();
    let line = without_bullet;
    if line.starts_with("本报评论员") || line.starts_with("本報評論員") {
        return Some(Credit { authors: vec![line.chars().take(5).collect()], ..Credit::default() });
    }
    let mut rest = line;
    let mut place = None;
    let mut has_role = false;
    // 記者王小明／台北報導
    for tail in ["報導", "报道"] {
        if let Some(head) = rest.strip_suffix(tail) {
            let (names, where_) = head.rsplit_once(['/', ' ']).unwrap_or((head, ""));
            place = (2..=6).contains(&where_.chars().count()).then(|| where_.to_owned());
            place = place.filter(|place| {
                !matches!(place.as_str(), "專題" | "专题" | "綜合" | "综合" | "摄影" | "攝影")
            });
            rest = names;
        }
    }
    has_role |= ROLES.iter().any(|role| rest.starts_with(role) && !role.starts_with('글'))
        || rest.starts_with("글")
        || rest.starts_with("文/")
        || rest.starts_with("文 ");
    has_role |= rest.split_whitespace().any(|word| word.ends_with("기자") || word == "특파원");
    if !has_bullet && !has_role {
        return None;
    }
    let authors = names(rest)?;
    (!authors.is_empty()).then_some(Credit { authors, place, ..Credit::default() })
}

/// Reads the names of a byline; `None` if something is no name.
fn names(text: &str) -> Option<Vec<String>> {
    let mut text = text.to_owned();
    // An address of e-mail belongs to the name before it, but not to the name.
    text = text.split_whitespace().filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ");
    for role in ROLES {
        let mut spaced = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(role) {
            let after = &rest[at + role.len()..];
            if role.ends_with("记者") || role.ends_with("記者") {
                let after = after.trim_start();
                if after.is_empty() || NO_NAMES.iter().any(|no| after.starts_with(no)) {
                    return None;
                }
            }
            spaced.push_str(&rest[..at]);
            spaced.push_str(" , ");
            rest = after;
        }
        spaced.push_str(rest);
        text = spaced;
    }
    let mut found: Vec<String> = Vec::new();
    let mut is_picture = false;
    let mut single: Option<String> = None;
    for part in text.split_inclusive([' ', ',', '、', ';', '/', ':', '=']) {
        let ends_list = part.ends_with([',', '、', ';', '/', ':', '=']);
        let word = part.trim_end_matches([' ', ',', '、', ';', '/', ':', '=']).trim();
        if matches!(word, "文" | "글" | "撰") {
            is_picture = false;
        } else if PICTURES.contains(&word) || matches!(word, "文图" | "图文" | "文·图") {
            is_picture = PICTURES.contains(&word);
        } else if !word.is_empty() {
            if !is_name(word) && word.chars().count() != 1 {
                return None;
            }
            match (single.take(), word.chars().count()) {
                // 王 伟: two characters set apart to the width of three.
                (Some(first), 1) => found.push(format!("{first}{word}")),
                (Some(_), _) => return None,
                (None, 1) => single = Some(word.to_owned()),
                (None, _) if is_picture => {}
                (None, _) => found.push(word.to_owned()),
            }
            if is_picture && single.is_none() && ends_list {
                is_picture = false;
            }
        }
    }
    if single.is_some() {
        return None;
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|name| seen.insert(name.clone()));
    Some(found)
}

/// Whether `word` may be a person's name.
fn is_name(word: &str) -> bool {
    let count = word.chars().count();
    let all = |is: fn(char) -> bool| word.chars().all(is);
    if all(is_hangul) {
        return (2..=4).contains(&count);
    }
    if all(is_han) {
        return (2..=4).contains(&count);
    }
    // 包·巴图, and Japanese names with kana.
    (2..=12).contains(&count)
        && word.chars().all(|c| is_han(c) || is_kana(c) || c == '·')
        && word.chars().next().is_some_and(|c| c != '·')
        && (word.contains('·') || word.chars().next().is_some_and(is_han) && count <= 7)
}

/// Reads the beginning of a text: 本报7月17日讯, 新华社北京7月17日电（记者 …）, 【記者…／台北報導】,
/// 【東京＝山田太郎】, 【서울=김철수 기자】.
pub fn dateline(text: &str) -> Option<Credit> {
    let chars = narrowed(text);
    bracketed(&chars).or_else(|| plain(&chars))
}

fn bracketed(chars: &[char]) -> Option<Credit> {
    let closing = match chars.first()? {
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    let end = chars.iter().take(40).position(|c| *c == closing)?;
    let inside: String = chars[1..end].iter().collect();
    let mut at = end + 1;
    let mut credit = Credit::default();
    if let Some(head) = inside.strip_suffix("報導").or_else(|| inside.strip_suffix("报道")) {
        let whole = byline(&format!("{head}報導"))?;
        credit = Credit { authors: whole.authors, place: whole.place, ..credit };
    } else if matches!(inside.as_str(), "本報訊" | "本报讯" | "綜合報導") {
    } else if let Some(rest) = inside.strip_suffix('電') {
        // 中央社記者王小明台北17日電
        let head = rest.trim_end_matches(|c: char| c.is_ascii_digit() || c == '日' || c == '月');
        if !head.contains("社") {
            return None;
        }
        credit.day = day(&rest[head.len()..]);
    } else if let Some((place, name)) = inside.split_once('=') {
        credit.place = Some(place.trim().to_owned()).filter(|place| !place.is_empty());
        credit.authors = names(name.trim()).unwrap_or_default();
        if closing == ')' || credit.authors.is_empty() {
            // (서울=연합뉴스) 김철수 기자 =
            credit.authors.clear();
            let tail: String = chars[at..].iter().take(30).collect();
            if let Some((name, _)) = tail.split_once('=')
                && let Some(found) = byline(name.trim())
            {
                credit.authors = found.authors;
                at += name.chars().count() + 1;
            }
        }
    } else if closing == ']' && ["共同", "時事"].iter().any(|wire| inside.ends_with(wire)) {
        credit.place = Some(inside.trim_end_matches("共同").trim_end_matches("時事").to_owned());
    } else {
        return None;
    }
    credit.at = at;
    Some(credit)
}

fn plain(chars: &[char]) -> Option<Credit> {
    let head: String = chars.iter().take(40).collect();
    let mut rest = head.as_str();
    let wire = ["本报", "本刊", "本網", "本网", "本報", "新华社", "中新社", "新華社", "中新网"]
        .iter()
        .find(|wire| rest.starts_with(**wire))?;
    rest = &rest[wire.len()..];
    // To the first of 讯, 电, 消息: a place and a day, and nothing else.
    let (end, mark) = ["讯", "电", "消息", "訊", "電", "综合消息"]
        .iter()
        .filter_map(|mark| Some((rest.find(mark)?, *mark)))
        .min()?;
    let between = rest[..end].trim();
    let digits = between.find(|c: char| c.is_ascii_digit()).unwrap_or(between.len());
    let (place, date) = between.split_at(digits);
    let place = place.trim();
    if place.chars().count() > 8 || !place.chars().all(is_han) {
        return None;
    }
    let day = if date.is_empty() { None } else { Some(day(date)?) };
    // Without a day, 电 may be the beginning of any word.
    if day.is_none() && (place.chars().count() > 4 || matches!(mark, "电" | "電")) {
        return None;
    }
    let mut at = head[..head.len() - rest.len() + end + mark.len()].chars().count();
    let mut credit =
        Credit { place: (!place.is_empty()).then(|| place.to_owned()), day, ..Credit::default() };
    // （记者 张三、李四）
    let mut next = at;
    while chars.get(next).is_some_and(|c| c.is_whitespace()) {
        next += 1;
    }
    if chars.get(next) == Some(&'(')
        && let Some(length) = chars[next..].iter().take(40).position(|c| *c == ')')
    {
        let inside: String = chars[next + 1..next + length].iter().collect();
        if let Some(found) = byline(&inside) {
            credit.authors = found.authors;
            at = next + length + 1;
        }
    }
    while chars.get(at).is_some_and(|c| c.is_whitespace()) {
        at += 1;
    }
    credit.at = at;
    Some(credit)
}

/// `7月17日`, `17日`.
fn day(text: &str) -> Option<(Option<u32>, u32)> {
    let text = text.trim().strip_suffix('日')?;
    let (month, day) = match text.split_once('月') {
        Some((month, day)) => (Some(month.trim().parse().ok()?), day),
        None => (None, text),
    };
    let day = day.trim().parse().ok()?;
    ((1..=31).contains(&day) && month.is_none_or(|m| (1..=12).contains(&m))).then_some((month, day))
}

/// Reads the end of a text: （风启）, （本报记者 张三）, 최은별 기자 byeol@example.org; also
/// （据新华社）, which names nobody but ends an article all the same.
pub fn signature(text: &str) -> Option<Credit> {
    let chars = narrowed(text);
    let ended = |at: usize| {
        let before = chars[..at].iter().rev().find(|c| !c.is_whitespace());
        before.is_some_and(|c| matches!(c, '。' | '!' | '?' | '”' | '」' | '…' | '.'))
    };
    if chars.last() == Some(&')') {
        let at = chars.iter().rposition(|c| *c == '(')?;
        if at == 0 || !ended(at) || chars.len() - at > 32 {
            return None;
        }
        let inside: String = chars[at + 1..chars.len() - 1].iter().collect();
        let inside = inside.trim();
        if inside.starts_with('据')
            || inside.starts_with('據')
            || matches!(inside, "新华社" | "共同" | "時事")
        {
            return Some(Credit { at, ..Credit::default() });
        }
        if NO_SIGNATURES.iter().any(|no| inside == *no || inside.ends_with(no) && !inside.contains("记者"))
        {
            return None;
        }
        let authors = names(inside.trim_start_matches(['文', '編', '编']).trim_start_matches([':', '/']))?;
        return (!authors.is_empty()).then_some(Credit { authors, at, ..Credit::default() });
    }
    // Korean: the name after the last sentence.
    let tail: String = chars.iter().collect();
    let at = tail.rfind(". ")? + 2;
    let name = &tail[at..];
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
    fn bylines_give_their_names() {
        for (text, expected) in [
            ("□本报记者 及庆玲", Some("及庆玲")),
            ("本报记者 王小满 通讯员 李冬生", Some("王小满 李冬生")),
            ("■谭知秋", Some("谭知秋")),
            ("文/于航 图/夏至", Some("于航")),
            ("本报记者 王 伟 张小明", Some("王伟 张小明")),
            ("本报评论员", Some("本报评论员")),
            ("記者吳念真／專題報導", Some("吳念真")),
            ("이도현 기자 dohyun@example.org", Some("이도현")),
            ("글·사진 이도현 기자", Some("이도현")),
            ("本报记者：张三、李四", Some("张三 李四")),
            ("记者手记", None),
            ("记者走进实验室", None),
            ("记者从市气象局获悉", None),
            ("□本周菜价", Some("本周菜价")),
            ("把展柜搬到集市上", None),
        ] {
            let found = byline(text).map(|credit| credit.authors.join(" "));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn datelines_give_place_day_and_names() {
        for (text, place, day, authors, rest) in [
            ("本报7月17日讯 日前,由", "", Some((Some(7), 17)), "", "日前,由"),
            ("本报讯（记者 周若溪）停办", "", None, "周若溪", "停办"),
            ("本报讯 （记者 闻莺）日前", "", None, "闻莺", "日前"),
            ("新华社北京3月2日电（记者 陆远帆、丁一）裂", "北京", Some((Some(3), 2)), "陆远帆 丁一", "裂"),
            ("本报石泉4月20日电 石泉", "石泉", Some((Some(4), 20)), "", "石泉"),
            ("【記者林曉青／青岚報導】走過", "青岚", None, "林曉青", "走過"),
            ("【白浜＝山田花子】海の", "白浜", None, "山田花子", "海の"),
            ("【청람=김하늘 기자】 기차가", "청람", None, "김하늘", " 기차가"),
            ("(서울=연합뉴스) 김하늘 기자 = 기차", "서울", None, "김하늘", " 기차"),
        ] {
            let credit = dateline(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(credit.place.as_deref().unwrap_or(""), place, "{text}");
            assert_eq!(credit.day, day, "{text}");
            assert_eq!(credit.authors.join(" "), authors, "{text}");
            assert_eq!(text.chars().skip(credit.at).collect::<String>(), rest, "{text}");
        }
        for text in ["本报记者 张三", "本报讯息中心", "（记者）", "本报已经连续三年获得电视台的", ""]
        {
            let found = dateline(text).filter(|credit| credit.day.is_some() || credit.place.is_some());
            assert_eq!(found, None, "{text}");
        }
    }

    #[test]
    fn a_signature_stands_after_the_last_sentence() {
        for (text, expected) in [
            ("正逐步形成。(风启)", Some("风启")),
            ("说。”（张三 李四）", Some("张三 李四")),
            ("说。（本报记者 张三）", Some("张三")),
            ("说。（据新华社）", Some("")),
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
