//! Inputs that are not what they should be: other encodings, cut files, exports taken for feeds, dates of
//! every day.

use std::fs;
use std::io::Write as _;

use crate::site::Site;

fn rss(items: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>日报</title><link>https://a.example/</link>{items}</channel></rss>"
    )
}

fn item(name: &str, date: &str, text: &str) -> String {
    format!(
        "<item><title>{name}</title><link>https://a.example/{name}</link><pubDate>{date}</pubDate>\
         <description>{text}</description></item>\n"
    )
}

const DAY: &str = "Tue, 18 Jul 2023 08:00:00 +0800";
const TEXT: &str = "草原上的风机耐看，叶片每长一米，扫过的面积就大一圈。";

#[test]
fn exports_of_other_systems_are_not_taken_for_feeds() {
    let wxr = rss(&item("secret", DAY, "x").replace(
        "</item>",
        "<wp:status xmlns:wp=\"http://wordpress.org/export/1.2/\">private</wp:status></item>",
    ));
    let blogger = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>\
        <title>b</title><entry><id>tag:blogger.com,1999:blog-1.post-1</id><blogger:type>POST</blogger:type>\
        <published>2023-07-18T08:00:00Z</published><title>t</title><content>x</content></entry></feed>";
    let settings = "<feed xmlns='http://www.w3.org/2005/Atom'><title>b</title><entry><id>tag:b,1:1</id>\
        <category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#settings'/>\
        <published>2023-07-18T08:00:00Z</published><title>t</title><content>x</content></entry></feed>";
    let site = Site::new().write("wp.xml", &wxr).write("b.xml", blogger).write("old.xml", settings);
    for (file, told) in [
        (
            "wp.xml",
            "wp.xml: error: this is a WordPress export, not a feed\n  hint: use `tidings import wordpress`",
        ),
        ("b.xml", "b.xml: error: this is a Blogger export, not a feed\n  hint: use `tidings import blogger`"),
        ("old.xml", "this is a Blogger export, not a feed"),
    ] {
        site.run(&["import", "feed", file]).ends(3).warns_of(&[told]);
    }
    assert!(!site.path("content").exists());
}

#[test]
fn feeds_in_other_encodings_are_read_or_refused() {
    let site = Site::new();
    let text = rss(&item("wind", DAY, TEXT));
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let declared = |name: &str| format!("<?xml version=\"1.0\" encoding=\"{name}\"?>{text}");
    for (bytes, is_guessed) in [
        (gbk(&text), true),
        (gbk(&declared("utf-8")), true),
        (gbk(&format!("\n{}", declared("gbk"))), false),
        (gbk(&declared("gb2312")), false),
        (declared("utf-16").into_bytes(), false),
        (utf16, true),
        (
            encoding_rs::SHIFT_JIS
                .encode(&text.replace(TEXT, "羽根が一メートル伸びるたびに、風を受ける面積は広がります。"))
                .0
                .into_owned(),
            true,
        ),
    ] {
        fs::write(site.path("feed.xml"), &bytes).unwrap();
        let told = site.run(&["import", "feed", "feed.xml", "--into", "c", "--overwrite"]).ends(0);
        assert_eq!(
            told.stderr.contains("feed.xml: warning: the encoding is not declared"),
            is_guessed,
            "{told}"
        );
        let page = site.read("c/2023/wind.md");
        assert!(page.contains("草原上的风机") || page.contains("羽根が一メートル"), "{page}");
    }
    // JSON as well.
    let json = format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"日报\", \"items\": [{{\"id\": \"https://a.example/j\", \
         \"title\": \"风机\", \"content_text\": \"{TEXT}\", \"date_published\": \"2023-07-18T08:00:00Z\"}}]}}"
    );
    fs::write(site.path("feed.json"), gbk(&json)).unwrap();
    site.run(&["import", "feed", "feed.json"]).ends(0).warns_of(&["the text looks like gb18030"]);
}

#[test]
fn an_item_with_bytes_that_are_no_text_is_refused_and_the_others_are_imported() {
    let site = Site::new();
    let text = rss(&format!("\n{}{}", item("good", DAY, TEXT), item("bad", DAY, "坏*字")));
    let broken = |bytes: Vec<u8>| -> Vec<u8> {
        bytes.iter().map(|byte| if *byte == b'*' { 0xFF } else { *byte }).collect()
    };
    let gb2312 = format!("<?xml version=\"1.0\" encoding=\"gb2312\"?>\n{text}");
    for (n, bytes) in
        [broken(text.clone().into_bytes()), broken(encoding_rs::GBK.encode(&gb2312).0.into_owned())]
            .into_iter()
            .enumerate()
    {
        let (file, into) = (format!("{n}.xml"), format!("c{n}"));
        fs::write(site.path(&file), bytes).unwrap();
        let told = site.run(&["import", "feed", &file, "--into", &into]).ends(3);
        let line = format!("{file}:{}: error: “bad”: some bytes are no text in the file's encoding", n + 3);
        let told = told.warns_of(&[&line]);
        assert_eq!(told.stdout, "2 articles: 1 added, 1 refused\n");
        assert!(!site.path(&format!("{into}/2023/bad.md")).exists());
    }
    // In an attribute as well.
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>f</title><entry><id>https://a.example/1</id><title>t</title>\
        <published>2023-07-18T08:00:00Z</published><category term='坏*字'/><content>x</content></entry></feed>";
    fs::write(site.path("atom.xml"), broken(atom.as_bytes().to_vec())).unwrap();
    site.run(&["import", "feed", "atom.xml"])
        .ends(3)
        .warns_of(&["atom.xml:1: error: “t”: some bytes are no text"]);
}

