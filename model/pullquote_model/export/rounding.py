"""Rounding of the embeddings and the big layers to small integers.

The steps of embeddings are a share of a row's standard deviation: for a given size of the file, even steps lose least once the
integers are coded by how often they occur (Gish, Pierce, IEEE Transactions on Information Theory, 1968).  The big linear layers
use all integers within ±63: two products of such a weight, made unsigned, and a byte fit 16 bits, which is how processors
without wider dot products add them (pmaddubsw).  GPTQ (Frantar and others, ICLR 2023) compensates for the lost
bit: weights
are rounded one input after the other, and the error of each is spread over the inputs still to come, by the
second moments of the inputs on sample texts.
"""
from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from pullquote_model.data import marks
from pullquote_model.data import tokenizer as tk
from pullquote_model.decoding.analyse import padded
from pullquote_model.network.net import Net
from pullquote_model.network.weight_file import Stored, is_coded

@dataclass(frozen=True)
class Grid:
    """How a kind of tensor is rounded."""
    most: int
    """The largest integer."""
    steps: float = math.inf
    """The most steps in a standard deviation of a row."""


WORDS = Grid(127, steps=8)
POSITIONS = Grid(127, steps=24)
LINEAR = Grid(63)
DAMP = 0.01
"""Added to the diagonal of the moments, as a share of its mean."""


def step_sizes(w: np.ndarray, grid: Grid) -> np.ndarray:
    """The step of each row."""
    scale = np.maximum(w.std(1) / grid.steps, np.abs(w).max(1) / grid.most)
    scale[scale == 0] = 1.0
    return scale


def quantise(w: np.ndarray, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric integers, with a scale for each row."""
    scale = step_sizes(w, grid)
    return np.clip(np.rint(w / scale[:, None]), -grid.most, grid.most).astype(np.int8), scale.astype(np.float32)


def quantise_together(w: np.ndarray, moments: np.ndarray, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """The same for a linear layer whose inputs have these second moments [inputs, inputs]."""
    scale = step_sizes(w, grid)
    h = torch.tensor(moments) + DAMP * float(np.diag(moments).mean()) * torch.eye(len(moments), dtype=torch.float64)
    spread = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(h)), upper=True)
    left, s = torch.tensor(w, dtype=torch.float64), torch.tensor(scale, dtype=torch.float64)
    out = torch.zeros_like(left)
    for i in range(left.shape[1]):
        out[:, i] = (left[:, i] / s).round().clamp(-grid.most, grid.most)
        left[:, i:] -= ((left[:, i] - out[:, i] * s) / spread[i, i])[:, None] * spread[i, i:][None]
    return out.numpy().astype(np.int8), scale.astype(np.float32)


class _Enough(Exception):
    """Stops the network at the layer whose inputs are measured."""


@torch.no_grad()
def moments_of(net: Net, module: nn.Linear, batches: list[tuple[torch.Tensor, ...]]) -> np.ndarray:
    """Second moments of a layer's inputs, over the real pieces of these windows."""
    sums = torch.zeros(module.in_features, module.in_features, dtype=torch.float64)
    mask = None

    def hook(_module: nn.Module, args: tuple[torch.Tensor, ...]) -> None:
        x = args[0][mask].double()
        sums.add_(x.T @ x)
        raise _Enough

    handle = module.register_forward_pre_hook(hook)
    for ids, shapes, quotes, mask in batches:
        try:
            net.encode(ids, shapes, quotes, mask)
        except _Enough:
            pass
    handle.remove()
    return sums.numpy()


def sample(wordpiece: tk.WordPiece, folder: Path, most: int) -> list[tuple[torch.Tensor, ...]]:
    """Batches of at most so many windows of the marked texts in `folder`, spread over all of them."""
    docs = marks.read_marked(folder)
    step = max(1, len(docs) // (most * 4))
    text = "\n".join(d["text"] for d in docs[::step])
    wins = tk.windows(tk.units(text, wordpiece))[:most]
    return [padded(wins[at:at + 16]) for at in range(0, len(wins), 16)]


@torch.no_grad()
def integers(net: Net, wordpiece: tk.WordPiece, batches: list[tuple[torch.Tensor, ...]]) -> Stored:
    """The integers of the coded tensors.  `net` is rounded on the way: each layer compensates for those below it.

    The vocabulary's placeholders, which no text has, become zeros.
    """
    modules = dict(net.named_modules())
    out: Stored = {}
    for name, t in net.state_dict().items():
        if not is_coded(name):
            continue
        if name == "word.weight":
            t[[i for piece, i in wordpiece.ids.items() if piece.startswith("[unused")]] = 0
        w = t.float().numpy()
        if name.startswith("layers."):
            moments = moments_of(net, modules[name.removesuffix(".weight")], batches)
            out[name] = quantise_together(w, moments, LINEAR)
        else:
            out[name] = quantise(w, {"word.weight": WORDS, "position.weight": POSITIONS}.get(name, LINEAR))
        q, scale = out[name]
        t.copy_(torch.tensor(q * scale[:, None]))
    return out


def round_activations(net: Net) -> None:
    """Round the inputs of the big layers to int8, a scale for each row, as integer kernels do."""

    def hook(_module: nn.Module, args: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        x = args[0]
        s = (x.abs().amax(-1, keepdim=True) / 127).clamp(min=1e-12)
        return ((x / s).round().clamp(-127, 127) * s,)

    for name, m in net.named_modules():
        if isinstance(m, nn.Linear) and is_coded(name + ".weight"):
            m.register_forward_pre_hook(hook)
