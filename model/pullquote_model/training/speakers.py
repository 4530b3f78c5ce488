"""Learns the weights that rank the speakers of quotes (`src/nlp/data/speaker_weights.txt`) from novels in which people marked them.

The program writes what the ranking looks at in each novel; a conditional logit model (McFadden, 1974) is fitted to it by AdaGrad.
First without the novels that are held out, to print how often the speaker is right in those; what is written is learned from all.
"""
from __future__ import annotations

import os
import random
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from pullquote_model import jsonl
from pullquote_model.decoding.speakers import Weights, candidates, features, flat, write_weights
from pullquote_model.evaluation.speakers import Labelled, labelled, measure, table
from pullquote_model.paths import ROOT
from pullquote_model.settings import Speakers

Example = tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray]
"""The features of each candidate, as places and values, and which candidates are right."""


def scenes(corpus: Path) -> list[Labelled]:
    """The labelled scenes of a corpus, as the program reads them."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "scenes.jsonl"
        env = os.environ | {"PULLQUOTE_SCENES": f"{corpus.resolve()}:{out}"}
        subprocess.run(["cargo", "test", "--release", "--lib", "scenes_for_learning", "--", "--ignored"], env=env, check=True, cwd=ROOT)
        written = jsonl.read(out)
    documents = {d["id"]: d for d in jsonl.read(corpus)}
    return [labelled(documents[d["id"]], d["scene"]) for d in written]


def examples(documents: list[Labelled], places: dict[str, int]) -> list[Example]:
    """Every quote that can teach something; `places`, where each feature stands, grows."""
    out = []
    for d in documents:
        speakers: list[int | None] = []
        for n, (turn, label) in enumerate(zip(d.scene.turns, d.labels)):
            if not turn.open:
                speakers.append(turn.guess)
                continue
            if not label.right:
                speakers.append(None)
                continue
            who = candidates(d.scene, n, speakers)
            right = np.array([e in label.right for e in who], float)
            if right.any() and not right.all():
                rows = [(np.array([places.setdefault(k, len(places)) for k in found]), np.array(list(found.values())))
                        for found in features(d.scene, n, speakers, who)]
                out.append((rows, right))
            known = [s for s in reversed(speakers[-10:]) if s in label.right]
            speakers.append(known[0] if known else max(label.right, key=lambda e: d.scene.often[e]))
    return out


def fit(cases: list[Example], size: int, s: Speakers) -> np.ndarray:
    """The weights, averaged over the second half of the epochs."""
    w, squares, total, steps = np.zeros(size), np.full(size, 1e-2), np.zeros(size), 0
    chance = random.Random(s.seed)
    cases = list(cases)
    for epoch in range(s.epochs):
        chance.shuffle(cases)
        for rows, right in cases:
            z = np.array([w[at] @ values for at, values in rows])
            p = np.exp(z - z.max())
            p /= p.sum()
            wanted = p * right
            for (at, values), off in zip(rows, wanted / wanted.sum() - p):
                if abs(off) > 1e-3:
                    slope = off * values - s.penalty * w[at]
                    squares[at] += slope * slope
                    w[at] += s.lr * slope / np.sqrt(squares[at])
            if epoch >= s.epochs // 2:
                total += w
                steps += 1
    return total / max(1, steps)


def learn(documents: list[Labelled], s: Speakers) -> Weights:
    places: dict[str, int] = {}
    cases = examples(documents, places)
    w = fit(cases, len(places), s)
    of = lambda name: float(w[places[name]]) if name in places else 0.0
    return {name: (of(name), of(f"{name}&he"), of(f"{name}&no")) for name in places if "&" not in name}


def run(s: Speakers, files: dict[str, Path], out: Path) -> None:
    """Print the figures of the novels that are held out, then write the weights learned from all."""
    openings, novels = scenes(files["openings"]), scenes(files["novels"])
    held = openings[::s.held_openings] + [d for d in novels if any(name in d.scene.name for name in s.held_novels)]
    apart = {d.scene.name for d in held}
    documents = openings + novels
    learned = learn([d for d in documents if d.scene.name not in apart], s)
    print(table(measure(held, flat(learned))), flush=True)
    write_weights(out, learn(documents, s))
