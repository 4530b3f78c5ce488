"""Further training on names, from a network that exists: an hour on two cores.

Labelled news says little about names in mail, reviews, forums and weblogs.  This trains on the texts of `data/web`, which were
written for it, and on the corpora of names.  A frozen copy of the first network stays beside the learner: its probabilities are the
target where there are no labels, and half of the target for labelled attributions (learning without forgetting: Li and Hoiem,
ECCV 2016).  The embeddings and the lowest layers are frozen, so that names that no corpus has are read as before; both networks
share them.  With `windows`, the probabilities of a large teacher of names are learned, too (training/name_teacher.py).

The result is the network that learned; training/average.py draws it back towards the first one.  Every step follows from the seed
and its own number; an interrupted run continues from its last checkpoint.
"""
from __future__ import annotations

import random
import time
from pathlib import Path

import torch
from torch import Tensor

from pullquote_model.data.corpora import Corpora
from pullquote_model.data.documents import Doc
from pullquote_model.data.marks import names_of, other_names, read_found, read_marked
from pullquote_model.data.name_corpora import NameCorpora
from pullquote_model.data.windows import batches, pack
from pullquote_model.evaluation.names import names_right
from pullquote_model.network.checkpoints import load, save
from pullquote_model.network.net import Net
from pullquote_model.paths import DATA, VOCAB, finished
from pullquote_model.settings import Refine
from pullquote_model.training.batches import NONE, Batch, lost_case, per_word, tensors
from pullquote_model.training.losses import LATE_WEIGHTS, WRONG_CUES, entity_loss, hard, link_logits, no_cues, own_cues, same, soft
from pullquote_model.training.optimiser import Log, Means, optimiser, take_step

Names = dict[tuple[str, int], list[str]]
WARM = 0.05
"""Share of the steps in which the learning rate rises."""


def documents(s: Refine, c: Corpora, web: list[dict], found: list[dict], names: Names, rng: random.Random, once: bool,
              more: NameCorpora | None = None) -> list[Doc]:
    """One epoch: all texts with names, a share of the articles with attributions, and the marked texts.

    The texts of `web` are used as they are and with other names in their place (`once`: one of the two), those of `found` both ways
    (with `more`: one of the two).
    """
    out = []
    for d in rng.sample(c.polnear, int(s.share * len(c.polnear))):
        doc = c.polnear_doc(d, rng, 0.0)
        doc.ent = None      # its names are machine-made; those of the frozen network are better
        out.append(doc)
    out += [c.riqua_doc(d, rng) for d in rng.sample(c.riqua, int(s.share * len(c.riqua)))]
    out += c.named(rng)
    as_is = [d for d in web if not once or rng.random() < 0.5]
    out += [c.entity_doc(d, rng, False, 0, 0.15) for d in as_is]
    kept = {d["id"] for d in as_is} if once else set()
    others = [other_names(d, names, rng, s.other_names) for d in web if d["id"] not in kept]
    if more is None:
        others += [other_names(d, names, rng, s.other_names) for d in found]
        out += [c.entity_doc(d, rng, False, 0, 0.15) for d in others + found]
        return out
    swapped = lambda d: other_names(d, names, rng, s.other_names) if rng.random() < 0.4 else d
    out += [c.entity_doc(d, rng, False, 0, 0.15) for d in others + [swapped(d) for d in found]]
    out += [c.entity_doc(swapped(d), rng, False, 0, 0) for d in more.world]
    out += [c.entity_doc(d, rng, False, 0.6, 0.2, 0.7) for d in more.crossner]
    out += [c.entity_doc(d, rng, False, 0.4, 0, 0.5) for d in more.tweets]
    out += [c.entity_doc(d, rng, False, 0, 0) for d in more.novels]
    return out


def learning(net: Net, frozen: int) -> None:
    """Training mode, without dropout in the layers that both networks share."""
    net.train()
    net.lock.eval()
    net.layers[:frozen].eval()


