//! The kernels against plain arithmetic, on every instruction set at hand.

use proptest::prelude::*;

use super::*;

fn floats(seed: u64, count: usize) -> Vec<f32> {
    let mut x = seed.wrapping_mul(2).wrapping_add(1);
    std::iter::repeat_with(|| {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((x >> 40) as f32 / (1 << 23) as f32 - 1.0) * 4.0
    })
    .take(count)
    .collect()
}

impl Rounded {
    /// The integer at a place, extras included.
    fn whole(&self, row: usize, i: usize) -> i32 {
        let extras = self.extras[row].iter().filter(|e| e.group as usize == i / 4).map(|e| i32::from(e.bytes[i % 4]));
        i32::from(self.bytes[row * self.width + i]) + extras.sum::<i32>()
    }
}

fn close(a: &[f32], b: &[f32], error: f32) -> Result<(), TestCaseError> {
    prop_assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        prop_assert!((a - b).abs() <= error * (1.0 + b.abs()), "{a} {b}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn products_are_the_same_integers_everywhere(rows in 0usize..30, k in 1usize..9, outputs in 1usize..70, power in 1..16, seed in any::<u64>()) {
        let inputs = 16 * k;
        // Extremes included: nothing may saturate.
        let weights: Vec<i8> = floats(seed, outputs * inputs).iter().map(|x| (x * 60.0).clamp(-63.0, 63.0) as i8).collect();
        let x: Vec<f32> = floats(seed ^ 1, rows * inputs).iter().map(|x| x.powi(power).clamp(-1e9, 1e9)).collect();
        let packed = Packed::new(&weights, vec![1.0; outputs], vec![0.0; outputs], inputs).unwrap();
        for isa in Isa::available() {
            let mut a = Rounded::default();
            isa.round(&x, inputs, &mut a);
            for row in &mut a.scales {
                *row = 1.0;
            }
            let width = outputs.next_multiple_of(PANEL);
            let mut out = vec![f32::NAN; rows * width];
            isa.linear(&a, &packed, &mut out, Layout { row: width, panel: PANEL });
            for (r, out) in out.chunks(width).enumerate() {
                for (o, y) in out.iter().enumerate().take(outputs) {
                    let dot: i32 = (0..inputs).map(|i| a.whole(r, i) * i32::from(weights[o * inputs + i])).sum();
                    prop_assert_eq!(*y, dot as f32, "{:?}", isa);
                }
            }
        }
    }

    #[test]
    fn rounding_is_the_same_everywhere(rows in 1usize..5, k in 1usize..5, power in 1..12, seed in any::<u64>()) {
        // Skewed, so that the largest stand out.
        let x: Vec<f32> = floats(seed, rows * k * 16).iter().map(|x| x.powi(power)).collect();
        let mut want: Option<Rounded> = None;
        for isa in Isa::available() {
            let mut a = Rounded::default();
            isa.round(&x, k * 16, &mut a);
            for (r, row) in x.chunks(k * 16).enumerate() {
                let mut sizes: Vec<f32> = row.iter().map(|x| x.abs()).collect();
                sizes.sort_by(|a, b| b.total_cmp(a));
                prop_assert!(a.scales[r] * 127.0 <= sizes[0] * 0.500_01_f32.max(sizes[1] / sizes[0] + 1e-4), "{:?}", sizes);
                for (i, x) in row.iter().enumerate() {
                    prop_assert!((a.whole(r, i) as f32 * a.scales[r] - x).abs() <= a.scales[r] * 0.5001, "{:?} {x}", isa);
                }
                prop_assert_eq!(a.totals[r], (0..row.len()).map(|i| a.whole(r, i)).sum::<i32>());
            }
            let want = want.get_or_insert_with(|| Rounded { bytes: a.bytes.clone(), extras: a.extras.clone(), ..Rounded::default() });
            prop_assert_eq!((&a.bytes, &a.extras), (&want.bytes, &want.extras));
        }
    }

    #[test]
    fn attention_is_softmax(rows in 1usize..20, keys in 1usize..140, seed in any::<u64>()) {
        let (q, k, v) = (floats(seed, rows * HEAD), floats(seed ^ 1, keys * HEAD), floats(seed ^ 2, keys * HEAD));
        let mut want = Vec::new();
        for q in q.chunks(HEAD) {
            let score = |k: &[f32]| q.iter().zip(k).map(|(a, b)| f64::from(a * b)).sum::<f64>() / (HEAD as f64).sqrt();
            let scores: Vec<f64> = k.chunks(HEAD).map(score).collect();
            let most = scores.iter().copied().fold(f64::MIN, f64::max);
            let p: Vec<f64> = scores.iter().map(|s| (s - most).exp()).collect();
            let sum: f64 = p.iter().sum();
            want.extend((0..HEAD).map(|d| p.iter().zip(v.chunks(HEAD)).map(|(p, v)| p * f64::from(v[d])).sum::<f64>() as f32 / sum as f32));
        }
        for isa in Isa::available() {
            let mut out = vec![0.0; rows * HEAD];
            isa.attention(&q, &k, &v, &mut out, 0, HEAD, &mut AttentionBuffers::default());
            close(&out, &want, 1e-4)?;
        }
    }

    #[test]
    fn normalised_rows_have_mean_0_and_variance_1(rows in 1usize..5, k in 1usize..5, seed in any::<u64>()) {
        let width = 16 * k;
        let (x, add) = (floats(seed, rows * width), floats(seed ^ 1, rows * width));
        for isa in Isa::available() {
            let mut out = x.clone();
            isa.add_normalise(&mut out, &add, &vec![2.0; width], &vec![3.0; width], 1e-12);
            for row in out.chunks(width) {
                let mean = row.iter().sum::<f32>() / width as f32;
                let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / width as f32;
                close(&[mean, variance], &[3.0, 4.0], 1e-4)?;
            }
            // The order of the row is that of the sum.
            let greatest = |v: &[f32]| v.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(i, _)| i);
            let sum: Vec<f32> = x.iter().zip(&add).map(|(x, y)| x + y).collect();
            prop_assert_eq!(greatest(&out[..width]), greatest(&sum[..width]));
        }
    }
}

