//! Articles to open, and places in them.

use crate::library::db;
use crate::text::{Article, ArticleId, Span};

/// Words by which a place of the library is found in a changed text.
const FIRST: usize = 8;

/// Which article to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// An article of the library, and where it was last opened from.
    Entry(ArticleId, String),
    /// The sample, with its lesson.
    Sample,
    /// The article that was open before.
    Previous,
    /// What a link of the present one leads to.
    Link(String),
    /// Another one that is open: an index into [`crate::reader::Model::others`].
    Other(usize),
    /// One of the several articles that the present one is made of, as the entries of a feed.
    Part(usize),
}

/// Words in an article of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The article.
    pub article: ArticleId,
    /// Where it was last opened from.
    pub source: String,
    /// Where the words are in the text that the library has.
    pub span: Option<Span>,
    /// The words.
    pub words: String,
}

impl Place {
    /// Where its words are in `article`: at their old place in the same text, else where they stand in another. `None`
    /// for a note on the whole article, and for words that are gone.
    #[must_use]
    pub fn find_in(&self, article: &Article) -> Option<usize> {
        let span = self.span?;
        if self.article == article.id {
            return Some(span.start);
        }
        // The last words of an older text may be gone: the first are enough.
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
