//! Finds the noun phrase that a relative pronoun stands for.
//!
//! ```text
//! [Ana Holt], the mayor of Oslo, who said …
//! stars like Piet Renner, Tom Vale and [Ana Holt], who said …
//! under pressure from [the authorities], who warned …
//! [some Liberals on Capitol Hill], who said …
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::lexicon::{self, class};
use crate::nlp::data::lists::List;
use crate::nlp::draft::NameSpan;
use crate::nlp::syntax::block_syntax::{BlockSyntax, Chunk, Kind};
use crate::text::Span;

/// Maximum number of bytes between the head of the noun phrase and the pronoun.
const REACH: usize = 100;

/// Returns the relative pronoun of a source: `who`, `which`, `whom` of `many of whom`.
pub(in crate::nlp::attribution) fn pronoun(text: &str, source: Span) -> Option<Span> {
    match source.of(text) {
        "who" | "which" | "that" => Some(source),
        // `most of whom`, `none of which`
        words => {
            let (before, last) = words.rsplit_once(' ').filter(|(_, last)| matches!(*last, "whom" | "which"))?;
            let counts = before.strip_suffix(" of").is_some_and(|count| !count.contains(' '));
            counts.then(|| Span::new(source.end - last.len(), source.end))
        }
    }
}

/// Returns what the relative `pronoun` stands for. `rule` is the noun phrase that the rules found.
pub(in crate::nlp::attribution) fn antecedent(
    text: &str,
    syntax: &BlockSyntax,
    names: &[NameSpan],
    rule: Option<Span>,
    pronoun: Span,
) -> Option<Span> {
    let who = matches!(pronoun.of(text), "who" | "whom");
    let end = end_before(text, syntax, before_count(text, pronoun))?;
    let acts = |kind: EntityType| match kind {
        EntityType::Person => who,
        EntityType::Organisation => !who,
        _ => false,
    };
    let last = names.iter().rfind(|n| n.span.start < end && n.span.end >= end);
    if let Some(last) = last.filter(|n| acts(n.kind)) {
        return Some(last.span);
    }
    let apposed = |name: &&NameSpan| acts(name.kind) && is_apposition(text, syntax, name.span.end, end);
    let near = names.iter().rev().skip_while(|n| n.span.end > end).take_while(|n| end - n.span.end < REACH);
    if let Some(name) = near.take(4).find(apposed) {
        return Some(name.span);
    }
    // `Ana Holt for the Gulls, who`: the club is not `who`.
    if who
        && let Some(club) = last
        && let Some(person) = names.iter().rev().find(|n| n.span.end < club.span.start)
        && person.kind == EntityType::Person
        && text.get(person.span.end..club.span.start).is_some_and(is_of)
    {
        return Some(person.span);
    }
    if who && let Some(people) = people(text, syntax, end) {
        return Some(people);
    }
    // `compared with 64 percent | who`
    let noun = |rule: &Span| {
        let first = rule.of(text).split(' ').next().unwrap_or_default();
        !(who && (first.ends_with("ed") || first.ends_with("ing")))
    };
    let named = || last.filter(|n| who || n.kind == EntityType::Place).map(|n| n.span);
    // `at home | who`: only several words that can be people.
    let fits = |s: &Span| !who || s.of(text).ends_with('s') || matches!(s.of(text), "some" | "many" | "those");
    let rule = match rule {
        Some(words) if !who && opens_with_participle(text, words) => before_participle(text, syntax, words),
        other => other,
    };
    rule.filter(noun).or_else(named).or_else(|| phrase(text, syntax, end).filter(fits))
}

/// Whether the words between two names join a person to a body: `of`, `from the`.
fn is_of(between: &str) -> bool {
    let preposition = between.trim().strip_suffix(" the").unwrap_or_else(|| between.trim());
    matches!(preposition, "of" | "from" | "for" | "at" | "with")
}

