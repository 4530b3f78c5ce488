"""Corpora → labelled windows.

One `Doc` holds the words of a text and what is known of each; `Sampler` packs the units of many documents into windows
of one epoch, with augmentation (quotation-mark styles, token spacing, lone sentences, lost case), and `collate` makes
tensors of them.
"""
from __future__ import annotations

import bisect
import hashlib
import json
import random
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Iterable

import torch
from torch import Tensor

import tokenizer as tk
from net import ENT_LABELS, bucket

IGNORE = -100
ENT_TYPES = ("person", "organisation", "place", "other")
Span = tuple[int, int]


def read(path: Path) -> list[dict]:
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


MARK = re.compile(r"\[([POL?])\|([^\[\]|]+)\]")
MARKED = {"P": "person", "O": "organisation", "L": "place"}


def marked(text: str) -> dict:
    """A text with its names marked in it, `[P|Ana Okafor]`, as a document of the entity corpora; `[?|…]` is not judged."""
    plain, entities, unsure, at = "", [], [], 0
    for m in MARK.finditer(text):
        plain += text[at:m.start()]
        span = (len(plain), len(plain) + len(m[2]))
        plain += m[2]
        at = m.end()
        if m[1] in MARKED:
            entities.append({"type": MARKED[m[1]], "span": span})
        else:
            unsure.append(span)
    return {"text": plain + text[at:], "entities": entities, "unsure": unsure}


def read_marked(folder: Path) -> list[dict]:
    """The documents of a folder of marked texts; a line `=== …` stands before each."""
    out = []
    for path in sorted(folder.glob("*.txt")):
        parts = re.split(r"(?m)^===.*\n", path.read_text(encoding="utf-8"))
        out += [marked(x.strip("\n")) | {"id": f"{path.stem}-{k}"} for k, x in enumerate(parts) if x.strip()]
    return out


def read_found(texts: list[Path], marks: Path) -> list[dict]:
    """Texts that were found and marked: those of `texts` (texts.jsonl of names.py, PolNeAR) of which `marks` has names.  Only
    marks are kept here: {"text": SHA-1 of it, "P" | "O" | "L" | "?": [[start, end] …]} on each line."""
    known = {hashlib.sha1(d["text"].encode()).hexdigest(): d["text"] for path in texts for d in read(path)}
    out = []
    for k, row in enumerate(read(marks)):
        if row["text"] not in known:
            raise ValueError(f"none of {', '.join(map(str, texts))} has the text that line {k + 1} of {marks} is about")
        ents = [{"type": MARKED[kind], "span": s} for kind in MARKED for s in row.get(kind, [])]
        out.append({"id": f"{marks.stem}-{k}", "text": known[row["text"]], "entities": sorted(ents, key=lambda e: e["span"]), "unsure": row.get("?", [])})
    return out


# ---------------------------------------------------------------- documents


@dataclass
class Link:
    """One cue (first and last word) and the labels of the words that belong to it (LINK_LABELS; IGNORE: unknown)."""
    first: int
    last: int
    labels: dict[int, int]


@dataclass
class Doc:
    """A text's units and the labels of its words, numbered through the text.  None: this corpus does not say."""
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
    """A number that the text alone decides: what is held out of a training together."""


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
    """0/1/2 = O/B/I; of overlapping spans the longest stays."""
    out = [0] * n
    for r in sorted(spans, key=lambda r: -len(r)):
        if len(r) and not any(out[i] for i in r):
            for i in r:
                out[i] = 2
            out[r[0]] = 1
    return out


def rewrite(text: str, rules: list[tuple[re.Pattern, str | Callable]], spans: list[Span]) -> tuple[str, list[Span]]:
    """Apply substitutions one after the other, carrying the spans along."""
    for pattern, by in rules:
        out, at, before, after = [], 0, [0], [0]
        length = 0
        for m in pattern.finditer(text):
            new = m.expand(by) if isinstance(by, str) else by(m)
            out += [text[at:m.start()], new]
            length += m.start() - at
            before += [m.start(), m.end()]
            after += [length, length + len(new)]
            length += len(new)
            at = m.end()
        out.append(text[at:])

        def move(x: int) -> int:
            k = bisect.bisect_right(before, x) - 1
            return after[k] + (min(x - before[k], after[k + 1] - after[k]) if k % 2 and k + 1 < len(after) else x - before[k])
        spans = [(move(s), move(e)) for s, e in spans]
        text = "".join(out)
    return text, spans