def encoded(net: Net, first: Net, b: Batch, frozen: int, shapes: Tensor | None = None, bf16: bool = False) -> tuple[Tensor, Tensor]:
    """The vectors of a batch's words, of the learner and of the frozen network; `shapes`: the word shapes that the learner sees."""
    mask = None if bool(b["mask"].all()) else b["mask"]
    at = lambda h: h.float().reshape(-1, h.shape[-1]).index_select(0, b["first"].long())
    lowest = lambda shapes: first.climb(first.embed(b["ids"].long(), shapes.long(), b["quotes"].long()), mask, slice(frozen))
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        with torch.no_grad():
            below = lowest(b["shapes"])
            was = at(first.climb(below, mask, slice(frozen, None)))
            below = below if shapes is None else lowest(shapes)
        return net.drop(at(net.climb(below, mask, slice(frozen, None)))), was


def labelled_losses(s: Refine, net: Net, first: Net, b: Batch, rng: random.Random, hold: bool) -> dict[str, Tensor]:
    """The loss of each head on labelled windows.  `first` is the frozen network; `hold`: its names are the target where no names
    are labelled."""
    h, hf = encoded(net, first, b, s.frozen, bf16=s.bf16)
    t = net.tags(h)
    with torch.no_grad():
        f = first.tags(hf)
    named, judged = b["ent"] != NONE, b["cue"] != NONE
    n = len(named)
    out = {"ent": s.hold_names * same(t["ent"], f["ent"], ~named) * int((~named).sum()) / n if hold else torch.zeros(())}
    if bool(named.any()):
        people = entity_loss(t["ent"], b["ent"].long(), per_word(b, b["ent_weight"]), per_word(b, b["knows_other"]))
        out["ent"] = out["ent"] + ((1 - s.same_names) * people + s.same_names * same(t["ent"], f["ent"], named)) * int(named.sum()) / n
    for k in ("cue", "src", "con"):
        out[k] = s.unmarked * same(t[k], f[k], ~judged)
        people = hard(t[k], b[k])
        if people is not None:
            out[k] = out[k] + (1 - s.same) * people + s.same * same(t[k], f[k], b[k] != NONE)
    made = [torch.tensor(x, dtype=torch.int32) for x in no_cues(t, b, WRONG_CUES, rng)]
    cues = [torch.cat(x) for x in zip((b["link_first"], b["link_last"], b["link_window"]), made)]
    if len(cues[0]):
        z = link_logits(net, h, b, *cues)
        with torch.no_grad():
            zf = link_logits(first, hf, b, *cues)
        nothing = torch.zeros(int(b["n_words"][made[2].long()].sum()), dtype=torch.int8)
        target = torch.cat([b["link"], nothing])
        people = hard(z, target)
        if people is not None:
            out["link"] = (1 - s.same) * people + s.same * same(z, zf, target != NONE)
    if s.hold_links:
        own = [torch.tensor(x, dtype=torch.int32) for x in own_cues(f, b, WRONG_CUES, rng)]
        if len(own[0]):
            z = link_logits(net, h, b, *own)
            with torch.no_grad():
                zf = link_logits(first, hf, b, *own)
            out["link"] = out.get("link", 0) + s.hold_links * soft(z, zf.softmax(-1))
    return out


def taught_losses(s: Refine, net: Net, first: Net, b: Batch, rng: random.Random) -> dict[str, Tensor]:
    """The loss of each head on windows that the name teacher has read ("names").  The learner sees some of them without case.
    For attributions the target is the frozen network."""
    h, hf = encoded(net, first, b, s.frozen, lost_case(b["shapes"], rng), s.bf16)
    t = net.tags(h)
    with torch.no_grad():
        f = first.tags(hf)
    teacher = (b["names"].float() + torch.tensor(s.correction)).softmax(-1)
    out = {"ent": soft(t["ent"], s.teacher_share * teacher + (1 - s.teacher_share) * f["ent"].softmax(-1))}
    return out | {k: s.unmarked * soft(t[k], f[k].softmax(-1)) for k in ("cue", "src", "con")}


