//! Files in other encodings than UTF-8.

use std::fs;

use super::items;
use crate::site::Site;

fn gb18030(site: Site, path: &str) -> Site {
    let (bytes, ..) = encoding_rs::GB18030
        .encode("---\ntitle: 风机叶片\npublished: 2023-07-18\n---\n叶片每长一米，扫过的面积就大一圈。\n");
    let file = site.path(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, bytes).unwrap();
    site
}

fn site(content: &str) -> Site {
    Site::empty().write(
        "tidings.toml",
        &format!(
            "[site]\ntitle = \"Desk\"\nurl = \"https://example.org/\"\n[paths]\nfeeds = \"f\"\n{content}"
        ),
    )
}

#[test]
fn a_guessed_encoding_is_told_once_with_the_line_to_write() {
    let site = gb18030(site(""), "content/a.md");
    site.run(&["rebuild"]).is(
        0,
        "",
        "content/a.md: warning: the encoding is not declared; the text looks like gb18030 and is read so\n  \
         hint: write `encoding = \"gb18030\"` below [content] in tidings.toml, or save the file as UTF-8\n",
    );
    assert_eq!(items(&site), ["风机叶片 | 2023-07-18 |  | /a/"]);
    site.run(&["rebuild"]).is(0, "", "");
}

#[test]
fn a_declared_encoding_is_read_without_a_word() {
    let site = gb18030(site("[content]\nencoding = \"gbk\"\n"), "content/a.md");
    site.run(&["rebuild"]).is(0, "", "");
    let site = gb18030(
        super::encodings::site("[[content.files]]\npath = \"old\"\nencoding = \"gb18030\"\n"),
        "content/old/a.md",
    );
    let site = site.write("content/b.md", "---\ntitle: 新\npublished: 2023-07-17\n---\n");
    site.run(&["rebuild"]).is(0, "", "");
    assert_eq!(items(&site).len(), 2);
}

#[test]
fn what_is_no_text_is_refused_with_its_place_and_the_rest_goes_on() {
    let site = site("").write("content/b.md", "---\ntitle: 新\npublished: 2023-07-17\n---\n");
    fs::write(site.path("content/a.md"), b"---\ntitle: x\0\x01\x02\n---\n").unwrap();
    site.run(&["rebuild"]).is(
        3,
        "",
        "content/a.md:2:9: error: the file is not text: its byte 13 is zero\n  \
         hint: remove the file, or name it in `ignore` below [content] in tidings.toml\n",
    );
    assert_eq!(items(&site), ["新 | 2023-07-17 |  | /b/"]);
}
