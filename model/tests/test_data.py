"""Tests that need no corpus: python -m unittest test_model (in this folder, with vocab.txt)."""
from __future__ import annotations

import hashlib
import json
import random
import tempfile
import unittest
from pathlib import Path

import numpy as np

import data
import decode
import export
import tokenizer as tk
from net import bucket

WORDPIECE = tk.WordPiece(Path(__file__).parent / "vocab.txt")


class Tokenizer(unittest.TestCase):
    def test_offsets_name_the_words(self) -> None:
        for text in export.TEXTS.values():
            for w in tk.words(text):
                raw = "".join(c for c in text[w.start:w.end] if tk.classify(c)[0] != "skip")
                self.assertEqual(w.norm, w.norm.lower())
                self.assertTrue(raw and not raw[0].isspace() and not raw[-1].isspace())

    def test_same_ids_as_the_original(self) -> None:
        try:
            from transformers import BertTokenizerFast
        except ImportError:
            self.skipTest("transformers is not installed")
        other = BertTokenizerFast(vocab_file=str(Path(__file__).parent / "vocab.txt"), do_lower_case=True)
        for text in export.TEXTS.values():
            ours = [p for w in tk.words(text) for p in WORDPIECE.pieces(w.norm)]
            self.assertEqual(ours, other(text, add_special_tokens=False)["input_ids"])

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


class Batches(unittest.TestCase):
    def test_both_trainings_count_the_same_loss(self) -> None:
        """`distil` works on whole tensors where `train` goes word by word; the same windows cost the same."""
        import torch
        import distil
        import train
        from net import Config, Net
        rng = random.Random(3)
        docs = []
        for text in export.TEXTS.values():
            us = tk.units(text, WORDPIECE)
            n = sum(len(u.words) for u in us)
            column = lambda most: [rng.randrange(most) for _ in range(n)]
            links = [data.Link(i, i, {k: rng.randrange(1, 5) for k in range(max(0, i - 9), min(n, i + 9)) if k != i}) for i in range(3, n - 3, 11)]
            docs.append(data.Doc(us, data.offsets(us), column(9), 1.0, True, column(3), column(3), column(3), links))
        items = data.pack(docs, rng)
        torch.manual_seed(1)
        net = Net(Config(layers=1)).eval()
        nothing = train.wrong_cues, distil.no_cues
        try:
            train.wrong_cues, distil.no_cues = (lambda *_: []), (lambda *_: ([], [], []))
            with torch.no_grad():
                one = train.losses(net, data.collate(items), rng, True)
                other = distil.losses(net, distil.tensors(items), None, 0.0, 0.0, rng)
        finally:
            train.wrong_cues, distil.no_cues = nothing
        self.assertEqual(set(one), set(other))
        for k in one:
            self.assertAlmostEqual(float(one[k]), float(other[k]), 3, k)


