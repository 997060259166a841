//! Pieces of plain text that have stumbled somebody's feed reader.

/// A text as a record has it, and as a reader must see it where it stands in one line.
pub struct Text {
    pub what: &'static str,
    pub written: &'static str,
    /// How JSON may write what no other text can hold: half a character.
    pub json: Option<&'static str>,
    pub seen: &'static str,
}

const fn same(what: &'static str, text: &'static str) -> Text {
    Text { what, written: text, json: None, seen: text }
}

const fn cleaned(what: &'static str, written: &'static str, seen: &'static str) -> Text {
    Text { what, written, json: None, seen }
}

const fn halved(what: &'static str, json: &'static str, written: &'static str, seen: &'static str) -> Text {
    Text { what, written, json: Some(json), seen }
}

/// What is removed is told in docs/records.md: control characters, noncharacters, halves.
pub const TEXTS: &[Text] = &[
    cleaned("control characters", "钟\u{7}响\u{b}了\u{1}三\u{1f}下", "钟响了三下"),
    cleaned("the first character", "\u{0}空\u{0}字符\u{0}", "空字符"),
    cleaned("form feed and escape", "页\u{c}尾 \u{1b}[31m红\u{1b}[0m", "页尾 [31m红[0m"),
    cleaned("deleted and C1", "删\u{7f}除 \u{80}\u{91}x\u{9f}", "删除 x"),
    cleaned("noncharacters", "一\u{fffe}二\u{ffff}三\u{fdd0}四\u{1fffe}五\u{10ffff}", "一二三四五"),
    halved("the first half of a pair", r#""笑\ud83d脸""#, "笑\u{ffff}脸", "笑脸"),
    halved(
        "the second half of a pair",
        r#""\ude00 开头与结尾 \udfff""#,
        "\u{fffe} 开头与结尾 \u{ffff}",
        "开头与结尾",
    ),
    halved(
        "halves the wrong way round",
        r#""反\ude00\ud83d 与 \ud83d\ude00""#,
        "反\u{ffff} 与 😀",
        "反 与 😀",
    ),
    same("the end of CDATA", "a ]]> b ]]>]]> ]] > ]]]]>>"),
    same("the end of CDATA alone", "]]>"),
    same("a reference as text", "&amp;amp; &amp; &lt;b&gt; &#x26; &#38; &nbsp; &copy &notanentity; &"),
    same("ampersands", "AT&T & R&D && a&b; ?x=1&y=2&amp=3"),
    same("less and greater", "1 < 2 > 0 <= >= << >> <3 :-> <- ->"),
    same("bold as text", "<b>粗体</b>"),
    same("an end tag alone", "没有开头</b>"),
    same("a start tag alone", "没有结尾<b>"),
    same("a script as text", "<script>alert(1)</script><img src=x onerror=alert(1)>"),
    same("markup of XML as text", "<![CDATA[x]]> <!-- 注 --> <?pi?> <!DOCTYPE html> </rss></feed>"),
    same("quotes", "\"double\" 'single' «angle» “curly” ‘one’ 「角」『角』"),
    same("backslashes", "C:\\new\\table\\u0041 \\\" \\n \\ud800 \\"),
    same("four bytes", "𠮷野家 𪚥 🀄 𛀁 \u{2f800}"),
    same("flags and skin", "🇨🇳🇯🇵 👩🏽‍🚀 👍🏿 ☺\u{fe0f} ☺\u{fe0e} 1\u{fe0f}\u{20e3}"),
    same("families", "👩‍👩‍👧‍👦 和 👨‍❤️‍💋‍👨 🏳️‍🌈 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}"),
    same("right to left", "עברית (English) العربية، ١٢٣"),
    same(
        "marks of direction",
        "\u{202b}ימין\u{202c} a\u{200f}b\u{200e}c \u{2067}אב\u{2069} \u{202e}gnp.exe\u{202c}",
    ),
    same(
        "combining marks",
        "e\u{301} が か\u{3099} Z\u{327}\u{351}\u{351}\u{351}\u{351}\u{351} Å A\u{30a} Å",
    ),
    same("invisible characters", "a\u{200b}b\u{ad}c\u{2060}d\u{a0}e\u{3000}f\u{200d}g\u{200c}h"),
    same("a byte order mark inside", "前\u{feff}后"),
    same("the highest characters", "\u{d7ff}\u{e000}\u{f8ff}\u{10fffd}"),
    same("what could not be read before", "乱码 \u{fffd} 乱码"),
    same("an address as title", "https://例子.测试/路?查=询&b=%E4%B8#片"),
    same("an e-mail address", "及庆玲 (ji@example.org)"),
    same("percent signs", "100% %s %00 %E4%B8 %zz %%"),
    same("one character", "一"),
    same("a lone ampersand", "&"),
    same("a number", "007"),
    same("a word of YAML", "no"),
    same("a mark of YAML", "- [x]: {y} #z |> *a &b !c"),
    same("Korean and Thai", "한글 가나다 ภาษาไทย เรือ"),
    same("halfwidth and fullwidth", "ﾊﾝｶｸ ＡＢＣ １２３ ～￥"),
    same("mathematics", "𝒜𝔅ℂ ∀x∈ℝ ½ ² ﬁ Ⅷ ㎏"),
    cleaned("spaces around", " \t 两边有空格 \u{3000} ", "两边有空格"),
    cleaned("line breaks", "第一行\n第二行\r\n third\tline", "第一行 第二行 third line"),
    cleaned("line breaks of Unicode", "一\u{2028}二\u{2029}三\u{85}四", "一 二 三 四"),
];
