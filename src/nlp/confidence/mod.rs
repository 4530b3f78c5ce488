//! From the engine's scores to probabilities.
//!
//! A score is a product of how sure the encoder is of cue, source and content and of how sure the rules are of the
//! person behind the source: it ranks well, and says too little or too much. `pullquote_model calibrate` measures on a
//! development set how often an attribution of a certain score is right, that is, its content is one that people found
//! too and its speaker is the right one, and writes that down as a few table of a rising line for each [`Group`].

pub(super) mod calibration_table;
use crate::nlp::draft::DocumentDraft;
use crate::nlp::{Attribution, QuoteKind};

/// Points of a line, scores rising, probabilities never falling.
pub(super) type CalibrationTable = [(f32, f32)];

/// Attributions that are calibrated together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Something stands in quotation marks, and somebody is named.
    Quoted,
    /// Nothing does, and somebody is named.
    Reported,
    /// Nobody is named.
    Nobody,
}

impl Group {
    /// None for a speaker whom no words name, guessed from the order of a dialogue: development sets hold too few.
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

/// Makes probabilities of the scores of all attributions.
pub(super) fn calibrate_attributions(draft: &mut DocumentDraft) {
    if draft.calibrated {
        draft.annotations.attributions.iter_mut().for_each(calibrate);
    }
}

/// Makes a probability of an attribution's score.
fn calibrate(attribution: &mut Attribution) {
    if let Some(group) = Group::of(attribution) {
        attribution.confidence = along(group.table(), attribution.confidence).clamp(0.01, 0.99);
    }
}

/// The height of the line at `score`; level before its first point and after its last.
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
