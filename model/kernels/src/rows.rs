//! Short loops over the numbers of one row, in the order that the reference has: the compiler vectorises them, and no sum is
//! reordered.

/// The product of two rows, summed in eight lanes.
#[must_use]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0f32; 8];
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

/// Appends integers times their scale.
pub fn extend_scaled(out: &mut Vec<f32>, integers: &[i8], scale: f32) {
    out.extend(integers.iter().map(|w| f32::from(*w) * scale));
}

/// Appends `a + (b + c)`, number by number, as far as all three go.
pub fn extend_sum(out: &mut Vec<f32>, a: &[f32], b: &[f32], c: &[f32]) {
    out.extend(a.iter().zip(b.iter().zip(c)).map(|(a, (b, c))| a + b + c));
}

/// Appends the input of the link head's last layer before activation: `word · (1 + factor) + bias + place + relation`.
pub fn extend_link(
    out: &mut Vec<f32>,
    word: &[f32],
    (factor, bias): (&[f32], &[f32]),
    (place, relation): (&[f32], &[f32]),
) {
    let cue = factor.iter().zip(bias);
    let extra = place.iter().zip(relation);
    out.extend(word.iter().zip(cue).zip(extra).map(|((a, (f, b)), (d, p))| a * (1.0 + f) + b + d + p));
}
