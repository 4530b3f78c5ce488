"""Labelled documents: the words of a text and their labels."""
from __future__ import annotations

import bisect
import zlib
from dataclasses import dataclass
from typing import Iterable

from pullquote_model.data import tokenizer as tk
from pullquote_model.labels import ENT_TYPES

Span = tuple[int, int]


@dataclass
class Link:
    """One cue (first and last word) and the labels of the words that belong to it (LINK_LABELS; IGNORE: unknown)."""
    first: int
    last: int
    labels: dict[int, int]


@dataclass
class Doc:
    """A text's units and the labels of its words, numbered through the text.  None: the corpus has no such labels."""
    units: list[tk.Unit]
    starts: list[int]
    ent: list[int] | None = None
    ent_weight: float = 1.0
    knows_other: bool = True
    cue: list[int] | None = None
    src: list[int] | None = None
    con: list[int] | None = None
    links: list[Link] | None = None
    shapes_free: bool = False
    fold: int = 0
    """Follows from the text alone; documents of a fold are held out of a training together."""


def fold_of(text: str) -> int:
    """The fold number of a text."""
    return zlib.crc32(text.encode())


class Words:
    """Maps code-point spans onto word numbers."""

    def __init__(self, units: list[tk.Unit]):
        self.start = [w.start for u in units for w in u.words]
        self.end = [w.end for u in units for w in u.words]

    def __len__(self) -> int:
        return len(self.start)

    def inside(self, s: int, e: int) -> range:
        return range(bisect.bisect_right(self.end, s), bisect.bisect_left(self.start, e))


def bio(n: int, spans: Iterable[range]) -> list[int]:
    """0/1/2 = O/B/I; of overlapping spans the longest is kept."""
    out = [0] * n
    for r in sorted(spans, key=lambda r: -len(r)):
        if len(r) and not any(out[i] for i in r):
            for i in r:
                out[i] = 2
            out[r[0]] = 1
    return out


def entity_labels(n: int, spans: list[tuple[str, range]]) -> list[int]:
    """ENT_LABELS indices; of overlapping names the longest is kept, a person before a place."""
    out = [0] * n
    for t, r in sorted(spans, key=lambda x: (-len(x[1]), ENT_TYPES.index(x[0]))):
        if len(r) and not any(out[i] for i in r):
            k = 1 + 2 * ENT_TYPES.index(t)
            for i in r:
                out[i] = k + 1
            out[r[0]] = k
    return out


def label_runs(labels: list[str]) -> list[tuple[str, int, int]]:
    out: list[list] = []
    for i, y in enumerate(labels):
        if y == "O":
            continue
        if y[0] == "I" and out and out[-1][0] == y[2:] and out[-1][2] == i - 1:
            out[-1][2] = i
        else:
            out.append([y[2:], i, i])
    return [(r, i, j) for r, i, j in out]


def offsets(us: list[tk.Unit]) -> list[int]:
    out, n = [], 0
    for u in us:
        out.append(n)
        n += len(u.words)
    return out


def lone_sentences(text: str, us: list[tk.Unit]) -> list[tk.Unit]:
    """Units in which every sentence is a paragraph of its own, with a new quote state."""
    out: list[tk.Unit] = []
    for u in us:
        cuts = [0, *tk.sentence_breaks(text, u.words), len(u.words)]
        for a, b in zip(cuts, cuts[1:]):
            ws = u.words[a:b]
            out.append(tk.Unit(ws, u.pieces[a:b], u.shapes[a:b], tk.quote_states(text, ws), len(out)))
    return out
