//! What a paragraph looks like by itself, as costs of the roles that it may have.

use super::Role;
use super::credit::{self, Credit};
use super::paragraph::{ends_sentence, is_han, length, narrowed};

/// Costs are in nats, roughly: 0 is nothing unusual, 3 is rare, [`NEVER`] can't be.
pub(super) const NEVER: f32 = 1e6;

/// Running text is at least so long if nothing else shows that it is.
const PROSE: usize = 45;

/// Words that column heads are, or end with.
const COLUMNS: &[&str] = &[
    "在线",
    "快讯",
    "速递",
    "传真",
    "动态",
    "资讯",
    "简讯",
    "短讯",
    "快报",
    "播报",
    "观察",
    "视点",
    "聚焦",
    "关注",
    "深读",
    "深度",
    "调研",
    "调查",
    "访谈",
    "对话",
    "问答",
    "人物",
    "风采",
    "手记",
    "札记",
    "编后",
    "编者按",
    "短评",
    "时评",
    "评论",
    "快评",
    "微言",
    "声音",
    "论坛",
    "图解",
    "图说",
    "数读",
    "数说",
    "数据",
    "行情",
    "提醒",
    "提示",
    "小贴士",
    "书评",
    "书讯",
    "展讯",
    "文化",
    "周刊",
    "看台",
    "要闻",
    "综合",
    "国际",
    "国内",
    "瞭望",
    "科技",
    "前沿",
    "讲堂",
    "名词解释",
    "链接",
    "背景",
    "来信",
    "一线",
    "走笔",
    "特写",
    "专访",
    "专题",
    "特稿",
    "纪实",
    "掠影",
    "文摘",
    "副刊",
    "广角",
    "纵横",
    "之窗",
    "天地",
    "园地",
    "之声",
    "热线",
    "新知",
    "百科",
    "科普",
    "生活",
    "健康",
    "财经",
    "体育",
    "短波",
    "焦點",
    "焦點人物",
    "札記",
    "手記",
    "觀察",
    "深度報導",
    "報導",
    "專題",
    "論壇",
    "短評",
    "社論",
    "快訊",
    "簡訊",
    "動態",
    "短信",
    "の扉",
    "の窓",
    "お知らせ",
    "コラム",
    "社説",
    "話題",
    "解説",
    "알림",
    "칼럼",
    "사설",
    "소식",
    "단신",
    "이야기",
    "과학",
    "기술",
    "사람들",
    "手记",
    "记",
];

/// Column heads whose articles often have no headline of their own.
const NOTES: &[&str] =
    &["手记", "手記", "编后", "編後", "编者按", "編者按", "短评", "短評", "链接", "感言", "札记"];

/// What editors and layout leave on a page.
const STAFF: &[&str] = &[
    "责任编辑",
    "责编",
    "本版编辑",
    "编辑",
    "版式",
    "校对",
    "美编",
    "组版",
    "值班",
    "責任編輯",
    "編輯",
    "美編",
    "校對",
    "编审",
    "편집",
    "校閲",
    "新闻热线",
    "投稿邮箱",
    "联系电话",
    "主编",
    "排版",
];

/// What one paragraph looks like.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    /// Characters that a reader sees.
    pub length: usize,
    /// Sentences that run on.
    pub is_prose: bool,
    /// A sentence ends where it ends.
    pub is_ended: bool,
    pub byline: Option<Credit>,
    pub dateline: Option<Credit>,
    pub signature: Option<Credit>,
    /// Column heads such as 记者手记.
    pub is_note_head: bool,
    /// 一、, 1., ①: the number of a subhead.
    pub ordinal: Option<u32>,
    /// How surely it begins in the middle of a sentence; see [`cut::inner`](super::cut::inner).
    pub inner: f32,
    /// Of a heading in two parts, the length of the first.
    pub build: Option<usize>,
    /// A question or an answer of an interview.
    pub is_dialogue: bool,
    costs: [f32; Role::COUNT],
}

