//! Reads the compiled-in weight file.
//!
//! ```text
//! "PQW1" │ u32 length of the header │ JSON header, padded with spaces │ tensors, each at a multiple of 64 bytes
//! ```
//!
//! Little-endian. `i8` tensors have a scale for each row, an output of a linear layer. The `i5` tensor of word embeddings
//! has five bits a value, a scale for each row, and a multiple of it for each group of sixteen columns. The file lies in two parts;
//! no tensor crosses their border. A damaged file gives an error, never a panic.

use std::collections::HashMap;

use serde::Deserialize;
use thiserror::Error;

use crate::nlp::encoder::kernels::Packed;

/// Errors in a weight file.
#[derive(Debug, Error)]
pub(super) enum WeightsError {
    /// The file has the wrong magic number.
    #[error("not a weight file")]
    Magic,
    /// The header is not the expected JSON.
    #[error("the header of the weight file does not read: {0}")]
    Header(#[from] serde_json::Error),
    /// A tensor is missing, has another shape, or lies outside the file.
    #[error("tensor {0} is missing or has another shape")]
    Tensor(String),
    /// The program does not support the sizes.
    #[error("the network has sizes that this program was not made for")]
    Config,
}

/// The sizes of the network.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Config {
    pub(super) layers: usize,
    pub(super) hidden: usize,
    pub(super) heads: usize,
    pub(super) inner: usize,
    pub(super) vocab: usize,
    pub(super) positions: usize,
    pub(super) eps: f32,
    pub(super) shapes: usize,
    pub(super) quotes: usize,
    pub(super) link: usize,
    pub(super) bucket_edges: Vec<usize>,
}

#[derive(Deserialize)]
struct Header {
    config: Config,
    tensors: Vec<Tensor>,
}

#[derive(Deserialize)]
struct Tensor {
    name: String,
    shape: Vec<usize>,
    dtype: String,
    offset: usize,
    scales: Option<usize>,
    groups: Option<usize>,
}

/// Columns of the word embeddings that share a multiple of the row's scale.
const GROUP: usize = 16;

/// Word embeddings in five bits a value.
#[derive(Debug)]
pub(super) struct Embeddings<'a> {
    columns: usize,
    /// `value + 16`: for each row the low four bits of all columns, two a byte, then the fifth bits, eight a byte.
    bits: &'a [u8],
    /// One multiple of the row's scale for each group of columns.
    groups: &'a [u8],
    /// One for each row.
    scales: Vec<f32>,
}

impl Embeddings<'_> {
    /// How many rows.
    pub(super) fn rows(&self) -> usize {
        self.scales.len()
    }

    /// Appends a row; zeros beyond the last one.
    pub(super) fn push_row(&self, row: usize, out: &mut Vec<f32>) {
        let end = out.len() + self.columns;
        let bits = self.bits.chunks_exact(self.columns / 8 * 5).nth(row).unwrap_or_default();
        let (low, high) = bits.split_at(bits.len() / 5 * 4);
        let groups = self.groups.chunks_exact(self.columns / GROUP).nth(row).unwrap_or_default();
        let scale = self.scales.get(row).copied().unwrap_or_default();
        let (low, high) = (low.as_chunks::<{ GROUP / 2 }>().0, high.as_chunks::<{ GROUP / 8 }>().0);
        for ((low, high), group) in low.iter().zip(high).zip(groups) {
            let step = f32::from(*group) * scale;
            let fifth = u16::from_le_bytes(*high);
            out.extend((0..GROUP).zip(low.iter().flat_map(|b| [b & 15, b >> 4])).map(|(i, four)| {
                let value = u16::from(four) | (fifth >> i & 1) << 4;
                (f32::from(value) - 16.0) * step
            }));
        }
        out.resize(end, 0.0);
    }
}

/// A weight file.
pub(super) struct Weights<'a> {
    pub(super) config: Config,
    tensors: HashMap<String, Tensor>,
    /// The data of the first part, and of the second.
    data: [&'a [u8]; 2],
}