/// Φ by its series, in double precision.
fn exact_gelu(x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (x, x, 0.0);
    while term.abs() > 1e-17 {
        n += 1.0;
        term *= x * x / (2.0 * n + 1.0);
        sum += term;
    }
    x * (0.5 + sum * (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt())
}

#[test]
fn gelu_is_near_the_exact_one() {
    let x: Vec<f32> = (-1600..1600).map(|i| i as f32 / 200.0).collect();
    for isa in Isa::available() {
        let mut y = x.clone();
        isa.gelu(&mut y);
        for (x, y) in x.iter().zip(&y) {
            let error = (f64::from(*y) - exact_gelu(f64::from(*x))).abs();
            assert!(error < 2e-6, "{isa:?} gelu({x}) = {y}, {error} off");
        }
        let mut far = vec![-1e4, 1e4, -60.0, 60.0, 0.0, -0.0, 1e-20, -1e20];
        far.extend([0.0; 8]);
        isa.gelu(&mut far);
        for (y, want) in far.iter().zip([0.0, 1e4, 0.0, 60.0, 0.0, 0.0]) {
            assert!((y - want).abs() < 1e-15, "{isa:?}: {y}, not {want}");
        }
    }
}

#[test]
fn nothing_that_is_not_a_number_gets_out_of_rounding() {
    for isa in Isa::available() {
        let mut a = Rounded::default();
        isa.round(&[f32::NAN; 16], 16, &mut a);
        isa.round(&[f32::INFINITY; 16], 16, &mut a);
        assert_eq!(a.scales, [0.0], "{isa:?}");
    }
}
