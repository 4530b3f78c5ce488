"""Decoding of labels."""
from __future__ import annotations

import unittest

import numpy as np

from pullquote_model.data import tokenizer as tk
from pullquote_model.decoding import decode
from pullquote_model.labels import ENT_LABELS, bucket
from pullquote_model.paths import VOCAB

WORDPIECE = tk.WordPiece(VOCAB)


class Decoding(unittest.TestCase):
    def test_viterbi_is_well_formed_and_best(self) -> None:
        rng = np.random.default_rng(0)
        for _ in range(50):
            n = int(rng.integers(1, 6))
            s = rng.normal(size=(1, n, 3)) * 3
            paragraph = sorted(int(x) for x in rng.integers(0, 2, n))
            path = decode.viterbi(s, paragraph, decode.BIO_BEFORE)[0]
            legal = [p for p in np.ndindex(*[3] * n) if all(p[i] != 2 or i and p[i - 1] and paragraph[i] == paragraph[i - 1] for i in range(n))]
            best = max(legal, key=lambda p: sum(s[0, i, y] for i, y in enumerate(p)))
            self.assertEqual(tuple(path), best)

    def test_buckets(self) -> None:
        self.assertEqual([bucket(d) for d in (-100, -1, 0, 1, 2, 5, 6, 7, 64, 65)], [0, 11, 12, 13, 14, 17, 17, 18, 23, 24])

    def test_regions(self) -> None:
        text = "“One,” he said. “Two\nthree” and ``four'' \"five"
        win = tk.windows(tk.units(text, WORDPIECE))[0]
        found = [text[win.words[a].start:win.words[b].end] for a, b in decode.regions(win, text)]
        self.assertEqual(found, ["“One,”", "“Two", "``four''", '"five'])

    def test_entity_labels_are_in_the_order_of_the_specification(self) -> None:
        self.assertEqual(ENT_LABELS, ("O", "B-person", "I-person", "B-organisation", "I-organisation", "B-place", "I-place", "B-other", "I-other"))
