//! An element with all that it holds.

use url::Url;

/// An element with all that it holds.
#[derive(Debug, Clone, Default)]
pub(in crate::import) struct Element {
    /// `title`, `dc:creator`: RSS's own names without a prefix, others with the usual one of their
    /// namespace.
    pub name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) nodes: Vec<Node>,
    /// The `xml:base` that holds here.
    pub base: Option<Url>,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// The line of the first bytes of its text that are not of the file's encoding.
    pub broken_text: Option<u32>,
}

#[derive(Debug, Clone)]
pub(super) enum Node {
    Text(String),
    Element(Element),
}

impl Element {
    /// Its own text, that of its elements left out, trimmed.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for node in &self.nodes {
            if let Node::Text(piece) = node {
                text.push_str(piece);
            }
        }
        if text.trim().len() == text.len() { text } else { text.trim().to_owned() }
    }

    /// The attribute of that local name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// Returns whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        self.attribute("src").is_none() && self.nodes.is_empty()
    }

    /// The elements directly below.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Those of them with that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first of them.
    pub fn first(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// The text of the first of them that has any.
    pub fn text_of(&self, name: &str) -> Option<String> {
        self.elements()
            .filter(|element| element.name == name)
            .map(Element::text)
            .find(|text| !text.is_empty())
    }

    /// What it holds, written as HTML (for XHTML in Atom).
    pub fn inner_html(&self) -> String {
        let mut html = String::new();
        self.write_inner(&mut html);
        html.trim().to_owned()
    }

    fn write_inner(&self, html: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => html.push_str(&quick_xml::escape::partial_escape(text.as_str())),
                Node::Element(element) => {
                    let name = element.name.rsplit(':').next().unwrap_or_default();
                    html.push('<');
                    html.push_str(name);
                    for (key, value) in &element.attributes {
                        let value = quick_xml::escape::partial_escape(value.as_str()).replace('"', "&quot;");
                        html.push_str(&format!(" {key}=\"{value}\""));
                    }
                    html.push('>');
                    let is_void = matches!(name, "br" | "hr" | "img" | "wbr" | "source" | "col" | "track");
                    if !is_void || !element.nodes.is_empty() {
                        element.write_inner(html);
                        html.push_str(&format!("</{name}>"));
                    }
                }
            }
        }
    }
}