/// Whether a phrase begins with a participle and its object or agent: `taking a stance`, `dominated by his allies`.
fn opens_with_participle(text: &str, words: Span) -> bool {
    let mut all = words.of(text).split(' ');
    let (first, next) = (all.next().unwrap_or_default(), all.next().unwrap_or_default());
    let verb = first.starts_with(char::is_lowercase) && (first.ends_with("ed") || first.ends_with("ing"));
    verb && lexicon::look_up(next).class & (class::DET | class::POSSESSIVE | class::PREP) != 0
}

/// `the court, | dominated by his allies, | which ruled`: the phrase before the comma.
fn before_participle(text: &str, syntax: &BlockSyntax, words: Span) -> Option<Span> {
    let before = text.get(syntax.span.start..words.start)?.trim_end().strip_suffix(',')?;
    phrase(text, syntax, syntax.span.start + before.len())
}

/// Returns the relative pronoun with `many of` before it.
fn before_count(text: &str, pronoun: Span) -> Span {
    let before = text.get(..pronoun.start).unwrap_or_default();
    let Some(count) = before.strip_suffix(" of ").filter(|_| matches!(pronoun.of(text), "whom" | "which")) else {
        return pronoun;
    };
    let word = count.rsplit(' ').next().unwrap_or_default();
    Span::new(count.len() - word.len(), pronoun.end)
}

/// Returns the end of the words before the pronoun, without a comma, a dash or brackets.
fn end_before(text: &str, syntax: &BlockSyntax, pronoun: Span) -> Option<usize> {
    if let Some(end) = before_aside(text, syntax, pronoun.start) {
        return Some(end);
    }
    let tokens = &syntax.tokens;
    let mut at = tokens.partition_point(|t| t.span.start < pronoun.start).checked_sub(1)?;
    loop {
        match tokens.get(at)?.span.of(text) {
            "," | "—" | "–" | "-" | "--" => {}
            ")" => at = (0..at).rev().take(12).find(|k| tokens.get(*k).is_some_and(|t| t.span.of(text) == "("))?,
            _ => return tokens.get(at).map(|t| t.span.end),
        }
        at = at.checked_sub(1)?;
    }
}

/// Returns the end of the words before an aside in dashes that ends at byte `at`:
/// `retired generals` | ` -- most of them old -- who`.
fn before_aside(text: &str, syntax: &BlockSyntax, at: usize) -> Option<usize> {
    let before = text.get(syntax.span.start..at)?.trim_end();
    let mark = ["--", "—", "–"].into_iter().find(|mark| before.ends_with(mark))?;
    let aside = before.strip_suffix(mark)?;
    let opens = aside.rfind(mark).filter(|opens| aside.len() - opens < REACH)?;
    aside.get(..opens).map(|words| syntax.span.start + words.trim_end().len())
}

/// Whether the words between the end of a name and byte `to` are its apposition: `, now the mayor of Oslo`.
fn is_apposition(text: &str, syntax: &BlockSyntax, from: usize, to: usize) -> bool {
    let gap = Span::new(from, to.max(from));
    let Some(words) = gap.of(text).strip_prefix(", ") else { return false };
    let first = syntax.chunks.partition_point(|c| c.span.start < gap.start);
    let last = syntax.chunks.partition_point(|c| c.span.start < to);
    let mut inside = first..last;
    let opening = words.split([' ', ',']).next().unwrap_or_default();
    let noun = class::DET | class::POSSESSIVE | class::ROLE | class::ADJ;
    let opens = matches!(opening, "now" | "then" | "once") || lexicon::look_up(opening).class & noun != 0;
    // `the United States Customs and Border Protection commissioner`
    let in_name = |k: usize| syntax.at(k.wrapping_sub(1)).cap && syntax.at(k + 1).cap;
    opens
        && inside.all(|k| {
            let chunk = syntax.at(k);
            (!chunk.is_finite() || chunk.cap) && !chunk.is_quote() && (!chunk.is(class::CONJ) || in_name(k))
        })
}

