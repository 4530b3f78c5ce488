"""Rounding of the big layers to small integers.

The big linear layers keep within ±63: two products of such a weight, made unsigned, and a byte fit 16 bits, which is how
processors without wider dot products add them (pmaddubsw).  GPTQ (Frantar and others, ICLR 2023) compensates for the lost
bit: weights are rounded one input after the other, and the error of each is spread over the inputs still to come, by the
second moments of the inputs on sample texts.
"""
from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from pullquote_model.data import marks
from pullquote_model.data import tokenizer as tk
from pullquote_model.decoding.analyse import padded
from pullquote_model.network.net import Net
from pullquote_model.network.weight_file import Stored, is_int8

MOST_WORD = 127
"""The largest integer of the word embeddings."""
MOST_LINEAR = 63
"""The largest integer of the big linear layers."""
DAMP = 0.01
"""Added to the diagonal of the moments, as a share of its mean."""


def steps(w: np.ndarray, most: int) -> np.ndarray:
    """The scale of each row that makes its largest number `most`."""
    scale = np.abs(w).max(1) / most
    scale[scale == 0] = 1.0
    return scale


def quantise(w: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric integers up to `most`, with a scale for each row."""
    scale = steps(w, most)
    return np.clip(np.rint(w / scale[:, None]), -most, most).astype(np.int8), scale.astype(np.float32)


def quantise_together(w: np.ndarray, moments: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """The same for a linear layer whose inputs have these second moments [inputs, inputs]."""
    scale = steps(w, most)
    h = torch.tensor(moments) + DAMP * float(np.diag(moments).mean()) * torch.eye(len(moments), dtype=torch.float64)
    spread = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(h)), upper=True)
    left, s = torch.tensor(w, dtype=torch.float64), torch.tensor(scale, dtype=torch.float64)
    out = torch.zeros_like(left)
    for i in range(left.shape[1]):
        out[:, i] = (left[:, i] / s).round().clamp(-most, most)
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
def integers(net: Net, batches: list[tuple[torch.Tensor, ...]]) -> Stored:
    """The integers of the big tensors.  `net` is rounded on the way: each layer compensates for those below it."""
    modules = dict(net.named_modules())
    out: Stored = {}
    for name, t in net.state_dict().items():
        if not is_int8(name):
            continue
        w = t.float().numpy()
        if name.startswith("layers."):
            moments = moments_of(net, modules[name.removesuffix(".weight")], batches)
            out[name] = quantise_together(w, moments, MOST_LINEAR)
        else:
            out[name] = quantise(w, MOST_WORD if name == "word.weight" else MOST_LINEAR)
        q, scale = out[name]
        t.copy_(torch.tensor(q * scale[:, None]))
    return out


def round_activations(net: Net) -> None:
    """Round the inputs of the int8 layers to int8, a scale for each row, as integer kernels do."""

    def hook(_module: nn.Module, args: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        x = args[0]
        s = (x.abs().amax(-1, keepdim=True) / 127).clamp(min=1e-12)
        return ((x / s).round().clamp(-127, 127) * s,)

    for name, m in net.named_modules():
        if isinstance(m, nn.Linear) and is_int8(name + ".weight"):
            m.register_forward_pre_hook(hook)
