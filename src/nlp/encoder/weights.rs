//! Reads the compiled-in weight file.
//!
//! ```text
//! "PQW2" │ u32 length of the header │ JSON header, padded with spaces │ tensors, each at a multiple of 64 bytes
//! ```
//!
//! The file lies in two parts, which follow each other; no tensor crosses the border. Little-endian. Coded tensors are
//! matrices of integers (see [`Coded`]) with a scale for each row; their rows are the outputs of a linear layer or the
//! entries of a table. A damaged file gives an error, never a panic.

use std::collections::HashMap;

use pullquote_kernels::{Coded, Packed, extend_scaled};
use serde::Deserialize;
use thiserror::Error;

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
    /// Of a coded tensor.
    bytes: Option<usize>,
    /// Of a coded tensor: where the scales of its rows are.
    scales: Option<usize>,
}

/// The parts of a weight file, in order.
pub(super) type Parts<'a> = [&'a [u8]; 2];

/// A table of embeddings, which are decoded when they are asked for.
#[derive(Debug)]
pub(super) struct Embeddings<'a> {
    rows: Coded<'a>,
    /// One for each row.
    scales: Vec<f32>,
}

impl Embeddings<'_> {
    /// How many rows.
    pub(super) fn rows(&self) -> usize {
        self.scales.len()
    }

    /// Appends the numbers of a row to `out`; nothing for a row beyond the last one. `integers` is a buffer.
    pub(super) fn row(&self, row: usize, integers: &mut Vec<i8>, out: &mut Vec<f32>) {
        let scale = self.scales.get(row).copied().unwrap_or_default();
        integers.clear();
        self.rows.row(row, integers);
        extend_scaled(out, integers, scale);
    }
}

/// A weight file.
pub(super) struct Weights<'a> {
    pub(super) config: Config,
    tensors: HashMap<String, Tensor>,
    /// The data of each part.
    data: Parts<'a>,
}

impl<'a> Weights<'a> {
    /// Reads the header, which is in the first part.
    pub(super) fn new([first, second]: Parts<'a>) -> Result<Self, WeightsError> {
        let (length, rest) =
            first.strip_prefix(b"PQW2").and_then(<[u8]>::split_first_chunk::<4>).ok_or(WeightsError::Magic)?;
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

    /// A coded table of this many rows and columns.
    pub(super) fn embeddings(&self, name: &str, rows: usize, columns: usize) -> Result<Embeddings<'a>, WeightsError> {
        let wrong = || WeightsError::Tensor(name.to_owned());
        let tensor = self.tensor(name, "coded", rows, columns)?;
        let data = tensor.bytes.and_then(|bytes| self.range(tensor.offset, bytes)).ok_or_else(wrong)?;
        let scales = tensor.scales.and_then(|at| self.floats_at(at, rows)).ok_or_else(wrong)?;
        Ok(Embeddings { rows: Coded::new(data, rows, columns).ok_or_else(wrong)?, scales })
    }

    /// A linear layer: `name.weight` coded, `name.bias` as floats.
    pub(super) fn linear(&self, name: &str, outputs: usize, inputs: usize) -> Result<Packed, WeightsError> {
        let Embeddings { rows, scales } = self.embeddings(&format!("{name}.weight"), outputs, inputs)?;
        let bias = self.floats(&format!("{name}.bias"), 1, outputs)?;
        Packed::new(&rows.all(), scales, bias, inputs).ok_or_else(|| WeightsError::Tensor(name.to_owned()))
    }

    fn tensor(&self, name: &str, dtype: &str, rows: usize, columns: usize) -> Result<&Tensor, WeightsError> {
        self.tensors
            .get(name)
            .filter(|t| t.dtype == dtype && (t.shape == [rows, columns] || (rows == 1 && t.shape == [columns])))
            .ok_or_else(|| WeightsError::Tensor(name.to_owned()))
    }

    fn range(&self, at: usize, length: usize) -> Option<&'a [u8]> {
        let mut at = at;
        for part in self.data {
            match at.checked_sub(part.len()) {
                None => return part.get(at..at.checked_add(length)?),
                Some(rest) => at = rest,
            }
        }
        (at == 0 && length == 0).then_some(&[])
    }

    fn floats_at(&self, at: usize, count: usize) -> Option<Vec<f32>> {
        let (values, _) = self.range(at, count.checked_mul(4)?)?.as_chunks::<4>();
        Some(values.iter().map(|b| f32::from_le_bytes(*b)).collect())
    }
}
