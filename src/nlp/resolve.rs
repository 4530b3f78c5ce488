//! Who the sources are.
use super::raw::Quoted;
use super::stream::ReadBlock;
use super::{Annotations, Attribution, QuoteKind};
use crate::text::Article;

pub(super) fn foreign(text: &str) -> Option<String> {
    let _ = text;
    None
}

pub(super) fn resolve(article: &Article, blocks: &[&ReadBlock], foreign: Option<&str>) -> Annotations {
    let _ = foreign;
    let mut out = Annotations::default();
    for block in blocks {
        for raw in &block.raw {
            out.attributions.push(Attribution {
                id: format!("q{}", raw.content.first().map_or(0, |s| s.start)),
                kind: match raw.quoted {
                    Quoted::All => QuoteKind::Direct,
                    Quoted::Part => QuoteKind::Mixed,
                    Quoted::None => QuoteKind::Indirect,
                },
                content: raw.content.clone(),
                source: raw.source.into_iter().collect(),
                cue: raw.cue.into_iter().collect(),
                speaker: raw.source.map(|s| article.words(s).to_owned()),
                entity: None,
                addressee: raw.addressee.map(|s| article.words(s).to_owned()),
                confidence: raw.confidence,
                evidence: None,
                revised: false,
            });
        }
    }
    out
}
