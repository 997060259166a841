//! What a paragraph looks like by itself, as costs of the roles that it may have.

mod context;
mod furniture;
mod words;

pub(super) use context::look_around;
pub(super) use furniture::read_date;

use super::Role;
use super::credit::{self, Credit};
use super::paragraph::{ends_sentence, is_han, is_hangul, is_kana, length, narrowed};
use furniture::is_furniture;
pub(super) use words::COLUMNS;
use words::{DESKS, NOTES};

/// Costs are in nats, roughly: 0 is nothing unusual, 3 is rare, [`NEVER`] can't be.
pub(super) const NEVER: f32 = 1e6;

/// A role costs no more than this for being unlikely.
const MOST_UNLIKELY: f32 = 8.0;

/// How much a cost by rule counts beside the learnt one. 0.3 to 1 give the same within the error.
const BY_RULE: f32 = 0.7;

/// Running text is at least so long if nothing else shows that it is.
const PROSE: usize = 45;

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
    /// A name and nothing else: a byline where one is expected, or any other word.
    pub is_bare_name: bool,
    /// Names beside what their bearers are, known by no mark; counted among the bare ones.
    pub is_loose_name: bool,
    /// It begins with a surname that many bear.
    pub is_known_name: bool,
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
        if (shape.is_prose || shape.is_ended) && !shape.is_dialogue {
            shape.signature = credit::signature(text);
            // A signature on a line of its own is the end of a text.
            shape.is_prose |= shape.signature.as_ref().is_some_and(|credit| credit.at == 0);
        }
        if shape.byline.is_none()
            && !shape.is_prose
            && let Some(name) = credit::bare_name(text)
        {
            shape.byline = Some(name.credit);
            shape.is_bare_name = true;
            shape.is_known_name = name.is_known;
        }
        if shape.byline.is_none() && !shape.is_prose {
            shape.byline = credit::loose(text);
            shape.is_bare_name = shape.byline.is_some();
            shape.is_loose_name = shape.byline.is_some();
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

    /// Takes in how unlikely each role is, as −ln of its probability. What can't be by rule, can't be.
    pub fn weigh(&mut self, unlikelihood: &[f32; Role::COUNT]) {
        for (cost, unlikely) in self.costs.iter_mut().zip(unlikelihood).filter(|(cost, _)| **cost < NEVER) {
            *cost = BY_RULE * *cost + unlikely.min(MOST_UNLIKELY);
        }
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
        let is_staff = !self.is_prose && is_furniture(line);
        let mut set = |role: Role, cost: f32| costs[role as usize] = cost;
        set(Role::Body, if self.is_prose { 0.0 } else { 2.5 });
        let has_kana = line.chars().any(is_kana);
        if line.ends_with(':') && length <= 20 {
            set(Role::Body, 0.8);
        } else if !self.is_prose && !has_kana && line.contains([',', ';', '、']) && length >= 18 {
            set(Role::Body, 1.2);
        }
        if !self.is_prose || (is_question && length <= 36 && !self.is_dialogue && self.dateline.is_none()) {
            let spread = |least: usize, most: usize| {
                let off = least.saturating_sub(length) + length.saturating_sub(most);
                0.35 * off as f32
            };
            let unfinished = if line.ends_with([':', ',', ';', '、']) { 2.0 } else { 0.0 };
            let is_enclosed = line.starts_with('(') && line.ends_with(')');
            // (《年轮簿》 山木著) is a note below a text.
            let bracket = match line.ends_with([')', ']']) {
                true if is_enclosed => 4.5,
                true => 1.5,
                false => 0.0,
            };
            let numbered = if self.ordinal.is_some() { 2.0 } else { 0.0 };
            let is_word =
                core.chars().count() <= 4 || line.starts_with('“') && line.ends_with('”') && length <= 8;
            let word = if is_word { 1.5 } else { 0.0 };
            // 4月9日19:35 is a line of a table.
            let row = if is_row(line) { 2.0 } else { 0.0 };
            if is_row(line) {
                set(Role::Body, 0.8);
            }
            set(Role::Title, 0.4 + row + word + spread(6, 34) + unfinished + bracket + numbered);
            let dash = line.ends_with('—') || line.ends_with('…') || line.ends_with(':');
            // Japanese and Korean headlines stand first, and lesser ones below them.
            let foreign = if has_kana || line.chars().any(is_hangul) { 1.5 } else { 0.0 };
            set(Role::Kicker, if dash { 0.3 } else { 0.9 } + spread(6, 40) + bracket + numbered + foreign);
            let dashed = line.starts_with('—') || line.starts_with("--");
            let after_dash = if dashed {
                -1.5
            } else if line.ends_with('—') {
                0.2
            } else {
                1.0
            };
            // What somebody said, whole, is the headline of an interview below its kicker.
            let is_said = line.starts_with(['“', '「', '"']) && line.ends_with(['”', '」', '"']);
            let said = if is_said { 1.0 } else { 0.0 };
            set(Role::Subtitle, after_dash + spread(6, 45) + numbered + said);
            let subhead = if self.ordinal.is_some() { -0.5 } else { 0.8 };
            set(Role::Subhead, subhead + row + spread(3, 28) + unfinished + bracket);
            if dashed {
                set(Role::Title, 4.0);
                set(Role::Subhead, 3.0);
            }
            set(Role::Section, section_cost(length, line, core));
        }
        if self.is_bare_name {
            costs[Role::Byline as usize] = if self.is_known_name { 0.8 } else { 3.0 };
            if self.is_known_name {
                costs[Role::Title as usize] += 1.5;
                costs[Role::Kicker as usize] += 1.5;
            }
        } else if self.byline.is_some() {
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
    let is_desk = DESKS.contains(&core);
    let is_known = is_desk || COLUMNS.iter().any(|word| core.ends_with(word)) && core.chars().count() <= 10;
    let is_marked = core.len() < line.trim().len() && line.starts_with(['“', '《', '[', '「', '■', '●', '·']);
    let by_length = match length {
        0..=1 if !is_desk => 3.0,
        0..=4 => 0.3,
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
            || end.ends_with("/攝影")
            || end.ends_with("/摄影")
            || end.ends_with("资料片")
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

/// Whether a line begins with a day and a time.
fn is_row(line: &str) -> bool {
    let words: String = line.chars().take_while(|c| !c.is_whitespace()).collect();
    let is_day = words.contains('日') && words.contains('月') || words.contains('일') && words.contains('월');
    words.starts_with(|c: char| c.is_ascii_digit())
        && (is_day || words.contains(':'))
        && words.chars().filter(char::is_ascii_digit).count() >= 2
        && words.chars().all(|c| c.is_ascii_digit() || matches!(c, '月' | '日' | '월' | '일' | ':' | '时'))
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
}
