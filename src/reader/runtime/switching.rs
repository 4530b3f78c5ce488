//! State for switching between articles.
use std::path::PathBuf;
use std::sync::Arc;

use crate::ingest;
use crate::ingest::Reading;
use crate::library::notes;
use crate::library::notes::Anchor;
use crate::reader::document::origin::Origin;
use crate::reader::overlays::library::OpenArticle;
use crate::reader::{Document, Overlay, Parked};
use crate::text::{Article, Span};

/// Another open article.
#[derive(Debug)]
pub(super) enum Other {
    /// Named on the command line with this index, and not read yet.
    Path(PathBuf, Reading, usize),
    /// Left, with its state.
    Left(Parked, Reading),
}

/// What a document remembers about its opening, and what is shown over it.
#[derive(Clone, Debug, Default)]
pub(super) struct Arrival {
    /// Where the article is opened from; `None` if an open article is shown again.
    pub(super) origin: Option<Box<Origin>>,
    /// The index of the file on the command line, if it is one.
    pub(super) file: Option<usize>,
    /// The overlays to show over the article, after going back.
    pub(super) overlays: Vec<Overlay>,
}

impl Arrival {
    /// Opens an article from here.
    pub(super) fn from(origin: Origin) -> Self {
        Self { origin: Some(Box::new(origin)), ..Self::default() }
    }
}

/// The article to switch to.
#[derive(Debug)]
pub(super) enum Next {
    /// A newly read article.
    Article(Arc<Article>, Reading, Arrival),
    /// The sample with the tutorial.
    Sample(Arrival),
    /// A new version of the same article.
    Changed(Arc<Article>, Reading),
    /// An article that was left.
    Back(Parked, Reading, Arrival),
    /// No article: the current one was forgotten, or was opened from the library without an article.
    Home { forgotten: bool, arrival: Arrival },
}

/// Bytes that locate a position in a changed text.
const WORDS: usize = 80;

/// Maps a position in the old text to the new one: to the same words, else to the same relative position.
pub(super) fn moved(new: &Article, old: &Article, byte: usize) -> usize {
    // Stay within the paragraph: text after it may be new.
    let line = old.text.get(byte..).unwrap_or_default().lines().next().unwrap_or_default();
    let anchor = Anchor::of(&old.text, Span::new(byte, byte.saturating_add(line.len().min(WORDS))));
    let found = notes::place(&anchor, &new.text).span().filter(|_| !anchor.exact.trim().is_empty());
    let share = byte as f64 / old.text.len().max(1) as f64;
    found.map_or((share * new.text.len() as f64) as usize, |span| span.start)
}

impl Other {
    /// Returns the entry for the library.
    pub(super) fn open(&self) -> OpenArticle {
        match self {
            Self::Path(path, ..) => {
                // The library stores the full path.
                let full = std::fs::canonicalize(path);
                OpenArticle { id: None, source: full.as_ref().unwrap_or(path).to_string_lossy().into_owned() }
            }
            Self::Left(document, _) => {
                let article = &document.article;
                OpenArticle { id: Some(article.id.clone()), source: article.source.clone() }
            }
        }
    }
}

impl Next {
    /// Returns the message for this switch; `key` shows the changes.
    pub(super) fn says(&self, key: &str) -> Option<String> {
        let shown = if key.is_empty() { String::new() } else { format!("; {key} shows the changes") };
        matches!(self, Self::Changed(..)).then(|| format!("the file has changed{shown}"))
    }

    /// Returns the document to show, its reading options, whether the reader chose its position, and how it was opened.
    pub(super) fn into_document(self, old: &Document, others: &mut Vec<Other>) -> (Parked, Reading, bool, Arrival) {
        match self {
            Self::Back(document, reading, arrival) => (document, reading, true, arrival),
            Self::Home { arrival, .. } => (Parked::new(Arc::default()), Reading::default(), false, arrival),
            Self::Sample(arrival) => (Parked::tutorial(Arc::new(ingest::sample())), Reading::default(), false, arrival),
            Self::Changed(article, reading) => (Parked::new_version(article, old), reading, true, Arrival::default()),
            Self::Article(article, reading, arrival) => {
                // An article that is already open resumes its state.
                let same = |other: &Other| matches!(other, Other::Left(left, _) if left.article.id == article.id);
                match others.iter().position(same).map(|at| others.remove(at)) {
                    Some(Other::Left(document, reading)) => (document, reading, true, arrival),
                    _ => (Parked::new(article), reading, false, arrival),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_again_in_a_changed_text() {
        let article = |text: &str| ingest::from_plain("a", text.to_owned());
        let rest = "The ferry was late again on Monday. Nobody had said why. The second boat lies in the yard.";
        let old = article(&format!("It begins.\n\n{rest}"));
        let new = article(&format!("It begins otherwise, and with more words.\n\n{rest}"));
        for words in ["It", "Nobody", "second", "yard."] {
            let at = |article: &Article| article.text.find(words).unwrap();
            assert_eq!(moved(&new, &old, at(&old)), at(&new), "{words}");
        }
        let gone = article("Nothing of that is left in this text, which is another one altogether.");
        assert!(moved(&gone, &old, old.text.len()) <= gone.text.len());
        assert_eq!(moved(&article(""), &old, 20), 0);
        assert_eq!(moved(&new, &article(""), 0), 0);
    }
}
