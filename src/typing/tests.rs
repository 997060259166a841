use super::readings::{in_parentheses, in_ruby};
use super::*;

/// Holds how `typed` fits the beginning of `text`.
#[track_caller]
fn check(typed: &str, text: &str, expected: impl Into<Option<Fit>>) {
    let fit = Typed::new(typed).and_then(|typed| typed.begins(&spelling(text)));
    assert_eq!(fit, expected.into(), "{typed} in {text}");
}

use Fit::{Initials, Literal, Sound};

#[test]
fn characters_are_typed_as_they_are_in_any_script() {
    check("风", "風機葉片", Literal);
    check("風機", "风机叶片", Literal);
    check("风叶", "风机叶片", None);
    check("カタ", "かたかな", Literal);
    check("ｶﾞ", "ガス", Literal);
    check("NEW yo", "New York", Literal);
    check("newy", "New York", Literal);
    check("cafe", "Café", Literal);
    check("2023年", "2023年7月", Literal);
    check("“氢", "《氢能》", Literal);
    check("Мос", "Москва", Literal);
    check("ελ", "Ελλάδα", Literal);
    check("👨", "👨\u{200D}👩", Literal);
}

#[test]
fn chinese_is_typed_by_pinyin() {
    for typed in ["neimenggu", "nei meng gu", "neimen", "NeiMengGu", "neim", "n", "nei'meng"] {
        let expected = if typed == "n" { Initials } else { Sound };
        let fit = Typed::new(typed).unwrap().begins(&spelling("内蒙古"));
        assert!(fit.is_some_and(|fit| fit <= expected), "{typed}");
        let fit = Typed::new(typed).unwrap().begins(&spelling("內蒙古自治區"));
        assert!(fit.is_some_and(|fit| fit <= expected), "{typed}");
    }
    check("neimenggubbb", "内蒙古", None);
    check("nvren", "女人", Sound);
    check("nuren", "女人", Sound);
    check("lv", "旅行", Sound);
    check("xian", "西安", Sound);
    check("xi'an", "西安", Sound);
    check("meng", "内蒙古", None);
}

#[test]
fn every_reading_of_a_character_counts() {
    check("chongqing", "重庆", Sound);
    check("zhongqing", "重慶", Sound);
    check("yinyue", "音乐", Sound);
    check("kuaile", "快乐", Sound);
    check("yinhang", "银行", Sound);
    check("xingren", "行人", Sound);
    check("changsha", "长沙", Sound);
    check("qiankun", "乾坤", Sound);
    check("shamen", "厦门", Sound);
    check("xiamen", "厦门", Sound);
}

#[test]
fn chinese_is_typed_by_initials_and_by_a_mixture() {
    for typed in ["nmg", "nmgu", "neimg", "nmeng", "nmengg"] {
        check(typed, "内蒙古", Initials);
        check(typed, "內蒙古自治區", Initials);
    }
    check("zgrm", "中国人民", Initials);
    check("zhg", "中国", Initials);
    check("shh", "上海", Initials);
    check("ngm", "内蒙古", None);
    check("gptzyy", "GPT在医院", Initials);
}

#[test]
fn kana_are_typed_by_romaji() {
    for typed in ["toukyou", "tokyo", "tōkyō", "Tokyo", "touky", "tok", "toky", "t"] {
        check(typed, "とうきょう", Sound);
    }
    for typed in ["konpyu-ta-", "konpyuuta", "kompyuta", "konpyuutaa", "konp", "komp", "kon"] {
        check(typed, "コンピューター", Sound);
    }
    check("sinbun", "しんぶん", Sound);
    check("shimbun", "しんぶん", Sound);
    check("gakkou", "がっこう", Sound);
    check("gakk", "がっこう", Sound);
    check("gak", "がっこう", Sound);
    check("oosaka", "おおさか", Sound);
    check("osaka", "おおさか", Sound);
    check("ti-mu", "チーム", Sound);
    check("chi-mu", "チーム", Sound);
    check("tsunami", "つなみ", Sound);
    check("tunami", "つなみ", Sound);
    check("ame", "アメリカ大統領", Sound);
    check("amerikad", "アメリカ大統領", None);
    check("kyot", "きょうと", Sound);
    check("kyu", "きょうと", None);
}

