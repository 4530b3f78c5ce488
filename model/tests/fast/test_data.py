"""Marked texts, augmentation, the corpora and their windows."""
from __future__ import annotations

import hashlib
import io
import json
import random
import tarfile
import tempfile
import unittest
from pathlib import Path

from pullquote_model import jsonl
from pullquote_model.data import augment, marks, unmarked, windows
from pullquote_model.data import tokenizer as tk
from pullquote_model.data.corpora import Corpora
from pullquote_model.labels import ENT_LABELS, IGNORE
from pullquote_model.paths import DATA, VOCAB
from tests import tiny


class Marked(unittest.TestCase):
    TEXT = "Hi [P|Ana Okafor], is [?|Dusty's] in [L|Boise],\n[L|Idaho]? The [O|EPA] says [P|Ana Okafor] knows."

    def test_marks_become_spans(self) -> None:
        d = marks.marked(self.TEXT)
        self.assertEqual(d["text"], "Hi Ana Okafor, is Dusty's in Boise,\nIdaho? The EPA says Ana Okafor knows.")
        cut = lambda s: d["text"][s[0]:s[1]]
        self.assertEqual([(e["type"], cut(e["span"])) for e in d["entities"]],
                         [("person", "Ana Okafor"), ("place", "Boise"), ("place", "Idaho"), ("organisation", "EPA"), ("person", "Ana Okafor")])
        self.assertEqual([cut(s) for s in d["unsure"]], ["Dusty's"])

    def test_other_names_stand_where_the_names_stood(self) -> None:
        d = marks.marked(self.TEXT)
        names = {("person", 2): ["Tomas Brandt"], ("place", 1): ["Varsk"], ("organisation", 1): ["NATO"]}
        x = marks.other_names(d, names, random.Random(1), {"person": 1.0, "organisation": 0.0, "place": 1.0})
        self.assertEqual(x["text"], "Hi Tomas Brandt, is Dusty's in Varsk,\nVarsk? The EPA says Tomas Brandt knows.")
        cut = lambda s: x["text"][s[0]:s[1]]
        self.assertEqual([cut(e["span"]) for e in x["entities"]], ["Tomas Brandt", "Varsk", "Varsk", "EPA", "Tomas Brandt"])
        self.assertEqual([cut(s) for s in x["unsure"]], ["Dusty's"])

    def test_the_texts_are_well_marked(self) -> None:
        for d in marks.read_marked(DATA / "web"):
            self.assertNotRegex(d["text"], r"[\[\]]", d["id"])
            for e in d["entities"]:
                name = d["text"][e["span"][0]:e["span"][1]]
                self.assertEqual(name, name.strip(), d["id"])

    def test_marks_of_texts_that_were_found_need_those_texts(self) -> None:
        text = "Bo Ek wrote to NATO."
        row = {"text": hashlib.sha1(text.encode()).hexdigest(), "O": [[15, 19]], "P": [[0, 5]]}
        with tempfile.TemporaryDirectory() as d:
            texts, found_marks = Path(d) / "texts.jsonl", Path(d) / "found.jsonl"
            texts.write_text("".join(json.dumps({"text": t}) + "\n" for t in ("Nobody.", text)), encoding="utf-8")
            found_marks.write_text(json.dumps(row) + "\n", encoding="utf-8")
            found = marks.read_found([texts], found_marks)
            self.assertEqual([(e["type"], text[slice(*e["span"])]) for e in found[0]["entities"]], [("person", "Bo Ek"), ("organisation", "NATO")])
            self.assertEqual([d["text"] for d in found], [text])
            texts.write_text(json.dumps({"text": "Nobody."}), encoding="utf-8")
            with self.assertRaisesRegex(ValueError, "line 1"):
                marks.read_found([texts], found_marks)

    def test_marks_of_found_texts_are_spans_that_do_not_meet(self) -> None:
        rows = jsonl.read(DATA / "found.jsonl"), jsonl.read(DATA / "news.jsonl")
        self.assertFalse({r["text"] for r in rows[0]} & {r["text"] for r in rows[1]}, "news.jsonl is to choose by")
        for row in [*rows[0], *rows[1]]:
            spans = sorted(s for k in "POL?" for s in row.get(k, []))
            self.assertTrue(all(0 <= a < b for a, b in spans))
            self.assertTrue(all(x[1] <= y[0] for x, y in zip(spans, spans[1:])), row["text"])


