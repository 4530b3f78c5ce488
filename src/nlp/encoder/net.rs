//! The network: a BERT encoder (Devlin et al., NAACL 2019) of MiniLM size with embeddings for word shape and quotation
//! state, tagging heads, and a head that labels a window's words once for each cue.

use pullquote_kernels::{AttentionBuffers, HEAD, Isa, Layout, PANEL, Packed, Rounded, dot, extend_link, extend_sum};

use crate::nlp::draft::WordWorth;
use crate::nlp::encoder::weights::{Config, Embeddings, Parts, Weights, WeightsError};
use crate::nlp::encoder::window::{LIMIT, Window};
use crate::nlp::encoder::worth::ClaimHead;

/// Labels of the entity head: O, then B and I of person, organisation, place, other.
pub(super) const ENTITY_LABELS: usize = 9;
/// Labels of the cue and content heads: O, B, I.
pub(super) const BIO_LABELS: usize = 3;
/// Labels of the link head: O, B and I of source, B and I of content.
pub(super) const LINK_LABELS: usize = 5;
/// Rows of the inner layer computed at once: they stay in the second-level cache.
const INNER_ROWS: usize = 96;

/// A small linear layer with float weights.
#[derive(Debug)]
struct Head {
    weights: Vec<f32>,
    bias: Vec<f32>,
}

#[derive(Debug)]
struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

#[derive(Debug)]
struct Layer {
    qkv: Packed,
    out: Packed,
    norm1: Norm,
    up: Packed,
    down: Packed,
    norm2: Norm,
}

/// The network with its weights.
#[derive(Debug)]
pub(super) struct Net {
    config: Config,
    words: Embeddings<'static>,
    positions: Vec<f32>,
    shapes: Vec<f32>,
    quotes: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    entity: Head,
    cue: Head,
    content: Head,
    link_word: Packed,
    link_factor: Packed,
    link_bias: Packed,
    link_distance: Vec<f32>,
    link_paragraph: Vec<f32>,
    link_out: Head,
    claims: Option<ClaimHead>,
}

/// What one thread uses window after window: the instruction set and the buffers.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    isa: Isa,
    x: Vec<f32>,
    y: Vec<f32>,
    qkv: Vec<f32>,
    context: Vec<f32>,
    inner: Vec<f32>,
    /// A row of the word embeddings.
    integers: Vec<i8>,
    pub(super) rounded: Rounded,
    attention: AttentionBuffers,
}

/// The output of the encoder for a window.
#[derive(Debug)]
pub(super) struct Encoded {
    /// The vector of each word's first piece.
    words: Vec<f32>,
    /// The same vectors, projected for the link head.
    link: Vec<f32>,
    /// Logits of the entity head, word by word.
    pub(super) entity: Vec<[f32; ENTITY_LABELS]>,
    /// Logits of the cue head.
    pub(super) cue: Vec<[f32; BIO_LABELS]>,
    /// Logits of the content head.
    pub(super) content: Vec<[f32; BIO_LABELS]>,
    /// The worth of each word for claims.
    pub(super) worth: Vec<WordWorth>,
}

impl Buffers {
    /// Empty buffers for work with this instruction set.
    pub(super) fn new(isa: Isa) -> Self {
        Self { isa, ..Self::default() }
    }
}

