//! Merges the names of the encoder with those of the rules.

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::draft::{Candidate, NameSpan};
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::Span;

/// The names of a block: those of the encoder, with titles and hints of the rules.
pub(in crate::nlp) fn merge_names(
    text: &str,
    syntax: &BlockSyntax,
    found: &[NameSpan],
    ruled: &[Candidate],
) -> Vec<Candidate> {
    found
        .iter()
        .map(|e| {
            let near = ruled.iter().find(|r| r.span.overlaps(e.span));
            Candidate::from_encoder(text, syntax, (with_initials(text, syntax, e), e.kind, e.confidence), near)
        })
        .filter(|c| match c.words.as_slice() {
            [] => false,
            // `Minister` | `Mikhail Bogdanov`: a title is no name beside the name that it goes with.
            [word] if is_title(word) => !stands_before_a_person(text, c.span, found),
            // The initials of a person are no name without it; `U.S.` is one.
            [word] => c.kind != Some(EntityType::Person) || !is_initials(word),
            // `Supreme Court` and `White House` consist of parts of titles, but they are names of bodies.
            words => {
                let ends_as_title = words.last().is_some_and(|w| gazetteer::word(w) & word::TITLE != 0);
                let may_be_title = c.kind == Some(EntityType::Person) || ends_as_title;
                !(may_be_title && words.iter().all(|w| is_title(w)))
            }
        })
        .collect()
}

fn stands_before_a_person(text: &str, title: Span, names: &[NameSpan]) -> bool {
    let next = names.get(names.partition_point(|e| e.span.start < title.end));
    next.is_some_and(|e| {
        e.kind == EntityType::Person && text.get(title.end..e.span.start).is_some_and(|gap| gap.trim().is_empty())
    })
}

/// `G.K.` | `Butterfield`: the initials before a person's name are part of it.
fn with_initials(text: &str, syntax: &BlockSyntax, entity: &NameSpan) -> Span {
    let mut span = entity.span;
    if entity.kind != EntityType::Person {
        return span;
    }
    let mut at = syntax.tokens.partition_point(|t| t.span.end <= span.start);
    while let Some(token) = at.checked_sub(1).and_then(|b| syntax.tokens.get(b)) {
        let words = token.span.of(text);
        let gap = text.get(token.span.end..span.start).unwrap_or("?");
        if !words.ends_with('.') || !is_initials(words) || !gap.trim_matches(' ').is_empty() {
            break;
        }
        span.start = token.span.start;
        at -= 1;
    }
    span
}

/// `G`, `G.K`: letters alone.
fn is_initials(word: &str) -> bool {
    word.starts_with(char::is_alphabetic)
        && word.split('.').all(|part| part.chars().count() < 2)
        && word.chars().count() < 6
}

/// Whether a word is part of a title and no name: `Foreign Minister`.
fn is_title(word: &str) -> bool {
    let bits = gazetteer::word(word);
    bits & (word::TITLE | word::TITLE_PART) != 0 && bits & word::GIVEN == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::names::candidates::candidates;
    use crate::nlp::names::passes::NAME_PASSES;
    use crate::nlp::syntax::quotation_marks;
    use crate::nlp::{Engine, annotate};
    use crate::text::{Article, Block};

    /// Seen in the article that the project was founded on, read with rounder weights.
    #[test]
    fn a_title_is_no_name_beside_its_bearer() {
        let text = "They were met by the Deputy Foreign Minister Ana Reyes. Minister Holt came later.";
        let span = |words: &str| text.find(words).map_or(Span::default(), |at| Span::new(at, at + words.len()));
        let person = |words| NameSpan { kind: EntityType::Person, span: span(words), confidence: 0.9 };
        let whole = Span::new(0, text.len());
        let found = NAME_PASSES
            .iter()
            .fold(vec![person("Minister"), person("Ana Reyes"), person("Minister Holt")], |found, pass| {
                (pass.run)(text, whole, found)
            });
        let syntax = BlockSyntax::read(text, whole, quotation_marks::regions(text, whole, None), false);
        let found: Vec<_> =
            merge_names(text, &syntax, &found, &candidates(text, &syntax)).iter().map(|c| c.span.of(text)).collect();
        assert_eq!(found, ["Ana Reyes", "Holt"]);
    }

    /// Seen in newspapers of six countries: no `Supreme Court` and no `White House` was a name.
    #[test]
    fn a_body_whose_words_are_in_titles_is_a_name() {
        let text = "The Supreme Court ruled. The White House said no. The Attorney General left.";
        let name = |words: &str, kind| {
            let at = text.find(words).unwrap_or_default();
            NameSpan { kind, span: Span::new(at, at + words.len()), confidence: 0.9 }
        };
        let found = [
            name("Supreme Court", EntityType::Organisation),
            name("White House", EntityType::Organisation),
            name("Attorney General", EntityType::Organisation),
        ];
        let whole = Span::new(0, text.len());
        let syntax = BlockSyntax::read(text, whole, quotation_marks::regions(text, whole, None), false);
        let merged = merge_names(text, &syntax, &found, &candidates(text, &syntax));
        assert_eq!(merged.iter().map(|c| c.span.of(text)).collect::<Vec<_>>(), ["Supreme Court", "White House"]);
    }

    /// A fact-check of PolitiFact's in which no `U.S.` was a place, nor in any other text: they passed for a person's initials.
    #[test]
    fn initials_of_countries_are_names() {
        let text = "A U.S. envoy left the U.K. for Boston, the U.N. announced. G.K. was not there.";
        let article = Article::new("test", text.to_owned(), vec![Block::paragraph(Span::new(0, text.len()))]);
        let found = annotate(&article, &Engine::new());
        let named: Vec<_> = found.mentions.iter().filter(|m| m.named).map(|m| (m.kind, m.span.of(text))).collect();
        let (place, body) = (EntityType::Place, EntityType::Organisation);
        let want = [(place, "U.S."), (place, "U.K."), (place, "Boston"), (body, "U.N.")];
        assert_eq!(named, want);
    }
}
