"""Texts with names marked in them, and the names that can replace each other."""
from __future__ import annotations

import hashlib
import random
import re
from pathlib import Path
from typing import Iterable

from pullquote_model import jsonl
from pullquote_model.data.proper_names import name_like


MARK = re.compile(r"\[([POL?])\|([^\[\]|]+)\]")
MARKED = {"P": "person", "O": "organisation", "L": "place"}


def marked(text: str) -> dict:
    """A document from a text with marked names, `[P|Ana Okafor]`; `[?|…]` gets no label."""
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
    """The documents of a folder of marked texts; each begins with a line `=== …`."""
    out = []
    for path in sorted(folder.glob("*.txt")):
        parts = re.split(r"(?m)^===.*\n", path.read_text(encoding="utf-8"))
        out += [marked(x.strip("\n")) | {"id": f"{path.stem}-{k}"} for k, x in enumerate(parts) if x.strip()]
    return out


def read_found(texts: list[Path], marks: Path) -> list[dict]:
    """Documents from texts of others, whose names are marked apart from them.

    `texts`: files that hold the texts (texts.jsonl of the run `texts`, PolNeAR).  `marks`: on each line {"text": SHA-1 of a text,
    "P" | "O" | "L" | "?": [[start, end] …]}.
    """
    known = {hashlib.sha1(d["text"].encode()).hexdigest(): d["text"] for path in texts for d in jsonl.read(path)}
    out = []
    for k, row in enumerate(jsonl.read(marks)):
        if row["text"] not in known:
            raise ValueError(f"none of {', '.join(map(str, texts))} has the text that line {k + 1} of {marks} is about")
        ents = [{"type": MARKED[kind], "span": s} for kind in MARKED for s in row.get(kind, [])]
        out.append({"id": f"{marks.stem}-{k}", "text": known[row["text"]], "entities": sorted(ents, key=lambda e: e["span"]), "unsure": row.get("?", [])})
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
    """The document with some of its names replaced, at each occurrence, by others of the same type, length and case."""
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