def run(s: Refine, files: dict[str, Path], out: Path) -> None:
    """Train to a checkpoint.

    Inputs: corpus, start, web (marked texts); optionally first (the network to stay near, if it is not `start`), windows (labelled
    by a name teacher) and texts (texts.jsonl, in which the names of data/found.jsonl and data/news.jsonl are marked).
    """
    torch.set_num_threads(s.threads)
    torch.manual_seed(s.seed)
    corpora = Corpora(files["corpus"], VOCAB)
    web = read_marked(files["web"])
    texts = [files["texts"], files["corpus"] / "polnear-train.jsonl"] if "texts" in files else []
    found = read_found(texts, DATA / "found.jsonl") if texts else []
    chosen = {"web": web[::s.held_out]}
    if texts:
        chosen |= {"found": found[::s.held_out], "news": read_found(texts, DATA / "news.jsonl")}
    learned = lambda docs: [d for k, d in enumerate(docs) if k % s.held_out]
    web, found = learned(web), learned(found)
    more = NameCorpora(files["corpus"]) if s.name_corpora else None
    if more:
        chosen["worldwide"] = more.world_held
    names = names_of(web + found + (more.world if more else []) + corpora.gum + corpora.wikigold + corpora.wnut)
    taught: list[Batch] = torch.load(files["windows"], weights_only=True) if "windows" in files else []
    taught = taught[:round(s.windows_share * len(taught))]
    first, net = load(files.get("first", files["start"])), load(files["start"])
    first.requires_grad_(False)
    for part in (net.word, net.position, net.shape, net.quote, net.norm, net.layers[:s.frozen]):
        part.requires_grad_(False)
    opt = optimiser(net, s.lr, s.head_lr)
    step, last = 0, out.with_name("last.pt")
    if last.exists():
        state = torch.load(last, weights_only=False)
        net.load_state_dict(state["net"])
        opt.load_state_dict(state["opt"])
        step = state["step"]
    right = lambda: {k: names_right(net, docs[:s.measured or None], corpora.wordpiece, s.bf16) for k, docs in chosen.items()}
    saved, mean = time.time(), Means(0.95)
    epoch = done = 0
    with Log(out.with_name("log.jsonl")) as log:
        log(event="start", step=step, documents=len(web) + len(found), names=right())
        learning(net, s.frozen)
        while step < s.steps:
            rng = random.Random(s.seed * 1000 + epoch)
            docs = documents(s, corpora, web, found, names, rng, once=bool(taught) or bool(more), more=more)
            bs = [*batches(pack(docs, rng), s.batch, rng), *taught]
            rng.shuffle(bs)
            log(event="epoch", epoch=epoch, batches=len(bs))
            for items in bs:
                done += 1
                if done <= step:
                    continue
                if step == s.steps:
                    break
                torch.manual_seed(s.seed * 100003 + step)
                if isinstance(items, dict):
                    ls = taught_losses(s, net, first, items, random.Random(step))
                else:
                    ls = labelled_losses(s, net, first, tensors(items), random.Random(step), hold=not taught)
                rate = min(1.0, (step + 1) / (WARM * s.steps)) * (1 - step / s.steps)
                take_step(opt, sum(LATE_WEIGHTS[k] * v for k, v in ls.items()), rate)
                step += 1
                mean.add(ls)
                if step % 20 == 0:
                    log(step=step, **mean.rounded())
                if time.time() - saved > 60 * s.checkpoint_minutes:
                    saved = time.time()
                    with finished(last) as partial:
                        torch.save({"net": net.state_dict(), "opt": opt.state_dict(), "step": step}, partial)
                    log(event="checkpoint", step=step, names=right())
                    learning(net, s.frozen)
            epoch += 1
        log(event="end", step=step, names=right())
    save(net, out, settings=s)
    last.unlink(missing_ok=True)