/// Returns the noun phrase that ends at byte `end`, of any kind: `the scientific literature`, `some`.
fn phrase(text: &str, syntax: &BlockSyntax, end: usize) -> Option<Span> {
    let after = syntax.chunks.partition_point(|c| c.span.end <= end);
    let last = after.checked_sub(1)?;
    if matches!(syntax.at(last).span.of(text), "some" | "others" | "many" | "those") {
        return Some(syntax.at(last).span);
    }
    let other = class::AUX | class::SUB | class::CONJ | class::PRONOUN | class::REL | class::PREP | class::TIME;
    let mut from = after;
    while let Some(before) = from.checked_sub(1).filter(|b| after - b <= 6) {
        let chunk = syntax.at(before);
        if chunk.is(class::DET | class::POSSESSIVE) {
            return (from < after).then(|| Span::new(chunk.span.start, end));
        }
        // `retired generals | and | admirals`
        let plural = |k: usize| syntax.at(k).span.of(text).ends_with('s');
        let joins = chunk.span.of(text) == "and" && plural(from) && before.checked_sub(1).is_some_and(plural);
        let noun = matches!(chunk.kind, Kind::Word | Kind::Number) && (!chunk.is(other) || joins) && !chunk.adverb;
        // `met | retired generals`, but `voters | rejected plans`
        let verb = |c: &Chunk| c.is(class::FINITE | class::PREP | class::AUX) || c.verb.is_some();
        let participle = chunk.span.of(text).ends_with("ed")
            && before.checked_sub(1).is_none_or(|b| verb(syntax.at(b)) || syntax.at(b).kind == Kind::Number);
        let acts = (chunk.is(class::FINITE) || chunk.verb.is_some()) && !participle;
        if !noun || acts && before < last {
            break;
        }
        from = before;
    }
    // `Ana Holt’s third novel`, `harbour conduct rules`
    let own = (from..after).any(|k| syntax.at(k).possessive);
    let several = after - from > 1 && syntax.at(last).span.of(text).ends_with('s');
    (own || several).then(|| Span::new(syntax.at(from).span.start, end))
}

/// Returns the last noun phrase for people before byte `end`, with the prepositions after it.
fn people(text: &str, syntax: &BlockSyntax, end: usize) -> Option<Span> {
    let after = syntax.chunks.partition_point(|c| c.span.end <= end);
    let stops = |c: &Chunk| {
        !matches!(c.kind, Kind::Word | Kind::Number)
            || c.is(class::AUX | class::SUB | class::CONJ | class::PRONOUN | class::REL) && !c.is(class::PREP)
    };
    let mut head = after.checked_sub(1)?;
    loop {
        let chunk = syntax.at(head);
        if stops(chunk) || end - chunk.span.start > REACH {
            return None;
        }
        let last = head + 1 == after || syntax.at(head + 1).is(class::PREP);
        if last && !chunk.is(class::PREP) && are_people(text, chunk) {
            break;
        }
        head = head.checked_sub(1)?;
    }
    let mut from = head;
    while let Some(before) = from.checked_sub(1).filter(|b| head - b <= 4) {
        let chunk = syntax.at(before);
        let noun =
            class::ROLE | class::PEOPLE | class::BODY | class::ADJ | class::NUMBER | class::DET | class::POSSESSIVE;
        let plain = chunk.class == 0 && chunk.verb.is_none() && !chunk.adverb;
        // `will | placate nervous voters`
        let verb =
            before.checked_sub(1).is_some_and(|b| syntax.at(b).is(class::AUX) || syntax.at(b).span.of(text) == "to");
        if verb || stops(chunk) || chunk.is(class::PREP) || !(plain || chunk.cap || chunk.possessive || chunk.is(noun))
        {
            break;
        }
        from = before;
        if chunk.is(class::DET | class::POSSESSIVE) {
            break;
        }
    }
    // `one of the doctors`
    let of = from.checked_sub(2).filter(|o| syntax.at(o + 1).span.of(text) == "of");
    let from = of.filter(|o| syntax.at(*o).span.of(text).eq_ignore_ascii_case("one")).unwrap_or(from);
    Some(Span::new(syntax.at(from).span.start, end))
}

