//! The list of all feeds: OPML 2.0 for programs, a page for people, and the lines by which a
//! site's own pages name their feeds.

use super::header::below;
use super::xml::{DECLARATION, escaped};
use super::{FeedSpec, Kind, media_type};
use crate::config::{Config, Format};

/// The page's file name.
const PAGE: &str = "feeds.html";

/// The outline's file name.
const OUTLINE: &str = "opml.xml";

/// Returns the files that stand beside the feeds: name, bytes and media type.
pub fn companions(specs: &[FeedSpec], config: &Config) -> [(&'static str, Vec<u8>, &'static str); 3] {
    [
        (OUTLINE, opml(specs, config), "text/x-opml"),
        (PAGE, page(specs, config), "text/html"),
        (super::STYLESHEET, stylesheet(config), "text/css"),
    ]
}

/// Returns all feeds as OPML 2.0, one group a kind, each feed once: as RSS, else in the first
/// format there is.
fn opml(specs: &[FeedSpec], config: &Config) -> Vec<u8> {
    let texts = texts(&config.site.language);
    let mut out = String::from(DECLARATION);
    let title = escaped(config.site.title.as_str());
    out += "<opml version=\"2.0\">\n  <head>\n";
    out += &format!(
        "    <title>{title}</title>\n    <ownerName>{}</ownerName>\n",
        escaped(config.site.author.as_str())
    );
    out += "    <docs>http://opml.org/spec2.opml</docs>\n  </head>\n  <body>\n";
    if let Some(format) = config.feeds.formats.first() {
        for group in groups(specs) {
            let heading = heading(&group[0].kind, texts);
            let indent = if heading.is_some() { "      " } else { "    " };
            if let Some(heading) = heading {
                out += &format!("    <outline text=\"{heading}\">\n");
            }
            for spec in group {
                out += &outline(spec, *format, indent, config);
            }
            if heading.is_some() {
                out += "    </outline>\n";
            }
        }
    }
    out += "  </body>\n</opml>\n";
    out.into_bytes()
}

fn outline(spec: &FeedSpec, format: Format, indent: &str, config: &Config) -> String {
    let title = escaped(spec.title.as_str());
    let url = spec.url(format, config);
    let version = if format == Format::Rss { " version=\"RSS2\"" } else { "" };
    format!(
        "{indent}<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\" htmlUrl=\"{}\" language=\"{}\"{version}/>\n",
        escaped(url.as_str()),
        escaped(config.site.url.as_str()),
        escaped(spec.lang(config)),
    )
}

/// Returns the lines for the head of a site's pages: each feed in each format.
pub fn autodiscovery(specs: &[FeedSpec], config: &Config) -> String {
    let mut out = String::new();
    for spec in specs {
        for &format in &config.feeds.formats {
            out += &format!(
                "<link rel=\"alternate\" type=\"{}\" title=\"{}\" href=\"{}\">\n",
                media_type(format),
                escaped(&format!("{} ({})", spec.title, label(format))),
                escaped(spec.url(format, config).as_str()),
            );
        }
    }
    out
}

/// Returns the page that lists the feeds for people, in the site's language.
fn page(specs: &[FeedSpec], config: &Config) -> Vec<u8> {
    let texts = texts(&config.site.language);
    let title = escaped(config.site.title.as_str());
    let site_feeds = specs.iter().filter(|spec| spec.kind == Kind::Site).cloned().collect::<Vec<_>>();
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{heading} – {title}</title>\n\
         {links}<style>\n{style}</style>\n</head>\n<body>\n<header>\n<p><a href=\"{url}\">{title}</a></p>\n\
         <h1>{heading}</h1>\n</header>\n<main>\n<p>{what}</p>\n<p>{how}</p>\n",
        lang = escaped(config.site.language.as_str()),
        style = STYLE.replace("{{fonts}}", texts.fonts),
        heading = texts.feeds,
        links = autodiscovery(&site_feeds, config),
        url = escaped(config.site.url.as_str()),
        what = texts.what,
        how = texts.how,
    );
    for group in groups(specs) {
        out += "<section>\n";
        if let Some(heading) = heading(&group[0].kind, texts) {
            out += &format!("<h2>{heading}</h2>\n");
        }
        out += "<ul>\n";
        for spec in group {
            out += &format!("<li><span>{}</span> ", escaped(short_title(spec, config)));
            for &format in &config.feeds.formats {
                let href = escaped(&String::from(spec.url(format, config)));
                out += &format!(
                    "<a type=\"{}\" href=\"{href}\" title=\"{}\">{}</a> ",
                    media_type(format),
                    escaped(&format!("{} – {}", spec.title, label(format))),
                    label(format)
                );
            }
            out.truncate(out.trim_end().len());
            out += "</li>\n";
        }
        out += "</ul>\n</section>\n";
    }
    let opml = below(config, "", OUTLINE);
    out += &format!(
        "</main>\n<footer>\n<p>{} <a type=\"text/x-opml\" href=\"{}\">OPML</a></p>\n</footer>\n</body>\n</html>\n",
        texts.all,
        escaped(opml.as_str())
    );
    out.into_bytes()
}

