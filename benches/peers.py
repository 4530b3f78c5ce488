#!/usr/bin/env python3
"""Times the annotation of articles beside other programs: `python3 benches/peers.py [--program PATH] [--pairs N]`.

Runs on one core, in pairs: each round runs every program once, so that other load on the machine meets all of them. The
first run installs spaCy and textacy in an environment of their own under the user's cache, which needs a network. Where
spaCy's pipeline `en_core_web_sm` cannot be installed, a network of the same layers with random weights stands for it: the
time of a network depends on its size, not on its weights. Such rows say so. The quotations that it finds mean nothing.

The table ends with figures that others published about their own machines. They are marked, with the source.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = ["spacy==3.8.18", "textacy==0.13.0"]
PUBLISHED = [
    ("spaCy `en_core_web_lg`", "10,014 words/s", "spacy.io/usage/facts-figures, on a processor"),
    ("spaCy `en_core_web_trf`", "684 words/s", "the same"),
    ("Stanza `en_ewt`", "878 words/s", "the same"),
    ("BookNLP small, speakers included", "460 tokens/s", "its README: 99,000 tokens in 3.6 minutes, MacBook Pro of 2019"),
    ("BookNLP big, speakers included", "107 tokens/s", "the same: 15.4 minutes"),
]

# Reads the text that is named, prints {"load": s, "first": s, "again": s, "weights": "trained" or "random"}.
SPACY = r'''
import json, sys, time
start = time.perf_counter()
import spacy
from textacy.extract.triples import direct_quotations

LABELS = {"tags": ["NN", "VB", "DT", "IN", "JJ"], "deps": ["nsubj", "dobj", "prep", "pobj", "ccomp", "amod", "ROOT"],
          "entities": ["O", "U-PERSON", "U-ORG", "U-GPE"]}

def same_layers():
    from spacy.training import Example
    nlp = spacy.blank("en")
    words = {"@architectures": "spacy.Tok2Vec.v2",
             "embed": {"@architectures": "spacy.MultiHashEmbed.v2", "width": 96,
                       "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"],
                       "rows": [5000, 1000, 2500, 2500, 50, 50], "include_static_vectors": False},
             "encode": {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 96, "depth": 4, "window_size": 1,
                        "maxout_pieces": 3}}
    shared = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
    parser = {"@architectures": "spacy.TransitionBasedParser.v2", "extra_state_tokens": False, "hidden_width": 64,
              "maxout_pieces": 2, "use_upper": True}
    nlp.add_pipe("tok2vec", config={"model": words})
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": shared}})
    nlp.add_pipe("parser", config={"model": {**parser, "state_type": "parser", "tok2vec": shared}})
    nlp.add_pipe("ner", config={"model": {**parser, "state_type": "ner", "tok2vec": words}})
    doc = nlp.make_doc("The mayor said on Monday that the bridge is safe . " * 20)
    marks = {name: [labels[i % len(labels)] for i in range(len(doc))] for name, labels in LABELS.items()}
    example = Example.from_dict(doc, {**marks, "heads": [max(0, i - 1) for i in range(len(doc))]})
    nlp.initialize(lambda: [example])
    return nlp

try:
    nlp, weights = spacy.load("en_core_web_sm"), "trained"
except OSError:
    nlp, weights = same_layers(), "random"
loaded = time.perf_counter()

def extract(text):
    doc = nlp(text)
    if weights == "trained":
        return list(direct_quotations(doc))
    for token in doc:
        token.pos = spacy.symbols.VERB if token.text == "said" else spacy.symbols.NOUN
    return list(direct_quotations(doc))

text = open(sys.argv[1], encoding="utf-8").read()
extract(text)
first = time.perf_counter()
extract(text)
print(json.dumps({"load": loaded - start, "first": first - loaded, "again": time.perf_counter() - first, "weights": weights}))
'''


def one_core() -> None:
    """Binds the child process to one core, so that all programs have the same."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def run(command: list[str]) -> tuple[float, str]:
    """Runs a command on one core. Returns its seconds, start included, and its output."""
    import time

    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    start = time.perf_counter()
    done = subprocess.run(command, preexec_fn=one_core, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return time.perf_counter() - start, done.stdout


def environment() -> pathlib.Path:
    """Returns the Python that has spaCy and textacy, installing them if need be."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    folder = cache / "pullquote" / "peers"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        print(f"installing {', '.join(PACKAGES)} in {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        subprocess.run([python, "-m", "spacy", "download", "en_core_web_sm"], check=False, capture_output=True)
        (folder / "complete").touch()
    return python


def spread(seconds: list[float], words: int | None = None) -> str:
    """Formats a median with the least and the most: milliseconds, or words per second."""
    if words is None:
        low, middle, high = (1000 * f(seconds) for f in (min, statistics.median, max))
        return f"{middle:.0f} ({low:.0f}–{high:.0f}) ms"
    low, middle, high = (words / f(seconds) for f in (max, statistics.median, min))
    return f"{middle:,.0f} ({low:,.0f}–{high:,.0f})"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--program", type=pathlib.Path, help="default: builds the release of this checkout")
    options.add_argument("--pairs", type=int, default=10, help="rounds (default: 10)")
    given = options.parse_args()
    program = given.program
    if program is None:
        subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
        program = ROOT / "target" / "release" / "pullquote"
    python = environment()

    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").glob("*.txt"))]
    article = "\n\n".join(texts[:2])
    words = len(article.split())
    batch = [text for _ in range(5) for text in texts]
    batch_words = sum(len(text.split()) for text in batch)
    with tempfile.TemporaryDirectory() as folder:
        one = pathlib.Path(folder, "one.txt")
        one.write_text(article, encoding="utf-8")
        many = pathlib.Path(folder, "many.jsonl")
        lines = (json.dumps({"id": str(i), "text": text}) for i, text in enumerate(batch))
        many.write_text("\n".join(lines) + "\n", encoding="utf-8")
        ours, ours_many, theirs, theirs_again, weights = [], [], [], [], "random"
        for _ in range(given.pairs):
            ours.append(run([str(program), "annotate", str(one)])[0])
            seconds, output = run([str(python), "-c", SPACY, str(one)])
            told = json.loads(output)
            theirs.append(seconds)
            theirs_again.append(told["again"])
            weights = told["weights"]
            ours_many.append(run([str(program), "annotate", "--input", "jsonl", "--format", "jsonl", str(many)])[0])

    spacy = "spaCy `en_core_web_sm` and textacy" if weights == "trained" else "spaCy and textacy, layers of `en_core_web_sm`, random weights"
    print(f"One core, {given.pairs} rounds, median (least–most).\n")
    print(f"| program | {words:,} words, start included | words/s, started |\n|---|---|---|")
    print(f"| pullquote | {spread(ours)} | {spread(ours_many, batch_words)} |")
    print(f"| {spacy} | {spread(theirs)} | {spread(theirs_again, words)} |")
    for name, speed, source in PUBLISHED:
        print(f"| {name} | not measured here | {speed} (published: {source}) |")


if __name__ == "__main__":
    main()
