"""Corpora of names with guidelines of their own, brought to those of this project.

Each becomes documents with `entities` (person, organisation, place) and `unsure` spans, which get no label:

- Worldwide, newspaper articles: facilities are unsure.  Many names of organisations lost a part that names a country or a people
  (`Kenya [Airways]`, `[University of] Nairobi`): `mend` puts such a name together, or makes it unsure.
  `Lima, Peru` becomes two places, as most of its annotators have it.
- Broad Twitter: `@handles` and peoples marked as places (`Malaysian`) are unsure.
- CrossNER, encyclopaedic sentences: as it is, without an article before a name.
- LitBank, novels: common nouns and pronouns are marked, too; data/proper_names.py tells them from names.  A title before a name is unsure,
  because the other corpora leave it outside.
"""
from __future__ import annotations

import re
from pathlib import Path

from pullquote_model import jsonl
from pullquote_model.data.documents import Span
from pullquote_model.data.proper_names import DETERMINER, PEOPLES, proper_names

HELD_EVERY, HELD_FIRST = 7, 1
"""Of Worldwide, every seventh article from the second on is never learned from."""

BODY = re.compile(r"\b(?:Academy|Agency|Airlines?|Airways|Alliance|Army|Assembly|Association|Authority|Bank|Board|Broadcasting|Bureau|Cabinet|Cent(?:er|re)"
                  r"|Chamber|Church|Club|College|Commission|Committee|Company|Confederation|Congress|Corporation|Council|Court|Department|Embassy|Exchange"
                  r"|Federation|Force|Forces|Foundation|Front|Fund|Government|Group|Guard|Hospital|House|Institute|League|Limited|Ltd|Ministry|Movement"
                  r"|Museum|National|Navy|News|Office|Organi[sz]ation|Parliament|Party|Police|Post|Radio|Railways?|School|Senate|Service|Services|Society"
                  r"|Television|Times|Trust|Union|University)\b")
OPEN = re.compile(r"\b(?:of|of the|for|for the|and|and the)$")
CAPITALS = re.compile(r" ?[A-Z][\w.\u2019'&-]*(?: (?:of |and |& )?[A-Z][\w&-]*)*")
NO_PART = frozenset("The A An This That His Her Its Our Their In At By For From And But As To Of On With When While If".split())
"""Capitalised words before a name that are never a part of it."""
WORD_BEFORE = re.compile(r"(?<![\w-])([A-Z][\w-]*) $")
TITLE = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Messrs|Mme|Mlle|Sir|Lady|Lord|Madame|Madam|Monsieur|Master|Mademoiselle|Captain|Capt|Sheikh|Ayatollah|Imam|Rabbi|Datuk|Tun|Shri|Colonel|Col|Major|General|Gen"
                   r"|Lieutenant|Lieut|Sergeant|Doctor|Professor|Prof|Reverend|Rev|Father|Brother|Sister|Uncle|Aunt|Cousin|Count|Countess|Duke|Duchess|Prince"
                   r"|Princess|King|Queen|Judge|Squire|Don|Se\u00f1or|Signor|Herr|Frau|St)\.?\s+)+(?=[A-Z])")


def is_people(word: str) -> bool:
    """Whether a word looks like a people or its adjective."""
    return bool(PEOPLES.search(word)) or bool(re.fullmatch(r"\w+(?:an|ish|ese|i)|French|Dutch|Greek|Thai|Swiss|Czech|Arab|Malay", word)) and word[:1].isupper()


def split(d: dict) -> dict:
    """A document whose entities that are no names (`named`: false) are unsure."""
    names = [{"type": e["type"], "span": list(e["span"])} for e in d["entities"] if e.get("named", True)]
    return d | {"entities": names, "unsure": [list(e["span"]) for e in d["entities"] if not e.get("named", True)]}


def apart(text: str, entity: dict) -> list[dict]:
    """`Lima, Peru`, marked as one place by some, as two places; a name without its title; nothing for what begins in no letter or digit."""
    s, e = entity["span"]
    if not text[s].isalnum():
        return []
    if entity["type"] == "person" and (m := TITLE.match(text[s:e])):
        return [entity | {"span": [s + m.end(), e]}]
    at = text.find(", ", s, e)
    if entity["type"] == "place" and at >= 0 and text[at + 2].isupper() and text[s].isupper():
        return [entity | {"span": [s, at]}, entity | {"span": [at + 2, e]}]
    return [entity]