/// Returns the stylesheet that shows feeds to people, with the site's words for what a feed is.
fn stylesheet(config: &Config) -> Vec<u8> {
    let texts = texts(&config.site.language);
    include_str!("feed.css")
        .replace("{{what}}", texts.what_here)
        .replace("{{how}}", texts.how_here)
        .replace("{{fonts}}", texts.fonts)
        .into_bytes()
}

fn label(format: Format) -> &'static str {
    match format {
        Format::Rss => "RSS",
        Format::Atom => "Atom",
        Format::Json => "JSON Feed",
    }
}

/// The title without the site's, which stands above the list already.
fn short_title<'a>(spec: &'a FeedSpec, config: &Config) -> &'a str {
    let site = format!(" – {}", config.site.title);
    if spec.kind == Kind::Site { &spec.title } else { spec.title.strip_suffix(&site).unwrap_or(&spec.title) }
}

/// The feeds of one kind after the other's.
fn groups(specs: &[FeedSpec]) -> impl Iterator<Item = &[FeedSpec]> {
    specs.chunk_by(|a, b| std::mem::discriminant(&a.kind) == std::mem::discriminant(&b.kind))
}

fn heading(kind: &Kind, texts: &Texts) -> Option<&'static str> {
    match kind {
        Kind::Site | Kind::Search(_) => None,
        Kind::Section(_) => Some(texts.sections),
        Kind::Tag(_) => Some(texts.tags),
        Kind::Author(_) => Some(texts.authors),
        Kind::Lang(_) => Some(texts.languages),
        Kind::Topic(_) => Some(texts.topics),
    }
}

/// The page's words in one language; they contain nothing that HTML or XML would take for markup.
struct Texts {
    /// Script or language codes that they are for.
    langs: &'static [&'static str],
    /// The fonts with the language's own shapes of Han characters, as CSS lists them.
    fonts: &'static str,
    feeds: &'static str,
    what: &'static str,
    how: &'static str,
    /// Said to who has opened a feed itself.
    what_here: &'static str,
    how_here: &'static str,
    sections: &'static str,
    tags: &'static str,
    authors: &'static str,
    languages: &'static str,
    topics: &'static str,
    all: &'static str,
}

/// Returns the words for a BCP 47 language; English where there are none.
fn texts(lang: &str) -> &'static Texts {
    let is_or_begins = |code: &str| {
        let rest = lang.get(..code.len()).filter(|start| start.eq_ignore_ascii_case(code));
        rest.is_some() && matches!(lang.as_bytes().get(code.len()), None | Some(b'-'))
    };
    let fits = |texts: &&Texts| texts.langs.iter().any(|code| is_or_begins(code));
    TEXTS.iter().find(fits).unwrap_or(&TEXTS[TEXTS.len() - 1])
}

