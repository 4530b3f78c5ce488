"""A teacher of names: two hours on two cores.

A small network learns little from labels about names that it has not met; a large one met them in its pretraining.  MPNet learns from
all labelled names (`run`), then reads a million words of mail, reviews, editorials and news without labels (`label`).  Its
probabilities for each word are what training/refine.py teaches the small network beside the labels (Hinton, Vinyals and Dean, 2015).
"""
from __future__ import annotations

import random
from pathlib import Path

import torch
from torch import Tensor

from pullquote_model import jsonl
from pullquote_model.data import tokenizer as tk
from pullquote_model.data.corpora import Corpora
from pullquote_model.data.documents import Doc, offsets
from pullquote_model.data.marks import names_of, other_names, read_marked
from pullquote_model.data.windows import batches, pack
from pullquote_model.network.net import Net
from pullquote_model.network.teacher import new_teacher
from pullquote_model.paths import VOCAB, finished
from pullquote_model.settings import LabelNames, NameTeacher
from pullquote_model.training.batches import Batch, per_word, tensors
from pullquote_model.training.losses import entity_loss
from pullquote_model.training.optimiser import Log, optimiser, take_step, warm_then_linear


def encoded(net: Net, b: Batch, frozen: int) -> Tensor:
    """The vectors of a batch's words; its shapes join above the frozen layers."""
    mask = None if bool(b["mask"].all()) else b["mask"]
    ids = net.pieces[b["ids"].long()]
    with torch.no_grad():
        x = net.norm(net.word(ids) + net.position(torch.arange(ids.shape[1])))
        x = net.climb(x, mask, slice(frozen))
    x = net.climb(net.lock(x + net.shape(b["shapes"].long())), mask, slice(frozen, None))
    return x.reshape(-1, x.shape[-1]).index_select(0, b["first"].long())


def run(s: NameTeacher, files: dict[str, Path], out: Path) -> None:
    """Train the teacher.  Inputs: corpus, web (marked texts), teacher (its pretrained encoder)."""
    torch.set_num_threads(s.threads)
    torch.manual_seed(s.seed)
    net = new_teacher(VOCAB, files["teacher"], s.teacher_network)
    net.load_teacher(files["teacher"])
    torch.nn.init.normal_(net.shape.weight, 0, 0.02)
    for part in (net.word, net.position, net.norm, net.quote, net.relative, net.layers[:s.frozen]):
        part.requires_grad_(False)
    opt = optimiser(net, s.lr, s.head_lr)
    corpora = Corpora(files["corpus"], VOCAB)
    web = [d for k, d in enumerate(read_marked(files["web"])) if k % s.held_out]
    names = names_of(web + corpora.gum + corpora.wikigold + corpora.wnut)
    net.train()
    net.layers[:s.frozen].eval()
    step, epoch, mean = 0, 0, 0.0
    with Log(out.with_suffix(".log")) as log:
        while step < s.steps:
            rng = random.Random(s.seed * 1000 + epoch)
            these = web if epoch % 2 == 0 else [other_names(d, names, rng, s.other_names) for d in web]
            docs = corpora.named(rng) + [corpora.entity_doc(d, rng, False, 0, 0.15) for d in these]
            for items in batches(pack(docs, rng), s.batch, rng):
                if step == s.steps:
                    break
                b = tensors(items)
                logits = net.ent(net.drop(encoded(net, b, s.frozen)))
                loss = entity_loss(logits, b["ent"].long(), per_word(b, b["ent_weight"]), per_word(b, b["knows_other"]))
                take_step(opt, loss, warm_then_linear(step, s.steps))
                step += 1
                mean = loss.item() if step == 1 else 0.95 * mean + 0.05 * loss.item()
                if step % 10 == 0:
                    log(step=step, ent=round(mean, 4))
            epoch += 1
    with finished(out) as partial:
        torch.save({k: v.half() for k, v in net.state_dict().items()}, partial)


@torch.no_grad()
def label(s: LabelNames, files: dict[str, Path], out: Path) -> None:
    """Write the texts as batches of windows, each with the teacher's logits of names ("names").

    Inputs: texts, network (the trained teacher), teacher (its pretrained encoder, for the vocabulary).
    """
    torch.set_num_threads(s.threads)
    net = new_teacher(VOCAB, files["teacher"], s.teacher_network)
    net.load_state_dict(torch.load(files["network"], weights_only=True), strict=False)
    net.float().eval()
    rng, wordpiece, docs = random.Random(s.seed), tk.WordPiece(VOCAB), []
    for d in jsonl.read(files["texts"]):
        us = tk.units(d["text"], wordpiece)
        docs.append(Doc(us, offsets(us)))
    labelled = []
    bs = batches(pack(docs, rng), s.batch, rng)
    with Log(out.with_suffix(".log")) as log:
        for k, items in enumerate(bs):
            b = tensors(items)
            labelled.append(b | {"names": net.ent(encoded(net, b, s.frozen)).half()})
            if k % 20 == 0:
                log(labelled=k, of=len(bs))
    with finished(out) as partial:
        torch.save(labelled, partial)
