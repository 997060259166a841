//! How a text begins that says where, when and by whom it was written.

use super::super::paragraph::{is_han, is_kana, narrowed};
use super::Credit;
use super::byline::{byline, names};
use super::loose::loose;
use super::name::bare_name;

/// Reads the beginning of a text: 本报7月17日讯, 新华社北京7月17日电（记者 …）, 【記者…／台北報導】,
/// 【東京＝山田太郎】, 【서울=김철수 기자】.
pub fn dateline(text: &str) -> Option<Credit> {
    let chars = narrowed(text);
    bracketed(&chars).or_else(|| plain(&chars)).or_else(|| placed(&chars))
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
    if let Some(head) = ["報導", "报道", "報道"].iter().find_map(|tail| inside.strip_suffix(tail)) {
        let whole = byline(&format!("{head}報導"))?;
        credit = Credit { authors: whole.authors, place: whole.place, ..credit };
    } else if matches!(inside.as_str(), "本報訊" | "本报讯" | "綜合報導") {
        (credit.authors, at) = in_brackets(chars, at);
    } else if let Some(rest) = inside.strip_suffix('電') {
        // 中央社記者王小明台北17日電
        let head = rest.trim_end_matches(|c: char| c.is_ascii_digit() || c == '日' || c == '月');
        if !head.contains("社") {
            return None;
        }
        credit.day = day(&rest[head.len()..]);
    } else if let Some((place, name)) = inside.split_once('=') {
        credit.place = Some(place.trim().to_owned()).filter(|place| !place.is_empty());
        let is_paper = ["뉴스", "신문", "통신", "일보", "방송"].iter().any(|end| name.trim().ends_with(end));
        credit.authors = names(name.trim()).filter(|_| !is_paper).unwrap_or_default();
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
    } else if closing == ']'
        && (2..=5).contains(&inside.chars().count())
        && inside.chars().all(|c| is_han(c) || is_kana(c))
        && chars[at..].iter().skip(8).any(|c| is_kana(*c))
    {
        // 【松代】 before a Japanese text.
        credit.place = Some(inside);
    } else {
        return None;
    }
    credit.at = at;
    Some(credit)
}

/// 兰州讯（记者 张三）: a place, and who wrote it.
fn placed(chars: &[char]) -> Option<Credit> {
    let end = chars.iter().take(6).position(|c| matches!(c, '讯' | '訊'))?;
    if !(2..=4).contains(&end) || !chars[..end].iter().all(|c| is_han(*c)) || chars.get(end + 1) != Some(&'(')
    {
        return None;
    }
    let (authors, at) = in_brackets(chars, end + 1);
    let place = Some(chars[..end].iter().collect());
    (!authors.is_empty()).then_some(Credit { authors, place, at, ..Credit::default() })
}

fn plain(chars: &[char]) -> Option<Credit> {
    let head: String = chars.iter().take(40).collect();
    let mut rest = head.as_str();
    rest = rest.strip_prefix(['据', '據']).unwrap_or(rest);
    let known = ["本报", "本刊", "本網", "本网", "本報", "新华社", "中新社", "新華社", "中新网"]
        .iter()
        .find(|wire| rest.starts_with(**wire));
    let wire = known.map_or_else(|| newspaper(rest), |wire| Some(wire.len()))?;
    rest = &rest[wire..];
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
    // Without a day, 电 may be the beginning of any word; and so may 讯 where a newspaper isn't known.
    let is_apart = rest[end + mark.len()..].starts_with([' ', '(']);
    let is_plain = known.is_some() && !matches!(mark, "电" | "電");
    if day.is_none() && (place.chars().count() > 4 || !(is_plain || is_apart && place.is_empty())) {
        return None;
    }
    let mut at = head[..head.len() - rest.len() + end + mark.len()].chars().count();
    let mut credit =
        Credit { place: (!place.is_empty()).then(|| place.to_owned()), day, ..Credit::default() };
    (credit.authors, at) = in_brackets(chars, at);
    if credit.authors.is_empty()
        && let Some((authors, behind)) = reporting(chars, at)
    {
        (credit.authors, at) = (authors, behind);
    }
    while chars.get(at).is_some_and(|c| c.is_whitespace()) {
        at += 1;
    }
    credit.at = at;
    Some(credit)
}

