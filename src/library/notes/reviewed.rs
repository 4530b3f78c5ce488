//! The engine's annotations of an article, with the reader's corrections applied.
//!
//! The engine gives raw [`Annotations`], and the library stores them as they are. Screens, exports, the comparison of two
//! versions and the search index take a [`Reviewed`] instead, so that none of them can forget the corrections.

use std::ops::Deref;
use std::sync::Arc;

use crate::library::notes::corrections::{Correction, FactType, apply};
use crate::nlp::{Annotations, Attribution, Fact};
use crate::text::Span;

/// Annotations with the reader's corrections applied. Derefs to [`Annotations`]; copies share their content.
///
/// [`Reviewed::new`] is the only way to make one.
#[derive(Clone, Debug, Default)]
pub struct Reviewed {
    found: Arc<Annotations>,
    corrected: Arc<Annotations>,
    /// Ids of the attributions that were corrected or added, sorted.
    touched: Arc<[String]>,
    /// Ids of the corrections whose words are no longer in the text.
    lost: Arc<[String]>,
    /// The corrected facts, sorted.
    facts: Arc<[(Span, FactType)]>,
}

impl Reviewed {
    /// Applies the corrections, in the order of their creation, to the engine's annotations of this text.
    #[must_use]
    pub fn new(found: impl Into<Arc<Annotations>>, text: &str, corrections: &[Correction]) -> Self {
        let found = found.into();
        if corrections.is_empty() {
            return Self { corrected: Arc::clone(&found), found, ..Self::default() };
        }
        let mut corrected = (*found).clone();
        let applied = apply(&mut corrected, text, corrections);
        Self {
            found,
            corrected: Arc::new(corrected),
            touched: applied.corrected.into(),
            lost: applied.lost.into(),
            facts: applied.facts.into(),
        }
    }

    /// Returns the engine's annotations, without corrections.
    #[must_use]
    pub fn found(&self) -> &Arc<Annotations> {
        &self.found
    }

    /// Consumes the value and returns the engine's annotations, without corrections.
    #[must_use]
    pub fn into_found(self) -> Arc<Annotations> {
        self.found
    }

    /// Returns whether this quote was corrected or added.
    #[must_use]
    pub fn is_corrected(&self, quote: &Attribution) -> bool {
        self.touched.binary_search(&quote.id).is_ok()
    }

    /// Returns whether any quote was corrected or added.
    #[must_use]
    pub fn has_corrected(&self) -> bool {
        !self.touched.is_empty()
    }

    /// Returns whether this fact was corrected or added.
    #[must_use]
    pub fn is_fact_corrected(&self, fact: &Fact) -> bool {
        self.facts.binary_search(&(fact.span, FactType::of(&fact.kind))).is_ok()
    }

    /// Returns whether the words of this correction are no longer in the text, so that it changes nothing.
    #[must_use]
    pub fn is_lost(&self, correction: &Correction) -> bool {
        self.lost.contains(&correction.id)
    }

    /// Returns whether to show this quote as unsure: the engine is unsure, and the reader has not corrected it.
    #[must_use]
    pub fn is_unsure(&self, quote: &Attribution) -> bool {
        quote.is_unsure() && !self.is_corrected(quote)
    }
}

impl Deref for Reviewed {
    type Target = Annotations;

    fn deref(&self) -> &Annotations {
        &self.corrected
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::notes::Anchor;
    use crate::library::notes::corrections::{Change, Target};
    use crate::nlp::QuoteKind;
    use crate::text::{ArticleId, Span};

    const TEXT: &str = "“It rained,” said Ann.";

    fn found() -> Annotations {
        let quote = Attribution {
            id: "q0".into(),
            kind: QuoteKind::Direct,
            content: vec![Span::new(0, "“It rained,”".len())],
            source: Vec::new(),
            cue: Vec::new(),
            speaker: Some("Ann".into()),
            entity: None,
            addressee: None,
            confidence: 0.3,
            evidence: None,
            revised: false,
        };
        Annotations { attributions: vec![quote], ..Annotations::default() }
    }

    fn correction(id: &str, change: Change) -> Correction {
        Correction {
            id: id.into(),
            article: ArticleId::default(),
            created: String::new(),
            engine: String::new(),
            change,
        }
    }

    #[test]
    fn without_corrections_it_is_what_the_engine_found() {
        let reviewed = Reviewed::new(found(), TEXT, &[]);
        assert!(Arc::ptr_eq(&reviewed.found, &reviewed.corrected), "nothing is copied");
        let quote = &reviewed.attributions[0];
        assert!(!reviewed.is_corrected(quote) && !reviewed.has_corrected());
        assert!(reviewed.is_unsure(quote) && quote.is_unsure());
    }

    #[test]
    fn a_corrected_quote_is_not_unsure_and_the_engines_work_stays() {
        let quote = Target::of(TEXT, &found().attributions[0]);
        let gone = Target {
            content: vec![Anchor { exact: "Frogs croak at night.".into(), ..Anchor::default() }],
            ..quote.clone()
        };
        let corrections = [
            // A correction of the kind leaves the confidence as it is.
            correction("1", Change::Kind { quote, kind: QuoteKind::Mixed }),
            correction("2", Change::Delete { quote: gone }),
        ];
        let reviewed = Reviewed::new(found(), TEXT, &corrections);
        let quote = &reviewed.attributions[0];
        assert_eq!((quote.kind, reviewed.found().attributions[0].kind), (QuoteKind::Mixed, QuoteKind::Direct));
        assert!(reviewed.is_corrected(quote) && !reviewed.is_unsure(quote));
        assert_eq!(corrections.each_ref().map(|one| reviewed.is_lost(one)), [false, true]);
    }
}
