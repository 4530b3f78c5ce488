"""All logits of documents, and their annotation by the network alone."""
from __future__ import annotations

from typing import Iterable, Iterator

import numpy as np
import torch

from pullquote_model.data import tokenizer as tk
from pullquote_model.decoding import decode
from pullquote_model.network.net import Net


def padded(wins: list[tk.Window]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Windows as one batch: ids, shapes, quotes, and a mask that is True at real pieces."""
    n = max(len(w.ids) for w in wins)
    pad = lambda xs: torch.tensor([x + [0] * (n - len(x)) for x in xs])
    mask = torch.tensor([[True] * len(w.ids) + [False] * (n - len(w.ids)) for w in wins])
    return pad([w.ids for w in wins]), pad([w.shapes for w in wins]), pad([w.quotes for w in wins]), mask


@torch.no_grad()
def encode_windows(net: Net, wins: list[tk.Window], bf16: bool = False) -> Iterator[np.ndarray]:
    """First-piece vectors of each window, in order (sorted inside for speed)."""
    order = sorted(range(len(wins)), key=lambda i: len(wins[i].ids))
    got: dict[int, np.ndarray] = {}
    for at in range(0, len(order), 16):
        part = [wins[i] for i in order[at:at + 16]]
        ids, shapes, quotes, mask = padded(part)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            h = net.encode(ids, shapes, quotes, None if bool(mask.all()) else mask).float()
        for k, w in enumerate(part):
            got[order[at + k]] = h[k, w.first].numpy()
    for i in range(len(wins)):
        yield got[i]


@torch.no_grad()
def link_logits(net: Net, h: torch.Tensor, win: tk.Window, cues: list[tuple[int, int]]) -> np.ndarray:
    """Link logits [cues, words, 5] of the given cues of a window."""
    n, m = len(win.words), len(cues)
    if not m:
        return np.zeros((0, n, 5), np.float32)
    features = [decode.pair_features(win.paragraph, c) for c in cues]
    first, last = (torch.tensor([c[k] for c in cues]) for k in (0, 1))
    return net.link(h, (h[first] + h[last]) / 2, torch.arange(n).repeat(m), torch.arange(m).repeat_interleave(n),
                    torch.tensor([x for f, _ in features for x in f]), torch.tensor([x for _, f in features for x in f])).view(m, n, 5).numpy()


class Analysed:
    """All logits of a document, so that decoding can be tried with many options."""

    def __init__(self, net: Net, text: str, wins: list[tk.Window], hs: list[np.ndarray]):
        self.net, self.text, self.wins = net, text, wins
        self.h = [torch.tensor(h) for h in hs]
        with torch.no_grad():
            self.tags = [{k: v.numpy() for k, v in net.tags(h).items()} for h in self.h]
        self.links: list[dict[tuple[int, int], np.ndarray]] = [{} for _ in wins]

    def annotate(self, o: decode.Options = decode.OPTIONS) -> dict:
        atts, ents = [], []
        for w, h, t, cache in zip(self.wins, self.h, self.tags, self.links):
            def link(cues: list[tuple[int, int]]) -> np.ndarray:
                new = [c for c in cues if c not in cache]
                cache.update(zip(new, link_logits(self.net, h, w, new)))
                return np.array([cache[c] for c in cues]).reshape(len(cues), len(w.words), 5)

            place = lambda r: [w.words[r[0]].start, w.words[r[1]].end]
            for a in decode.attributions(w, self.text, t["cue"], t["con"], link, o):
                atts.append({"source": [place(r) for r in a.source], "cue": [place(r) for r in a.cue],
                             "content": [place(r) for r in a.content], "confidence": round(a.confidence, 4)})
            for kind, r, p in decode.entities(t["ent"], w.paragraph):
                ents.append({"type": kind, "span": place(r), "confidence": round(p, 4)})
        return {"attributions": atts, "entities": ents}


def analyse(net: Net, docs: Iterable[dict], wordpiece: tk.WordPiece, bf16: bool = False) -> dict[str, Analysed]:
    docs = list(docs)
    wins = [tk.windows(tk.units(d["text"], wordpiece)) for d in docs]
    hs = encode_windows(net, [w for ws in wins for w in ws], bf16)
    return {d["id"]: Analysed(net, d["text"], ws, [next(hs) for _ in ws]) for d, ws in zip(docs, wins)}