/// Whether the chunk is a noun for people: `authorities`, `Liberals`, `protesters`, `sister`.
fn are_people(text: &str, chunk: &Chunk) -> bool {
    let lower = chunk.span.of(text).to_lowercase();
    let several = lower.len() > 4 && lower.ends_with("ers") || lower.ends_with("ists") || lower.ends_with("ants");
    chunk.is(class::ROLE | class::PEOPLE)
        || several && !chunk.cap && chunk.class == 0
        || List::Human.has(&lower)
        || List::MaleNoun.has(&lower)
        || List::FemaleNoun.has(&lower)
        || chunk.cap && lower.ends_with('s') && gazetteer::name(&lower) == Some(EntityType::Other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::syntax::quotation_marks;

    /// From a report on a court: the speaker was “dominated by his allies”.
    #[test]
    fn a_participle_before_the_pronoun_is_no_antecedent() {
        for (text, rule, want) in [
            (
                "He asked the harbour court, dominated by his allies, which",
                "dominated by his allies",
                "the harbour court",
            ),
            ("But taking a clear stance that", "taking a clear stance", "a clear stance"),
        ] {
            let all = Span::new(0, text.len());
            let syntax = BlockSyntax::read(text, all, Vec::new(), false);
            let rule = text.find(rule).map(|at| Span::new(at, at + rule.len()));
            let pronoun = text.rfind(' ').map(|at| at + 1).unwrap();
            let found = antecedent(text, &syntax, &[], rule, Span::new(pronoun, text.len()));
            assert_eq!(found.map(|s| s.of(text)), Some(want), "{text}");
        }
    }

    #[test]
    fn a_relative_pronoun_stands_for_the_noun_phrase_before_it() {
        use EntityType::{Organisation, Person, Place};
        for (text, names, want) in [
            ("He met Ana Holt, who", &[("Ana Holt", Person)][..], Some("Ana Holt")),
            ("He met Holt, now the Senate leader, who", &[("Holt", Person), ("Senate", Organisation)], Some("Holt")),
            (
                "He met Piet Renner, Tom Vale and Ana Holt (R-Oh.), who",
                &[("Piet Renner", Person), ("Tom Vale", Person), ("Ana Holt", Person)],
                Some("Ana Holt"),
            ),
            (
                "Oslo Films is facing tighter control from the authorities, who",
                &[("Oslo Films", Organisation)],
                Some("the authorities"),
            ),
            (
                "It will placate nervous voters on Harbour Hill, who",
                &[("Harbour Hill", Place)],
                Some("nervous voters on Harbour Hill"),
            ),
            (
                "It was R. Gil Holt, the Oslo Customs and Harbour Protection commissioner, who",
                &[("R. Gil Holt", Person), ("Oslo Customs and Harbour Protection", Organisation)],
                Some("R. Gil Holt"),
            ),
            // From a column on football: the club stood as the speaker.
            (
                "It needs Ana Holt for the Gulls, who",
                &[("Ana Holt", Person), ("Gulls", Organisation)],
                Some("Ana Holt"),
            ),
            ("Ana Holt named one of the doctors who", &[("Ana Holt", Person)], Some("one of the doctors")),
            ("Votes for Holt, compared with 64 percent who", &[("Holt", Person)], Some("64 percent")),
            ("Holt read much of the literature, which", &[("Holt", Person)], Some("the literature")),
            ("It quotes Ana Holt’s third novel, which", &[("Ana Holt", Person)], Some("Ana Holt’s third novel")),
            ("It is based on harbour conduct rules that", &[], Some("harbour conduct rules")),
            ("It drew scorn from some who", &[], Some("some")),
            ("He met retired generals -- most of them old -- who", &[], Some("retired generals")),
            ("He left Acme, which", &[("Acme", Organisation)], Some("Acme")),
        ] {
            let all = Span::new(0, text.len());
            let syntax = BlockSyntax::read(text, all, quotation_marks::regions(text, all, None), false);
            let span = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
            let names: Vec<NameSpan> =
                names.iter().map(|(n, kind)| NameSpan { kind: *kind, span: span(n), confidence: 0.9 }).collect();
            let pronoun = text.rfind(' ').map(|at| at + 1).unwrap();
            let found = antecedent(text, &syntax, &names, None, Span::new(pronoun, text.len()));
            assert_eq!(found.map(|s| s.of(text)), want, "{text}");
        }
    }
}
