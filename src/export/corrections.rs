//! Exports corrections as training data.

use serde_json::{Value, json};

use crate::library::notes::corrections::Correction;
use crate::library::notes::place;
use crate::text::CharMap;

/// Returns one correction as an object: the text, the change, and its place (offsets in code points, end exclusive).
#[must_use]
pub fn correction_json(one: &Correction, title: Option<&str>, source: &str, text: &str) -> Value {
    let map = CharMap::new(text);
    let spans: Vec<Value> = one
        .change
        .anchors()
        .into_iter()
        .filter_map(|(role, anchor)| {
            let span = place(anchor, text).span()?;
            Some(json!({"role": role, "span": [map.char_of(span.start), map.char_of(span.end)], "words": anchor.exact}))
        })
        .collect();
    json!({
        "id": one.id, "created": one.created, "model": one.engine, "article": one.article, "title": title,
        "source": source, "change": one.change, "spans": spans, "text": text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::notes::Anchor;
    use crate::library::notes::corrections::{Change, FactChange, FactTarget, FactType, Target};
    use crate::nlp::QuoteKind;
    use crate::text::{ArticleId, Span};

    #[test]
    fn every_kind_of_correction_says_where_it_is() {
        use crate::nlp::EntityType;
        let text = "“Now,” said Ann.";
        let on = |words: &str| {
            let start = text.find(words).unwrap();
            Anchor::of(text, Span::new(start, start + words.len()))
        };
        let quote = Target { content: vec![on("“Now,”")], kind: QuoteKind::Direct, speaker: None };
        let name = || "Ann".to_owned();
        for (change, kind, roles) in [
            (Change::Speaker { quote: quote.clone(), name: None }, "speaker", vec!["content"]),
            (Change::Merge { into: name(), from: name() }, "merge", vec![]),
            (Change::Split { from: name(), mentions: vec![on("Ann")], name: name() }, "split", vec!["mention"]),
            (
                Change::Add { quote: quote.clone(), source: Some(on("Ann")), cue: Some(on("said")) },
                "add",
                vec!["content", "source", "cue"],
            ),
            (Change::Delete { quote: quote.clone() }, "delete", vec!["content"]),
            (Change::Ends { quote: quote.clone(), content: vec![on("Now")] }, "ends", vec!["content", "corrected"]),
            (Change::Kind { quote, kind: QuoteKind::Mixed }, "kind", vec!["content"]),
            (
                Change::Entity { words: on("Ann"), kind: Some(EntityType::Person), name: None },
                "entity",
                vec!["mention"],
            ),
            (
                Change::Fact {
                    fact: FactTarget {
                        words: on("Now"),
                        kind: FactType::Date,
                        was: String::new(),
                        person: None,
                        by: None,
                    },
                    change: FactChange::Hidden,
                },
                "fact",
                vec!["fact"],
            ),
        ] {
            let one = Correction {
                id: "1".into(),
                article: ArticleId::of_text(text),
                created: "2026-01-01T00:00:00Z".into(),
                engine: "m".into(),
                change,
            };
            let json = correction_json(&one, None, "-", text);
            let found: Vec<&str> =
                json["spans"].as_array().unwrap().iter().map(|s| s["role"].as_str().unwrap()).collect();
            assert_eq!((json["change"]["type"].as_str(), found), (Some(kind), roles));
        }
    }

    #[test]
    fn offsets_count_code_points() {
        let text = "É — “Now,” said Ann.";
        let start = text.find('“').unwrap();
        let content = vec![Anchor::of(text, Span::new(start, start + "“Now,”".len()))];
        let quote = Target { content, kind: QuoteKind::Direct, speaker: None };
        let one = Correction {
            id: "1".into(),
            article: ArticleId::of_text(text),
            created: "2026-01-01T00:00:00Z".into(),
            engine: "m".into(),
            change: Change::Speaker { quote, name: Some("Ann".into()) },
        };
        let json = correction_json(&one, None, "-", text);
        assert_eq!(json["spans"], json!([{"role": "content", "span": [4, 10], "words": "“Now,”"}]));
        assert_eq!((&json["change"]["type"], &json["change"]["name"]), (&json!("speaker"), &json!("Ann")));
        assert_eq!(json["text"], text);
    }
}
