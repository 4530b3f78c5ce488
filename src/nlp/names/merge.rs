//! Merges the names of the encoder with those of the rules.

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::draft::{Candidate, NameSpan};
use crate::nlp::names::accents;
use crate::nlp::names::initials::{is_initials, with_initials};
use crate::nlp::names::passes::mail_headers::surname_first;
use crate::nlp::names::titles;
use crate::nlp::names::titles::{is_title, stands_before_a_person};
use crate::nlp::syntax::block_syntax::{BlockSyntax, fold, strip_possessive};
use crate::text::Span;

/// Returns the names of a block: those of the encoder, with titles and hints of the rules.
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
            // `Minister` next to `Mikhail Bogdanov` is his title, not a name.
            [word] if is_title(word) => !stands_before_a_person(text, c.span, found),
            // Initials alone do not name a person, but `U.S.` names a country.
            [word] => c.kind != Some(EntityType::Person) || !is_initials(word),
            // `Supreme Court` and `White House` consist of parts of titles, but they are names of bodies.
            words => {
                let ends_as_title = words.last().is_some_and(|w| gazetteer::word(w) & gazetteer::word::TITLE != 0);
                let may_be_title = c.kind == Some(EntityType::Person) || ends_as_title;
                !(may_be_title && words.iter().all(|w| is_title(w)))
            }
        })
        .collect()
}

impl Candidate {
    /// Returns the candidate for a name of the encoder. `near` is the rules' candidate at the same place.
    pub(in crate::nlp) fn from_encoder(
        text: &str,
        syntax: &BlockSyntax,
        (span, mut kind, weight): (Span, EntityType, f32),
        near: Option<&Self>,
    ) -> Self {
        let from = syntax.tokens.partition_point(|t| t.span.end <= span.start);
        let mut buffer = String::new();
        let tokens = syntax.tokens.iter().skip(from).take_while(|t| t.span.start < span.end);
        let words = tokens.filter_map(|t| t.span.intersect(span)).map(|s| {
            fold(strip_possessive(s.of(text)).0.trim_end_matches('.'), &mut buffer);
            (s, buffer.replace('’', "'"))
        });
        let mut words: Vec<(Span, String)> = words.filter(|(_, w)| w.chars().any(char::is_alphanumeric)).collect();
        // The title of the rules must touch the name: in `Mr. Holt sued Mrs. Reyes`, `Mr.` is no title of Reyes.
        let touches = |t: Span| text.get(t.end..span.start).is_some_and(|gap| gap.trim().is_empty());
        let near = near.filter(|n| n.title.is_none_or(|t| t.end <= span.start));
        let titled = near.filter(|n| n.title.is_some_and(touches));
        let (mut span, mut title, mut gender) = (span, titled.and_then(|n| n.title), titled.and_then(|n| n.gender));
        // `Reyes, Ana` → `Ana Reyes`
        if kind == EntityType::Person
            && let Some((surname, _)) = surname_first(span.of(text))
        {
            let of_surname = words.partition_point(|(at, _)| at.start < span.start + surname.len());
            words.rotate_left(of_surname);
        }
        // `Mr. Grant` is a person, even if the encoder gives another type.
        if matches!(words.as_slice(), [(_, word), _] | [(_, word), _, _] if matches!(word.as_str(), "mr" | "mrs" | "ms"))
        {
            kind = EntityType::Person;
        }
        let titles = if kind == EntityType::Person { titles::count(&words) } else { 0 };
        for (part, word) in words.drain(..titles) {
            title = Some(title.map_or(part, |t| t.join(part)));
            gender = gender.or_else(|| gazetteer::gender(&word));
        }
        if titles > 0 {
            span.start = words.first().map_or(span.start, |(name, _)| name.start);
        }
        let words: Vec<String> = words.into_iter().map(|(_, w)| accents::plain(w)).collect();
        let shown = span.of(text);
        let capitals = !syntax.headline
            && words.len() == 1
            && shown.chars().filter(|c| c.is_alphabetic()).count() > 2
            && shown.chars().all(|c| !c.is_lowercase());
        Self {
            span,
            title,
            gender,
            initial: false,
            headline: false,
            hint: near.map(|n| n.hint).unwrap_or_default(),
            acronym: capitals,
            words,
            kind: Some(kind),
            weight,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::names::candidates::candidates;
    use crate::nlp::names::passes::NAME_PASSES;
    use crate::nlp::syntax::quotation_marks;
    use crate::nlp::testing::shipped;

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

    /// From newspapers of six countries: `Supreme Court` and `White House` were not names.
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

    /// From a fact-check: `U.S.` was taken for a person's initials.
    #[test]
    fn initials_of_countries_are_names() {
        shipped()
            .names("A [L|U.S.] envoy left the [L|U.K.] for [L|Boston], the [O|U.N.] announced. G.K. was not there.");
    }
}
