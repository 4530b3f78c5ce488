"""A quick measure during training, on labels of words, without decoding."""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from pullquote_model import jsonl
from pullquote_model.data.corpora import Corpora
from pullquote_model.data.windows import pack
from pullquote_model.network.net import Net
from pullquote_model.training.batches import Batch, tensors, to
from pullquote_model.training.losses import link_logits, words


def development_batches(corpora: Corpora, folder: Path, most: int, size: int) -> list[Batch]:
    """Batches of the first so many documents of polnear-dev."""
    items = pack(corpora.development(jsonl.read(folder / "polnear-dev.jsonl")[:most]), None)
    return [tensors(items[i:i + size]) for i in range(0, len(items), size)]


@torch.no_grad()
def quick_eval(net: Net, batches: list[Batch], device: str) -> dict[str, float]:
    """Word F1 of cue beginnings, and of source and content words given the labelled cues."""
    count = {k: [0, 0, 0] for k in ("cue", "S", "C")}

    def add(k: str, p: Tensor, g: Tensor) -> None:
        for n, x in enumerate((p & g, p, g)):
            count[k][n] += int(x.sum())

    was = net.training
    net.eval()
    for b in batches:
        b = to(b, device)
        h = words(net, b)
        add("cue", net.cue(h).argmax(-1) == 1, b["cue"] == 1)
        if len(b["link_first"]):
            z = link_logits(net, h, b, b["link_first"], b["link_last"], b["link_window"]).argmax(-1)
            g = b["link"]
            add("S", (z == 1) | (z == 2), (g == 1) | (g == 2))
            add("C", z >= 3, g >= 3)
    net.train(was)
    return {k: round(2 * tp / max(1, p + g), 4) for k, (tp, p, g) in count.items()}
