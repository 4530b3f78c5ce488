//! The arithmetic of the encoder: integer matrix products, attention, normalisation, activation; and the code of its
//! weights.
//!
//! A crate of its own, so that it is always compiled at full optimisation, and no other code of the program is `unsafe`:
//! vector instructions that are chosen at run time have no safe interface. Every function of [`Isa`] checks sizes before it
//! makes pointers.
//!
//! ```text
//! weights [out, in], ±63      panels of 32 outputs; groups of four inputs side by side, as the instructions need them
//! ┌ in ────────┐              ┌ out 0 ┐┌ out 1 ┐   ┌ out 31┐
//! │o           │      →       │i0…i3  ││i0…i3  │ … │i0…i3  │  then i4…i7 of out 0 …
//! ```
//!
//! All instruction sets give the same bits: products are fused everywhere, and sums have the same order everywhere. So an annotation does not depend on the processor.
#![allow(unsafe_op_in_unsafe_fn)]
#![allow(clippy::needless_range_loop, reason = "sums that are indexed stay in registers")]

mod coded;
mod rows;
mod simd;
#[cfg(test)]
mod tests;

pub use crate::coded::Coded;
pub use crate::rows::{dot, extend_link, extend_scaled, extend_sum};
#[cfg(target_arch = "aarch64")]
use crate::simd::Neon;
pub use crate::simd::PANEL;
#[cfg(target_arch = "x86_64")]
use crate::simd::{Avx2, Avx512};
use crate::simd::{EXTRAS, Extra, OFFSET, Portable, Rows, Simd};

/// Width of an attention head.
pub const HEAD: usize = PANEL;
/// Rows and scores come in multiples of this.
const ALIGN: usize = 16;
/// Bytes in a line of the cache.
const LINE: usize = 64;
/// Keys scored at once.
const KEYS: usize = 64;

/// An instruction set of this processor. Only [`Isa::available`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Isa(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Sse2,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "aarch64")]
    Neon,
    #[cfg(target_arch = "aarch64")]
    NeonDot,
}

impl Isa {
    /// The instruction sets of this processor, fastest first.
    pub fn available() -> Vec<Self> {
        let mut out = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                if is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vnni")
                {
                    out.push(Self(Kind::Avx512));
                }
                if is_x86_feature_detected!("avxvnni") {
                    out.push(Self(Kind::AvxVnni));
                }
                out.push(Self(Kind::Avx2));
            }
            out.push(Self(Kind::Sse2));
        }
        #[cfg(target_arch = "aarch64")]
        {
            if std::arch::is_aarch64_feature_detected!("dotprod") {
                out.push(Self(Kind::NeonDot));
            }
            out.push(Self(Kind::Neon));
        }
        out.push(Self(Kind::Portable));
        out
    }

    /// Its name, as people write it.
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Kind::Sse2 => "SSE2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Kind::AvxVnni => "AVX-VNNI",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "AVX-512 VNNI",
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => "NEON",
            #[cfg(target_arch = "aarch64")]
            Kind::NeonDot => "NEON dotprod",
        }
    }

    /// The instruction set of this name, if the processor has it.
    pub fn named(name: &str) -> Option<Self> {
        Self::available().into_iter().find(|isa| isa.name() == name)
    }
}

impl Default for Isa {
    /// The fastest instruction set.
    fn default() -> Self {
        Self::available().first().copied().unwrap_or(Self(Kind::Portable))
    }
}

/// A weight matrix in panels, with the scales that turn integers back into floats.
#[derive(Debug)]
pub struct Packed {
    /// Inputs.
    inputs: usize,
    /// Outputs.
    outputs: usize,
    panels: Vec<u8>,
    /// One for each output, and zeros up to a whole panel.
    scales: Vec<f32>,
    /// One for each output, and zeros up to a whole panel.
    bias: Vec<f32>,
}

