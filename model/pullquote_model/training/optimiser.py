"""The optimiser, the learning-rate schedule and the log that all trainings share."""
from __future__ import annotations

import json
import time
from pathlib import Path

import torch
from torch import Tensor

from pullquote_model.network.net import Net

ADDED = ("ent", "cue", "src", "con", "link_", "shape", "quote")
"""Parts that the pretrained encoders lack."""


def optimiser(net: Net, lr: float, head_lr: float) -> torch.optim.AdamW:
    """AdamW over the trainable parameters.  The rate of each group is its "base" times the value of the schedule."""
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    for name, w in net.named_parameters():
        if w.requires_grad:
            groups.setdefault((name.startswith(ADDED), w.dim() > 1), []).append(w)
    return torch.optim.AdamW([{"params": ws, "base": head_lr if new else lr, "lr": 0.0, "weight_decay": 0.01 if d else 0.0}
                              for (new, d), ws in groups.items()], betas=(0.9, 0.98), fused=True)


def take_step(opt: torch.optim.AdamW, loss: Tensor, rate: float) -> None:
    """One step at this share of the base rates, with the gradient's norm clipped to one."""
    for g in opt.param_groups:
        g["lr"] = g["base"] * rate
    opt.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_([w for g in opt.param_groups for w in g["params"]], 1.0)
    opt.step()


def warm_then_linear(step: int, steps: int, warm: float = 0.06) -> float:
    """Share of the base rate: rises over the first `warm` of the steps, then falls linearly to zero."""
    d = step / steps
    return min(1.0, (d + 1e-3) / warm) * max(0.0, 1 - d) / (1 - warm) if d > warm else (d + 1e-3) / warm


class Log:
    """JSON lines, to a file and to standard output, with the seconds since the start."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = open(path, "a", encoding="utf-8")
        self.begun = time.time()

    def __call__(self, **row: object) -> None:
        line = json.dumps({"s": round(time.time() - self.begun)} | row)
        self.file.write(line + "\n")
        self.file.flush()
        print(line, flush=True)

    def __enter__(self) -> Log:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()


class Means:
    """Running means of losses."""

    def __init__(self, keep: float):
        self.keep = keep
        self.now: dict[str, float] = {}

    def add(self, losses: dict[str, Tensor]) -> None:
        for k, v in losses.items():
            x = v.item()
            self.now[k] = self.keep * self.now.get(k, x) + (1 - self.keep) * x

    def rounded(self) -> dict[str, float]:
        return {k: round(v, 4) for k, v in self.now.items()}