impl Shape {
    /// Looks at a paragraph.
    pub fn of(text: &str) -> Self {
        let chars = narrowed(text);
        let line: String = chars.iter().collect();
        let mut shape = Self {
            length: length(text),
            is_ended: ends_sentence(text),
            byline: credit::byline(text),
            dateline: credit::dateline(text),
            ordinal: ordinal(&chars),
            inner: super::cut::inner(text),
            build: line.trim().split_once(' ').map(|(first, _)| first.chars().count()),
            is_dialogue: ["问:", "答:", "記者:", "记者:", "Q:", "A:", "問:"]
                .iter()
                .any(|m| line.starts_with(m)),
            ..Self::default()
        };
        shape.is_prose = shape.dateline.is_some()
            || shape.is_dialogue
            || shape.length >= PROSE
            || line.chars().rev().skip(1).any(|c| c == '。')
            || line.contains("다. ")
            || (shape.is_ended && !line.ends_with(['?', '!', ')', ']']));
        if shape.is_prose || shape.is_ended {
            shape.signature = credit::signature(text);
        }
        let core = line.trim_matches(['“', '”', '《', '》', '[', ']', '「', '」', '·', '■', '●', ' ', '"']);
        shape.is_note_head = shape.length <= 8 && NOTES.iter().any(|word| core.ends_with(word));
        shape.costs = shape.role_costs(&line, core);
        shape
    }

    /// Returns what it costs to take the paragraph for `role`.
    pub fn cost(&self, role: Role) -> f32 {
        self.costs[role as usize]
    }

    /// Whether it is one of the lines that stand above articles, in whatever rank.
    pub fn is_heading(&self) -> bool {
        !self.is_prose && self.cost(Role::Title) < 3.0
    }

    fn role_costs(&self, line: &str, core: &str) -> [f32; Role::COUNT] {
        let mut costs = [NEVER; Role::COUNT];
        let length = self.length;
        let is_question = line.ends_with(['?', '!']);
        let is_data = is_data_source(line);
        let is_staff = is_furniture(line);
        let mut set = |role: Role, cost: f32| costs[role as usize] = cost;
        set(Role::Body, if self.is_prose { 0.0 } else { 2.5 });
        if line.ends_with(':') && length <= 20 {
            set(Role::Body, 0.8);
        } else if !self.is_prose && line.contains([',', ';', '、']) && length >= 18 {
            set(Role::Body, 1.2);
        }
        if !self.is_prose || (is_question && length <= 36 && !self.is_dialogue && self.dateline.is_none()) {
            let spread = |least: usize, most: usize| {
                let off = least.saturating_sub(length) + length.saturating_sub(most);
                0.35 * off as f32
            };
            let unfinished = if line.ends_with([':', ',', ';', '、']) { 2.0 } else { 0.0 };
            let bracket = if line.ends_with([')', ']']) { 1.5 } else { 0.0 };
            let numbered = if self.ordinal.is_some() { 2.0 } else { 0.0 };
            let is_word =
                core.chars().count() <= 4 || line.starts_with('“') && line.ends_with('”') && length <= 8;
            let word = if is_word { 1.5 } else { 0.0 };
            set(Role::Title, 0.4 + word + spread(6, 34) + unfinished + bracket + numbered);
            let dash = line.ends_with('—') || line.ends_with('…') || line.ends_with(':');
            set(Role::Kicker, if dash { 0.3 } else { 0.9 } + spread(6, 40) + bracket + numbered);
            let dashed = line.starts_with('—') || line.starts_with("--");
            let after_dash = if dashed {
                -1.5
            } else if line.ends_with('—') {
                0.2
            } else {
                1.0
            };
            set(Role::Subtitle, after_dash + spread(6, 45) + numbered);
            let subhead = if self.ordinal.is_some() { -0.5 } else { 0.8 };
            set(Role::Subhead, subhead + spread(3, 28) + unfinished + bracket);
            if dashed {
                set(Role::Title, 4.0);
                set(Role::Subhead, 3.0);
            }
            set(Role::Section, section_cost(length, line, core));
        }
        if self.byline.is_some() {
            costs = [NEVER; Role::COUNT];
            costs[Role::Byline as usize] = -1.5;
            costs[Role::Body as usize] = 3.0;
            costs[Role::Caption as usize] = if line.contains('摄') { 1.0 } else { 4.0 };
            return costs;
        }
        costs[Role::Caption as usize] = caption_cost(line, length, self.is_prose);
        if costs[Role::Caption as usize] < 0.0 {
            costs[Role::Body as usize] += 1.5;
            costs[Role::Title as usize] += 3.0;
        }
        let is_quoted = line.starts_with(['“', '「']) && line.ends_with(['”', '」']);
        if is_quoted && (10..=45).contains(&length) {
            costs[Role::Quote as usize] = 0.6;
        }
        if is_data {
            costs = [NEVER; Role::COUNT];
            costs[Role::Source as usize] = -2.0;
            costs[Role::Body as usize] = 2.0;
        } else if is_staff {
            costs = [NEVER; Role::COUNT];
            costs[Role::Furniture as usize] = -2.0;
            costs[Role::Body as usize] = 3.0;
        }
        costs
    }
}

