"""Words, pieces, shapes, quote states and windows."""
from __future__ import annotations

import random
import unittest

from pullquote_model.data import tokenizer as tk
from pullquote_model.export.texts import TEXTS
from pullquote_model.paths import VOCAB

WORDPIECE = tk.WordPiece(VOCAB)


class Tokenizer(unittest.TestCase):
    def test_offsets_name_the_words(self) -> None:
        for text in TEXTS.values():
            for w in tk.words(text):
                raw = "".join(c for c in text[w.start:w.end] if tk.classify(c)[0] != "skip")
                self.assertEqual(w.norm, w.norm.lower())
                self.assertTrue(raw and not raw[0].isspace() and not raw[-1].isspace())

    def test_same_ids_as_the_original(self) -> None:
        try:
            from tokenizers import BertWordPieceTokenizer
        except ImportError:
            self.skipTest("tokenizers is not installed")
        other = BertWordPieceTokenizer(str(VOCAB), lowercase=True)
        for text in TEXTS.values():
            ours = [p for w in tk.words(text) for p in WORDPIECE.pieces(w.norm)]
            self.assertEqual(ours, other.encode(text, add_special_tokens=False).ids)

    def test_shapes(self) -> None:
        want = {"1999": 1, "NATO": 2, "Assad": 3, "said": 4, "—": 5, "...": 5, "McCain": 6, "iPhone": 6, "J": 7, "3rd": 4, "東京": 5, "É": 7}
        self.assertEqual({w: tk.shape(w) for w in want}, want)

    def test_quote_states(self) -> None:
        def states(text: str) -> list[int]:
            return tk.quote_states(text, tk.words(text))
        self.assertEqual(states("“a b” c"), [2, 1, 1, 2, 0])
        self.assertEqual(states('"a" b "c'), [2, 1, 2, 0, 2, 1])
        self.assertEqual(states("``a'' b"), [2, 2, 1, 2, 2, 0])
        self.assertEqual(states("it's ' ' b"), [0] * 6)

    def test_windows_hold_every_word_once(self) -> None:
        rng = random.Random(1)
        bits = ["word", "“Quote,”", "said.", "\n\n", "東京", "é", "!?", "x" * 120, "``", "''"]
        for _ in range(50):
            text = " ".join(rng.choice(bits) for _ in range(rng.randrange(1, 900)))
            wins = tk.windows(tk.units(text, WORDPIECE))
            self.assertTrue(all(len(w.ids) <= tk.WINDOW for w in wins))
            flat = [(w.start, w.end) for win in wins for w in win.words]
            want = [(w.start, w.end) for w in tk.words(text)]
            self.assertEqual(flat, want)