impl<'a> Weights<'a> {
    /// Reads the header, which is in the first part.
    pub(super) fn new([first, second]: [&'a [u8]; 2]) -> Result<Self, WeightsError> {
        let (length, rest) =
            first.strip_prefix(b"PQW1").and_then(<[u8]>::split_first_chunk::<4>).ok_or(WeightsError::Magic)?;
        let length = u32::from_le_bytes(*length) as usize;
        let (header, data) = rest.split_at_checked(length).ok_or(WeightsError::Magic)?;
        let Header { config, tensors } = serde_json::from_slice(header)?;
        let c = &config;
        // Bounds the sizes, so that their products cannot overflow.
        if [
            c.layers,
            c.hidden,
            c.heads,
            c.inner,
            c.vocab,
            c.positions,
            c.shapes,
            c.quotes,
            c.link,
            c.bucket_edges.len(),
        ]
        .iter()
        .any(|n| *n == 0 || *n > 1 << 17)
        {
            return Err(WeightsError::Config);
        }
        let tensors = tensors.into_iter().map(|t| (t.name.clone(), t)).collect();
        Ok(Self { config, tensors, data: [data, second] })
    }

    /// A tensor of floats with this many rows and columns.
    pub(super) fn floats(&self, name: &str, rows: usize, columns: usize) -> Result<Vec<f32>, WeightsError> {
        let wrong = || WeightsError::Tensor(name.to_owned());
        let tensor = self.tensor(name, "f32", rows, columns)?;
        self.floats_at(tensor.offset, rows * columns).ok_or_else(wrong)
    }

    /// A tensor of bytes with this many rows and columns, and the scale of each row.
    pub(super) fn bytes(&self, name: &str, rows: usize, columns: usize) -> Result<(&'a [u8], Vec<f32>), WeightsError> {
        let wrong = || WeightsError::Tensor(name.to_owned());
        let tensor = self.tensor(name, "i8", rows, columns)?;
        let bytes = self.range(tensor.offset, rows * columns).ok_or_else(wrong)?;
        let scales = tensor.scales.and_then(|at| self.floats_at(at, rows)).ok_or_else(wrong)?;
        Ok((bytes, scales))
    }

    /// A table of this many rows and columns, in five bits a value.
    pub(super) fn embeddings(&self, name: &str, rows: usize, columns: usize) -> Result<Embeddings<'a>, WeightsError> {
        let wrong = || WeightsError::Tensor(name.to_owned());
        let tensor = self.tensor(name, "i5", rows, columns)?;
        if !columns.is_multiple_of(GROUP) {
            return Err(wrong());
        }
        let bits = self.range(tensor.offset, rows * (columns / 8 * 5)).ok_or_else(wrong)?;
        let groups = tensor.groups.and_then(|at| self.range(at, rows * columns / GROUP)).ok_or_else(wrong)?;
        let scales = tensor.scales.and_then(|at| self.floats_at(at, rows)).ok_or_else(wrong)?;
        Ok(Embeddings { columns, bits, groups, scales })
    }

    /// A linear layer: `name.weight` as bytes, `name.bias` as floats.
    pub(super) fn linear(&self, name: &str, outputs: usize, inputs: usize) -> Result<Packed, WeightsError> {
        let (bytes, scales) = self.bytes(&format!("{name}.weight"), outputs, inputs)?;
        let bias = self.floats(&format!("{name}.bias"), 1, outputs)?;
        Packed::new(bytes, scales, bias, inputs).ok_or_else(|| WeightsError::Tensor(name.to_owned()))
    }

    fn tensor(&self, name: &str, dtype: &str, rows: usize, columns: usize) -> Result<&Tensor, WeightsError> {
        self.tensors
            .get(name)
            .filter(|t| t.dtype == dtype && (t.shape == [rows, columns] || (rows == 1 && t.shape == [columns])))
            .ok_or_else(|| WeightsError::Tensor(name.to_owned()))
    }

    fn range(&self, at: usize, length: usize) -> Option<&'a [u8]> {
        let [first, second] = self.data;
        match at.checked_sub(first.len()) {
            None => first.get(at..at.checked_add(length)?),
            Some(at) => second.get(at..at.checked_add(length)?),
        }
    }

    fn floats_at(&self, at: usize, count: usize) -> Option<Vec<f32>> {
        let (values, _) = self.range(at, count.checked_mul(4)?)?.as_chunks::<4>();
        Some(values.iter().map(|b| f32::from_le_bytes(*b)).collect())
    }
}
