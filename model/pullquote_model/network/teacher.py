"""Teachers: large networks that read the pieces of our vocabulary."""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from pullquote_model.network.net import TEACHER, Config, Net


def other_vocabulary(ours: Path, theirs: Path) -> Tensor:
    """Maps our piece numbers to those of the teachers' vocabulary."""
    names = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>"}
    read = lambda p: p.read_text(encoding="utf-8").split("\n")
    at = {w: i for i, w in enumerate(read(theirs))}
    unknown = at["[UNK]"]
    return torch.tensor([at.get(names.get(w, w), unknown) for w in read(ours) if w])


def new_teacher(vocab: Path, folder: Path, size: dict[str, int] | None = None) -> Net:
    """A teacher without weights; `folder` has its vocabulary.  `size` overrides TEACHER, for tests."""
    net = Net(Config(**TEACHER | (size or {})))
    net.register_buffer("pieces", other_vocabulary(vocab, folder / "vocab.txt"), persistent=False)
    return net