class Marked(unittest.TestCase):
    TEXT = "Hi [P|Ana Okafor], is [?|Dusty's] in [L|Boise],\n[L|Idaho]? The [O|EPA] says [P|Ana Okafor] knows."

    def test_marks_become_spans(self) -> None:
        d = data.marked(self.TEXT)
        self.assertEqual(d["text"], "Hi Ana Okafor, is Dusty's in Boise,\nIdaho? The EPA says Ana Okafor knows.")
        cut = lambda s: d["text"][s[0]:s[1]]
        self.assertEqual([(e["type"], cut(e["span"])) for e in d["entities"]],
                         [("person", "Ana Okafor"), ("place", "Boise"), ("place", "Idaho"), ("organisation", "EPA"), ("person", "Ana Okafor")])
        self.assertEqual([cut(s) for s in d["unsure"]], ["Dusty's"])

    def test_other_names_stand_where_the_names_stood(self) -> None:
        d = data.marked(self.TEXT)
        names = {("person", 2): ["Tomas Brandt"], ("place", 1): ["Varsk"], ("organisation", 1): ["NATO"]}
        x = data.other_names(d, names, random.Random(1), {"person": 1.0, "organisation": 0.0, "place": 1.0})
        self.assertEqual(x["text"], "Hi Tomas Brandt, is Dusty's in Varsk,\nVarsk? The EPA says Tomas Brandt knows.")
        cut = lambda s: x["text"][s[0]:s[1]]
        self.assertEqual([cut(e["span"]) for e in x["entities"]], ["Tomas Brandt", "Varsk", "Varsk", "EPA", "Tomas Brandt"])
        self.assertEqual([cut(s) for s in x["unsure"]], ["Dusty's"])

    def test_some_windows_lose_their_case(self) -> None:
        import torch

        shapes = torch.tensor([[tk.SHAPE_CAPITALISED, tk.SHAPE_LOWER, tk.SHAPE_ALLCAPS]] * 200)
        lost = data.lost_case(shapes, random.Random(1))
        rows = {tuple(row) for row in lost.tolist()}
        self.assertEqual(rows, {tuple(shapes[0].tolist()), (tk.SHAPE_LOWER,) * 3, (tk.SHAPE_ALLCAPS,) * 3})
        self.assertEqual(shapes[0].tolist(), [tk.SHAPE_CAPITALISED, tk.SHAPE_LOWER, tk.SHAPE_ALLCAPS])

    def test_mail_is_what_people_wrote(self) -> None:
        import io
        import tarfile

        import names
        body = ("Hello Ana,\n\n> The wall of Orrin will be built in May, they say in the town, and\n> nobody believes it.\n\n"
                "The wall of Orrin will be built in May, they say in the town, and\nnobody believes it.\n\n"
                "  if (a) { b; }\n\nI have asked Tomas Brandt about the wall, and he has not answered me so far; I will ask him again when the council meets.\n-- \nMy signature\n")
        raw = "From: Ines Falk <i@example.org>\nSubject: The wall\n\n" + body + "x" * 20
        with tempfile.TemporaryDirectory() as d:
            path = Path(d) / "mail.tgz"
            with tarfile.open(path, "w:gz") as t:
                held = json.dumps({"text": raw}).encode()
                member = tarfile.TarInfo("package/data/easy-ham-1/1.json")
                member.size = len(held)
                t.addfile(member, io.BytesIO(held))
            (text,) = names.mails(path, random.Random(2))
        self.assertEqual(text.count("wall of Orrin"), 1)
        self.assertIn("Tomas Brandt", text)
        for gone in (">", "{", "signature", "example.org"):
            self.assertNotIn(gone, text)

    def test_the_texts_are_well_marked(self) -> None:
        for d in data.read_marked(Path(__file__).parent / "web"):
            self.assertNotRegex(d["text"], r"[\[\]]", d["id"])
            for e in d["entities"]:
                name = d["text"][e["span"][0]:e["span"][1]]
                self.assertEqual(name, name.strip(), d["id"])


    def test_marks_of_texts_that_were_found_need_those_texts(self) -> None:
        text = "Bo Ek wrote to NATO."
        row = {"text": hashlib.sha1(text.encode()).hexdigest(), "O": [[15, 19]], "P": [[0, 5]]}
        with tempfile.TemporaryDirectory() as d:
            texts, marks = Path(d) / "texts.jsonl", Path(d) / "found.jsonl"
            texts.write_text("".join(json.dumps({"text": t}) + "\n" for t in ("Nobody.", text)), encoding="utf-8")
            marks.write_text(json.dumps(row) + "\n", encoding="utf-8")
            found = data.read_found([texts], marks)
            self.assertEqual([(e["type"], text[slice(*e["span"])]) for e in found[0]["entities"]], [("person", "Bo Ek"), ("organisation", "NATO")])
            self.assertEqual([d["text"] for d in found], [text])
            texts.write_text(json.dumps({"text": "Nobody."}), encoding="utf-8")
            with self.assertRaisesRegex(ValueError, "line 1"):
                data.read_found([texts], marks)

    def test_marks_of_found_texts_are_spans_that_do_not_meet(self) -> None:
        here = Path(__file__).parent
        rows = data.read(here / "found.jsonl"), data.read(here / "news.jsonl")
        self.assertFalse({r["text"] for r in rows[0]} & {r["text"] for r in rows[1]}, "news.jsonl is to choose by")
        for row in [*rows[0], *rows[1]]:
            spans = sorted(s for k in "POL?" for s in row.get(k, []))
            self.assertTrue(all(0 <= a < b for a, b in spans))
            self.assertTrue(all(x[1] <= y[0] for x, y in zip(spans, spans[1:])), row["text"])


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


class Weights(unittest.TestCase):
    def test_rows_round_to_within_half_a_step(self) -> None:
        w = np.random.default_rng(0).normal(size=(8, 16)).astype(np.float32)
        for most in (127, export.MOST_LINEAR):
            q, scale = export.quantise(w, most)
            self.assertEqual(int(np.abs(q).max()), most)
            self.assertLessEqual(float(np.abs(q * scale[:, None] - w).max()), float(scale.max()) / 2 + 1e-6)

    def test_what_rounding_does_to_an_input_its_kin_make_up_for(self) -> None:
        rng = np.random.default_rng(0)
        w = rng.normal(size=(8, 32)).astype(np.float32)
        x = rng.normal(size=(4000, 4)) @ rng.normal(size=(4, 32)) + 0.3 * rng.normal(size=(4000, 32))
        error = lambda q, scale: float(np.square(x @ (q * scale[:, None] - w).T).mean())
        alone, together = export.quantise(w, 15), export.quantise_together(w, x.T @ x, 15)
        self.assertLessEqual(int(np.abs(together[0]).max()), 15)
        self.assertLess(error(*together), 0.5 * error(*alone))


if __name__ == "__main__":
    unittest.main()
