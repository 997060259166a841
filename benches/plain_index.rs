//! A plain tantivy index of Markdown files, as one would write it in an afternoon: what
//! `benches/against-hugo` compares a rebuild with.
//!
//! ```sh
//! cargo run --release --example plain_index -- --content target/articles --out target/plain
//! ```
//!
//! Title and body are indexed with positions in jieba's words (its search mode, as in the crate
//! tantivy-jieba), the whole file's text is stored; one thread reads, tantivy's own threads write.

use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use clap::Parser;
use jieba_rs::{Jieba, TokenizeMode};
use tantivy::schema::{IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy::{Index, IndexWriter, TantivyDocument};

/// Makes a plain tantivy index of Markdown files.
#[derive(Parser)]
struct Args {
    /// The folder of the files
    #[arg(long)]
    content: PathBuf,
    /// The folder of the index; what is in it is removed
    #[arg(long)]
    out: PathBuf,
    /// Megabytes of the writer's memory, for both of its threads
    #[arg(long, default_value_t = 256)]
    memory: usize,
    /// Lines of `word frequency …` [default: the dictionary of the crate jieba-rs]
    #[arg(long)]
    dictionary: Option<PathBuf>,
}

const THREADS: usize = 2;

fn main() -> Result<()> {
    let args = Args::parse();
    let dictionary = match args.dictionary {
        Some(file) => file,
        None => packaged_dictionary()?,
    };
    let mut jieba = Jieba::empty();
    jieba.load_dict(&mut BufReader::new(fs::File::open(dictionary)?)).context("reading the dictionary")?;

    let mut schema = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer("jieba")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(words).set_stored();
    let fields = (
        schema.add_text_field("path", STRING | STORED),
        schema.add_text_field("title", text.clone()),
        schema.add_text_field("body", text),
    );
    if args.out.exists() {
        fs::remove_dir_all(&args.out)?;
    }
    fs::create_dir_all(&args.out)?;
    let index = Index::create_in_dir(&args.out, schema.build())?;
    index.tokenizers().register("jieba", Words(Arc::new(jieba)));
    let mut writer: IndexWriter = index.writer_with_num_threads(THREADS, args.memory * 1_000_000)?;
    let mut files = Vec::new();
    collect(&args.content, &mut files)?;
    files.sort();
    for file in files {
        let source = fs::read_to_string(&file).with_context(|| format!("reading `{}`", file.display()))?;
        let (head, body) = source.trim_start_matches("---\n").split_once("\n---\n").unwrap_or_default();
        let title = head.lines().find_map(|line| line.strip_prefix("title: ")).unwrap_or_default();
        let mut document = TantivyDocument::default();
        document.add_text(fields.0, file.to_string_lossy());
        document.add_text(fields.1, title.trim_matches('"'));
        document.add_text(fields.2, body);
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Asks cargo where the package with the dictionary lies.
fn packaged_dictionary() -> Result<PathBuf> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .context("starting cargo")?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo's metadata names no packages")?;
    let manifest = packages
        .iter()
        .find(|package| package["name"] == "jieba-rs")
        .and_then(|package| package["manifest_path"].as_str())
        .context("the package jieba-rs is not there; use --dictionary")?;
    Ok(Path::new(manifest).with_file_name("src").join("data").join("dict.txt"))
}

/// jieba's words as tokens.
#[derive(Clone)]
struct Words(Arc<Jieba>);

impl Tokenizer for Words {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        let tokens = self.0.tokenize(text, TokenizeMode::Search, true).into_iter();
        let tokens: Vec<Token> = tokens
            .map(|token| Token {
                offset_from: token.byte_start,
                offset_to: token.byte_end,
                position: token.start,
                text: token.word.to_owned(),
                position_length: token.end - token.start,
            })
            .collect();
        Stream { tokens: tokens.into_iter(), token: Token::default() }
    }
}

struct Stream {
    tokens: std::vec::IntoIter<Token>,
    token: Token,
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        self.tokens.next().map(|token| self.token = token).is_some()
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
