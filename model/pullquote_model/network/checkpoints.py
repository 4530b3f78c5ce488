"""Networks on disk: training checkpoints, and weight files read back."""
from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch

from pullquote_model.network.net import Config, Net
from pullquote_model.network.weight_file import read_config, read_weights
from pullquote_model.paths import finished


def load(path: Path) -> Net:
    """A network from a training checkpoint, or dequantised from an exported weight file (.bin) or the folder of its parts."""
    if path.suffix == ".bin" or path.is_dir():
        net = Net(read_config(path))
        net.load_state_dict(read_weights(path))
    else:
        state = torch.load(path, weights_only=True, map_location="cpu")
        net = Net(Config(**state.get("config", {})))
        net.load_state_dict(state["net"])
    return net.eval()


def save(net: Net, path: Path, **about: object) -> None:
    """Write a checkpoint; `about` says how the network was made."""
    with finished(path) as partial:
        torch.save({"net": {k: v.cpu() for k, v in net.state_dict().items()}, "config": asdict(net.config)}
                   | {k: str(v) for k, v in about.items()}, partial)
