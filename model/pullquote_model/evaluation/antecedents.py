"""Learns the weights that rank the antecedents of `he` and `she`: those in `src/nlp/speakers/antecedents.rs`.

A conditional logit model (McFadden, 1974) of the candidates that the program offers for each pronoun of GUM, whose coreference
chains say which of them is right: a candidate with a name in the chain of the pronoun.  Pronouns with no right candidate, or with
only one candidate, teach nothing.  Two in three of these pronouns are in biographies, where the person that the text is about is
nearly always right; in news the last speaker is.  So the penalty draws the weights towards PRIOR, chosen by hand on the speakers of
polnear-dev, rather than towards zero: drawn towards zero they are right more often in GUM (0.828) and less often in news (17 of 277
pronouns of polnear-dev fewer).  Reports how often the first of the ranking is right, in folds of whole documents, beside the prior
and beside "the last named".
"""
from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from pullquote_model import jsonl
from pullquote_model.paths import ROOT

WEIGHTS = re.compile(r"(const WEIGHTS: Features =\s*)\[([^\]]*)\]")
FOLDS = 5
PRIOR = np.array([-1.5, -3.0, -4.5, -6.0, 0.0, 0.0, 2.0, 0.0, 1.2, 0.0, -3.0, -0.8, -0.7, 0.3, 0.0, 0.0, 0.0, 0.0])
PENALTY = 10.0
"""Of the squared distance to the prior, beside the summed log-likelihood; chosen on the held-out folds."""


def offered(corpus: Path) -> list[dict]:
    """What the program offers: {"id", "cases": [{"pronoun", "candidates": [{"names", "features"}]}]}, spans in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "cases.jsonl"
        env = os.environ | {"PULLQUOTE_ANAPHORA": f"{(corpus / 'gum.jsonl').resolve()}:{out}"}
        subprocess.run(["cargo", "test", "--release", "--lib", "cases_for_learning", "--", "--ignored"], env=env, check=True, cwd=ROOT)
        return jsonl.read(out)


def labelled(doc: dict, cases: list[dict]) -> list[tuple[np.ndarray, np.ndarray]]:
    """(features of the candidates, which are right) of each pronoun that can teach something."""
    at = np.cumsum([0] + [len(c.encode()) for c in doc["text"]])
    chain_of = {(int(at[s]), int(at[e])): k for k, chain in enumerate(doc["chains"]) for s, e in chain}
    spans: dict[int, list[tuple[int, int]]] = {}
    for span, k in chain_of.items():
        spans.setdefault(k, []).append(span)
    out = []
    for case in cases:
        chain = chain_of.get(tuple(case["pronoun"]))
        if chain is None or len(case["candidates"]) < 2:
            continue
        # A name lies in a mention of the chain and is not most of another's: `Trump` in `Trump’s lawyer` is not it.
        right = np.array([any(s <= a and b <= e and b - a >= 0.4 * (e - s) for a, b in c["names"] for s, e in spans[chain])
                          for c in case["candidates"]])
        if right.any() and not right.all():
            out.append((np.array([c["features"] for c in case["candidates"]]), right))
    return out


def loss(w: np.ndarray, cases: list[tuple[np.ndarray, np.ndarray]]) -> tuple[float, np.ndarray]:
    off = w - PRIOR
    total, slope = PENALTY * float(off @ off), 2 * PENALTY * off
    for x, right in cases:
        z = x @ w
        p = np.exp(z - z.max())
        p /= p.sum()
        q = p * right / (p * right).sum()
        total -= float(np.log((p * right).sum()))
        slope = slope + x.T @ (p - q)
    return total, slope


def fit(cases: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Gradient descent with backtracking: the problem is small and (but for several right candidates) convex."""
    w = PRIOR.copy()
    value, slope = loss(w, cases)
    step = 1e-3
    for _ in range(2000):
        new, new_slope = loss(w - step * slope, cases)
        if new < value:
            done = value - new < 1e-6 * value
            w, value, slope, step = w - step * slope, new, new_slope, step * 1.3
            if done:
                break
        else:
            step /= 2
    return w


def right(w: np.ndarray, cases: list[tuple[np.ndarray, np.ndarray]]) -> float:
    return float(np.mean([r[(x @ w).argmax()] for x, r in cases]))


def run(corpus: Path, cases: Path | None, table: Path, write: bool) -> None:
    """Print the figures and the weights; `write` puts them into the Rust file `table`."""
    gum = {d["id"]: d for d in jsonl.read(corpus / "gum.jsonl")}
    docs = [labelled(gum[d["id"]], d["cases"]) for d in (jsonl.read(cases) if cases else offered(corpus))]
    docs = [d for d in docs if d]
    flat = lambda ds: [c for d in ds for c in d]
    learned = []
    for k in range(FOLDS):
        held = [d for i, d in enumerate(docs) if i % FOLDS == k]
        w = fit(flat([d for i, d in enumerate(docs) if i % FOLDS != k]))
        learned.append((right(w, flat(held)), len(flat(held))))
    n = sum(m for _, m in learned)
    print(f"{n} pronouns of {len(docs)} documents: last named {np.mean([r[0] for _, r in flat(docs)]):.3f}, "
          f"prior {right(PRIOR, flat(docs)):.3f}, learned (held out) {sum(r * m for r, m in learned) / n:.3f}")
    w = fit(flat(docs))
    print("weights", np.round(w, 2).tolist(), f"on what they were learned from: {right(w, flat(docs)):.3f}")
    if write:
        listed = ", ".join(f"{x:.2f}" for x in w)
        source, found = WEIGHTS.subn(lambda m: f"{m[1]}[{listed}]", table.read_text(encoding="utf-8"))
        if found != 1:
            raise ValueError(f"{table} has {found} constants WEIGHTS; one was expected")
        table.write_text(source, encoding="utf-8")
