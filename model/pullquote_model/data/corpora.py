"""The corpora, read once, and labelled documents of them, different in every epoch."""
from __future__ import annotations

import random
import re
from pathlib import Path

from pullquote_model import jsonl
from pullquote_model.data import tokenizer as tk
from pullquote_model.data.augment import CONTRACTIONS, DETOKENISE, join_fiction, rewrite, style_document
from pullquote_model.data.documents import Doc, Link, Span, Words, bio, entity_labels, fold_of, label_runs, lone_sentences, offsets
from pullquote_model.data.proper_names import NOT_NAMES, PEOPLES, proper_names
from pullquote_model.labels import IGNORE


class Corpora:
    """Reads the corpora once; makes labelled documents of them, anew (and differently) for every epoch."""

    def __init__(self, folder: Path, vocab: Path):
        self.wordpiece = tk.WordPiece(vocab)
        self.polnear = jsonl.read(folder / "polnear-train.jsonl")
        self.silver = {d["id"]: d["entities"] for d in jsonl.read(folder / "polnear-train-entities-silver.jsonl")}
        self.riqua = jsonl.read(folder / "riqua-train.jsonl")
        self.gum = jsonl.read(folder / "gum.jsonl")
        self.wikigold = jsonl.read(folder / "wikigold.jsonl")
        self.wnut = jsonl.read(folder / "wnut17-train.jsonl")
        self.re3d = jsonl.read(folder / "re3d.jsonl")
        self.places = {d["text"][e["span"][0]:e["span"][1]] for c in (self.gum, self.wikigold, self.re3d) for d in c
                       for e in d["entities"] if e["type"] == "place" and e.get("named", True)}

    # -- PolNeAR

    def polnear_doc(self, d: dict, rng: random.Random, silver_weight: float) -> Doc:
        style = rng.choices((None, "straight", "curly", "treebank"), (0.7, 0.1, 0.1, 0.1))[0]
        lone = rng.random() < 0.2
        spans = [tuple(x) for a in d["attributions"] for r in ("source", "cue", "content") for x in a[r]]
        spans += [tuple(e["span"]) for e in self.silver.get(d["id"], [])]
        text, moved = style_document(d["text"], spans, style)
        if lone and rng.random() < 0.5:
            text, moved = rewrite(text, CONTRACTIONS, moved)
        it = iter(moved)
        atts = [{r: [next(it) for _ in a[r]] for r in ("source", "cue", "content")} for a in d["attributions"]]
        ents = [(e["type"], next(it)) for e in self.silver.get(d["id"], [])]
        us = tk.units(text, self.wordpiece)
        if lone:
            us = lone_sentences(text, us)
        w = Words(us)
        doc = Doc(us, offsets(us), ent_weight=silver_weight, fold=fold_of(d["id"]))
        if d["id"] in self.silver:
            doc.ent = entity_labels(len(w), [(t, w.inside(*s)) for t, s in ents])
        of = {r: [[w.inside(*s) for s in a[r]] for a in atts] for r in ("source", "cue", "content")}
        doc.cue, doc.src, doc.con = (bio(len(w), (r for rs in of[k] for r in rs)) for k in ("cue", "source", "content"))
        doc.links = []
        for cue, src, con in zip(of["cue"], of["source"], of["content"]):
            cue = [r for r in cue if len(r)]
            if not cue:
                continue
            labels: dict[int, int] = {}
            for base, rs in ((3, con), (1, src)):
                for r in rs:
                    for i in r:
                        labels[i] = base if i == r[0] else base + 1
            for r in cue:
                for i in r:
                    labels.pop(i, None)
            doc.links.append(Link(cue[0][0], cue[-1][-1], labels))
        return doc

    # -- RiQuA: sentences of fiction; its sources include addressees, so only sources beside a cue are used

    def riqua_doc(self, d: dict, rng: random.Random) -> Doc:
        text, at = join_fiction(d["tokens"], rng)
        w_spans: dict[str, list[Span]] = {"source": [], "cue": [], "content": []}
        runs = label_runs(d["labels"])
        for role, i, j in runs:
            w_spans[role].append((at[i][0], at[j][1]))
        us = tk.units(text, self.wordpiece)
        w = Words(us)
        doc = Doc(us, offsets(us), fold=fold_of(" ".join(d["tokens"])))
        of = {k: [r for r in (w.inside(*s) for s in v) if len(r)] for k, v in w_spans.items()}
        doc.cue, doc.con = bio(len(w), of["cue"]), bio(len(w), of["content"])
        doc.links = riqua_links(of)
        return doc

    # -- entities

    def entity_doc(self, d: dict, rng: random.Random, knows_other: bool, detokenise: float, join: float, weight: float = 1.0,
                   strict: bool = False) -> Doc:
        """`strict` leaves out the labels on which the corpora disagree: peoples as persons, countries as organisations."""
        ents = d["entities"]
        text, spans = d["text"], [tuple(e["span"]) for e in ents] + [tuple(s) for s in d.get("unsure", [])]
        if rng.random() < detokenise:
            text, spans = rewrite(text, DETOKENISE, spans)
        if rng.random() < join:
            text = text.replace("\n", " ")
        us = tk.units(text, self.wordpiece)
        w = Words(us)
        named, vague = [], []
        if any("named" in e for e in ents):
            named, vague = proper_names(text, ents, spans)
        else:
            named = [(e["type"], s) for e, s in zip(ents, spans)]
        labels = entity_labels(len(w), [(t, w.inside(*s)) for t, s in named])
        for s in spans[len(ents):]:
            for i in w.inside(*s):
                labels[i] = IGNORE
        for s, e in vague:
            for i in w.inside(s, e):
                if labels[i] == 0 and text[w.start[i]].isupper() and not (strict and text[w.start[i]:w.end[i]].lower() in NOT_NAMES):
                    labels[i] = IGNORE
        if strict and vague:
            for t, (s, e) in named:
                if t == "person" and PEOPLES.search(text[s:e]) or t == "organisation" and text[s:e] in self.places:
                    for i in w.inside(s, e):
                        labels[i] = IGNORE
        return Doc(us, offsets(us), ent=labels, ent_weight=weight, knows_other=knows_other, shapes_free=True, fold=fold_of(d["text"]))

    def epoch(self, rng: random.Random, silver_weight: float, late: bool, names: bool = False) -> list[Doc]:
        """The documents of one epoch, every corpus at its own rate.

        `late` epochs have stricter and more names.  `names` epochs have all of GUM at full weight, since its genres are nearest to
        other reading than news.
        """
        out = [self.polnear_doc(d, rng, silver_weight) for d in self.polnear]
        out += [self.riqua_doc(d, rng) for d in rng.sample(self.riqua, int(0.6 * len(self.riqua)))]
        out += [self.entity_doc(d, rng, False, 0, 0, 1.0 if names else 0.6, late) for d in rng.sample(self.gum, int((1.0 if names else 0.6) * len(self.gum)))]
        for _ in range(2):
            out += [self.entity_doc(d, rng, True, 0.6, 0.4) for d in self.wikigold]
        for _ in range(2 if late else 1):
            out += [self.entity_doc(d, rng, True, 0.4, 0) for d in self.wnut]
        out += [self.entity_doc(d, rng, False, 0, 0, 0.6, late) for d in self.re3d]
        return out

    def named(self, rng: random.Random) -> list[Doc]:
        """All texts of the corpora in which people marked names."""
        out = [self.entity_doc(d, rng, False, 0, 0, 1.0, True) for d in self.gum]
        out += [self.entity_doc(d, rng, True, 0.6, 0.4) for d in self.wikigold]
        out += [self.entity_doc(d, rng, True, 0.4, 0) for d in self.wnut]
        out += [self.entity_doc(d, rng, False, 0, 0, 0.6, True) for d in self.re3d]
        return out

    def development(self, docs: list[dict]) -> list[Doc]:
        """Labelled documents of PolNeAR as they are, without augmentation, to measure on."""
        plain = random.Random(0)
        plain.choices = lambda *a, **k: [None]  # type: ignore[method-assign]
        plain.random = lambda: 1.0  # type: ignore[method-assign]
        return [self.polnear_doc(d, plain, 0.0) for d in docs]


