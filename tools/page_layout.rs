//! Lays articles out as a newspaper page does, and keeps the answer: which paragraph of the text
//! layer belongs to which article, in which role and at which place.
//!
//! A page file has one block a line, a letter and a text: `S` column head, `K` kicker, `T` headline,
//! `U` subtitle, `B` byline, `P` running text, `I` item of a list, `H` subhead, `Q` quote,
//! `C` caption, `D` source of figures, `F` what belongs to no article. `@ …` begins an article:
//! `authors=A;B` who wrote it, `columns=N` lays each part of its text into N columns, `swap` puts
//! the last column first, `lose=N` drops N halves of paragraphs, `sections=shuffle` shuffles the
//! parts, `head=away` prints headline and byline before the article that stands before it,
//! `lead=away` the column head and the first paragraph at the top of the page, `label=last` the
//! column head below the text. `! …` speaks of the page: `lang=…`, `seed=…`, `half` for punctuation
//! of half width.

use fastrand::Rng;

/// A paragraph of the text layer with the right answer.
#[derive(Debug, Clone)]
pub struct Laid {
    pub text: String,
    /// The article's number; none for what belongs to no article.
    pub article: Option<usize>,
    /// The letter of its role.
    pub kind: char,
    /// Its place in the article.
    pub place: usize,
}

/// What is to be found.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub title: Option<String>,
    pub authors: Vec<String>,
}

/// A page as it is laid out, and what is to be found in it.
#[derive(Debug, Clone)]
pub struct Layout {
    pub laid: Vec<Laid>,
    pub wanted: Vec<Wanted>,
}

impl Layout {
    /// The text layer.
    pub fn text(&self) -> String {
        self.laid.iter().map(|p| format!("{}\n\n", p.text)).collect()
    }
}

#[derive(Default)]
struct Source {
    options: Vec<String>,
    blocks: Vec<Laid>,
}

impl Source {
    fn has(&self, option: &str) -> bool {
        self.options.iter().any(|o| o == option)
    }

    fn number(&self, name: &str) -> usize {
        let value = |o: &String| o.strip_prefix(name)?.strip_prefix('=')?.parse().ok();
        self.options.iter().find_map(value).unwrap_or(0)
    }
}

/// Lays a page file out.
pub fn lay_out(file: &str) -> Layout {
    let (mut half, mut rng) = (false, Rng::with_seed(0));
    let mut sources: Vec<Source> = Vec::new();
    let (mut top, mut bottom) = (Vec::new(), Vec::new());
    let mut wanted: Vec<Wanted> = Vec::new();
    for line in file.lines().filter(|line| !line.trim().is_empty()) {
        let (kind, text) = line.split_at(1);
        let (kind, text) = (kind.chars().next().expect("a letter"), text.trim());
        match kind {
            '!' => {
                half = text.split_whitespace().any(|o| o == "half");
                let seed = text.split_whitespace().find_map(|o| o.strip_prefix("seed=")?.parse().ok());
                rng = Rng::with_seed(seed.unwrap_or(0));
            }
            '@' => {
                let options: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
                let authors = options.iter().find_map(|o| o.strip_prefix("authors="));
                wanted.push(Wanted { title: None, authors: names(authors.unwrap_or_default()) });
                sources.push(Source { options, ..Source::default() });
            }
            'A' => wanted.last_mut().expect("an article").authors = names(text),
            'F' => {
                let laid = Laid { text: text.to_owned(), article: None, kind, place: 0 };
                if sources.is_empty() { top.push(laid) } else { bottom.push(laid) }
            }
            _ => {
                let article = sources.len() - 1;
                let blocks = &mut sources[article].blocks;
                let text = if half { narrow(text) } else { text.to_owned() };
                if kind == 'T' {
                    wanted[article].title = Some(text.clone());
                }
                blocks.push(Laid { text, article: Some(article), kind, place: blocks.len() * 10 });
            }
        }
    }
    let mut pages: Vec<Vec<Laid>> = Vec::new();
    for source in &sources {
        let (lead, before, own) = lay_article(source, &mut rng);
        top.extend(lead);
        let at = pages.len().saturating_sub(1);
        if before.is_empty() {
        } else if let Some(page) = pages.get_mut(at) {
            page.splice(0..0, before);
        } else {
            top.extend(before);
        }
        pages.push(own);
    }
    let laid = top.into_iter().chain(pages.into_iter().flatten()).chain(bottom).collect();
    Layout { laid, wanted }
}

