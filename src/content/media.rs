//! Images and enclosures.

use std::path::Path;

use url::Url;

use super::fields::{self, Part};
use super::links::{local_file, web_address};
use super::measured::{self, Measured};
use super::node::{Entry, Node, Value};
use super::people::parts;
use super::record::{Reader, shorten};
use crate::article::{Enclosure, Image};

/// What a record says of a file.
#[derive(Default)]
struct Media {
    url: String,
    alt: Option<String>,
    caption: Option<String>,
    title: Option<String>,
    media_type: Option<String>,
    length: Option<u64>,
    width: Option<u32>,
    height: Option<u32>,
    duration: Option<u32>,
}

/// Reads the lead image: a URL or a table; of a list, the first.
pub(super) fn image(reader: &mut Reader<'_>, entry: &Entry, base: &Url) -> Option<Image> {
    let node = entry.node.elements().first()?;
    let media = media(reader, &entry.name, node, fields::IMAGE, base)?;
    Some(Image {
        url: media.url,
        alt: media.alt,
        caption: media.caption,
        media_type: media.media_type,
        length: media.length,
        width: media.width,
        height: media.height,
    })
}

/// Reads the enclosures: a URL, a table, or a list of them.
pub(super) fn enclosures(reader: &mut Reader<'_>, entry: &Entry, base: &Url) -> Vec<Enclosure> {
    let mut enclosures = Vec::new();
    for node in entry.node.elements() {
        let Some(media) = media(reader, &entry.name, node, fields::ENCLOSURE, base) else { continue };
        if media.length.is_none() {
            let message = format!("the length of `{}` is not known", shorten(&media.url));
            reader.warn("unknown-length", node.at, message, "add `length`, the file's size in bytes");
        }
        enclosures.push(Enclosure {
            url: media.url,
            media_type: media.media_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
            length: media.length,
            duration: media.duration,
            title: media.title,
        });
    }
    enclosures
}

fn media(
    reader: &mut Reader<'_>,
    field: &str,
    node: &Node,
    names: &'static [fields::Names<Part>],
    base: &Url,
) -> Option<Media> {
    let mut media = Media::default();
    let mut written = None;
    if let Value::Table(table) = &node.value {
        for (part, entry) in parts(reader, table, names) {
            let (name, node) = (&entry.name, &entry.node);
            match part {
                Part::Url => written = reader.node_line(name, node),
                Part::Alt => media.alt = reader.node_line(name, node),
                Part::Caption => media.caption = reader.node_line(name, node),
                Part::Title => media.title = reader.node_line(name, node),
                Part::MediaType => media.media_type = reader.node_line(name, node),
                Part::Length => media.length = number(reader, name, node),
                Part::Width => media.width = number(reader, name, node),
                Part::Height => media.height = number(reader, name, node),
                Part::Duration => media.duration = duration(reader, name, node),
                Part::Name | Part::Email => {}
            }
        }
    } else {
        written = reader.node_line(field, node);
    }
    let Some(written) = written else {
        let message = format!("`{field}` has no `url`, and is left out");
        reader.warn("bad-url", node.at, message, "add a `url`");
        return None;
    };
    let Some(url) = web_address(&written, base) else {
        let message = format!("`{}` in `{field}` is not a web address, and is left out", shorten(&written));
        reader.warn(
            "bad-url",
            node.at,
            message,
            "write it as https://example.org/… or relative to the article",
        );
        return None;
    };
    // Of a type only its shape counts; a wrong one is as good as none.
    media.media_type = media.media_type.filter(|media_type| media_type.contains('/'));
    if media.media_type.is_none() {
        let guess = mime_guess::from_path(Path::new(url.path())).first_raw();
        media.media_type = guess.map(str::to_owned);
    }
    if media.length.is_none()
        && let Some(file) = local_file(&written, reader.source)
    {
        media.length = measured::size(&file.path);
        reader.measured.push(Measured { key: file.key, size: media.length });
    }
    media.url = url.into();
    Some(media)
}

fn number<N: std::str::FromStr>(reader: &mut Reader<'_>, name: &str, node: &Node) -> Option<N> {
    let text = reader.node_line(name, node)?;
    let number = text.strip_suffix("px").unwrap_or(&text).trim().parse().ok();
    if number.is_none() {
        let message = format!("`{}` in `{name}` is not a whole number, and is left out", shorten(&text));
        reader.warn("bad-number", node.at, message, "write digits only");
    }
    number
}

/// Seconds, or `MINUTES:SECONDS`, or `HOURS:MINUTES:SECONDS`.
fn duration(reader: &mut Reader<'_>, name: &str, node: &Node) -> Option<u32> {
    let text = reader.node_line(name, node)?;
    let seconds = read_duration(&text);
    if seconds.is_none() {
        let message = format!("`{}` in `{name}` is not a duration, and is left out", shorten(&text));
        reader.warn("bad-number", node.at, message, "write seconds, or 1:02:03");
    }
    seconds
}

fn read_duration(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    let (whole, first) = (parts.len() > 1, parts[0].trim());
    // Programs write seconds with a fraction.
    let first = if whole { first } else { first.split('.').next().unwrap_or(first) };
    parts[1..].iter().try_fold(first.parse::<u32>().ok()?, |seconds, part| {
        let part: u32 = part.trim().parse().ok().filter(|part| *part < 60)?;
        seconds.checked_mul(60)?.checked_add(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_seconds() {
        for (text, expected) in [
            ("90", Some(90)),
            ("90.5", Some(90)),
            ("1:30", Some(90)),
            ("1:00:01", Some(3601)),
            ("1:75", None),
            ("x", None),
            ("1:2:3:4", None),
            ("99999999:59:59", None),
        ] {
            assert_eq!(read_duration(text), expected, "{text}");
        }
    }
}
