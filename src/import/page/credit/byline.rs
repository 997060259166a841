//! A line of its own that names who wrote.

use super::super::paragraph::{is_han, is_hangul, length, narrowed};
use super::super::shape::COLUMNS;
use super::Credit;
use super::loose::CALLINGS;
use super::name::{begins_with_surname, is_name};

/// Marks before a byline.
pub(super) const BULLETS: &str = "□■◇◆○●◎△▲☆★▢▪◼◻□■";

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
    "特约撰稿",
    "特約撰稿",
    "撰稿人",
    "撰稿",
    "撰文",
    "作者",
    "整理",
    "采写",
    "采訪",
    "编译",
    "編譯",
    "编写",
    "供稿",
    "评论员",
    "聞き手",
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
    "수습기자",
    "명예기자",
    "시민기자",
    "선임기자",
    "기자",
    "논설위원",
    "편집위원",
    "대담",
    "정리",
    "인터뷰",
    "수습",
    "回答者",
];

/// What stands before names of other trades than writing.
pub(super) const PICTURES: &[&str] =
    &["摄影", "摄", "图", "攝影", "攝", "圖", "写真", "사진", "制图", "製圖", "插图"];

/// What follows 记者 without being a name.
const NO_NAMES: &[&str] = &[
    "手记", "观察", "调查", "来信", "札记", "视点", "体验", "感言", "在线", "连线", "从", "获悉", "了解",
    "走进", "近日", "日前", "看到", "见到", "发现", "走访", "采访", "探访", "说", "在", "手記", "觀察",
    "調查", "札記", "会见", "团", "站", "节", "证", "问", "眼", "述评", "综述", "之家",
];

