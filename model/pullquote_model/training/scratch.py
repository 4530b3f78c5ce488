"""Training on labels alone: on a CPU, resumable, reproducible from its step counts.

The learning rate warms up, stays, and falls linearly to zero (Hu et al., MiniCPM, COLM 2024, section 4).  The order of an epoch
depends on the seed and its number alone, and every step on its own number; a resumed run skips the batches that it has seen.
"""
from __future__ import annotations

import random
import time
from pathlib import Path

import torch

from pullquote_model.data.corpora import Corpora
from pullquote_model.data.windows import batches, pack
from pullquote_model.network.checkpoints import save
from pullquote_model.network.net import Config, Net
from pullquote_model.paths import finished
from pullquote_model.settings import Scratch
from pullquote_model.training.batches import tensors
from pullquote_model.training.losses import LATE_WEIGHTS, WEIGHTS, losses
from pullquote_model.training.optimiser import Log, Means, optimiser, take_step
from pullquote_model.training.quick import development_batches, quick_eval


def rate(s: Scratch, step: int) -> float:
    """Share of the base rates at a step."""
    return min(1.0, (step + 1) / s.warmup_steps) * max(0.0, min(1.0, 1 - (step - s.stable_steps) / s.decay_steps))


def run(s: Scratch, files: dict[str, Path], out: Path) -> None:
    """Train from the pretrained encoder to a checkpoint.  Inputs: corpus, encoder."""
    torch.set_num_threads(s.threads)
    torch.manual_seed(s.seed)
    corpora = Corpora(files["corpus"], files["encoder"] / "vocab.txt")
    dev = development_batches(corpora, files["corpus"], 20, 16)
    net = Net(Config(**s.network))
    net.load_encoder(files["encoder"])
    opt = optimiser(net, s.lr, s.head_lr)
    step, last = 0, out.with_name("last.pt")
    if last.exists():
        state = torch.load(last, weights_only=False)
        net.load_state_dict(state["net"])
        opt.load_state_dict(state["opt"])
        step = state["step"]
        torch.set_rng_state(state["rng"])
    steps = s.stable_steps + s.decay_steps
    saved, mean = time.time(), Means(0.95)
    net.train()
    epoch = done = 0
    with Log(out.with_name("log.jsonl")) as log:
        log(event="start", step=step)
        while step < steps:
            rng = random.Random(s.seed * 1000 + epoch)
            late = epoch >= s.late_epoch
            bs = batches(pack(corpora.epoch(rng, s.silver_weight, late, epoch >= s.names_epoch), rng), s.batch, rng)
            log(event="epoch", epoch=epoch, batches=len(bs))
            for items in bs:
                done += 1
                if done <= step:
                    continue
                if step == steps:
                    break
                ls = losses(net, tensors(items), None, 0.0, 0.0, random.Random(step), s.bf16)
                take_step(opt, sum((LATE_WEIGHTS if late else WEIGHTS)[k] * v for k, v in ls.items()), rate(s, step))
                step += 1
                mean.add(ls)
                if step % 10 == 0 or step < 3:
                    log(step=step, **mean.rounded())
                if time.time() - saved > 60 * s.checkpoint_minutes:
                    saved = time.time()
                    with finished(last) as partial:
                        torch.save({"net": net.state_dict(), "opt": opt.state_dict(), "step": step, "rng": torch.get_rng_state()}, partial)
                    log(event="checkpoint", step=step, **quick_eval(net, dev, "cpu"))
            epoch += 1
        log(event="end", step=step, **quick_eval(net, dev, "cpu"))
    save(net, out, settings=s)
    last.unlink(missing_ok=True)
