"""Turns the engine's scores into probabilities: fits the table of `src/nlp/confidence/`.

One line for each kind of source (a name, `he` or `she`, other words, no words) and kind of text (news: polnear-dev; dialogue: the
novels of LitBank and PDNC, of which people marked the quotations only).

Right is an attribution whose content overlaps a labelled one by 0.3 or more (words, Jaccard) and whose speaker is right (where no
speaker is labelled: whose source is).  Fitted by isotonic regression (pooling adjacent violators) over groups of equal size, the
pools joined by straight lines.  The calibration error is measured on articles that were not fitted on: half of them fit the table,
the other half are judged by it, for many ways of halving.  After new weights:

    cargo build --release
    python -m pullquote_model calibrate --corpus DIR --write
    cargo build --release
"""
from __future__ import annotations

import random
import re
from pathlib import Path

from pullquote_model import jsonl
from pullquote_model.evaluation import scoring
from pullquote_model.evaluation.program import annotate

GROUPS = ("quoted_name", "quoted_pronoun", "quoted_other", "reported_name", "reported_pronoun", "reported_other",
          "dialogue_name", "dialogue_pronoun", "dialogue_other", "dialogue_nothing", "nobody")
"""Speakers in news that no words tell ("quoted_nothing") keep their scores: they are too few to fit."""
PRONOUNS = ("he", "she", "him", "her")
NOVELS = ("litbank-train", "pdnc-train")
LEAST, MOST = 30, 16
"""Attributions for each knot at least, and knots at most."""
PRIOR = 2.0
"""Pseudo-observations of the group's mean in each pool."""
HALVINGS, SEED, BINS = 50, 7, 10


def group_of(attribution, names, dialogue=False):
    """The group; `names` are (start, end, entity) of the names in the text, which has "text" in `attribution["words"]`."""
    if not attribution.get("speaker"):
        return "nobody"
    kind = "reported" if attribution["kind"] == "indirect" else "dialogue" if dialogue else "quoted"
    if not attribution["source"]:
        return f"{kind}_nothing"
    if attribution.get("words", "").lower() in PRONOUNS:
        return f"{kind}_pronoun"
    start, end = attribution["source"][0]
    named = any(start <= s < end and entity == attribution.get("entity") for s, e, entity in names)
    return f"{kind}_{'name' if named else 'other'}"


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


def points(gold: list[dict], predicted: dict[str, dict], dialogue: bool = False) -> list[list[tuple[str, float, bool]]]:
    """(group, score, right) of every attribution of each article; in a dialogue, of those with quotation marks and a speaker."""
    out = []
    for d in gold:
        found = predicted.get(d["id"], {"attributions": []})
        names = [(*e["span"], e["entity"]) for e in found.get("entities", []) if e.get("entity") is not None]
        for a in found["attributions"]:
            a["words"] = d["text"][slice(*a["source"][0])] if a["source"] else ""
        judged = [(group_of(a, names, dialogue), a["confidence"], right) for a, right in scoring.judged(d, found["attributions"])]
        out.append([p for p in judged if not dialogue or p[0].startswith("dialogue")])
    return out


def held_out(articles: list[list[tuple[str, float, bool]]]) -> tuple[float, float]:
    """Calibration error and Brier score, each half of the articles judged by the table of the other."""
    articles = list(articles)
    chance = random.Random(SEED)
    errors, briers = [], []
    for _ in range(HALVINGS):
        chance.shuffle(articles)
        half = len(articles) // 2
        for fitted, kept in ((articles[:half], articles[half:]), (articles[half:], articles[:half])):
            pairs = judged_by(tables(fitted), kept)
            errors.append(error(pairs))
            briers.append(brier(pairs))
    return sum(errors) / len(errors), sum(briers) / len(briers)


def updated(source: str, table: dict[str, list[tuple[float, float]]]) -> str:
    """The Rust file `source` with the knots of `table` in its constants, one for each group."""
    for group in GROUPS:
        knots = ", ".join(f"({x:.3f}, {y:.3f})" for x, y in table[group])
        constant = re.compile(rf"(const {group.upper()}: &CalibrationTable = &)\[[^\]]*\]")
        source, found = constant.subn(lambda m: f"{m[1]}[{knots}]", source)
        if found != 1:
            raise ValueError(f"the table has {found} constants {group.upper()}; one was expected")
    return source


def run(gold_file: Path, novels: list[Path], predicted: Path | None, program: Path, table_file: Path, write: bool) -> None:
    """Print the figures and the knots; `write` puts them into the Rust file `table_file`.

    `predicted` is a folder with annotations in a file for each corpus, of the same name.
    """
    articles = []
    for file in (gold_file, *novels):
        gold = jsonl.read(file)
        found = {d["id"]: d for d in jsonl.read(predicted / file.name)} if predicted else annotate(program, gold, "--uncalibrated")
        articles += points(gold, found, file != gold_file)
    every = [point for article in articles for point in article]
    print(f"{len(articles)} articles, {len(every)} attributions, {sum(r for *_, r in every) / max(1, len(every)):.3f} of them right")
    print(f"error as scored          {error([(s, r) for _, s, r in every]):.3f}   Brier {brier([(s, r) for _, s, r in every]):.3f}")
    held, held_brier = held_out(articles)
    print(f"error on held-out halves {held:.3f}   Brier {held_brier:.3f}")
    table = tables(articles)
    for group in sorted({g for g, *_ in every}):
        inside = [(s, r) for g, s, r in every if g == group]
        right = sum(r for _, r in inside) / max(1, len(inside))
        apart, _ = held_out([[p for p in article if p[0] == group] for article in articles])
        print(f"{group}: {len(inside)} attributions, {right:.3f} right, error on held-out halves {apart:.3f}")
        if group in table:
            print("  " + ", ".join(f"{score:.3f} {probability:.3f}" for score, probability in table[group]))
    if write:
        table_file.write_text(updated(table_file.read_text(encoding="utf-8"), table), encoding="utf-8")
        print(f"written to {table_file}: build again")
