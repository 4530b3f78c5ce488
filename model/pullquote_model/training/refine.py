#!/usr/bin/env python3
"""Go on from a weight file with more names: one command, on a CPU, an hour on two cores.

usage: python refine.py --start weights.bin [--names windows.pt] [--corpus ../shared/corpus] [--run runs/refine] [--steps N]

What people marked in news says little about names in mail, reviews, forums and weblogs.  This trains on the texts in
`web/`, which were written for it, and on the corpora of names, and holds everything else where it was: the network that
it starts from stays beside the learner, unchanged, and what it says is the target wherever nobody has marked a thing, and
half of the target where people have marked attributions (learning without forgetting: Li and Hoiem, ECCV 2016).  The
embeddings and the lowest layers stay as they are, so that names that no corpus has are read as before; both networks share
them.  With --names, what a teacher says of texts in which nobody has marked names (names.py) is learnt, too.  What is
written may lie part of the way from the one to the other (Wortsman and others, CVPR 2022).

Every step follows from --seed and its number; a run that was cut off goes on at its last checkpoint.
"""
from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
from torch import Tensor

import data
import tokenizer as tk
from distil import NONE, Batch, hard, link_logits, no_cues, soft, tensors
from evaluate import analyse, load
from net import Net
from train import LATE_WEIGHTS, entity_loss, optimiser

Names = dict[tuple[str, int], list[str]]
OTHERS = {"person": 0.6, "organisation": 0.3, "place": 0.3}     # chance of another name; places and bodies of one kind are less alike
HELD_OUT = 8            # every so many documents of web/ choose, and are not learnt from
SAME = 0.5              # how much the first network's word counts beside people's, on attributions
SAME_NAMES = 0.1        # the same, on names
UNMARKED = 0.5          # weight of its word on attributions where nobody has marked any
TEACHER_SHARE = 0.95    # how much the word of a teacher of names counts beside the first network's
# Added to that teacher's logits, chosen on what is held out of web/: it finds too many names, bodies most of all.
CORRECTION = torch.tensor([1.25, 0, 0, -0.5, -0.5, 0, 0, 0, 0])


def named(c: data.Corpora, rng: random.Random) -> list[data.Doc]:
    """All texts of the corpora in which people marked names."""
    out = [c.entity_doc(d, rng, False, 0, 0, 1.0, True) for d in c.gum]
    out += [c.entity_doc(d, rng, True, 0.6, 0.4) for d in c.wikigold]
    out += [c.entity_doc(d, rng, True, 0.4, 0) for d in c.wnut]
    out += [c.entity_doc(d, rng, False, 0, 0, 0.6, True) for d in c.re3d]
    return out


def documents(c: data.Corpora, web: list[dict], found: list[dict], names: Names, rng: random.Random, share: float, once: bool) -> list[data.Doc]:
    """One epoch: all names, those of web/ once as they are and once with others in their places (`once`: one of the two),
    those of texts that were found both ways, and `share` of the articles with attributions."""
    out = []
    for d in rng.sample(c.polnear, int(share * len(c.polnear))):
        doc = c.polnear_doc(d, rng, 0.0)
        doc.ent = None      # its names are a machine's; the first network's are better
        out.append(doc)
    out += [c.riqua_doc(d, rng) for d in rng.sample(c.riqua, int(share * len(c.riqua)))]
    out += named(c, rng)
    as_is = [d for d in web if not once or rng.random() < 0.5]
    out += [c.entity_doc(d, rng, False, 0, 0.15) for d in as_is]
    kept = {d["id"] for d in as_is} if once else set()
    others = [data.other_names(d, names, rng, OTHERS) for d in web if d["id"] not in kept]
    others += [data.other_names(d, names, rng, OTHERS) for d in found]
    out += [c.entity_doc(d, rng, False, 0, 0.15) for d in others + found]
    return out


def same(logits: Tensor, first: Tensor, keep: Tensor) -> Tensor:
    """Cross entropy with the first network's probabilities, over the words of `keep`; 0 where there are none."""
    return soft(logits[keep], first[keep].softmax(-1)) if bool(keep.any()) else torch.zeros(())


def learning(net: Net, frozen: int) -> None:
    """Dropout, but not in what both networks share."""
    net.train()
    net.lock.eval()
    net.layers[:frozen].eval()