impl Packed {
    /// Packs a row-major `[outputs, inputs]` matrix. `None` where the sizes do not fit, or a weight is not within ±63.
    pub fn new(weights: &[i8], scales: Vec<f32>, bias: Vec<f32>, inputs: usize) -> Option<Self> {
        let outputs = scales.len();
        if bias.len() != outputs || inputs == 0 || !inputs.is_multiple_of(ALIGN) || weights.len() != outputs * inputs {
            return None;
        }
        // Without an early end the compiler vectorises both loops: packing must not delay the first quote.
        if weights.iter().fold(0, |most, w| w.unsigned_abs().max(most)) >= OFFSET {
            return None;
        }
        let count = outputs.div_ceil(PANEL);
        let mut panels = vec![OFFSET; count * PANEL * inputs];
        for (panel, rows) in panels.chunks_exact_mut(PANEL * inputs).zip(weights.chunks(PANEL * inputs)) {
            // A cache line of each row at a time.
            for (block, to) in panel.chunks_mut(LINE * PANEL).enumerate() {
                for (column, row) in rows.chunks_exact(inputs).enumerate() {
                    let from = row.chunks(LINE).nth(block).unwrap_or_default().as_chunks::<4>().0;
                    for (from, to) in from.iter().zip(to.as_chunks_mut::<4>().0.iter_mut().skip(column).step_by(PANEL))
                    {
                        *to = offset(*from);
                    }
                }
            }
        }
        let padded = |mut v: Vec<f32>| {
            v.resize(count * PANEL, 0.0);
            v
        };
        Some(Self { inputs, outputs, panels, scales: padded(scales), bias: padded(bias) })
    }
}

/// Four weights plus [`OFFSET`], computed at once: no weight carries into the next.
fn offset(weights: [i8; 4]) -> [u8; 4] {
    let four = u32::from_ne_bytes(weights.map(|w| w as u8));
    ((four ^ u32::from_ne_bytes([OFFSET; 4])) & u32::from_ne_bytes([2 * OFFSET - 1; 4])).to_ne_bytes()
}

/// Rows of numbers rounded to bytes, each row with its own scale.
///
/// The largest number of a row sets its scale, and in these rows is often several times the next. The one or two largest
/// may therefore exceed a byte. The excess is stored and multiplied separately. That halves the error of the logits and
/// costs almost no time.
#[derive(Debug, Default)]
pub struct Rounded {
    width: usize,
    bytes: Vec<i8>,
    scales: Vec<f32>,
    extras: Vec<[Extra; EXTRAS]>,
    /// The sum of each row's bytes, extras included.
    totals: Vec<i32>,
    /// The rows before rounding, if the buffer is [`Rounded::unrounded`].
    exact: Option<Vec<f32>>,
}

impl Rounded {
    /// A buffer that keeps the rows as they are: products with it are those of floats and rounded weights. Slow; the
    /// reference that rounding is measured against.
    #[must_use]
    pub fn unrounded() -> Self {
        Self { exact: Some(Vec::new()), ..Self::default() }
    }

    /// How many rows.
    fn rows(&self) -> usize {
        self.scales.len()
    }
}

/// Where [`Isa::linear`] writes: output `32 p + c` of row `r` goes to `r * row + p * panel + c`.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Floats from one row to the next.
    pub row: usize,
    /// Floats from one panel of 32 outputs to the next.
    pub panel: usize,
}

/// Buffers of [`Isa::attention`].
#[derive(Debug, Default)]
pub struct AttentionBuffers {
    keys: Vec<f32>,
    scores: Vec<f32>,
}