#[test]
fn a_packed_file_that_is_cut_off_gives_what_it_has() {
    let site = Site::new();
    let items: String = (0..2000).map(|n| item(&format!("n{n}"), DAY, &format!("{n}{}", n * 7919))).collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(rss(&items).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    fs::write(site.path("feed.xml.gz"), &packed[..packed.len() / 2]).unwrap();
    let told = site
        .run(&["import", "feed", "feed.xml.gz"])
        .ends(3)
        .warns_of(&["the packed file is cut off or damaged"]);
    assert!(told.stdout.contains(" added, 1 refused"), "{told}");
    assert!(site.path("content/.tidings-import.json").exists());

    fs::write(site.path("cut.gz"), &packed[..40]).unwrap();
    site.run(&["import", "feed", "cut.gz", "--into", "c"])
        .ends(3)
        .warns_of(&["cut.gz:1: error: not readable as XML: the packed file is cut off or damaged"]);

    // A file that is missing does not take the others with it.
    let site = site.write("good.xml", &rss(&item("good", DAY, TEXT)));
    let told = site
        .run(&["import", "feed", "good.xml", "none.xml", "--into", "c"])
        .ends(3)
        .warns_of(&["`none.xml`"]);
    assert_eq!(told.stdout, "2 articles: 1 added, 1 refused\n");
    assert!(site.path("c/.tidings-import.json").exists());
}

#[test]
fn the_dates_that_feeds_write_are_read() {
    let dates = [
        ("Tue, 18 Jul 2023 8:00:00 +0800", "2023-07-18T08:00:00+08:00"),
        ("Tuesday, 18 July 2023 08:00:00 +0800", "2023-07-18T08:00:00+08:00"),
        ("Fri, 18 Jul 2023 08:00:00 +08:00", "2023-07-18T08:00:00+08:00"),
        ("Tue, 18 Jul 2023 08:00:00 GMT+8", "2023-07-18T08:00:00+08:00"),
        ("Tue, 18 Jul 2023 08:00:00 JST", "2023-07-18T08:00:00+09:00"),
        ("Tue, 18 Jul 2023 08:00:00 BST", "2023-07-18T08:00:00+01:00"),
        ("Tue, 18 Jul 2023 08:00:00", "Tue, 18 Jul 2023 08:00:00"),
        ("20230718080000", "20230718080000"),
    ];
    let items: String =
        dates.iter().enumerate().map(|(n, (date, _))| item(&format!("n{n}"), date, "x")).collect();
    let site = Site::new().write("feed.xml", &rss(&items));
    site.run(&["import", "feed", "feed.xml"]).is(0, "8 articles: 8 added\n", "");
    for (n, (_, expected)) in dates.iter().enumerate() {
        let page = site.read(&format!("content/2023/n{n}.md"));
        assert!(page.contains(expected), "{page}");
    }
    let site = site.rebuilt();
    let feed = site.read("feeds/feed.json");
    assert_eq!(feed.matches("\"date_published\": \"2023-07-18T08:00:00+08:00\"").count(), 6, "{feed}");
}

#[test]
fn atoms_texts_are_what_they_say() {
    let entry = |n: u32, title: &str, content: &str| {
        format!(
            "<entry><id>https://a.example/{n}</id><published>2023-07-18T08:00:00Z</published>{title}{content}</entry>"
        )
    };
    let feed = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>f</title><id>https://a.example/</id>{}{}{}</feed>",
        entry(1, "<title type='text'>a &lt;b&gt; c</title>", "<content type='html'>x</content>"),
        entry(
            2,
            "<title>two</title>",
            "<content type='text/html' mode='xml'><div xmlns='http://www.w3.org/1999/xhtml'>an <b>old</b> one</div></content>"
        ),
        entry(
            3,
            "<title>three</title>",
            "<content type='text/html' mode='base64'>PHA+6aOOPC9wPg==</content>"
        ),
    );
    let site = Site::new().write("atom.xml", &feed);
    site.run(&["import", "feed", "atom.xml"]).is(0, "3 articles: 3 added\n", "");
    assert!(site.read("content/2023/a-b-c.md").contains("title: a <b> c\n"));
    assert!(site.read("content/2023/two.md").contains("an <b>old</b> one"));
    assert!(site.read("content/2023/three.md").contains("<p>风</p>"));
}
