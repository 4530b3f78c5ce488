//! Joins Arabic names whose article a tokenised text sets apart with blanks.
//!
//! ```text
//! [P|Karim] al - [P|Zahiri] left → [P|Karim al - Zahiri] left
//! [P|Karim] al - Zahiri left → [P|Karim al - Zahiri] left
//! [L|Oslo] to - Zahiri → [L|Oslo] to - Zahiri
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::draft::NameSpan;
use crate::nlp::names::passes::ADDED;
use crate::text::Span;

/// The article in its forms before sun letters.
const ARTICLES: [&str; 9] = ["al", "el", "az", "as", "ash", "ad", "an", "ar", "at"];

/// Joins a name with the article and the word after it: `al - Zahiri`.
pub(in crate::nlp) fn join_articles(text: &str, within: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut out: Vec<NameSpan> = Vec::with_capacity(found.len());
    let mut left = found.into_iter().peekable();
    for whole in articles(text, within) {
        while let Some(before) = left.next_if(|n| n.span.end <= whole.start) {
            out.push(before);
        }
        let mut parts = Vec::new();
        let touches = |n: &NameSpan| n.kind == EntityType::Person && n.span.end + 1 == whole.start;
        if out.last().is_some_and(touches) {
            parts.extend(out.pop());
        }
        while let Some(part) = left.next_if(|n| n.span.start < whole.end) {
            parts.push(part);
        }
        let words = whole.of(text).to_lowercase().replace(" - ", "-");
        let listed = gazetteer::name(&words);
        let kind = listed.or_else(|| parts.iter().find(|n| n.span.overlaps(whole)).or(parts.first()).map(|n| n.kind));
        let Some(kind) = kind else { continue };
        if kind != EntityType::Person {
            out.extend(parts.iter().filter(|n| n.span.end <= whole.start).cloned());
            parts.retain(|n| n.span.end > whole.start);
        }
        let span = parts.iter().fold(whole, |whole, n| whole.join(n.span));
        let confidence = parts.iter().map(|n| n.confidence).fold(ADDED, f32::max);
        out.push(NameSpan { kind, span, confidence });
    }
    out.extend(left);
    out
}

/// Returns each article with its word: `al - Zahiri`.
fn articles(text: &str, within: Span) -> Vec<Span> {
    let block = within.of(text);
    let spaced = block.match_indices(" - ").filter_map(|(at, mark)| {
        let before = block.get(..at)?;
        let article = before.rsplit(|c: char| !c.is_alphabetic()).next()?;
        let rest = block.get(at + mark.len()..)?;
        let word = rest.split(|c: char| !c.is_alphabetic()).next()?;
        let fits = ARTICLES.contains(&article.to_lowercase().as_str()) && word.starts_with(char::is_uppercase);
        let start = within.start + at - article.len();
        let end = within.start + at + mark.len() + word.len();
        (fits && word.len() > 2).then(|| Span::new(start, end))
    });
    spaced.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_with_blanks_belongs_to_the_name() {
        let text =
            "Karim al - Zahiri 's men left, Orrin al - Zahiri too, and al - Qaeda of Ash - Sharq al - Awsat came.";
        let name = |words: &str, kind| {
            let at = text.find(words).unwrap();
            NameSpan { kind, span: Span::new(at, at + words.len()), confidence: 0.9 }
        };
        let found = vec![
            name("Karim", EntityType::Person),
            name("Zahiri", EntityType::Person),
            name("Orrin", EntityType::Place),
            name("Qaeda", EntityType::Person),
        ];
        let got = join_articles(text, Span::new(0, text.len()), found);
        let got: Vec<_> = got.iter().map(|n| (n.span.of(text), n.kind)).collect();
        assert_eq!(
            got,
            [
                ("Karim al - Zahiri", EntityType::Person),
                ("Orrin", EntityType::Place),
                ("al - Qaeda", EntityType::Organisation),
            ]
        );
    }
}
