//! Notes and corrections as they travel from one library to another: grouped by the article that they are on.

use crate::library::notes::Note;
use crate::library::notes::corrections::Correction;
use crate::text::{ArticleId, Span};

/// An article, by what it can be known by in another library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Which text; empty where that is not known (the notes of another program: they know addresses only).
    pub id: ArticleId,
    /// Its title, where one is known.
    pub title: Option<String>,
    /// Where it came from: an address, a path, or `-`.
    pub source: String,
    /// Who wrote it.
    pub byline: Option<String>,
    /// The day it was published, ISO 8601.
    pub date: Option<String>,
}

/// What a reader made on one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The article.
    pub article: Origin,
    /// Its text, where the library has it: for counting code points. It does not travel.
    pub text: Option<String>,
    /// Who speaks where in that text. It does not travel.
    pub speakers: Vec<(Span, String)>,
    /// The notes, in the order in which they were made.
    pub notes: Vec<Note>,
    /// The corrections, in the order in which they were made.
    pub corrections: Vec<Correction>,
}

impl Sheet {
    /// A sheet without text.
    #[must_use]
    pub fn on(article: Origin) -> Self {
        Self { article, ..Self::default() }
    }

    /// Who says the words under this span.
    #[must_use]
    pub fn speaker(&self, span: Span) -> Option<&str> {
        let common = |s: &Span| s.intersect(span).map_or(0, Span::len);
        let holds = |one: &&(Span, String)| common(&one.0) * 2 >= span.len().max(1);
        // Of several, the shortest: a quote inside a quote.
        self.speakers.iter().filter(holds).min_by_key(|one| one.0.len()).map(|one| one.1.as_str())
    }
}

/// The sheet of an article among these (the last one where there are several), put there where it is missing.
pub fn on_sheet<'a>(sheets: &'a mut Vec<Sheet>, article: &Origin) -> Option<&'a mut Sheet> {
    let at = match sheets.iter().rposition(|s| s.article == *article) {
        Some(at) => at,
        None => {
            sheets.push(Sheet::on(article.clone()));
            sheets.len() - 1
        }
    };
    sheets.get_mut(at)
}
