"""Who speaks where no name says so: the candidates of a quote, their features, and the best reading of a whole exchange.

The same as `src/nlp/speakers/ranking.rs`, which has the reasons; `training.speakers` learns the weights with it.  A feature is a base
and a variant, `prev|adj`; with `&he` or `&no` it counts only where a pronoun says who speaks, or where no words do.
"""
from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from math import exp, log, log1p
from pathlib import Path
from typing import Iterable

from pullquote_model.data.scenes import PRONOUN, Scene, Spot, Turn
from pullquote_model.paths import finished

CANDIDATES = 14
BEAM = 5
WIDTH = 4
REACH = 40
LATELY = 60
BACK = 24
FIXED = ("Name", "Noun", "Me")
"""Turns whose words say who speaks."""

Weights = dict[str, tuple[float, float, float]]
"""Of each feature: its weight everywhere, what is added where a pronoun says who speaks, and where no words do."""


def read_weights(path: Path) -> Weights:
    """The weights of a file such as `src/nlp/data/speaker_weights.txt`."""
    out = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, everywhere, he, none = line.split(" ")
            out[name] = (float(everywhere), float(he), float(none))
    return out


def write_weights(path: Path, weights: Weights) -> None:
    """Write such a file."""
    lines = ["# Written by `python -m pullquote_model speakers`; not to be edited by hand. A feature, how much it speaks for somebody in logits,",
             "# and how much more where a pronoun says who speaks, and where no words do.",
             *(f"{name} {a:.3f} {he:.3f} {none:.3f}" for name, (a, he, none) in sorted(weights.items()))]
    with finished(path) as partial:
        partial.write_text("\n".join(lines) + "\n", encoding="utf-8")


def flat(weights: Weights) -> dict[str, float]:
    """One weight for each feature, with those for `&he` and `&no`."""
    return {f"{name}{when}": w for name, ws in weights.items() for when, w in zip(("", "&he", "&no"), ws)}


def candidates(scene: Scene, n: int, speakers: list[int | None]) -> list[int]:
    """Who may speak turn `n` after those speakers."""
    turns, turn = scene.turns, scene.turns[n]
    out: list[int] = []

    def add(figures: Iterable[int | None]) -> None:
        for figure in figures:
            if figure is not None and figure not in out and scene.figures[figure].person:
                out.append(figure)

    for back, who in enumerate(reversed(speakers), 1):
        if who is not None and who not in out:
            out.append(who)
        if len(out) >= 5 or back > BACK:
            break
    for spots in (turn.before, turn.after, turn.within, turn.previous, turn.next):
        add(s.figure for s in spots[:6])
    add(t.guess for t in turns[n + 1:n + 3] if t.by in FIXED)
    add(sorted(turns[n - 1].addressed) if n else ())
    add((turn.guess, scene.narrator))
    for spot in reversed(earlier(scene, turn, REACH)):
        if len(out) >= CANDIDATES:
            break
        add([spot.figure])
    return out[:CANDIDATES + 4]


def earlier(scene: Scene, turn: Turn, most: int) -> list[Spot]:
    """The last mentions before a turn."""
    at = bisect_left(scene.starts, turn.start)
    return scene.spots[max(0, at - most):at]


def agreement(gender: int, wanted: str) -> str:
    return "unknown" if gender == 0 else "agrees" if (gender == 1) == (wanted == "He") else "differs"


def gap(scene: Scene, n: int) -> str:
    """How far back the last quote is: in the same paragraph, in the one before, or further."""
    blocks = scene.turns[n].block - scene.turns[n - 1].block if n else -1
    return {0: "same", 1: "adj", 2: "near", 3: "near"}.get(blocks, "far")


def features(scene: Scene, n: int, speakers: list[int | None], who: list[int]) -> list[dict[str, float]]:
    """The features of each candidate of turn `n` after those speakers."""
    turn = scene.turns[n]
    lately = earlier(scene, turn, LATELY)
    counts, last = Counter(s.figure for s in lately), {s.figure: s.start for s in lately}
    out = []
    for e in who:
        found: Counter[str] = Counter([*standing(scene, n, e), *following(scene, n, e, speakers)])
        values = {"often|": log1p(scene.often[e]), "lately|": log1p(counts[e]), "far|": log1p((turn.start - last[e]) / 200) if e in last else 4.0}
        values |= {k: float(v) for k, v in found.items()}
        when = "&he" if turn.by in ("He", "She") else "&no"
        out.append(values | {k + when: v for k, v in values.items()})
    return out


