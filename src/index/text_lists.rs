//! The text fields' part of a segment, written in tantivy's format but not by its writer.
//!
//! A plugin of tantivy gets every document of a new segment and has the last word when the segment
//! is written. This one gathers the tokens of the text fields (see [`gather`](super::gather)), which
//! tantivy does not get to see; then it writes the four files of the inverted index once more: the
//! other fields' terms as tantivy has just written them, and the text fields'. Reading, deleting and
//! merging stay tantivy's. Beside them it writes two files of its own, [`units`](super::units) and the
//! identities, which are read [by document](super::by_document).

use tantivy::directory::Directory as _;
use tantivy::directory::error::DeleteError;
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::SegmentComponent;
use tantivy::indexer::DocIdMapping;
use tantivy::indexer::doc_id_mapping::MappingType;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::document::ErasedDocument;
use tantivy::schema::{Field, IndexRecordOption, Schema};
use tantivy::{
    DocId, DocSet, PluginMergeContext, PluginWriter, PluginWriterContext, Segment, SegmentPlugin,
    SegmentReader, TERMINATED, TantivyError,
};

use super::by_document::{self, ByDocumentWriter};
use super::gather::Gathered;
use super::queue::Queued;
use super::schema::Fields;
use super::stored::searched_texts;
use super::units::{self, UnitsWriter};
use crate::text::Tokens;

/// The files of a segment that are written again.
const FILES: [SegmentComponent; 4] = [
    SegmentComponent::FieldNorms,
    SegmentComponent::Terms,
    SegmentComponent::Postings,
    SegmentComponent::Positions,
];

/// The extension of the identities' file; a document that is no article has none.
pub(super) const IDENTITIES: &str = "identities";

/// See the module's text.
pub(super) struct TextLists(pub Fields);

impl SegmentPlugin for TextLists {
    fn extensions(&self) -> &[&str] {
        &[units::EXTENSION, IDENTITIES]
    }

    fn create_writer(&self, context: &PluginWriterContext<'_>) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(TextWriter {
            fields: self.0,
            text: Gathered::default(),
            title: Gathered::default(),
            units: UnitsWriter::new(context.segment)?,
            identities: ByDocumentWriter::new(context.segment, IDENTITIES)?,
        }))
    }

    /// The other files have tantivy's format, and tantivy merges them.
    fn merge(&self, context: PluginMergeContext<'_>) -> tantivy::Result<()> {
        if context.doc_id_mapping.mapping_type() == MappingType::Shuffled {
            return Err(TantivyError::InvalidArgument("the documents have an order of their own".to_owned()));
        }
        for extension in self.extensions() {
            by_document::merge(context.readers, context.target_segment, extension)?;
        }
        Ok(())
    }
}

/// Gathers what one segment has of the text fields.
struct TextWriter {
    fields: Fields,
    text: Gathered,
    title: Gathered,
    units: UnitsWriter,
    identities: ByDocumentWriter,
}

impl PluginWriter for TextWriter {
    fn add_document(
        &mut self,
        _doc: DocId,
        document: &dyn ErasedDocument,
        _schema: &Schema,
    ) -> tantivy::Result<()> {
        let Some(queued) = document.as_any().downcast_ref::<Queued>() else {
            return Err(TantivyError::InvalidArgument("a document that was not queued".to_owned()));
        };
        self.text.begin_document();
        self.title.begin_document();
        for (n, value) in queued.article().into_iter().flat_map(searched_texts).enumerate() {
            let mut tokens = Tokens::new(value);
            while tokens.advance() {
                let token = tokens.token();
                self.text.push(token.position, &token.text);
                self.units.push(token, value);
                // The title is the first.
                if n == 0 {
                    self.title.push(token.position, &token.text);
                }
            }
            self.text.end_value();
            self.units.end_value();
        }
        self.title.end_value();
        self.units.end_document()?;
        let identity = queued.article().map_or("", |article| article.id.as_str());
        Ok(self.identities.push(identity.as_bytes())?)
    }