/// Reads （记者 张三、李四） at `at`; who it names, and what is behind it.
fn in_brackets(chars: &[char], at: usize) -> (Vec<String>, usize) {
    let mut next = at;
    while chars.get(next).is_some_and(|c| c.is_whitespace()) {
        next += 1;
    }
    if chars.get(next) == Some(&'(')
        && let Some(length) = chars[next..].iter().take(40).position(|c| *c == ')')
    {
        let inside: String = chars[next + 1..next + length].iter().collect();
        if let Some(found) = byline(&inside).or_else(|| loose(&inside)).or_else(|| names_alone(&inside)) {
            return (found.authors, next + length + 1);
        }
    }
    (Vec::new(), at)
}

/// （辛苗 龚瑞林）
fn names_alone(inside: &str) -> Option<Credit> {
    bare_name(inside).map(|name| name.credit)
}

/// Reads 记者古月明、通讯员阮文报道 at `at`; who it names, and what is behind it.
fn reporting(chars: &[char], at: usize) -> Option<(Vec<String>, usize)> {
    let blanks = chars[at..].iter().take_while(|c| c.is_whitespace()).count();
    let head: String = chars[at + blanks..].iter().take(40).collect();
    let end = ["报道", "報道", "報導"].iter().filter_map(|word| head.find(word)).min()?;
    let named = &head[..end];
    let is_credit = ["记者", "記者", "通讯员", "通訊員", "本报记者", "见习记者", "首席记者"]
        .iter()
        .any(|role| named.starts_with(role));
    let authors = names(named).filter(|authors| is_credit && !authors.is_empty())?;
    let behind = at + blanks + named.chars().count() + 2;
    Some((authors, behind + chars[behind..].iter().take_while(|c| matches!(c, ':' | ',')).count()))
}

/// The length of a newspaper's or an agency's name that `text` begins with: 科技日报.
fn newspaper(text: &str) -> Option<usize> {
    let name: String = text.chars().take(8).take_while(|c| is_han(*c)).collect();
    let ends = ["报", "社", "网", "報", "網"].iter().filter_map(|end| Some(name.find(end)? + end.len()));
    ends.min().filter(|length| name[..*length].chars().count() >= 2)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_give_place_day_and_names() {
        for (text, place, day, authors, rest) in [
            ("本报7月17日讯 日前,由", "", Some((Some(7), 17)), "", "日前,由"),
            ("本报讯（记者 周若溪）停办", "", None, "周若溪", "停办"),
            ("本报讯 （记者 闻莺）日前", "", None, "闻莺", "日前"),
            ("新华社北京3月2日电（记者 陆远帆、丁一）裂", "北京", Some((Some(3), 2)), "陆远帆 丁一", "裂"),
            ("本报石泉4月20日电 石泉", "石泉", Some((Some(4), 20)), "", "石泉"),
            ("科技日报合肥12月4日电 在", "合肥", Some((Some(12), 4)), "", "在"),
            ("兰州讯（新甘肃·甘肃日报记者 漆云岫）记者", "兰州", None, "漆云岫", "记者"),
            ("本报讯 记者苗秀报道 近日", "", None, "苗秀", "近日"),
            ("羊城晚报讯 记者古月明、通讯员阮文报道：记者", "", None, "古月明 阮文", "记者"),
            ("本报讯（机电学院 单晓彤）5月", "", None, "单晓彤", "5月"),
            ("科技日报讯 （记者林晚秋）12月", "", None, "林晚秋", "12月"),
            ("晚报讯（记者 巫小满）记者昨日", "", None, "巫小满", "记者昨日"),
            ("据新华社电 在当地", "", None, "", "在当地"),
            ("据新华社澜州9月13日电 记者从", "澜州", Some((Some(9), 13)), "", "记者从"),
            ("【本報訊】（記者 盧小敏）三名", "", None, "盧小敏", "三名"),
            ("【松代】運転手不足に悩む市営バスは", "松代", None, "", "運転手不足に悩む市営バスは"),
            ("【記者林曉青／青岚報導】走過", "青岚", None, "林曉青", "走過"),
            ("【白浜＝山田花子】海の", "白浜", None, "山田花子", "海の"),
            ("【청람=김하늘 기자】 기차가", "청람", None, "김하늘", " 기차가"),
            ("【記者李樂詩報道】在廟街", "", None, "李樂詩", "在廟街"),
            ("[강릉=새길신문] 한지우 기자 = 마을버스", "강릉", None, "한지우", " 마을버스"),
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
}
