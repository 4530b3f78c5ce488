"""Learns the claim head (`claim_weights.txt`), which says how much a sentence is worth a check.

It reads the states of a layer in the middle of the encoder, which stays as it is: a small hidden layer gives each word a value and
a weight, and a sentence has the weighted mean of the values of its words (attention pooling, Yang et al., NAACL 2016).  Each
sentence is shown alone and among its neighbours, as in an article.
"""
from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from pullquote_model import jsonl
from pullquote_model.data import tokenizer as tk
from pullquote_model.decoding.analyse import padded
from pullquote_model.network.checkpoints import load
from pullquote_model.network.net import Net
from pullquote_model.paths import VOCAB, finished
from pullquote_model.settings import Claims

MOST = 63
"""The largest integer of the stored weights, as of the big layers of the network."""
STEEPEST = 8.0
"""Limit of the logarithm of a word's weight, as in the program."""


class States:
    """The states of all words of some sentences, end to end."""

    def __init__(self, rows: np.ndarray, counts: np.ndarray):
        self.rows, self.counts = rows, counts
        self.ends = np.cumsum(counts)

    def batch(self, ids: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        """The states of these sentences, and the sentence of each."""
        x = np.concatenate([self.rows[self.ends[i] - self.counts[i]:self.ends[i]] for i in ids]).astype(np.float32)
        return torch.tensor(x), torch.repeat_interleave(torch.arange(len(ids)), torch.tensor(self.counts[ids]))


def contexts(count: int, together: tuple[int, ...], seed: int) -> list[list[int]]:
    """Runs of neighbours, of random lengths."""
    chance, out, at = random.Random(seed), [], 0
    while at < count:
        n = chance.choice(together)
        out.append(list(range(at, min(count, at + n))))
        at += n
    return out


@torch.inference_mode()
def states(net: Net, wordpiece: tk.WordPiece, sentences: list[str], runs: list[list[int]], layer: int) -> States:
    """The states after a layer of each sentence's words, where the sentences of each run make one paragraph."""
    windows, places = [], []
    for run in runs:
        text, starts = "", []
        for i in run:
            text += " " if text else ""
            starts.append(len(text))
            text += " ".join(sentences[i].split())
        for w in tk.windows(tk.units(text, wordpiece)):
            windows.append(w)
            places.append([run[int(np.searchsorted(starts, word.start, "right")) - 1] for word in w.words])
    found: list[list[np.ndarray]] = [[] for _ in sentences]
    order = sorted(range(len(windows)), key=lambda k: len(windows[k].ids))
    for at in range(0, len(order), 16):
        part = order[at:at + 16]
        ids, shapes, quotes, mask = padded([windows[k] for k in part])
        h = net.climb(net.embed(ids, shapes, quotes), None if bool(mask.all()) else mask, slice(layer))
        for row, k in enumerate(part):
            own = np.array(places[k])
            rows = h[row, windows[k].first].half().numpy()
            for i in dict.fromkeys(places[k]):
                found[i].append(rows[own == i])
    empty = np.zeros((1, net.config.hidden), np.float16)
    whole = [np.concatenate(parts) if parts else empty for parts in found]
    return States(np.concatenate(whole), np.array([len(w) for w in whole]))


class Head(torch.nn.Module):
    def __init__(self, width: int, units: int, dropout: float):
        super().__init__()
        self.unit = torch.nn.Linear(width, units)
        self.value = torch.nn.Linear(units, 1)
        self.weight = torch.nn.Linear(units, 1)
        self.dropout = torch.nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, of: torch.Tensor, count: int) -> torch.Tensor:
        h = self.dropout(torch.relu(self.unit(self.dropout(x))))
        value, weight = self.value(h)[:, 0], self.weight(h)[:, 0].clamp(-STEEPEST, STEEPEST).exp()
        total = torch.zeros(count).index_add(0, of, weight)
        return torch.zeros(count).index_add(0, of, value * weight) / total