def standing(scene: Scene, n: int, e: int) -> list[str]:
    """What speaks for `e`, whoever spoke before."""
    turns, turn, figure = scene.turns, scene.turns[n], scene.figures[e]
    narrates, near = e == scene.narrator, gap(scene, n)
    out = []

    def named_in(spots: list[Spot], key: str, variant: str = "") -> None:
        """Features of a stretch of text; those of the paragraph before (`pv`) have the place in their base."""
        label = (lambda k: f"pv{k}|{variant}") if key == "pv" else (lambda k: f"{key}|{k}")
        names = [s for s in spots if s.form != PRONOUN]
        if names and names[0].figure == e:
            out.append(label("first"))
        if names and names[-1].figure == e:
            out.append(label("last"))
        if any(s.figure == e and s.subject for s in names):
            out.append(label("subject"))
        if key != "pv" and any(s.figure == e for s in names):
            out.append(label("any"))
        if any(s.figure == e and s.subject and s.form == PRONOUN for s in spots):
            out.append(label("pronoun"))

    for key, spots in (("pb", turn.before), ("pa", turn.after), ("inn", turn.within), ("nx", turn.next)):
        named_in(spots, key)
    if e in turn.paragraph:
        out.append("pall|")
    named_in(turn.previous, "pv", ("quoted" if turn.previous_quotes else "") + ("leads" if turn.leads else ""))
    if e in turn.addressed:
        out.append("called|")
    elif e in turn.named_inside:
        out.append("inside|")
    if n and e in turns[n - 1].addressed:
        out.append(f"calledbefore|{near}")
    elif n and e in turns[n - 1].named_inside and near == "adj":
        out.append("insidebefore|")
    if n > 1 and e in turns[n - 2].addressed and near == "adj":
        out.append("calledtwobefore|")
    if n + 1 < len(turns):
        after = turns[n + 1]
        key = {0: "here", 1: "next"}.get(after.block - turn.block)
        if key == "next" and e in after.addressed:
            out.append("callednext|")
        elif key == "next" and e in after.named_inside:
            out.append("insidenext|")
        if key and after.by in FIXED:
            out.append(f"{key}|" + ("same" if after.guess == e else "other"))
        elif key and after.by in ("He", "She") and figure.gender:
            out.append(f"{key}|{agreement(figure.gender, after.by)}")
        second = turns[n + 2] if n + 2 < len(turns) else None
        if key == "next" and second and second.block - after.block == 1 and second.by in FIXED:
            out.append("next2|" + ("same" if second.guess == e else "other"))
    if e == turn.guess:
        out.append(f"guess|{turn.by}")
    if turn.by in ("He", "She") and not narrates:
        out.append(f"gender|{agreement(figure.gender, turn.by)}")
    for key, beat in (("beat", turn.beat), ("after", turn.beat_after), ("leadp", turn.beat_lead)):
        if beat == "Speaker":
            out.append(f"{key}|" + ("me" if narrates else "notme"))
        elif beat:
            out.append(f"{key}|" + ("narrator" if narrates else agreement(figure.gender, beat)))
    if narrates:
        out.append("narrator|")
    elif not figure.named:
        out.append("noun|")
    if not narrates and scene.often[e] == 0:
        out.append("nowhere|")
    return out


def following(scene: Scene, n: int, e: int, speakers: list[int | None]) -> list[str]:
    """What speaks for `e` after those speakers."""
    turn, near = scene.turns[n], gap(scene, n)
    recent = [s for s in speakers[-BACK:] if s is not None]
    last = recent[-1] if recent else None
    other = next((s for s in reversed(recent) if s != last), None)
    place = ("new" if turn.opens else "mid") + ("asked" if n and scene.turns[n - 1].asks else "")
    out = []
    for key, spoke in (("prev", last), ("prev2", other)):
        if e == spoke:
            out.append(f"{key}|{near}")
            if near == "adj":
                out.append(f"{key}adj|{place}")
    if e in recent[-6:] and e not in (last, other):
        out.append("recent|")
    if e not in recent[-12:]:
        out.append("newspeaker|")
    return out


def decode(scene: Scene, weights: dict[str, float]) -> list[int | None]:
    """Who speaks each turn, by the best reading of the exchange; `weights` as `flat` gives them."""
    readings: list[tuple[float, list[int | None]]] = [(0.0, [])]
    for n, turn in enumerate(scene.turns):
        if not turn.open:
            readings = [(score, [*speakers, turn.guess]) for score, speakers in readings]
            continue
        going_on: list[tuple[float, list[int | None]]] = []
        for score, speakers in readings:
            who = candidates(scene, n, speakers)
            if not who:
                going_on.append((score, [*speakers, None]))
                continue
            sums = [sum(weights.get(k, 0.0) * v for k, v in found.items()) for found in features(scene, n, speakers, who)]
            best = max(sums)
            total = best + log(sum(exp(s - best) for s in sums))
            for s, e in sorted(zip(sums, who), key=lambda x: -x[0])[:WIDTH]:
                going_on.append((score + s - total, [*speakers, e]))
        kept: dict[tuple[int | None, ...], tuple[float, list[int | None]]] = {}
        for reading in sorted(going_on, key=lambda r: -r[0]):
            kept.setdefault(tuple(reading[1][-4:]), reading)
        readings = list(kept.values())[:BEAM]
    return readings[0][1]
