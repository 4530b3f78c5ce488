"""Export a network: the weight file that the program compiles in, and the fixtures that hold its inference to this reference."""
from __future__ import annotations

from pathlib import Path

import torch

from pullquote_model.data import tokenizer as tk
from pullquote_model.export.fixtures import write_fixtures
from pullquote_model.export.rounding import integers, sample
from pullquote_model.network.checkpoints import load
from pullquote_model.network.weight_file import raw_weights, read_weights, write_parts, write_weights
from pullquote_model.paths import VOCAB, finished
from pullquote_model.settings import Export


def run(s: Export, files: dict[str, Path], out: Path) -> None:
    """Write `out` and fixtures.json beside it.

    Inputs: network (a checkpoint; or a weight file, which is copied as it is), web (sample texts for rounding).
    """
    torch.set_num_threads(s.threads)
    wordpiece = tk.WordPiece(VOCAB)
    net = load(files["network"])
    with finished(out) as partial:
        if files["network"].suffix == ".bin" or files["network"].is_dir():
            partial.write_bytes(raw_weights(files["network"]))
        else:
            write_weights(net, partial, integers(net, wordpiece, sample(wordpiece, files["web"], s.windows)))
        net.load_state_dict(read_weights(partial))
        write_fixtures(net, wordpiece, out.with_name("fixtures.json"))
        write_parts(raw_weights(partial), out.with_suffix(""))
    print(out.stat().st_size, "bytes of weights", flush=True)
