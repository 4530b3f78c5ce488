"""Batches, losses, and trainings that are interrupted."""
from __future__ import annotations

import random
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

import torch
import torch.nn.functional as F

from pullquote_model.data import documents, windows
from pullquote_model.data import tokenizer as tk
from pullquote_model.decoding.analyse import link_logits as of_window
from pullquote_model.export.texts import TEXTS
from pullquote_model.labels import IGNORE
from pullquote_model.network.checkpoints import load, save
from pullquote_model.network.net import Config, Net
from pullquote_model.paths import VOCAB
from pullquote_model.settings import Distil, Refine, Scratch
from pullquote_model.training import batches, losses, refine, scratch
from pullquote_model.training.optimiser import take_step, warm_then_linear
from tests import tiny

WORDPIECE = tk.WordPiece(VOCAB)


def labelled(seed: int, judged: bool = True) -> list[windows.Item]:
    """Windows of the fixtures' texts with random labels."""
    rng = random.Random(seed)
    docs = []
    for text in TEXTS.values():
        us = tk.units(text, WORDPIECE)
        n = sum(len(u.words) for u in us)
        column = lambda most: [rng.randrange(most) for _ in range(n)] if judged else None
        links = [documents.Link(i, i, {k: rng.randrange(1, 5) for k in range(max(0, i - 9), min(n, i + 9)) if k != i}) for i in range(3, n - 3, 11)]
        docs.append(documents.Doc(us, documents.offsets(us), [rng.randrange(9) for _ in range(n)], 1.0, True, column(3), column(3), column(3), links if judged else None))
    return windows.pack(docs, rng)


def small(seed: int = 1) -> Net:
    torch.manual_seed(seed)
    return Net(Config(**tiny.NETWORK)).eval()


class Losses(unittest.TestCase):
    def test_each_loss_is_the_mean_over_its_labels(self) -> None:
        """Counted word by word and cue by cue, with the functions that decoding uses."""
        items = labelled(3)
        net, b = small(), batches.tensors(items)
        with torch.no_grad(), mock.patch.object(losses, "no_cues", lambda *_: ([], [], [])):
            got = losses.losses(net, b, None, 0.0, 0.0, random.Random(1), bf16=False)
            want: dict[str, list[float]] = {k: [] for k in (*losses.TAGS, "link")}
            for item in items:
                w = item.window
                h = net.encode(torch.tensor([w.ids]), torch.tensor([w.shapes]), torch.tensor([w.quotes]))[0, w.first]
                tags = net.tags(h)
                for k in losses.TAGS:
                    want[k] += F.cross_entropy(tags[k], torch.tensor(getattr(item, k)), reduction="none", ignore_index=IGNORE).tolist()
                for first, last, labels in item.links:
                    z = torch.tensor(of_window(net, h, w, [(first, last)])[0])
                    want["link"] += F.cross_entropy(z, torch.tensor(labels), reduction="none").tolist()
        self.assertEqual(set(got), set(want))
        for k, values in want.items():
            self.assertAlmostEqual(float(got[k]), sum(values) / len(values), 3, k)

    def test_windows_without_attributions_cost_nothing_there(self) -> None:
        with torch.no_grad():
            got = losses.losses(small(), batches.tensors(labelled(3, judged=False)), None, 0.0, 0.0, random.Random(1))
        self.assertEqual(set(got), {"ent"})

    def test_where_other_names_are_unmarked_o_may_be_one(self) -> None:
        logits = torch.tensor([[0.0, -9, -9, -9, -9, -9, -9, 5.0, -9]])
        loss = lambda knows: float(losses.entity_loss(logits, torch.tensor([0]), torch.ones(1), torch.tensor([knows])))
        self.assertGreater(loss(True), 4)
        self.assertLess(loss(False), 0.01)

    def test_the_links_of_the_first_network_are_held(self) -> None:
        """Counted cue by cue: in windows without labels, the loss of links is the entropy between the two networks, for the first one's cues."""
        net, first = small(1), small(2)
        with torch.no_grad():
            first.cue.bias.copy_(torch.tensor([0.0, 0.2, 0.0]))
            for part in ("word", "position", "shape", "quote", "norm"):     # the lowest parts are shared
                getattr(net, part).load_state_dict(getattr(first, part).state_dict())
        items = labelled(5, judged=False)
        b = batches.tensors(items)
        with torch.no_grad(), mock.patch.object(losses, "WRONG_CUES", 10 ** 6), mock.patch.object(refine, "WRONG_CUES", 10 ** 6):
            got = refine.labelled_losses(Refine(frozen=0, hold_links=0.5), net, first, b, random.Random(1), hold=True)["link"]
            values: list[float] = []
            for item in items:
                w = item.window
                both = [n.encode(torch.tensor([w.ids]), torch.tensor([w.shapes]), torch.tensor([w.quotes]))[0, w.first] for n in (net, first)]
                y = first.cue(both[1]).argmax(-1).tolist() + [0]
                for i in (i for i, x in enumerate(y) if x == 1):
                    j = next(k for k in range(i + 1, len(y)) if y[k] != 2) - 1
                    z, zf = (torch.tensor(of_window(n, h, w, [(i, j)])[0]) for n, h in zip((net, first), both))
                    values += (-zf.softmax(-1) * z.log_softmax(-1)).sum(-1).tolist()
        self.assertTrue(values)
        self.assertAlmostEqual(float(got), 0.5 * sum(values) / len(values), 4)
        with torch.no_grad():
            self.assertNotIn("link", refine.labelled_losses(Refine(frozen=0), net, first, b, random.Random(1), hold=True))

    def test_the_teachers_share(self) -> None:
        """A network's own probabilities as the teachers' give the entropy, whatever the share."""
        net, b = small(), batches.tensors(labelled(4))
        from pullquote_model.training.distil import read_batch
        with torch.no_grad():
            s = read_batch([net], b, {})
            mixed = losses.losses(net, b, s, 0.25, 0.25, random.Random(1))
            labels = losses.losses(net, b, s, 0.0, 0.0, random.Random(1))
            teachers = losses.losses(net, b, s, 1.0, 1.0, random.Random(1))
        for k in mixed:
            self.assertAlmostEqual(float(mixed[k]), 0.75 * float(labels[k]) + 0.25 * float(teachers[k]), 4, k)

    def test_some_windows_lose_their_case(self) -> None:
        shapes = torch.tensor([[tk.SHAPE_CAPITALISED, tk.SHAPE_LOWER, tk.SHAPE_ALLCAPS]] * 200)
        lost = batches.lost_case(shapes, random.Random(1))
        rows = {tuple(row) for row in lost.tolist()}
        self.assertEqual(rows, {tuple(shapes[0].tolist()), (tk.SHAPE_LOWER,) * 3, (tk.SHAPE_ALLCAPS,) * 3})
        self.assertEqual(shapes[0].tolist(), [tk.SHAPE_CAPITALISED, tk.SHAPE_LOWER, tk.SHAPE_ALLCAPS])

    def test_rates_rise_and_fall_to_zero(self) -> None:
        rates = [warm_then_linear(k, 100) for k in range(101)]
        self.assertLess(rates[0], 0.05)
        self.assertGreater(max(rates), 0.9)
        self.assertEqual(rates[-1], 0)
        s = Scratch(stable_steps=20, decay_steps=10, warmup_steps=4)
        self.assertEqual([scratch.rate(s, k) for k in (0, 3, 19, 25, 30)], [0.25, 1, 1, 0.5, 0])


