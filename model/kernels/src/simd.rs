//! The vector instructions of the kernels: one trait, one implementation for each instruction set.

/// Columns of a panel of packed weights, and the width of an attention head.
pub const PANEL: usize = 32;

/// Added to a weight to store it without a sign. Weights lie within ±63, so the sum of two products with bytes of a row,
/// at most 127 · 127 each, fits 16 bits.
pub(crate) const OFFSET: u8 = 64;

/// The part of an input that exceeds a byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extra {
    /// Number of the group of four inputs.
    pub(crate) group: u32,
    /// The four inputs; all but one are 0.
    pub(crate) bytes: [i8; 4],
}

/// Extras of each row.
pub(crate) const EXTRAS: usize = 2;

/// Vectors of `f32`, and a tile of the integer product, in one instruction set.
///
/// # Safety
/// Every method needs a processor with the instruction set (checked in `Isa::available`). Pointers must be valid for
/// `LANES` values, those of `tile` for the sizes in its comment. Methods are inlined into functions that enable the
/// instructions: never call one elsewhere.
pub(crate) trait Simd {
    /// A vector of `LANES` floats.
    type V: Copy;
    /// Floats in a vector: 8 or 16.
    const LANES: usize;

    unsafe fn splat(x: f32) -> Self::V;
    unsafe fn load(p: *const f32) -> Self::V;
    unsafe fn store(p: *mut f32, v: Self::V);
    /// Loads integers as floats.
    unsafe fn load_i32(p: *const i32) -> Self::V;
    /// Rounds to the nearest integer (ties to even) and stores bytes; the values lie within ±127.
    unsafe fn store_i8(p: *mut i8, v: Self::V);
    unsafe fn add(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn sub(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn mul(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn div(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn max(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn min(a: Self::V, b: Self::V) -> Self::V;
    /// Bit `i` is set where `a[i] > b[i]`.
    unsafe fn over(a: Self::V, b: Self::V) -> u32;
    /// `a * b + c`, rounded once.
    unsafe fn fma(a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// `2ⁿ` for a float made by adding `1.5 · 2²³` to the integer `n`.
    unsafe fn pow2(v: Self::V) -> Self::V;
    /// The sum of sixteen lanes, one vector of 16 or two of 8: lanes `i` and `i + 8`, then `i` and `i + 4`, then `i` and
    /// `i + 2`, then the last two. The order is part of the result.
    unsafe fn sum(v: [Self::V; 2]) -> f32;
    unsafe fn greatest(v: Self::V) -> f32;

    /// `out[r][c] = Σ a[r][k] · w[k][c]` for `R` rows and one panel of `k4 * 4` weights a column: groups of four weights of
    /// column 0, of column 1, …, each weight plus [`OFFSET`]. Exact.
    unsafe fn tile<const R: usize>(a: Rows, panel: *const u8, k4: usize, out: *mut [i32; PANEL]);
}

/// Rows of small integers, each as long as a column of the panel that they are multiplied with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows {
    /// Bytes, to which `extras` are to be added.
    pub(crate) bytes: *const i8,
    /// Bytes from one row to the next.
    pub(crate) stride: usize,
    /// The sum of each row, extras included. Sets that multiply signed bytes do not need it.
    #[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "signed products"))]
    pub(crate) totals: *const i32,
    pub(crate) extras: *const [Extra; EXTRAS],
}

/// For any processor: plain loops that the compiler may vectorise. The other sets are tested against them.
///
/// `SSE2`: with the integer products of SSE2, which every x86-64 processor has and the compiler does not find by itself.
pub(crate) struct Portable<const SSE2: bool>;

impl<const SSE2: bool> Simd for Portable<SSE2> {
    type V = [f32; 8];
    const LANES: usize = 8;

    #[inline(always)]
    unsafe fn splat(x: f32) -> Self::V {
        [x; 8]
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> Self::V {
        p.cast::<Self::V>().read_unaligned()
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, v: Self::V) {
        p.cast::<Self::V>().write_unaligned(v);
    }
    #[inline(always)]
    unsafe fn load_i32(p: *const i32) -> Self::V {
        p.cast::<[i32; 8]>().read_unaligned().map(|x| x as f32)
    }
    #[inline(always)]
    unsafe fn store_i8(p: *mut i8, v: Self::V) {
        // Adding and taking away 1.5 · 2²³ rounds as the instructions of the other sets do.
        let v = v.map(|x| ((x + 12_582_912.0) - 12_582_912.0) as i8);
        p.cast::<[i8; 8]>().write_unaligned(v);
    }
    #[inline(always)]
    unsafe fn add(a: Self::V, b: Self::V) -> Self::V {
        std::array::from_fn(|i| a[i] + b[i])
    }
    #[inline(always)]
    unsafe fn sub(a: Self::V, b: Self::V) -> Self::V {
        std::array::from_fn(|i| a[i] - b[i])
    }
    #[inline(always)]
    unsafe fn mul(a: Self::V, b: Self::V) -> Self::V {
        std::array::from_fn(|i| a[i] * b[i])
    }
    #[inline(always)]
    unsafe fn div(a: Self::V, b: Self::V) -> Self::V {
        std::array::from_fn(|i| a[i] / b[i])
    }
    #[inline(always)]
    unsafe fn max(a: Self::V, b: Self::V) -> Self::V {
        std::array::from_fn(|i| if a[i] > b[i] { a[i] } else { b[i] })
    }
    #[inline(always)]
    unsafe fn min(a: Self::V, b: Self::V) -> Self::V {
        std::array::from_fn(|i| if a[i] < b[i] { a[i] } else { b[i] })
    }
    #[inline(always)]
    unsafe fn over(a: Self::V, b: Self::V) -> u32 {
        (0..8).fold(0, |bits, i| bits | u32::from(a[i] > b[i]) << i)
    }
    #[inline(always)]
    unsafe fn fma(a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        fused(a, b, c)
    }
    #[inline(always)]
    unsafe fn pow2(v: Self::V) -> Self::V {
        v.map(|x| f32::from_bits((x.to_bits() << 23).wrapping_add(0x3F80_0000)))
    }
    #[inline(always)]
    unsafe fn sum([a, b]: [Self::V; 2]) -> f32 {
        let v: Self::V = std::array::from_fn(|i| a[i] + b[i]);
        ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]))
    }
    #[inline(always)]
    unsafe fn greatest(v: Self::V) -> f32 {
        v.into_iter().fold(f32::NEG_INFINITY, f32::max)
    }

    #[inline(always)]
    unsafe fn tile<const R: usize>(a: Rows, panel: *const u8, k4: usize, out: *mut [i32; PANEL]) {
        #[cfg(target_arch = "x86_64")]
        if SSE2 {
            return x86::sse2_tile::<R>(a, panel, k4, out);
        }
        for r in 0..R {
            let row = a.bytes.add(r * a.stride);
            let mut sums = [0i32; PANEL];
            let mut step = |k: usize, x: [i8; 4]| {
                let w: [[u8; 4]; PANEL] = panel.add(4 * PANEL * k).cast::<[[u8; 4]; PANEL]>().read_unaligned();
                for (sum, w) in sums.iter_mut().zip(&w) {
                    let product = |t: usize| (i32::from(w[t]) - i32::from(OFFSET)) * i32::from(x[t]);
                    *sum += (product(0) + product(1)) + (product(2) + product(3));
                }
            };
            for k in 0..k4 {
                step(k, row.add(4 * k).cast::<[i8; 4]>().read_unaligned());
            }
            for extra in *a.extras.add(r) {
                step(extra.group as usize, extra.bytes);
            }
            out.add(r).write(sums);
        }
    }
}

/// `a * b + c`, rounded once, without an instruction for it.
///
/// A double has room for the exact product. Rounding the sum to a double and then to a float differs from one rounding only
/// if the double lies halfway between two floats and is itself not exact: then its last bit is moved off the middle.
#[inline(always)]
fn fused(a: [f32; 8], b: [f32; 8], c: [f32; 8]) -> [f32; 8] {
    let product: [f64; 8] = std::array::from_fn(|i| f64::from(a[i]) * f64::from(b[i]));
    let mut sum: [f64; 8] = std::array::from_fn(|i| product[i] + f64::from(c[i]));
    let middle = |x: f64| x.to_bits() as u32 & 0x1FFF_FFFF == 0x1000_0000;
    if sum.iter().fold(false, |any, x| any | middle(*x)) {
        for i in 0..8 {
            let c = f64::from(c[i]);
            // The error of the sum, exactly (Knuth, The Art of Computer Programming, volume 2, 4.2.2).
            let back = sum[i] - product[i];
            let error = (product[i] - (sum[i] - back)) + (c - back);
            if middle(sum[i]) && error != 0.0 && error.is_finite() {
                let outwards = (error > 0.0) == (sum[i] > 0.0);
                let bits = sum[i].to_bits();
                sum[i] = f64::from_bits(if outwards { bits + 1 } else { bits - 1 });
            }
        }
    }
    sum.map(|x| x as f32)
}

#[cfg(target_arch = "aarch64")]
pub(crate) use arm::Neon;
#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Avx2, Avx512};

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use crate::simd::{OFFSET, PANEL, Rows, Simd};

    /// [`Simd::tile`] with SSE2.
    #[inline(always)]
    pub(super) unsafe fn sse2_tile<const R: usize>(a: Rows, panel: *const u8, k4: usize, out: *mut [i32; PANEL]) {
        let zero = _mm_setzero_si128();
        // A quarter of a panel at a time: four vectors of two columns, each with two sums.
        for quarter in 0..4 {
            let mut sums = [[zero; 4]; R];
            let load = |k: usize| -> [__m128i; 4] {
                let w = panel.add(4 * PANEL * k + 32 * quarter).cast::<__m128i>();
                let [a, b] = [_mm_loadu_si128(w), _mm_loadu_si128(w.add(1))];
                [
                    _mm_unpacklo_epi8(a, zero),
                    _mm_unpackhi_epi8(a, zero),
                    _mm_unpacklo_epi8(b, zero),
                    _mm_unpackhi_epi8(b, zero),
                ]
            };
            let step = |sums: &mut [__m128i; 4], w: [__m128i; 4], x: i32| {
                let x = _mm_set1_epi32(x);
                let x = _mm_srai_epi16::<8>(_mm_unpacklo_epi8(zero, x));
                for (sum, w) in sums.iter_mut().zip(w) {
                    *sum = _mm_add_epi32(*sum, _mm_madd_epi16(w, x));
                }
            };
            for k in 0..k4 {
                let w = load(k);
                for (r, sums) in sums.iter_mut().enumerate() {
                    step(sums, w, a.bytes.add(r * a.stride + 4 * k).cast::<i32>().read_unaligned());
                }
            }
            for (r, sums) in sums.iter_mut().enumerate() {
                for extra in *a.extras.add(r) {
                    step(sums, load(extra.group as usize), i32::from_ne_bytes(extra.bytes.map(|b| b as u8)));
                }
                // The weights were read as w + OFFSET: take OFFSET · Σ a away again.
                let offset = _mm_set1_epi32(i32::from(OFFSET) * *a.totals.add(r));
                for half in 0..2 {
                    let [a, b] = [_mm_castsi128_ps(sums[2 * half]), _mm_castsi128_ps(sums[2 * half + 1])];
                    let even = _mm_castps_si128(_mm_shuffle_ps::<0b10_00_10_00>(a, b));
                    let odd = _mm_castps_si128(_mm_shuffle_ps::<0b11_01_11_01>(a, b));
                    let to = out.add(r).cast::<__m128i>().add(2 * quarter + half);
                    _mm_storeu_si128(to, _mm_sub_epi32(_mm_add_epi32(even, odd), offset));
                }
            }
        }
    }

    /// AVX2 with FMA: Intel since 2013, AMD since 2015. `VNNI`: with AVX-VNNI's products of bytes, Intel since 2021, AMD
    /// since 2024.
    pub(crate) struct Avx2<const VNNI: bool>;

    impl<const VNNI: bool> Simd for Avx2<VNNI> {
        type V = __m256;
        const LANES: usize = 8;

        #[inline(always)]
        unsafe fn splat(x: f32) -> __m256 {
            _mm256_set1_ps(x)
        }
        #[inline(always)]
        unsafe fn load(p: *const f32) -> __m256 {
            _mm256_loadu_ps(p)
        }
        #[inline(always)]
        unsafe fn store(p: *mut f32, v: __m256) {
            _mm256_storeu_ps(p, v);
        }
        #[inline(always)]
        unsafe fn load_i32(p: *const i32) -> __m256 {
            _mm256_cvtepi32_ps(_mm256_loadu_si256(p.cast()))
        }
        #[inline(always)]
        unsafe fn store_i8(p: *mut i8, v: __m256) {
            let v = _mm256_cvtps_epi32(v);
            let words = _mm_packs_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256::<1>(v));
            _mm_storel_epi64(p.cast(), _mm_packs_epi16(words, words));
        }
        #[inline(always)]
        unsafe fn add(a: __m256, b: __m256) -> __m256 {
            _mm256_add_ps(a, b)
        }
        #[inline(always)]
        unsafe fn sub(a: __m256, b: __m256) -> __m256 {
            _mm256_sub_ps(a, b)
        }
        #[inline(always)]
        unsafe fn mul(a: __m256, b: __m256) -> __m256 {
            _mm256_mul_ps(a, b)
        }
        #[inline(always)]
        unsafe fn div(a: __m256, b: __m256) -> __m256 {
            _mm256_div_ps(a, b)
        }
        #[inline(always)]
        unsafe fn max(a: __m256, b: __m256) -> __m256 {
            _mm256_max_ps(a, b)
        }
        #[inline(always)]
        unsafe fn min(a: __m256, b: __m256) -> __m256 {
            _mm256_min_ps(a, b)
        }
        #[inline(always)]
        unsafe fn over(a: __m256, b: __m256) -> u32 {
            _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(a, b)) as u32
        }
        #[inline(always)]
        unsafe fn fma(a: __m256, b: __m256, c: __m256) -> __m256 {
            _mm256_fmadd_ps(a, b, c)
        }
        #[inline(always)]
        unsafe fn pow2(v: __m256) -> __m256 {
            let n = _mm256_slli_epi32::<23>(_mm256_castps_si256(v));
            _mm256_castsi256_ps(_mm256_add_epi32(n, _mm256_set1_epi32(0x3F80_0000)))
        }
        #[inline(always)]
        unsafe fn sum([a, b]: [__m256; 2]) -> f32 {
            let v = _mm256_add_ps(a, b);
            let v = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps::<1>(v));
            let v = _mm_add_ps(v, _mm_movehl_ps(v, v));
            _mm_cvtss_f32(_mm_add_ss(v, _mm_movehdup_ps(v)))
        }
        #[inline(always)]
        unsafe fn greatest(v: __m256) -> f32 {
            let v = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps::<1>(v));
            let v = _mm_max_ps(v, _mm_movehl_ps(v, v));
            _mm_cvtss_f32(_mm_max_ss(v, _mm_movehdup_ps(v)))
        }

        #[inline(always)]
        unsafe fn tile<const R: usize>(a: Rows, panel: *const u8, k4: usize, out: *mut [i32; PANEL]) {
            let ones = _mm256_set1_epi16(1);
            let load = |k: usize, half: usize| {
                let w = panel.add(4 * PANEL * k + 64 * half).cast::<__m256i>();
                [_mm256_loadu_si256(w), _mm256_loadu_si256(w.add(1))]
            };
            // Pairs of products fit 16 bits: nothing saturates.
            let product = |sum: __m256i, x: __m256i, w: __m256i| match VNNI {
                true => _mm256_dpbusd_avx_epi32(sum, w, x),
                false => _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(w, x), ones)),
            };
            // Two half panels, so that the sums stay in registers.
            for half in 0..2 {
                let mut sums = [[_mm256_setzero_si256(); 2]; R];
                for k in 0..k4 {
                    let w = load(k, half);
                    for r in 0..R {
                        let x = _mm256_set1_epi32(a.bytes.add(r * a.stride + 4 * k).cast::<i32>().read_unaligned());
                        sums[r][0] = product(sums[r][0], x, w[0]);
                        sums[r][1] = product(sums[r][1], x, w[1]);
                    }
                }
                for (r, sums) in sums.iter_mut().enumerate() {
                    for extra in *a.extras.add(r) {
                        let w = load(extra.group as usize, half);
                        let x = _mm256_set1_epi32(i32::from_ne_bytes(extra.bytes.map(|b| b as u8)));
                        sums[0] = product(sums[0], x, w[0]);
                        sums[1] = product(sums[1], x, w[1]);
                    }
                    // The weights were read as w + OFFSET: take OFFSET · Σ a away again.
                    let extra = _mm256_set1_epi32(i32::from(OFFSET) * *a.totals.add(r));
                    let to = out.add(r).cast::<__m256i>().add(2 * half);
                    _mm256_storeu_si256(to, _mm256_sub_epi32(sums[0], extra));
                    _mm256_storeu_si256(to.add(1), _mm256_sub_epi32(sums[1], extra));
                }
            }
        }
    }

    /// AVX-512 with VNNI: Intel servers since 2019, AMD since 2022.
    pub(crate) struct Avx512;

    impl Simd for Avx512 {
        type V = __m512;
        const LANES: usize = 16;

        #[inline(always)]
        unsafe fn splat(x: f32) -> __m512 {
            _mm512_set1_ps(x)
        }
        #[inline(always)]
        unsafe fn load(p: *const f32) -> __m512 {
            _mm512_loadu_ps(p)
        }
        #[inline(always)]
        unsafe fn store(p: *mut f32, v: __m512) {
            _mm512_storeu_ps(p, v);
        }
        #[inline(always)]
        unsafe fn load_i32(p: *const i32) -> __m512 {
            _mm512_cvtepi32_ps(_mm512_loadu_si512(p.cast()))
        }
        #[inline(always)]
        unsafe fn store_i8(p: *mut i8, v: __m512) {
            _mm_storeu_si128(p.cast(), _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(v)));
        }
        #[inline(always)]
        unsafe fn add(a: __m512, b: __m512) -> __m512 {
            _mm512_add_ps(a, b)
        }
        #[inline(always)]
        unsafe fn sub(a: __m512, b: __m512) -> __m512 {
            _mm512_sub_ps(a, b)
        }
        #[inline(always)]
        unsafe fn mul(a: __m512, b: __m512) -> __m512 {
            _mm512_mul_ps(a, b)
        }
        #[inline(always)]
        unsafe fn div(a: __m512, b: __m512) -> __m512 {
            _mm512_div_ps(a, b)
        }
        #[inline(always)]
        unsafe fn max(a: __m512, b: __m512) -> __m512 {
            _mm512_max_ps(a, b)
        }
        #[inline(always)]
        unsafe fn min(a: __m512, b: __m512) -> __m512 {
            _mm512_min_ps(a, b)
        }
        #[inline(always)]
        unsafe fn over(a: __m512, b: __m512) -> u32 {
            u32::from(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(a, b))
        }
        #[inline(always)]
        unsafe fn fma(a: __m512, b: __m512, c: __m512) -> __m512 {
            _mm512_fmadd_ps(a, b, c)
        }
        #[inline(always)]
        unsafe fn pow2(v: __m512) -> __m512 {
            let n = _mm512_slli_epi32::<23>(_mm512_castps_si512(v));
            _mm512_castsi512_ps(_mm512_add_epi32(n, _mm512_set1_epi32(0x3F80_0000)))
        }
        #[inline(always)]
        unsafe fn sum([v, _]: [__m512; 2]) -> f32 {
            let high = _mm256_castpd_ps(_mm512_extractf64x4_pd::<1>(_mm512_castps_pd(v)));
            Avx2::<false>::sum([_mm512_castps512_ps256(v), high])
        }
        #[inline(always)]
        unsafe fn greatest(v: __m512) -> f32 {
            _mm512_reduce_max_ps(v)
        }

        #[inline(always)]
        unsafe fn tile<const R: usize>(a: Rows, panel: *const u8, k4: usize, out: *mut [i32; PANEL]) {
            let load = |k: usize| {
                let w = panel.add(4 * PANEL * k).cast::<__m512i>();
                [_mm512_loadu_si512(w), _mm512_loadu_si512(w.add(1))]
            };
            let mut sums = [[_mm512_setzero_si512(); 2]; R];
            for k in 0..k4 {
                let w = load(k);
                for r in 0..R {
                    let x = _mm512_set1_epi32(a.bytes.add(r * a.stride + 4 * k).cast::<i32>().read_unaligned());
                    sums[r][0] = _mm512_dpbusd_epi32(sums[r][0], w[0], x);
                    sums[r][1] = _mm512_dpbusd_epi32(sums[r][1], w[1], x);
                }
            }
            for (r, sums) in sums.iter_mut().enumerate() {
                for extra in *a.extras.add(r) {
                    let w = load(extra.group as usize);
                    let x = _mm512_set1_epi32(i32::from_ne_bytes(extra.bytes.map(|b| b as u8)));
                    sums[0] = _mm512_dpbusd_epi32(sums[0], w[0], x);
                    sums[1] = _mm512_dpbusd_epi32(sums[1], w[1], x);
                }
                // The weights were read as w + OFFSET: take OFFSET · Σ a away again.
                let extra = _mm512_set1_epi32(i32::from(OFFSET) * *a.totals.add(r));
                let to = out.add(r).cast::<__m512i>();
                _mm512_storeu_si512(to, _mm512_sub_epi32(sums[0], extra));
                _mm512_storeu_si512(to.add(1), _mm512_sub_epi32(sums[1], extra));
            }
        }
    }
}

