"""Labelled windows as tensors.  A batch is a dict of tensors, the same for every network."""
from __future__ import annotations

import random

import torch
from torch import Tensor

from pullquote_model.data.windows import CASED, Item, case_to_lose
from pullquote_model.labels import IGNORE

NONE = -1
"""In the int8 columns of a batch: this word is not labelled."""
MULTIPLE = 8
"""Windows are padded to a multiple of so many pieces."""
Batch = dict[str, Tensor]


def tensors(items: list[Item]) -> Batch:
    """Windows side by side, padded.  Words are numbered through the batch; cues and their labels follow one another.

    "first" holds the flat index (window * length + piece) of each word's first piece.
    """
    n = -(-max(len(i.window.ids) for i in items) // MULTIPLE) * MULTIPLE
    pad = lambda xs: torch.tensor([x + [0] * (n - len(x)) for x in xs])
    flat = lambda f: torch.tensor([y for i in items for y in f(i)])
    small = lambda y: torch.where(y == IGNORE, NONE, y).to(torch.int8)
    int32 = lambda xs: torch.tensor(xs, dtype=torch.int32)
    n_words = [len(i.window.words) for i in items]
    cue_first, cue_last, cue_window, labels = [], [], [], []
    base = 0
    for k, item in enumerate(items):
        for i, j, y in item.links:
            cue_first.append(base + i)
            cue_last.append(base + j)
            cue_window.append(k)
            labels += y
        base += n_words[k]
    return {
        "ids": pad([i.window.ids for i in items]).int(), "shapes": pad([i.window.shapes for i in items]).to(torch.uint8),
        "quotes": pad([i.window.quotes for i in items]).to(torch.uint8),
        "mask": torch.tensor([len(i.window.ids) for i in items])[:, None] > torch.arange(n),
        "first": int32([b * n + p for b, i in enumerate(items) for p in i.window.first]),
        "n_words": int32(n_words), "para": torch.tensor([p for i in items for p in i.window.paragraph], dtype=torch.int16),
        "ent_weight": torch.tensor([i.ent_weight for i in items]), "knows_other": torch.tensor([i.knows_other for i in items]),
        "judged": torch.tensor([i.cue[0] != IGNORE for i in items]),
        "ent": small(flat(lambda i: i.ent)), "cue": small(flat(lambda i: i.cue)),
        "src": small(flat(lambda i: i.src)), "con": small(flat(lambda i: i.con)),
        "link_first": int32(cue_first), "link_last": int32(cue_last),
        "link_window": int32(cue_window), "link": small(torch.tensor(labels, dtype=torch.int16)),
    }


def to(b: Batch, device: str) -> Batch:
    """The batch on another device."""
    return {k: v.to(device, non_blocking=True) for k, v in b.items()}


def per_word(b: Batch, values: Tensor) -> Tensor:
    """A value of each window, repeated for each of its words."""
    return torch.repeat_interleave(values, b["n_words"].long())


def lost_case(shapes: Tensor, rng: random.Random) -> Tensor:
    """The shapes of the pieces of some windows, some of which lose their case."""
    out = shapes.clone()
    for row in out:
        to = case_to_lose(rng)
        if to is not None:
            row[torch.isin(row, torch.tensor(CASED, dtype=row.dtype))] = to
    return out