fn names(text: &str) -> Vec<String> {
    text.split(';').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn narrow(text: &str) -> String {
    let narrow = |c| match c {
        '，' => ',',
        '（' => '(',
        '）' => ')',
        '：' => ':',
        '；' => ';',
        '？' => '?',
        '！' => '!',
        c => c,
    };
    text.chars().map(narrow).collect()
}

/// What stands at the top of the page, before the former article, and in its own place.
fn lay_article(source: &Source, rng: &mut Rng) -> (Vec<Laid>, Vec<Laid>, Vec<Laid>) {
    let of = |kinds: &str| -> Vec<Laid> {
        source.blocks.iter().filter(|b| kinds.contains(b.kind)).cloned().collect()
    };
    let mut body = of("PIHQ");
    let (mut lead, mut away) = (Vec::new(), Vec::new());
    let mut head = of("KTUB");
    let mut label = of("S");
    if source.has("lead=away") {
        lead.append(&mut label);
        lead.push(body.remove(0));
    }
    if source.has("head=away") {
        away.append(&mut head);
    }
    let mut parts: Vec<Vec<Laid>> = vec![Vec::new()];
    for block in body {
        if block.kind == 'H' {
            parts.push(Vec::new());
        }
        parts.last_mut().expect("a part").push(block);
    }
    if source.has("sections=shuffle") {
        rng.shuffle(&mut parts[1..]);
    }
    let columns = source.number("columns").max(1);
    let mut halves: Vec<usize> = Vec::new();
    let mut text: Vec<Laid> = Vec::new();
    for part in parts {
        let (subhead, prose): (Vec<_>, Vec<_>) = part.into_iter().partition(|b| b.kind == 'H');
        text.extend(subhead);
        let mut laid = cut(prose, columns, rng);
        if source.has("swap") && laid.len() > 1 {
            laid.rotate_right(1);
        }
        text.extend(laid.into_iter().flatten());
    }
    for at in 0..text.len() {
        if !text[at].place.is_multiple_of(10) || text.iter().any(|b| b.place == text[at].place + 1) {
            halves.push(text[at].place);
        }
    }
    for _ in 0..source.number("lose") {
        if halves.is_empty() {
            break;
        }
        let place = halves.swap_remove(rng.usize(..halves.len()));
        halves.retain(|other| other / 10 != place / 10);
        text.retain(|b| b.place != place);
    }
    for caption in of("C") {
        let at = rng.usize(..=text.len());
        text.insert(at, caption);
    }
    let mut own = Vec::new();
    if source.has("label=last") {
        own.append(&mut head);
        own.extend(text);
        own.extend(of("D"));
        own.append(&mut label);
    } else {
        own.append(&mut label);
        own.append(&mut head);
        own.extend(text);
        own.extend(of("D"));
    }
    (lead, away, own)
}

/// Cuts running text into columns of about one height, in the middle of paragraphs.
fn cut(prose: Vec<Laid>, columns: usize, rng: &mut Rng) -> Vec<Vec<Laid>> {
    let total: usize = prose.iter().map(|b| b.text.chars().count()).sum();
    if columns < 2 || total < columns * 60 {
        return vec![prose];
    }
    let height = total / columns;
    let mut laid: Vec<Vec<Laid>> = vec![Vec::new()];
    let mut room = height;
    for mut block in prose {
        loop {
            let chars: Vec<char> = block.text.chars().collect();
            if laid.len() == columns || chars.len() <= room + 8 {
                room = room.saturating_sub(chars.len());
                laid.last_mut().expect("a column").push(block);
                break;
            }
            // Neither a word of two characters nor half a line stays behind; marks don't begin a line.
            let mut at = (room + rng.usize(0..6)).min(chars.len().saturating_sub(8));
            while at < chars.len() && "，。、；：？！”’）》,.;:?!)」』 ".contains(chars[at]) {
                at += 1;
            }
            if at < 8 || at + 8 > chars.len() {
                laid.push(Vec::new());
                room = height;
                continue;
            }
            let rest: String = chars[at..].iter().collect::<String>().trim_start().to_owned();
            let first: String = chars[..at].iter().collect();
            let second = Laid { text: rest, place: block.place + 1, ..block.clone() };
            block.text = first.trim_end().to_owned();
            laid.last_mut().expect("a column").push(block);
            laid.push(Vec::new());
            room = height;
            block = second;
        }
    }
    laid
}