OPEN_STRAIGHT = re.compile(r'(?:(?<=^)|(?<=[\s(\[\u2014\u2013-]))"')
STYLES: dict[str, list[tuple[re.Pattern, str]]] = {
    "straight": [(re.compile("[\u201c\u201d]|``|''"), '"')],
    "curly": [(re.compile("``"), "\u201c"), (re.compile("''"), "\u201d"), (OPEN_STRAIGHT, "\u201c"), (re.compile('"'), "\u201d")],
    "treebank": [(re.compile("\u201c"), "``"), (re.compile("\u201d"), "''"), (OPEN_STRAIGHT, "``"), (re.compile('"'), "''")],
}
CONTRACTIONS = [(re.compile(r"(?<=\w)(?=n['\u2019]t\b)"), " ")]
DETOKENISE = [(re.compile(r" (?=[.,;:!?)\]%])"), ""), (re.compile(r"(?<=[(\[$#]) "), ""),
              (re.compile(r" (?=(?:n['\u2019]t|['\u2019](?:s|re|ve|ll|d|m|S))\b)"), ""), (re.compile(r" (?=['\u2019] )"), ""),
              (re.compile(r" (?=-\w)|(?<=\w-) "), "")]


def style_document(text: str, spans: list[Span], style: str | None) -> tuple[str, list[Span]]:
    return rewrite(text, STYLES[style], spans) if style else (text, spans)


# ---------------------------------------------------------------- corpora


class Corpora:
    """Reads the corpora once; makes labelled documents of them, anew (and differently) for every epoch."""

    def __init__(self, folder: Path, vocab: Path):
        self.wordpiece = tk.WordPiece(vocab)
        self.polnear = read(folder / "polnear-train.jsonl")
        self.silver = {d["id"]: d["entities"] for d in read(folder / "polnear-train-entities-silver.jsonl")}
        self.riqua = read(folder / "riqua-train.jsonl")
        self.gum = read(folder / "gum.jsonl")
        self.wikigold = read(folder / "wikigold.jsonl")
        self.wnut = read(folder / "wnut17-train.jsonl")
        self.re3d = read(folder / "re3d.jsonl")
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

    # -- RiQuA: sentences of fiction; its sources hold addressees too, so only sources beside a cue are taken

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
        """`strict` leaves unjudged what the corpora type differently: peoples as persons, countries as organisations."""
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
        """The documents of one epoch, every corpus at its own rate.  `late` epochs have stricter and more names, `names`
        epochs all of GUM at full weight, whose genres are nearest to what people read beside news."""
        out = [self.polnear_doc(d, rng, silver_weight) for d in self.polnear]
        out += [self.riqua_doc(d, rng) for d in rng.sample(self.riqua, int(0.6 * len(self.riqua)))]
        out += [self.entity_doc(d, rng, False, 0, 0, 1.0 if names else 0.6, late) for d in rng.sample(self.gum, int((1.0 if names else 0.6) * len(self.gum)))]
        for _ in range(2):
            out += [self.entity_doc(d, rng, True, 0.6, 0.4) for d in self.wikigold]
        for _ in range(2 if late else 1):
            out += [self.entity_doc(d, rng, True, 0.4, 0) for d in self.wnut]
        out += [self.entity_doc(d, rng, False, 0, 0, 0.6, late) for d in self.re3d]
        return out


def names_of(docs: Iterable[dict]) -> dict[tuple[str, int], list[str]]:
    """The different names in documents, by type and number of words."""
    found = {(e["type"], d["text"][e["span"][0]:e["span"][1]]) for d in docs for e in d["entities"] if e.get("named", True)}
    out: dict[tuple[str, int], list[str]] = {}
    for t, name in sorted(found):
        if name_like(name):
            out.setdefault((t, len(name.split())), []).append(name)
    return out