#[cfg(target_arch = "aarch64")]
mod arm {
    use std::arch::aarch64::*;
    use std::arch::asm;

    use crate::simd::{OFFSET, PANEL, Rows, Simd};

    /// NEON, which every 64-bit ARM processor has; `DOT`: with the dot products of ARMv8.2 (2018 and later).
    pub(crate) struct Neon<const DOT: bool>;

    /// `sum + four products of bytes` in each lane: an instruction without a stable intrinsic.
    #[inline(always)]
    unsafe fn dot(mut sum: int32x4_t, w: int8x16_t, x: int8x16_t) -> int32x4_t {
        asm!(
            ".arch_extension dotprod",
            "sdot {sum:v}.4s, {w:v}.16b, {x:v}.16b",
            sum = inout(vreg) sum,
            w = in(vreg) w,
            x = in(vreg) x,
            options(pure, nomem, nostack, preserves_flags)
        );
        sum
    }

    impl<const DOT: bool> Simd for Neon<DOT> {
        type V = [float32x4_t; 2];
        const LANES: usize = 8;

        #[inline(always)]
        unsafe fn splat(x: f32) -> Self::V {
            [vdupq_n_f32(x); 2]
        }
        #[inline(always)]
        unsafe fn load(p: *const f32) -> Self::V {
            [vld1q_f32(p), vld1q_f32(p.add(4))]
        }
        #[inline(always)]
        unsafe fn store(p: *mut f32, v: Self::V) {
            vst1q_f32(p, v[0]);
            vst1q_f32(p.add(4), v[1]);
        }
        #[inline(always)]
        unsafe fn load_i32(p: *const i32) -> Self::V {
            [vcvtq_f32_s32(vld1q_s32(p)), vcvtq_f32_s32(vld1q_s32(p.add(4)))]
        }
        #[inline(always)]
        unsafe fn store_i8(p: *mut i8, v: Self::V) {
            let half = |v| vqmovn_s32(vcvtnq_s32_f32(v));
            vst1_s8(p, vqmovn_s16(vcombine_s16(half(v[0]), half(v[1]))));
        }
        #[inline(always)]
        unsafe fn add(a: Self::V, b: Self::V) -> Self::V {
            [vaddq_f32(a[0], b[0]), vaddq_f32(a[1], b[1])]
        }
        #[inline(always)]
        unsafe fn sub(a: Self::V, b: Self::V) -> Self::V {
            [vsubq_f32(a[0], b[0]), vsubq_f32(a[1], b[1])]
        }
        #[inline(always)]
        unsafe fn mul(a: Self::V, b: Self::V) -> Self::V {
            [vmulq_f32(a[0], b[0]), vmulq_f32(a[1], b[1])]
        }
        #[inline(always)]
        unsafe fn div(a: Self::V, b: Self::V) -> Self::V {
            [vdivq_f32(a[0], b[0]), vdivq_f32(a[1], b[1])]
        }
        #[inline(always)]
        unsafe fn max(a: Self::V, b: Self::V) -> Self::V {
            [vmaxq_f32(a[0], b[0]), vmaxq_f32(a[1], b[1])]
        }
        #[inline(always)]
        unsafe fn min(a: Self::V, b: Self::V) -> Self::V {
            [vminq_f32(a[0], b[0]), vminq_f32(a[1], b[1])]
        }
        #[inline(always)]
        unsafe fn over(a: Self::V, b: Self::V) -> u32 {
            let half = |a, b, bits: [u32; 4]| vaddvq_u32(vandq_u32(vcgtq_f32(a, b), vld1q_u32(bits.as_ptr())));
            half(a[0], b[0], [1, 2, 4, 8]) | half(a[1], b[1], [16, 32, 64, 128])
        }
        #[inline(always)]
        unsafe fn fma(a: Self::V, b: Self::V, c: Self::V) -> Self::V {
            [vfmaq_f32(c[0], a[0], b[0]), vfmaq_f32(c[1], a[1], b[1])]
        }
        #[inline(always)]
        unsafe fn pow2(v: Self::V) -> Self::V {
            let one = vdupq_n_s32(0x3F80_0000);
            let half = |v| vreinterpretq_f32_s32(vaddq_s32(vshlq_n_s32::<23>(vreinterpretq_s32_f32(v)), one));
            [half(v[0]), half(v[1])]
        }
        #[inline(always)]
        unsafe fn sum([a, b]: [Self::V; 2]) -> f32 {
            let v = vaddq_f32(vaddq_f32(a[0], b[0]), vaddq_f32(a[1], b[1]));
            let v = vadd_f32(vget_low_f32(v), vget_high_f32(v));
            vpadds_f32(v)
        }
        #[inline(always)]
        unsafe fn greatest(v: Self::V) -> f32 {
            vmaxvq_f32(vmaxq_f32(v[0], v[1]))
        }

