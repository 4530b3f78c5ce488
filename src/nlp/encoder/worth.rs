//! The claim head: how much each word of a window speaks for a claim that is worth checking.
//!
//! ```text
//! h = relu(W x + b)    value = v·h    weight = exp(a·h)    score of some words = Σ value·weight / Σ weight + bias
//! ```
//!
//! `x` is the state of the word's first piece after layer [`ClaimHead::layer`]. The score of a sentence, or of a quote inside
//! it, is the weighted mean over its words. `model/claim_weights.txt` has the weights.

use crate::nlp::draft::WordWorth;
use crate::nlp::encoder::kernels::dot;

static WEIGHTS: &str = include_str!("../../../model/claim_weights.txt");

/// Limit of the logarithm of a weight, so that it stays finite.
const STEEPEST: f32 = 8.0;

/// The weights of the claim head.
#[derive(Debug)]
pub(super) struct ClaimHead {
    /// The layer whose output it reads, from 1.
    pub(super) layer: usize,
    units: Vec<Unit>,
    value: f32,
    weight: f32,
}

/// A unit of the hidden layer.
#[derive(Debug)]
struct Unit {
    inputs: Vec<f32>,
    bias: f32,
    value: f32,
    weight: f32,
}

impl ClaimHead {
    /// The compiled-in head, for states of `width` numbers. `None` if the file is damaged.
    pub(super) fn shipped(width: usize) -> Option<Self> {
        Self::read(WEIGHTS, width)
    }

    /// Reads lines of `layer N`, `out VALUE WEIGHT` and `unit SCALE BIAS VALUE WEIGHT INTEGER…`.
    fn read(file: &str, width: usize) -> Option<Self> {
        let mut head = Self { layer: 0, units: Vec::new(), value: 0.0, weight: 0.0 };
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            let (name, rest) = line.split_once(' ')?;
            let numbers: Vec<f32> = rest.split(' ').map(|n| n.parse().ok()).collect::<Option<_>>()?;
            match (name, numbers.as_slice()) {
                ("layer", _) => head.layer = rest.parse().ok()?,
                ("out", [value, weight]) => (head.value, head.weight) = (*value, *weight),
                ("unit", [scale, bias, value, weight, inputs @ ..]) if inputs.len() == width => {
                    let inputs = inputs.iter().map(|n| n * scale).collect();
                    head.units.push(Unit { inputs, bias: *bias, value: *value, weight: *weight });
                }
                _ => return None,
            }
        }
        (head.layer > 0 && !head.units.is_empty()).then_some(head)
    }

    /// The worth of the word with this state, which begins at byte `at`.
    pub(super) fn word(&self, state: &[f32], at: usize) -> WordWorth {
        let (mut value, mut weight) = (self.value, self.weight);
        for unit in &self.units {
            let hidden = (dot(state, &unit.inputs) + unit.bias).max(0.0);
            value += hidden * unit.value;
            weight += hidden * unit.weight;
        }
        WordWorth { at, value, weight: weight.clamp(-STEEPEST, STEEPEST).exp() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_head_reads_and_damaged_files_do_not() {
        assert!(ClaimHead::shipped(384).is_some_and(|head| head.units.len() >= 8));
        assert!(ClaimHead::shipped(380).is_none());
        let sound = "# A.\nlayer 3\nout 0.5 0\nunit 0.1 0 2 0 10 -10";
        assert!(ClaimHead::read(sound, 2).is_some());
        for (from, to) in
            [("layer 3", "layer x"), ("out 0.5 0", "out 0.5"), ("10 -10", "10"), ("unit", "unit2"), ("layer 3\n", "")]
        {
            assert!(ClaimHead::read(&sound.replace(from, to), 2).is_none(), "{from} → {to}");
        }
    }

    #[test]
    fn a_word_is_worth_what_its_units_say() {
        let file = "layer 1\nout 0.5 0\nunit 0.1 0 2 1 10 -10 0 0 0 0 0 0\nunit 1 0 5 5 -1 0 0 0 0 0 0 0";
        let head = ClaimHead::read(file, 8).unwrap();
        let word = head.word(&[3.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], 7);
        assert!((word.value - 4.5).abs() < 1e-5 && (word.weight - 2f32.exp()).abs() < 1e-4 && word.at == 7, "{word:?}");
        assert!(head.word(&[1e9; 8], 0).weight.is_finite());
    }
}
