//! Calibration: from the engine's scores to probabilities.
//!
//! A score is the product of the encoder's probabilities and the rules' confidence in the speaker. It ranks attributions
//! well but is too high or too low as a probability. `pullquote_model calibrate` measures on a development set how often
//! an attribution with a certain score is right: annotators marked the same content, and the speaker is right. The
//! [`calibration_table`] holds the result as a rising line for each [`Group`].

pub(super) mod calibration_table;
use crate::nlp::draft::DocumentDraft;
use crate::nlp::{Annotations, Attribution, QuoteKind};

/// Points (score, probability) of a line. Scores rise, probabilities do not fall.
pub(super) type CalibrationTable = [(f32, f32)];

/// Attributions that are calibrated together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// With quotation marks and a speaker.
    Quoted,
    /// Without quotation marks, with a speaker.
    Reported,
    /// Without a speaker.
    Nobody,
}

impl Group {
    /// `None` for speakers without a source, guessed from the turns of a dialogue: development sets have too few.
    fn of(attribution: &Attribution) -> Option<Self> {
        match (attribution.speaker.is_some(), attribution.kind) {
            (true, _) if attribution.source.is_empty() => None,
            (false, _) => Some(Self::Nobody),
            (true, QuoteKind::Direct | QuoteKind::Mixed) => Some(Self::Quoted),
            (true, QuoteKind::Indirect) => Some(Self::Reported),
        }
    }

    fn table(self) -> &'static CalibrationTable {
        match self {
            Self::Quoted => calibration_table::QUOTED,
            Self::Reported => calibration_table::REPORTED,
            Self::Nobody => calibration_table::NOBODY,
        }
    }
}

/// Turns the scores of all attributions into probabilities.
pub(super) fn calibrate_attributions(draft: &mut DocumentDraft) {
    if draft.calibrated {
        let Annotations { attributions, stances, .. } = &mut draft.annotations;
        attributions.iter_mut().chain(stances).for_each(calibrate);
    }
}

/// Turns the score of an attribution into a probability.
fn calibrate(attribution: &mut Attribution) {
    if let Some(group) = Group::of(attribution) {
        attribution.confidence = along(group.table(), attribution.confidence).clamp(0.01, 0.99);
    }
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
        for group in [Group::Quoted, Group::Reported, Group::Nobody] {
            let table = group.table();
            assert!(table.len() > 1, "{group:?}");
            assert!(table.iter().all(|(x, y)| (0.0..=1.0).contains(x) && (0.0..=1.0).contains(y)), "{group:?}");
            assert!(table.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 <= w[1].1), "{group:?}");
        }
    }
}
