//! Annotations in the formats of other programs, made from a [`JsonDoc`](crate::export::JsonDoc).

mod brat;
mod columns;
mod web_annotations;

pub use brat::{BRAT_CONFIG, brat, brat_name};
pub use columns::{COLUMNS, columns};
pub use web_annotations::web_annotations;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::export::JsonDoc;
    use crate::ingest;
    use crate::text::Article;

    /// `a 1` is an id with a blank; the quote is split by a line break and begins with a letter of two bytes.
    const TEXT: &str = "“Näh,\nnot yet,” Ana Holt said.\n\nShe left.";

    pub(super) fn article() -> Article {
        ingest::from_plain("-", TEXT.to_owned())
    }

    pub(super) fn doc() -> JsonDoc {
        serde_json::from_value(json!({
            "id": "a 1", "title": null, "text": TEXT, "model": "m", "people": [], "facts": [],
            "entities": [{"type": "person", "span": [16, 24], "entity": 0}],
            "attributions": [{
                "id": "q0", "kind": "direct", "content": [[0, 15]], "source": [[16, 24]], "cue": [[25, 29]],
                "speaker": "Ana Holt", "entity": 0, "addressee": null, "confidence": 0.5, "unsure": true,
            }],
        }))
        .unwrap()
    }

    #[test]
    fn the_test_text_is_as_its_offsets_say() {
        let map = crate::text::CharMap::new(TEXT);
        let words = |at| map.to_bytes(at).of(TEXT);
        assert_eq!([words([0, 15]), words([16, 24]), words([25, 29])], ["“Näh,\nnot yet,”", "Ana Holt", "said"]);
        assert_eq!(article().text, TEXT);
    }

    #[test]
    fn brat_lines() {
        let want = "\
T1\tPerson 16 24\tAna Holt
T2\tContent 0 5;6 15\t“Näh, not yet,”
T3\tSource 16 24\tAna Holt
R1\tSaidBy Arg1:T2 Arg2:T3
T4\tCue 25 29\tsaid
R2\tCuedBy Arg1:T2 Arg2:T4
A3\tKind T2 direct
A4\tUnsure T2
#5\tAnnotatorNotes T2\tspeaker: Ana Holt
";
        assert_eq!(brat(&doc()), want);
        assert_eq!([brat_name("a/b c"), brat_name(".."), brat_name("")], ["a_b_c", "article", "article"]);
    }

    #[test]
    fn web_annotations_select_the_words() {
        let found = web_annotations(&article(), &doc());
        let items = found["first"]["items"].as_array().unwrap();
        assert_eq!((found["total"].as_u64(), items.len()), (Some(2), 2));
        let target = &items[1]["target"][1];
        assert_eq!(target["pullquote:role"], "source");
        assert_eq!(
            target["selector"],
            json!([
                {"type": "TextQuoteSelector", "exact": "Ana Holt", "prefix": "“Näh,\nnot yet,” ", "suffix": " said.\n\nShe left."},
                {"type": "TextPositionSelector", "start": 16, "end": 24},
            ])
        );
        assert_eq!(items[1]["pullquote:confidence"], 0.5);
    }
}