class Texts(unittest.TestCase):
    def test_mail_is_what_people_wrote(self) -> None:
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
            (text,) = unmarked.mails(path, random.Random(2))
        self.assertEqual(text.count("wall of Orrin"), 1)
        self.assertIn("Tomas Brandt", text)
        for gone in (">", "{", "signature", "example.org"):
            self.assertNotIn(gone, text)

    def test_archives_become_texts(self) -> None:
        with tempfile.TemporaryDirectory() as d:
            tiny.archives(Path(d))
            kinds = {kind for kind, _ in unmarked.reviews(Path(d) / tiny.REVIEWS, random.Random(1))}
            self.assertEqual(kinds, {"editorial", "goods", "films", "tweets"})
            self.assertTrue(unmarked.mails(Path(d) / tiny.MAIL, random.Random(1)))


class Augmentation(unittest.TestCase):
    def test_spans_follow_their_words(self) -> None:
        text = "He said: \u201cNo, it is n't.\u201d Ana left ."
        words = ["said", "No", "Ana"]
        spans = [(text.index(w), text.index(w) + len(w)) for w in words]
        for style in augment.STYLES:
            new, moved = augment.style_document(text, spans, style)
            self.assertEqual([new[s:e] for s, e in moved], words, style)
        new, moved = augment.rewrite(text, augment.DETOKENISE, spans)
        self.assertEqual(new, "He said: \u201cNo, it isn't.\u201d Ana left.")
        self.assertEqual([new[s:e] for s, e in moved], words)

    def test_tokens_of_fiction_are_where_they_are_said_to_be(self) -> None:
        tokens = ["``", "Come", "in", ",", "''", "said", "Pell", "--", "it", "was", "n't", "late", "."]
        for seed in range(20):
            text, at = augment.join_fiction(tokens, random.Random(seed))
            self.assertEqual([text[s:e] for (s, e), t in zip(at, tokens) if t.isalpha()], [t for t in tokens if t.isalpha()])
            self.assertNotIn(" .", text)


class Labels(unittest.TestCase):
    """The corpora are small and invented (tests/tiny.py)."""

    @classmethod
    def setUpClass(cls) -> None:
        with tempfile.TemporaryDirectory() as d:
            tiny.corpus(Path(d))
            cls.corpora = Corpora(Path(d), VOCAB)

    def test_attributions_label_their_words(self) -> None:
        d = self.corpora.polnear[0]
        (doc,) = self.corpora.development([d])
        words = [w for u in doc.units for w in u.words]
        for role, labels in (("cue", doc.cue), ("source", doc.src), ("content", doc.con)):
            inside = {i for i, y in enumerate(labels) if y}
            want = {i for i, w in enumerate(words) for a in d["attributions"] for s, e in a[role] if s <= w.start and w.end <= e}
            self.assertEqual(inside, want, role)
        self.assertEqual(len(doc.links), len(d["attributions"]))
        link = doc.links[0]
        self.assertEqual(words[link.first].norm, "said")
        self.assertEqual({y for y in link.labels.values()}, {1, 2, 3, 4})

    def test_windows_hold_each_word_once_and_never_begin_inside_a_name(self) -> None:
        rng = random.Random(4)
        docs = self.corpora.epoch(rng, 0.4, True, True)
        items = windows.pack(docs, rng)
        self.assertEqual(sum(len(i.window.words) for i in items), sum(len(u.words) for d in docs for u in d.units))
        for i in items:
            self.assertEqual(len(i.ent), len(i.window.words))
            self.assertLessEqual(len(i.window.ids), tk.WINDOW)
            for k, y in enumerate(i.ent):
                if y > 0 and ENT_LABELS[y].startswith("I-"):
                    self.assertTrue(k and i.ent[k - 1] in (y, y - 1, IGNORE))
        grouped = windows.batches(items, 4, rng)
        self.assertEqual(sorted(id(i) for b in grouped for i in b), sorted(map(id, items)))

    def test_common_nouns_of_gum_are_not_names(self) -> None:
        d = {"text": "The mayor of Orrin saw them .", "entities": [
            {"type": "person", "span": [0, 18], "named": False}, {"type": "place", "span": [13, 18], "named": True},
            {"type": "person", "span": [23, 27], "named": False}]}
        doc = self.corpora.entity_doc(d, random.Random(1), False, 0, 0)
        self.assertEqual([ENT_LABELS[y] if y >= 0 else None for y in doc.ent], [None, "O", "O", "B-place", "O", "O", "O"])

    def test_an_epoch_follows_from_its_seed(self) -> None:
        texts = [[w.norm for u in d.units for w in u.words] for k in (7, 7) for d in self.corpora.epoch(random.Random(k), 0.4, True, True)]
        self.assertEqual(texts[:len(texts) // 2], texts[len(texts) // 2:])