def other_names(d: dict, names: dict[tuple[str, int], list[str]], rng: random.Random, share: dict[str, float]) -> dict:
    """The document with some of its names, each wherever it stands, replaced by others of their type, length and case."""
    by: dict[tuple[str, str], str] = {}
    text, entities, unsure, at = "", [], [], 0
    marks = [(tuple(e["span"]), e["type"]) for e in d["entities"]] + [(tuple(s), None) for s in d["unsure"]]
    for (s, e), t in sorted(marks):
        name = d["text"][s:e]
        if t is not None and (t, name) not in by:
            new = rng.choice(names.get((t, len(name.split())), [name])) if rng.random() < share[t] else name
            by[t, name] = new.lower() if name.islower() else new.upper() if name.isupper() and len(name) > 5 else new
        text += d["text"][at:s]
        a = len(text)
        text += by.get((t, name), name)
        at = e
        if t is None:
            unsure.append((a, len(text)))
        else:
            entities.append({"type": t, "span": (a, len(text))})
    return d | {"text": text + d["text"][at:], "entities": entities, "unsure": unsure}


def offsets(us: list[tk.Unit]) -> list[int]:
    out, n = [], 0
    for u in us:
        out.append(n)
        n += len(u.words)
    return out


def lone_sentences(text: str, us: list[tk.Unit]) -> list[tk.Unit]:
    """Every sentence a paragraph of its own, its quote state begun anew."""
    out: list[tk.Unit] = []
    for u in us:
        cuts = [0, *tk.sentence_breaks(text, u.words), len(u.words)]
        for a, b in zip(cuts, cuts[1:]):
            ws = u.words[a:b]
            out.append(tk.Unit(ws, u.pieces[a:b], u.shapes[a:b], tk.quote_states(text, ws), len(out)))
    return out


def entity_labels(n: int, spans: list[tuple[str, range]]) -> list[int]:
    """ENT_LABELS indices; of overlapping names the longest stays, a person before a place."""
    out = [0] * n
    for t, r in sorted(spans, key=lambda x: (-len(x[1]), ENT_TYPES.index(x[0]))):
        if len(r) and not any(out[i] for i in r):
            k = 1 + 2 * ENT_TYPES.index(t)
            for i in r:
                out[i] = k + 1
            out[r[0]] = k
    return out


PEOPLES = re.compile(r"^\w+(?:ans|ards|ots|crats|ists|ites|ese|ims|ews|urds|urks|abs|uas)$|^(?:Spanish|French|British|English|Irish|Dutch)$")
DETERMINER = re.compile(r"^(?:the|a|an|this|that|his|her|their|its|our|my|your)\s+", re.I)
NAME_INNER = frozenset("of the and for de la le du des di da von van der den el al bin ibn &".split())
NOT_NAMES = frozenset("i we you he she it they me us him her them my our your his its their this that these those who which here there "
                      "everyone someone anyone nobody people members president nation household church".split())


def name_like(t: str) -> bool:
    """Whether a span of words looks like a proper name: all capitals but for a few small words."""
    ws = t.split()
    return bool(ws) and ws[0][0].isupper() and ws[-1][0].isupper() and len(ws) <= 7 \
        and all(x[0].isupper() or x.lower() in NAME_INNER for x in ws) and not (len(ws) == 1 and re.split(r"['\u2019]", ws[0])[0].lower() in NOT_NAMES)


def proper_names(text: str, ents: list[dict], spans: list[Span]) -> tuple[list[tuple[str, Span]], list[Span]]:
    """Corpora that mark common nouns and pronouns too: (names, spans whose other capitals stay unjudged)."""
    named, vague = [], []
    for e, (s, t) in zip(ents, spans):
        m = DETERMINER.match(text[s:t])
        a = s + (m.end() if m else 0)
        if name_like(text[a:t]) and (e["named"] or a == s or len(text[a:t].split()) > 1):
            named.append((e["type"], (a, t)))
        else:
            vague.append((s, t))
    return named, vague


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


def join_fiction(tokens: list[str], rng: random.Random) -> tuple[str, list[Span]]:
    """Treebank tokens → prose with quotation marks of one style; and where each token went."""
    opening, closing = rng.choices((("\u201c", "\u201d"), ('"', '"'), ("``", "''"), ("\u2018", "\u2019")), (0.45, 0.25, 0.1, 0.2))[0]
    apostrophe = "\u2019" if opening in "\u201c\u2018" and opening != "``" else "'"
    dash = rng.choice((" \u2014 ", "\u2014", "--", " - "))
    out, at, n = [], [], 0
    glue = True
    for i, t in enumerate(tokens):
        before = "" if glue else " "
        glue = False
        if t in ("``", "`"):
            if i and tokens[i - 1] == "''" and rng.random() < 0.8:
                before = "\n"
            t, glue = opening, True
        elif t == "''":
            t, before = closing, ""
        elif t == "--":
            t, before, glue = dash.strip(), dash[:len(dash) - len(dash.lstrip())], not dash.endswith(" ")
        elif t in ("-LRB-", "("):
            t, glue = "(", True
        elif t in ("-RRB-", ")"):
            t, before = ")", ""
        elif re.fullmatch(r"[.,;:!?]+", t) or re.fullmatch(r"n't|'(?:s|re|ve|ll|d|m)?", t, re.I):
            before = ""
            t = t.replace("'", apostrophe)
        if not i:
            before = ""
        out += [before, t]
        at.append((n + len(before), n + len(before) + len(t)))
        n += len(before) + len(t)
    return "".join(out), at


