#!/usr/bin/env python3
"""Makes probabilities of the engine's scores: fits the table that `src/nlp/confidence.rs` reads.

usage: calibrate.py GOLD.jsonl [PREDICTED.jsonl] [--program PATH] [--write]

GOLD: {"id", "text", "attributions": [{"content", "source", "speaker"}]} a line, offsets in code points. PREDICTED: what
`pullquote annotate --uncalibrated --input jsonl --format jsonl` says of it; without it, PROGRAM (target/release/pullquote)
is asked. --write puts the table into src/nlp/knots.rs; build again afterwards. After new weights, all there is to do is

    cargo build --release && python3 model/calibrate.py CORPUS/polnear-dev.jsonl --write && cargo build --release

Right is an attribution whose content overlaps one that people found by 0.3 or more (words, Jaccard) and whose speaker is
right (where people settled no speaker: whose source is). Fitted by isotonic regression (pooling adjacent violators) over
groups of equal size, the pools joined by straight lines. The calibration error is measured on articles that were not
fitted on: half of them fit the table, the other half are judged by it, for many ways of halving.
"""

import argparse
import json
import pathlib
import random
import subprocess

import scoring

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "src" / "nlp" / "knots.rs"
GROUPS = ("quoted", "reported", "nobody")
# A speaker whom no words name, guessed from the order of a dialogue: too few to fit, left as scored ("guessed").
# Attributions a knot stands for at least, and how many knots at most.
LEAST, MOST = 30, 16
# Pseudo-observations of the group's mean in each pool.
PRIOR = 2.0
HALVINGS, SEED, BINS = 50, 7, 10


def group_of(attribution):
    if attribution.get("speaker") and not attribution["source"]:
        return "guessed"
    if not attribution.get("speaker"):
        return "nobody"
    return "reported" if attribution["kind"] == "indirect" else "quoted"


def fit(points):
    """Knots (score, probability), both rising, for [(score, right)]."""
    points = sorted(points)
    if not points:
        return [(0.0, 0.0), (1.0, 1.0)]
    mean = sum(right for _, right in points) / len(points)
    count = max(2, min(MOST, len(points) // LEAST))
    pools = []
    for k in range(count):
        part = points[k * len(points) // count : (k + 1) * len(points) // count]
        if not part:
            continue
        n = len(part)
        value = (sum(right for _, right in part) + PRIOR * mean) / (n + PRIOR)
        pools.append([sum(score for score, _ in part) / n, value, n])
        while len(pools) > 1 and pools[-2][1] >= pools[-1][1]:
            (x, v, n), (y, w, m) = pools[-2:]
            pools[-2:] = [[(x * n + y * m) / (n + m), (v * n + w * m) / (n + m), n + m]]
    knots = []
    for score, value, _ in pools:
        knot = (round(score, 3), round(value, 3))
        if not knots or knot[0] > knots[-1][0]:
            knots.append(knot)
    if len(knots) == 1:
        (x, y), = knots
        return [(max(0.0, x - 0.01), y), (x, y)]
    return knots


def along(knots, score):
    if score <= knots[0][0]:
        return knots[0][1]
    for (x, v), (y, w) in zip(knots, knots[1:]):
        if score <= y:
            return v + (w - v) * (score - x) / (y - x)
    return knots[-1][1]


def error(pairs):
    """Expected calibration error of [(probability, right)]: the mean distance of the two in ten bins."""
    bins = [[] for _ in range(BINS)]
    for p, right in pairs:
        bins[min(BINS - 1, int(p * BINS))].append((p, right))
    return sum(abs(sum(p - right for p, right in b)) for b in bins) / max(1, len(pairs))


def brier(pairs):
    return sum((p - right) ** 2 for p, right in pairs) / max(1, len(pairs))


def tables(articles):
    return {g: fit([(s, r) for article in articles for h, s, r in article if h == g]) for g in GROUPS}


def judged_by(table, articles):
    return [(along(table[g], s) if g in table else s, r) for article in articles for g, s, r in article]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold")
    parser.add_argument("predicted", nargs="?")
    parser.add_argument("--program", default=str(ROOT / "target" / "release" / "pullquote"))
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    gold = scoring.read(args.gold)
    if args.predicted:
        predicted = scoring.read(args.predicted)
    else:
        command = [args.program, "annotate", "--uncalibrated", "--input", "jsonl", "--format", "jsonl"]
        texts = "".join(json.dumps({"id": d["id"], "text": d["text"]}) + "\n" for d in gold)
        out = subprocess.run(command, input=texts, capture_output=True, text=True, encoding="utf-8", check=True).stdout
        predicted = [json.loads(line) for line in out.splitlines()]
    by_id = {d["id"]: d["attributions"] for d in predicted}
    articles = [
        [(group_of(a), a["confidence"], right) for a, right in scoring.judged(d, by_id.get(d["id"], []))] for d in gold
    ]
    every = [point for article in articles for point in article]
    print(f"{len(gold)} articles, {len(every)} attributions, {sum(r for *_, r in every) / max(1, len(every)):.3f} of them right")
    print(f"error as scored          {error([(s, r) for _, s, r in every]):.3f}   Brier {brier([(s, r) for _, s, r in every]):.3f}")
    chance = random.Random(SEED)
    held, held_brier = [], []
    for _ in range(HALVINGS):
        chance.shuffle(articles)
        half = len(articles) // 2
        for fitted, kept in ((articles[:half], articles[half:]), (articles[half:], articles[:half])):
            pairs = judged_by(tables(fitted), kept)
            held.append(error(pairs))
            held_brier.append(brier(pairs))
    print(f"error on held-out halves {sum(held) / len(held):.3f}   Brier {sum(held_brier) / len(held_brier):.3f}")
    table = tables(articles)
    for group in GROUPS:
        inside = [(s, r) for g, s, r in every if g == group]
        right = sum(r for _, r in inside) / max(1, len(inside))
        print(f"{group}: {len(inside)} attributions, {right:.3f} right")
        for score, probability in table[group]:
            print(f"  {score:.3f}  {probability:.3f}")
    guessed = [r for g, _, r in every if g == "guessed"]
    print(f"guessed: {len(guessed)} attributions, {sum(guessed) / max(1, len(guessed)):.3f} right; left as scored")
    if args.write:
        lines = ["//! Written by `model/calibrate.py --write`; not to be edited by hand.", "#![cfg_attr(rustfmt, rustfmt_skip)]", ""]
        lines += ["use super::confidence::Knots;", ""]
        for group in GROUPS:
            knots = ", ".join(f"({x:.3f}, {y:.3f})" for x, y in table[group])
            lines.append(f"pub(super) const {group.upper()}: &Knots = &[{knots}];")
        TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"written to {TABLE.relative_to(ROOT)}: build again")


if __name__ == "__main__":
    main()