/// Gives `Isa` a method that runs a generic kernel in the instruction set at hand.
macro_rules! kernel {
    ($(#[$doc:meta])* fn $name:ident($($arg:ident: $type:ty),* $(,)?) = $body:ident, $rows512:literal, $rows2:literal; check $check:expr) => {
        impl Isa {
            $(#[$doc])*
            #[allow(clippy::too_many_arguments)]
            pub fn $name(self, $($arg: $type),*) {
                // The pointers below rely on these sizes, which come from a checked weight file.
                assert!($check, concat!(stringify!($name), ": sizes"));
                #[cfg(target_arch = "x86_64")]
                #[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512vnni")]
                #[allow(clippy::too_many_arguments)]
                fn avx512($($arg: $type),*) {
                    // SAFETY: sizes checked above; the instructions are enabled here.
                    unsafe { $body::<Avx512, $rows512>($($arg),*) }
                }
                #[cfg(target_arch = "x86_64")]
                #[target_feature(enable = "avx2,fma")]
                #[allow(clippy::too_many_arguments)]
                fn avx2($($arg: $type),*) {
                    // SAFETY: as above.
                    unsafe { $body::<Avx2<false>, $rows2>($($arg),*) }
                }
                #[cfg(target_arch = "x86_64")]
                #[target_feature(enable = "avx2,fma,avxvnni")]
                #[allow(clippy::too_many_arguments)]
                fn avx_vnni($($arg: $type),*) {
                    // SAFETY: as above. Half as many registers as AVX-512 has, and no others in between: half as many rows.
                    unsafe { $body::<Avx2<true>, { usize::div_ceil($rows512, 2) }>($($arg),*) }
                }
                #[cfg(target_arch = "aarch64")]
                #[target_feature(enable = "neon,dotprod")]
                #[allow(clippy::too_many_arguments)]
                fn neon_dot($($arg: $type),*) {
                    // SAFETY: as above.
                    unsafe { $body::<Neon<true>, $rows2>($($arg),*) }
                }
                match self.0 {
                    // SAFETY: `Isa::available` has found the instructions.
                    #[cfg(target_arch = "x86_64")]
                    Kind::Avx512 => unsafe { avx512($($arg),*) },
                    // SAFETY: the same.
                    #[cfg(target_arch = "x86_64")]
                    Kind::Avx2 => unsafe { avx2($($arg),*) },
                    // SAFETY: the same.
                    #[cfg(target_arch = "x86_64")]
                    Kind::AvxVnni => unsafe { avx_vnni($($arg),*) },
                    // SAFETY: the same.
                    #[cfg(target_arch = "aarch64")]
                    Kind::NeonDot => unsafe { neon_dot($($arg),*) },
                    // SAFETY: sizes checked above; every processor of this architecture has NEON.
                    #[cfg(target_arch = "aarch64")]
                    Kind::Neon => unsafe { $body::<Neon<false>, 2>($($arg),*) },
                    // SAFETY: sizes checked above; every processor of this architecture has SSE2.
                    #[cfg(target_arch = "x86_64")]
                    Kind::Sse2 => unsafe { $body::<Portable<true>, 2>($($arg),*) },
                    // SAFETY: sizes checked above; needs no instructions.
                    Kind::Portable => unsafe { $body::<Portable<false>, 2>($($arg),*) },
                }
            }
        }
    };
}

kernel! {
    /// Rounds rows of `width` floats to bytes.
    fn round(x: &[f32], width: usize, out: &mut Rounded) = round, 1, 1;
    check width > 0 && width.is_multiple_of(ALIGN) && x.len().is_multiple_of(width)
}

kernel! {
    /// `out = a · wᵀ + bias`.
    fn linear(a: &Rounded, w: &Packed, out: &mut [f32], layout: Layout) = linear, 12, 4;
    check a.width == w.inputs
        && a.bytes.len() == a.rows() * a.width
        && a.totals.len() == a.rows()
        && a.extras.len() == a.rows()
        && a.extras.as_flattened().iter().all(|e| (e.group as usize) < a.width / 4)
        && w.panels.len() == w.scales.len() * w.inputs
        && w.scales.len() == w.outputs.next_multiple_of(PANEL)
        && w.bias.len() == w.scales.len()
        && (a.rows() == 0
            || (a.rows() - 1) * layout.row + (w.scales.len() / PANEL).saturating_sub(1) * layout.panel + PANEL <= out.len())
}

kernel! {
    /// `x = LN(x + add)`, row by row, `gain` and `bias` as wide as a row.
    fn add_normalise(x: &mut [f32], add: &[f32], gain: &[f32], bias: &[f32], eps: f32) = add_normalise, 1, 1;
    check !gain.is_empty()
        && gain.len().is_multiple_of(ALIGN)
        && bias.len() == gain.len()
        && x.len().is_multiple_of(gain.len())
        && (add.len() == x.len())
}

kernel! {
    /// The Gaussian error linear unit, in place.
    fn gelu(x: &mut [f32]) = gelu, 1, 1;
    check x.len().is_multiple_of(ALIGN)
}

kernel! {
    /// One head: `softmax(q kᵀ / √32) v`, row `i` of the result to `out[at + i * stride..]`. `q`, `k` and `v` are rows of 32.
    fn attention(q: &[f32], k: &[f32], v: &[f32], out: &mut [f32], at: usize, stride: usize, buffers: &mut AttentionBuffers)
        = attention, 6, 3;
    check q.len().is_multiple_of(HEAD)
        && k.len() == v.len()
        && k.len().is_multiple_of(HEAD)
        && (q.is_empty() || !k.is_empty())
        && (q.is_empty() || at + (q.len() / HEAD - 1) * stride + HEAD <= out.len())
}

#[inline(always)]
unsafe fn round<S: Simd, const R: usize>(x: &[f32], width: usize, out: &mut Rounded) {
    out.width = width;
    if let Some(exact) = &mut out.exact {
        exact.clear();
        exact.extend(x);
    }
    out.bytes.resize(x.len(), 0);
    out.scales.clear();
    out.totals.clear();
    out.extras.clear();
    for (row, bytes) in x.chunks_exact(width).zip(out.bytes.chunks_exact_mut(width)) {
        let from = row.as_ptr();
        let largest = largest::<S>(row);
        let [a, b, c] = largest.map(|(size, _)| size);
        // Three bytes for the largest number, or two for each of the two largest.
        let most = if a / 2.0 > b { (a / 3.0).max(b) } else { (a / 2.0).max(c) };
        // NaN and infinity round to finite values.
        let (scale, inverse) = if a > 1e-30 && a < 1e30 { (most / 127.0, 127.0 / most) } else { (0.0, 0.0) };
        let (low, high, factor) = (S::splat(-127.0), S::splat(127.0), S::splat(inverse));
        for i in (0..width).step_by(S::LANES) {
            let v = S::mul(S::load(from.add(i)), factor);
            S::store_i8(bytes.as_mut_ptr().add(i), S::min(S::max(v, low), high));
        }
        let mut extras = [Extra::default(); EXTRAS];
        let mut free = extras.iter_mut();
        let mut total: i32 = bytes.iter().map(|&b| i32::from(b)).sum();
        for (_, i) in largest {
            let whole = row.get(i).map_or(0, |x| (x * inverse).round_ties_even() as i32);
            let mut rest = whole - whole.clamp(-127, 127);
            while rest != 0
                && let Some(extra) = free.next()
            {
                let part = rest.clamp(-127, 127);
                extra.group = (i / 4) as u32;
                extra.bytes[i % 4] = part as i8;
                rest -= part;
                total += part;
            }
        }
        out.scales.push(scale);
        out.totals.push(total);
        out.extras.push(extras);
    }
}

/// The three largest absolute values of a row with their positions; of equal values the first comes first.
#[inline(always)]
unsafe fn largest<S: Simd>(row: &[f32]) -> [(f32, usize); EXTRAS + 1] {
    let from = row.as_ptr();
    let zero = S::splat(0.0);
    let size = |i: usize| {
        let v = S::load(from.add(i));
        S::max(v, S::sub(zero, v))
    };
    let mut most = zero;
    for i in (0..row.len()).step_by(S::LANES) {
        most = S::max(most, size(i));
    }
    // The maximum of each lane is a number of the row, so at least three numbers reach the third-largest maximum.
    let mut lanes = [0f32; 16];
    S::store(lanes.as_mut_ptr(), most);
    let mut best = [(0.0, usize::MAX); EXTRAS + 1];
    for x in lanes {
        insert(&mut best, x, usize::MAX);
    }
    let floor = best[EXTRAS].0;
    best = [(floor, usize::MAX); EXTRAS + 1];
    let limit = S::splat(floor);
    for i in (0..row.len()).step_by(S::LANES) {
        let mut bits = S::over(size(i), limit);
        while bits != 0 {
            let i = i + bits.trailing_zeros() as usize;
            insert(&mut best, row.get(i).map_or(0.0, |x| x.abs()), i);
            bits &= bits - 1;
        }
    }
    best
}

/// Keeps the greatest values in order.
#[inline(always)]
fn insert(best: &mut [(f32, usize); EXTRAS + 1], x: f32, at: usize) {
    let mut new = (x, at);
    for old in best {
        if new.0 > old.0 {
            std::mem::swap(old, &mut new);
        }
    }
}

#[inline(always)]
unsafe fn linear<S: Simd, const R: usize>(a: &Rounded, w: &Packed, out: &mut [f32], layout: Layout) {
    let rows = a.rows();
    if let Some(exact) = &a.exact {
        return linear_exactly(exact, w, out, layout);
    }
    let mut sums = [[0i32; PANEL]; R];
    let from = |row: usize| Rows {
        bytes: a.bytes.as_ptr().add(row * a.width),
        stride: a.width,
        totals: a.totals.as_ptr().add(row),
        extras: a.extras.as_ptr().add(row),
    };
    for (p, panel) in w.panels.chunks_exact(PANEL * w.inputs).enumerate() {
        let mut row = 0;
        while row < rows {
            let count = if rows < R {
                S::tile::<1>(from(row), panel.as_ptr(), w.inputs / 4, sums.as_mut_ptr());
                1
            } else {
                // The last tile overlaps rows that are already done, instead of being smaller.
                row = row.min(rows - R);
                S::tile::<R>(from(row), panel.as_ptr(), w.inputs / 4, sums.as_mut_ptr());
                R
            };
            for (r, sums) in sums.iter().enumerate().take(count) {
                let scale = S::splat(*a.scales.as_ptr().add(row + r));
                let to = out.as_mut_ptr().add((row + r) * layout.row + p * layout.panel);
                for c in (0..PANEL).step_by(S::LANES) {
                    let scale = S::mul(scale, S::load(w.scales.as_ptr().add(p * PANEL + c)));
                    let bias = S::load(w.bias.as_ptr().add(p * PANEL + c));
                    S::store(to.add(c), S::fma(S::load_i32(sums.as_ptr().add(c)), scale, bias));
                }
            }
            row += count;
        }
    }
}

/// The result of [`linear`] if only the weights were rounded. The sizes are those that `Isa::linear` checked.
fn linear_exactly(a: &[f32], w: &Packed, out: &mut [f32], layout: Layout) {
    for o in 0..w.outputs {
        let panel = &w.panels[o / PANEL * PANEL * w.inputs..];
        let weight = |i: usize| f32::from(panel[i / 4 * 4 * PANEL + o % PANEL * 4 + i % 4]) - f32::from(OFFSET);
        let weights: Vec<f32> = (0..w.inputs).map(weight).collect();
        for (r, a) in a.chunks_exact(w.inputs).enumerate() {
            let mut sums = [0f32; 8];
            for (a, w) in a.as_chunks::<8>().0.iter().zip(weights.as_chunks::<8>().0) {
                sums = std::array::from_fn(|i| sums[i] + a[i] * w[i]);
            }
            out[r * layout.row + o / PANEL * layout.panel + o % PANEL] =
                sums.iter().sum::<f32>() * w.scales[o] + w.bias[o];
        }
    }
}

/// A sum in sixteen lanes: number `i` goes to lane `i % 16`. Sets with shorter vectors use two.
struct Sum<S: Simd>([S::V; 2]);

impl<S: Simd> Sum<S> {
    #[inline(always)]
    unsafe fn zero() -> Self {
        Self([S::splat(0.0); 2])
    }

    /// Adds to the lanes of the numbers from `i` on, a multiple of [`Simd::LANES`].
    #[inline(always)]
    unsafe fn change(&mut self, i: usize, add: impl FnOnce(S::V) -> S::V) {
        let part = &mut self.0[i / S::LANES % (ALIGN / S::LANES)];
        *part = add(*part);
    }

    #[inline(always)]
    unsafe fn total(self) -> f32 {
        S::sum(self.0)
    }
}

#[inline(always)]
unsafe fn add_normalise<S: Simd, const R: usize>(x: &mut [f32], add: &[f32], gain: &[f32], bias: &[f32], eps: f32) {
    let width = gain.len();
    for (row, add) in x.chunks_exact_mut(width).zip(add.chunks_exact(width)) {
        let (to, add) = (row.as_mut_ptr(), add.as_ptr());
        let mut sum = Sum::<S>::zero();
        for i in (0..width).step_by(S::LANES) {
            let v = S::add(S::load(to.add(i)), S::load(add.add(i)));
            S::store(to.add(i), v);
            sum.change(i, |old| S::add(old, v));
        }
        let mean = S::splat(sum.total() / width as f32);
        let mut squares = Sum::<S>::zero();
        for i in (0..width).step_by(S::LANES) {
            let v = S::sub(S::load(to.add(i)), mean);
            squares.change(i, |old| S::fma(v, v, old));
        }
        let scale = S::splat(1.0 / (squares.total() / width as f32 + eps).sqrt());
        for i in (0..width).step_by(S::LANES) {
            let v = S::mul(S::sub(S::load(to.add(i)), mean), scale);
            S::store(to.add(i), S::fma(v, S::load(gain.as_ptr().add(i)), S::load(bias.as_ptr().add(i))));
        }
    }
}

/// `2ˣ` with a relative error below 3e-7. Below −80 the result is `2⁻⁸⁰`, to avoid slow denormal numbers.
#[inline(always)]
unsafe fn exp2<S: Simd>(x: S::V) -> S::V {
    let x = S::max(x, S::splat(-80.0));
    let big = S::splat(12_582_912.0);
    let n = S::add(x, big);
    let f = S::sub(x, S::sub(n, big));
    // Fitted for the least relative error on ±1/2.
    let mut p = S::splat(1.327_645_8e-3);
    for c in [9.675_542e-3, 5.550_713_5e-2, 2.402_212e-1, 6.931_469_4e-1, 1.0] {
        p = S::fma(p, f, S::splat(c));
    }
    S::mul(p, S::pow2(n))
}

/// `x Φ(x)` by formula 7.1.26 of Abramowitz and Stegun (error of erf below 1.5e-7).
#[inline(always)]
unsafe fn gelu<S: Simd, const R: usize>(x: &mut [f32]) {
    let (zero, one) = (S::splat(0.0), S::splat(1.0));
    let at = x.as_mut_ptr();
    for i in (0..x.len()).step_by(S::LANES) {
        let v = S::load(at.add(i));
        let size = S::max(v, S::sub(zero, v));
        // t = 1 / (1 + p |x| / √2); erfc(|x| / √2) = poly(t) · exp(−x² / 2)
        let t = S::div(one, S::fma(size, S::splat(0.327_591_1 * std::f32::consts::FRAC_1_SQRT_2), one));
        let mut p = S::splat(1.061_405_4);
        for c in [-1.453_152, 1.421_413_7, -0.284_496_74, 0.254_829_6] {
            p = S::fma(p, t, S::splat(c));
        }
        let gauss = exp2::<S>(S::mul(S::mul(v, v), S::splat(-0.5 * std::f32::consts::LOG2_E)));
        let tail = S::mul(S::mul(S::mul(p, t), gauss), S::mul(size, S::splat(0.5)));
        S::store(at.add(i), S::sub(S::max(v, zero), tail));
    }
}

#[inline(always)]
unsafe fn attention<S: Simd, const R: usize>(
    q: &[f32],
    k: &[f32],
    v: &[f32],
    out: &mut [f32],
    at: usize,
    stride: usize,
    buffers: &mut AttentionBuffers,
) {
    let (rows, keys) = (q.len() / HEAD, k.len() / HEAD);
    let width = keys.next_multiple_of(KEYS);
    buffers.keys.resize(HEAD * width, 0.0);
    buffers.scores.resize(R.max(1) * width, 0.0);
    let (turned, scores) = (buffers.keys.as_mut_ptr(), buffers.scores.as_mut_ptr());
    for d in 0..HEAD {
        for i in 0..keys {
            *turned.add(d * width + i) = *k.as_ptr().add(i * HEAD + d);
        }
        for i in keys..width {
            *turned.add(d * width + i) = 0.0;
        }
    }
    let mut row = 0;
    while row < rows {
        let to = out.as_mut_ptr();
        if rows < R {
            attend::<S, 1>(
                q.as_ptr().add(row * HEAD),
                turned,
                v.as_ptr(),
                keys,
                width,
                scores,
                to.add(at + row * stride),
                stride,
            );
            row += 1;
        } else {
            row = row.min(rows - R);
            attend::<S, R>(
                q.as_ptr().add(row * HEAD),
                turned,
                v.as_ptr(),
                keys,
                width,
                scores,
                to.add(at + row * stride),
                stride,
            );
            row += R;
        }
    }
}

/// `R` rows of [`attention`] with transposed keys.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
unsafe fn attend<S: Simd, const R: usize>(
    q: *const f32,
    turned: *const f32,
    v: *const f32,
    keys: usize,
    width: usize,
    scores: *mut f32,
    out: *mut f32,
    stride: usize,
) {
    for from in (0..width).step_by(4 * S::LANES) {
        let mut sums = [[S::splat(0.0); 4]; R];
        for d in 0..HEAD {
            let k = turned.add(d * width + from);
            let k: [S::V; 4] =
                [S::load(k), S::load(k.add(S::LANES)), S::load(k.add(2 * S::LANES)), S::load(k.add(3 * S::LANES))];
            for r in 0..R {
                let x = S::splat(*q.add(r * HEAD + d));
                for c in 0..4 {
                    sums[r][c] = S::fma(x, k[c], sums[r][c]);
                }
            }
        }
        for (r, sums) in sums.iter().enumerate() {
            for (c, sum) in sums.iter().enumerate() {
                S::store(scores.add(r * width + from + c * S::LANES), *sum);
            }
        }
    }
    // Softmax to base 2; the division by the sum comes at the end.
    let factor = S::splat(std::f32::consts::LOG2_E / (HEAD as f32).sqrt());
    let mut shares = [0f32; R];
    for (r, share) in shares.iter_mut().enumerate() {
        let row = scores.add(r * width);
        for i in keys..width {
            *row.add(i) = -1e30;
        }
        let mut most = S::load(row);
        for i in (S::LANES..width).step_by(S::LANES) {
            most = S::max(most, S::load(row.add(i)));
        }
        let most = S::mul(S::splat(S::greatest(most)), factor);
        let mut sum = Sum::<S>::zero();
        for i in (0..width).step_by(S::LANES) {
            let p = exp2::<S>(S::sub(S::mul(S::load(row.add(i)), factor), most));
            S::store(row.add(i), p);
            sum.change(i, |old| S::add(old, p));
        }
        *share = 1.0 / sum.total();
    }
    // 32 values a row: four vectors of 8, or two of 16 and two idle ones that the compiler drops.
    let vectors = HEAD / S::LANES;
    let mut sums = [[S::splat(0.0); 4]; R];
    for i in 0..keys {
        for c in 0..vectors {
            let x = S::load(v.add(i * HEAD + c * S::LANES));
            for (r, sums) in sums.iter_mut().enumerate() {
                sums[c] = S::fma(S::splat(*scores.add(r * width + i)), x, sums[c]);
            }
        }
    }
    for (r, sums) in sums.iter().enumerate() {
        for (c, sum) in sums.iter().enumerate().take(vectors) {
            S::store(out.add(r * stride + c * S::LANES), S::mul(*sum, S::splat(shares[r])));
        }
    }
}
