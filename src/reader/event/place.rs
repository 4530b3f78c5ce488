//! Articles to open, and places in them.

use crate::library::db;
use crate::text::{Article, ArticleId, Span};

/// The number of words that locate a place in a changed text.
const FIRST: usize = 8;

/// An article to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// An article of the library, and the source it was last opened from.
    Entry(ArticleId, String),
    /// An unread article of the library, and its source: going back from it leads to where the current article was
    /// opened from.
    Unread(ArticleId, String),
    /// The sample with the tutorial.
    Sample,
    /// The previously open article.
    Previous,
    /// The target of a link in the current article.
    Link(String),
    /// Another open article: an index into [`crate::reader::Session::others`].
    Other(usize),
    /// One of several articles in the current file, such as an entry of a feed.
    Part(usize),
    /// The item with this index of the list that the current article was opened from, or of the files of the command
    /// line.
    Sibling(usize),
    /// The screen that the current article was opened from.
    Back,
    /// The current article, read again.
    Again,
}

/// A place in an article of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The article.
    pub article: ArticleId,
    /// The source it was last opened from.
    pub source: String,
    /// The span of the words in the library's text.
    pub span: Option<Span>,
    /// The words.
    pub words: String,
}

impl Place {
    /// Returns the position of the words in `article`: the old position in the same text, else the first occurrence.
    /// Returns `None` for a note on the whole article, and for missing words.
    #[must_use]
    pub fn find_in(&self, article: &Article) -> Option<usize> {
        let span = self.span?;
        if self.article == article.id {
            return Some(span.start);
        }
        // The last words may be gone from a newer text: search only for the first ones.
        let words: Vec<&str> = self.words.split_whitespace().take(FIRST).collect();
        db::words_at(&article.text, &words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest;

    #[test]
    fn words_of_the_library_are_found_in_the_article() {
        let article = ingest::from_plain("a", "It begins.\n\nThe ferry was late again on Monday.".to_owned());
        let at = article.text.find("The ferry");
        let span = at.map(|at| Span::new(at, at + 3));
        let place = |id: &ArticleId, words: &str| Place {
            article: id.clone(),
            source: "a".to_owned(),
            span,
            words: words.to_owned(),
        };
        assert_eq!(place(&article.id, "nothing like that").find_in(&article), at, "the same text");
        let other = ArticleId::of_text("x");
        assert_eq!(place(&other, "“the FERRY was late again on Monday, she said").find_in(&article), None);
        assert_eq!(place(&other, "“the FERRY was late").find_in(&article), at, "another version of it");
    }
}
