//! Pronouns and who they stand for: whoever of that gender was named lately, subjects and speakers first.

use super::gazetteer::Gender;
use crate::text::Span;

/// Somebody mentioned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recent {
    pub(super) entity: usize,
    pub(super) span: Span,
    /// Which sentence of the text.
    pub(super) sentence: usize,
    /// Before the first verb of its sentence.
    pub(super) subject: bool,
    pub(super) quoted: bool,
    /// `Smith’s`
    pub(super) possessive: bool,
}

/// Who was found, how far back, and how sure that is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) entity: usize,
    pub(super) antecedent: Span,
    pub(super) sentences: usize,
    pub(super) confidence: f32,
}

/// How many mentions back a pronoun can reach.
const REACH: usize = 20;
/// How many sentences back.
const FAR: usize = 7;

/// The gender and number that a pronoun asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pronoun {
    He,
    She,
    They,
    It,
    /// `I`, `we`, `you`: the writer or the reader.
    Speaker,
}

pub(super) fn pronoun(lower: &str) -> Option<Pronoun> {
    match lower {
        "he" | "him" | "his" | "himself" => Some(Pronoun::He),
        "she" | "her" | "hers" | "herself" => Some(Pronoun::She),
        "they" | "them" | "their" | "both" => Some(Pronoun::They),
        "it" | "its" => Some(Pronoun::It),
        "i" | "we" | "you" | "me" | "us" | "our" | "my" | "your" => Some(Pronoun::Speaker),
        _ => None,
    }
}

/// Who a pronoun in `sentence` stands for. `gender_of` knows the people, `speaker` is whoever spoke last.
pub(super) fn resolve(
    recent: &[Recent],
    wanted: Pronoun,
    sentence: usize,
    speaker: Option<usize>,
    gender_of: &dyn Fn(usize) -> Option<Gender>,
    fits: &dyn Fn(usize) -> bool,
) -> Option<Found> {
    let mut scored: Vec<(usize, f32, Recent)> = Vec::new();
    for mention in recent.iter().rev().take(REACH) {
        let distance = sentence.saturating_sub(mention.sentence);
        if distance > FAR {
            break;
        }
        let gender = gender_of(mention.entity);
        let mismatch = match wanted {
            Pronoun::He => gender == Some(Gender::Female),
            Pronoun::She => gender == Some(Gender::Male),
            _ => false,
        };
        if mismatch || !fits(mention.entity) {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "at most a handful of sentences")]
        let mut score = -1.5 * distance as f32;
        score += if mention.subject { 2.0 } else { 0.0 };
        score += if speaker == Some(mention.entity) { 1.2 } else { 0.0 };
        score -= if mention.quoted { 3.0 } else { 0.0 };
        score -= if mention.possessive { 0.8 } else { 0.0 };
        score -= if gender.is_none() { 0.7 } else { 0.0 };
        match scored.iter_mut().find(|s| s.0 == mention.entity) {
            Some(known) => known.1 = known.1.max(score) + 0.3,
            None => scored.push((mention.entity, score, *mention)),
        }
    }
    scored.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (entity, best, mention) = *scored.first()?;
    let margin = scored.get(1).map_or(4.0, |second| best - second.1);
    Some(Found {
        entity,
        antecedent: mention.span,
        sentences: sentence.saturating_sub(mention.sentence),
        confidence: (0.55 + 0.1 * margin.clamp(0.0, 3.0) - if best < -4.0 { 0.15 } else { 0.0 }).clamp(0.3, 0.85),
    })
}