fn section_cost(length: usize, line: &str, core: &str) -> f32 {
    let is_known = COLUMNS.iter().any(|word| core.ends_with(word)) && core.chars().count() <= 10;
    let is_marked = core.len() < line.trim().len() && line.starts_with(['“', '《', '[', '「', '■', '●', '·']);
    let by_length = match length {
        0..=1 => 3.0,
        2..=4 => 0.3,
        5..=6 => 0.9,
        7..=8 => 1.8,
        9..=12 => 3.5,
        _ => 7.0,
    };
    let inner = if core.contains([',', ':', ';', ' ', '?', '!', '、']) && !is_known { 1.5 } else { 0.0 };
    by_length + inner - if is_known { 2.0 } else { 0.0 } - if is_marked && length <= 8 { 0.8 } else { 0.0 }
}

fn caption_cost(line: &str, length: usize, is_prose: bool) -> f32 {
    let line = line.trim();
    let end = line.trim_end_matches([')', ']', '。', ' ', '.']);
    let marked = line.starts_with("图为")
        || line.starts_with("圖為")
        || line.starts_with("上图")
        || line.starts_with("图①")
        || line.starts_with("사진")
        || line.starts_with("写真")
        || (line.ends_with(')')
            && ["资料图", "资料图片", "供图", "图片", "資料照", "提供", "图", "攝", "摄"]
                .iter()
                .any(|m| end.ends_with(m)));
    let taken = length <= 120
        && (end.ends_with('摄')
            || end.ends_with('攝')
            || end.ends_with("撮影")
            || end.ends_with("供图")
            || end.ends_with("摄影报道")
            || end.ends_with("资料图")
            || end.ends_with("제공"));
    let japanese = length <= 60
        && line.rsplit_once('=').is_some_and(|(before, after)| {
            length - before.chars().count().min(length) <= 20
                && !after.is_empty()
                && before.chars().count() > 4
        });
    let korean = length <= 60 && line.matches(". ").count() == 1 && line.ends_with("기자");
    if marked || taken || japanese {
        return -2.0;
    }
    if korean {
        return -0.8;
    }
    // One short sentence beside long ones may be a caption without a mark.
    let sentences = line.matches('。').count() + line.matches("다.").count();
    if is_prose && sentences == 1 && length <= 32 { 1.6 } else { 9.0 }
}

fn is_data_source(line: &str) -> bool {
    let line = line.trim_matches(['(', ')', '[', ']', ' ']);
    length(line) <= 60
        && [
            "数据来源",
            "资料来源",
            "数据由",
            "來源",
            "来源",
            "制图",
            "資料來源",
            "製圖",
            "出典",
            "자료",
            "数据提供",
        ]
        .iter()
        .any(|mark| {
            line.strip_prefix(mark).is_some_and(|rest| rest.trim_start().starts_with([':', '=', '/']))
        })
}

fn is_furniture(line: &str) -> bool {
    let line = line.trim();
    let count = length(line);
    if count > 60 || line.contains('。') {
        return false;
    }
    let staff = STAFF.iter().filter(|word| line.contains(**word)).count();
    let starts = STAFF.iter().any(|word| line.trim_start_matches(['■', '□', '●', ' ']).starts_with(word));
    let page = {
        let digits = |text: &str| text.chars().rev().take_while(|c| c.is_ascii_digit()).count();
        (line.contains('第') && line.ends_with('版') && count <= 14)
            || line.split_whitespace().any(|word| {
                word.strip_suffix('版').is_some_and(|n| digits(n) > 0 && digits(n) == n.chars().count())
                    || (word.starts_with('第') && word.ends_with('版') && word.chars().count() <= 5)
                    || word
                        .strip_suffix("面")
                        .is_some_and(|n| digits(n) > 0 && digits(n) == n.chars().count())
            })
    };
    let weekday =
        ["星期", "曜日", "요일"].iter().any(|word| line.contains(word)) && line.contains(['日', '일']);
    let dated = count <= 40
        && weekday
        && line.chars().any(|c| c.is_ascii_digit() || "一二三四五六七八九〇".contains(c));
    let only_date = count <= 12 && read_date(line).is_some();
    let number =
        line.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '·' | ' ' | 'A' | 'B')) && count <= 4;
    let mail = line.contains('@') && !line.contains("기자");
    // 编辑 alone is a column head such as 编辑手记 as well; a name must follow.
    let staffed = staff >= 1 && starts && (staff >= 2 || line.contains([':', ' ', '/'])) && count <= 50;
    staffed || page || dated || only_date || number || mail
}