impl Net {
    /// Reads the weights and packs them.
    pub(super) fn new(parts: Parts<'static>) -> Result<Self, WeightsError> {
        let weights = Weights::new(parts)?;
        let c = weights.config.clone();
        if c.hidden != c.heads * HEAD
            || c.hidden == 0
            || !c.link.is_multiple_of(PANEL)
            || c.positions < LIMIT
            || !c.inner.is_multiple_of(PANEL)
        {
            return Err(WeightsError::Config);
        }
        let norm = |name: &str| -> Result<Norm, WeightsError> {
            Ok(Norm {
                gain: weights.floats(&format!("{name}.weight"), 1, c.hidden)?,
                bias: weights.floats(&format!("{name}.bias"), 1, c.hidden)?,
            })
        };
        let head = |name: &str, outputs: usize, inputs: usize| -> Result<Head, WeightsError> {
            Ok(Head {
                weights: weights.floats(&format!("{name}.weight"), outputs, inputs)?,
                bias: weights.floats(&format!("{name}.bias"), 1, outputs)?,
            })
        };
        let layer = |number: usize| -> Result<Layer, WeightsError> {
            let name = |part: &str| format!("layers.{number}.{part}");
            Ok(Layer {
                qkv: weights.linear(&name("qkv"), 3 * c.hidden, c.hidden)?,
                out: weights.linear(&name("out"), c.hidden, c.hidden)?,
                norm1: norm(&name("norm1"))?,
                up: weights.linear(&name("up"), c.inner, c.hidden)?,
                down: weights.linear(&name("down"), c.hidden, c.inner)?,
                norm2: norm(&name("norm2"))?,
            })
        };
        Ok(Self {
            words: weights.embeddings("word.weight", c.vocab, c.hidden)?,
            positions: {
                let table = weights.embeddings("position.weight", c.positions, c.hidden)?;
                let (mut integers, mut out) = (Vec::new(), Vec::new());
                (0..table.rows()).for_each(|row| table.row(row, &mut integers, &mut out));
                out
            },
            shapes: weights.floats("shape.weight", c.shapes, c.hidden)?,
            quotes: weights.floats("quote.weight", c.quotes, c.hidden)?,
            norm: norm("norm")?,
            layers: (0..c.layers).map(layer).collect::<Result<_, _>>()?,
            entity: head("ent", ENTITY_LABELS, c.hidden)?,
            cue: head("cue", BIO_LABELS, c.hidden)?,
            content: head("con", BIO_LABELS, c.hidden)?,
            link_word: weights.linear("link_a", c.link, c.hidden)?,
            link_factor: weights.linear("link_f", c.link, c.hidden)?,
            link_bias: weights.linear("link_b", c.link, c.hidden)?,
            link_distance: weights.floats("link_r.weight", 2 * c.bucket_edges.len() + 1, c.link)?,
            link_paragraph: weights.floats("link_p.weight", 3, c.link)?,
            link_out: head("link_o", LINK_LABELS, c.link)?,
            claims: ClaimHead::shipped(c.hidden),
            config: c,
        })
    }

    /// Reads a window.
    pub(super) fn encode(&self, window: &Window, b: &mut Buffers) -> Encoded {
        self.embed(window, b);
        let mut worth = Vec::new();
        for (i, layer) in self.layers.iter().enumerate() {
            self.attend(layer, window.ids.len(), b);
            // A word is represented by its first piece, so the last layer computes no others.
            if i + 1 == self.layers.len() {
                keep_rows(&mut b.x, &window.first, self.config.hidden);
                keep_rows(&mut b.context, &window.first, self.config.hidden);
            }
            self.feed_forward(layer, b);
            if let Some(head) = self.claims.as_ref().filter(|head| head.layer == i + 1 && i + 1 < self.layers.len()) {
                let first = window.first.iter().map(|piece| row(&b.x, *piece, self.config.hidden));
                let states = first.collect::<Vec<_>>().concat();
                let at = window.words.iter().map(|word| word.span.start);
                worth = head.words(b.isa, &states, at, &mut b.rounded);
            }
        }
        let words = b.x.clone();
        let mut link = vec![0.0; words.len() / self.config.hidden * self.config.link];
        b.isa.round(&words, self.config.hidden, &mut b.rounded);
        b.isa.linear(&b.rounded, &self.link_word, &mut link, rows(self.config.link));
        let vectors = || words.chunks_exact(self.config.hidden);
        Encoded {
            entity: vectors().map(|x| self.entity.apply(x)).collect(),
            cue: vectors().map(|x| self.cue.apply(x)).collect(),
            content: vectors().map(|x| self.content.apply(x)).collect(),
            link,
            words,
            worth,
        }
    }

    fn embed(&self, window: &Window, b: &mut Buffers) {
        let width = self.config.hidden;
        let n = window.ids.len();
        b.x.clear();
        b.y.clear();
        for (i, ((&id, &shape), &quoted)) in window.ids.iter().zip(&window.shapes).zip(&window.quotes).enumerate() {
            let row_number = (id as usize).min(self.words.rows().saturating_sub(1));
            self.words.row(row_number, &mut b.integers, &mut b.x);
            let position = row(&self.positions, i, width);
            let shape = row(&self.shapes, shape as usize, width);
            extend_sum(&mut b.y, position, shape, row(&self.quotes, quoted as usize, width));
        }
        b.x.resize(n * width, 0.0);
        b.y.resize(n * width, 0.0);
        b.isa.add_normalise(&mut b.x, &b.y, &self.norm.gain, &self.norm.bias, self.config.eps);
    }

    /// The first half of a layer: attention over `n` rows, before the output projection.
    fn attend(&self, layer: &Layer, n: usize, b: &mut Buffers) {
        let (isa, width) = (b.isa, self.config.hidden);
        // Queries, keys and values: one block of n rows of 32 for each head.
        let block = n * HEAD;
        b.qkv.resize(3 * n * width, 0.0);
        isa.round(&b.x, width, &mut b.rounded);
        isa.linear(&b.rounded, &layer.qkv, &mut b.qkv, Layout { row: HEAD, panel: block });
        b.context.resize(n * width, 0.0);
        let (q, rest) = b.qkv.split_at(n * width);
        let (k, v) = rest.split_at(n * width);
        let heads = q.chunks_exact(block).zip(k.chunks_exact(block)).zip(v.chunks_exact(block));
        for (h, ((q, k), v)) in heads.enumerate() {
            isa.attention(q, k, v, &mut b.context, h * HEAD, width, &mut b.attention);
        }
    }

