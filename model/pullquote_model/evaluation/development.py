"""Annotate the development sets with a network alone, and score it."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import torch

from pullquote_model import jsonl
from pullquote_model.data import tokenizer as tk
from pullquote_model.decoding.analyse import analyse
from pullquote_model.export.rounding import round_activations
from pullquote_model.network.checkpoints import load
from pullquote_model.paths import VOCAB

SETS = {
    "polnear": ("polnear-dev.jsonl", "score.py"),
    "cofenet": ("cofenet-polnear-valid.jsonl", "spans.py"),
    "ewt": ("uner-ewt-dev.jsonl", "entities.py"),
    "riqua": ("riqua-valid.jsonl", "spans.py"),
}
"""The file of each development set, and the scorer beside it."""


def documents(corpus: Path, name: str) -> list[dict]:
    """The texts of a development set as {"id", "text"}."""
    rows = jsonl.read(corpus / SETS[name][0])
    if name in ("cofenet", "riqua"):
        return [{"id": f"row-{i}", "text": " ".join(r["tokens"])} for i, r in enumerate(rows)]
    return rows


def score(corpus: Path, name: str, predicted: Path) -> str:
    """What the scorer of a set prints."""
    gold, script = SETS[name]
    command = [sys.executable, str(corpus / script), str(corpus / gold), str(predicted)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def run(network: Path, corpus: Path, sets: list[str], out: Path, activations: bool, threads: int) -> None:
    """Print the figures of a checkpoint or weight file; `activations` also rounds the inputs of the big layers, as the program does."""
    torch.set_num_threads(threads)
    net = load(network)
    if activations:
        round_activations(net)
    wordpiece = tk.WordPiece(VOCAB)
    out.mkdir(parents=True, exist_ok=True)
    for name in sets:
        done = analyse(net, documents(corpus, name), wordpiece)
        predicted = out / f"{name}.jsonl"
        jsonl.write(predicted, ({"id": k} | d.annotate() for k, d in done.items()))
        print(f"== {name}\n{score(corpus, name, predicted)}", flush=True)
