"""Learns the weights that rank the antecedents of `he` and `she`: those in `src/nlp/speakers/antecedents.rs`.

A conditional logit model (McFadden, 1974) of the candidates that the program offers for each pronoun.  Three kinds of text say which
candidate is right:

- GUM: a candidate with a name in the coreference chain of the pronoun;
- GAP: of two names beside a pronoun of Wikipedia, the one that people chose;
- news without labels (PolNeAR, Worldwide): only one candidate has the gender of the pronoun, and all others have the other gender.
  The features of these candidates hide the gender, so that the model learns from the rest of the text.

Pronouns with no right candidate, or with only one candidate, teach nothing.  Two in three pronouns of GUM are in biographies, where
the person that the text is about is nearly always right; in news the last speaker is.  So the news count most, and the penalty draws
the weights towards PRIOR, which was learned from GUM alone and chosen on the speakers of polnear-dev.  Prints how often the first of
the ranking is right in documents that were not learned from, then learns from all.

Only pronouns that are no source are learned from.  The sources (`he said`) keep PRIOR, SOURCE_WEIGHTS in the Rust file: learned from
600 of them, the weights were right as often in held-out documents, and less often on news read by hand, where they preferred the
person that the text is about to the one who speaks.
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

WEIGHTS = re.compile(r"(\bconst WEIGHTS: Features =\s*)\[([^\]]*)\]")
FOLDS = 4
PRIOR = np.array([-1.90, -3.13, -4.31, -5.09, -0.10, -0.47, 0.89, -0.28, 1.20, 0.08, -2.63, -0.52, -0.87, 0.58, -0.33, 0.12, -0.18, -0.17,
                  0.0, 0.0, 0.0, 0.0])
PENALTY = 10.0
"""Of the squared distance to the prior, beside the summed log-likelihood; chosen on the held-out documents."""
SHARES = {"gum": 0.5, "gap-development": 0.3, "gap-validation": 0.3, "polnear-train": 1.0, "worldwide-train": 1.0}
"""How much a pronoun of each corpus counts."""

Case = tuple[np.ndarray, np.ndarray]
"""The features of the candidates, and which of them are right."""


def offered(file: Path) -> list[dict]:
    """What the program offers: {"id", "cases": [{"pronoun", "wanted", "candidates", "all"}]}, spans in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "cases.jsonl"
        env = os.environ | {"PULLQUOTE_ANAPHORA": f"{file.resolve()}:{out}"}
        subprocess.run(["cargo", "test", "--release", "--lib", "cases_for_learning", "--", "--ignored"], env=env, check=True, cwd=ROOT)
        return jsonl.read(out)


def case(candidates: list[dict], right: list[bool]) -> list[Case]:
    """The case, if it can teach something."""
    if not any(right) or all(right):
        return []
    return [(np.array([c["features"] for c in candidates]), np.array(right, float))]


def byte_places(text: str) -> np.ndarray:
    """The byte of each character."""
    return np.cumsum([0] + [len(c.encode()) for c in text])


def by_chains(doc: dict, cases: list[dict]) -> list[Case]:
    """The cases of a document of GUM."""
    at = byte_places(doc["text"])
    chain_of = {(int(at[s]), int(at[e])): k for k, chain in enumerate(doc["chains"]) for s, e in chain}
    spans: dict[int, list[tuple[int, int]]] = {}
    for span, k in chain_of.items():
        spans.setdefault(k, []).append(span)
    out = []
    for found in cases:
        chain = chain_of.get(tuple(found["pronoun"]))
        if chain is not None:
            # A name lies in a mention of the chain and is not most of another's: `Trump` in `Trump’s lawyer` is not it.
            right = [any(s <= a and b <= e and b - a >= 0.4 * (e - s) for a, b in c["names"] for s, e in spans[chain])
                     for c in found["candidates"]]
            out += case(found["candidates"], right)
    return out


def by_choice(doc: dict, cases: list[dict]) -> list[Case]:
    """The case of a text of GAP."""
    at = byte_places(doc["text"])
    right = [(int(at[c["span"][0]]), int(at[c["span"][1]])) for c in doc["candidates"] if c["right"]]
    return [one for found in cases if found["pronoun"][0] == int(at[doc["pronoun"][0]])
            for one in case(found["candidates"], [any(a < e and s < b for a, b in c["names"] for s, e in right) for c in found["candidates"]])]