def riqua_links(of: dict[str, list[range]]) -> list[Link]:
    """Which source and contents belong to a cue, where adjacency leaves little doubt; the rest is left unjudged."""
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


# ---------------------------------------------------------------- windows of an epoch


@dataclass
class Item:
    """One labelled window, ready for `collate`."""
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
    """A window of the given (document, unit number) pairs, all from corpora that know the same things."""
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
    """The shape of all words, sometimes: as if a window were typed in small letters, or all in capitals."""
    x = rng.random()
    return tk.SHAPE_LOWER if x < 0.12 else tk.SHAPE_ALLCAPS if x < 0.16 else None


def lose_case(win: tk.Window, rng: random.Random) -> None:
    to = case_to_lose(rng)
    if to is not None:
        win.shapes = [to if s in CASED else s for s in win.shapes]


def lost_case(shapes: Tensor, rng: random.Random) -> Tensor:
    """The shapes of the pieces of some windows, some of which lose their case."""
    out = shapes.clone()
    for row in out:
        to = case_to_lose(rng)
        if to is not None:
            row[torch.isin(row, torch.tensor(CASED, dtype=row.dtype))] = to
    return out


def pack(docs: list[Doc], rng: random.Random | None, limit: int = tk.WINDOW) -> list[Item]:
    """Windows of each document; documents of one kind that are short share windows."""
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


@dataclass
class Batch:
    ids: Tensor
    shapes: Tensor
    quotes: Tensor
    mask: Tensor | None
    first: Tensor           # flat index (window * length + piece) of each word's first piece
    ent: Tensor
    ent_weight: Tensor
    knows_other: Tensor
    cue: Tensor
    src: Tensor
    con: Tensor
    items: list[Item]
    base: list[int]         # number of each window's first word


def collate(items: list[Item], multiple: int = 1) -> Batch:
    """Windows side by side, padded to a multiple of so many pieces."""
    n = -(-max(len(i.window.ids) for i in items) // multiple) * multiple
    pad = lambda xs: torch.tensor([x + [0] * (n - len(x)) for x in xs])
    mask = torch.tensor([[True] * len(i.window.ids) + [False] * (n - len(i.window.ids)) for i in items])
    base, k = [], 0
    for i in items:
        base.append(k)
        k += len(i.window.words)
    flat = lambda f: torch.tensor([y for i in items for y in f(i)])
    return Batch(pad([i.window.ids for i in items]), pad([i.window.shapes for i in items]), pad([i.window.quotes for i in items]),
                 None if bool(mask.all()) else mask,
                 torch.tensor([b * n + p for b, i in enumerate(items) for p in i.window.first]),
                 flat(lambda i: i.ent), flat(lambda i: [i.ent_weight] * len(i.ent)), flat(lambda i: [i.knows_other] * len(i.ent)),
                 flat(lambda i: i.cue), flat(lambda i: i.src), flat(lambda i: i.con), items, base)


def batches(items: list[Item], size: int, rng: random.Random) -> list[list[Item]]:
    """Windows of like length together, in random order."""
    ranked = sorted(items, key=lambda i: len(i.window.ids) + 12 * rng.random())
    out = [ranked[i:i + size] for i in range(0, len(ranked), size)]
    rng.shuffle(out)
    return out


def pair_index(item: Item, cues: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Distance buckets and paragraph relations of every word to every cue, cue by cue."""
    buckets, paras = [], []
    p = item.window.paragraph
    for a, b in cues:
        for i in range(len(p)):
            buckets.append(bucket(i - a if i < a else i - b if i > b else 0))
            paras.append(0 if p[i] == p[a] else 1 if p[i] < p[a] else 2)
    return buckets, paras