    /// The second half of a layer: output projection and feed-forward network, row by row.
    fn feed_forward(&self, layer: &Layer, b: &mut Buffers) {
        let (isa, eps, width) = (b.isa, self.config.eps, self.config.hidden);
        b.y.resize(b.x.len(), 0.0);
        isa.round(&b.context, width, &mut b.rounded);
        isa.linear(&b.rounded, &layer.out, &mut b.y, rows(width));
        isa.add_normalise(&mut b.x, &b.y, &layer.norm1.gain, &layer.norm1.bias, eps);
        for (x, y) in b.x.chunks(INNER_ROWS * width).zip(b.y.chunks_mut(INNER_ROWS * width)) {
            let inner = x.len() / width * self.config.inner;
            b.inner.resize(inner, 0.0);
            isa.round(x, width, &mut b.rounded);
            isa.linear(&b.rounded, &layer.up, &mut b.inner, rows(self.config.inner));
            isa.gelu(&mut b.inner);
            isa.round(&b.inner, self.config.inner, &mut b.rounded);
            isa.linear(&b.rounded, &layer.down, y, rows(width));
        }
        isa.add_normalise(&mut b.x, &b.y, &layer.norm2.gain, &layer.norm2.bias, eps);
    }

    /// Logits of the link head: the role of each word for the cue of words `first..=last`.
    pub(super) fn link(
        &self,
        window: &Window,
        encoded: &Encoded,
        (first, last): (usize, usize),
        b: &mut Buffers,
    ) -> Vec<[f32; LINK_LABELS]> {
        let (width, link) = (self.config.hidden, self.config.link);
        let ends = row(&encoded.words, first, width).iter().zip(row(&encoded.words, last, width));
        let cue: Vec<f32> = ends.map(|(a, b)| (a + b) / 2.0).collect();
        b.isa.round(&cue, width, &mut b.rounded);
        let mut factor = vec![0.0; link];
        let mut bias = vec![0.0; link];
        b.isa.linear(&b.rounded, &self.link_factor, &mut factor, rows(link));
        b.isa.linear(&b.rounded, &self.link_bias, &mut bias, rows(link));
        let here = window.paragraph.get(first).copied().unwrap_or_default();
        let mut z = Vec::with_capacity(encoded.link.len());
        for (i, word) in encoded.link.chunks_exact(link).enumerate() {
            let distance = row(&self.link_distance, self.bucket(i, first, last), link);
            let relation = match window.paragraph.get(i).copied().unwrap_or_default().cmp(&here) {
                std::cmp::Ordering::Equal => 0,
                std::cmp::Ordering::Less => 1,
                std::cmp::Ordering::Greater => 2,
            };
            let relation = row(&self.link_paragraph, relation, link);
            extend_link(&mut z, word, (&factor, &bias), (distance, relation));
        }
        b.isa.gelu(&mut z);
        z.chunks_exact(link).map(|z| self.link_out.apply(z)).collect()
    }

    /// The class of the signed distance from a cue to a word; the middle one is "inside the cue".
    fn bucket(&self, word: usize, first: usize, last: usize) -> usize {
        let edges = &self.config.bucket_edges;
        let beyond = |distance: usize| edges.iter().filter(|e| **e <= distance).count();
        if word < first { edges.len() - beyond(first - word) } else { edges.len() + beyond(word.saturating_sub(last)) }
    }
}

impl Head {
    fn apply<const N: usize>(&self, x: &[f32]) -> [f32; N] {
        let mut out = [0.0; N];
        for ((y, weights), bias) in out.iter_mut().zip(self.weights.chunks_exact(x.len().max(1))).zip(&self.bias) {
            *y = dot(x, weights) + bias;
        }
        out
    }
}

/// The layout of consecutive rows.
fn rows(width: usize) -> Layout {
    Layout { row: width, panel: PANEL }
}

/// Keeps the rows `kept`, in order, and drops the others.
fn keep_rows(table: &mut Vec<f32>, kept: &[usize], width: usize) {
    for (to, &from) in kept.iter().enumerate() {
        let row = from * width..(from + 1) * width;
        // Each word has one first piece, so rows only move up.
        if to < from && row.end <= table.len() {
            table.copy_within(row, to * width);
        }
    }
    table.truncate(kept.len() * width);
}

fn row(table: &[f32], number: usize, width: usize) -> &[f32] {
    table.get(number * width..(number + 1) * width).unwrap_or_default()
}
