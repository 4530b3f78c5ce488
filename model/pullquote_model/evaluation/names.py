"""How many names of marked documents a network finds."""
from __future__ import annotations

import torch

from pullquote_model.data import tokenizer as tk
from pullquote_model.decoding.analyse import analyse
from pullquote_model.network.net import Net


@torch.no_grad()
def names_right(net: Net, docs: list[dict], wordpiece: tk.WordPiece, bf16: bool = False) -> dict[str, float]:
    """F1 of names in marked documents, exact span and type.  Found names that touch an unjudged span do not count."""
    done = analyse(net.eval(), docs, wordpiece, bf16)
    count = {k: [0, 0, 0] for k in ("person", "organisation", "place", "all", "untyped")}
    for d in docs:
        found = {(e["type"], tuple(e["span"])) for e in done[d["id"]].annotate()["entities"]}
        found = {(t, s) for t, s in found if t != "other" and not any(a < s[1] and s[0] < b for a, b in d["unsure"])}
        gold = {(e["type"], tuple(e["span"])) for e in d["entities"]}
        for k, c in count.items():
            of = (lambda x: {s for _, s in x}) if k == "untyped" else (lambda x: x if k == "all" else {y for y in x if y[0] == k})
            for n, x in enumerate((of(found) & of(gold), of(found), of(gold))):
                c[n] += len(x)
    return {k: round(2 * tp / max(1, p + g), 4) for k, (tp, p, g) in count.items()}