class Teachers(unittest.TestCase):
    def test_teachers_are_shared_by_runs_that_differ_in_the_small_network_only(self) -> None:
        from pullquote_model.training.distil import key
        self.assertEqual(key(Distil()), key(Distil(share=0.5, passes=3, lr=1e-4, parallel=1)))
        for other in (Distil(seed=6), Distil(folds=5), Distil(teacher_lr=1e-5), Distil(epochs=9)):
            self.assertNotEqual(key(Distil()), key(other))


class Interrupted(unittest.TestCase):
    """A training that stops after some steps and is started again ends with the same network."""

    def setUp(self) -> None:
        torch.set_num_threads(1)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        tiny.corpus(self.folder / "corpus")

    def check(self, module, settings, files: dict[str, Path], stop_at: int) -> None:
        settings = replace(settings, checkpoint_minutes=0)
        whole, parts = self.folder / "whole/n.pt", self.folder / "parts/n.pt"
        module.run(settings, files, whole)
        calls = []

        def stopping(*args: object) -> None:
            calls.append(1)
            if len(calls) > stop_at:
                raise KeyboardInterrupt
            take_step(*args)

        with mock.patch.object(module, "take_step", stopping), self.assertRaises(KeyboardInterrupt):
            module.run(settings, files, parts)
        self.assertFalse(parts.exists())
        self.assertTrue(parts.with_name("last.pt").exists())
        module.run(settings, files, parts)
        self.assertFalse(parts.with_name("last.pt").exists(), "another run must not continue from it")
        one, other = load(whole).state_dict(), load(parts).state_dict()
        for name in one:
            self.assertTrue(torch.allclose(one[name], other[name], atol=1e-6), name)
        moved = [name for name in one if not torch.equal(one[name], self.begun[name])]
        self.assertIn("ent.weight", moved)
        self.moved = set(moved)

    def test_scratch(self) -> None:
        tiny.encoder(self.folder / "encoder")
        net = Net(Config(**tiny.NETWORK))
        net.load_encoder(self.folder / "encoder")
        self.begun = net.state_dict()
        self.check(scratch, Scratch(stable_steps=4, decay_steps=3, warmup_steps=2, batch=8, late_epoch=1, names_epoch=1, threads=1, network=tiny.NETWORK),
                   {"corpus": self.folder / "corpus", "encoder": self.folder / "encoder"}, 5)
        self.assertIn("word.weight", self.moved)

    def test_refine(self) -> None:
        tiny.web(self.folder / "web")
        save(small(), self.folder / "start.pt")
        self.begun = small().state_dict()
        files = {"corpus": self.folder / "corpus", "web": self.folder / "web", "start": self.folder / "start.pt"}
        self.check(refine, Refine(steps=7, batch=6, frozen=1, threads=1), files, 5)
        # The same with the corpora of data/name_corpora.py, and links held.
        self.folder = self.folder / "more"
        self.check(refine, Refine(steps=7, batch=6, frozen=1, threads=1, name_corpora=True, hold_links=0.5, hold_names=0.3, bf16=True, measured=1), files, 5)
        frozen = {name for name in self.begun if name.startswith(("word.", "position.", "shape.", "quote.", "norm.", "layers.0."))}
        self.assertFalse(self.moved & frozen)
        self.assertIn("layers.1.qkv.weight", self.moved)