def by_gender(cases: list[dict]) -> list[Case]:
    """The cases of a document without labels."""
    out = []
    for found in cases:
        wanted = {"He": "Male", "She": "Female"}.get(found["wanted"])
        genders = [c["gender"] for c in found["all"]]
        if wanted and None not in genders and genders.count(wanted) == 1:
            out += case(found["all"], [g == wanted for g in genders])
    return out


def labelled(name: str, doc: dict, cases: list[dict]) -> list[Case]:
    if name == "gum":
        return by_chains(doc, cases)
    return by_choice(doc, cases) if name.startswith("gap") else by_gender(cases)


Batch = tuple[float, np.ndarray, np.ndarray, np.ndarray]
"""The weight of cases; their features, right candidates and places without a candidate, padded to equal length."""


def batch(share: float, cases: list[Case]) -> Batch:
    most = max(len(r) for _, r in cases)
    x, right, none = np.zeros((len(cases), most, len(PRIOR))), np.zeros((len(cases), most)), np.full((len(cases), most), -1e9)
    for i, (features, r) in enumerate(cases):
        x[i, :len(r)], right[i, :len(r)], none[i, :len(r)] = features, r, 0.0
    return share, x, right, none


def loss(w: np.ndarray, batches: list[Batch]) -> tuple[float, np.ndarray]:
    off = w - PRIOR
    total, slope = PENALTY * float(off @ off), 2 * PENALTY * off
    for share, x, right, none in batches:
        z = x @ w + none
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        wanted = (p * right).sum(1) + 1e-12
        total -= share * float(np.log(wanted).sum())
        slope = slope + share * np.einsum("nk,nkf->f", p - p * right / wanted[:, None], x)
    return total, slope


def fit(cases: dict[str, list[Case]]) -> np.ndarray:
    """Gradient descent with backtracking: the problem is small and (but for several right candidates) convex."""
    batches = [batch(SHARES[name], found) for name, found in cases.items() if found]
    w = PRIOR.copy()
    value, slope = loss(w, batches)
    step = 1e-3
    for _ in range(2000):
        new, new_slope = loss(w - step * slope, batches)
        if new < value:
            done = value - new < 1e-6 * value
            w, value, slope, step = w - step * slope, new, new_slope, step * 1.3
            if done:
                break
        else:
            step /= 2
    return w


def right(w: np.ndarray, cases: list[Case]) -> float:
    return float(np.mean([r[(x @ w).argmax()] for x, r in cases])) if cases else float("nan")


def run(corpus: Path, cases: Path | None, table: Path, write: bool) -> None:
    """Print the figures and the weights; `write` puts them into the Rust file `table`.

    `cases` is a folder with one file `NAME.jsonl` for each corpus, written before by the program.
    """
    documents: dict[str, list[list[Case]]] = {}
    for name in SHARES:
        texts = {d["id"]: d for d in jsonl.read(corpus / f"{name}.jsonl")}
        rows = jsonl.read(cases / f"{name}.jsonl") if cases else offered(corpus / f"{name}.jsonl")
        told = lambda d: [c for c in d["cases"] if not c["source"]]
        documents[name] = [found for d in rows if (found := labelled(name, texts[d["id"]], told(d)))]
    flat = lambda keep: {name: [c for i, d in enumerate(docs) if keep(i % FOLDS) for c in d] for name, docs in documents.items()}
    correct: dict[str, list[tuple[float, float, int]]] = {name: [] for name in SHARES}
    for k in range(FOLDS):
        w = fit(flat(lambda i: i != k))
        for name, held in flat(lambda i: i == k).items():
            correct[name].append((right(PRIOR, held), right(w, held), len(held)))
    for name, folds in correct.items():
        n = sum(m for *_, m in folds)
        mean = lambda at: sum(f[at] * f[2] for f in folds if f[2]) / max(1, n)
        print(f"{name}: {n} pronouns of {len(documents[name])} documents: prior {mean(0):.3f}, learned (held out) {mean(1):.3f}")
    w = fit(flat(lambda _: True))
    print("weights", np.round(w, 2).tolist())
    if write:
        listed = ", ".join(f"{x:.2f}" for x in w)
        source, found = WEIGHTS.subn(lambda m: f"{m[1]}[{listed}]", table.read_text(encoding="utf-8"))
        if found != 1:
            raise ValueError(f"{table} has {found} constants WEIGHTS; one was expected")
        table.write_text(source, encoding="utf-8")