    fn serialize(self: Box<Self>, segment: &Segment, order: Option<&DocIdMapping>) -> tantivy::Result<()> {
        if order.is_some() {
            return Err(TantivyError::InvalidArgument("the documents have an order of their own".to_owned()));
        }
        let Self { fields, text, title, units, identities } = *self;
        units.finish()?;
        identities.finish()?;
        let others = Others::read(segment, text.lengths().len(), [fields.text, fields.title])?;
        for file in FILES {
            match segment.index().directory().delete(&segment.relative_path(file)) {
                Ok(()) | Err(DeleteError::FileDoesNotExist(_)) => {}
                Err(error) => return Err(TantivyError::InternalError(error.to_string())),
            }
        }

        let mut lengths = FieldNormsWriter::for_schema(&segment.schema());
        for (doc, (text, title)) in (0..).zip(text.lengths().iter().zip(title.lengths())) {
            lengths.record(doc, fields.text, *text);
            lengths.record(doc, fields.title, *title);
        }
        // The other fields' lengths are of no use, but merging reads them.
        lengths.fill_up_to_max_doc(text.lengths().len() as DocId);
        let file = segment.open_write(SegmentComponent::FieldNorms)?;
        lengths.serialize(FieldNormsSerializer::from_write(file)?, None)?;
        let lengths = FieldNormReaders::open(segment.open_read(SegmentComponent::FieldNorms)?)?;

        let mut serializer = InvertedIndexSerializer::open(segment)?;
        others.write(&mut serializer)?;
        for (field, gathered) in [(fields.text, text), (fields.title, title)] {
            if gathered.tokens() > 0 {
                let mut field_serializer =
                    serializer.new_field(field, gathered.tokens(), lengths.get_field(field)?)?;
                gathered.write(&mut field_serializer)?;
                field_serializer.close()?;
            }
        }
        serializer.close()?;
        Ok(())
    }

    fn mem_usage(&self) -> usize {
        self.text.bytes() + self.title.bytes() + self.units.memory() + self.identities.memory()
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn std::any::Any {
        self
    }
}

/// The terms of the fields that tantivy indexed, with their documents. They are few and short: names,
/// keys, identities.
struct Others(Vec<OtherField>);

struct OtherField {
    field: Field,
    tokens: u64,
    /// Each term's bytes, and how many of `documents` are its.
    terms: Vec<(Box<[u8]>, usize)>,
    documents: Vec<DocId>,
}

impl Others {
    /// Reads what tantivy wrote of a segment with so many documents, without the `known` fields.
    /// Nothing keeps the files open afterwards.
    fn read(segment: &Segment, documents: usize, known: [Field; 2]) -> tantivy::Result<Self> {
        let schema = segment.schema();
        let reader = SegmentReader::open(&segment.clone().with_max_doc(documents as DocId))?;
        let mut others = Vec::new();
        for (field, _) in
            schema.fields().filter(|(field, entry)| entry.is_indexed() && !known.contains(field))
        {
            let index = reader.inverted_index(field)?;
            let mut other = OtherField {
                field,
                tokens: index.total_num_tokens(),
                terms: Vec::with_capacity(index.terms().num_terms()),
                documents: Vec::new(),
            };
            let mut terms = index.terms().stream()?;
            while terms.advance() {
                let mut list = index.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
                let before = other.documents.len();
                while list.doc() != TERMINATED {
                    other.documents.push(list.doc());
                    list.advance();
                }
                other.terms.push((terms.key().into(), other.documents.len() - before));
            }
            if !other.terms.is_empty() {
                others.push(other);
            }
        }
        Ok(Self(others))
    }