def mend(d: dict, places: set[str]) -> dict:
    """A document of Worldwide whose organisations are whole, or unsure where nobody can tell."""
    text, entities, unsure = d["text"], [], list(d["unsure"])
    taken = [tuple(e["span"]) for e in d["entities"]]
    free = lambda s, e: not any(a < e and s < b for a, b in taken)
    for entity in d["entities"]:
        s, e = entity["span"]
        if entity["type"] == "person":
            entities.append(entity)
            continue
        doubt: list[Span] = [(s, e)] if text[s].islower() and " " in text[s:e] else []
        whole = (s, e)
        if OPEN.search(text[s:e]) and (m := CAPITALS.match(text, e)):
            whole = (s, m.end())
        elif (m := re.compile(r" ([A-Z][\w-]*)").match(text, e)) and free(m.start(1), m.end()) and (m[1] in places or is_people(m[1])):
            doubt.append((s, CAPITALS.match(text, e).end()))
        m = WORD_BEFORE.search(text, max(0, s - 30), s)
        if m and free(m.start(1), m.end(1)) and (m[1] in places or is_people(m[1])):
            if entity["type"] == "organisation" and BODY.search(text[s:e]):
                whole = (m.start(1), whole[1])
            else:
                doubt.append((m.start(1), e))
        elif m and m[1] not in NO_PART and BODY.fullmatch(text, s, e):
            doubt.append((m.start(1), e))
        if doubt:
            unsure += [list(x) for x in doubt]
        else:
            entities.append(entity | {"span": list(whole)})
    entities = [part for x in entities for part in apart(text, x)]
    clear = lambda x: not any(a < x["span"][1] and x["span"][0] < b for a, b in unsure)
    outer = lambda x: not any(y is not x and y["span"][0] <= x["span"][0] and x["span"][1] <= y["span"][1] and y["span"] != x["span"] for y in entities)
    return d | {"entities": [x for x in entities if clear(x) and outer(x)], "unsure": unsure}


def without_article(d: dict) -> dict:
    """A document whose names begin after an article."""
    def begin(s: int, e: int) -> int:
        m = DETERMINER.match(d["text"][s:e])
        return s + m.end() if m and m.end() < e - s else s
    return d | {"entities": [e | {"span": [begin(*e["span"]), e["span"][1]]} for e in d["entities"]]}


def tweets(d: dict) -> dict:
    """A document of Broad Twitter: peoples are no places."""
    people = [e["span"] for e in d["entities"] if e["type"] == "place" and is_people(d["text"][slice(*e["span"])])]
    return d | {"entities": [e for e in d["entities"] if e["span"] not in people], "unsure": d["unsure"] + people}


def novel(d: dict) -> dict:
    """A document of LitBank: proper names; titles and other capitals are unsure."""
    text = d["text"]
    named, vague = proper_names(text, d["entities"], [tuple(e["span"]) for e in d["entities"]])
    entities, unsure = [], []
    for kind, (s, e) in named:
        m = TITLE.match(text[s:e]) if kind == "person" else None
        if m:
            unsure.append([s, s + m.end()])
            s += m.end()
        entities.append({"type": kind, "span": [s, e]})
    inside = lambda s, e: any(a < e and s < b for a, b in (x["span"] for x in entities))
    for s, e in vague:
        unsure += [[s + m.start(), s + m.end()] for m in re.finditer(r"\b[A-Z][a-z]+", text[s:e]) if not inside(s + m.start(), s + m.end())]
    return d | {"entities": entities, "unsure": unsure}


class NameCorpora:
    """Reads the corpora once."""

    def __init__(self, folder: Path):
        read = lambda name: jsonl.read(folder / f"{name}.jsonl")
        raw = [split(d) for d in read("worldwide-train")]
        self.crossner = [without_article(split(d)) for d in read("crossner-train")]
        self.tweets = [tweets(split(d)) for d in read("broad-twitter-train")]
        self.novels = [novel(d) for d in read("litbank-entities-train")]
        places = {d["text"][slice(*e["span"])] for d in raw for e in d["entities"] if e["type"] == "place"}
        world = [mend(d, places) for d in raw]
        self.world = [d for k, d in enumerate(world) if k % HELD_EVERY != HELD_FIRST]
        self.world_held = [d for k, d in enumerate(world) if k % HELD_EVERY == HELD_FIRST]
