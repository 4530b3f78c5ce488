"""The claim head: states of sentences, learning, and the file of weights."""
from __future__ import annotations

import unittest

import numpy as np
import torch

from pullquote_model.data import tokenizer as tk
from pullquote_model.network.net import Config, Net
from pullquote_model.paths import VOCAB
from pullquote_model.settings import Claims
from pullquote_model.training import claims
from tests import tiny

SENTENCES = ["Ana Okafor sold 40 boats.", "We thank you.", "The wall fell in May 1995.", "Good evening to you all."]


class TestStates(unittest.TestCase):
    def test_each_sentence_has_its_words_alone_and_among_neighbours(self):
        torch.manual_seed(1)
        net, wordpiece = Net(Config(**tiny.NETWORK)).eval(), tk.WordPiece(VOCAB)
        for runs in ([[0], [1], [2], [3]], [[0, 1, 2], [3]]):
            found = claims.states(net, wordpiece, SENTENCES, runs, 2)
            self.assertEqual(found.counts.tolist(), [len(tk.words(s)) for s in SENTENCES])
            self.assertEqual(found.rows.shape, (found.counts.sum(), tiny.NETWORK["hidden"]))
        alone = claims.states(net, wordpiece, SENTENCES, [[0], [1], [2], [3]], 2)
        with torch.no_grad():
            window = tk.windows(tk.units(SENTENCES[2], wordpiece))[0]
            ids, shapes, quotes = (torch.tensor([x]) for x in (window.ids, window.shapes, window.quotes))
            wanted = net.layers[1](net.layers[0](net.embed(ids, shapes, quotes), None), None)[0, window.first]
        np.testing.assert_allclose(alone.batch(np.array([2]))[0].numpy(), wanted.numpy(), atol=2e-3)

    def test_runs_hold_every_sentence_once(self):
        runs = claims.contexts(50, (2, 5), 1)
        self.assertEqual([i for run in runs for i in run], list(range(50)))


class TestHead(unittest.TestCase):
    def learned(self) -> tuple[claims.Head, claims.States, np.ndarray]:
        chance = np.random.default_rng(1)
        counts = chance.integers(3, 9, 400)
        labels = (chance.random(400) < 0.4).astype(np.float32)
        rows = chance.normal(size=(counts.sum(), 8)).astype(np.float16)
        rows[:, 3] += np.repeat(labels, counts) * 2
        view = claims.States(rows, counts)
        return claims.fit([view], labels, Claims(units=4, epochs=20, batch=50, lr=2e-2)), view, labels

    def test_what_tells_the_sentences_apart_is_learned(self):
        head, view, labels = self.learned()
        self.assertGreater(claims.average_precision(claims.scores(head, view), labels), 0.95)

    def test_the_file_holds_the_rounded_head(self):
        head, view, _ = self.learned()
        head = claims.rounded(head)
        want = claims.scores(head, view)
        lines = [line.split(" ") for line in claims.lines(head, 3) if not line.startswith("#")]
        self.assertEqual(lines[0], ["layer", "3"])
        value, weight = map(float, lines[1][1:])
        got, at = [], 0
        for count in view.counts:
            values, weights = np.full(count, value), np.full(count, weight)
            for unit in lines[2:]:
                scale, bias, v, a = map(float, unit[1:5])
                h = np.maximum(view.rows[at:at + count].astype(float) @ (np.array(unit[5:], float) * scale) + bias, 0)
                values, weights = values + v * h, weights + a * h
            weights = np.exp(np.clip(weights, -claims.STEEPEST, claims.STEEPEST))
            got.append((values * weights).sum() / weights.sum())
            at += count
        np.testing.assert_allclose(got, want, atol=1e-2)

    def test_average_precision(self):
        self.assertAlmostEqual(claims.average_precision(np.array([3.0, 2, 1]), np.array([1.0, 0, 1])), (1 + 2 / 3) / 2)


if __name__ == "__main__":
    unittest.main()
