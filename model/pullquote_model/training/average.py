"""A weighted mean of networks that began alike (Wortsman and others, CVPR 2022)."""
from __future__ import annotations

from pathlib import Path

import torch

from pullquote_model.labels import ENT_LABELS
from pullquote_model.network.checkpoints import load, save
from pullquote_model.settings import Average


def run(s: Average, files: dict[str, Path], out: Path) -> None:
    """Average the inputs by their shares, and shift the biases of name labels."""
    if not s.shares or abs(sum(s.shares.values()) - 1) > 1e-6:
        raise ValueError(f"shares must sum to one: {s.shares}")
    missing = [name for name in s.shares if name not in files]
    if missing:
        raise ValueError(f"no input is named {', '.join(missing)}")
    net, sums = None, {}
    for name, share in s.shares.items():
        net = load(files[name])
        for key, w in net.state_dict().items():
            sums[key] = sums[key] + share * w if key in sums else share * w
    net.load_state_dict(sums)
    with torch.no_grad():
        for label, by in s.add.items():
            net.ent.bias[ENT_LABELS.index(label)] += by
    save(net, out, settings=s)
