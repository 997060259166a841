//! Who a short line names, if it is one that names who wrote: the last resort where no mark of a byline
//! is known.
//!
//! 土木学院2021级 谌子衿, 梁書寧／台北市（國小教師）, 津久井千尋（詩人）, 報道部・遠田稔, 主婦 岸田芳枝 81,
//! 정읍 | 봉하윤 기자. The words of the line are names, what their bearers do or belong to, and places;
//! whether the line is a byline at all shows by where it stands.

use super::super::paragraph::{is_han, is_hangul, is_kana, narrowed};
use super::Credit;
use super::byline::{BULLETS, PICTURES};
use super::name::{begins_with_surname, is_name};

/// Longer lines name nobody, or more than that.
const LONGEST: usize = 45;

/// Words, and ends of words, that say what somebody is, does or belongs to.
pub(super) const CALLINGS: &[&str] = &[
    "记者",
    "記者",
    "通讯员",
    "通訊員",
    "撰稿",
    "撰稿人",
    "撰文",
    "作者",
    "评论员",
    "編輯",
    "编辑",
    "整理",
    "采写",
    "编译",
    "编者",
    "译者",
    "讀者",
    "读者",
    "报道",
    "報道",
    "報導",
    "学院",
    "大学",
    "中学",
    "小学",
    "学校",
    "研究所",
    "研究院",
    "研究员",
    "硕士生",
    "博士生",
    "研究生",
    "教授",
    "讲师",
    "博士",
    "硕士",
    "医院",
    "医师",
    "医生",
    "公司",
    "中心",
    "委员",
    "委员会",
    "协会",
    "学会",
    "系",
    "科",
    "处",
    "室",
    "级",
    "班",
    "届",
    "局",
    "院",
    "站",
    "馆",
    "所长",
    "院长",
    "主任",
    "会长",
    "作家",
    "律师",
    "工程师",
    "居民",
    "市民",
    "村民",
    "教师",
    "學院",
    "大學",
    "中學",
    "小學",
    "學校",
    "醫院",
    "醫師",
    "級",
    "講師",
    "會長",
    "協會",
    "學會",
    "導師",
    "教師",
    "作家",
    "主任",
    "社工",
    "專欄",
    "文",
    "图",
    "報",
    "报",
    "日报",
    "晚报",
    "融媒",
    "全媒体",
    "主婦",
    "会社員",
    "無職",
    "自営業",
    "公務員",
    "高校生",
    "中学生",
    "大学生",
    "小学生",
    "農業",
    "教員",
    "パート",
    "部",
    "総局",
    "支局",
    "本社",
    "編集委員",
    "論説委員",
    "回答者",
    "聞き手",
    "取材",
    "構成",
    "写真",
    "詩人",
    "歌人",
    "俳人",
    "学者",
    "評論家",
    "研究者",
    "園長",
    "部長",
    "局長",
    "さん",
    "氏",
    "기자",
    "논설위원",
    "편집위원",
    "교수",
    "연구원",
    "학자",
    "평론가",
    "작가",
    "시인",
    "활동가",
    "변호사",
    "의사",
    "대표",
    "소장",
    "위원",
    "팀장",
    "부장",
    "차장",
    "국장",
    "원장",
    "센터장",
    "명예기자",
    "시민기자",
    "수습",
    "인터뷰",
    "정리",
    "대담",
    "독자",
    "글",
    "연구자",
    "칼럼니스트",
    "대학생",
    "회사원",
    "주부",
    "농부",
    "감독",
    "기획",
    "에디터",
    "학생",
    "동문",
];

/// Reads whom a line names.
pub fn loose(text: &str) -> Option<Credit> {
    let chars = narrowed(text.trim());
    if chars.len() > LONGEST || chars.iter().any(|c| matches!(c, '。' | '!' | '?' | '“' | '"' | '「' | '\''))
    {
        return None;
    }
    let line: String = chars.into_iter().collect();
    let line = line.trim_start_matches(|c| BULLETS.contains(c)).trim();
    let is_enclosed = line.starts_with(['(', '[']) && line.ends_with([')', ']']);
    let line = if is_enclosed { &line[1..line.len() - 1] } else { line };
    let (named, bracket) = line.split_once(['(', '[']).map_or((line, ""), |(named, rest)| (named, rest));
    let has_kana = line.chars().any(is_kana);
    let is_korean = line.chars().any(is_hangul);
    let mut names: Vec<(String, bool)> = Vec::new();
    let mut is_told = !bracket.is_empty() || is_enclosed && line.contains(['·', ' ', '/', '、']);
    let mut is_picture = false;
    for word in named.split([' ', '|', '/', ',', '、', ';', ':', '=', '·']).filter(|word| !word.is_empty())
    {
        let is_calling = CALLINGS.iter().any(|calling| word.ends_with(calling)) || word.contains('@');
        if PICTURES.contains(&word) {
            is_picture = true;
        } else if is_calling {
            // 정읍 | 봉하윤 기자: who stands before it in Korean, whatever else looks like a name.
            if is_korean && names.len() > 1 {
                names.drain(..names.len() - 1);
            }
            is_told = true;
            is_picture &= word.ends_with(['者', '자']);
        } else if is_picture {
            is_picture = false;
        } else if word.chars().all(|c| c.is_ascii_digit()) && word.len() <= 2 {
            // How old somebody is.
        } else if (is_name(word) || !bracket.is_empty() && word.chars().all(is_han))
            && (2..=6).contains(&word.chars().count())
        {
            let is_known = word.chars().count() <= 4 && begins_with_surname(word);
            names.push((word.to_owned(), is_known));
        } else if word.chars().count() <= 4 || word.chars().any(|c| !is_han(c) && !is_hangul(c)) {
            // A word that is neither: no line of names.
            return None;
        } else if named.contains(',') {
            return None;
        } else {
            // 灣區青年專業聯會副會長
            is_told = true;
        }
    }
    // Beside a name that begins with a surname, other words are places; Japanese names begin with any.
    if names.iter().any(|(_, is_known)| *is_known) && (is_korean || !has_kana) {
        names.retain(|(_, is_known)| *is_known);
    }
    let authors: Vec<String> = names.into_iter().map(|(name, _)| name).collect();
    (is_told && (1..=3).contains(&authors.len())).then(|| Credit { authors, ..Credit::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_beside_what_their_bearers_are() {
        for (text, names) in [
            ("土木学院2021级 谌子衿", Some("谌子衿")),
            ("梁書寧／台北市（國小教師）", Some("梁書寧")),
            ("津久井千尋（詩人）", Some("津久井千尋")),
            ("報道部・遠田稔", Some("遠田稔")),
            ("（気仙沼総局・古山史織）", Some("古山史織")),
            ("主婦　岸田芳枝　81　（岐阜県大垣市）", Some("岸田芳枝")),
            ("정읍 | 봉하윤 기자 bong@example.kr", Some("봉하윤")),
            ("편도영 시각장애인 활동가", Some("편도영")),
            ("□渭阳市中心医院肾内科 危晓峰", Some("危晓峰")),
            ("龐維德 灣區青年專業聯會副會長", Some("龐維德")),
            ("街坊故事", None),
            ("米倉變球場 假日訂到下個月", None),
            ("船の騒音、どう除く", None),
        ] {
            let found = loose(text).map(|credit| credit.authors.join(" "));
            assert_eq!(found.as_deref(), names, "{text}");
        }
    }
}
