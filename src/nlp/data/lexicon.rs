//! English words for the rules: closed classes, reporting verbs and their complements.

use crate::nlp::data::{inflection, table};

pub(in crate::nlp) use crate::nlp::data::classes::{List, class, form, frame};
pub(in crate::nlp) use crate::nlp::data::table::Verb;

/// The entry of one word form.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::nlp) struct Entry {
    /// Bits of [`class`].
    pub(in crate::nlp) class: u32,
    /// The reporting verb of which this is a form.
    pub(in crate::nlp) verb: Option<Verb>,
    /// Bits of [`List`].
    lists: u128,
}

impl Entry {
    /// Whether the word is in a list.
    pub(in crate::nlp) fn has(&self, list: List) -> bool {
        self.lists & (1 << list as u32) != 0
    }
}

/// Returns the entry of `lower`, a word in lower case.
pub(in crate::nlp) fn look_up(lower: &str) -> Entry {
    let entry = table::entry(lower);
    Entry { class: entry.class, verb: entry.verb, lists: entry.lists }
}

/// Returns the particles after which a noun phrase is the content: `for` in `called for`.
pub(in crate::nlp) fn particles(verb: Verb) -> &'static [&'static str] {
    lemma_of(verb).map_or(&[], |l| l.particles.as_slice())
}

/// Returns the base form of the verb.
pub(in crate::nlp) fn lemma(verb: Verb) -> &'static str {
    lemma_of(verb).map_or("", |l| l.base)
}

/// Whether the present form of the verb can be a noun: `claims`.
pub(in crate::nlp) fn is_noun_too(verb: Verb) -> bool {
    lemma_of(verb).is_some_and(|l| l.noun_too)
}

/// Whether the verb reports in any prose, even though fiction also uses it for manner.
pub(in crate::nlp) fn is_common_report(verb: Verb) -> bool {
    lemma_of(verb).is_some_and(|l| l.common)
}

/// Returns all forms of a verb that is `written` as `base[/past[/participle]]`.
pub(in crate::nlp) fn forms(written: &str) -> Vec<String> {
    let mut parts = written.split('/');
    let base = parts.next().unwrap_or_default();
    // The stress is on the last syllable.
    let doubles = inflection::doubles(base) || matches!(base, "admit" | "refer" | "rebut");
    let past = parts.next().map_or_else(|| inflection::regular_past(base, doubles), str::to_owned);
    let participle = parts.next().map_or_else(|| past.clone(), str::to_owned);
    vec![base.to_owned(), inflection::third_person(base), past, participle, inflection::ing(base, doubles)]
}

fn lemma_of(verb: Verb) -> Option<&'static table::Lemma> {
    table::table().lemmas.get(usize::from(verb.lemma))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_inflect_as_english_does() {
        for (word, want) in [
            ("denied", form::PAST | form::PARTICIPLE),
            ("denying", form::ING),
            ("pledges", form::S),
            ("admitted", form::PAST | form::PARTICIPLE),
            ("wrote", form::PAST),
            ("written", form::PARTICIPLE),
            ("urging", form::ING),
            ("stresses", form::S),
            ("told", form::PAST | form::PARTICIPLE),
            ("quipped", form::PAST | form::PARTICIPLE),
            ("offered", form::PAST | form::PARTICIPLE),
        ] {
            assert_eq!(look_up(word).verb.map(|v| v.form), Some(want), "{word}");
        }
        assert!(look_up("stoped").class == 0 && look_up("stopped").class & class::FINITE != 0);
    }

    #[test]
    fn particles_belong_to_their_verb() {
        let verb = look_up("called").verb.unwrap();
        assert_eq!(lemma(verb), "call");
        assert!(particles(verb).contains(&"for") && !particles(verb).contains(&"about"));
    }
}
