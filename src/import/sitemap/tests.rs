use std::fs;
use std::io::Write as _;

use proptest::prelude::*;

use super::*;
use crate::import::{Import, Options, Report};

const PAGE: &str = "<html lang=zh-CN><head><meta charset=utf-8><title>风来了 - 旧站</title><meta property=og:type content=article>\
                    <meta property=article:published_time content=2019-07-18T08:00:00+08:00></head>\
                    <body><nav>首页</nav><article><h1>风来了</h1><p>草原上的风吹了一整夜。</p></article></body></html>";

/// A mirror in a folder of its own: paths and what they hold.
fn imported(files: &[(&str, &[u8])], sitemap: &str) -> Report {
    let dir = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let config = Config::bare("https://example.org/".parse().unwrap());
    let out = tempfile::tempdir().unwrap();
    let mut import = Import::new(out.path(), &config, Options::default()).unwrap();
    read(&dir.path().join(sitemap), dir.path(), &config, &mut |item| import.take(item)).unwrap();
    let mut report = import.finish().unwrap();
    let shown = |path: &mut String| *path = path.replace(&format!("{}/", out.path().display()), "");
    report.added.iter_mut().for_each(shown);
    report
}

fn sitemap(addresses: &[&str]) -> Vec<u8> {
    let urls: String =
        addresses.iter().map(|a| format!("<url><loc>{}</loc></url>\n", a.replace('&', "&amp;"))).collect();
    format!("<?xml version=\"1.0\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>")
        .into_bytes()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn an_address_is_found_however_the_mirror_writes_it() {
    for (address, file) in [
        ("https://a.example/2019/wind/", "a.example/2019/wind/index.html"),
        ("https://a.example/2019/wind/", "2019/wind/index.html"),
        ("https://a.example/2019/wind", "a.example/2019/wind"),
        ("https://a.example/2019/wind", "a.example/2019/wind.html"),
        ("https://a.example/2019/wind", "a.example/2019/wind/index.html"),
        ("https://a.example/2019/wind.html", "www.a.example/2019/wind.html"),
        ("https://a.example:8080/wind", "a.example:8080/wind"),
        ("https://a.example/%E9%A3%8E/", "a.example/风/index.html"),
        ("https://a.example/风/", "a.example/%e9%a3%8e/index.html"),
        ("https://a.example/?p=3", "a.example/index.html?p=3"),
        ("https://a.example/?p=3", "a.example/index.html@p=3.html"),
        ("https://a.example/a?b=1&c=%E9%A3%8E", "a.example/a?b=1&c=风"),
    ] {
        let report =
            imported(&[("sitemap.xml", &sitemap(&[address])), (file, PAGE.as_bytes())], "sitemap.xml");
        assert_eq!(report.added.len(), 1, "{address} {file} {report:?}");
    }
    let report = imported(
        &[("sitemap.xml", &sitemap(&["https://a.example/?p=3"])), ("a.example/index.html", PAGE.as_bytes())],
        "sitemap.xml",
    );
    assert_eq!((report.added.len(), report.refused), (0, 1), "another page is not taken for it");
}

#[cfg(unix)]
#[test]
fn a_name_that_is_half_escaped_is_found() {
    use std::os::unix::ffi::OsStrExt as _;
    let dir = tempfile::tempdir().unwrap();
    // What `wget` makes of 风: it takes the last byte for a control character.
    fs::write(dir.path().join(std::ffi::OsStr::from_bytes(b"\xE9\xA3%8E.html")), PAGE).unwrap();
    let mirror = Mirror::open(dir.path()).unwrap();
    assert!(mirror.find(&"https://a.example/%E9%A3%8E.html".parse().unwrap()).is_some());
}

#[test]
fn index_files_are_followed_packed_or_not() {
    let index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
                 <sitemap><loc>https://a.example/posts.xml.gz</loc></sitemap><sitemap><loc>https://a.example/sitemap.xml</loc></sitemap>\
                 <sitemap><loc>https://a.example/gone.xml</loc></sitemap></sitemapindex>";
    let report = imported(
        &[
            ("sitemap.xml", index.as_bytes()),
            ("posts.xml.gz", &packed(&sitemap(&["https://a.example/wind/", "https://a.example/wind"]))),
            ("wind/index.html", PAGE.as_bytes()),
        ],
        "sitemap.xml",
    );
    assert_eq!(report.added, ["2019/wind.md"]);
    assert_eq!(
        report.left_out.into_iter().collect::<Vec<_>>(),
        [("addresses that are listed twice".to_owned(), 1)]
    );
    assert_eq!(report.refused, 1);
    assert!(report.findings[0].message.starts_with("https://a.example/gone.xml: the sitemap is not among"));
}

#[test]
fn addresses_may_stand_a_line_each() {
    let report = imported(
        &[
            ("list.txt", b"https://a.example/wind/\r\n\r\nnothing\nhttps://a.example/b"),
            ("wind/index.html", PAGE.as_bytes()),
        ],
        "list.txt",
    );
    assert_eq!(report.added.len(), 1);
    let places: Vec<_> = report.findings.iter().map(|finding| (finding.place.line, finding.code)).collect();
    assert_eq!(places, [(Some(3), "bad-address"), (Some(4), "not-mirrored")]);
}

#[test]
fn what_is_no_article_is_counted() {
    let list = "<main><article>a</article><article>b</article></main>";
    let undated = "<title>About</title><p>us";
    let copy = PAGE.replace("<title>", "<link rel=canonical href=https://a.example/wind/><title>");
    let no_date = PAGE.replace("article:published_time", "x");
    let report = imported(
        &[
            (
                "sitemap.xml",
                &sitemap(&[
                    "https://a.example/",
                    "https://a.example/list/",
                    "https://a.example/about",
                    "https://a.example/wind/",
                    "https://a.example/copy/",
                    "https://a.example/a.pdf",
                    "https://a.example/undated/",
                    "https://a.example/2020/01/02/undated/",
                ]),
            ),
            ("index.html", undated.as_bytes()),
            ("list/index.html", list.as_bytes()),
            ("about", undated.as_bytes()),
            ("wind/index.html", PAGE.as_bytes()),
            ("copy/index.html", copy.as_bytes()),
            ("a.pdf", b"%PDF-1.4 <"),
            ("undated/index.html", no_date.as_bytes()),
            ("2020/01/02/undated/index.html", no_date.as_bytes()),
        ],
        "sitemap.xml",
    );
    assert_eq!(report.added, ["2019/wind.md", "2020/undated.md"]);
    let left_out: Vec<String> =
        report.left_out.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    assert_eq!(
        left_out,
        [
            "1 files that are no web pages",
            "1 pages that name another as their original",
            "2 pages that show others",
            "1 pages without a date"
        ]
    );
    assert_eq!(report.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["no-date"]);
}

#[test]
fn a_news_sitemap_tells_title_and_date() {
    let news = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>\
                <url><loc>https://a.example/wind</loc><n:news><n:publication><n:name>旧站</n:name><n:language>zh</n:language></n:publication>\
                <n:publication_date>2019-07-18</n:publication_date><n:title>风来了</n:title></n:news></url></urlset>";
    let report =
        imported(&[("news.xml", news.as_bytes()), ("wind.html", "<p>草原上的风。".as_bytes())], "news.xml");
    assert_eq!(report.added, ["2019/wind.md"]);
}

#[test]
fn a_file_that_is_no_sitemap_is_refused() {
    for text in ["", "<html><p>x</html>", "{}"] {
        let report = imported(&[("sitemap.xml", text.as_bytes())], "sitemap.xml");
        assert_eq!(
            report.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(),
            ["no-sitemap"],
            "{text}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Each address of a damaged sitemap that is still read is an article, is refused or is counted.
    #[test]
    fn a_damaged_sitemap_is_read_or_reported(at in any::<prop::sample::Index>(), byte in any::<u8>(), is_cut: bool) {
        let mut bytes = sitemap(&["https://a.example/wind/", "https://a.example/rain/"]);
        let at = at.index(bytes.len());
        match is_cut {
            true => bytes.truncate(at),
            false => bytes[at] = byte,
        }
        let files: &[(&str, &[u8])] =
            &[("sitemap.xml", &bytes), ("wind/index.html", PAGE.as_bytes()), ("rain/index.html", PAGE.as_bytes())];
        let report = imported(files, "sitemap.xml");
        let left_out: u64 = report.left_out.values().sum();
        prop_assert!(report.added.len() as u64 + report.refused + left_out >= 1, "{:?}", report);
        let errors = report.findings.iter().filter(|finding| finding.is_error()).count() as u64;
        prop_assert!(errors >= report.refused, "{:?}", report);
    }

    #[test]
    fn any_path_is_looked_up(path in "(/|%[0-9a-fA-F]{2}|\\PC|\\?){0,12}") {
        let mirror = Mirror { files: BTreeMap::new() };
        if let Ok(address) = Url::parse(&format!("https://a.example/{path}")) {
            prop_assert!(mirror.find(&address).is_none());
        }
    }
}