#[test]
fn korean_is_typed_by_letters_and_by_initial_consonants() {
    for typed in ["ㄴ", "내", "내ㅁ", "내모", "내몽", "내몽ㄱ", "내몽고"] {
        check(typed, "내몽고", Literal);
    }
    check("ㄴㅁㄱ", "내몽골", Initials);
    check("ㄴㄱ", "뉴글로벌", Initials);
    check("네모", "내몽골", None);
    check("고", "과학", Literal);
    check("과ㅎ", "과학", Literal);
    check("갑ㅅ", "값", Literal);
    check("ㄷㅎㄱ", "대학교", Initials);
    check("ㄷㅎㄱ", "대학", None);
    // Decomposed, as some systems name files.
    check("\u{1102}\u{1162}", "내몽골", Literal);
}

#[test]
fn nothing_to_go_by_is_nothing() {
    for typed in ["", " ", "。", "\u{200B}", "\u{0}\u{7}", "“”"] {
        assert_eq!(Typed::new(typed), None, "{typed:?}");
    }
}

#[test]
fn first_letters_hold_what_a_typing_begins_with() {
    for (typed, text) in [
        ("nmg", "内蒙古"),
        ("chongqing", "重庆"),
        ("tokyo", "とうきょう"),
        ("tiketto", "ちけっと"),
        ("ㄴㄱ", "뉴글로벌"),
        ("new", "New York"),
    ] {
        let typed = Typed::new(typed).unwrap();
        assert!(typed.begins(&spelling(text)).is_some());
        let letters = first_letters(spelling(text)[0]);
        assert!(typed.first().any(|first| letters.contains(&first)), "{typed:?}");
    }
}

#[test]
fn readings_are_taken_from_parentheses_and_ruby() {
    assert_eq!(
        in_parentheses(
            "昨日の東京（とうきょう）で、渋沢栄一(しぶさわ・えいいち)が語った（かたった）。氢（H）"
        ),
        [("東京", "とうきょう"), ("渋沢栄一", "しぶさわ・えいいち")]
    );
    assert_eq!(in_parentheses("（とうきょう）と東京（）と京（とうきょうととうきょうと"), []);
    let pair = |kanji: &str, kana: &str| (kanji.to_owned(), kana.to_owned());
    assert_eq!(
        in_ruby(
            "<p><ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>と\
             <ruby class=\"a\">大阪<rt>おおさか</rt></ruby>、<ruby>A<rt>えー</rt></ruby></p>"
        ),
        [pair("東京", "とうきょう"), pair("大阪", "おおさか")]
    );
}

proptest::proptest! {
    #[test]
    fn a_text_is_typed_by_each_of_its_beginnings(text in "[风机內蒙古重a-cカﾞー내몽값 ，。]{1,12}", length in 1usize..12) {
        let typed: String = text.chars().take(length).collect();
        if let Some(typed) = Typed::new(&typed) {
            // A mark that combines with the last character is not typed yet.
            let next = text.chars().nth(length);
            proptest::prop_assume!(next != Some('ﾞ'));
            proptest::prop_assert_eq!(typed.begins(&spelling(&text)), Some(Fit::Literal));
        }
    }

    #[test]
    fn anything_can_be_typed_and_spelled(typed in "\\PC{0,80}|[\\x00-\\u{ffff}]{0,80}|[aukn-]{0,90}", text in "\\PC{0,40}") {
        if let Some(typed) = Typed::new(&typed) {
            typed.begins(&spelling(&text));
        }
    }
}