    fn write(&self, serializer: &mut InvertedIndexSerializer) -> tantivy::Result<()> {
        for other in &self.0 {
            let mut field = serializer.new_field(other.field, other.tokens, None)?;
            let mut documents = other.documents.as_slice();
            for (term, count) in &other.terms {
                let (own, rest) = documents.split_at(*count);
                field.new_term_without_freq(term)?;
                own.iter().for_each(|doc| field.write_doc(*doc, 0, &[]));
                field.close_term()?;
                documents = rest;
            }
            field.close()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use fastrand::Rng;
    use tantivy::postings::Postings;
    use tantivy::{Index, IndexWriter};

    use super::*;
    use crate::article::{Article, ArticleId, Body};
    use crate::index::analyzer;
    use crate::index::queue::Room;
    use crate::index::schema::schema;

    const ARTICLES: usize = 400;

    /// By field and term: the documents with the positions in each.
    type Lists = BTreeMap<(u32, String), Vec<(DocId, Vec<u32>)>>;

    fn text(random: &mut Rng, length: usize) -> String {
        const PIECES: [&str; 16] = [
            "风",
            "机",
            "叶片",
            "氢能",
            "，",
            "。",
            " ",
            "wind ",
            "turbines ",
            "2025",
            "カナ",
            "かな",
            "대학",
            "👍",
            "𠮷",
            "é",
        ];
        (0..length).map(|_| PIECES[random.usize(..PIECES.len())]).collect()
    }

    fn articles() -> Vec<Article> {
        let mut random = Rng::with_seed(7);
        let moment = crate::article::Timestamp::parse_from_rfc3339("2025-07-01T00:00:00Z").unwrap();
        let article = |number: usize| Article {
            id: ArticleId::new(&format!("a{number}")).unwrap(),
            url: format!("https://example.org/{number}"),
            title: "题".to_owned() + &text(&mut random, 4),
            kicker: None,
            subtitle: None,
            summary: String::new(),
            body: Body { html: String::new(), text: text(&mut random, 60) },
            published: moment,
            updated: moment,
            authors: Vec::new(),
            section: Some("科技".to_owned()),
            tags: vec![format!("t{}", number % 9)],
            lang: "zh-Hans".to_owned(),
            image: None,
            enclosures: Vec::new(),
            source: None,
            comments: None,
            expires: None,
            withdrawn: None,
        };
        (0..ARTICLES).map(article).collect()
    }

    fn lists(index: &Index) -> Lists {
        let searcher = index.reader().unwrap().searcher();
        let [reader] = searcher.segment_readers() else { panic!("one segment") };
        let mut lists = Lists::new();
        for (field, _) in index.schema().fields().filter(|(_, entry)| entry.is_indexed()) {
            let inverted = reader.inverted_index(field).unwrap();
            let mut terms = inverted.terms().stream().unwrap();
            while terms.advance() {
                let term = String::from_utf8(terms.key().to_vec()).unwrap();
                let option = IndexRecordOption::WithFreqsAndPositions;
                let mut list = inverted.read_postings_from_terminfo(terms.value(), option).unwrap();
                let mut documents = Vec::new();
                while list.doc() != TERMINATED {
                    let mut positions = Vec::new();
                    list.positions(&mut positions);
                    documents.push((list.doc(), positions));
                    list.advance();
                }
                lists.insert((field.field_id(), term), documents);
            }
        }
        lists
    }

    #[test]
    fn the_lists_are_those_that_tantivy_would_have_written() {
        let (schema, fields) = schema();
        let articles = articles();

        let index = Index::builder().schema(schema.clone()).register_plugin(Arc::new(TextLists(fields)));
        let index = index.create_in_ram().unwrap();
        index.tokenizers().register(analyzer::NAME, analyzer::Analyzer);
        let mut writer: IndexWriter<Queued> = index.writer_with_num_threads(1, 50_000_000).unwrap();
        let room = Room::new();
        for article in &articles {
            let document = fields.article_document(article, "source.md");
            writer.add_document(room.admit(document, Some(Box::new(article.clone())))).unwrap();
        }
        writer.commit().unwrap();

        let plain = Index::create_in_ram(schema);
        plain.tokenizers().register(analyzer::NAME, analyzer::Analyzer);
        let mut writer: IndexWriter = plain.writer_with_num_threads(1, 50_000_000).unwrap();
        for article in &articles {
            let mut document = fields.article_document(article, "source.md");
            searched_texts(article).for_each(|text| document.add_text(fields.text, text));
            document.add_text(fields.title, &article.title);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();

        let (found, mut expected) = (lists(&index), lists(&plain));
        // There the first value begins after a gap, too.
        let texts = [fields.text.field_id(), fields.title.field_id()];
        for (_, documents) in expected.iter_mut().filter(|((field, _), _)| texts.contains(field)) {
            let positions = documents.iter_mut().flat_map(|(_, positions)| positions);
            positions.for_each(|position| *position -= analyzer::VALUE_GAP);
        }
        assert!(found.len() > 200, "{} terms", found.len());
        assert_eq!(found, expected);
        for field in [fields.text, fields.title] {
            let lengths = |index: &Index| -> Vec<u8> {
                let searcher = index.reader().unwrap().searcher();
                let norms = searcher.segment_reader(0).get_fieldnorms_reader(field).unwrap();
                (0..ARTICLES as DocId).map(|doc| norms.fieldnorm_id(doc)).collect()
            };
            assert_eq!(lengths(&index), lengths(&plain));
        }
    }
}
