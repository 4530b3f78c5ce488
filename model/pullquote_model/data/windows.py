"""Labelled windows: units of documents packed for the encoder, and batches of them."""
from __future__ import annotations

import random
from dataclasses import dataclass, field

from pullquote_model.data import tokenizer as tk
from pullquote_model.data.documents import Doc
from pullquote_model.labels import IGNORE


@dataclass
class Item:
    """One labelled window, ready for `training.batches.tensors`."""
    window: tk.Window
    ent: list[int]
    ent_weight: float
    knows_other: bool
    cue: list[int]
    src: list[int]
    con: list[int]
    links: list[tuple[int, int, list[int]]] = field(default_factory=list)


def repair(labels: list[int], paragraph: list[int], begins: dict[int, int]) -> list[int]:
    """I- labels that follow nothing of their kind become B-.  `begins` maps I to its B."""
    out = list(labels)
    for i, y in enumerate(out):
        if y in begins and (i == 0 or paragraph[i] != paragraph[i - 1] or out[i - 1] not in (y, begins[y], IGNORE)):
            out[i] = begins[y]
    return out


BIO_BEGINS = {2: 1}
ENT_BEGINS = {2 * k: 2 * k - 1 for k in range(1, 5)}
LINK_BEGINS = {2: 1, 4: 3}


def make_item(picked: list[tuple[Doc, int]], rng: random.Random | None = None) -> Item:
    """A window of the given (document, unit number) pairs, all from corpora with the same kinds of label."""
    win = tk.Window()
    index: list[tuple[int, int]] = []
    paragraph: list[int] = []
    for n, (doc, u) in enumerate(picked):
        unit = doc.units[u]
        win.add(unit)
        index += [(id(doc), doc.starts[u] + k) for k in range(len(unit.words))]
        paragraph += [n if n and unit.paragraph != picked[n - 1][0].units[picked[n - 1][1]].paragraph or doc is not picked[n - 1][0] else (paragraph[-1] if paragraph else 0)] * len(unit.words)
    win.paragraph = paragraph
    docs = {id(d): d for d, _ in picked}
    any_doc = picked[0][0]

    def column(name: str, begins: dict[int, int]) -> list[int]:
        return repair([(IGNORE if getattr(docs[d], name) is None else getattr(docs[d], name)[w]) for d, w in index], paragraph, begins)

    item = Item(win, column("ent", ENT_BEGINS), any_doc.ent_weight, any_doc.knows_other,
                column("cue", BIO_BEGINS), column("src", BIO_BEGINS), column("con", BIO_BEGINS))
    at = {k: i for i, k in enumerate(index)}
    for key, doc in docs.items():
        for link in doc.links or []:
            a, b = at.get((key, link.first)), at.get((key, link.last))
            if a is None or b is None:
                continue
            labels = [0] * len(index)
            for w, y in link.labels.items():
                i = at.get((key, w))
                if i is not None:
                    labels[i] = y
            item.links.append((a, b, repair(labels, paragraph, LINK_BEGINS)))
    if rng and any_doc.shapes_free:
        lose_case(win, rng)
    return item


CASED = (tk.SHAPE_ALLCAPS, tk.SHAPE_CAPITALISED, tk.SHAPE_LOWER, tk.SHAPE_MIXED, tk.SHAPE_INITIAL)


def case_to_lose(rng: random.Random) -> int | None:
    """Sometimes one shape for all words of a window, as if it were typed in small letters or in capitals; mostly None."""
    x = rng.random()
    return tk.SHAPE_LOWER if x < 0.12 else tk.SHAPE_ALLCAPS if x < 0.16 else None


def lose_case(win: tk.Window, rng: random.Random) -> None:
    to = case_to_lose(rng)
    if to is not None:
        win.shapes = [to if s in CASED else s for s in win.shapes]


def pack(docs: list[Doc], rng: random.Random | None, limit: int = tk.WINDOW) -> list[Item]:
    """Windows of each document; short documents with the same kinds of label share windows."""
    out: list[Item] = []

    def kind(d: Doc) -> tuple:
        return d.ent is None, d.ent_weight, d.knows_other, d.cue is None, d.src is None, d.shapes_free

    cur: list[tuple[Doc, int]] = []
    n, room = 1, limit
    for doc in docs:
        short = sum(u.size for u in doc.units) < limit // 2 if cur else False
        if cur and not (short and kind(cur[0][0]) == kind(doc) and rng is not None):
            out.append(make_item(cur, rng))
            cur, n = [], 1
            room = limit
        if not cur and rng is not None and rng.random() < 0.3:
            room = rng.randrange(limit // 4, limit)
        for u, unit in enumerate(doc.units):
            if cur and n + unit.size > room:
                out.append(make_item(cur, rng))
                cur, n, room = [], 1, limit
            cur.append((doc, u))
            n += unit.size
    if cur:
        out.append(make_item(cur, rng))
    return out


def batches(items: list[Item], size: int, rng: random.Random) -> list[list[Item]]:
    """Windows of similar length together, in random order."""
    ranked = sorted(items, key=lambda i: len(i.window.ids) + 12 * rng.random())
    out = [ranked[i:i + size] for i in range(0, len(ranked), size)]
    rng.shuffle(out)
    return out
