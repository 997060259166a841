//! What may be a person's name.

use super::super::paragraph::{is_han, is_hangul, is_kana, narrowed};
use super::Credit;

/// A line that is names and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BareName {
    /// Whom it names.
    pub credit: Credit,
    /// All begin with a surname that is one of the usual ones.
    pub is_known: bool,
}

/// Reads a line that is one to three names and nothing else, which a byline may be where one is
/// expected. Chinese and Korean names show by the surname that they begin with.
pub fn bare_name(text: &str) -> Option<BareName> {
    let line: String = narrowed(text.trim()).into_iter().collect();
    let set_apart: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    // 王 伟: two characters set apart to the width of three.
    let authors = match set_apart.chars().count() {
        2 if line.chars().filter(|c| c.is_whitespace()).count() <= 2 => vec![set_apart],
        _ => line.split([' ', '、', ',']).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
    };
    let is_person = |name: &String| is_name(name) && (2..=6).contains(&name.chars().count());
    if !(1..=3).contains(&authors.len()) || !authors.iter().all(is_person) {
        return None;
    }
    let is_known = authors.iter().all(|name| name.chars().count() <= 4 && begins_with_surname(name));
    Some(BareName { credit: Credit { authors, ..Credit::default() }, is_known })
}

/// Surnames, most of the people of China, Taiwan, Hong Kong and Korea among them.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程\
                        苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾\
                        毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿\
                        关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍\
                        华喻祁蒲房滕屈饶解牟艾尤时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏\
                        宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝\
                        谈奚晁揭郁胥幸堵宰郦雍郏浦阎慎戈庾暨耿匡禄阙厍訾阚鞠竺权逯盖岳帅缑亢况郈贲邸禹冼练仉璩濮\
                        賴談郟閻闕權蓋況練冼連彥\
                        張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭葉蘇呂盧鍾譚陸範賈韋鄒龍賀顧龔萬錢嚴湯齊喬龐顏莊聶\
                        魯歐關蘭寧紀畢單塗駱藍華饒時農簡車項連蘆麥婁竇黨費衛應閔鄔邊師欒榮叢鞏遲鄺\
                        김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원\
                        천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용봉사예경승";

/// Surnames of two characters.
const LONG_SURNAMES: &[&str] = &[
    "太史", "澹台", "公冶", "宗政", "濮阳", "淳于", "单于", "钟离", "宇文", "长孙", "鲜于", "司空", "端木",
    "百里", "呼延", "东郭", "南门", "西门", "独孤", "完颜", "耶律", "拓跋", "欧阳", "司马", "上官", "诸葛",
    "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯", "闻人", "申屠", "歐陽", "司馬", "諸葛",
    "東方", "남궁", "선우", "황보", "독고",
];

pub(super) fn begins_with_surname(name: &str) -> bool {
    let mut chars = name.chars();
    let is_short =
        chars.next().is_some_and(|first| SURNAMES.contains(first)) && (2..=3).contains(&name.chars().count());
    is_short || LONG_SURNAMES.iter().any(|surname| name.starts_with(surname))
}

/// Whether `word` may be a person's name.
pub(super) fn is_name(word: &str) -> bool {
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
        && word
            .split('·')
            .all(|part| part.chars().count() <= 4 && (word.chars().any(is_kana) || part.chars().count() <= 3))
        && (word.contains('·') || word.chars().next().is_some_and(is_han) && count <= 7)
}
