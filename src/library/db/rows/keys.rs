//! The keys of kinds, flags and verdicts in the tables. Existing libraries hold these keys: labels on screen may
//! change, keys may not.

use crate::library::notes::{Flag, Verdict};
use crate::nlp::QuoteKind;

const DIRECT: &str = "direct";
const MIXED: &str = "mixed";
const INDIRECT: &str = "indirect";

/// The key of a logged change of a note.
pub(in crate::library::db) const NOTE: &str = "note";
/// The key of a logged change of a correction.
pub(in crate::library::db) const CORRECTION: &str = "correction";

/// Returns the key of a kind of quote.
pub(in crate::library::db) fn of_kind(kind: QuoteKind) -> &'static str {
    match kind {
        QuoteKind::Direct => DIRECT,
        QuoteKind::Mixed => MIXED,
        QuoteKind::Indirect => INDIRECT,
    }
}

/// Returns the kind of quote for a key. An unknown key, which only a damaged row holds, counts as an indirect quote:
/// the weakest claim.
pub(in crate::library::db) fn kind(key: &str) -> QuoteKind {
    match key {
        DIRECT => QuoteKind::Direct,
        MIXED => QuoteKind::Mixed,
        _ => QuoteKind::Indirect,
    }
}

/// Returns the key of a flag.
pub(in crate::library::db) fn of_flag(flag: Flag) -> &'static str {
    match flag {
        Flag::Question => "question",
        Flag::Todo => "todo",
    }
}

/// Returns the flag for a key.
pub(in crate::library::db) fn flag(key: &str) -> Option<Flag> {
    [Flag::Question, Flag::Todo].into_iter().find(|flag| of_flag(*flag) == key)
}

/// Returns the key of a verdict.
pub(in crate::library::db) fn of_verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Checked => "checked",
        Verdict::Disputed => "disputed",
        Verdict::False => "false",
        Verdict::NeedsSource => "needs-source",
    }
}

/// Returns the verdict for a key.
pub(in crate::library::db) fn verdict(key: &str) -> Option<Verdict> {
    Verdict::ALL.into_iter().find(|verdict| of_verdict(*verdict) == key)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::library::notes::corrections::{Change, FactChange, FactTarget, FactType, Target};
    use crate::library::notes::{Anchor, Marks};
    use crate::nlp::{EntityType, RoleStatus};

    /// Existing libraries hold every one of these words.
    #[test]
    fn the_keys_of_the_tables_stay_as_they_are() {
        let kinds = [(QuoteKind::Direct, "direct"), (QuoteKind::Mixed, "mixed"), (QuoteKind::Indirect, "indirect")];
        for (value, key) in kinds {
            assert_eq!((of_kind(value), kind(key)), (key, value));
        }
        for (value, key) in [(Flag::Question, "question"), (Flag::Todo, "todo")] {
            assert_eq!((of_flag(value), flag(key)), (key, Some(value)));
        }
        for (value, key) in [
            (Verdict::Checked, "checked"),
            (Verdict::Disputed, "disputed"),
            (Verdict::False, "false"),
            (Verdict::NeedsSource, "needs-source"),
        ] {
            assert_eq!((of_verdict(value), verdict(key)), (key, Some(value)));
        }
        assert_eq!((kind("other"), flag("other"), verdict("other")), (QuoteKind::Indirect, None, None));
        assert_eq!((NOTE, CORRECTION), ("note", "correction"));
    }

    /// Corrections and logged notes are stored as JSON.
    #[test]
    fn the_json_of_the_tables_stays_as_it_is() {
        let anchor = Anchor::default();
        let none = json!({"exact": "", "prefix": "", "suffix": "", "position": {"start": 0, "end": 0}});
        let quote = Target { content: vec![anchor.clone()], kind: QuoteKind::Mixed, speaker: None };
        let target = json!({"content": [none], "kind": "mixed", "speaker": null});
        let changes = [
            (
                Change::Speaker { quote: quote.clone(), name: Some("A".to_owned()) },
                json!({"type": "speaker", "quote": target, "name": "A"}),
            ),
            (
                Change::Merge { into: "A".to_owned(), from: "B".to_owned() },
                json!({"type": "merge", "into": "A", "from": "B"}),
            ),
            (
                Change::Split { from: "A".to_owned(), mentions: vec![anchor.clone()], name: "B".to_owned() },
                json!({"type": "split", "from": "A", "mentions": [none], "name": "B"}),
            ),
            (
                Change::Add { quote: quote.clone(), source: Some(anchor.clone()), cue: None },
                json!({"type": "add", "quote": target, "source": none}),
            ),
            (Change::Delete { quote: quote.clone() }, json!({"type": "delete", "quote": target})),
            (
                Change::Ends { quote: quote.clone(), content: vec![anchor.clone()] },
                json!({"type": "ends", "quote": target, "content": [none]}),
            ),
            (
                Change::Kind { quote, kind: QuoteKind::Direct },
                json!({"type": "kind", "quote": target, "kind": "direct"}),
            ),
            (
                Change::Entity { words: anchor, kind: Some(EntityType::Person), name: None },
                json!({"type": "entity", "words": none, "kind": "person", "name": null}),
            ),
        ];
        let fact = FactTarget {
            words: Anchor::default(),
            kind: FactType::Quantity,
            was: "12 people".to_owned(),
            person: None,
            by: Some("A".to_owned()),
        };
        let stored = json!({"words": none, "kind": "quantity", "was": "12 people", "by": "A"});
        let of_facts = [
            (FactChange::Hidden, json!({"is": "hidden"})),
            (FactChange::Date { value: None }, json!({"is": "date", "value": null})),
            (
                FactChange::Figure { number: "12".to_owned(), unit: None },
                json!({"is": "figure", "number": "12", "unit": null}),
            ),
            (
                FactChange::Office { role: "mayor".to_owned(), of: None, status: RoleStatus::Former },
                json!({"is": "office", "role": "mayor", "of": null, "status": "former"}),
            ),
            (FactChange::Person { name: "A".to_owned() }, json!({"is": "person", "name": "A"})),
            (FactChange::StatedBy { name: None }, json!({"is": "stated-by", "name": null})),
        ];
        let of_facts = of_facts.map(|(change, json)| {
            (Change::Fact { fact: fact.clone(), change }, json!({"type": "fact", "fact": stored, "change": json}))
        });
        let changes = changes.into_iter().chain(of_facts);
        for (change, expected) in changes {
            assert_eq!(serde_json::to_value(change).unwrap(), expected);
        }
        let marks = Marks {
            tags: vec!["a".to_owned()],
            colour: Some("red".to_owned()),
            flag: Some(Flag::Todo),
            verdict: Some(Verdict::NeedsSource),
            links: vec!["https://example.org".to_owned()],
        };
        let expected = json!({"tags": ["a"], "colour": "red", "flag": "todo", "verdict": "needs-source",
            "links": ["https://example.org"]});
        assert_eq!(serde_json::to_value(marks).unwrap(), expected);
    }
}
