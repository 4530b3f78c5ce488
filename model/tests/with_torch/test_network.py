"""The network, its files, and what is stored of it."""
from __future__ import annotations

import json
import random
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from pullquote_model.data import tokenizer as tk
from pullquote_model.decoding.analyse import analyse, link_logits
from pullquote_model.export import fixtures, rounding
from pullquote_model.export.texts import TEXTS
from pullquote_model.network.checkpoints import load, save
from pullquote_model.network.net import Config, Net
from pullquote_model.network.weight_file import raw_weights, read_weights, write_parts, write_weights
from pullquote_model.paths import MODEL, VOCAB, WEIGHTS
from pullquote_model.settings import Average
from pullquote_model.training import average
from tests import tiny

WORDPIECE = tk.WordPiece(VOCAB)


def small(seed: int = 1) -> Net:
    torch.manual_seed(seed)
    return Net(Config(**tiny.NETWORK)).eval()


class Rounding(unittest.TestCase):
    def test_rows_round_to_within_half_a_step(self) -> None:
        w = np.random.default_rng(0).normal(size=(8, 16)).astype(np.float32)
        for grid in (rounding.WORDS, rounding.POSITIONS, rounding.LINEAR):
            q, scale = rounding.quantise(w, grid)
            self.assertLessEqual(int(np.abs(q).max()), grid.most)
            self.assertLessEqual(float((w.std(1) / scale).max()), grid.steps + 1e-4)
            self.assertLessEqual(float(np.abs(q * scale[:, None] - w).max()), float(scale.max()) / 2 + 1e-6)

    def test_inputs_that_go_together_compensate_for_rounding(self) -> None:
        rng = np.random.default_rng(0)
        w = rng.normal(size=(8, 32)).astype(np.float32)
        x = rng.normal(size=(4000, 4)) @ rng.normal(size=(4, 32)) + 0.3 * rng.normal(size=(4000, 32))
        error = lambda q, scale: float(np.square(x @ (q * scale[:, None] - w).T).mean())
        alone, together = rounding.quantise(w, rounding.Grid(15)), rounding.quantise_together(w, x.T @ x, rounding.Grid(15))
        self.assertLessEqual(int(np.abs(together[0]).max()), 15)
        self.assertLess(error(*together), 0.5 * error(*alone))


class Files(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_checkpoints_keep_their_size(self) -> None:
        save(small(), self.folder / "a.pt", settings="none")
        again = load(self.folder / "a.pt")
        self.assertEqual(again.config, small().config)
        self.assertTrue(all(torch.equal(w, again.state_dict()[k]) for k, w in small().state_dict().items()))

    def test_a_weight_file_is_read_as_it_was_written(self) -> None:
        net = small()
        stored = rounding.integers(net, WORDPIECE, rounding.sample(WORDPIECE, MODEL / "data/web", 2))
        write_weights(net, self.folder / "w.bin", stored)
        raw = (self.folder / "w.bin").read_bytes()
        self.assertEqual(raw[:4], b"PQW2")
        again = read_weights(self.folder / "w.bin")
        write_parts(raw, self.folder / "parts")
        self.assertEqual(raw_weights(self.folder / "parts"), raw)
        self.assertEqual(len(list((self.folder / "parts").iterdir())), 2)
        for name, w in net.state_dict().items():
            there = again[name][:tk.WINDOW] if name == "position.weight" else again[name]
            here = w[:tk.WINDOW] if name == "position.weight" else w
            self.assertTrue(torch.allclose(there, here, atol=1e-6), name)
        self.assertEqual(load(self.folder / "w.bin").config, net.config)

    def test_another_file_is_refused(self) -> None:
        (self.folder / "w.bin").write_bytes(b"none" * 20)
        with self.assertRaisesRegex(ValueError, "PQW2"):
            load(self.folder / "w.bin")

    def test_averages_weigh_and_shift(self) -> None:
        save(small(1), self.folder / "a.pt")
        save(small(2), self.folder / "b.pt")
        files = {k: self.folder / f"{k}.pt" for k in "ab"}
        average.run(Average({"a": 0.25, "b": 0.75}, {"O": 0.5, "I-other": -1.0}), files, self.folder / "c.pt")
        a, b, c = (load(self.folder / f"{k}.pt").state_dict() for k in "abc")
        for name in c:
            want = 0.25 * a[name] + 0.75 * b[name]
            if name == "ent.bias":
                want[0] += 0.5
                want[8] -= 1.0
            self.assertTrue(torch.allclose(c[name], want, atol=1e-6), name)
        with self.assertRaisesRegex(ValueError, "sum to one"):
            average.run(Average({"a": 0.25, "b": 0.5}), files, self.folder / "c.pt")
        with self.assertRaisesRegex(ValueError, "no input is named x"):
            average.run(Average({"a": 0.25, "x": 0.75}), files, self.folder / "c.pt")


class Shipped(unittest.TestCase):
    """The weights and the fixtures that the program takes belong together and to this code."""

    @classmethod
    def setUpClass(cls) -> None:
        torch.set_num_threads(2)
        cls.net = load(WEIGHTS)
        with open(MODEL / "fixtures.json", encoding="utf-8") as f:
            cls.written = json.load(f)["texts"]
        cls.made = json.loads(json.dumps(fixtures.fixtures(cls.net, WORDPIECE)))

    def test_fixtures_are_what_the_reference_computes(self) -> None:
        self.assertEqual([x["name"] for x in self.written], list(TEXTS))
        for there, here in zip(self.written, self.made):
            for key in ("name", "text", "windows", "cues"):
                self.assertEqual(there[key], here[key], f"{here['name']}: {key}")
            for k in there["logits"] or {}:
                np.testing.assert_allclose(there["logits"][k], here["logits"][k], atol=2e-3, err_msg=here["name"])
            spans = lambda x: ([(a["source"], a["cue"], a["content"]) for a in x["attributions"]], [(e["type"], e["span"]) for e in x["entities"]])
            self.assertEqual(spans(there), spans(here), here["name"])

    def test_windows_of_a_batch_do_not_touch_each_other(self) -> None:
        together = analyse(self.net, [{"id": k, "text": t} for k, t in TEXTS.items()], WORDPIECE)
        for x in self.made:
            self.assertEqual([e["span"] for e in together[x["name"]].annotate()["entities"]], [e["span"] for e in x["entities"]])

    def test_links_are_asked_for_cue_by_cue_or_together(self) -> None:
        doc = analyse(self.net, [{"id": "x", "text": TEXTS["news"]}], WORDPIECE)["x"]
        cues = [(3, 3), (20, 21), (40, 40)]
        together = link_logits(self.net, doc.h[0], doc.wins[0], cues)
        for k, cue in enumerate(cues):
            np.testing.assert_allclose(together[k], link_logits(self.net, doc.h[0], doc.wins[0], [cue])[0], atol=1e-5)