def riqua_links(of: dict[str, list[range]]) -> list[Link]:
    """Which source and contents belong to a cue, where adjacency leaves little doubt; other words get no label."""
    links = []
    cues = of["cue"]
    for k, c in enumerate(cues):
        lo, hi = c[0], c[-1]
        labels: dict[int, int] = {}
        near = [s for s in of["source"] if 0 <= lo - s[-1] - 1 <= 4 or 0 <= s[0] - hi - 1 <= 2]
        if near:
            best = min(near, key=lambda s: min(abs(lo - s[-1]), abs(s[0] - hi)))
            for i in best:
                labels[i] = 1 if i == best[0] else 2
            lo, hi = min(lo, best[0]), max(hi, best[-1])
        for s in of["source"]:
            if not near or s != best:
                for i in s:
                    labels.setdefault(i, IGNORE if abs(s[0] - c[0]) < 12 and not near else 0)
        others = [x for j, x in enumerate(cues) if j != k]
        for r in of["content"]:
            ahead, behind = lo - r[-1] - 1, r[0] - hi - 1
            between = any(min(hi, r[-1]) < x[0] < max(lo, r[0]) for x in others)
            if between:
                continue
            if 0 <= ahead <= 4 or 0 <= behind <= 12:
                for i in r:
                    labels[i] = 3 if i == r[0] else 4
            elif 0 <= ahead <= 25 or 0 <= behind <= 25:
                for i in r:
                    labels[i] = IGNORE
        links.append(Link(c[0], c[-1], labels))
    return links
