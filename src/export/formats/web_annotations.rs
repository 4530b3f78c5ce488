//! Annotations as W3C Web Annotations (<https://www.w3.org/TR/annotation-model/>), JSON-LD.
//!
//! | | motivation | body |
//! |---|---|---|
//! | a name, date or quantity | `classifying` | its type |
//! | an attribution | `describing` | `speaker: …`, `kind: …`; targets are its contents, source and cue |

use serde_json::{Value, json};
use url::Url;

use crate::export::exchange::{CONTEXT, NAMESPACE, article_iri};
use crate::export::{JsonAttribution, JsonDoc, JsonSpan};
use crate::text::{Article, CharMap};

/// Code points of context on each side of the selected words.
const AROUND: usize = 32;

/// Returns a collection with one page.
#[must_use]
pub fn web_annotations(article: &Article, doc: &JsonDoc) -> Value {
    let page =
        Page { source: source(article), id: article.id.to_string(), map: CharMap::new(&doc.text), text: &doc.text };
    let names = doc.entities.iter().enumerate().map(|(n, one)| {
        let kind = one.kind.name();
        json!({
            "id": page.iri(&format!("name:{n}")), "type": "Annotation", "motivation": "classifying",
            "body": {"type": "TextualBody", "purpose": "classifying", "value": kind},
            "target": page.target(one.span, None),
        })
    });
    let items: Vec<Value> = names.chain(doc.attributions.iter().map(|one| page.quote(one))).collect();
    json!({
        "@context": [CONTEXT, {"pullquote": NAMESPACE}],
        "id": page.iri("annotations"), "type": "AnnotationCollection",
        "label": doc.title.as_deref().unwrap_or(&doc.id), "total": items.len(),
        "generator": {"type": "Software", "name": "pullquote", "pullquote:engine": doc.model},
        "first": {"id": page.iri("annotations:1"), "type": "AnnotationPage", "startIndex": 0, "items": items},
    })
}

/// Returns the IRI of an article: its web address, its file, or its digest.
fn source(article: &Article) -> String {
    let is_web = |address: &&str| address.contains("://") && Url::parse(address).is_ok();
    article_iri(article.url.as_deref().filter(is_web).unwrap_or(&article.source), &article.id)
}

struct Page<'a> {
    source: String,
    id: String,
    map: CharMap<'a>,
    text: &'a str,
}

impl Page<'_> {
    fn iri(&self, name: &str) -> String {
        format!("{NAMESPACE}article:{}:{name}", self.id)
    }

    fn quote(&self, one: &JsonAttribution) -> Value {
        let body = |value: String| json!({"type": "TextualBody", "purpose": "describing", "value": value});
        let mut bodies = vec![body(format!("kind: {}", one.kind.name()))];
        bodies.extend(one.speaker.as_ref().map(|speaker| body(format!("speaker: {speaker}"))));
        let parts = [("content", &one.content), ("source", &one.source), ("cue", &one.cue)];
        let targets: Vec<Value> =
            parts.iter().flat_map(|(role, spans)| spans.iter().map(|span| self.target(*span, Some(role)))).collect();
        json!({
            "id": self.iri(&one.id), "type": "Annotation", "motivation": "describing", "body": bodies,
            "target": targets, "pullquote:confidence": f64::from((one.confidence * 1000.0).round()) / 1000.0,
            "pullquote:unsure": one.unsure,
        })
    }

    fn target(&self, span: JsonSpan, role: Option<&str>) -> Value {
        let words = |start: usize, end: usize| self.map.to_bytes([start, end]).of(self.text);
        let [start, end] = span;
        let mut target = json!({
            "type": "SpecificResource", "source": self.source,
            "selector": [
                {
                    "type": "TextQuoteSelector", "exact": words(start, end),
                    "prefix": words(start.saturating_sub(AROUND), start), "suffix": words(end, end + AROUND),
                },
                {"type": "TextPositionSelector", "start": start, "end": end},
            ],
        });
        if let Some(role) = role {
            target["pullquote:role"] = role.into();
        }
        target
    }
}
