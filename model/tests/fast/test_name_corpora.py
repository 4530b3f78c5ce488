"""Corpora of names whose guidelines differ from ours."""
from __future__ import annotations

import random
import tempfile
import unittest
from pathlib import Path

from pullquote_model import jsonl
from pullquote_model.data import name_corpora
from pullquote_model.data.corpora import Corpora
from pullquote_model.data.documents import Doc
from pullquote_model.labels import ENT_LABELS
from pullquote_model.paths import VOCAB
from tests import tiny

KINDS = {"P": "person", "O": "organisation", "L": "place"}


def document(text: str, *marks: tuple[str, str]) -> dict:
    """A document in which the first occurrence of each text is marked; a small letter marks what is no name."""
    entities = []
    for kind, words in marks:
        at = text.index(words)
        entities.append({"type": KINDS[kind.upper()], "span": [at, at + len(words)]} | ({} if kind.isupper() else {"named": False}))
    return {"id": "d", "text": text, "entities": entities}


def names(d: dict) -> list[tuple[str, str]]:
    return [(e["type"], d["text"][slice(*e["span"])]) for e in d["entities"]]


def unsure(d: dict) -> list[str]:
    return [d["text"][slice(*s)] for s in d["unsure"]]


def mended(text: str, *marks: tuple[str, str]) -> dict:
    return name_corpora.mend(name_corpora.split(document(text, *marks)), {"Varsk", "Orrin"})


class Worldwide(unittest.TestCase):
    def test_a_name_gets_back_the_country_that_it_begins_with(self) -> None:
        d = mended("They flew Varsk Airways home.", ("O", "Airways"))
        self.assertEqual((names(d), unsure(d)), ([("organisation", "Varsk Airways")], []))
        d = mended("The Thai Badminton Association won.", ("O", "Badminton Association"))
        self.assertEqual(names(d), [("organisation", "Thai Badminton Association")])

    def test_a_name_gets_back_what_it_ends_with(self) -> None:
        d = mended("She left the University of Orrin in May.", ("O", "University of"))
        self.assertEqual(names(d), [("organisation", "University of Orrin")])

    def test_a_place_inside_the_whole_name_is_no_name_of_its_own(self) -> None:
        d = mended("She left the University of Orrin in May.", ("O", "University of"), ("L", "Orrin"))
        self.assertEqual(names(d), [("organisation", "University of Orrin")])

    def test_where_nobody_can_tell_the_words_are_unsure(self) -> None:
        for text, part, doubt in (("The Varsk Hanslow grew.", "Hanslow", "Varsk Hanslow"), ("The Fintech Varsk fund grew.", "Fintech", "Fintech Varsk"),
                                  ("Aboriginal and Torres Islander Voice.", "and Torres Islander", "and Torres Islander"),
                                  ("The Nationalist Party lost.", "Party", "Nationalist Party")):
            d = mended(text, ("O", part))
            self.assertEqual((names(d), unsure(d)), ([], [doubt]), text)

    def test_whole_names_stay(self) -> None:
        for text, kind, name in (("The Dunmore Bank lent to Varsk.", "O", "Dunmore Bank"), ("In Varsk it rained.", "L", "Varsk"),
                                 ("At NATO they met.", "O", "NATO"), ("The Bank lent.", "O", "Bank"), ("President Okafor left.", "P", "Okafor")):
            d = mended(text, (kind, name))
            self.assertEqual((names(d), unsure(d)), ([(KINDS[kind], name)], []), text)

    def test_facilities_are_unsure(self) -> None:
        d = mended("He went to Halden Prison with Ana.", ("l", "Halden Prison"), ("P", "Ana"))
        self.assertEqual((names(d), unsure(d)), ([("person", "Ana")], ["Halden Prison"]))

    def test_a_town_and_its_country_are_two_places(self) -> None:
        self.assertEqual(names(mended("PORT ELLERY, Varsk - It rained.", ("L", "PORT ELLERY, Varsk"))), [("place", "PORT ELLERY"), ("place", "Varsk")])
        self.assertEqual(names(mended("In the Bay, in Varsk.", ("L", "Bay, in Varsk"))), [("place", "Bay, in Varsk")])

    def test_titles_and_marks_are_left_outside(self) -> None:
        self.assertEqual(names(mended("Then Sheikh Omar spoke.", ("P", "Sheikh Omar"))), [("person", "Omar")])
        self.assertEqual(names(mended("Here , in Varsk.", ("L", ", in"))), [])

    def test_each_seventh_article_is_kept_aside(self) -> None:
        with tempfile.TemporaryDirectory() as d:
            tiny.corpus(Path(d))
            raw = jsonl.read(Path(d) / "worldwide-train.jsonl")
            corpora = name_corpora.NameCorpora(Path(d))
        self.assertEqual([x["id"] for x in corpora.world_held], [x["id"] for x in raw[1::7]])
        self.assertEqual(len(corpora.world) + len(corpora.world_held), len(raw))
        self.assertFalse({x["id"] for x in corpora.world} & {x["id"] for x in corpora.world_held})


class Others(unittest.TestCase):
    def test_handles_and_peoples_of_tweets_are_unsure(self) -> None:
        d = name_corpora.tweets(name_corpora.split(document("@ana a Malaysian in Boise", ("p", "@ana"), ("L", "Malaysian"), ("L", "Boise"))))
        self.assertEqual((names(d), unsure(d)), ([("place", "Boise")], ["@ana", "Malaysian"]))

    def test_names_of_encyclopaedias_have_no_article(self) -> None:
        d = name_corpora.without_article(document("Of the United States and The Band", ("L", "the United States"), ("O", "The Band")))
        self.assertEqual(names(d), [("place", "United States"), ("organisation", "Band")])

    def test_novels_have_names_without_titles_and_no_common_nouns(self) -> None:
        text = "Mr. Okafor met the girl and her brother Tom in the Vale of Orrin."
        d = document(text, ("P", "Mr. Okafor"), ("p", "the girl"), ("p", "her brother Tom"), ("P", "Tom"), ("L", "the Vale of Orrin"))
        for e in d["entities"]:
            e.setdefault("named", True)
        d = name_corpora.novel(d)
        self.assertEqual(names(d), [("person", "Okafor"), ("person", "Tom"), ("place", "Vale of Orrin")])
        self.assertEqual(unsure(d), ["Mr. "])

    def test_unsure_words_get_no_label(self) -> None:
        with tempfile.TemporaryDirectory() as d:
            tiny.corpus(Path(d))
            corpora = Corpora(Path(d), VOCAB)
        doc: Doc = corpora.entity_doc(mended("The Varsk Hanslow met Ana.", ("O", "Hanslow"), ("P", "Ana")), random.Random(1), False, 0, 0)
        self.assertEqual([ENT_LABELS[y] if y >= 0 else None for y in doc.ent], ["O", None, None, "O", "B-person", "O"])
