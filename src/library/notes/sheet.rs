//! Sheets: notes and corrections grouped by article, for import and export.

use crate::library::notes::Note;
use crate::library::notes::corrections::Correction;
use crate::text::{ArticleId, Span};

/// An article, by the facts that identify it in another library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The id of the text; empty if unknown (other programs store only addresses).
    pub id: ArticleId,
    /// Its title, where one is known.
    pub title: Option<String>,
    /// Its source: an address, a path, or `-`.
    pub source: String,
    /// The author.
    pub byline: Option<String>,
    /// The publication date, ISO 8601.
    pub date: Option<String>,
}

/// The notes and corrections on one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The article.
    pub article: Origin,
    /// Its text, if the library holds it, for counting code points. It is not exported.
    pub text: Option<String>,
    /// The speakers in that text. They are not exported.
    pub speakers: Vec<(Span, String)>,
    /// The notes, in the order of their creation.
    pub notes: Vec<Note>,
    /// The corrections, in the order of their creation.
    pub corrections: Vec<Correction>,
}

impl Sheet {
    /// Returns a sheet without text.
    #[must_use]
    pub fn on(article: Origin) -> Self {
        Self { article, ..Self::default() }
    }

    /// Returns the speaker of the words under this span.
    #[must_use]
    pub fn speaker(&self, span: Span) -> Option<&str> {
        let common = |s: &Span| s.intersect(span).map_or(0, Span::len);
        let holds = |one: &&(Span, String)| common(&one.0) * 2 >= span.len().max(1);
        // Of several, the shortest: a quote inside a quote.
        self.speakers.iter().filter(holds).min_by_key(|one| one.0.len()).map(|one| one.1.as_str())
    }
}

/// Returns the sheet of an article (the last, if there are several), added if missing.
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
