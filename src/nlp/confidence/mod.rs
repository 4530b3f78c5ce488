//! Calibration: from the engine's scores to probabilities.
//!
//! A score is the product of the encoder's probabilities and the rules' confidence in the speaker. It ranks attributions
//! well but is too high or too low as a probability. `pullquote_model calibrate` measures on a development set how often
//! an attribution with a certain score is right: annotators marked the same content, and the speaker is right. The
//! [`calibration_table`] holds the result as a rising line for each [`Group`]: by the words that tell who speaks, and by
//! the kind of text.

pub(super) mod calibration_table;
use crate::nlp::data::lists::List;
use crate::nlp::draft::DocumentDraft;
use crate::nlp::{Annotations, Attribution, Mention, QuoteKind};

/// Points (score, probability) of a line. Scores rise, probabilities do not fall.
pub(super) type CalibrationTable = [(f32, f32)];

/// The words that tell who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SourceKind {
    /// A name: `Ana Brandt`.
    Name,
    /// `he` or `she`.
    Pronoun,
    /// A description, `it` or `they`.
    Other,
    /// No words: the speaker follows from the turns of a conversation, or from the paragraph.
    Nothing,
}

/// Attributions that are calibrated together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// With quotation marks and a speaker.
    Quoted(SourceKind),
    /// Without quotation marks, with a speaker.
    Reported(SourceKind),
    /// With quotation marks, in a dialogue.
    Dialogue(SourceKind),
    /// Without a speaker.
    Nobody,
}

impl Group {
    fn of(attribution: &Attribution, source: SourceKind, dialogue: bool) -> Self {
        match (attribution.speaker.is_some(), attribution.kind) {
            (false, _) => Self::Nobody,
            (true, QuoteKind::Direct | QuoteKind::Mixed) if dialogue => Self::Dialogue(source),
            (true, QuoteKind::Direct | QuoteKind::Mixed) => Self::Quoted(source),
            (true, QuoteKind::Indirect) => Self::Reported(source),
        }
    }

    /// Returns the table of the group. `None`: the score stays as it is, because development sets have too few cases.
    fn table(self) -> Option<&'static CalibrationTable> {
        Some(match self {
            Self::Quoted(SourceKind::Name) => calibration_table::QUOTED_NAME,
            Self::Quoted(SourceKind::Pronoun) => calibration_table::QUOTED_PRONOUN,
            Self::Quoted(SourceKind::Other) => calibration_table::QUOTED_OTHER,
            Self::Reported(SourceKind::Name) => calibration_table::REPORTED_NAME,
            Self::Reported(SourceKind::Pronoun) => calibration_table::REPORTED_PRONOUN,
            Self::Reported(SourceKind::Other) => calibration_table::REPORTED_OTHER,
            Self::Dialogue(SourceKind::Name) => calibration_table::DIALOGUE_NAME,
            Self::Dialogue(SourceKind::Pronoun) => calibration_table::DIALOGUE_PRONOUN,
            Self::Dialogue(SourceKind::Other) => calibration_table::DIALOGUE_OTHER,
            Self::Dialogue(SourceKind::Nothing) => calibration_table::DIALOGUE_NOTHING,
            Self::Nobody => calibration_table::NOBODY,
            Self::Quoted(SourceKind::Nothing) | Self::Reported(SourceKind::Nothing) => return None,
        })
    }
}

/// Turns the scores of all attributions into probabilities.
pub(super) fn calibrate_attributions(draft: &mut DocumentDraft) {
    if draft.calibrated {
        let text = draft.article.text.as_str();
        // The labels of a transcript tell the speakers; the tables of dialogues are those of novels.
        let dialogue = draft.dialogue && draft.turns.is_empty();
        let Annotations { attributions, stances, mentions, .. } = &mut draft.annotations;
        for attribution in attributions.iter_mut().chain(stances) {
            let group = Group::of(attribution, kind_of_source(text, attribution, mentions), dialogue);
            if let Some(table) = group.table() {
                attribution.confidence = along(table, attribution.confidence).clamp(0.01, 0.99);
            }
        }
    }
}

/// Returns what tells who speaks. `mentions` are in order.
fn kind_of_source(text: &str, attribution: &Attribution, mentions: &[Mention]) -> SourceKind {
    let Some(source) = attribution.source.first() else { return SourceKind::Nothing };
    let lower = source.of(text).to_lowercase();
    if List::He.has(&lower) || List::She.has(&lower) {
        return SourceKind::Pronoun;
    }
    let first = mentions.partition_point(|m| m.span.start < source.start);
    let within = mentions.iter().skip(first).take_while(|m| m.span.start < source.end);
    let named = within.filter(|m| m.named).any(|m| Some(m.entity) == attribution.entity);
    if named { SourceKind::Name } else { SourceKind::Other }
}

/// The probability for `score`: linear between the points, constant before the first and after the last.
fn along(table: &CalibrationTable, score: f32) -> f32 {
    let next = table.partition_point(|(x, _)| *x <= score);
    let before = next.checked_sub(1).and_then(|i| table.get(i));
    match (before, table.get(next)) {
        (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * (score - x0) / (x1 - x0),
        (Some((_, y)), None) | (None, Some((_, y))) => *y,
        (None, None) => score,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_followed_and_level_outside() {
        let table: &CalibrationTable = &[(0.2, 0.1), (0.4, 0.5), (0.8, 0.9)];
        for (score, probability) in [(0.0, 0.1), (0.2, 0.1), (0.3, 0.3), (0.4, 0.5), (0.6, 0.7), (0.9, 0.9)] {
            assert!((along(table, score) - probability).abs() < 1e-6, "{score}");
        }
        assert!((along(&[], 0.3) - 0.3).abs() < 1e-6);
    }

    #[test]
    fn knots_rise() {
        let kinds = [SourceKind::Name, SourceKind::Pronoun, SourceKind::Other, SourceKind::Nothing];
        let groups = kinds.into_iter().flat_map(|k| [Group::Quoted(k), Group::Reported(k), Group::Dialogue(k)]);
        for group in groups.chain([Group::Nobody]) {
            let Some(table) = group.table() else { continue };
            assert!(table.len() > 1, "{group:?}");
            assert!(table.iter().all(|(x, y)| (0.0..=1.0).contains(x) && (0.0..=1.0).contains(y)), "{group:?}");
            assert!(table.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 <= w[1].1), "{group:?}");
        }
    }
}