/// Reads `2023年7月18日` or `2023-07-18` anywhere in a line: year, month, day.
pub(super) fn read_date(line: &str) -> Option<(i32, u32, u32)> {
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    let mut current: Option<(u32, usize)> = None;
    let mut marks = Vec::new();
    for c in line.chars().map(super::paragraph::narrow).chain([' ']) {
        match c.to_digit(10) {
            Some(digit) => {
                let (value, width) = current.unwrap_or((0, 0));
                current = Some((value.saturating_mul(10).saturating_add(digit), width + 1));
            }
            None => {
                if let Some(number) = current.take() {
                    numbers.push(number);
                    marks.push(c);
                }
            }
        }
    }
    let dates = numbers.windows(3).zip(marks.windows(3));
    let is_mark = |c: char, word: char| c == word || matches!(c, '-' | '.' | '/');
    dates
        .filter(|(n, m)| {
            n[0].1 == 4
                && (is_mark(m[0], '年') || m[0] == '년')
                && (is_mark(m[1], '月') || m[1] == '월')
                && (1..=12).contains(&n[1].0)
                && (1..=31).contains(&n[2].0)
        })
        .map(|(n, _)| (n[0].0 as i32, n[1].0, n[2].0))
        .next()
}

/// The number that a subhead begins with.
fn ordinal(chars: &[char]) -> Option<u32> {
    const HAN: &str = "一二三四五六七八九十";
    const CIRCLED: &str = "①②③④⑤⑥⑦⑧⑨⑩";
    let place = |text: &str, c: char| text.chars().position(|d| d == c).map(|at| at as u32 + 1);
    let first = *chars.first()?;
    if let Some(number) = place(CIRCLED, first) {
        return Some(number);
    }
    let (inner, rest) = match first {
        '(' => (*chars.get(1)?, &chars[2..]),
        _ => (first, &chars[1..]),
    };
    let mark = *rest.first()?;
    let number = place(HAN, inner).or_else(|| inner.to_digit(10))?;
    let is_followed = rest.len() > 1 && is_han(rest[1]) || rest.get(1).is_some_and(|c| c.is_whitespace());
    (matches!(mark, '、' | '.' | ')') && is_followed
        || (mark == ' ' && place(HAN, inner).is_some() && rest.len() > 4))
        .then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(text: &str) -> Role {
        let shape = Shape::of(text);
        Role::ALL.into_iter().min_by(|a, b| shape.cost(*a).total_cmp(&shape.cost(*b))).unwrap()
    }

    #[test]
    fn most_lines_show_what_they_are() {
        for (text, role) in [
            ("科技在线", Role::Section),
            ("“深瞳”", Role::Section),
            ("记者手记", Role::Section),
            ("□本报记者 及庆玲", Role::Byline),
            ("三家单位被认定为教育基地", Role::Title),
            ("一、为什么是“钠”", Role::Subhead),
            ("——乌兰淖尔储能站投运一周年", Role::Subtitle),
            ("夜班公交车驶过跨河大桥。本报记者 王小满摄", Role::Caption),
            ("育种员在试验田里给谷穗套袋。(资料图)", Role::Caption),
            ("(数据来源:自治区科技厅)", Role::Source),
            ("责任编辑：方圆 版式：郑可 校对：李桥", Role::Furniture),
            ("2024年3月6日 星期三", Role::Furniture),
            ("第3版 要闻", Role::Furniture),
            ("本报7月17日讯 日前", Role::Body),
            ("价格下来,主要是因为货多了。今年冬天日照足。", Role::Body),
        ] {
            assert_eq!(best(text), role, "{text}");
        }
    }

    #[test]
    fn a_date_is_read_in_its_writings() {
        assert_eq!(read_date("2024年3月6日 星期三"), Some((2024, 3, 6)));
        assert_eq!(read_date("第3版 2024-03-06"), Some((2024, 3, 6)));
        assert_eq!(read_date("2024년 3월 6일"), Some((2024, 3, 6)));
        assert_eq!(read_date("共2024户3月6日"), None);
    }
}
