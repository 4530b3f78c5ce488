//! The claim head: how much each word of a window speaks for a claim that is worth checking.
//!
//! ```text
//! h = relu(W x + b)    value = v·h    weight = exp(a·h)    score of some words = Σ value·weight / Σ weight + bias
//! ```
//!
//! `x` is the state of the word's first piece after layer [`ClaimHead::layer`]. The score of a sentence, or of a quote inside
//! it, is the weighted mean over its words. `model/claim_weights.txt` has the weights.

use pullquote_kernels::{Isa, Layout, PANEL, Packed, Rounded};

use crate::nlp::draft::WordWorth;

static WEIGHTS: &str = include_str!("../../../model/claim_weights.txt");

/// Limit of the logarithm of a weight, so that it stays finite.
const STEEPEST: f32 = 8.0;

/// The weights of the claim head.
#[derive(Debug)]
pub(super) struct ClaimHead {
    /// The layer whose output it reads, from 1.
    pub(super) layer: usize,
    width: usize,
    hidden: Packed,
    units: Vec<Unit>,
    out: Unit,
}

/// What a unit of the hidden layer adds to the value and to the weight of a word.
#[derive(Clone, Copy, Debug, Default)]
struct Unit {
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
        let (mut layer, mut out) = (0, Unit::default());
        let (mut units, mut integers, mut scales, mut biases) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split(' ');
            let name = fields.next()?;
            let mut number = || -> Option<f32> { fields.next()?.parse().ok() };
            match name {
                "layer" => layer = fields.next()?.parse().ok()?,
                "out" => out = Unit { value: number()?, weight: number()? },
                "unit" => {
                    scales.push(number()?);
                    biases.push(number()?);
                    units.push(Unit { value: number()?, weight: number()? });
                    let before = integers.len();
                    for field in fields {
                        integers.push(field.parse::<i8>().ok()?);
                    }
                    if integers.len() - before != width {
                        return None;
                    }
                }
                _ => return None,
            }
        }
        if layer == 0 || units.is_empty() || !units.len().is_multiple_of(PANEL) {
            return None;
        }
        let hidden = Packed::new(&integers, scales, biases, width)?;
        Some(Self { layer, width, hidden, units, out })
    }

    /// The worth of words with these states, one after the other. `at` gives the first byte of each.
    pub(super) fn words(
        &self,
        isa: Isa,
        states: &[f32],
        at: impl Iterator<Item = usize>,
        rounded: &mut Rounded,
    ) -> Vec<WordWorth> {
        let mut hidden = vec![0.0; states.len() / self.width * self.units.len()];
        isa.round(states, self.width, rounded);
        isa.linear(rounded, &self.hidden, &mut hidden, Layout { row: self.units.len(), panel: PANEL });
        let word = |(hidden, at): (&[f32], usize)| {
            let Unit { mut value, mut weight } = self.out;
            for (unit, h) in self.units.iter().zip(hidden) {
                value += unit.value * h.max(0.0);
                weight += unit.weight * h.max(0.0);
            }
            WordWorth { at, value, weight: libm::expf(weight.clamp(-STEEPEST, STEEPEST)) }
        };
        hidden.chunks_exact(self.units.len()).zip(at).map(word).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A head of as many units as fit a panel, all 0 but the first two.
    fn file(width: usize) -> String {
        let unit = |scale: f32, rest: &str, first: i8| {
            let zeros = " 0".repeat(width - 1);
            format!("unit {scale} {rest} {first}{zeros}\n")
        };
        let none = unit(1.0, "0 0 0", 0).repeat(PANEL - 2);
        format!("# A.\nlayer 3\nout 0.5 0\n{}{}{none}", unit(0.1, "0 2 1", 10), unit(1.0, "0 5 5", -1))
    }

    #[test]
    fn the_shipped_head_reads_and_damaged_files_do_not() {
        assert!(ClaimHead::shipped(384).is_some_and(|head| head.units.len() == PANEL));
        assert!(ClaimHead::shipped(320).is_none());
        let sound = file(64);
        assert!(ClaimHead::read(&sound, 64).is_some());
        for (from, to) in [
            ("layer 3", "layer x"),
            ("out 0.5 0", "out 0.5"),
            (" 10 0", " 10"),
            ("unit 0.1", "unit2"),
            (" 10 ", " 99 "),
        ] {
            assert!(ClaimHead::read(&sound.replacen(from, to, 1), 64).is_none(), "{from} → {to}");
        }
        assert!(ClaimHead::read(&sound.replace("layer 3\n", ""), 64).is_none());
    }

    #[test]
    fn a_word_is_worth_what_its_units_say() {
        let head = ClaimHead::read(&file(64), 64).unwrap();
        let mut states = [0.0; 128];
        (states[0], states[64]) = (3.0, 1e9);
        let words = head.words(Isa::default(), &states, [7, 9].into_iter(), &mut Rounded::default());
        // The first unit has 3; the second has -3, which counts as 0.
        assert!((words[0].value - 6.5).abs() < 0.1 && (words[0].weight - libm::expf(3.0)).abs() < 1.0, "{words:?}");
        assert_eq!((words[0].at, words[1].at), (7, 9));
        assert!(words[1].weight.is_finite());
    }
}