static TEXTS: [Texts; 5] = [
    Texts {
        langs: &["zh-Hant", "zh-TW", "zh-HK", "zh-MO"],
        fonts: "\"PingFang TC\", \"Microsoft JhengHei\", \"Noto Sans CJK TC\", \"Noto Sans TC\"",
        feeds: "訂閱",
        what: "訂閱源是一個網址。把它加入閱讀器，本站的新文章就會自動出現在那裡：不需註冊，不用電子郵件，也沒有演算法替您挑選。",
        how: "怎樣訂閱：在閱讀器裡選擇「新增訂閱」，貼上下面的一個網址。拿不準選哪個，就選 RSS。",
        what_here: "這是一個訂閱源：把網址列裡的網址加入閱讀器，本站的新文章就會自動出現在那裡，不需註冊，不用電子郵件，也沒有演算法替您挑選。",
        how_here: "怎樣訂閱：複製網址，在閱讀器裡選擇「新增訂閱」並貼上。",
        sections: "欄目",
        tags: "標籤",
        authors: "作者",
        languages: "語言",
        topics: "專題",
        all: "全部訂閱源，可一次匯入閱讀器：",
    },
    Texts {
        langs: &["zh"],
        fonts: "\"PingFang SC\", \"Microsoft YaHei\", \"Noto Sans CJK SC\", \"Noto Sans SC\"",
        feeds: "订阅",
        what: "订阅源是一个网址。把它加入阅读器，本站的新文章就会自动出现在那里：不需注册，不用电子邮件，也没有算法替您挑选。",
        how: "怎样订阅：在阅读器里选择“添加订阅”，粘贴下面的一个网址。拿不准选哪个，就选 RSS。",
        what_here: "这是一个订阅源：把地址栏里的网址加入阅读器，本站的新文章就会自动出现在那里，不需注册，不用电子邮件，也没有算法替您挑选。",
        how_here: "怎样订阅：复制网址，在阅读器里选择“添加订阅”并粘贴。",
        sections: "栏目",
        tags: "标签",
        authors: "作者",
        languages: "语言",
        topics: "专题",
        all: "全部订阅源，可一次导入阅读器：",
    },
    Texts {
        langs: &["ja"],
        fonts: "\"Hiragino Sans\", \"Yu Gothic UI\", \"Noto Sans CJK JP\", \"Noto Sans JP\"",
        feeds: "フィード",
        what: "フィードのアドレスをフィードリーダーに登録すると、新しい記事が自動的に届きます。会員登録もメールアドレスも要りません。",
        how: "購読するには、リーダーの「フィードを追加」に下のアドレスを一つ貼り付けてください。迷ったら RSS を選んでください。",
        what_here: "これはフィードです。アドレス欄の URL をフィードリーダーに登録すると、新しい記事が自動的に届きます。会員登録もメールアドレスも要りません。",
        how_here: "購読するには、URL をコピーし、リーダーの「フィードを追加」に貼り付けてください。",
        sections: "欄",
        tags: "タグ",
        authors: "著者",
        languages: "言語",
        topics: "特集",
        all: "すべてのフィードをまとめて読み込む：",
    },
    Texts {
        langs: &["ko"],
        fonts: "\"Apple SD Gothic Neo\", \"Malgun Gothic\", \"Noto Sans CJK KR\", \"Noto Sans KR\"",
        feeds: "피드",
        what: "피드 주소를 피드 리더에 추가하면 새 글이 자동으로 도착합니다. 가입도 이메일 주소도 필요 없습니다.",
        how: "구독하려면 리더에서 ‘피드 추가’를 고르고 아래 주소 하나를 붙여 넣으세요. 잘 모르겠으면 RSS를 고르세요.",
        what_here: "이것은 피드입니다. 주소창의 주소를 피드 리더에 추가하면 새 글이 자동으로 도착합니다. 가입도 이메일 주소도 필요 없습니다.",
        how_here: "구독하려면 주소를 복사해 리더의 ‘피드 추가’에 붙여 넣으세요.",
        sections: "섹션",
        tags: "태그",
        authors: "글쓴이",
        languages: "언어",
        topics: "주제",
        all: "모든 피드를 한꺼번에 가져오기:",
    },
    Texts {
        langs: &["en"],
        fonts: "\"PingFang SC\", \"Hiragino Sans\", \"Microsoft YaHei\", \"Noto Sans CJK SC\"",
        feeds: "Feeds",
        what: "Add a feed’s address to a feed reader, and new articles of this site appear there by themselves: no account, no e-mail address, and no algorithm that chooses for you.",
        how: "To subscribe, choose “add feed” in your reader and paste one of the addresses. If in doubt, take RSS.",
        what_here: "This is a feed. Add its address to a feed reader, and new articles of this site appear there by themselves: no account, no e-mail address, and no algorithm that chooses for you.",
        how_here: "To subscribe, copy the address and choose “add feed” in your reader.",
        sections: "Sections",
        tags: "Tags",
        authors: "Authors",
        languages: "Languages",
        topics: "Topics",
        all: "All feeds, to be imported into a reader at once:",
    },
];

const STYLE: &str = include_str!("page.css");
