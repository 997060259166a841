//! Bodies that have stumbled somebody's feed reader. What a reader must see is written by hand, as
//! docs/records.md has it: clean, with absolute addresses.

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    Html,
    Markdown,
    Text,
}

/// A body as a record has it, and as a reader must see it. There, `{url}` stands for the article's
/// address without fragment, `{folder}` for the part of it that relative addresses are resolved against,
/// `{root}` for scheme and domain, `{scheme}` for the first of these.
pub struct Body {
    pub what: &'static str,
    pub markup: Markup,
    pub written: &'static str,
    pub seen: &'static str,
    /// How often it stands in the record: a big body is a small one many times.
    pub times: usize,
}

const fn html(what: &'static str, written: &'static str, seen: &'static str) -> Body {
    Body { what, markup: Markup::Html, written, seen, times: 1 }
}

const fn markdown(what: &'static str, written: &'static str, seen: &'static str) -> Body {
    Body { what, markup: Markup::Markdown, written, seen, times: 1 }
}

const fn text(what: &'static str, written: &'static str, seen: &'static str) -> Body {
    Body { what, markup: Markup::Text, written, seen, times: 1 }
}

const fn big(markup: Markup, written: &'static str, seen: &'static str) -> Body {
    Body { what: "a million bytes", markup, written, seen, times: BIG / written.len() + 1 }
}

/// What a big body has at least, in bytes.
pub const BIG: usize = 1_000_000;