def fit(views: list[States], labels: np.ndarray, s: Claims) -> Head:
    """A head learned from all views of the sentences.  The inputs are standardised while it learns."""
    torch.manual_seed(s.seed)
    sample = views[0].rows[::7].astype(np.float32)
    mean, spread = torch.tensor(sample.mean(0)), torch.tensor(sample.std(0) + 1e-6)
    head = Head(sample.shape[1], s.units, s.dropout)
    optimiser = torch.optim.AdamW(head.parameters(), lr=s.lr, weight_decay=s.decay)
    order, chance = np.arange(len(labels)), np.random.default_rng(s.seed)
    steps = s.epochs * len(views) * (len(order) // s.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, s.lr, steps + 1)
    for _ in range(s.epochs):
        for view in views:
            chance.shuffle(order)
            for at in range(0, len(order) - s.batch + 1, s.batch):
                ids = np.sort(order[at:at + s.batch])
                x, of = view.batch(ids)
                loss = F.binary_cross_entropy_with_logits(head((x - mean) / spread, of, len(ids)), torch.tensor(labels[ids]))
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
    with torch.no_grad():
        head.unit.weight /= spread
        head.unit.bias -= head.unit.weight @ mean
    return head.eval()


@torch.no_grad()
def scores(head: Head, view: States, size: int = 512) -> np.ndarray:
    out = []
    for at in range(0, len(view.counts), size):
        ids = np.arange(at, min(len(view.counts), at + size))
        x, of = view.batch(ids)
        out.append(head(x, of, len(ids)).numpy())
    return np.concatenate(out)


def average_precision(score: np.ndarray, right: np.ndarray) -> float:
    """The mean precision at each right one, in the order of the scores."""
    right = right[np.argsort(-score, kind="stable")]
    return float((np.cumsum(right) / np.arange(1, len(right) + 1) * right).sum() / max(1.0, right.sum()))


def lines(head: Head, layer: int) -> list[str]:
    """The file of weights: integers with a scale for each hidden unit."""
    out = ["# Written by `python -m pullquote_model claims`; not to be edited by hand. The claim head, as src/nlp/encoder/worth.rs describes it:",
           "# unit SCALE BIAS VALUE WEIGHT INTEGER…",
           f"layer {layer}", f"out {head.value.bias.item():.6g} {head.weight.bias.item():.6g}"]
    for w, b, v, a in zip(head.unit.weight.tolist(), head.unit.bias.tolist(), head.value.weight[0].tolist(), head.weight.weight[0].tolist()):
        scale = max(map(abs, w)) / MOST or 1.0
        out.append(f"unit {scale:.6g} {b:.6g} {v:.6g} {a:.6g} " + " ".join(str(round(x / scale)) for x in w))
    return out


def rounded(head: Head) -> Head:
    """The head with the weights that the file holds."""
    with torch.no_grad():
        scale = head.unit.weight.abs().max(1, keepdim=True).values / MOST
        head.unit.weight.copy_((head.unit.weight / scale).round() * scale)
    return head


def run(s: Claims, files: dict[str, Path], out: Path) -> None:
    """Learn the head from the training sentences, print its figures on the others, and write it."""
    torch.set_num_threads(s.threads)
    net, wordpiece = load(files["weights"]), tk.WordPiece(VOCAB)

    def read(path: Path) -> tuple[list[States], np.ndarray]:
        rows = sorted(jsonl.read(path), key=lambda r: int(r["id"]))
        texts = [r["text"] for r in rows]
        ways = [[[i] for i in range(len(rows))], contexts(len(rows), s.together, s.seed)]
        return [states(net, wordpiece, texts, runs, s.layer) for runs in ways], np.array([r["worth"] for r in rows], np.float32)

    views, labels = read(files["train"])
    head = rounded(fit(views, labels, s))
    held, right = read(files["held"])
    figures = {name: round(average_precision(scores(head, view), right), 4) for name, view in zip(("alone", "among neighbours"), held)}
    print(json.dumps({"average precision": figures}), flush=True)
    with finished(out) as partial:
        partial.write_text("\n".join(lines(head, s.layer)) + "\n", encoding="utf-8")
