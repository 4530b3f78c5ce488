#!/usr/bin/env python3
"""Measures article extraction from web pages, as the article extraction benchmark does.

    extraction.py FOLDER PROGRAM [--least F1] [--worst N]

FOLDER holds pages (`ID.html`) and `ground-truth.json`, {ID: {"articleBody": …}}, with hand-made bodies. PROGRAM is the
pullquote binary; its command `text` prints the article found. Bodies are compared as multisets of runs of four words.
Precision and recall are averaged over pages; F1 is computed from the averages. `--worst` prints surplus (+) and missing (-)
text of the worst pages. Needs only the standard library of Python 3.
"""
import argparse
import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys


def shingles(text, n=4):
    """How often every run of `n` words occurs; of a shorter text, the text."""
    words = re.findall(r"\w+", text)
    runs = [tuple(words[at : at + n]) for at in range(max(1, len(words) - n + 1))] if words else []
    return collections.Counter(runs)


def compare(truth, found):
    """Precision and recall."""
    truth, found = shingles(truth), shingles(found)
    both = sum((truth & found).values())
    share = lambda wrong: both / (both + wrong) if wrong else 1.0
    return share(sum((found - truth).values())), share(sum((truth - found).values()))


def differing(text, other):
    """The stretches of `text` whose runs of words are not in `other`."""
    words = re.findall(r"\w+", text)
    left = shingles(other)
    marked = [False] * len(words)
    for at in range(max(1, len(words) - 3)):
        run = tuple(words[at : at + 4])
        if left[run]:
            left[run] -= 1
        else:
            marked[at : at + 4] = [True] * len(run)
    out, stretch = [], []
    for word, mark in zip(words + [""], marked + [False]):
        if mark:
            stretch.append(word)
        elif stretch:
            out.append(" ".join(stretch))
            stretch = []
    return out


def extract(program, page):
    done = subprocess.run([program, "text", page], capture_output=True, text=True, timeout=60)
    return done.stdout, done.returncode


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("program")
    options.add_argument("--least", type=float, default=0.0)
    options.add_argument("--worst", type=int, default=0)
    options = options.parse_args()
    truth = json.loads((options.folder / "ground-truth.json").read_text(encoding="utf-8"))
    pages = sorted(truth)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        texts = list(pool.map(lambda page: extract(options.program, options.folder / f"{page}.html"), pages))
    rows = []
    for page, (text, code) in zip(pages, texts):
        if code:
            print(f"FAIL {page}: exit status {code}")
        rows.append((*compare(truth[page]["articleBody"], text), page, text))
    precision, recall = (sum(row[at] for row in rows) / len(rows) for at in (0, 1))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    for p, r, page, text in sorted(rows, key=lambda row: row[0] + row[1])[: options.worst]:
        print(f"\n{p:.3f} {r:.3f} {truth[page].get('url', page)}")
        body = truth[page]["articleBody"]
        for sign, stretches in ("+", differing(text, body)), ("-", differing(body, text)):
            for stretch in stretches:
                print(f"  {sign} {stretch if len(stretch) < 240 else stretch[:200] + ' … ' + stretch[-30:]}")
    good = f1 >= options.least and not any(code for _, code in texts)
    print(f"{'ok  ' if good else 'FAIL'} {len(pages)} pages: F1 = {f1:.4f} (precision {precision:.4f}, recall {recall:.4f}), at least {options.least}")
    sys.exit(not good)


if __name__ == "__main__":
    main()