def encoded(net: Net, first: Net, b: Batch, frozen: int, shapes: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """The vectors of a batch's words, of the network that learns and of the first one; `shapes`: what the learner sees."""
    mask = None if bool(b["mask"].all()) else b["mask"]
    at = lambda h: h.reshape(-1, h.shape[-1]).index_select(0, b["first"].long())
    lowest = lambda shapes: first.climb(first.embed(b["ids"].long(), shapes.long(), b["quotes"].long()), mask, slice(frozen))
    with torch.no_grad():
        below = lowest(b["shapes"])
        was = at(first.climb(below, mask, slice(frozen, None)))
        below = below if shapes is None else lowest(shapes)
    return net.drop(at(net.climb(below, mask, slice(frozen, None)))), was


def losses(net: Net, first: Net, b: Batch, frozen: int, rng: random.Random, hold: bool = True) -> dict[str, Tensor]:
    """The loss of each head; `first` is the network that all began with, and `hold` whether its word counts about names where
    nobody has marked any."""
    h, hf = encoded(net, first, b, frozen)
    t = net.tags(h)
    with torch.no_grad():
        f = first.tags(hf)
    spread = lambda x: torch.repeat_interleave(x, b["n_words"].long())
    named, judged = b["ent"] != NONE, b["cue"] != NONE
    n = len(named)
    out = {"ent": same(t["ent"], f["ent"], ~named) * int((~named).sum()) / n if hold else torch.zeros(())}
    if bool(named.any()):
        people = entity_loss(t["ent"], b["ent"].long(), spread(b["ent_weight"]), spread(b["knows_other"]))
        out["ent"] = out["ent"] + ((1 - SAME_NAMES) * people + SAME_NAMES * same(t["ent"], f["ent"], named)) * int(named.sum()) / n
    for k in ("cue", "src", "con"):
        out[k] = UNMARKED * same(t[k], f[k], ~judged)
        people = hard(t[k], b[k])
        if people is not None:
            out[k] = out[k] + (1 - SAME) * people + SAME * same(t[k], f[k], b[k] != NONE)
    made = [torch.tensor(x, dtype=torch.int32) for x in no_cues(t, b, 3, rng)]
    cues = [torch.cat(x) for x in zip((b["link_first"], b["link_last"], b["link_window"]), made)]
    if len(cues[0]):
        z = link_logits(net, h, b, *cues)
        with torch.no_grad():
            zf = link_logits(first, hf, b, *cues)
        nothing = torch.zeros(int(b["n_words"][made[2].long()].sum()), dtype=torch.int8)
        target = torch.cat([b["link"], nothing])
        people = hard(z, target)
        if people is not None:
            out["link"] = (1 - SAME) * people + SAME * same(z, zf, target != NONE)
    return out


def unmarked_losses(net: Net, first: Net, b: Batch, frozen: int, rng: random.Random) -> dict[str, Tensor]:
    """The loss of each head on windows that a teacher of names has read ("names"), some of which lose their case for the
    learner; of attributions the first network's word stands."""
    h, hf = encoded(net, first, b, frozen, data.lost_case(b["shapes"], rng))
    t = net.tags(h)
    with torch.no_grad():
        f = first.tags(hf)
    teacher = (b["names"].float() + CORRECTION).softmax(-1)
    out = {"ent": soft(t["ent"], TEACHER_SHARE * teacher + (1 - TEACHER_SHARE) * f["ent"].softmax(-1))}
    return out | {k: UNMARKED * soft(t[k], f[k].softmax(-1)) for k in ("cue", "src", "con")}


@torch.no_grad()
def names_right(net: Net, docs: list[dict], wordpiece: tk.WordPiece) -> dict[str, float]:
    """F1 of names in marked documents, exact span and type; those that touch what is not judged do not count."""
    done = analyse(net.eval(), docs, wordpiece)
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


def main() -> None:
    here = Path(__file__).parent
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--start", type=Path, required=True, help="checkpoint or weight file")
    p.add_argument("--first", type=Path, default=None, help="network whose word is to stand, if it is not the one to start from")
    p.add_argument("--corpus", type=Path, default=here / "../../shared/corpus")
    p.add_argument("--names", type=Path, nargs="*", default=[], help="windows that a teacher of names has read, from names.py")
    p.add_argument("--web", type=Path, default=here / "web")
    p.add_argument("--found", type=Path, default=None, help="texts.jsonl of names.py, whose marks are in found.jsonl")
    p.add_argument("--run", type=Path, default=here / "runs/refine")
    p.add_argument("--vocab", type=Path, default=here / "vocab.txt")
    p.add_argument("--steps", type=int, default=2800)
    p.add_argument("--batch", type=int, default=8)
    p.add_argument("--share", type=float, default=0.3, help="of the articles with attributions in an epoch")
    p.add_argument("--frozen", type=int, default=2, help="layers that stay as they are")
    p.add_argument("--lr", type=float, default=1.5e-4)
    p.add_argument("--head-lr", type=float, default=4e-4)
    p.add_argument("--way", type=float, default=0.5, help="how far from the first network to the one that learnt, of what is written")
    p.add_argument("--fewer", type=float, default=0.0, help="added to the logits of O and of other names, of what is written")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--checkpoint-minutes", type=float, default=10)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    a.run.mkdir(parents=True, exist_ok=True)
    corpora = data.Corpora(a.corpus, a.vocab)
    web = data.read_marked(a.web)
    marked = lambda name: data.read_found([a.found, a.corpus / "polnear-train.jsonl"], here / name) if a.found else []
    found = marked("found.jsonl")
    chosen = {"web": web[::HELD_OUT]} | ({"found": found[::HELD_OUT], "news": marked("news.jsonl")} if found else {})
    learnt = lambda docs: [d for k, d in enumerate(docs) if k % HELD_OUT]
    web, found = learnt(web), learnt(found)
    names = data.names_of(web + found + corpora.gum + corpora.wikigold + corpora.wnut)
    taught: list[Batch] = [b for path in a.names for b in torch.load(path, weights_only=True)]
    first, net = load(a.first or a.start), load(a.start)
    first.requires_grad_(False)
    for part in (net.word, net.position, net.shape, net.quote, net.norm, net.layers[:a.frozen]):
        part.requires_grad_(False)
    opt = optimiser(net, a.lr, a.head_lr)
    step, last = 0, a.run / "last.pt"
    if last.exists():
        s = torch.load(last, weights_only=False)
        net.load_state_dict(s["net"])
        opt.load_state_dict(s["opt"])
        step = s["step"]
    log = open(a.run / "log.jsonl", "a", encoding="utf-8")

    def say(**k) -> None:
        log.write(json.dumps(k) + "\n")
        log.flush()
        print(json.dumps(k), flush=True)

    right = lambda: {k: names_right(net, docs, corpora.wordpiece) for k, docs in chosen.items()}
    say(event="start", step=step, documents=len(web) + len(found), names=right())
    t0 = saved = time.time()
    mean: dict[str, float] = {}
    learning(net, a.frozen)
    epoch = done = 0
    while step < a.steps:
        rng = random.Random(a.seed * 1000 + epoch)
        docs = documents(corpora, web, found, names, rng, a.share, once=bool(taught))
        bs: list[list[data.Item] | Batch] = [*data.batches(data.pack(docs, rng), a.batch, rng), *taught]
        rng.shuffle(bs)
        say(event="epoch", epoch=epoch, batches=len(bs))
        for items in bs:
            done += 1
            if done <= step:
                continue
            if step == a.steps:
                break
            torch.manual_seed(a.seed * 100003 + step)
            warm = min(1.0, (step + 1) / (0.05 * a.steps))
            for g in opt.param_groups:
                g["lr"] = g["base"] * warm * (1 - step / a.steps)
            if isinstance(items, dict):
                ls = unmarked_losses(net, first, items, a.frozen, random.Random(step))
            else:
                ls = losses(net, first, tensors(items), a.frozen, random.Random(step), hold=not taught)
            opt.zero_grad()
            sum(LATE_WEIGHTS[k] * v for k, v in ls.items()).backward()
            torch.nn.utils.clip_grad_norm_([w for g in opt.param_groups for w in g["params"]], 1.0)
            opt.step()
            step += 1
            for k, v in ls.items():
                mean[k] = 0.95 * mean.get(k, v.item()) + 0.05 * v.item()
            if step % 20 == 0:
                say(step=step, s=round(time.time() - t0), **{k: round(v, 4) for k, v in mean.items()})
            if time.time() - saved > 60 * a.checkpoint_minutes:
                saved = time.time()
                torch.save({"net": net.state_dict(), "opt": opt.state_dict(), "step": step}, a.run / "last.tmp")
                (a.run / "last.tmp").rename(last)
                say(event="checkpoint", step=step, names=right())
                learning(net, a.frozen)
        epoch += 1
    say(event="end", step=step, names=right())
    old = first.state_dict()
    net.load_state_dict({k: (1 - a.way) * old[k] + a.way * w for k, w in net.state_dict().items()})
    with torch.no_grad():
        net.ent.bias[[0, 7, 8]] += a.fewer      # O, and names of other kinds
    torch.save({"net": net.state_dict(), "args": {k: str(v) for k, v in vars(a).items()}}, a.run / "refined.pt")
    say(event="written", way=a.way, names=right())


if __name__ == "__main__":
    main()