pub const BODIES: &[Body] = &[
    html("empty", "", ""),
    html("blank", " \n\t ", ""),
    html(
        "scripts and handlers",
        "<p onclick=\"x()\">段<script>alert(\"]]>\")</script>落</p><svg onload=\"x\"><circle r=\"1\"/></svg><style>p{}</style>",
        "<p>段落</p>",
    ),
    html(
        "addresses that are programs",
        "<a href=\"javascript:alert(1)\">a</a><a href=\"JaVaScRiPt&#58;x\">b</a><a href=\" java&#10;script:x\">c</a>\
         <a href=\"data:text/html,x\">d</a><a href=\"vbscript:x\">e</a>",
        "<a>a</a><a>b</a><a>c</a><a>d</a><a>e</a>",
    ),
    html(
        "forms and frames",
        "<iframe src=\"https://example.com/\">框</iframe><form action=\"/x\"><input name=\"q\"><button>发</button></form>\
         <object data=\"x.swf\"></object><embed src=\"x\"><p style=\"color:red\" class=\"x\">红</p>",
        "发<p>红</p>",
    ),
    html(
        "an image that would run",
        "<p><img src=x onerror=alert(1) alt='\"引\" & <标>'></p>",
        "<p><img src=\"{folder}x\" alt=\"&quot;引&quot; &amp; &lt;标&gt;\"></p>",
    ),
    html(
        "references",
        "<p>&amp;amp; &lt;b&gt; &nbsp; &copy; &#x1F600; &hellip; &notanentity; AT&T</p>",
        "<p>&amp;amp; &lt;b&gt; \u{a0} © 😀 … ¬anentity; AT&amp;T</p>",
    ),
    html(
        "references to control characters",
        "<p>a&#11;b&#x1F;c&#xFFFE;d&#xFDD0;e&#128;f</p>",
        "<p>abcde€f</p>",
    ),
    html("control characters", "<p>a\u{b}b\u{0}c\u{fffe}d\u{9d}e</p>", "<p>abcde</p>"),
    html("the end of CDATA", "<p>]]&gt; ]]> ]] > ]]]]>></p>", "<p>]]&gt; ]]&gt; ]] &gt; ]]]]&gt;&gt;</p>"),
    html("tags as text", "<p>&lt;b&gt;粗&lt;/b&gt; <b>粗</b></p>", "<p>&lt;b&gt;粗&lt;/b&gt; <b>粗</b></p>"),
    html("comments and CDATA", "<!-- <b> --><p>一<![CDATA[二]]>三<?php x ?>四</p>", "<p>一三四</p>"),
    html("what is not closed", "<p>一<p>二<b>三", "<p>一</p><p>二<b>三</b></p>"),
    html(
        "relative addresses",
        "<p><a href=\"/x?a=1&b=2#c\">x</a> <a href=\"#注\">注</a> <a href=\"//cdn.example/ä\">y</a> \
         <img src=\"图 片.png\" alt=\"\" width=\"3\" height=\"2\" srcset=\"a.png 1x, /b.png 2x\"></p>",
        "<p><a href=\"{root}/x?a=1&amp;b=2#c\">x</a> <a href=\"{url}#%E6%B3%A8\">注</a> \
         <a href=\"{scheme}://cdn.example/%C3%A4\">y</a> <img src=\"{folder}%E5%9B%BE%20%E7%89%87.png\" alt=\"\" \
         width=\"3\" height=\"2\" srcset=\"{folder}a.png 1x, {root}/b.png 2x\"></p>",
    ),
    html(
        "broken addresses",
        "<p><a href=\"http://[\">x</a><img src=\"http://exa mple/x.png\" alt=\"y\"><a href=\"https://a:b:c/\">z</a>\
         <img src=\"data:image/png;base64,AA\" alt=\"d\"></p>",
        "<p><a>x</a><img alt=\"y\"><a>z</a><img alt=\"d\"></p>",
    ),
    html(
        "a domain of other letters",
        "<p><a href=\"https://例子.测试/路?查=询#片\">例</a> <a href=\"https://faß.example/\">ß</a></p>",
        "<p><a href=\"https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF?%E6%9F%A5=%E8%AF%A2#%E7%89%87\">例</a> \
         <a href=\"https://xn--fa-hia.example/\">ß</a></p>",
    ),
    html(
        "readings",
        "<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>𠮷</p>",
        "<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>𠮷</p>",
    ),
    html(
        "right to left",
        "<p dir=\"rtl\" lang=\"he\">עברית &rlm;(English)&#x200F; <bdi>א</bdi> \u{202b}x\u{202c}</p>",
        "<p dir=\"rtl\" lang=\"he\">עברית \u{200f}(English)\u{200f} <bdi>א</bdi> \u{202b}x\u{202c}</p>",
    ),
    html("joined emoji", "<p>👩‍👩‍👧‍👦&#x1F469;&zwj;&#x1F680; ☺\u{fe0f}</p>", "<p>👩‍👩‍👧‍👦👩‍🚀 ☺\u{fe0f}</p>"),
    html(
        "code",
        "<pre><code class=\"language-rust hl\">let a = \"&lt;\";\n  ]]&gt;\n</code></pre>",
        "<pre><code class=\"language-rust\">let a = \"&lt;\";\n  ]]&gt;\n</code></pre>",
    ),
    html(
        "a table and a figure",
        "<table><tr><th scope=row>a<td>1</table><figure><img src=\"/f.png\" alt=\"图\"><figcaption>注</figcaption></figure>",
        "<table><tbody><tr><th scope=\"row\">a</th><td>1</td></tr></tbody></table>\
         <figure><img src=\"{root}/f.png\" alt=\"图\"><figcaption>注</figcaption></figure>",
    ),
    html("plain words", "没有标签，一 & 二 < 三", "没有标签，一 &amp; 二 &lt; 三"),
    markdown("empty", "", ""),
    markdown(
        "emphasis and references",
        "**“科技兴蒙”**行动 & <b>x</b> &amp;amp; \\<b\\>\n",
        "<p><strong>“科技兴蒙”</strong>行动 &amp; <b>x</b> &amp;amp; &lt;b&gt;</p>",
    ),
    markdown(
        "code that is a script",
        "```html\n<script>alert(1)</script> ]]>\n```\n",
        "<pre><code class=\"language-html\">&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt;\n</code></pre>",
    ),
    markdown(
        "links",
        "[链](</路 径?q=1&r=2>) [坏](<http://[>) ![图](https://img.example/图.png \"题 & <b>\")\n",
        "<p><a href=\"{root}/%E8%B7%AF%20%E5%BE%84?q=1&amp;r=2\">链</a> <a>坏</a> \
         <img src=\"https://img.example/%E5%9B%BE.png\" alt=\"图\" title=\"题 &amp; &lt;b&gt;\"></p>",
    ),
    markdown(
        "HTML that would run",
        "后 <img src=x onerror=y><a href=\"javascript:x\">z</a>\n",
        "<p>后 <img src=\"{folder}x\"><a>z</a></p>",
    ),
    markdown("control characters", "一\u{b}二\u{1f}三\u{fffe}四\u{7f}五\n", "<p>一二三四五</p>"),
    markdown("breaks", "一  \n二\n三\n", "<p>一<br>\n二三</p>"),
    markdown(
        "a table",
        "| 甲 | 乙 |\n|---|--:|\n| 1 & | <2 |\n",
        "<table>\n<thead>\n<tr>\n<th>甲</th>\n<th align=\"right\">乙</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n\
         <td>1 &amp;</td>\n<td align=\"right\">&lt;2</td>\n</tr>\n</tbody>\n</table>",
    ),
    text("empty", "", ""),
    text(
        "lines",
        "a < b & c\r\n第二行 ]]>\n\n\n<b>&amp;</b>\n",
        "<p>a &lt; b &amp; c<br>\n第二行 ]]&gt;</p>\n<p>&lt;b&gt;&amp;amp;&lt;/b&gt;</p>",
    ),
    text("a script", "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    text("a line break of mainframes", "一\u{85}二\u{2028}三\u{1}", "<p>一<br>\n二\u{2028}三</p>"),
    big(
        Markup::Html,
        "<p>大段文字 &amp;amp; ]]&gt; 😀 <b>粗</b></p>\n",
        "<p>大段文字 &amp;amp; ]]&gt; 😀 <b>粗</b></p>\n",
    ),
    big(Markup::Markdown, "大段*文字* ]]> 😀\n\n", "<p>大段<em>文字</em> ]]&gt; 😀</p>\n"),
    big(Markup::Text, "大段文字 & <b> 😀\n\n", "<p>大段文字 &amp; &lt;b&gt; 😀</p>\n"),
];