        #[inline(always)]
        unsafe fn tile<const R: usize>(a: Rows, panel: *const u8, k4: usize, out: *mut [i32; PANEL]) {
            let offset = vdupq_n_u8(OFFSET);
            // Half a panel at a time: four vectors of four columns.
            for half in 0..2 {
                // With dot products only the first of each pair is used.
                let mut sums = [[[vdupq_n_s32(0); 2]; 4]; R];
                let load = |k: usize| -> [int8x16_t; 4] {
                    let w = panel.add(4 * PANEL * k + 64 * half);
                    std::array::from_fn(|i| vreinterpretq_s8_u8(vsubq_u8(vld1q_u8(w.add(16 * i)), offset)))
                };
                let step = |sums: &mut [[int32x4_t; 2]; 4], w: [int8x16_t; 4], x: i32| {
                    let x = vreinterpretq_s8_s32(vdupq_n_s32(x));
                    for (sums, w) in sums.iter_mut().zip(w) {
                        if DOT {
                            sums[0] = dot(sums[0], w, x);
                        } else {
                            sums[0] = vpadalq_s16(sums[0], vmull_s8(vget_low_s8(w), vget_low_s8(x)));
                            sums[1] = vpadalq_s16(sums[1], vmull_high_s8(w, x));
                        }
                    }
                };
                for k in 0..k4 {
                    let w = load(k);
                    for (r, sums) in sums.iter_mut().enumerate() {
                        step(sums, w, a.bytes.add(r * a.stride + 4 * k).cast::<i32>().read_unaligned());
                    }
                }
                for (r, sums) in sums.iter_mut().enumerate() {
                    for extra in *a.extras.add(r) {
                        step(sums, load(extra.group as usize), i32::from_ne_bytes(extra.bytes.map(|b| b as u8)));
                    }
                }
                for (r, sums) in sums.iter().enumerate() {
                    for (c, sums) in sums.iter().enumerate() {
                        let four = if DOT { sums[0] } else { vpaddq_s32(sums[0], sums[1]) };
                        vst1q_s32(out.add(r).cast::<i32>().add(16 * half + 4 * c), four);
                    }
                }
            }
        }
    }
}
