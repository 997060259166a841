use super::*;

fn parts(xml: &[u8]) -> Vec<Part> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), xml).unwrap();
    let mut parts = Vec::new();
    read(file.path(), &mut |part| {
        parts.push(part);
        Ok(())
    })
    .unwrap();
    parts
}

fn elements(xml: &[u8]) -> Vec<Element> {
    parts(xml)
        .into_iter()
        .map(|part| match part {
            Part::Element(element) => element,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn an_element_has_its_texts_names_and_line() {
    let xml = "<?xml version=\"1.0\"?>\n<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'>\n<channel>\n<title>a &amp; b</title>\n\
               <item><c:encoded><![CDATA[<p>x</p>]]>&nbsp;&#x4E2D;</c:encoded><dc:creator>y</dc:creator></item></channel></rss>";
    let found = elements(xml.as_bytes());
    assert_eq!(found[0].text(), "a & b");
    assert_eq!((found[1].name.as_str(), found[1].line), ("item", 5));
    assert_eq!(found[1].text_of("content:encoded").unwrap(), "<p>x</p>\u{A0}中");
    assert_eq!(found[1].text_of("dc:creator").unwrap(), "y", "a prefix that is not declared");
}

#[test]
fn bases_are_inherited_and_joined() {
    let xml = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://a.example/x/'>\
               <entry xml:base='y/'><content xml:base='/z/'>t</content></entry></feed>";
    let entry = &elements(xml.as_bytes())[0];
    assert_eq!(entry.base.as_ref().unwrap().as_str(), "https://a.example/x/y/");
    assert_eq!(entry.first("atom:content").unwrap().base.as_ref().unwrap().as_str(), "https://a.example/z/");
}

#[test]
fn xhtml_is_written_out() {
    let xml = "<feed><entry><c xmlns='http://www.w3.org/1999/xhtml'>a &lt; <b title='\"'>b</b><br/></c></entry></feed>";
    let entry = &elements(xml.as_bytes())[0];
    assert_eq!(entry.elements().next().unwrap().inner_html(), "a &lt; <b title=\"&quot;\">b</b><br>");
}

#[test]
fn other_encodings_are_read_as_declared() {
    let (bytes, _, _) = encoding_rs::GBK
        .encode("<?xml version='1.0' encoding='GB2312'?><rss><channel><title>风电</title></channel></rss>");
    assert_eq!(elements(&bytes)[0].text(), "风电");
    let broken = b"<rss><channel><title>\xB7\xE7</title></channel></rss>";
    assert_eq!(elements(broken)[0].broken_text, Some(1));
}

#[test]
fn a_file_that_ends_too_early_says_so() {
    let found = parts(b"<rss><channel><item>a</item>\n<item>b");
    assert!(matches!(found.as_slice(), [Part::Element(_), Part::Broken(2, _)]), "{found:?}");
    let found = parts(b"<rss><channel><item>a</b></item>");
    assert!(matches!(found.as_slice(), [Part::Broken(1, _)]), "{found:?}");
}

#[test]
fn elements_in_each_other_without_end_are_flattened() {
    let xml = format!(
        "<rss><channel><item>{}x{}</item></channel></rss>",
        "<b>".repeat(50_000),
        "</b>".repeat(50_000)
    );
    assert!(elements(xml.as_bytes())[0].inner_html().contains('x'));
}
