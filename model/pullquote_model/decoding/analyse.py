#!/usr/bin/env python3
"""Annotate documents with a checkpoint, and score it on the development sets.

usage: python evaluate.py CHECKPOINT.pt|weights.bin [--corpus ../shared/corpus] [--sets polnear cofenet ewt riqua] [--out DIR]
"""
from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Iterable, Iterator

import numpy as np
import torch

import decode
import tokenizer as tk
from net import Net


def load(path: Path) -> Net:
    """A network from a training checkpoint, or dequantised from an exported weight file."""
    net = Net()
    if path.suffix == ".bin":
        from export import read_weights
        net.load_state_dict(read_weights(path))
    else:
        net.load_state_dict(torch.load(path, weights_only=False, map_location="cpu")["net"])
    return net.eval()


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


def read(path: Path) -> list[dict]:
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def documents(corpus: Path, name: str) -> list[dict]:
    """The texts of a development set as {"id", "text"}."""
    rows = {"cofenet": "cofenet-polnear-valid.jsonl", "riqua": "riqua-valid.jsonl"}
    if name in rows:
        return [{"id": f"row-{i}", "text": " ".join(r["tokens"])} for i, r in enumerate(read(corpus / rows[name]))]
    return read(corpus / {"polnear": "polnear-dev.jsonl", "ewt": "uner-ewt-dev.jsonl", "gum": "gum.jsonl"}[name])


def score(corpus: Path, name: str, pred: Path) -> str:
    script, gold = {"polnear": ("score.py", "polnear-dev.jsonl"), "ewt": ("entities.py", "uner-ewt-dev.jsonl"),
                    "cofenet": ("spans.py", "cofenet-polnear-valid.jsonl"), "riqua": ("spans.py", "riqua-valid.jsonl")}[name]
    return subprocess.run([sys.executable, str(corpus / script), str(corpus / gold), str(pred)], capture_output=True, text=True, check=True).stdout


def main() -> None:
    here = Path(__file__).parent
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("checkpoint", type=Path)
    p.add_argument("--corpus", type=Path, default=here / "../../shared/corpus")
    p.add_argument("--vocab", type=Path, default=here / "vocab.txt")
    p.add_argument("--sets", nargs="+", default=["polnear", "cofenet", "ewt", "riqua"])
    p.add_argument("--out", type=Path, default=Path("."))
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--activations", action="store_true", help="also round every linear layer's input to int8, a scale for each row")
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    net = load(a.checkpoint)
    if a.activations:
        from export import round_activations
        round_activations(net)
    wordpiece = tk.WordPiece(a.vocab)
    a.out.mkdir(parents=True, exist_ok=True)
    for name in a.sets:
        pred = a.out / f"{name}.jsonl"
        done = analyse(net, documents(a.corpus, name), wordpiece)
        with open(pred, "w", encoding="utf-8") as f:
            for k, d in done.items():
                f.write(json.dumps({"id": k} | d.annotate(), ensure_ascii=False) + "\n")
        print(f"== {name}\n{score(a.corpus, name, pred)}", flush=True)


if __name__ == "__main__":
    main()