/// Who writes letters to a newspaper, as they sign them: what they are stands before the name.
const READERS: &[&str] = &[
    "读者",
    "业主",
    "居民",
    "市民",
    "村民",
    "职工",
    "网友",
    "教师",
    "老师",
    "学生",
    "家长",
    "乘客",
    "店主",
    "讀者",
    "業主",
    "居民",
    "教師",
    "學生",
    "家長",
    "主婦",
    "会社員",
    "無職",
    "高校生",
    "中学生",
    "大学生",
    "自営業",
    "農業",
    "公務員",
    "教員",
    "パート",
    "독자",
    "시민",
    "주부",
    "회사원",
    "대학생",
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
    let line = without_post(without_bullet);
    let line = line.as_str();
    if line.starts_with("本报评论员") || line.starts_with("本報評論員") {
        return Some(Credit { authors: vec![line.chars().take(5).collect()], ..Credit::default() });
    }
    if is_note_on_author(line) {
        return Some(Credit::default());
    }
    if let Some(authors) = introduced(line) {
        return Some(Credit { authors, ..Credit::default() });
    }
    let known =
        reader(line).or_else(|| after_names(line)).or_else(|| titled(line)).or_else(|| affiliated(line));
    if let Some(authors) = known {
        return Some(Credit { authors, ..Credit::default() });
    }
    let mut rest = line;
    let mut place = None;
    let mut has_role = false;
    // 記者王小明／台北報導
    for tail in ["報導", "报道", "報道"] {
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
        || ["文/", "文 ", "文:", "文、圖:", "文、图:", "文·写真", "图文:", "图文/", "圖文:", "圖文/"]
            .iter()
            .any(|mark| rest.starts_with(mark));
    has_role |= rest.split_whitespace().any(|word| {
        ["기자", "记者", "記者", "通讯员", "通訊員", "撰稿", "撰稿人", "评论员", "논설위원"]
            .iter()
            .any(|role| word.ends_with(role) && length(word) <= 12)
            || word == "특파원"
    });
    // A mark alone stands before column heads as well.
    let is_marked_word = has_bullet && !has_role && {
        let word = rest.split_whitespace().next().unwrap_or_default();
        length(word) > 3 && !begins_with_surname(word)
    };
    if !has_bullet && !has_role || is_marked_word || COLUMNS.iter().any(|column| rest.ends_with(column)) {
        return None;
    }
    // 文/图 羊城晚报记者 …
    let rest = ["文/图", "图/文", "文图", "文·图", "文、圖:", "文、图:", "文/圖", "圖/文", "文·写真"]
        .iter()
        .find_map(|mark| rest.strip_prefix(mark))
        .unwrap_or(rest);
    let authors = names(rest)?;
    (!authors.is_empty()).then_some(Credit { authors, place, ..Credit::default() })
}

/// Whether a line says who its author is, and does not name him: (作者系某大学教授), 作者单位：某研究所.
fn is_note_on_author(line: &str) -> bool {
    let rest = line.trim_start_matches("本文").trim_start_matches(['均', ' ']);
    // 单于飞系某大学教授
    if let Some((name, who)) = line.split_once('系')
        && is_name(name)
        && begins_with_surname(name)
        && is_calling(who)
    {
        return true;
    }
    let rest = ["作者", "筆者", "译者", "필자", "글쓴이"].iter().find_map(|word| rest.strip_prefix(word));
    let Some(rest) = rest.map(|rest| rest.trim_start_matches(['均', ' '])) else { return false };
    ["系", "为", "為", "是", "单位", "單位", "现任", "現任", "简介", "簡介", "は", "는"]
        .iter()
        .any(|word| rest.starts_with(word))
}

/// Reads 作者:薄海东,系某大学教授; 作者:张三 李四.
fn introduced(line: &str) -> Option<Vec<String>> {
    let rest = ["作者:", "作者 ", "撰文:", "撰稿:", "執筆:", "필자:"]
        .iter()
        .find_map(|word| line.strip_prefix(word))?;
    let named = rest.split([',', ';', '(']).next()?;
    let authors: Vec<String> =
        named.split([' ', '、']).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    ((1..=4).contains(&authors.len()) && authors.iter().all(|name| is_name(name))).then_some(authors)
}

/// Whether a text ends with a word for what somebody is or belongs to.
fn is_calling(text: &str) -> bool {
    CALLINGS.iter().any(|calling| calling.chars().count() >= 2 && text.ends_with(calling))
}

/// Reads a name with what its bearer belongs to, parted by a blank.
fn affiliated(line: &str) -> Option<Vec<String>> {
    let (one, other) = line.split_once(' ')?;
    let is_affiliation = |text: &str| {
        length(text) <= 20 && !text.contains([',', '、', ':', ';', '·', '.']) && is_calling(text)
    };
    let is_person = |text: &str| is_name(text) && begins_with_surname(text);
    match () {
        () if is_person(other) && is_affiliation(one) => Some(vec![other.to_owned()]),
        () if is_person(one) && is_affiliation(other) => Some(vec![one.to_owned()]),
        () => None,
    }
}

/// Reads how a reader signs a letter: 城西读者 沈默, 主婦 小田切澄子(大阪府 五八). A signature of many
/// (全体业主, 十七户) names nobody.
fn reader(line: &str) -> Option<Vec<String>> {
    let line = line.split_once('(').map_or(line, |(line, _)| line).trim();
    let (who, name) = line.split_once(' ')?;
    if matches!(name, "기고" | "투고" | "제보" | "投书" | "投書" | "来信" | "來函" | "来稿") {
        return None;
    }
    if who.chars().count() > 12 || !READERS.iter().any(|reader| who.ends_with(reader)) {
        return None;
    }
    let is_many = name.ends_with(['户', '戶', '名', '人', '等']);
    let is_one = is_name(name) || length(name) <= 6 && name.chars().all(is_han);
    (is_many && length(name) <= 6 || is_one).then(|| match is_many {
        true => Vec::new(),
        false => vec![name.to_owned()],
    })
}

/// Reads names with what they did behind them: 于航/文 夏至/图.
fn after_names(line: &str) -> Option<Vec<String>> {
    let mut authors = Vec::new();
    for word in line.split([' ', ';', ',']).filter(|word| !word.is_empty()) {
        let (name, did) = word.split_once('/')?;
        if !is_name(name) {
            return None;
        }
        match did {
            "文" | "图文" | "文图" | "文摄" | "文、图" | "圖文" | "文圖" | "整理" => {
                authors.push(name.to_owned())
            }
            _ if PICTURES.contains(&did) => {}
            _ => return None,
        }
    }
    (!authors.is_empty()).then_some(authors)
}

/// Reads the names of a byline; `None` if something is no name.
pub(super) fn names(text: &str) -> Option<Vec<String>> {
    let mut text = text.to_owned();
    // An address of e-mail belongs to the name before it, but not to the name.
    text = text.split_whitespace().filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ");
    text = without_post(&text).replace(" =", "=");
    for role in ROLES {
        let mut spaced = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(role) {
            // 記者・宇野航平: the dot parts what he is from his name.
            let after = rest[at + role.len()..].trim_start_matches('·');
            // 기자의 눈 is the eye of a reporter, and no reporter's name.
            if role.ends_with(is_hangul) && after.starts_with(is_hangul) {
                return None;
            }
            if role.ends_with("记者") || role.ends_with("記者") {
                let after = after.trim_start();
                if after.is_empty() || NO_NAMES.iter().any(|no| after.starts_with(no)) {
                    return None;
                }
            }
            spaced.push_str(without_affiliation(&rest[..at], role));
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
        if part.ends_with('=') && !PICTURES.contains(&word) {
            // 거제 = 강태하 기자: where it was written.
        } else if matches!(word, "文" | "글" | "撰") {
            is_picture = false;
        } else if PICTURES.contains(&word) || matches!(word, "文图" | "图文" | "文·图") {
            is_picture = PICTURES.contains(&word);
        } else if word.ends_with(['摄', '攝']) && word.chars().count() >= 3 {
            // 蔡宜珊攝 took the picture.
        } else if word.chars().all(is_hangul) && !word.is_empty() && !begins_with_surname(word) {
            // 경기 수원시 is where somebody lives.
        } else if !word.is_empty() {
            if !is_name(word) && word.chars().count() != 1 {
                // 图/受访者提供
                if is_picture {
                    continue;
                }
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

/// Leaves out whose reporter it is: what stands before 记者 without a blank, such as 都市晨报 or 学生.
fn without_affiliation<'a>(before: &'a str, role: &str) -> &'a str {
    if !role.ends_with(['者', '员', '員'])
        || !before.ends_with(['报', '報', '社', '网', '網', '台', '刊', '生', '媒', '体', '體'])
    {
        return before;
    }
    before.trim_end_matches(|c| is_han(c) || c == '·')
}

/// Leaves out where a reporter is posted: 本报驻德国记者 is a 本报记者.
fn without_post(text: &str) -> String {
    let Some(at) = text.find(['驻', '駐']) else { return text.to_owned() };
    let post = &text[at..];
    let end = ["特约记者", "特派记者", "记者", "記者"].iter().filter_map(|role| post.find(role)).min();
    match end {
        Some(end) if post[..end].chars().count() <= 8 && post[..end].chars().all(is_han) => {
            format!("{}{}", &text[..at], &post[end..])
        }
        _ => text.to_owned(),
    }
}

/// What people are who write in Korean newspapers, behind their names: 신해수 사회부 차장.
const KOREAN_TITLES: &[&str] = &[
    "차장",
    "부장",
    "국장",
    "팀장",
    "교수",
    "위원",
    "대표",
    "소장",
    "센터장",
    "원장",
    "회장",
    "이사장",
    "작가",
    "시인",
    "평론가",
    "변호사",
    "칼럼니스트",
    "연구원",
    "에디터",
    "소설가",
];

/// Reads a Korean name with what its bearer is behind it.
fn titled(line: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (name, others) = words.split_first()?;
    let last = others.last()?.split('·').next().unwrap_or_default();
    let is_titled = KOREAN_TITLES.iter().any(|title| last.ends_with(title));
    let is_korean = is_name(name) && name.chars().all(is_hangul);
    (others.len() <= 3 && is_titled && is_korean && begins_with_surname(name))
        .then(|| vec![(*name).to_owned()])
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
            ("文：于航 摄：夏至", Some("于航")),
            ("于航/文 夏至/图", Some("于航")),
            ("城西读者 沈默", Some("沈默")),
            ("和风苑业主 十七户", Some("")),
            ("主婦 小田切澄子（大阪府 五八）", Some("小田切澄子")),
            ("文/本报记者 骆一舟 图/受访者提供", Some("骆一舟")),
            ("本报驻德国记者 岳明河", Some("岳明河")),
            ("記者・宇野航平", Some("宇野航平")),
            ("신해수 사회부 차장", Some("신해수")),
            ("권도담 한빛대 교수·화학", Some("권도담")),
            ("기자의 눈", None),
            ("读者来信", None),
            ("记者手记", None),
            ("记者走进实验室", None),
            ("记者从市气象局获悉", None),
            ("□本周菜价", None),
            ("■图片新闻", None),
            ("□归来", Some("归来")),
            ("（作者：薄海东，系汀州师范大学教授）", Some("薄海东")),
            ("（訾云帆系东江师范大学教授，单于飞系该所博士生）", Some("")),
            ("新甘肃·甘肃日报记者 申屠雁", Some("申屠雁")),
            ("文/图 羊城晚报记者 麦子晴 通讯员 冼小蛮", Some("麦子晴 冼小蛮")),
            ("把展柜搬到集市上", None),
        ] {
            let found = byline(text).map(|credit| credit.authors.join(" "));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
